/* SPDX-License-Identifier: Apache-2.0 */
#include "data/yaml_syntax.h"

#include <string.h>

/* A complaint while it is put into words. */
typedef struct {
    const PmYamlText *text;
    size_t problem; /* byte offset where libyaml stopped */
    size_t context; /* byte offset of what it was reading then; `problem` where it does not say */
    PmSpan quoted;  /* the last quoted scalar before it */
    PmSpan span;
    const char *message;
    const char *help;
} Complaint;

static char
byte_at(const PmYamlText *text, size_t offset)
{
    return offset < text->span.end ? text->source->bytes[offset] : '\0';
}

static size_t
line_start(const PmYamlText *text, size_t offset)
{
    while (offset > text->span.start && !strchr("\n\r", text->source->bytes[offset - 1]))
        offset--;
    return offset;
}

static size_t
line_end(const PmYamlText *text, size_t offset)
{
    while (offset < text->span.end && byte_at(text, offset) != '\n' &&
           byte_at(text, offset) != '\r')
        offset++;
    return offset;
}

/* The line's first character that is not white. */
static size_t
line_text(const PmYamlText *text, size_t offset)
{
    size_t at = line_start(text, offset);
    while (byte_at(text, at) == ' ' || byte_at(text, at) == '\t')
        at++;
    return at;
}

/*
 * True, and said, when the line of `offset` is indented with a tab: then all else follows from it.
 */
static bool
blame_tab(Complaint *complaint, size_t offset)
{
    const PmYamlText *text = complaint->text;
    size_t start = line_start(text, offset);
    const char *tab = memchr(text->source->bytes + start, '\t', line_text(text, offset) - start);
    if (!tab)
        return false;
    size_t at = (size_t)(tab - text->source->bytes);
    complaint->span = (PmSpan){ at, at + 1 };
    complaint->message = "a tab cannot indent YAML";
    complaint->help = "use spaces";
    return true;
}

static void
at_context(Complaint *complaint)
{
    complaint->span = pm_yaml_text_character(complaint->text, complaint->context);
}

static void
on_tab(Complaint *complaint)
{
    blame_tab(complaint, complaint->problem);
}

static void
on_strange_character(Complaint *complaint)
{
    if (byte_at(complaint->text, complaint->problem) != '\t' ||
        blame_tab(complaint, complaint->problem))
        return;
    complaint->message = "a tab cannot stand here";
    complaint->help = "use spaces";
}

/* `a: b: c`, or a key below a value: libyaml stops at the colon in both. */
static void
on_colon(Complaint *complaint)
{
    const PmYamlText *text = complaint->text;
    if (blame_tab(complaint, complaint->problem))
        return;
    const char *bytes = text->source->bytes;
    size_t first = line_text(text, complaint->problem);
    for (size_t at = first; at + 1 < complaint->problem; at++) {
        if (bytes[at] == ':' && (bytes[at + 1] == ' ' || bytes[at + 1] == '\t'))
            return;
    }
    complaint->span = (PmSpan){ first, MAX(first, complaint->problem) };
    complaint->message = "a key cannot stand here: it goes on with the value above";
    complaint->help = "indent it like its neighbours, and end the line above with ':' or a value";
}

static void
on_missing_colon(Complaint *complaint)
{
    const PmYamlText *text = complaint->text;
    if (blame_tab(complaint, complaint->context))
        return;
    size_t end = line_end(text, complaint->context);
    while (end > complaint->context && text->source->bytes[end - 1] == ' ')
        end--;
    complaint->span = (PmSpan){ complaint->context, end };
}

static void
on_missing_key(Complaint *complaint)
{
    const PmYamlText *text = complaint->text;
    char c = byte_at(text, complaint->problem);
    if (blame_tab(complaint, complaint->problem))
        return;
    if (c == ']' || c == '}') {
        complaint->message = "this bracket closes nothing";
        complaint->help = NULL;
    } else if (complaint->quoted.start < line_start(text, complaint->problem) &&
               complaint->quoted.end == complaint->problem) {
        complaint->span = pm_yaml_text_character(text, complaint->quoted.start);
        complaint->message = "this quote is not closed where it should be";
        complaint->help = "it ends at the next quote, some lines below";
    } else if (line_text(text, complaint->problem) != complaint->problem) {
        complaint->message = "nothing may follow the value on its line";
        complaint->help = "quote the whole value; a quote inside '…' is written twice";
    } else if (c == '-') {
        complaint->message = "a list item, where a key must stand";
        complaint->help = "indent the item below its key";
    }
}

/* An open bracket swallows the next lines until one cannot be swallowed. */
static void
on_open_bracket(Complaint *complaint)
{
    char c = byte_at(complaint->text, complaint->problem);
    if (c != ':' && c != '\0')
        return;
    if (c == ':' && line_text(complaint->text, complaint->problem) == complaint->problem) {
        complaint->message = "a ':' must stand on the line of its key";
        return;
    }
    at_context(complaint);
    complaint->message = byte_at(complaint->text, complaint->context) == '{'
                             ? "this '{' is never closed"
                             : "this '[' is never closed";
    complaint->help = NULL;
}

static void
on_alias_name(Complaint *complaint)
{
    at_context(complaint);
    if (byte_at(complaint->text, complaint->context) == '&')
        complaint->message = "'&' starts an anchor, and its name is missing";
}

static void
on_escape(Complaint *complaint)
{
    complaint->span.end = MIN(complaint->span.start + 2, complaint->text->span.end);
}

typedef struct {
    const char *problem; /* libyaml's words, or how they begin */
    const char *context;
    const char *message;
    const char *help;
    void (*refine)(Complaint *complaint); /* NULL: the span is the character where it stopped */
} Row;

static const Row rows[] = {
    { "", "while scanning a directive", "a line that starts with '%' is a YAML directive",
      "quote text that starts with '%'", at_context },
    { "", "while scanning a %YAML directive", "this is no '%YAML 1.2'", NULL, at_context },
    { "", "while scanning a tag", "this tag cannot be read", "quote text that starts with '!'",
      at_context },
    { "found unexpected end of stream", "while scanning a quoted scalar",
      "this quote is never closed", NULL, at_context },
    { "found unexpected document indicator", "while scanning a quoted scalar",
      "this quote is not closed before the document ends", NULL, at_context },
    { "found a tab character", NULL, "a tab cannot indent YAML", "use spaces", on_tab },
    { "found character that cannot start any token", NULL,
      "a plain value cannot start with this character", "quote the value", on_strange_character },
    { "mapping values are not allowed", NULL, "a second ': ' in a value without quotes",
      "quote the value", on_colon },
    { "could not find expected ':'", NULL, "a ':' is missing after this key",
      "a line that goes on with the value above is indented deeper", on_missing_colon },
    { "block sequence entries are not allowed", NULL, "a list item cannot start here",
      "a list starts on the line below its key; quote text that starts with '- '", NULL },
    { "mapping keys are not allowed", NULL, "a '? ' key cannot start here",
      "quote text that starts with '? '", NULL },
    { "did not find expected key", NULL, "this line's indentation fits no line above",
      "indent it like its neighbours", on_missing_key },
    { "did not find expected '-' indicator", NULL, "a list item ('- ') must stand here",
      "indent it like its neighbours", on_missing_key },
    { "did not find expected ',' or ']'", NULL, "a ',' or ']' is missing before this", NULL,
      on_open_bracket },
    { "did not find expected ',' or '}'", NULL, "a ',' or '}' is missing before this", NULL,
      on_open_bracket },
    { "did not find expected node content", NULL, "a value is missing before this", NULL, NULL },
    { "found undefined tag handle", NULL, "a tag, whose prefix is declared nowhere",
      "quote text that starts with '!'", NULL },
    { "found unknown escape character", NULL, "there is no such escape in YAML",
      "a backslash itself is '\\\\' in double quotes, and '\\' in single quotes", on_escape },
    { "did not find expected hexdecimal number", NULL, "this escape needs hexadecimal digits", NULL,
      NULL },
    { "did not find expected alphabetic or numeric character", NULL,
      "'*' starts an alias, and its name is not one", "quote text that starts with '*' or '&'",
      on_alias_name },
    { "did not find expected comment or line break", NULL,
      "nothing may follow '|' or '>' on its line", "the text starts on the next line", NULL },
    { "did not find expected <document start>", NULL, "nothing may follow the document's value",
      NULL, NULL },
};

static const Row *
find_row(const yaml_parser_t *parser)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        if (g_str_has_prefix(parser->problem, row->problem) &&
            (!row->context || g_strcmp0(parser->context, row->context) == 0))
            return row;
    }
    return NULL;
}

void
pm_yaml_syntax_report(const PmYamlText *text, const yaml_parser_t *parser, PmSpan quoted,
                      PmDiagnostics *diagnostics)
{
    /* without a context, its mark is whatever it was before */
    Complaint complaint = { .text = text, .quoted = quoted };
    complaint.problem = pm_yaml_text_offset(text, parser->problem_mark.index);
    complaint.context =
        parser->context ? pm_yaml_text_offset(text, parser->context_mark.index) : complaint.problem;
    complaint.span = pm_yaml_text_character(text, complaint.problem);
    const Row *row = parser->problem ? find_row(parser) : NULL;
    if (row) {
        complaint.message = row->message;
        complaint.help = row->help;
        if (row->refine)
            row->refine(&complaint);
    } else {
        complaint.message =
            pm_arena_printf(pm_diagnostics_arena(diagnostics), "cannot be read as YAML: %s",
                            parser->problem ? parser->problem : "out of memory");
    }
    PmDiagnostic *found =
        pm_diagnostics_report(diagnostics, "yaml/syntax", PM_SEVERITY_ERROR, text->source,
                              complaint.span, "%s", complaint.message);
    if (found)
        found->help = complaint.help;
}
