/* SPDX-License-Identifier: Apache-2.0 */
#include "check/timeline_order.h"

#include "check/offer.h"

#include <string.h>

/* The text of a row, without the line end behind it. */
static PmSpan
row_of(const PmSource *source, const PmTimelineEntry *entry)
{
    PmSpan row = entry->span;
    while (row.end > row.start && g_ascii_isspace(source->bytes[row.end - 1]))
        row.end--;
    return row;
}

/* How far a row is from the beginning of its line; SIZE_MAX where more than blanks is before it. */
static size_t
indentation(const PmSource *source, PmSpan row)
{
    size_t start = row.start;
    while (start > 0 && source->bytes[start - 1] == ' ')
        start--;
    bool first = start == 0 || source->bytes[start - 1] == '\n' || source->bytes[start - 1] == '\r';
    return first ? row.start - start : SIZE_MAX;
}

static bool
is_blank(const PmSource *source, size_t start, size_t end)
{
    for (; start < end; start++)
        if (!g_ascii_isspace(source->bytes[start]))
            return false;
    return true;
}

/* A comment on lines of its own, which may speak of the row behind it. */
static bool
has_comment_of_its_own(const PmSource *source, PmSpan row)
{
    const char *text = source->bytes + row.start;
    size_t length = row.end - row.start;
    return memchr(text, '\n', length) != NULL && memmem(text, length, "<!--", 4) != NULL;
}

/* Every time is exact, and the rows are lines of their own with nothing between them. A number in
 * front of an item counts it, and so would have to stay. */
static bool
can_move(const PmSource *source, const PmTimeline *timeline)
{
    size_t end = 0, first = 0;
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *entry = &timeline->entries[i];
        PmSpan row = row_of(source, entry);
        size_t column = indentation(source, row);
        if (i == 0)
            first = column;
        if (entry->state != PM_FIELD_GIVEN || entry->rough || column != first ||
            column == SIZE_MAX || row.start == row.end ||
            g_ascii_isdigit(source->bytes[row.start]) || has_comment_of_its_own(source, row) ||
            (i > 0 && (row.start < end || !is_blank(source, end, row.start))))
            return false;
        end = row.end;
    }
    return timeline->count > 1;
}

static int
compare(const void *a, const void *b, void *data)
{
    const PmTimeline *timeline = data;
    int64_t left = timeline->entries[*(const size_t *)a].at;
    int64_t right = timeline->entries[*(const size_t *)b].at;
    return (left > right) - (left < right);
}

/* Row by row, which one of now stands there then; equal times stay as they are. */
static size_t *
sorted(PmCheck *check, const PmTimeline *timeline)
{
    size_t *order = pm_arena_new0(check->arena, size_t, timeline->count);
    for (size_t i = 0; i < timeline->count; i++)
        order[i] = i;
    g_qsort_with_data(order, (int)timeline->count, sizeof *order, compare, (void *)timeline);
    return order;
}

/* Is each row, read in its new place, at the time that it is at now? */
static bool
reads_the_same(PmCheck *check, const PmTimeline *now, const size_t *order, GBytes *bytes)
{
    const PmDocument *document = check->document;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(check->arena, document->source->name,
                                           pm_arena_strndup(check->arena, data, length), length);
    PmFieldReading reading = pm_checker_reading(check->arena, check->config);
    const PmDocument *sorted_document =
        pm_document_load(check->arena, source, document->id, PM_DOCUMENT_WHOLE, &reading,
                         pm_diagnostics_new(check->arena));
    PmTimeline then = pm_timeline_read(check->arena, sorted_document, check->config->time_zone);
    if (then.count != now->count)
        return false;
    for (size_t i = 0; i < then.count; i++) {
        const PmTimelineEntry *row = &then.entries[i], *old = &now->entries[order[i]];
        if (row->state != PM_FIELD_GIVEN || row->at != old->at ||
            !g_str_equal(row->time_text, old->time_text) || !g_str_equal(row->text, old->text))
            return false;
    }
    return true;
}

void
pm_timeline_offer_order(PmCheck *check, PmDiagnostic *found)
{
    const PmSource *source = check->document->source;
    const PmTimeline *timeline = pm_check_timeline(check);
    if (found == NULL || !can_move(source, timeline))
        return;
    const size_t *order = sorted(check, timeline);
    PmSplices *splices = pm_splices_new(pm_diagnostics_arena(check->diagnostics));
    for (size_t i = 0; i < timeline->count; i++) {
        PmSpan from = row_of(source, &timeline->entries[order[i]]);
        if (order[i] != i)
            pm_splices_add(splices, row_of(source, &timeline->entries[i]),
                           source->bytes + from.start, from.end - from.start);
    }
    g_autoptr(GBytes) bytes = pm_splices_apply(splices, source->bytes, source->length, NULL);
    if (bytes != NULL && reads_the_same(check, timeline, order, bytes))
        pm_offer_splices(check, found, splices);
}
