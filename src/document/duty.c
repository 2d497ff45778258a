/* SPDX-License-Identifier: Apache-2.0 */
#include "document/duty.h"

#include "base/text.h"

#include <string.h>

#define WORD_MAX 64 /* longer ones are nobody's slip of the pen */

/* One document's duties under way. */
typedef struct {
    PmArena *arena;
    const PmDutyBook *book;
    const PmDocument *document;
    PmDuty *duties;
    size_t count;       /* so far */
    size_t entries;     /* of them in the document */
    GHashTable *lawful; /* clock and organisation → PmDeadline: entries of one duty share it */
} Reading;

const PmDutyClock *
pm_duty_clock(const PmDutyBook *book, const char *name)
{
    for (size_t i = 0; name != NULL && i < book->count; i++)
        if (g_str_equal(book->clocks[i].name, name))
            return &book->clocks[i];
    return NULL;
}

bool
pm_duty_is_open(const PmDuty *duty)
{
    return duty->notified.text == NULL && duty->not_required == NULL;
}

/* A text that says something; NULL: none does. */
static const char *
said(const PmNode *node, const char *key)
{
    const char *text = pm_node_string(pm_node_get(node, key));
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0' ? text : NULL;
}

/* Who knows no better became aware when it was detected. */
static PmDeadline
time_named(const Reading *self, const char *name)
{
    const PmField *times = self->document->fields.times;
    const PmField *time = NULL;
    for (PmTimeName i = 0; i < PM_TIME_COUNT; i++)
        if (g_str_equal(pm_time_name(i), name))
            time = &times[i];
    if (g_str_equal(name, "aware") && time->state != PM_FIELD_GIVEN)
        time = &times[PM_TIME_DETECTED];
    return time != NULL && time->state == PM_FIELD_GIVEN
               ? pm_deadline_read(self->arena, pm_time_format(self->arena, time->value),
                                  self->book->zone)
               : (PmDeadline){ 0 };
}

static PmDeadline lawful(const Reading *self, const PmDutyClock *clock, const char *organisation);

/* A duty that is not required stands for its last moment. */
static PmDeadline
told_at(const Reading *self, const PmDuty *duty)
{
    if (duty->notified.text != NULL || duty->not_required == NULL)
        return duty->notified;
    return lawful(self, duty->clock, duty->organisation);
}

/* The last time that this organisation was told it; or, where it never was asked to be, anybody. */
static PmDeadline
duty_named(const Reading *self, const char *name, const char *organisation)
{
    PmDeadline last = { 0 }, others = { 0 };
    bool known = false;
    for (size_t i = 0; i < self->entries; i++) {
        const PmDuty *duty = &self->duties[i];
        if (g_strcmp0(duty->name, name) != 0)
            continue;
        bool same = g_str_equal(duty->organisation, organisation);
        PmDeadline *latest = same ? &last : &others;
        PmDeadline told = told_at(self, duty);
        known |= same;
        if (told.text != NULL && (latest->text == NULL || told.start > latest->start))
            *latest = told;
    }
    return known ? last : others;
}

static PmDeadline
bound_of(const Reading *self, const PmDutyBound *bound, const char *organisation,
         PmDeadline *out_start)
{
    PmPeriod period;
    *out_start = (PmDeadline){ 0 };
    if (bound->after == NULL || !pm_period_parse(bound->within, &period))
        return (PmDeadline){ 0 };
    *out_start = pm_duty_clock(self->book, bound->after) != NULL
                     ? duty_named(self, bound->after, organisation)
                     : time_named(self, bound->after);
    return pm_deadline_after(self->arena, out_start, period, self->book->zone);
}

static PmDeadline
earlier(const Reading *self, const PmDutyClock *clock, const char *organisation)
{
    PmDeadline start, other;
    PmDeadline first = bound_of(self, &clock->bounds[0], organisation, &start);
    PmDeadline second = bound_of(self, &clock->bounds[1], organisation, &other);
    if (first.text == NULL || second.text == NULL)
        return first.text != NULL ? first : second;
    return first.end < second.end || start.start > second.end ? first : second;
}

/* One that is counted from itself, by whatever way round, has no end. */
static PmDeadline
lawful(const Reading *self, const PmDutyClock *clock, const char *organisation)
{
    if (clock == NULL)
        return (PmDeadline){ 0 };
    const char *key = pm_arena_printf(self->arena, "%s\n%s", clock->name, organisation);
    PmDeadline *known = g_hash_table_lookup(self->lawful, key);
    if (known == NULL) {
        known = pm_arena_new0(self->arena, PmDeadline, 1);
        g_hash_table_insert(self->lawful, (void *)key, known);
        *known = earlier(self, clock, organisation);
    }
    return *known;
}

static void
read_entry(Reading *self, const PmNode *node, size_t place)
{
    const char *zone = self->book->zone;
    PmDuty *duty = &self->duties[self->count++];
    *duty = (PmDuty){ .node = node,
                      .place = place,
                      .name = said(node, "duty"),
                      .organisation = said(node, "organisation"),
                      .not_required = said(node, "not_required"),
                      .late = said(node, "late"),
                      .written = pm_deadline_read(self->arena, said(node, "due"), zone),
                      .notified = pm_deadline_read(self->arena, said(node, "notified"), zone) };
    duty->clock = pm_duty_clock(self->book, duty->name);
    if (duty->organisation == NULL)
        duty->organisation = duty->clock != NULL ? duty->clock->organisation : "somebody outside";
}

static bool
is_entered(const Reading *self, const PmDutyClock *clock)
{
    for (size_t i = 0; i < self->entries; i++)
        if (self->duties[i].clock == clock)
            return true;
    return false;
}

static void
add_missing(Reading *self)
{
    for (size_t i = 0; i < self->book->count; i++) {
        const PmDutyClock *clock = &self->book->clocks[i];
        if (!clock->asked || is_entered(self, clock) ||
            (clock->when != NULL && pm_filter_ask(clock->when, self->document, "") == PM_ANSWER_NO))
            continue;
        self->duties[self->count++] =
            (PmDuty){ .name = clock->name, .clock = clock, .organisation = clock->organisation };
    }
}

static void
settle(const Reading *self, PmDuty *duty)
{
    duty->lawful = lawful(self, duty->clock, duty->organisation);
    bool written = duty->written.text != NULL &&
                   (duty->lawful.text == NULL ||
                    !pm_deadline_is_missed(&duty->lawful, &duty->written, self->book->zone));
    duty->due = written ? duty->written : duty->lawful;
    duty->is_late = pm_deadline_is_missed(&duty->due, &duty->notified, self->book->zone);
}

const PmDuty *
pm_duties_read(PmArena *arena, const PmDutyBook *book, const PmDocument *document,
               size_t *out_count)
{
    const PmNode *list = pm_node_get(document->front, "external");
    size_t listed = pm_node_is(list, PM_NODE_LIST) ? list->count : 0;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    Reading self = { .arena = arena, .book = book, .document = document, .lawful = known };
    self.duties = pm_arena_new0(arena, PmDuty, listed + book->count + 1);
    for (size_t i = 0; i < listed; i++)
        if (pm_node_is(list->items[i], PM_NODE_MAP))
            read_entry(&self, list->items[i], i + 1);
    self.entries = self.count;
    add_missing(&self);
    for (size_t i = 0; i < self.count; i++)
        settle(&self, &self.duties[i]);
    *out_count = self.count;
    return self.duties;
}

static size_t
count_called(const PmDuty *duties, size_t count, const char *name)
{
    size_t called = 0;
    for (size_t i = 0; i < count; i++)
        called += duties[i].node != NULL && (g_strcmp0(duties[i].name, name) == 0 ||
                                             g_str_equal(duties[i].organisation, name));
    return called;
}

/* A name that is no option, and no place in the list. */
static bool
is_handle(const char *name)
{
    return *name != '-' && name[strspn(name, "0123456789")] != '\0';
}

const char *
pm_duty_handle(PmArena *arena, const PmDuty *duties, size_t count, const PmDuty *duty)
{
    if (duty->name != NULL && is_handle(duty->name) && count_called(duties, count, duty->name) == 1)
        return duty->name;
    if (is_handle(duty->organisation) && count_called(duties, count, duty->organisation) == 1)
        return duty->organisation;
    return pm_arena_printf(arena, "%zu", duty->place);
}

/* Is it some of the name's words: "gdpr" or "early-warning"? */
static bool
is_part(const char *name, const char *word)
{
    size_t length = strlen(word);
    const char *found = length > 0 ? strstr(name, word) : NULL;
    return found != NULL && (found == name || found[-1] == '-') &&
           (found[length] == '\0' || found[length] == '-');
}

const char *
pm_duty_suggest(PmArena *arena, const PmDutyBook *book, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(word, -1);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GString) out = g_string_new("did you mean ");
    for (size_t i = 0; i < book->count; i++)
        g_ptr_array_add(names, (void *)book->clocks[i].name);
    g_ptr_array_add(names, NULL);
    const char *near =
        strlen(word) <= WORD_MAX ? pm_text_closest(word, (const char *const *)names->pdata) : NULL;
    if (near != NULL)
        return pm_arena_printf(arena, "did you mean '%s'?", near);
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++)
        if (is_part(book->clocks[i].name, lower))
            g_string_append_printf(out, "%s'%s'", count++ > 0 ? " or " : "", book->clocks[i].name);
    return count > 0 ? pm_arena_printf(arena, "%s?", out->str) : NULL;
}
