/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused, and that nothing has changed then. */
#include "committing.h"

#include <sys/stat.h>

static void
make_conflict(const Scratch *scratch, const char *command)
{
    git_do(scratch, "switch", "-q", "-c", "side");
    scratch_commit(scratch, "other.txt", "side\n");
    git_do(scratch, "switch", "-q", "main");
    scratch_commit(scratch, "other.txt", "main\n");
    git_code(scratch, (const char *const[]){ "git", command, "side", NULL });
}

static void
detach(const Scratch *scratch)
{
    git_do(scratch, "switch", "-q", "--detach");
}

static void
merge(const Scratch *scratch)
{
    make_conflict(scratch, "merge");
}

static void
rebase(const Scratch *scratch)
{
    make_conflict(scratch, "rebase");
}

static void
cherry_pick(const Scratch *scratch)
{
    make_conflict(scratch, "cherry-pick");
}

/* Without MERGE_HEAD: our own path is in conflict, and no operation says so. */
static void
unmerged(const Scratch *scratch)
{
    scratch_write(scratch, "a.md", "stashed\n");
    git_do(scratch, "stash", "-q");
    scratch_commit(scratch, "a.md", "committed\n");
    git_code(scratch, (const char *const[]){ "git", "stash", "apply", "-q", NULL });
}

static void
split_index(const Scratch *scratch)
{
    git_do(scratch, "update-index", "--split-index");
}

static void
sparse_index(const Scratch *scratch)
{
    scratch_commit(scratch, "out/a.md", "one\n");
    git_do(scratch, "sparse-checkout", "set", "--cone", "--sparse-index", "docs");
}

static void
staged(const Scratch *scratch)
{
    scratch_write(scratch, "a.md", "staged\n");
    git_do(scratch, "add", "a.md");
    scratch_write(scratch, "a.md", "one\n");
}

static void
staged_deletion(const Scratch *scratch)
{
    git_do(scratch, "rm", "-q", "--cached", "a.md");
}

static void
unstaged(const Scratch *scratch)
{
    scratch_write(scratch, "a.md", "unstaged\n");
}

static void
missing(const Scratch *scratch)
{
    g_autofree char *file = scratch_path(scratch, "a.md");

    g_unlink(file);
}

static void
symbolic_link(const Scratch *scratch)
{
    g_autofree char *file = scratch_path(scratch, "a.md");

    scratch_write(scratch, "../outside", "one\n");
    g_unlink(file);
    g_assert_cmpint(symlink("../outside", file), ==, 0);
}

static void
fifo(const Scratch *scratch)
{
    g_autofree char *file = scratch_path(scratch, "a.md");

    g_unlink(file);
    g_assert_cmpint(mkfifo(file, 0600), ==, 0);
}

static void
folder_is_a_link(const Scratch *scratch)
{
    g_autofree char *folder = scratch_path(scratch, "new");

    g_assert_cmpint(symlink("..", folder), ==, 0);
}

static void
folder_is_a_file(const Scratch *scratch)
{
    scratch_write(scratch, "new", "of the user\n");
}

static void
folder_is_staged_as_a_file(const Scratch *scratch)
{
    g_autofree char *file = scratch_path(scratch, "new");

    scratch_write(scratch, "new", "of the user\n");
    git_do(scratch, "add", "new");
    g_unlink(file);
}

static void
link_in_the_branch(const Scratch *scratch)
{
    g_autofree char *file = scratch_path(scratch, "new");

    g_assert_cmpint(symlink("..", file), ==, 0);
    git_do(scratch, "add", "new");
    git_do(scratch, "commit", "-qm", "link");
}

static void
untracked(const Scratch *scratch)
{
    scratch_write(scratch, "new/b.md", "of the user\n");
}

static void
submodule(const Scratch *scratch)
{
    git_do_in(scratch->path, "init", "-q", "new");
    git_do(scratch, "-C", "new", "commit", "-q", "--allow-empty", "-m", "x");
    git_do(scratch, "-c", "advice.addEmbeddedRepo=false", "add", "new");
    git_do(scratch, "commit", "-qm", "submodule");
}

static void
other_operations(const Scratch *scratch)
{
    g_autofree char *lock = scratch_path(scratch, ".git/refs/heads/main.lock");

    g_assert_true(g_file_set_contents(lock, "", 0, NULL));
}

static void
nothing(const Scratch *scratch)
{
    (void)scratch;
}

#define OURS                                                                                       \
    {                                                                                              \
        .path = "a.md", .text = "two\n", .expected = "one\n"                                       \
    }
#define NEW                                                                                        \
    {                                                                                              \
        .path = "new/b.md", .text = "two\n"                                                        \
    }

static const struct {
    const char *name;
    void (*arrange)(const Scratch *scratch);
    Edit edit;
    PmErrorCode code;
    const char *words;
} refusals[] = {
    { "detached", detach, OURS, PM_ERROR_STATE, "detached" },
    { "mid-merge", merge, OURS, PM_ERROR_STATE, "a merge is under way" },
    { "mid-rebase", rebase, OURS, PM_ERROR_STATE, "a rebase is under way" },
    { "mid-cherry-pick", cherry_pick, OURS, PM_ERROR_STATE, "a cherry-pick is under way" },
    { "unmerged", unmerged, OURS, PM_ERROR_STATE, "'a.md' is unmerged" },
    { "split index", split_index, OURS, PM_ERROR_STATE, "--no-split-index" },
    { "sparse index", sparse_index, OURS, PM_ERROR_STATE, "--no-sparse-index" },
    { "staged changes", staged, OURS, PM_ERROR_STATE, "staged changes" },
    { "staged deletion", staged_deletion, OURS, PM_ERROR_STATE, "staged changes" },
    { "unstaged changes", unstaged, OURS, PM_ERROR_STATE, "git postmortem commit" },
    { "a file that was deleted by hand", missing, OURS, PM_ERROR_STATE, "missing" },
    { "a link in the file's place", symbolic_link, OURS, PM_ERROR_UNTRUSTED, "regular file" },
    { "a FIFO in the file's place", fifo, OURS, PM_ERROR_UNTRUSTED, "regular file" },
    { "a folder that is a link", folder_is_a_link, NEW, PM_ERROR_UNTRUSTED, "symbolic link" },
    { "a folder that is a file", folder_is_a_file, NEW, PM_ERROR_UNTRUSTED, "or a file" },
    { "a folder that is staged as a file", folder_is_staged_as_a_file, NEW, PM_ERROR_STATE,
      "'new' stands in the way" },
    { "a folder that is a link in the branch", link_in_the_branch, NEW, PM_ERROR_UNTRUSTED,
      "'new' is not a folder" },
    { "a folder that is a submodule", submodule, NEW, PM_ERROR_UNTRUSTED, "'new' is not a folder" },
    { "an untracked file in the way", untracked, NEW, PM_ERROR_STATE, "exists already" },
    { "a path that leads out",
      nothing,
      { .path = "../b.md", .text = "" },
      PM_ERROR_UNTRUSTED,
      "may be written" },
    { "a path of git",
      nothing,
      { .path = "x/.GIT/config", .text = "" },
      PM_ERROR_UNTRUSTED,
      "may be written" },
    { "a path with a line break",
      nothing,
      { .path = "x\ny", .text = "" },
      PM_ERROR_UNTRUSTED,
      "may be written" },
    { "an absolute path",
      nothing,
      { .path = "/x", .text = "" },
      PM_ERROR_UNTRUSTED,
      "may be written" },
    { "a locked branch", other_operations, OURS, PM_ERROR_CONFLICT, "'main' has been locked for " },
};

static void
refused(gconstpointer number)
{
    g_auto(Scratch) scratch = scratch_new();
    guint row = GPOINTER_TO_UINT(number);
    Edit edit = refusals[row].edit;

    scratch_commit(&scratch, "a.md", "one\n");
    refusals[row].arrange(&scratch);
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, refusals[row].code, refusals[row].words);
}

void
test_git_commit_refusal(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autofree char *path = g_strconcat("/git/commit/refused: ", refusals[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), refused);
    }
}
