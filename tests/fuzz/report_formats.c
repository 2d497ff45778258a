/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every format on findings anywhere in any bytes. The first four bytes say where: offsets and the
 * terminal's width; the rest is the document, its name, and all that is said about it. What is
 * printed must be safe for a terminal, and be what its name says.
 */
#include "base/text.h"
#include "report/report.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
assert_safe(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        gunichar c;
        if (g_ascii_isprint(text[at])) { /* most of it, and looking closer takes time */
            at++;
            continue;
        }
        at += pm_text_decode(text + at, length - at, &c);
        g_assert_true(c == '\n' || c == '\t' || !pm_text_is_hostile(c));
    }
}

static void
assert_json(const char *text, size_t length)
{
    json_error_t error;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    g_assert_nonnull(root);
    json_decref(root);
}

static void
assert_json_lines(const char *text, size_t length)
{
    for (const char *end; length > 0; text = end + 1) {
        end = memchr(text, '\n', length);
        g_assert_nonnull(end);
        assert_json(text, (size_t)(end - text));
        length -= (size_t)(end - text) + 1;
    }
}

static void
assert_xml(const char *text, size_t length)
{
    static const GMarkupParser parser = { 0 };
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
    g_autoptr(GError) error = NULL;
    g_markup_parse_context_parse(context, text, (gssize)length, &error);
    g_assert_no_error(error);
    g_markup_parse_context_end_parse(context, &error);
    g_assert_no_error(error);
}

/* A line is an annotation with all that belongs to it, or no command. */
static void
assert_commands(const char *text, size_t length)
{
    g_autofree char *all = g_strndup(text, length);
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        bool ours = g_str_has_prefix(lines[i], "::error ") ||
                    g_str_has_prefix(lines[i], "::warning ") ||
                    g_str_has_prefix(lines[i], "::notice ");
        g_assert_true(ours || !g_str_has_prefix(g_strchug(lines[i]), "::"));
        g_assert_null(strstr(lines[i], "##["));
    }
}

static const struct {
    const char *format;
    void (*assert_form)(const char *text, size_t length);
} forms[] = {
    { "json", assert_json },       { "ndjson", assert_json_lines }, { "sarif", assert_json },
    { "github", assert_commands }, { "gitlab", assert_json },       { "rdjson", assert_json },
    { "junit", assert_xml },
};

static PmDiagnostics *
find(const PmSource *source, const uint8_t *where)
{
    char *text = pm_arena_strndup(source->arena, source->bytes, source->length);
    PmDiagnostics *list = pm_diagnostics_new(source->arena);
    PmSpan span = { where[0], (size_t)where[0] + where[1] };
    PmSpan late = { source->length - MIN(source->length, where[2]), source->length };
    PmSplice *fix = pm_arena_new0(source->arena, PmSplice, 1);
    *fix = (PmSplice){ .at = late, .text = text, .length = strlen(text) };
    pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, source, span, "%s", text);
    PmDiagnostic *all =
        pm_diagnostics_report(list, "x/two", PM_SEVERITY_ADVICE, source, late, "%s", text);
    all->label = all->help = all->command = all->commit = text;
    all->instance_path = all->schema_path = text;
    all->fixes = fix;
    all->fix_count = 1;
    for (int i = 0; i < 12; i++) /* more than GitHub shows */
        pm_diagnostics_add(list, &(PmDiagnostic){ .rule = "x/one",
                                                  .severity = PM_SEVERITY_WARNING,
                                                  .path = source->name,
                                                  .span = { (size_t)i, (size_t)i },
                                                  .message = source->name });
    return list;
}

static void
print(const PmReportFormat *format, const PmSource *source, const uint8_t *where)
{
    char *out = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&out, &length);
    PmReport *report = pm_report_new(format, stream, PM_REPORT_PLAIN);
    pm_report_set_width(report, where[3]);
    pm_report_document(report, source->name, find(source, where));
    pm_report_finish(report);
    fclose(stream);
    assert_safe(out, length);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (g_str_equal(forms[i].format, format->name))
            forms[i].assert_form(out, length);
    free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    g_autoptr(PmArena) arena = pm_arena_new();
    const char *bytes = (const char *)data + 4;
    char *name = pm_arena_strndup(arena, bytes, MIN(size - 4, 20));
    const PmSource *source = pm_source_new(arena, name, bytes, size - 4);
    for (size_t i = 0; pm_report_formats[i]; i++)
        print(pm_report_formats[i], source, data);
    return 0;
}
