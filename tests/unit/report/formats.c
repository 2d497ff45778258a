/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All formats at once, by judge.py beside this file: it works out from the bytes of the documents
 * what each format must say.
 */
#include "report/report.h"

#include "../oracle.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    GPtrArray *lists; /* PmDiagnostics, one a document */
    GPtrArray *names;
    GString *bundle;
} Fixture;

static void
fixture_clear(Fixture *f)
{
    pm_arena_free(f->arena);
    g_ptr_array_unref(f->lists);
    g_ptr_array_unref(f->names);
    g_string_free(f->bundle, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
set_up(Fixture *f)
{
    *f = (Fixture){ .arena = pm_arena_new(),
                    .lists = g_ptr_array_new(),
                    .names = g_ptr_array_new(),
                    .bundle = g_string_new(NULL) };
}

static void
append_hex(GString *out, const char *bytes, size_t length)
{
    g_string_append_c(out, ' ');
    if (length == 0)
        g_string_append_c(out, '-');
    for (size_t i = 0; i < length; i++)
        g_string_append_printf(out, "%02x", (guchar)bytes[i]);
}

static PmSource *
add_document(Fixture *f, const char *name, const char *bytes, size_t length)
{
    g_ptr_array_add(f->lists, pm_diagnostics_new(f->arena));
    g_ptr_array_add(f->names, (void *)name);
    return pm_source_new(f->arena, name, bytes, length);
}

static PmDiagnostic *
add_finding(Fixture *f, const PmSource *source, PmSeverity severity, PmSpan span,
            const char *message)
{
    static const char *const rules[] = { "x/off", "x/advice", "x/warning", "x/error" };
    PmDiagnostics *list = f->lists->pdata[f->lists->len - 1];
    return pm_diagnostics_add(list, &(PmDiagnostic){ .rule = rules[severity],
                                                     .severity = severity,
                                                     .source = source,
                                                     .span = span,
                                                     .message = message });
}

static void
describe(GString *out, const PmDiagnostics *list)
{
    for (size_t i = 0; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(list, i);
        g_string_append_printf(out, "finding %s %s %zu %zu", pm_severity_name(found->severity),
                               found->rule, found->span.start, found->span.end);
        append_hex(out, found->message, strlen(found->message));
        g_string_append_c(out, '\n');
        for (size_t k = 0; k < found->fix_count; k++) {
            const PmSplice *fix = &found->fixes[k];
            g_string_append_printf(out, "fix %zu %zu", fix->at.start, fix->at.end);
            append_hex(out, fix->text, fix->length);
            g_string_append_c(out, '\n');
        }
    }
}

static void
print(Fixture *f, const PmReportFormat *format)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    PmReport *report = pm_report_new(format, out, PM_REPORT_PLAIN);
    for (guint i = 0; i < f->lists->len; i++)
        pm_report_document(report, f->names->pdata[i], f->lists->pdata[i]);
    pm_report_finish(report);
    fclose(out);
    g_string_append_printf(f->bundle, "report %s %zu\n", format->name, length);
    g_string_append_len(f->bundle, text, (gssize)length);
    free(text);
}

/* Print the documents in every format; the judge finds nothing wrong with any. */
static void
judge(Fixture *f, const PmSource *const *sources)
{
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/report/judge.py", NULL);
    for (guint i = 0; i < f->lists->len; i++) {
        g_string_append(f->bundle, "document");
        append_hex(f->bundle, sources[i]->name, strlen(sources[i]->name));
        append_hex(f->bundle, sources[i]->bytes, sources[i]->length);
        g_string_append_c(f->bundle, '\n');
        pm_diagnostics_sort(f->lists->pdata[i]);
        describe(f->bundle, f->lists->pdata[i]);
    }
    guint formats = 0;
    for (; pm_report_formats[formats]; formats++)
        print(f, pm_report_formats[formats]);
    const char *const argv[] = { "python3", "-X", "utf8", script, NULL };
    g_autofree char *answer = oracle_ask(argv, f->bundle->str, f->bundle->len, NULL);
    g_autofree char *expected = g_strdup_printf("ok %u\n", formats);
    g_assert_cmpstr(answer, ==, expected);
}

static PmSpan
span_of(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    g_assert_nonnull(at);
    return (PmSpan){ (size_t)(at - text), (size_t)(at - text) + strlen(part) };
}

/* Korean, a combining accent, a character and a sequence beyond the BMP, tabs. */
#define LINES(end)                                                                                 \
    "제목: 결제 \xf0\x9f\x92\xa5 장애" end "\tcafe\xcc\x81: \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f"  \
    "\x94\xa7 x" end end "끝: y" end

static void
places_are_those_that_another_program_finds(void)
{
    static const char *const texts[] = {
        LINES("\n"),
        LINES("\r\n"),
        LINES("\r"),
        "\xef\xbb\xbf" LINES("\r\n"),
        "\xef\xbb\xbf" LINES("\n") "no end: y",
    };
    static const char *const parts[] = { "제목", "장애", "\xf0\x9f\x92\xa5", "\xcc\x81", "x", "y" };
    if (!oracle_found("python3"))
        return;
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    const PmSource *sources[G_N_ELEMENTS(texts)];
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        static const char *const names[] = { "a.md", "한 글/b,c:%41.md", "c.md", "/d.md", "../e" };
        size_t length = strlen(texts[i]);
        PmSource *source = add_document(&f, names[i], texts[i], length);
        sources[i] = source;
        for (size_t k = 0; k < G_N_ELEMENTS(parts); k++)
            add_finding(&f, source, 1 + k % 3, span_of(texts[i], parts[k]), parts[k]);
        PmSpan several = { span_of(texts[i], "장애").start, span_of(texts[i], "끝").end };
        add_finding(&f, source, PM_SEVERITY_ERROR, several, "lines");
        add_finding(&f, source, PM_SEVERITY_ERROR, (PmSpan){ 0, 0 }, "start");
        add_finding(&f, source, PM_SEVERITY_ERROR, (PmSpan){ length, length }, "end");
        add_finding(&f, source, PM_SEVERITY_ERROR, (PmSpan){ 0, length }, "all");
    }
    judge(&f, sources);
}

static void
fixes_applied_by_another_program_give_the_same_document(void)
{
    if (!oracle_found("python3"))
        return;
    static const char text[] = "\xef\xbb\xbf" LINES("\r\n");
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    const PmSource *source = add_document(&f, "a.md", text, strlen(text));
    PmSpan crash = span_of(text, "\xf0\x9f\x92\xa5"), y = span_of(text, "y");
    const PmSplice fixes[] = {
        { .at = crash, .text = "\xf0\x9f\x94\xa5 불", .length = 8 },
        { .at = { y.start, y.start }, .text = "line\r\n", .length = 6 },
        { .at = y, .text = NULL, .length = 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fixes); i++) {
        PmDiagnostic *found = add_finding(&f, source, PM_SEVERITY_ERROR, fixes[i].at, "one");
        found->fixes = &fixes[i];
        found->fix_count = 1;
    }
    PmDiagnostic *found = add_finding(&f, source, PM_SEVERITY_WARNING, crash, "all");
    found->fixes = fixes;
    found->fix_count = 3;
    judge(&f, (const PmSource *const[]){ source });
}

static void
nothing_found_is_well_formed_too(void)
{
    if (!oracle_found("python3"))
        return;
    for (int documents = 0; documents < 3; documents++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f);
        const PmSource *sources[2];
        for (int i = 0; i < documents; i++)
            sources[i] = add_document(&f, "a.md", "", 0);
        judge(&f, sources);
    }
}

/* The strings of a public list that have no NUL, which is no part of a message. */
static GPtrArray *
naughty_strings(const Fixture *f, const char *path)
{
    const char *const argv[] = { "python3", "-c",
                                 "import json, sys\n"
                                 "for s in json.load(open(sys.argv[1], encoding='utf-8')):\n"
                                 "    print(s.encode().hex() if '\\0' not in s else '')",
                                 path, NULL };
    g_autofree char *hex = oracle_ask(argv, "", 0, NULL);
    g_auto(GStrv) lines = g_strsplit(hex, "\n", -1);
    GPtrArray *out = g_ptr_array_new();
    for (size_t i = 0; lines[i]; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (const char *p = lines[i]; p[0] && p[1]; p += 2)
            g_string_append_c(text,
                              (char)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1])));
        if (text->len > 0)
            g_ptr_array_add(out, pm_arena_strdup(f->arena, text->str));
    }
    return out;
}

/* What people wrote to break others, and what is a command or a link elsewhere. */
static void
hostile_text_is_but_text(void)
{
    static const char *const texts[] = {
        "::error file=x::y",
        "%0A::stop-commands::t",
        "a\n::set-output name=x::y",
        "  ::add-mask::x\r\n##[group]x",
        "##[add-matcher]x",
        "]]> <x a='1'>&amp; <!-- -->",
        "[x](http://e) [y](1) {0} {{1}} {",
        "\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbf",
        "\xff\xc0\x80\xed\xa0\x80 \x1b[31m \xc2\x9b \xe2\x80\xae \xf3\xa0\x81\x81 \x7f \x08",
        "a,b:c%25=d; \"'\\",
    };
    g_autofree char *path = oracle_data("hostile/naughty-strings/blns.json");
    if (!path || !oracle_found("python3"))
        return;
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    g_autoptr(GPtrArray) naughty = naughty_strings(&f, path);
    g_assert_cmpuint(naughty->len, >, 400);
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        PmSource *source = add_document(&f, texts[i], texts[i], strlen(texts[i]));
        g_ptr_array_add(sources, source);
        PmDiagnostic *found =
            add_finding(&f, source, PM_SEVERITY_ERROR, (PmSpan){ 0, strlen(texts[i]) }, texts[i]);
        found->label = found->help = found->command = texts[i];
        found->instance_path = found->schema_path = texts[i];
    }
    for (guint i = 0; i < naughty->len; i++) {
        const char *text = naughty->pdata[i];
        PmSource *source =
            add_document(&f, pm_arena_printf(f.arena, "%u.md", i), text, strlen(text));
        g_ptr_array_add(sources, source);
        add_finding(&f, source, 1 + i % 3, (PmSpan){ 0, strlen(text) }, text)->help = text;
    }
    judge(&f, (const PmSource *const *)sources->pdata);
}

void test_report_formats(void);

void
test_report_formats(void)
{
    g_test_add_func("/report/formats/places are those that another program finds",
                    places_are_those_that_another_program_finds);
    g_test_add_func("/report/formats/fixes applied by another program give the same document",
                    fixes_applied_by_another_program_give_the_same_document);
    g_test_add_func("/report/formats/nothing found is well-formed too",
                    nothing_found_is_well_formed_too);
    g_test_add_func("/report/formats/hostile text is but text", hostile_text_is_but_text);
}
