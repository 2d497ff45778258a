/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/man.h"

#include <cmark.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* An argument of a macro: quoted, on one line, without escapes of its own (groff_man(7)). */
static void
append_argument(GString *out, const char *text)
{
    g_string_append(out, " \"");
    for (; *text; text++)
        if (*text == '"')
            g_string_append(out, "\\(dq");
        else if (*text == '\\')
            g_string_append(out, "\\e");
        else if (*text == '-')
            g_string_append(out, "\\-");
        else
            g_string_append_c(out, *text == '\n' || *text == '\r' ? ' ' : *text);
    g_string_append_c(out, '"');
}

/*
 * nroff has no font C: code in a line becomes bold, as manual pages have it, and blocks stay plain.
 * cmark leaves a control character at the start of a line of code, where it would be a macro. None
 * of the marks below can come from the text, whose backslashes are escaped.
 */
static void
append_page(GString *out, const char *page)
{
    g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
    bool code = false;
    for (char **line = lines; *line; line++) {
        bool mark = strcmp(*line, code ? "\\f[]" : "\\f[C]") == 0;
        code = code != mark;
        if (mark || (!**line && !line[1]))
            continue;
        if (code && (**line == '.' || **line == '\''))
            g_string_append(out, "\\&");
        g_string_append(out, *line);
        g_string_append_c(out, '\n');
    }
    g_string_replace(out, "\\f[C]", "\\f[B]", 0);
    g_string_replace(out, "\\f[]", "\\f[R]", 0);
}

char *
pm_markdown_to_man(const char *markdown, const char *title, int manual_section, const char *footer,
                   const char *header)
{
    g_autofree char *section = g_strdup_printf("%d", manual_section);
    GString *out = g_string_new(".TH");
    append_argument(out, title);
    append_argument(out, section);
    append_argument(out, ""); /* no date: the same source makes the same page */
    append_argument(out, footer ? footer : "");
    append_argument(out, header ? header : "");
    g_string_append_c(out, '\n');
    cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
    char *page = cmark_render_man(root, CMARK_OPT_DEFAULT, 0);
    append_page(out, page);
    free(page);
    cmark_node_free(root);
    return g_string_free(out, FALSE);
}
