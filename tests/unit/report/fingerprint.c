/* SPDX-License-Identifier: Apache-2.0 */
/* That they are SHA-256 of what they claim is judged in formats.c. */
#include "report/fingerprint.h"

#include <string.h>

typedef struct {
    const char *text, *name, *rule, *message, *part; /* NULL: as in the usual finding */
} Given;

static char *
fingerprint_of(Given given)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *list = pm_diagnostics_new(arena);
    const char *text = given.text ? given.text : "id: x\n  title: y\n";
    const PmSource *source =
        pm_source_new(arena, given.name ? given.name : "a.md", text, strlen(text));
    size_t at = (size_t)(strstr(text, given.part ? given.part : "title") - text);
    pm_diagnostics_report(list, given.rule ? given.rule : "x/one", PM_SEVERITY_ERROR, source,
                          (PmSpan){ at, at + 5 }, "%s", given.message ? given.message : "a thing");
    g_auto(GStrv) all = pm_fingerprints_new(list);
    g_assert_cmpuint(g_strv_length(all), ==, 1);
    return g_strdup(all[0]);
}

static void
what_is_written_elsewhere_changes_none(void)
{
    static const char *const texts[] = {
        "# new\n\n새 줄\nid: x\n  title: y\n",
        "id: x\r\n  title: y\r\nmore\r\n",
        "\xef\xbb\xbfid: x\r      title: y  ",
        "title: y",
    };
    g_autofree char *usual = fingerprint_of((Given){ 0 });
    g_assert_cmpuint(strlen(usual), ==, 64);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *other = fingerprint_of((Given){ .text = texts[i] });
        g_assert_cmpstr(other, ==, usual);
    }
}

static void
another_finding_has_another(void)
{
    static const Given others[] = {
        { 0 },
        { .rule = "x/two" },
        { .message = "another" },
        { .name = "b.md" },
        { .part = "id: x" },
        { .text = "id: x\n  title: z\n" },
        { .rule = "x/onea.md", .name = "" }, /* the same text, otherwise divided */
    };
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_true(g_hash_table_add(seen, fingerprint_of(others[i])));
}

/* GitLab refuses a report that has one twice. */
static void
equal_findings_are_told_apart_in_their_order(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_auto(GStrv) before = NULL;
    for (int lines = 0; lines < 2; lines++) {
        PmDiagnostics *list = pm_diagnostics_new(arena);
        const char *text = lines == 0 ? "x\nx\nx\n" : "new\nx\nnew\nx\nx\n";
        const PmSource *source = pm_source_new(arena, "a.md", text, strlen(text));
        for (const char *p = strchr(text, 'x'); p; p = strchr(p + 1, 'x')) {
            size_t at = (size_t)(p - text);
            pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, source, (PmSpan){ at, at + 1 },
                                  "same");
        }
        g_auto(GStrv) all = pm_fingerprints_new(list);
        g_assert_cmpuint(g_strv_length(all), ==, 3);
        g_assert_cmpstr(all[0], !=, all[1]);
        g_assert_cmpstr(all[0], !=, all[2]);
        g_assert_cmpstr(all[1], !=, all[2]);
        g_assert_true(!before ||
                      g_strv_equal((const char *const *)before, (const char *const *)all));
        g_clear_pointer(&before, g_strfreev);
        before = g_steal_pointer(&all);
    }
}

/* A long line costs no more than a short one, however many findings it has. */
static void
a_line_of_a_megabyte_is_not_read_for_each(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *text = g_strnfill(1 << 20, 'x');
    const PmSource *source = pm_source_new(arena, "a.md", text, 1 << 20);
    PmDiagnostics *list = pm_diagnostics_new(arena);
    for (size_t i = 0; i < 10000; i++)
        pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, source, (PmSpan){ i, i + 1 }, "m");
    gint64 start = g_get_monotonic_time();
    g_auto(GStrv) all = pm_fingerprints_new(list);
    g_assert_cmpuint(g_strv_length(all), ==, 10000);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
}

void test_report_fingerprint(void);

void
test_report_fingerprint(void)
{
    g_test_add_func("/report/fingerprint/what is written elsewhere changes none",
                    what_is_written_elsewhere_changes_none);
    g_test_add_func("/report/fingerprint/another finding has another", another_finding_has_another);
    g_test_add_func("/report/fingerprint/equal findings are told apart in their order",
                    equal_findings_are_told_apart_in_their_order);
    g_test_add_func("/report/fingerprint/a line of a megabyte is not read for each",
                    a_line_of_a_megabyte_is_not_read_for_each);
}
