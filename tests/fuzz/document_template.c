/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line as a title, the rest as a template. Our own template reads the title back whatever
 * it is; any template is filled in without a line more or less, or refused with a line that it has.
 */
#include "document/document.h"
#include "document/template.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
lines_in(const char *bytes, size_t length)
{
    size_t count = 1;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n' ? 1 : 0;
    return count;
}

static void
read_back(const char *title)
{
    static const char text[] =
        "---\nid: x\ntitle: {{title}}\nlist: [\"{{title}}\", a]\n---\n\n# {{title}}\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmTemplateValue value = { "title", title, PM_TEMPLATE_TEXT };
    g_autoptr(GBytes) bytes = pm_template_fill(text, strlen(text), &value, 1, NULL);
    gsize length;
    const char *filled = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(arena, "x.md", filled, length);
    const PmDocument *document =
        pm_document_load(arena, source, "x", PM_DOCUMENT_WHOLE, NULL, pm_diagnostics_new(arena));
    g_assert_cmpstr(document->fields.title, ==, title);
    g_assert_cmpstr(pm_node_string(pm_node_at(document->front, "/list/0")), ==, title);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t length = end != NULL ? (size_t)(end - data) : size;
    g_autofree char *title = g_strndup((const char *)data, length);
    /* what the command lets through */
    if (!g_utf8_validate(title, -1, NULL) || strpbrk(title, "\n\r") != NULL)
        return 0;
    read_back(title);
    size_t rest = end != NULL ? size - length - 1 : 0;
    g_autofree char *text = g_memdup2(rest > 0 ? (const char *)end + 1 : "", MAX(rest, 1));
    const PmTemplateValue values[] = { { "title", title, PM_TEMPLATE_TEXT },
                                       { "severity", "2", PM_TEMPLATE_SCALAR },
                                       { "services", title, PM_TEMPLATE_LIST } };
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = pm_template_fill(text, rest, values, G_N_ELEMENTS(values), &error);
    if (bytes != NULL) {
        gsize now;
        const char *filled = g_bytes_get_data(bytes, &now);
        g_assert_cmpuint(lines_in(filled, now), ==, lines_in(text, rest));
        return 0;
    }
    unsigned line = 0;
    g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    g_assert_cmpint(sscanf(error->message, "line %u of the template", &line), ==, 1);
    g_assert_cmpuint(line, <=, lines_in(text, rest));
    return 0;
}
