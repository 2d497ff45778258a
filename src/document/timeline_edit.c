/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline_edit.h"

#include "base/error.h"
#include "document/moment.h"
#include "document/timeline_write.h"

#include <string.h>

typedef struct {
    PmAdding adding;
    const PmFieldReading *reading;
    size_t place; /* the row comes before entry `place`, behind the one before that */
} Job;

static void
job_clear(Job *self)
{
    g_clear_pointer(&self->adding.zone, g_time_zone_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

static const char *
time_zone_of(const Job *self)
{
    return self->reading != NULL ? self->reading->time_zone : NULL;
}

/* The table that a span is in, or NULL: it is of a list. */
static const PmTable *
table_of(const PmDocument *document, PmSpan span)
{
    const PmOutline *outline = document->outline;
    for (size_t i = 0; i < outline->table_count; i++)
        if (span.start >= outline->tables[i].span.start && span.start < outline->tables[i].span.end)
            return &outline->tables[i];
    return NULL;
}

/* The first table of the section. */
static const PmTable *
first_table(const Job *self)
{
    const PmOutline *outline = self->adding.document->outline;
    for (size_t i = 0; i < outline->table_count; i++)
        if (outline->tables[i].span.start >= self->adding.timeline.section.start &&
            outline->tables[i].span.end <= self->adding.timeline.section.end)
            return &outline->tables[i];
    return NULL;
}

static bool
same_day(const Job *self, int64_t a, int64_t b)
{
    g_autoptr(GDateTime) left = pm_adding_local(&self->adding, a),
                         right = pm_adding_local(&self->adding, b);
    return g_date_time_get_year(left) == g_date_time_get_year(right) &&
           g_date_time_get_day_of_year(left) == g_date_time_get_day_of_year(right);
}

/* The given row before `index`, or SIZE_MAX. */
static size_t
given_before(const PmTimeline *timeline, size_t index)
{
    while (index-- > 0)
        if (timeline->entries[index].state == PM_FIELD_GIVEN)
            return index;
    return SIZE_MAX;
}

/* Behind the last row that is not later, and what has no time behind that. */
static size_t
place_of(const PmTimeline *timeline, int64_t at)
{
    size_t place = 0;
    bool any = false;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->entries[i].state == PM_FIELD_GIVEN && timeline->entries[i].at <= at) {
            place = i + 1;
            any = true;
        }
    while (place < timeline->count && timeline->entries[place].state != PM_FIELD_GIVEN)
        place++;
    return any || place < timeline->count ? place : timeline->count;
}

/* Does the row say its day though it is that of the row before? */
static bool
repeats_day(const Job *self, size_t index)
{
    const PmTimelineEntry *entry = &self->adding.timeline.entries[index];
    size_t before = given_before(&self->adding.timeline, index);
    g_auto(PmMoment) moment = { 0 };
    return before != SIZE_MAX && entry->state == PM_FIELD_GIVEN &&
           same_day(self, self->adding.timeline.entries[before].at, entry->at) &&
           pm_moment_scan(entry->time_text, &moment) > 0 && moment.has_day && moment.has_clock;
}

/* As the neighbours do; the first row of a day says it. */
static PmAddingForm
form_of(const Job *self)
{
    size_t before = given_before(&self->adding.timeline, self->place);
    if (before == SIZE_MAX ||
        !same_day(self, self->adding.timeline.entries[before].at, self->adding.row->at))
        return PM_ADDING_DAY;
    bool repeats = repeats_day(self, before) ||
                   (self->place < self->adding.timeline.count && repeats_day(self, self->place));
    return repeats ? PM_ADDING_DAY : PM_ADDING_CLOCK;
}

static const PmDocument *
read_back(const Job *self, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source =
        pm_source_new(self->adding.arena, self->adding.document->source->name,
                      pm_arena_strndup(self->adding.arena, data, length), length);
    return pm_document_load(self->adding.arena, source, self->adding.document->id,
                            self->adding.document->adopted ? PM_DOCUMENT_FOREIGN
                                                           : PM_DOCUMENT_WHOLE,
                            self->reading, pm_diagnostics_new(self->adding.arena));
}

static bool
is_same(const PmTimelineEntry *now, const PmTimelineEntry *then)
{
    return now->state == then->state && now->at == then->at && now->rough == then->rough &&
           g_str_equal(now->text, then->text);
}

static size_t
fences(const PmDocument *document)
{
    size_t count = 0;
    for (size_t i = 0; i < document->outline->block_count; i++)
        count += document->outline->blocks[i].kind == PM_BLOCK_CODE;
    return count;
}

/* The row and its fence are there, all other rows say what they said, and no new heading came but
 * that of the section. */
static bool
holds(const Job *self, GBytes *bytes)
{
    const PmDocument *document = read_back(self, bytes);
    PmTimeline then = pm_timeline_read(self->adding.arena, document, time_zone_of(self));
    if (then.count != self->adding.timeline.count + 1)
        return false;
    for (size_t i = 0, k = 0; i < then.count; i++)
        if (i != self->place && !is_same(&self->adding.timeline.entries[k++], &then.entries[i]))
            return false;
    const PmTimelineEntry *added = &then.entries[self->place];
    return added->state == PM_FIELD_GIVEN && added->at == self->adding.row->at && !added->rough &&
           *added->text != '\0' &&
           fences(document) == fences(self->adding.document) + (self->adding.row->output != NULL) &&
           document->outline->heading_count ==
               self->adding.document->outline->heading_count + !self->adding.timeline.found;
}

static GBytes *
apply(const Job *self, const PmSplices *splices)
{
    const PmSource *source = self->adding.document->source;
    g_autoptr(GBytes) bytes = pm_splices_apply(splices, source->bytes, source->length, NULL);
    return bytes != NULL && holds(self, bytes) ? g_steal_pointer(&bytes) : NULL;
}

/* The next row, a clock alone, would be on the new row's day: it is given its own. */
static bool
add_day(const Job *self, PmSplices *splices)
{
    if (self->place >= self->adding.timeline.count)
        return false;
    const PmTimelineEntry *next = &self->adding.timeline.entries[self->place];
    g_auto(PmMoment) moment = { 0 };
    if (next->state != PM_FIELD_GIVEN || pm_moment_scan(next->time_text, &moment) == 0 ||
        moment.has_day)
        return false;
    g_autoptr(GDateTime) time = pm_adding_local(&self->adding, next->at);
    g_autofree char *day = g_date_time_format(time, "%Y-%m-%d ");
    pm_splices_add(splices, (PmSpan){ next->time_span.start, next->time_span.start }, day,
                   strlen(day));
    return true;
}

/* The next row is of another table than the one before, and on the day of the new one. */
static bool
begins_table(const Job *self)
{
    const PmTimeline *timeline = &self->adding.timeline;
    if (self->place == 0 || self->place >= timeline->count)
        return false;
    const PmTimelineEntry *before = &timeline->entries[self->place - 1], *next = before + 1;
    return table_of(self->adding.document, before->span) !=
               table_of(self->adding.document, next->span) &&
           next->state == PM_FIELD_GIVEN && same_day(self, next->at, self->adding.row->at) &&
           (before->state != PM_FIELD_GIVEN || !same_day(self, before->at, self->adding.row->at));
}

static GBytes *
try_beside(const Job *self, PmAddingForm form, bool dated)
{
    const PmTimeline *timeline = &self->adding.timeline;
    bool first = self->place == 0 || begins_table(self);
    const PmTimelineEntry *model = &timeline->entries[first ? self->place : self->place - 1];
    const PmTable *table = table_of(self->adding.document, model->span);
    PmSplices *splices = pm_splices_new(self->adding.arena);
    g_autofree char *time = pm_adding_time(&self->adding, form);
    if (table != NULL)
        pm_adding_row(&self->adding, splices, table, first ? NULL : model, time);
    else
        pm_adding_item(&self->adding, splices, model, !first, time);
    if (dated && !add_day(self, splices))
        return NULL;
    return apply(self, splices);
}

static GBytes *
add_beside(const Job *self)
{
    for (int dated = 0; dated <= 1; dated++)
        for (int form = (int)form_of(self); form <= PM_ADDING_ZONE; form++) {
            GBytes *bytes = try_beside(self, (PmAddingForm)form, dated);
            if (bytes != NULL)
                return bytes;
        }
    return NULL;
}

/* The first row. */
static GBytes *
add_first(const Job *self)
{
    const PmTable *table = self->adding.timeline.found ? first_table(self) : NULL;
    for (int form = PM_ADDING_DAY; table != NULL && form <= PM_ADDING_ZONE; form++) {
        PmSplices *splices = pm_splices_new(self->adding.arena);
        g_autofree char *time = pm_adding_time(&self->adding, (PmAddingForm)form);
        pm_adding_row(&self->adding, splices, table, NULL, time);
        GBytes *bytes = apply(self, splices);
        if (bytes != NULL)
            return bytes;
    }
    PmAddingSection last = self->adding.timeline.found ? PM_ADDING_ORDERED : PM_ADDING_FIRST;
    for (int place = PM_ADDING_ORDERED; table == NULL && place <= (int)last; place++) {
        PmSplices *splices = pm_splices_new(self->adding.arena);
        if (self->adding.timeline.found)
            pm_adding_table(&self->adding, splices);
        else
            pm_adding_section(&self->adding, splices, (PmAddingSection)place);
        GBytes *bytes = apply(self, splices);
        if (bytes != NULL)
            return bytes;
    }
    return NULL;
}

GBytes *
pm_timeline_add(PmArena *arena, const PmDocument *document, const PmFieldReading *reading,
                const PmTimelineRow *row, GError **error)
{
    g_auto(Job) self = { .adding = { .arena = arena, .document = document, .row = row },
                         .reading = reading };
    self.adding.timeline = pm_timeline_read(arena, document, time_zone_of(&self));
    self.adding.zone = pm_timeline_zone(document, time_zone_of(&self));
    self.place = place_of(&self.adding.timeline, row->at);
    GBytes *bytes = self.adding.timeline.count > 0 ? add_beside(&self) : add_first(&self);
    if (bytes == NULL)
        pm_error_set(error, PM_ERROR_REFUSED,
                     "a table with the columns time and event can take it, or a list whose items "
                     "begin with a time",
                     "the timeline of %s has no place that a row could be added at",
                     document->id != NULL ? document->id : document->source->name);
    return bytes;
}
