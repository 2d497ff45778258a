/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle is git merge-tree --write-tree, on the same commits. */
#include "git/trial_merge.h"

#include "scratch.h"

/* main and side part with one file each; the tips of both. */
static void
part(const Scratch *scratch, const char *file, const char *other, PmOid *out_main, PmOid *out_side)
{
    scratch_commit(scratch, "kept.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    git_do(scratch, "checkout", "-q", "-b", "side");
    *out_side = scratch_commit(scratch, file, "1\n2\n3\n4\n5\n6\n7\n8\nside\n");
    git_do(scratch, "checkout", "-q", "main");
    *out_main = scratch_commit(scratch, other, "main\n2\n3\n4\n5\n6\n7\n8\n9\n");
}

static char *
objects_of(const Scratch *scratch)
{
    return git(scratch, "count-objects", "-v");
}

/* The paths and blobs of a tree as we read them, "blob path" a line. */
static char *
listing(PmRepository *repository, const PmOid *commit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmContent) content = pm_content_commit(repository, commit, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) entries = pm_content_list(content, "", &error);
    g_assert_no_error(error);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const PmContentEntry *entry = entries->pdata[i];
        g_string_append_printf(text, "%s%s %s", i > 0 ? "\n" : "", entry->blob.hex, entry->path);
    }
    return g_strdup(text->str);
}

static void
the_merge_has_the_tree_that_git_makes_and_writes_nothing(void)
{
    static const char *const files[][2] = { { "side.txt", "main.txt" },
                                            { "kept.txt", "main.txt" },
                                            { "kept.txt", "kept.txt" } };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_auto(Scratch) scratch = scratch_new();
        g_autoptr(GError) error = NULL;
        PmOid ours, theirs;
        PmTrialMerge merge;
        part(&scratch, files[i][0], files[i][1], &ours, &theirs);
        PmOid fork = scratch_oid(&scratch, "main~");
        g_autofree char *before = objects_of(&scratch);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        g_assert_true(pm_trial_merge(repository, &ours, &theirs, &merge, &error));
        g_assert_no_error(error);
        g_assert_false(merge.conflicts);
        g_assert_cmpstr(merge.fork.hex, ==, fork.hex);
        g_autofree char *after = objects_of(&scratch);
        g_assert_cmpstr(after, ==, before);

        g_autofree char *tree = git(&scratch, "merge-tree", "--write-tree", "main", "side");
        g_autofree char *wanted =
            git(&scratch, "ls-tree", "-r", "--format=%(objectname) %(path)", tree);
        g_autofree char *found = listing(repository, &merge.commit);
        g_assert_cmpstr(found, ==, wanted);
        g_autoptr(PmCommit) commit = pm_commit_read_strict(repository, &merge.commit, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(commit->parent_count, ==, 2);
        g_assert_cmpstr(commit->parents[0].hex, ==, ours.hex);
        g_assert_cmpstr(commit->parents[1].hex, ==, theirs.hex);
    }
}

static void
with_a_conflict_it_is_the_step_from_where_they_parted(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    PmTrialMerge merge;
    scratch_commit(&scratch, "kept.txt", "1\n");
    git_do(&scratch, "checkout", "-q", "-b", "side");
    PmOid theirs = scratch_commit(&scratch, "kept.txt", "side\n");
    git_do(&scratch, "checkout", "-q", "main");
    PmOid ours = scratch_commit(&scratch, "kept.txt", "main\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_trial_merge(repository, &ours, &theirs, &merge, &error));
    g_assert_no_error(error);
    g_assert_true(merge.conflicts);
    g_autofree char *found = listing(repository, &merge.commit);
    g_autofree char *wanted =
        git(&scratch, "ls-tree", "-r", "--format=%(objectname) %(path)", "side");
    g_assert_cmpstr(found, ==, wanted);
    g_autoptr(PmCommit) commit = pm_commit_read_strict(repository, &merge.commit, &error);
    PmOid fork = scratch_oid(&scratch, "main~");
    g_assert_cmpstr(commit->parents[0].hex, ==, fork.hex);
}

static void
what_has_nothing_in_common_is_not_merged(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    PmTrialMerge merge;
    PmOid ours = scratch_commit(&scratch, "a.txt", "a\n");
    git_do(&scratch, "checkout", "-q", "--orphan", "other");
    PmOid theirs = scratch_commit(&scratch, "b.txt", "b\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_false(pm_trial_merge(repository, &ours, &theirs, &merge, &error));
    assert_refused(error, PM_ERROR_NOT_FOUND, "have no commit in common");
}

void test_git_trial_merge(void);
void
test_git_trial_merge(void)
{
    g_test_add_func("/git/trial_merge/the merge has the tree that git makes, and writes nothing",
                    the_merge_has_the_tree_that_git_makes_and_writes_nothing);
    g_test_add_func("/git/trial_merge/with a conflict it is the step from where they parted",
                    with_a_conflict_it_is_the_step_from_where_they_parted);
    g_test_add_func("/git/trial_merge/what has nothing in common is not merged",
                    what_has_nothing_in_common_is_not_merged);
}
