/* SPDX-License-Identifier: Apache-2.0 */
#include "document/template.h"

#include "base/text.h"
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

const char *const *
pm_template_languages(void)
{
    static const char *const languages[] = { "en", "ko", NULL };
    return languages;
}

const char *
pm_template_text(const char *name, const char *language, size_t *out_length)
{
    if (!g_strv_contains(pm_template_names(), name))
        return NULL;
    const char *text = embedded(name, language, out_length);
    return text != NULL ? text : embedded(name, "en", out_length);
}

/* A template being filled in. */
typedef struct {
    PmArena *arena;
    const char *text;
    size_t length;
    size_t body; /* where the front matter ends */
    const PmTemplateValue *values;
    size_t count;
    GString *out;
} Filling;

/* {{ name }} on one line. */
typedef struct {
    size_t start, end;
    char *name;
} Place;

static bool
next_place(const Filling *self, size_t from, Place *out)
{
    const char *end = self->text + self->length;
    for (const char *at = self->text + from; at < end;) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        if (open == NULL)
            return false;
        const char *line = memchr(open, '\n', (size_t)(end - open));
        const char *stop = line != NULL ? line : end;
        const char *close = memmem(open + 2, (size_t)(stop - open) - 2, "}}", 2);
        if (close == NULL) {
            at = stop;
            continue;
        }
        char *name = pm_arena_strndup(self->arena, open + 2, (size_t)(close - open) - 2);
        *out = (Place){ .start = (size_t)(open - self->text),
                        .end = (size_t)(close - self->text) + 2,
                        .name = g_strstrip(name) };
        return true;
    }
    return false;
}

static bool
fail(const Filling *self, const Place *place, const char *what, const char *hint, GError **error)
{
    unsigned line = 1;
    for (size_t i = 0; i < place->start; i++)
        line += self->text[i] == '\n' ? 1 : 0;
    g_autofree char *safe = pm_text_escape(place->name, -1, PM_ESCAPE_LINE);
    g_autofree char *shown = pm_text_ellipsize(safe, 40);
    pm_error_set(error, PM_ERROR_USAGE, hint, "line %u of the template %s '{{%s}}'", line, what,
                 shown);
    return false;
}

static const PmTemplateValue *
find_value(const Filling *self, const Place *place, GError **error)
{
    const char **names = pm_arena_new0(self->arena, const char *, self->count + 1);
    for (size_t i = 0; i < self->count; i++) {
        if (g_str_equal(self->values[i].name, place->name))
            return &self->values[i];
        names[i] = self->values[i].name;
    }
    const char *near = pm_text_closest(place->name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '{{%s}}'?", near)
                                         : g_strdup_printf("it may use %s", all);
    fail(self, place, "has an unknown", hint, error);
    return NULL;
}

static const char *
as_yaml(const Filling *self, const PmTemplateValue *value)
{
    if (value->kind == PM_TEMPLATE_SCALAR)
        return pm_scalar_render(self->arena, value->value);
    if (value->kind == PM_TEMPLATE_TEXT)
        return pm_scalar_quote(self->arena, value->value);
    g_auto(GStrv) words = g_strsplit(value->value, ",", -1);
    g_autoptr(GPtrArray) rendered = g_ptr_array_new();
    for (size_t i = 0; words[i] != NULL; i++)
        if (*g_strstrip(words[i]) != '\0')
            g_ptr_array_add(rendered, pm_scalar_quote(self->arena, words[i]));
    return pm_edit_flow(self->arena, (const char *const *)(const void *)rendered->pdata,
                        rendered->len);
}

/* Text that is itself inside of any scalar, plain or quoted. */
static bool
is_harmless(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0x80 ? !g_ascii_isalnum((char)c) && strchr(" _.,@/+()-", (int)c) == NULL
                     : pm_scalar_is_hidden(c))
            return false;
    }
    return true;
}

static size_t
skip_back(const char *text, size_t at)
{
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        at--;
    return at;
}

/* Has the line that is being written opened a flow collection? Else a comma is but a comma. */
static bool
in_flow(const Filling *self)
{
    const char *line = memrchr(self->out->str, '\n', self->out->len);
    return strpbrk(line != NULL ? line : self->out->str, "[{") != NULL;
}

/* Is the place all that stands where a value of YAML stands? */
static bool
is_whole(const Filling *self, const Place *place)
{
    size_t before = skip_back(self->text, place->start), after = place->end;
    while (after < self->length && (self->text[after] == ' ' || self->text[after] == '\t'))
        after++;
    char last = before > 0 ? self->text[before - 1] : '\n';
    bool begins = last == '\n' || (strchr("[,{", last) != NULL && in_flow(self)) ||
                  (before < place->start && strchr(":-", last) != NULL);
    return begins && (after == self->length || strchr("\r\n],}#", self->text[after]) != NULL);
}

static bool
fill_front(Filling *self, Place *place, const PmTemplateValue *value, GError **error)
{
    char before = place->start > 0 ? self->text[place->start - 1] : '\0';
    bool quoted = (before == '"' || before == '\'') && place->end < self->length &&
                  self->text[place->end] == before;
    Place wide = { place->start - (quoted ? 1 : 0), place->end + (quoted ? 1 : 0), place->name };
    if (is_whole(self, &wide)) {
        if (quoted) {
            g_string_truncate(self->out, self->out->len - 1);
            place->end++;
        }
        g_string_append(self->out, as_yaml(self, value));
        return true;
    }
    if (!is_harmless(value->value))
        return fail(self, place, "can't take this value as a part of other text:",
                    "let the placeholder be the whole value of its key", error);
    g_string_append(self->out, value->value);
    return true;
}

/* CommonMark 0.30, section 2.4: any ASCII punctuation may be escaped by a backslash. */
static void
fill_body(Filling *self, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\\`*_[]<>&#|!~", *p) != NULL)
            g_string_append_c(self->out, '\\');
        g_string_append_c(self->out, *p);
    }
}

GBytes *
pm_template_fill(const char *text, size_t length, const PmTemplateValue *values, size_t count,
                 GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) out = g_string_new(NULL);
    PmSplit split = pm_split(text, length);
    Filling self = { .arena = arena,
                     .text = text,
                     .length = length,
                     .body = split.state == PM_SPLIT_FOUND ? split.body.start : 0,
                     .values = values,
                     .count = count,
                     .out = out };
    size_t at = 0;
    Place place;
    while (next_place(&self, at, &place)) {
        g_string_append_len(out, text + at, (gssize)(place.start - at));
        const PmTemplateValue *value = find_value(&self, &place, error);
        if (value == NULL)
            return NULL;
        if (place.start >= self.body)
            fill_body(&self, value->value);
        else if (!fill_front(&self, &place, value, error))
            return NULL;
        at = place.end;
    }
    g_string_append_len(out, text + at, (gssize)(length - at));
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
