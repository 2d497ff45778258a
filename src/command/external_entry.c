/* SPDX-License-Identifier: Apache-2.0 */
#include "command/external_entry.h"

#include "base/text.h"
#include "check/duties.h"
#include "command/clock.h"

#define AHEAD (2 * 24 * 60 * 60) /* as check counts: it is tomorrow elsewhere already */

/* An `external` list, as an entry is looked for. */
typedef struct {
    const PmDocumentStep *step;
    PmDutyBook book;
    const PmDuty *duties;
    size_t count;
} Listed;

static Listed
listed(const PmDocumentStep *step)
{
    Listed self = { .step = step };
    self.book = pm_duties_book(step->arena, step->context->config);
    self.duties = pm_duties_read(step->arena, &self.book, step->document, &self.count);
    return self;
}

/* "CSIRT (nis2-early-warning)" */
static const char *
name_of(PmArena *arena, const PmDuty *duty)
{
    return duty->name == NULL ? pm_arena_strdup(arena, duty->organisation)
                              : pm_arena_printf(arena, "%s (%s)", duty->organisation, duty->name);
}

/* "nis2-notification, CSIRT, 3 (CSIRT, nis2-early-warning)": how each entry is named. */
static const char *
handles(const Listed *self)
{
    PmArena *arena = self->step->arena;
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < self->count; i++) {
        const PmDuty *duty = &self->duties[i];
        if (duty->node == NULL)
            continue;
        const char *handle = pm_duty_handle(arena, self->duties, self->count, duty);
        g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "it has ", handle);
        if (handle != duty->name && handle != duty->organisation)
            g_string_append_printf(out, " (%s%s%s)", duty->organisation,
                                   duty->name != NULL ? ", " : "",
                                   duty->name != NULL ? duty->name : "");
    }
    return out->len > 0 ? pm_arena_strdup(arena, out->str) : "it has none yet: external add";
}

/* The entry that was meant, the duty that has none yet, or all that there are. */
static const char *
hint(const Listed *self, const char *which)
{
    PmContext *context = self->step->context;
    PmArena *arena = self->step->arena;
    const PmDutyClock *clock = pm_duty_clock(&self->book, which);
    if (clock != NULL)
        return pm_arena_printf(arena, "git postmortem external add %s --duty %s %s",
                               pm_context_word(context, self->step->document->id),
                               pm_context_word(context, clock->name),
                               pm_context_word(context, clock->organisation));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < self->count; i++)
        if (self->duties[i].node != NULL) {
            g_ptr_array_add(names, (void *)self->duties[i].organisation);
            if (self->duties[i].name != NULL)
                g_ptr_array_add(names, (void *)self->duties[i].name);
        }
    g_ptr_array_add(names, NULL);
    const char *near = pm_text_closest(which, (const char *const *)names->pdata);
    if (near != NULL)
        return pm_arena_printf(arena, "did you mean '%s'?", near);
    const char *duty = pm_duty_suggest(arena, &self->book, which);
    return duty != NULL ? duty : handles(self);
}

static bool
is_called(const PmDuty *duty, const char *which)
{
    return duty->node != NULL &&
           (g_strcmp0(duty->name, which) == 0 || g_str_equal(duty->organisation, which));
}

static const PmDuty *
at_place(const Listed *self, const char *text)
{
    guint64 place;
    if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXSIZE, &place, NULL))
        return NULL;
    for (size_t i = 0; i < self->count; i++)
        if (self->duties[i].node != NULL && self->duties[i].place == place)
            return &self->duties[i];
    return NULL;
}

bool
pm_external_entry_find(const PmDocumentStep *step, PmExternalEntry *self, GError **error)
{
    Listed list = listed(step);
    const PmDuty *found = NULL, *at = at_place(&list, self->which);
    size_t named = 0;
    for (size_t i = 0; i < list.count; i++)
        if (is_called(&list.duties[i], self->which)) {
            found = &list.duties[i];
            named++;
        }
    /* a place in the list is one whatever anybody is called */
    if (at == NULL && named != 1) {
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     named == 0 ? hint(&list, self->which) : handles(&list),
                     named == 0 ? "%s has no '%s' in 'external'" : "%s has more than one '%s'",
                     step->document->id, self->which);
        return false;
    }
    PmArena *arena = step->context->arena;
    self->duty = at != NULL ? at : found;
    self->place = self->duty->place;
    self->name = at != NULL ? name_of(arena, at) : self->which;
    self->handle =
        pm_arena_strdup(arena, pm_duty_handle(arena, list.duties, list.count, self->duty));
    return true;
}

bool
pm_external_entry_is_first(const PmDocumentStep *step, const char *organisation, const char *duty,
                           GError **error)
{
    Listed list = listed(step);
    for (size_t i = 0; duty != NULL && i < list.count; i++) {
        const PmDuty *other = &list.duties[i];
        if (other->node == NULL || g_strcmp0(other->name, duty) != 0 ||
            g_ascii_strcasecmp(other->organisation, organisation) != 0)
            continue;
        const char *handle = pm_duty_handle(step->arena, list.duties, list.count, other);
        pm_error_set(error, PM_ERROR_REFUSED,
                     pm_arena_printf(step->arena, "git postmortem external set %s %s …",
                                     pm_context_word(step->context, step->document->id),
                                     pm_context_word(step->context, handle)),
                     "%s has an entry for %s already", step->document->id,
                     name_of(step->arena, other));
        return false;
    }
    return true;
}

bool
pm_external_entry_told(const PmDocumentStep *step, const char *value, PmDeadline *out_told,
                       GError **error)
{
    const PmField *started = &step->document->fields.times[PM_TIME_STARTED];
    const char *text = pm_edit_notified(step, value, error);
    if (text == NULL)
        return false;
    PmDeadline told = pm_deadline_read(step->arena, text, step->context->config->time_zone);
    bool is_known = told.text != NULL;
    if (is_known && told.start > pm_clock_now(step->context) + AHEAD) {
        pm_error_set(error, PM_ERROR_USAGE, "most often the year or the month is wrong",
                     "nobody was told at '%s': it is in the future", value);
        return false;
    }
    if (is_known && started->state == PM_FIELD_GIVEN && told.end < started->value) {
        pm_error_set(error, PM_ERROR_USAGE,
                     pm_arena_printf(step->arena, "times.started is %s",
                                     pm_time_format(step->arena, started->value)),
                     "nobody was told at '%s': the incident had not begun", value);
        return false;
    }
    *out_told = told;
    return true;
}
