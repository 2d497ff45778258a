/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/builder.h"

#include <string.h>

static size_t
indentation(const char *text, PmSpan line)
{
    return MIN(strspn(text + line.start, " "), line.end - line.start);
}

/* The length of a fence's run of backticks or tildes, 0 when `line` has none. */
static size_t
fence_length(const char *text, PmSpan line)
{
    size_t indent = indentation(text, line);
    const char *at = text + line.start + indent;
    size_t run = strspn(at, *at == '~' ? "~" : "`");
    return indent <= 3 && run >= 3 ? run : 0;
}

/* CommonMark 4.2, the marks inside the text left as they are. */
static bool
read_heading(const PmBuilder *builder, PmSpan line, PmHeading *out_heading)
{
    const char *text = builder->body->text;
    size_t indent = indentation(text, line);
    size_t start = line.start + indent;
    size_t level = strspn(text + start, "#");
    PmSpan inner = { start + level, line.end };
    if (indent > 3 || level < 1 || level > 6 ||
        (inner.start < inner.end && text[inner.start] != ' ' && text[inner.start] != '\t'))
        return false;
    PmSpan whole = pm_body_trim(builder->body, (PmSpan){ start, line.end }, PM_TRIM_END);
    inner.end = whole.end;
    size_t closing = inner.end;
    while (closing > inner.start && text[closing - 1] == '#')
        closing--;
    if (closing > inner.start && pm_body_is_space(text[closing - 1]))
        inner.end = closing;
    *out_heading = (PmHeading){
        .span = pm_builder_span(builder, whole),
        .level = (int)level,
        .text = pm_inline_fold(builder->arena, text + inner.start, inner.end - inner.start),
        .top = true,
    };
    return true;
}

void
pm_builder_scan_headings(PmBuilder *builder)
{
    const char *text = builder->body->text;
    size_t fence = 0;
    char mark = '\0';
    for (size_t i = 1; i <= builder->body->line_count; i++) {
        PmSpan line = pm_body_line(builder->body, i);
        size_t run = fence_length(text, line);
        PmHeading heading;
        if (fence == 0 && run > 0) {
            fence = run;
            mark = text[line.start + indentation(text, line)];
        } else if (fence > 0) {
            if (run >= fence && text[line.start + indentation(text, line)] == mark)
                fence = 0;
        } else if (read_heading(builder, line, &heading)) {
            g_array_append_val(builder->headings, heading);
        }
    }
}
