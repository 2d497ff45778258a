/* SPDX-License-Identifier: Apache-2.0 */
#include "command/external_entry.h"

#include "check/duties.h"

/* "nis2-notification, CSIRT, 3": how each entry is named. */
static const char *
handles(PmArena *arena, const PmDuty *duties, size_t count)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        if (duties[i].node != NULL)
            g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "it has ",
                                   pm_duty_handle(arena, duties, count, &duties[i]));
    return out->len > 0 ? pm_arena_strdup(arena, out->str) : "it has none yet: external add";
}

bool
pm_external_entry_find(const PmDocumentStep *step, PmExternalEntry *self, GError **error)
{
    PmDutyBook book = pm_duties_book(step->arena, step->context->config);
    size_t count, named = 0, listed = 0;
    const PmDuty *duties = pm_duties_read(step->arena, &book, step->document, &count);
    for (size_t i = 0; i < count; i++) {
        listed = MAX(listed, duties[i].place);
        if (duties[i].node != NULL && (g_strcmp0(duties[i].name, self->which) == 0 ||
                                       g_str_equal(duties[i].organisation, self->which))) {
            self->place = duties[i].place;
            named++;
        }
    }
    /* a place in the list is one whatever anybody is called */
    guint64 place;
    if (listed > 0 && g_ascii_string_to_unsigned(self->which, 10, 1, listed, &place, NULL)) {
        self->place = (size_t)place;
        named = 1;
    }
    if (named == 1)
        return true;
    pm_error_set(error, PM_ERROR_NOT_FOUND, handles(step->arena, duties, count),
                 named == 0 ? "%s has no '%s' in 'external'" : "%s has more than one '%s'",
                 step->document->id, self->which);
    return false;
}
