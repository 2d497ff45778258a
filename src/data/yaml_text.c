/* SPDX-License-Identifier: Apache-2.0 */
#include "data/yaml_text.h"

#include "base/text.h"

#include <string.h>

enum {
    STRIDE = 64,
    MAX_TAG_LINES = 64, /* libyaml compares each %TAG line with all before it */
};

static bool
refuse(const PmYamlText *text, const PmYamlFindings *findings, PmSpan span, const char *message,
       const char *help)
{
    PmDiagnostic *found =
        pm_diagnostics_report(findings->diagnostics, "yaml/encoding", PM_SEVERITY_ERROR,
                              text->source, span, "%s", message);
    if (found)
        found->help = help;
    return false;
}

static bool
starts_with(const PmYamlText *text, const char *bytes, size_t length)
{
    return text->span.end - text->span.start >= length &&
           memcmp(text->source->bytes + text->span.start, bytes, length) == 0;
}

static bool
refuse_byte(const PmYamlText *text, const PmYamlFindings *findings, size_t at)
{
    PmSpan span = { at, at + 1 };
    if (at == text->span.start &&
        (starts_with(text, "\xff\xfe", 2) || starts_with(text, "\xfe\xff", 2)))
        return refuse(text, findings, span, "the text is UTF-16", "save it as UTF-8");
    return refuse(text, findings, span, "this byte is not UTF-8", "save the text as UTF-8");
}

/* YAML 1.2.2, section 5.1, as far as a text may hold it anywhere, comments and all. */
static bool
is_readable(gunichar c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return (c < 0x7f || c > 0x9f || c == 0x85) && c != 0xfeff && c != 0xfffe && c != 0xffff;
}

/* Breaks to libyaml (YAML 1.1), and to no editor: one visible line can be two keys. */
static void
report_break(const PmYamlText *text, const PmYamlFindings *findings, PmSpan span, gunichar c)
{
    PmDiagnostic *found =
        pm_diagnostics_report(findings->diagnostics, "yaml/line-break", findings->foreign,
                              text->source, span, "an invisible line break (U+%04X)", c);
    if (found)
        found->help = "some YAML readers see two lines here, and people one; remove it";
}

static bool
is_break(gunichar c)
{
    return c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool
check_tag_lines(const PmYamlText *text, const PmYamlFindings *findings)
{
    const char *bytes = text->source->bytes;
    size_t lines = 0;
    for (size_t at = text->span.start; at < text->span.end; at++) {
        const char *found = memchr(bytes + at, '%', text->span.end - at);
        if (!found)
            return true;
        at = (size_t)(found - bytes);
        if (text->span.end - at < 4 || memcmp(found, "%TAG", 4) != 0 || ++lines <= MAX_TAG_LINES)
            continue;
        pm_diagnostics_report(findings->diagnostics, "yaml/size", PM_SEVERITY_ERROR, text->source,
                              (PmSpan){ at, at + 4 }, "more than %d '%%TAG' in one text",
                              MAX_TAG_LINES);
        return false;
    }
    return true;
}

static bool
scan(PmYamlText *text, size_t *stride, const PmYamlFindings *findings)
{
    size_t at = text->span.start;
    for (; at < text->span.end; text->count++) {
        gunichar c;
        if (text->count % STRIDE == 0)
            stride[text->count / STRIDE] = at;
        size_t taken = pm_text_decode(text->source->bytes + at, text->span.end - at, &c);
        PmSpan span = { at, at + taken };
        if (c == PM_TEXT_INVALID)
            return refuse_byte(text, findings, at);
        if (!is_readable(c)) {
            g_autofree char *message =
                g_strdup_printf("a control character (U+%04X) in the text", c);
            return refuse(text, findings, span,
                          pm_arena_strdup(pm_diagnostics_arena(findings->diagnostics), message),
                          "remove it; in double quotes it may be written as an escape");
        }
        if (is_break(c))
            report_break(text, findings, span, c);
        at += taken;
    }
    return true;
}

bool
pm_yaml_text_init(PmYamlText *text, PmArena *arena, const PmSource *source, PmSpan span,
                  const PmYamlFindings *findings)
{
    *text = (PmYamlText){ .source = source, .span = span };
    if (starts_with(text, "\xef\xbb\xbf", 3))
        text->span.start += 3;
    size_t length = text->span.end - text->span.start;
    size_t *stride = pm_arena_new0(arena, size_t, length / STRIDE + 1);
    if (!scan(text, stride, findings) || !check_tag_lines(text, findings))
        return false;
    text->stride = text->count == length ? NULL : stride;
    return true;
}

size_t
pm_yaml_text_offset(const PmYamlText *text, size_t index)
{
    if (index >= text->count)
        return text->span.end;
    if (!text->stride)
        return text->span.start + index;
    size_t at = text->stride[index / STRIDE];
    for (size_t rest = index % STRIDE; rest > 0; rest--) {
        gunichar c;
        at += pm_text_decode(text->source->bytes + at, text->span.end - at, &c);
    }
    return at;
}

PmSpan
pm_yaml_text_character(const PmYamlText *text, size_t offset)
{
    const char *bytes = text->source->bytes;
    /* a mark at the very end is on a line that a reader does not see */
    if (offset == text->span.end && offset > text->span.start && bytes[offset - 1] == '\n')
        offset -= offset - 1 > text->span.start && bytes[offset - 2] == '\r' ? 2 : 1;
    if (offset >= text->span.end || bytes[offset] == '\n' || bytes[offset] == '\r')
        return (PmSpan){ offset, offset };
    gunichar c;
    return (PmSpan){ offset, offset + pm_text_decode(bytes + offset, text->span.end - offset, &c) };
}

/* The length of what is a line break to libyaml, 0 where there is none. */
static size_t
break_length(const char *bytes, size_t length)
{
    gunichar c;
    size_t taken = pm_text_decode(bytes, length, &c);
    return c == '\n' || c == '\r' || is_break(c) ? taken : 0;
}

/* In the name of an anchor, to libyaml: what comes behind it may be a colon. */
static bool
is_anchor(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-';
}

size_t
pm_yaml_text_skip_properties(const PmYamlText *text, PmSpan span)
{
    const char *bytes = text->source->bytes;
    size_t at = span.start;
    size_t end = span.end;
    while (at < end) {
        size_t line_break = break_length(bytes + at, end - at);
        if (line_break > 0) {
            at += line_break;
            continue;
        }
        const char *stop = NULL;
        if (bytes[at] == '!' && at + 1 < end && bytes[at + 1] == '<')
            stop = "> \t";
        else if (bytes[at] == '!')
            stop = " \t,[]{}";
        else if (bytes[at] == '#')
            stop = "";
        else if (!strchr("& \t", bytes[at]))
            return at;
        bool anchor = bytes[at++] == '&';
        while (anchor && at < end && is_anchor(bytes[at]))
            at++;
        while (stop && at < end && !strchr(stop, bytes[at]) &&
               break_length(bytes + at, end - at) == 0)
            at++;
        if (at < end && stop && *stop == '>' && bytes[at] == '>')
            at++;
    }
    return end;
}

size_t
pm_yaml_text_block_end(const PmYamlText *text, PmSpan span)
{
    const char *bytes = text->source->bytes;
    size_t header = span.start;
    while (header < span.end && bytes[header] != '\n' && bytes[header] != '\r')
        header++;
    bool keep =
        header - span.start > 1 && memchr(bytes + span.start, '+', MIN(3, header - span.start));
    size_t end = span.end;
    while (!keep && end > header && strchr(" \t\r\n", bytes[end - 1]))
        end--;
    if (keep && end > header && bytes[end - 1] == '\n')
        end--;
    if (keep && end > header && bytes[end - 1] == '\r')
        end--;
    return MAX(end, span.start + 1);
}
