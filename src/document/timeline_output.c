/* SPDX-License-Identifier: Apache-2.0 */
#include "document/timeline_output.h"

#include <string.h>

#define ZONE " UTC"

static const char *const remarks[] = { " (output below)", " (출력은 아래)" };

static size_t
longest_run(const char *text)
{
    size_t longest = 0;
    for (const char *at = text; (at = strchr(at, '`')) != NULL;) {
        size_t run = strspn(at, "`");
        longest = MAX(longest, run);
        at += run;
    }
    return longest;
}

static void
append_run(GString *out, size_t count)
{
    while (count-- > 0)
        g_string_append_c(out, '`');
}

void
pm_timeline_fence(GString *out, const char *output, const char *indent)
{
    size_t width = MAX(longest_run(output) + 1, 3);
    g_string_append(out, indent);
    append_run(out, width);
    g_string_append(out, "text\n");
    for (const char *line = output; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length > 0)
            g_string_append(out, indent);
        g_string_append_len(out, line, (gssize)length);
        g_string_append_c(out, '\n');
        line += length + (line[length] == '\n');
    }
    g_string_append(out, indent);
    append_run(out, width);
}

void
pm_timeline_caption(GString *out, int64_t at, const char *text)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
    g_autofree char *stamp =
        g_date_time_format(time, at % 60 == 0 ? "%Y-%m-%d %H:%M" ZONE : "%Y-%m-%d %H:%M:%S" ZONE);
    size_t run = longest_run(text);
    append_run(out, run + 1);
    g_string_append_printf(out, "%s%s %s%s", run > 0 ? " " : "", stamp, text, run > 0 ? " " : "");
    append_run(out, run + 1);
}

const char *
pm_timeline_remark(bool korean)
{
    return remarks[korean];
}

size_t
pm_timeline_words(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(remarks); i++)
        if (g_str_has_suffix(text, remarks[i]))
            return strlen(text) - strlen(remarks[i]);
    return strlen(text);
}

/* Read "2026-01-14 17:12 UTC", or with seconds, at `text`. Its length, or 0. */
static size_t
read_stamp(const char *text, const char *end, int64_t *out_at)
{
    static const size_t lengths[] = { sizeof "2026-01-14 17:12" - 1,
                                      sizeof "2026-01-14 17:12:05" - 1 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        size_t length = lengths[i] + strlen(ZONE);
        if ((size_t)(end - text) < length || strncmp(text + lengths[i], ZONE, strlen(ZONE)) != 0)
            continue;
        g_autofree char *stamp = g_strdup_printf("%.*sZ", (int)lengths[i], text);
        return pm_time_parse(stamp, NULL, out_at, NULL) ? length : 0;
    }
    return 0;
}

/* Is the paragraph a caption? */
static bool
read_caption(const PmSource *source, PmSpan span, PmTimelineOutput *out)
{
    const char *start = source->bytes + span.start, *end = source->bytes + span.end;
    const char *at = start;
    while (at < end && *at == '`')
        at++;
    if (at == start)
        return false;
    while (at < end && *at == ' ')
        at++;
    size_t length = read_stamp(at, end, &out->at);
    out->time_span.start = (size_t)(at - source->bytes);
    out->time_span.end = out->time_span.start + length;
    out->words = (PmSpan){ out->time_span.end, span.end };
    while (out->words.start < out->words.end && source->bytes[out->words.start] == ' ')
        out->words.start++;
    while (out->words.start < out->words.end &&
           strchr("` \r\n", source->bytes[out->words.end - 1]) != NULL)
        out->words.end--;
    return length > 0;
}

static bool
is_blank(const PmSource *source, size_t from, size_t to)
{
    while (from < to && g_ascii_isspace(source->bytes[from]))
        from++;
    return from >= to;
}

GArray *
pm_timeline_outputs(const PmDocument *document, size_t from)
{
    const PmOutline *outline = document->outline;
    const PmSource *source = document->source;
    GArray *found = g_array_new(FALSE, FALSE, sizeof(PmTimelineOutput));
    for (size_t i = 0; i + 1 < outline->block_count; i++) {
        const PmBlock *caption = &outline->blocks[i], *fence = caption + 1;
        PmTimelineOutput output = { .span = { caption->span.start, fence->span.end } };
        if (caption->span.start < from)
            continue;
        if (caption->kind != PM_BLOCK_PARAGRAPH || fence->kind != PM_BLOCK_CODE ||
            !is_blank(source, from, caption->span.start) ||
            !is_blank(source, caption->span.end, fence->span.start) ||
            !read_caption(source, caption->span, &output))
            break;
        while (g_ascii_isspace(source->bytes[output.span.end - 1]))
            output.span.end--;
        from = output.span.end;
        g_array_append_val(found, output);
        i++;
    }
    return found;
}
