/* SPDX-License-Identifier: Apache-2.0 */
#include "document/template.h"

#include "data/edit.h"
#include "data/scalar.h"
#include "document/split.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_document_resources_get_resource(void);

const char *const *
pm_template_names(void)
{
    static const char *const names[] = { "near-miss", "outage", "security", NULL };
    return names;
}

static const char *
embedded(const char *name, const char *language, size_t *out_length)
{
    g_autofree char *path = g_strdup_printf("/document/%s.%s.md", name, language);
    /* embedded data: the bytes outlive the GBytes that wraps them */
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(pm_document_resources_get_resource(), path, 0, NULL);
    return bytes == NULL ? NULL : g_bytes_get_data(bytes, out_length);
}

const char *
pm_template_text(const char *name, const char *language, size_t *out_length)
{
    if (!g_strv_contains(pm_template_names(), name))
        return NULL;
    const char *text = embedded(name, language, out_length);
    return text != NULL ? text : embedded(name, "en", out_length);
}

static const PmTemplateValue *
find_value(const PmTemplateValue *values, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(values[i].name) == length && strncmp(values[i].name, name, length) == 0)
            return &values[i];
    return NULL;
}

static void
add_yaml(PmArena *arena, GString *out, const PmTemplateValue *value)
{
    if (!value->list) {
        g_string_append(out, pm_scalar_render(arena, value->value));
        return;
    }
    g_auto(GStrv) words = g_strsplit(value->value, ",", -1);
    g_autoptr(GPtrArray) rendered = g_ptr_array_new();
    for (size_t i = 0; words[i] != NULL; i++)
        if (*g_strstrip(words[i]) != '\0')
            g_ptr_array_add(rendered, pm_scalar_quote(arena, words[i]));
    g_string_append(out, pm_edit_flow(arena, (const char *const *)(const void *)rendered->pdata,
                                      rendered->len));
}

/* CommonMark 0.30, section 2.4: any ASCII punctuation may be escaped by a backslash. */
static void
add_markdown(GString *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\\`*_[]<>&#|!~", *p) != NULL)
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
}

static unsigned
line_of(const char *text, size_t offset)
{
    unsigned line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n' ? 1 : 0;
    return line;
}

GBytes *
pm_template_fill(const char *text, size_t length, const PmTemplateValue *values, size_t count,
                 GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSplit split = pm_split(text, length);
    g_autoptr(GString) out = g_string_new(NULL);
    size_t at = 0;
    for (;;) {
        const char *open = g_strstr_len(text + at, (gssize)(length - at), "{{");
        const char *close =
            open == NULL ? NULL
                         : g_strstr_len(open, (gssize)(length - (size_t)(open - text)), "}}");
        if (close == NULL)
            break;
        g_string_append_len(out, text + at, open - (text + at));
        size_t name = (size_t)(close - open) - 2;
        const PmTemplateValue *value = find_value(values, count, open + 2, name);
        if (value == NULL) {
            pm_error_set(error, PM_ERROR_USAGE, NULL,
                         "line %u of the template has an unknown '{{%.*s}}'",
                         line_of(text, (size_t)(open - text)), (int)MIN(name, 40), open + 2);
            return NULL;
        }
        if ((size_t)(open - text) < split.body.start)
            add_yaml(arena, out, value);
        else
            add_markdown(out, value->value);
        at = (size_t)(close - text) + 2;
    }
    g_string_append_len(out, text + at, (gssize)(length - at));
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
