/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/golden/fix/<name>.md, and <name>.fixed beside it, what becomes of it; <name>.yaml is a
 * config. With PM_GOLDEN_UPDATE=1 what is expected is written anew, for review.
 */
#include "check/fix.h"

#include "../oracle.h"
#include "fixture.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    PmChecker *checker;
    const char *id;
    size_t checks;
} Counting;

static void
counting_clear(Counting *room)
{
    pm_checker_free(room->checker);
    pm_arena_free(room->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Counting, counting_clear)

static Counting
counting(void)
{
    Counting out = { .arena = pm_arena_new(), .id = "x" };
    out.checker = fixture_checker(fixture_config(out.arena));
    return out;
}

static const PmDocument *
check(PmArena *arena, const PmSource *source, PmDiagnostics *findings, void *data)
{
    Counting *self = data;
    self->checks++;
    const PmDocument *document =
        pm_check_source(self->checker, arena, source, self->id, PM_DOCUMENT_WHOLE, PM_STATUS_NONE,
                        &fixture_lookups, findings);
    pm_diagnostics_sort(findings);
    return document;
}

static PmFixed
fix(Counting *self, GBytes *bytes)
{
    PmFixing fixing = { .check = check,
                        .time_zone = pm_checker_config(self->checker)->time_zone,
                        .data = self };
    return pm_fix(&fixing, "postmortems/2026/x.md", bytes);
}

/* The text after all fixes, which is a text that none changes any more. */
static GBytes *
fix_fully(Counting *self, GBytes *bytes)
{
    g_auto(PmFixed) first = fix(self, bytes);
    g_assert_false(first.unfinished);
    g_assert_true((first.fixed > 0) == (first.bytes != NULL));
    GBytes *result = g_bytes_ref(first.bytes != NULL ? first.bytes : bytes);
    g_auto(PmFixed) again = fix(self, result);
    g_assert_null(again.bytes);
    g_assert_cmpuint(again.refused, ==, first.refused);
    return result;
}

static GBytes *
read_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    gsize length;
    g_file_get_contents(path, &text, &length, &error);
    g_assert_no_error(error);
    return g_bytes_new_take(text, length);
}

static PmChecker *
checker_for(Counting *self, const char *path)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return fixture_checker(fixture_config(self->arena));
    g_autoptr(GBytes) bytes = read_file(path);
    const char *text =
        pm_arena_strndup(self->arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    const PmSource *source = pm_source_new(self->arena, path, text, strlen(text));
    const PmConfig *config = pm_config_load(self->arena, source, pm_diagnostics_new(self->arena));
    g_assert_nonnull(config);
    return fixture_checker(config);
}

static void
compare(const char *folder, const char *name)
{
    g_auto(Counting) self = { .arena = pm_arena_new() };
    self.id = pm_arena_strndup(self.arena, name, strlen(name) - strlen(".md"));
    g_autofree char *input = g_build_filename(folder, name, NULL);
    g_autofree char *config = g_strdup_printf("%s/%s.yaml", folder, self.id);
    g_autofree char *expected_path = g_strdup_printf("%s/%s.fixed", folder, self.id);
    self.checker = checker_for(&self, config);
    g_autoptr(GBytes) bytes = read_file(input);
    g_autoptr(GBytes) now = fix_fully(&self, bytes);
    if (g_getenv("PM_GOLDEN_UPDATE") != NULL)
        g_assert_true(g_file_set_contents(expected_path, g_bytes_get_data(now, NULL),
                                          (gssize)g_bytes_get_size(now), NULL));
    g_autoptr(GBytes) expected = read_file(expected_path);
    if (!g_bytes_equal(now, expected)) {
        g_test_message("%s becomes:\n%.*s", name, (int)g_bytes_get_size(now),
                       (const char *)g_bytes_get_data(now, NULL));
        g_test_fail();
    }
}

static void
documents_become_what_is_written_down(void)
{
    g_autofree char *folder = g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/fix", NULL);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(names);
    size_t count = 0;
    for (const char *name = g_dir_read_name(names); name != NULL; name = g_dir_read_name(names))
        if (g_str_has_suffix(name, ".md")) {
            compare(folder, name);
            count++;
        }
    g_assert_cmpuint(count, >=, 18);
}

/* What changed is what is written down, whoever reads it. */
static void
another_yaml_reader_sees_no_other_value_change(void)
{
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/check", "fix_oracle.py", NULL);
    g_autofree char *folder = g_build_filename(g_getenv("PM_SOURCE"), "tests/golden/fix", NULL);
    g_autofree char *expected_path = g_build_filename(folder, "changed.txt", NULL);
    const char *const arguments[] = { "python3", script, folder, NULL };
    if (!oracle_found("python3"))
        return;
    g_autofree char *answer = oracle_ask(arguments, "", 0, NULL);
    g_autoptr(GBytes) expected = read_file(expected_path);
    g_autofree char *wanted =
        g_strndup(g_bytes_get_data(expected, NULL), g_bytes_get_size(expected));
    g_assert_cmpstr(answer, ==, wanted);
}

/* A draft whose `key` has `count` times this `item` below it. */
static GBytes *
draft_with(const char *key, const char *item, size_t count)
{
    GString *text = g_string_new("---\nschema: 1\nid: x\ntitle: x\nkind: outage\nseverity: 2\n"
                                 "status: draft\nowner: dana@example.org\nservices: [checkout]\n"
                                 "times: {started: unknown}\n");
    g_string_append_printf(text, "%s:\n", key);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "  - %s # %zu\n", item, i);
    g_string_append(text, "---\n");
    return g_string_free_to_bytes(text);
}

/* More than the 10,000 that one list of findings holds. */
static void
thousands_of_fixes_take_a_few_rounds(void)
{
    g_auto(Counting) self = counting();
    g_autoptr(GBytes) bytes = draft_with("x-answers", "no", 12000);
    g_auto(PmFixed) fixed = fix(&self, bytes);
    g_assert_nonnull(fixed.bytes);
    g_assert_false(fixed.unfinished);
    g_assert_cmpuint(self.checks, <=, 4);
    g_assert_cmpuint(g_bytes_get_size(fixed.bytes), ==, g_bytes_get_size(bytes) + 2 * 12000);
}

static void
words_of_a_long_list_are_all_respelled(void)
{
    g_auto(Counting) self = counting();
    g_autoptr(GBytes) bytes =
        draft_with("actions", "{id: A1, text: x, work: Change_Request}", 3000);
    g_auto(PmFixed) fixed = fix(&self, bytes);
    g_assert_nonnull(fixed.bytes);
    g_assert_false(fixed.unfinished);
    g_assert_null(strstr(g_bytes_get_data(fixed.bytes, NULL), "Change_Request"));
}

/* Pieces that make something to fix of a document, or break it. */
static const char *const pieces[] = {
    "Near Miss",
    "SEV2",
    "no",
    "10:00",
    "Unknown",
    "2026-01-14 16:58 UTC",
    "\"2026-01-14T9:5Z\"",
    "| 16:40 | x |\n",
    "- 2026-01-13 16:40 x\n",
    "\n",
    "\r\n",
    "  ",
    "{",
    "]",
    ": ",
    "#",
    "&a ",
    "*a",
    "<!-- guide: x -->",
    "<!--",
    "-->",
    "---\n",
    "Bug",
    "technical-laps",
    "\xef\xbb\xbf",
    "detected_by: Alert\n",
    "times: {started: 2026-01-14}\n",
    "경보",
    "|",
    "'",
};

static GBytes *
mutated(GRand *random, GBytes *bytes)
{
    GString *text =
        g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    for (int i = g_rand_int_range(random, 1, 6); i > 0; i--) {
        gssize at = g_rand_int_range(random, 0, (gint32)text->len + 1);
        gssize wanted = g_rand_int_range(random, 0, 12), rest = (gssize)text->len - at;
        g_string_erase(text, at, MIN(wanted, rest));
        g_string_insert(text, at, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
    }
    return g_string_free_to_bytes(text);
}

static size_t
count_errors(Counting *self, GBytes *bytes, bool *out_clean)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *findings = pm_diagnostics_new(arena);
    const PmSource *source = pm_source_new(arena, "postmortems/2026/x.md",
                                           g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    *out_clean = check(arena, source, findings, self)->front_clean;
    return pm_diagnostics_count_of(findings, PM_SEVERITY_ERROR);
}

static size_t
fix_mutations(Counting *self, GRand *random, const char *path, size_t count)
{
    g_autoptr(GBytes) bytes = read_file(path);
    size_t changed = 0;
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GBytes) before = mutated(random, bytes);
        g_autoptr(GBytes) after = fix_fully(self, before);
        bool clean, still_clean;
        size_t errors = count_errors(self, before, &clean);
        g_assert_cmpuint(count_errors(self, after, &still_clean), <=, errors);
        g_assert_true(still_clean || !clean);
        changed += !g_bytes_equal(before, after);
    }
    return changed;
}

static void
whatever_a_document_is_fixing_adds_no_error_and_ends(void)
{
    static const char *const names[] = { "words",         "times",         "timeline-table",
                                         "timeline-list", "missing-times", "missing-flow",
                                         "ambiguous" };
    g_auto(Counting) self = counting();
    g_autoptr(GRand) random = g_rand_new_with_seed(20260114);
    size_t changed = 0, count = g_getenv("PM_LONG") != NULL ? 2000 : 30;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path =
            g_strdup_printf("%s/tests/golden/fix/%s.md", g_getenv("PM_SOURCE"), names[i]);
        changed += fix_mutations(&self, random, path, count);
    }
    g_assert_cmpuint(changed, >, count); /* or it would have shown nothing */
}

void test_check_fix(void);

void
test_check_fix(void)
{
    g_test_add_func("/check/fix/documents become what is written down",
                    documents_become_what_is_written_down);
    g_test_add_func("/check/fix/another YAML reader sees no other value change",
                    another_yaml_reader_sees_no_other_value_change);
    g_test_add_func("/check/fix/thousands of fixes take a few rounds",
                    thousands_of_fixes_take_a_few_rounds);
    g_test_add_func("/check/fix/whatever a document is, fixing adds no error and ends",
                    whatever_a_document_is_fixing_adds_no_error_and_ends);
    g_test_add_func("/check/fix/words of a long list are all respelled",
                    words_of_a_long_list_are_all_respelled);
}
