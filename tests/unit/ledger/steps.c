/* SPDX-License-Identifier: Apache-2.0 */
/* The line of steps: which way it goes, and what each step brought. */
#include "line.h"

static void
steps_are_the_first_parents_and_know_what_they_brought(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid first = scratch_commit(&scratch, "a", "1");
    git_do(&scratch, "checkout", "-q", "-b", "side");
    PmOid side = scratch_commit(&scratch, "b", "1");
    git_do(&scratch, "checkout", "-q", "main");
    PmOid second = scratch_commit(&scratch, "a", "2");
    git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
    PmOid merge = scratch_oid(&scratch, "HEAD");
    g_auto(Line) line = line_of(&scratch);
    const PmOid *wanted[] = { &first, &second, &merge };
    g_assert_cmpuint(pm_steps_count(line.steps), ==, 3);
    for (size_t i = 0; i < 3; i++)
        g_assert_cmpstr(pm_steps_get(line.steps, i)->hex, ==, wanted[i]->hex);
    size_t index;
    g_assert_true(pm_steps_find(line.steps, side.hex, &index));
    g_assert_cmpuint(index, ==, 2);
    g_assert_false(pm_steps_is_step(line.steps, side.hex));
    g_assert_true(pm_steps_is_step(line.steps, second.hex));
    g_assert_false(pm_steps_find(line.steps, PM_OID_ZERO.hex, &index));
    g_assert_false(pm_steps_is_cut(line.steps));
}

/* The first parent hides the ledger's line behind a root of its own; a later one has it. */
static void
the_line_goes_through_what_is_known(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_commit(&scratch, "a", "1");
    PmOid known = scratch_commit(&scratch, "a", "2");
    PmOid tip = scratch_commit(&scratch, "a", "3");
    git_do(&scratch, "checkout", "-q", "--orphan", "other");
    PmOid other = scratch_commit(&scratch, "b", "1");
    git_do(&scratch, "merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "1", "main");
    PmOid first = scratch_oid(&scratch, "HEAD");
    git_do(&scratch, "checkout", "-q", "--orphan", "third");
    scratch_commit(&scratch, "c", "1");
    git_do(&scratch, "merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "2",
           "other");
    PmOid second = scratch_oid(&scratch, "HEAD");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);

    g_autoptr(PmSteps) blind = pm_steps_open(repository, &first, NULL, NULL);
    g_assert_cmpuint(pm_steps_count(blind), ==, 2);
    g_assert_cmpstr(pm_steps_get(blind, 0)->hex, ==, other.hex);
    g_assert_false(pm_steps_is_step(blind, tip.hex));
    g_assert_cmpuint(pm_steps_turns(blind)->len, ==, 0);

    g_autoptr(PmSteps) seeing = pm_steps_open(repository, &second, &known, NULL);
    g_assert_cmpuint(pm_steps_count(seeing), ==, 5);
    g_assert_true(pm_steps_is_step(seeing, known.hex) && pm_steps_is_step(seeing, tip.hex));
    g_assert_false(pm_steps_is_step(seeing, other.hex));
    g_assert_cmpuint(pm_steps_turns(seeing)->len, ==, 2);
    g_assert_cmpstr(g_array_index(pm_steps_turns(seeing), PmOid, 0).hex, ==, second.hex);

    /* what is not behind the tip turns nothing */
    g_autoptr(PmSteps) none = pm_steps_open(repository, &first, &second, NULL);
    g_assert_cmpuint(pm_steps_count(none), ==, 2);
}

/* A step's own date can be set back, but not behind those before it. */
static void
the_time_of_the_line_never_falls(void)
{
    static const char *const dates[] = { "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z",
                                         "2025-01-01T00:00:00Z", "2026-04-01T00:00:00Z" };
    static const int64_t wanted[] = { 1767225600, 1772323200, 1772323200, 1775001600 };
    g_auto(Scratch) scratch = scratch_new();
    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
        g_setenv("GIT_COMMITTER_DATE", dates[i], TRUE);
        commit_as(&scratch, "dana", dates[i]);
    }
    g_unsetenv("GIT_COMMITTER_DATE");
    g_auto(Line) line = line_of(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        g_assert_cmpint(pm_steps_time(line.steps, i), ==, wanted[i]);
}

/* git and libgit2 read the first of two trees; another program may read the second. */
static void
a_commit_with_a_doubled_header_is_no_step(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_commit(&scratch, "a", "1");
    const char *const arguments[] = {
        "sh", "-ec",
        "git cat-file commit HEAD | sed 's/^\\(tree .*\\)/\\1\\n\\1/' |"
        " git hash-object -t commit -w --literally --stdin >evil; git update-ref refs/heads/main"
        " $(cat evil)",
        NULL
    };
    g_bytes_unref(scratch_run_full(scratch.path, arguments, NULL));
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    PmOid tip = scratch_oid(&scratch, "main");
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSteps) steps = pm_steps_open(repository, &tip, NULL, &error);
    g_assert_null(steps);
    g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
}

/* The object of an earlier step has another's bytes: its name is not their hash. */
static void
a_line_through_changed_bytes_is_none(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid good = scratch_commit(&scratch, "a", "1");
    PmOid tip = scratch_commit(&scratch, "b", "1");
    g_autofree char *command =
        g_strdup_printf("cd .git/objects; f=%.2s/%s; chmod u+w $f; cat %.2s/%s >$f", good.hex,
                        good.hex + 2, tip.hex, tip.hex + 2);
    const char *const arguments[] = { "sh", "-ec", command, NULL };
    g_bytes_unref(scratch_run_full(scratch.path, arguments, NULL));
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_null(pm_steps_open(repository, &tip, NULL, NULL));
}

#define TEST(name) g_test_add_func("/ledger/steps/" #name, name)

void test_ledger_steps(void);
void
test_ledger_steps(void)
{
    TEST(steps_are_the_first_parents_and_know_what_they_brought);
    TEST(the_line_goes_through_what_is_known);
    TEST(the_time_of_the_line_never_falls);
    TEST(a_commit_with_a_doubled_header_is_no_step);
    TEST(a_line_through_changed_bytes_is_none);
}
