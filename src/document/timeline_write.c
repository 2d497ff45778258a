/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline_write.h"

#include "document/sections.h"
#include "document/timeline_output.h"

#include <string.h>

static bool
has_hangul(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (c >= 0xac00 && c <= 0xd7a3)
            return true;
    }
    return false;
}

/* Are the sections titled in Korean? */
static bool
is_korean(const PmDocument *document)
{
    PmSection section;
    for (const PmSectionName *name = pm_section_names; name->id != NULL; name++)
        if (pm_document_section(document, name->id, &section))
            return has_hangul(section.heading->text);
    return false;
}

/* Does the line that `at` is on end as in DOS? The last line goes by the one before. */
static bool
has_crlf(const PmSource *source, size_t at)
{
    const char *lf = memchr(source->bytes + at, '\n', source->length - at);
    if (lf == NULL)
        lf = memrchr(source->bytes, '\n', at);
    return lf != NULL && lf > source->bytes && lf[-1] == '\r';
}

/* Where the line ends that the last byte of `span` but for white space is on. */
static size_t
end_of_line(const PmSource *source, PmSpan span)
{
    size_t at = MIN(span.end, source->length);
    while (at > span.start && g_ascii_isspace(source->bytes[at - 1]))
        at--;
    while (at < source->length && source->bytes[at] != '\n' && source->bytes[at] != '\r')
        at++;
    return at;
}

static size_t
start_of_line(const PmSource *source, size_t at)
{
    while (at > 0 && source->bytes[at - 1] != '\n' && source->bytes[at - 1] != '\r')
        at--;
    return at;
}

GDateTime *
pm_adding_local(const PmAdding *self, int64_t at)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
    return g_date_time_to_timezone(utc, self->zone);
}

char *
pm_adding_time(const PmAdding *self, PmAddingForm form)
{
    g_autoptr(GDateTime) time = form == PM_ADDING_ZONE
                                    ? g_date_time_new_from_unix_utc(self->row->at)
                                    : pm_adding_local(self, self->row->at);
    g_autofree char *day = g_date_time_format(time, form == PM_ADDING_CLOCK ? "" : "%Y-%m-%d ");
    g_autofree char *clock =
        g_date_time_format(time, self->row->at % 60 == 0 ? "%H:%M" : "%H:%M:%S");
    return g_strconcat(day, clock, form == PM_ADDING_ZONE ? "Z" : "", NULL);
}

/* A pipe would end the cell: it is escaped, and so are the backslashes before it, for GFM would
 * take the last of them for what escapes. */
static void
append_cell(GString *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '|') {
            for (const char *back = at; back > text && back[-1] == '\\'; back--)
                g_string_append_c(out, '\\');
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *at);
    }
}

/* The column for evidence, or SIZE_MAX. */
static size_t
evidence_column(const PmTableRow *header)
{
    static const char *const titles[] = { "evidence", "근거", "증거", "proof", "source", NULL };
    for (size_t i = 2; i < header->count; i++) {
        g_autofree char *title = g_utf8_casefold(header->cells[i].text, -1);
        if (g_strv_contains(titles, title))
            return i;
    }
    return SIZE_MAX;
}

static void
append_text(const PmAdding *self, GString *out, bool has_column, bool below)
{
    g_string_append(out, self->row->text);
    if (self->row->evidence != NULL && !has_column)
        g_string_append_printf(out, " (%s)", self->row->evidence);
    if (below && self->row->output != NULL)
        g_string_append(out, pm_timeline_remark(is_korean(self->document)));
}

static void
append_row(const PmAdding *self, GString *out, const char *time, size_t columns, size_t evidence)
{
    g_autoptr(GString) text = g_string_new(NULL);
    append_text(self, text, evidence < columns, true);
    g_string_append_printf(out, "| %s | ", time);
    append_cell(out, text->str);
    for (size_t i = 2; i < columns; i++) {
        g_string_append(out, i == 2 ? " | " : "| ");
        if (i == evidence && self->row->evidence != NULL) {
            append_cell(out, self->row->evidence);
            g_string_append_c(out, ' ');
        }
    }
    g_string_append(out, columns > 2 ? "|" : " |");
}

/* The caption and the fence, without a line end behind them. */
static void
append_output(const PmAdding *self, GString *out)
{
    pm_timeline_caption(out, self->row->at, self->row->text);
    g_string_append(out, "\n\n");
    pm_timeline_fence(out, self->row->output, "");
}

/* What stands before the row on its line. */
static char *
lead_of(const PmSource *source, PmSpan row)
{
    size_t start = start_of_line(source, row.start), end = start;
    while (end < row.end && strchr(" \t>", source->bytes[end]) != NULL)
        end++;
    return g_strndup(source->bytes + start, end - start);
}

/* Text with line feeds, with line ends as they are there. */
static void
insert(const PmAdding *self, PmSplices *splices, size_t at, GString *text)
{
    if (has_crlf(self->document->source, at))
        g_string_replace(text, "\n", "\r\n", 0);
    pm_splices_add(splices, (PmSpan){ at, at }, text->str, text->len);
}

/* Behind the table, and the outputs of rows that are not later. */
static void
put_output(const PmAdding *self, PmSplices *splices, const PmTable *table)
{
    const PmSource *source = self->document->source;
    size_t at = end_of_line(source, table->span);
    g_autoptr(GArray) outputs = pm_timeline_outputs(self->document, at);
    for (guint i = 0; i < outputs->len; i++) {
        const PmTimelineOutput *output = &g_array_index(outputs, PmTimelineOutput, i);
        if (output->at > self->row->at)
            break;
        at = output->span.end;
    }
    g_autoptr(GString) text = g_string_new("\n\n");
    append_output(self, text);
    insert(self, splices, at, text);
}

void
pm_adding_row(const PmAdding *self, PmSplices *splices, const PmTable *table,
              const PmTimelineEntry *before, const char *time)
{
    const PmSource *source = self->document->source;
    PmSpan model = before != NULL ? before->span : table->header.span;
    /* without a row before it, it stands behind the delimiter row */
    size_t at = end_of_line(source, model);
    if (before == NULL) {
        at += at < source->length && source->bytes[at] == '\r';
        at = end_of_line(source, (PmSpan){ at + 1, at + 2 });
    }
    g_autofree char *lead = lead_of(source, model);
    g_autoptr(GString) text = g_string_new("\n");
    g_string_append(text, lead);
    append_row(self, text, time, table->header.count, evidence_column(&table->header));
    insert(self, splices, at, text);
    if (self->row->output != NULL)
        put_output(self, splices, table);
}

/* The mark of an item and the blanks around it: "- ", " * ", "2. ". */
static char *
marker_of(const PmSource *source, PmSpan item)
{
    size_t start = start_of_line(source, item.start), end = start;
    while (end < source->length && g_ascii_isspace(source->bytes[end]))
        end++;
    while (end < source->length && !g_ascii_isspace(source->bytes[end]))
        end++;
    while (end < source->length && source->bytes[end] == ' ')
        end++;
    return g_strndup(source->bytes + start, end - start);
}

/* What stands between time and text: " ", ": ", " - ". */
static char *
gap_of(const PmSource *source, const PmTimelineEntry *entry)
{
    size_t start = entry->time_span.end, end = start;
    while (end < entry->span.end && strchr(" :-", source->bytes[end]) != NULL)
        end++;
    bool usual = entry->time_span.start > entry->span.start && end > start;
    return usual ? g_strndup(source->bytes + start, end - start) : g_strdup(" ");
}

void
pm_adding_item(const PmAdding *self, PmSplices *splices, const PmTimelineEntry *model, bool behind,
               const char *time)
{
    const PmSource *source = self->document->source;
    g_autofree char *marker = marker_of(source, model->span);
    g_autofree char *gap = gap_of(source, model);
    g_autofree char *indent = g_strnfill(strlen(marker), ' ');
    g_autoptr(GString) text = g_string_new(behind ? "\n" : "");
    g_string_append_printf(text, "%s%s%s", marker, time, gap);
    append_text(self, text, false, false);
    if (self->row->output != NULL) {
        g_string_append_c(text, '\n');
        pm_timeline_fence(text, self->row->output, indent);
    }
    if (!behind)
        g_string_append_c(text, '\n');
    insert(self, splices,
           behind ? end_of_line(source, model->span) : start_of_line(source, model->span.start),
           text);
}

static void
append_table(const PmAdding *self, GString *out)
{
    const char *header = is_korean(self->document) ? "| 시각 (UTC) | 사건 | 근거 |"
                                                   : "| Time (UTC) | Event | Evidence |";
    PmAdding utc = *self;
    utc.zone = g_time_zone_new_utc();
    g_autofree char *time = pm_adding_time(&utc, PM_ADDING_DAY);
    g_time_zone_unref(utc.zone);
    g_string_append_printf(out, "%s\n| --- | --- | --- |\n", header);
    append_row(self, out, time, 3, 2);
    if (self->row->output != NULL) {
        g_string_append(out, "\n\n");
        append_output(self, out);
    }
}

/* Behind what the section holds now. */
void
pm_adding_table(const PmAdding *self, PmSplices *splices)
{
    g_autoptr(GString) text = g_string_new("\n\n");
    append_table(self, text);
    insert(self, splices, end_of_line(self->document->source, self->timeline.section), text);
}

/* The section that a timeline stands before, by the order of the templates. */
static const PmHeading *
heading_behind(const PmAdding *self)
{
    static const char *const later[] = { "technical", "response", "lessons" };
    const PmHeading *first = NULL;
    PmSection section;
    for (size_t i = 0; i < G_N_ELEMENTS(later); i++)
        if (pm_document_section(self->document, later[i], &section) &&
            (first == NULL || section.heading->span.start < first->span.start))
            first = section.heading;
    return first;
}

static int
heading_level(const PmAdding *self)
{
    PmSection section;
    for (const PmSectionName *name = pm_section_names; name->id != NULL; name++)
        if (pm_document_section(self->document, name->id, &section))
            return section.heading->level;
    return 2;
}

void
pm_adding_section(const PmAdding *self, PmSplices *splices, PmAddingSection place)
{
    const PmSource *source = self->document->source;
    const PmHeading *behind = heading_behind(self);
    const char *title = pm_section_name("timeline")->titles[is_korean(self->document) ? 1 : 0];
    g_autoptr(GString) text = g_string_new(NULL);
    size_t at = source->length;
    if (place == PM_ADDING_ORDERED && behind != NULL)
        at = start_of_line(source, behind->span.start);
    else if (place == PM_ADDING_FIRST)
        at = self->document->split.body.start;
    bool last = at == source->length;
    if (last && at > 0 && source->bytes[at - 1] != '\n')
        g_string_append_c(text, '\n');
    if (last || place == PM_ADDING_FIRST)
        g_string_append_c(text, '\n');
    g_string_append_printf(text, "%.*s %s\n\n", heading_level(self), "######", title);
    append_table(self, text);
    g_string_append(text, last ? "\n" : "\n\n");
    insert(self, splices, at, text);
}
