/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused, and that nothing has changed then; and who else may have a say: hooks, locks,
 * other writers. */
#include "committing.h"

#include <sys/stat.h>

static void
write_hook(const Scratch *scratch, const char *path, const char *text)
{
    g_autofree char *full = scratch_path(scratch, path);

    scratch_write(scratch, path, text);
    g_assert_cmpint(g_chmod(full, 0755), ==, 0);
}

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
    { "mid-rebase", rebase, OURS, PM_ERROR_STATE, "detached" },
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
    { "a locked branch", other_operations, OURS, PM_ERROR_CONFLICT,
      "'main' has been locked by another program" },
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

static void
foreign_lock(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = OURS;
    g_autofree char *lock = scratch_path(&scratch, ".git/index.lock");
    g_autoptr(GError) error = NULL;
    bool recovered = true;

    scratch_commit(&scratch, "a.md", "one\n");
    scratch_write(&scratch, ".git/index.lock", "");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_CONFLICT,
                 "the index has been locked by another program for 5 s");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_git_recover(repository, &recovered, &error));
    g_assert_false(recovered);
    g_assert_true(g_file_test(lock, G_FILE_TEST_EXISTS));
}

/* Killed between lock and journal. */
static void
marked_lock_of_the_dead(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    bool recovered = false;

    scratch_commit(&scratch, "a.md", "one\n");
    scratch_write(&scratch, ".git/index.lock", "git-postmortem index lock\nx\n1\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_git_recover(repository, &recovered, &error));
    g_assert_true(recovered);
    g_assert_true(pm_git_recover(repository, &recovered, &error));
    g_assert_false(recovered);
    assert_sound(&scratch);
}

static void
journal_of_strange_bytes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = OURS;

    scratch_commit(&scratch, "a.md", "one\n");
    scratch_write(&scratch, ".git/postmortem/journal", "not a journal at all");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_UNTRUSTED, "cannot be understood");
}

/* Somebody moves the branch with the same files, by plumbing, which takes no index.lock. */
static void
push_under_us(const Scratch *scratch, unsigned attempt)
{
    if (attempt < 5) {
        g_autofree char *tree = git(scratch, "rev-parse", "HEAD^{tree}");
        g_autofree char *commit = git(scratch, "commit-tree", "-p", "HEAD", "-m", "theirs", tree);
        git_do(scratch, "update-ref", "refs/heads/main", commit);
    }
}

static void
push_always(const Scratch *scratch, unsigned attempt)
{
    (void)attempt;
    push_under_us(scratch, 0);
}

static void
lost_race(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = {
        .path = "a.md", .text = "two\n", .expected = "one\n", .meanwhile = push_under_us
    };

    scratch_commit(&scratch, "a.md", "one\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_assert_cmpuint(edit.attempts, ==, 6);
    assert_git(&scratch, "change\ntheirs\ntheirs\ntheirs\ntheirs\ntheirs\na.md", "log",
               "--format=%s");
    assert_git(&scratch, "", "status", "--porcelain");
    assert_sound(&scratch);

    Edit hopeless = {
        .path = "a.md", .text = "three\n", .expected = "two\n", .meanwhile = push_always
    };
    g_autoptr(GError) error = NULL;
    hopeless.scratch = &scratch;
    g_assert_false(edit_commit_in(scratch.path, &hopeless, (PmCommitPlan){ 0 }, NULL, &error));
    assert_refused(error, PM_ERROR_CONFLICT, "'main' moved while this was being written, 16 times");
    g_assert_cmpuint(hopeless.attempts, ==, 16);
    assert_file(&scratch, "a.md", "two\n");
    assert_git(&scratch, "", "status", "--porcelain");
    assert_sound(&scratch);
}

static void
switch_branch(const Scratch *scratch, unsigned attempt)
{
    if (attempt == 0)
        git_do(scratch, "switch", "-q", "-c", "side");
}

static void
head_moves_to_another_branch(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = {
        .path = "a.md", .text = "two\n", .expected = "one\n", .meanwhile = switch_branch
    };
    PmCommitResult result;

    PmOid main = scratch_commit(&scratch, "a.md", "one\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, &result);
    g_assert_cmpstr(result.ref, ==, "refs/heads/side");
    assert_git(&scratch, main.hex, "rev-parse", "main");
    assert_git(&scratch, "", "status", "--porcelain");
}

static void
hooks(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = OURS;

    scratch_commit(&scratch, "a.md", "one\n");
    git_do(&scratch, "config", "core.hooksPath", "my-hooks");
    write_hook(&scratch, "my-hooks/pre-commit", "#!/bin/sh\necho no; exit 1\n");
    write_hook(&scratch, "my-hooks/commit-msg", "#!/bin/sh\necho 'no, never' >&2\nexit 3\n");
    write_hook(&scratch, "my-hooks/post-commit",
               "#!/bin/sh\ngit log -1 --format=%s >posted; git update-index -q --refresh\n");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_FAILED, "commit-msg declined");
    write_hook(&scratch, "my-hooks/commit-msg",
               "#!/bin/sh\npwd >where; printf '\\nChange-Id: I1\\n\\n\\n' >>\"$1\"\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_git(&scratch, "change\n\nChange-Id: I1\n", "log", "-1", "--format=%B");
    assert_file(&scratch, "posted", "change\n");
    g_autofree char *here = g_strconcat(scratch.path, "\n", NULL);
    assert_file(&scratch, "where", here);

    Edit quiet = { .path = "a.md", .text = "three\n", .expected = "two\n" };
    edit_commit(&scratch, &quiet, (PmCommitPlan){ .flags = PM_COMMIT_NO_VERIFY }, NULL);
    assert_git(&scratch, "change\n", "log", "-1", "--format=%B");
    write_hook(&scratch, "my-hooks/commit-msg", "#!/bin/sh\n: >\"$1\"\n");
    quiet.expected = "three\n";
    quiet.text = "four\n";
    edit_refused(&scratch, &quiet, (PmCommitPlan){ 0 }, PM_ERROR_FAILED, "empty message");
    write_hook(&scratch, "my-hooks/commit-msg", "#!/bin/sh\nprintf 'a\\377b' >\"$1\"\n");
    edit_refused(&scratch, &quiet, (PmCommitPlan){ 0 }, PM_ERROR_FAILED, "not UTF-8");
}

static void
files_alone(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) one = bytes_of("one\n");
    g_autoptr(GBytes) two = bytes_of("two\n");
    const PmChange changes[] = {
        { .path = "a.md", .bytes = two, .expected = one },
        { .path = "new/deep/b.md", .bytes = two },
        { .path = "c.md", .bytes = two, .expected = one },
    };

    PmOid tip = scratch_commit(&scratch, "a.md", "one\n");
    scratch_write(&scratch, "c.md", "not one\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_false(pm_git_write_files(repository, changes, 3, &error));
    assert_refused(error, PM_ERROR_CONFLICT, "'c.md' changed while");
    assert_git(&scratch, "?? c.md", "status", "--porcelain");
    g_clear_error(&error);
    g_assert_true(pm_git_write_files(repository, changes, 2, &error));
    assert_file(&scratch, "a.md", "two\n");
    assert_file(&scratch, "new/deep/b.md", "two\n");
    assert_git(&scratch, tip.hex, "rev-parse", "HEAD");
    assert_sound(&scratch);
}

void
test_git_commit_refusal(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autofree char *path = g_strconcat("/git/commit/refused: ", refusals[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), refused);
    }
    g_test_add_func("/git/commit/a foreign lock is waited for and never removed", foreign_lock);
    g_test_add_func("/git/commit/a marked lock of the dead is removed", marked_lock_of_the_dead);
    g_test_add_func("/git/commit/strange bytes are no journal", journal_of_strange_bytes);
    g_test_add_func("/git/commit/a lost race starts again, 16 times", lost_race);
    g_test_add_func("/git/commit/HEAD may go to another branch", head_moves_to_another_branch);
    g_test_add_func("/git/commit/hooks run as git runs them", hooks);
    g_test_add_func("/git/commit/files alone are written, all or none", files_alone);
}
