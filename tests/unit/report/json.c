/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "../oracle.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    PmDiagnostics *list;
    char *text;
    size_t length;
} Fixture;

static void
fixture_clear(Fixture *f)
{
    pm_arena_free(f->arena);
    free(f->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
set_up(Fixture *f)
{
    f->arena = pm_arena_new();
    f->list = pm_diagnostics_new(f->arena);
}

/* Print the list as one document, or nothing at all. */
static void
print(Fixture *f, bool any)
{
    FILE *out = open_memstream(&f->text, &f->length);
    PmReport *report = pm_report_new(pm_report_format("json"), out, PM_REPORT_PLAIN);
    if (any)
        pm_report_document(report, "a.md", f->list);
    pm_report_hidden(report, 4);
    pm_report_known(report, 7);
    pm_report_as_adopted(report);
    pm_report_finish(report);
    fclose(out);
}

static void
assert_jq(const Fixture *f, const char *filter, const char *expected)
{
    const char *const argv[] = { "jq", "-c", "-S", filter, NULL };
    g_autofree char *answer = oracle_ask(argv, f->text, f->length, NULL);
    g_assert_cmpstr(g_strchomp(answer), ==, expected);
}

static bool
is_gone(const PmDiagnostic *found, void *data)
{
    (void)data;
    return g_str_equal(found->rule, "z/gone");
}

static void
jq_reads_every_member(void)
{
    if (!oracle_found("jq"))
        return;
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    static const char text[] = "\xef\xbb\xbf"
                               "a: 1\n한국\xf0\x9f\x92\xa5: \"x\ny\"\n";
    const PmSource *source = pm_source_new(f.arena, "a \"b\".md", text, strlen(text));
    size_t start = (size_t)(strstr(text, ": \"x") - text) + 2;
    pm_diagnostics_add(f.list, &(PmDiagnostic){ .rule = "x/one",
                                                .severity = PM_SEVERITY_ERROR,
                                                .source = source,
                                                .span = { start, start + 5 },
                                                .message = "깨진 값",
                                                .label = "here",
                                                .help = "two\nlines",
                                                .command = "git postmortem edit x",
                                                .instance_path = "/a~1b",
                                                .schema_path = "/properties/a/type",
                                                .fixes = &(PmSplice){ .length = 0 },
                                                .fix_count = 1 });
    pm_diagnostics_add(f.list, &(PmDiagnostic){ .rule = "y/two",
                                                .severity = PM_SEVERITY_ADVICE,
                                                .path = "b.md",
                                                .commit = "c0ffee",
                                                .message = "m" });
    for (unsigned i = 0; i < 2; i++)
        pm_diagnostics_report(f.list, "z/gone", PM_SEVERITY_ERROR, NULL, (PmSpan){ 0, 0 }, "%u", i);
    pm_diagnostics_suppress(f.list, is_gone, NULL);
    print(&f, true);
    assert_jq(
        &f, ".findings[0] | del(.fingerprint)",
        "{\"byte_column\":13,\"byte_offset\":20,\"column\":6,\"command\":\"git postmortem edit "
        "x\",\"edits\":[{\"byte_offset\":0,\"end_byte_offset\":0,\"text\":\"\"}],"
        "\"end_byte_column\":3,\"end_byte_offset\":25,\"end_column\":3,\"end_line\":3,"
        "\"end_utf16_column\":3,\"fixable\":true,\"help\":\"two\\nlines\",\"instance_path\":"
        "\"/a~1b\",\"label\":\"here\",\"line\":2,\"message\":\"깨진 값\",\"path\":\"a "
        "\\\"b\\\".md\",\"rule\":\"x/one\",\"schema_path\":\"/properties/a/type\","
        "\"severity\":\"error\",\"utf16_column\":7}");
    assert_jq(&f, ".findings[1] | del(.fingerprint)",
              "{\"commit\":\"c0ffee\",\"fixable\":false,\"message\":\"m\",\"path\":\"b.md\","
              "\"rule\":\"y/two\",\"severity\":\"advice\"}");
    assert_jq(
        &f, "[.version, (.findings | length), .summary]",
        "[1,2,{\"advice\":1,\"as_adopted\":1,\"documents\":1,\"errors\":1,\"fixable\":1,\"hidden\":4,"
        "\"known\":7,\"suppressed\":2,\"unlisted\":0,\"warnings\":0}]");
}

static void
nothing_found_is_valid_json_too(void)
{
    if (!oracle_found("jq"))
        return;
    for (int any = 0; any < 2; any++) {
        g_auto(Fixture) f = { 0 };
        set_up(&f);
        print(&f, any);
        assert_jq(&f, "[.findings, .summary.documents]", any ? "[[],1]" : "[[],0]");
    }
}

static void
bytes_that_are_not_utf8_make_valid_json(void)
{
    if (!oracle_found("jq"))
        return;
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    static const char bad[] = "a\xff\xed\xa0\x80\xe2\x82\"\\\x01\x7f\xc2\x9b";
    const PmSource *source = pm_source_new(f.arena, bad, bad, strlen(bad));
    PmDiagnostic *one =
        pm_diagnostics_report(f.list, "x", PM_SEVERITY_ERROR, source, (PmSpan){ 2, 5 }, "%s", bad);
    one->label = one->help = one->command = one->instance_path = one->schema_path = bad;
    one->commit = bad;
    for (unsigned i = 0; i < 2; i++)
        pm_diagnostics_report(f.list, "z/gone", PM_SEVERITY_ERROR, NULL, (PmSpan){ 0, 0 }, "%u", i);
    pm_diagnostics_suppress(f.list, is_gone, NULL);
    print(&f, true);
    assert_jq(&f, ".findings[0] | [.message, .path, .label, .commit] | unique | map(explode)",
              "[[97,65533,65533,65533,65533,65533,65533,34,92,1,127,155]]");
    for (size_t i = 0; i < f.length; i++)
        g_assert_true(g_ascii_isprint(f.text[i]) || f.text[i] == '\n');
}

/* Another JSON reader than jq, strict about strings, over strings that broke others. */
static void
naughty_strings_come_back_unchanged(void)
{
    g_autofree char *path = oracle_data("hostile/naughty-strings/blns.json");
    if (!path || !oracle_found("python3"))
        return;
    const char *const strings[] = { "python3", "-c",
                                    "import json, sys\n"
                                    "sys.stdout.write(''.join(s.encode().hex() + '\\n' for s in "
                                    "json.load(open(sys.argv[1], encoding='utf-8')) if s))",
                                    path, NULL };
    g_autofree char *hex = oracle_ask(strings, "", 0, NULL);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(hex), "\n", -1);
    g_auto(Fixture) f = { 0 };
    set_up(&f);
    for (size_t i = 0; lines[i]; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (const char *p = lines[i]; p[0] && p[1]; p += 2)
            g_string_append_c(text,
                              (char)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1])));
        g_autofree char *rule = g_strdup_printf("n/%05" G_GSIZE_FORMAT, i);
        pm_diagnostics_report(f.list, pm_arena_strdup(f.arena, rule), PM_SEVERITY_ERROR, NULL,
                              (PmSpan){ 0, 0 }, "%s", text->str);
    }
    print(&f, true);
    const char *const back[] = { "python3", "-c",
                                 "import json, sys\n"
                                 "for f in json.load(open(sys.argv[1]))['findings']:\n"
                                 "    print(f['message'].encode().hex())",
                                 NULL };
    g_autofree char *answer = oracle_ask(back, f.text, f.length, NULL);
    g_assert_cmpstr(g_strchomp(answer), ==, hex);
}

void test_report_json(void);

void
test_report_json(void)
{
    g_test_add_func("/report/json/jq reads every member", jq_reads_every_member);
    g_test_add_func("/report/json/nothing found is valid JSON too",
                    nothing_found_is_valid_json_too);
    g_test_add_func("/report/json/bytes that are not UTF-8 make valid JSON",
                    bytes_that_are_not_utf8_make_valid_json);
    g_test_add_func("/report/json/naughty strings come back unchanged",
                    naughty_strings_come_back_unchanged);
}
