/* SPDX-License-Identifier: Apache-2.0 */
/* The oracles are git rev-list, git diff-tree and git merge-base, on generated histories. */
#include "git/range.h"

#include "generated.h"

static int
compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "commit path" for each commit of hidden..main and each file below dir/ that differs from all its
 * parents; sorted. */
static char *
gits_changes(const Scratch *scratch, const char *hidden)
{
    g_autofree char *command = g_strdup_printf(
        "git rev-list %s..main | git diff-tree --stdin -r -c --root --no-renames --name-only -- | "
        "awk 'length($0) == 40 && /^[0-9a-f]+$/ { c = $0; next } /^dir\\// { print c, $0 }' | "
        "LC_ALL=C sort",
        hidden);
    const char *const arguments[] = { "sh", "-c", command, NULL };

    return git_output(scratch->path, arguments);
}

static char *
our_changes(const GPtrArray *steps)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < steps->len; i++) {
        const PmRangeStep *step = steps->pdata[i];
        for (guint k = 0; k < step->deltas->len; k++) {
            const PmTreeDelta *delta = step->deltas->pdata[k];
            g_ptr_array_add(lines, g_strdup_printf("%s %s", step->oid.hex, delta->path));
        }
    }
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

/* No parent comes after its child. */
static void
assert_in_order(const GPtrArray *steps)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < steps->len; i++) {
        const PmRangeStep *step = steps->pdata[i];
        g_assert_false(g_hash_table_contains(seen, step->oid.hex));
        for (size_t k = 0; k < step->parent_count; k++)
            g_hash_table_add(seen, step->parents[k].hex);
    }
}

static void
steps(void)
{
    static const char *const hidden[] = { "b0", "b1", "b2", "main~3", "main" };

    for (guint32 seed = 30; seed < 33; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 80);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
            PmOid from = scratch_oid(&scratch, hidden[i]);
            g_autoptr(GPtrArray) found = pm_range_steps(repository, &from, &tip, "dir/", NULL);
            assert_in_order(found);
            g_autofree char *ours = our_changes(found);
            g_autofree char *theirs = gits_changes(&scratch, hidden[i]);
            g_assert_cmpstr(ours, ==, theirs);
        }
    }
}

static void
fork_points(void)
{
    static const char *const branches[] = { "b0", "b1", "b2", "b3", "main~5" };

    for (guint32 seed = 40; seed < 43; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 60);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        for (size_t i = 0; i < G_N_ELEMENTS(branches); i++) {
            PmOid other = scratch_oid(&scratch, branches[i]), fork;
            /* where there are several, any of them is one */
            g_autofree char *bases = git(&scratch, "merge-base", "--all", "main", branches[i]);
            g_assert_true(pm_range_fork(repository, &tip, &other, &fork, NULL));
            g_assert_nonnull(strstr(bases, fork.hex));
        }
    }
}

static void
nothing_in_common(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    PmOid fork;

    PmOid ours = scratch_commit(&scratch, "a", "1\n");
    script(&scratch, "git checkout -q --orphan other");
    PmOid theirs = scratch_commit(&scratch, "b", "1\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_false(pm_range_fork(repository, &ours, &theirs, &fork, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
}

/* What was not fetched is not told as if it began there. */
static void
cut_off(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;

    scratch_commit(&scratch, "dir/a", "1\n");
    script(&scratch, "git branch start");
    scratch_commit(&scratch, "dir/a", "2\n");
    scratch_commit(&scratch, "dir/a", "3\n");
    script(&scratch, "git clone -q --depth 1 --no-single-branch file://$PWD shallow");
    g_autofree char *path = g_build_filename(scratch.path, "shallow", NULL);
    g_autoptr(PmRepository) repository = pm_repository_open(path, NULL);
    PmOid from, tip;
    g_assert_true(pm_repository_resolve(repository, "origin/start", &from, NULL));
    g_assert_true(pm_repository_resolve(repository, "HEAD", &tip, NULL));
    g_assert_null(pm_range_steps(repository, &from, &tip, "dir/", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
    g_assert_nonnull(strstr(error->message, "cut off"));
}

void test_git_range(void);
void
test_git_range(void)
{
    g_test_add_func("/git/range/a_range_has_what_git_rev_list_and_diff_tree_say", steps);
    g_test_add_func("/git/range/a_fork_is_one_of_gits_merge_bases", fork_points);
    g_test_add_func("/git/range/histories_without_a_common_commit_have_no_fork", nothing_in_common);
    g_test_add_func("/git/range/a_range_that_is_cut_off_is_refused", cut_off);
}
