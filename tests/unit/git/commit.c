/* SPDX-License-Identifier: Apache-2.0 */
/* What a commit is, and what it leaves alone; git is the oracle. */
#include "committing.h"

#include <fcntl.h>
#include <sys/stat.h>

static void
as_git_makes_it(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "docs/2026/하나.md",
                  .text = "new\r\nline\n",
                  .message = "제목\n\nbody\n" };
    PmCommitResult result;

    scratch_commit(&scratch, "docs/old.md", "old\n");
    git_do(&scratch, "config", "i18n.commitEncoding", "ISO-8859-1");
    PmOid parent = scratch_oid(&scratch, "HEAD");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, &result);

    assert_git(&scratch, result.commit.hex, "rev-parse", "refs/heads/main");
    assert_git(&scratch, parent.hex, "rev-parse", "HEAD^");
    g_assert_cmpstr(result.parent.hex, ==, parent.hex);
    g_assert_cmpstr(result.ref, ==, "refs/heads/main");
    assert_git(&scratch, "제목\n\nbody\n", "log", "-1", "--format=%B");
    assert_git(&scratch, "", "log", "-1", "--format=%e");
    assert_git(&scratch, "Dana Doe <dana@example.org>", "log", "-1", "--format=%an <%ae>");
    /* git, asked to make the same tree of the same files */
    g_autofree char *tree = git(&scratch, "rev-parse", "HEAD^{tree}");
    git_do(&scratch, "add", "-A");
    assert_git(&scratch, tree, "write-tree");
    assert_git(&scratch, "main@{0} commit: 제목", "reflog", "-1", "--format=%gd %gs", "main");
    assert_git(&scratch, "HEAD@{0} commit: 제목", "reflog", "-1", "--format=%gd %gs", "HEAD");
    assert_sound(&scratch);
}

static void
status_is_clean_without_a_refresh(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a/b/c.md", .text = "new\n" };

    scratch_commit(&scratch, "old.md", "old\n");
    g_usleep(20000); /* out of the tick in which the index was written */
    git_do(&scratch, "update-index", "--refresh");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_file(&scratch, "a/b/c.md", "new\n");
    assert_git(&scratch, "", "diff-files");
    assert_git(&scratch, "", "status", "--porcelain", "-uall");
}

static void
first_commit(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "" };

    scratch_write(&scratch, "staged.txt", "of the user\n");
    git_do(&scratch, "add", "staged.txt");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_STATE, "'main' has no commits");
    edit_commit(&scratch, &edit, (PmCommitPlan){ .flags = PM_COMMIT_UNBORN }, NULL);
    assert_git(&scratch, "a.md", "ls-tree", "-r", "--name-only", "HEAD");
    assert_git(&scratch, "A  staged.txt", "status", "--porcelain");
    assert_git(&scratch, "commit (initial): change", "reflog", "-1", "--format=%gs");
    assert_sound(&scratch);
}

/* All that git knows of the other entries, byte for byte. */
static char *
others(const Scratch *scratch)
{
    return git(scratch, "ls-files", "--stage", "--debug", "-v", "--", ":!ours.md");
}

static void
leaves_the_rest_alone(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "ours.md", .text = "two\n", .expected = "one\n" };

    scratch_commit(&scratch, "ours.md", "one\n");
    scratch_commit(&scratch, "both.txt", "one\n");
    scratch_commit(&scratch, "valid.txt", "one\n");
    scratch_commit(&scratch, "gone.txt", "one\n");
    scratch_write(&scratch, "both.txt", "staged\n");
    scratch_write(&scratch, "added.txt", "staged\n");
    git_do(&scratch, "add", "both.txt", "added.txt");
    git_do(&scratch, "rm", "-q", "--cached", "gone.txt");
    scratch_write(&scratch, "both.txt", "unstaged\n");
    scratch_write(&scratch, "later.txt", "not yet\n");
    git_do(&scratch, "add", "-N", "later.txt");
    git_do(&scratch, "update-index", "--assume-unchanged", "valid.txt");
    g_autofree char *before = others(&scratch);
    g_autofree char *status = git(&scratch, "status", "--porcelain", "-uall");

    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_output(others(&scratch), before);
    assert_git(&scratch, status, "status", "--porcelain", "-uall");
    assert_git(&scratch, "M\tours.md", "show", "--format=", "--name-status");
    assert_sound(&scratch);
}

/*
 * A file changed in the tick in which the index was written, to the same length: git sees it only
 * because the index is no younger than the file.
 */
static void
racily_clean_files_stay_visible(void)
{
    g_auto(Scratch) scratch = scratch_new();
    char previous[] = "ours 0\n";
    char text[] = "ours 0\n";

    scratch_commit(&scratch, "ours.md", text);
    scratch_commit(&scratch, "racy.txt", "one\n");
    for (char turn = '1'; turn <= '9'; turn++) {
        Edit edit = { .path = "ours.md", .text = text, .expected = previous };
        text[5] = turn;
        git_do(&scratch, "reset", "-q", "--hard");
        scratch_write(&scratch, "racy.txt", "two\n");
        git_do(&scratch, "add", "racy.txt");
        g_autofree char *racy = scratch_path(&scratch, "racy.txt");
        int file = g_open(racy, O_WRONLY, 0);
        g_assert_cmpint(write(file, "six\n", 4), ==, 4);
        close(file);
        edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
        assert_git(&scratch, "MM racy.txt", "status", "--porcelain");
        previous[5] = turn;
    }
}

static void
permissions_stay(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "run.md", .text = "two\n", .expected = "one\n" };
    struct stat status;

    scratch_commit(&scratch, "run.md", "one\n");
    g_autofree char *path = scratch_path(&scratch, "run.md");
    g_assert_cmpint(g_chmod(path, 0750), ==, 0);
    git_do(&scratch, "commit", "-qam", "executable");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 07777, ==, 0750);
    assert_git(&scratch, "", "status", "--porcelain");
    assert_git(&scratch, "100755", "ls-tree", "--format=%(objectmode)", "HEAD", "run.md");
}

static void
deletion(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a/b/c.md", .expected = "one\n" };

    scratch_commit(&scratch, "keep.md", "one\n");
    scratch_commit(&scratch, "a/b/c.md", "one\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_autofree char *folder = scratch_path(&scratch, "a");
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    assert_git(&scratch, "", "status", "--porcelain");
    g_autofree char *tree = git(&scratch, "rev-parse", "HEAD^{tree}");
    assert_git(&scratch, tree, "write-tree");
    assert_sound(&scratch);
}

static void
dirty_paths_when_asked_for(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "worked\n", .expected = "worked\n" };

    scratch_commit(&scratch, "a.md", "one\n");
    scratch_write(&scratch, "a.md", "staged\n");
    git_do(&scratch, "add", "a.md");
    scratch_write(&scratch, "a.md", "worked\n");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_STATE, "git restore --staged a.md");
    edit_commit(&scratch, &edit, (PmCommitPlan){ .flags = PM_COMMIT_ALLOW_DIRTY }, NULL);
    assert_git(&scratch, "", "status", "--porcelain");
    assert_git(&scratch, "worked", "show", "HEAD:a.md");

    edit.text = "more\n";
    edit.expected = "something else\n";
    edit_refused(&scratch, &edit, (PmCommitPlan){ .flags = PM_COMMIT_ALLOW_DIRTY },
                 PM_ERROR_CONFLICT, "'a.md' changed while");
}

static void
nothing_to_commit(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "one\n", .expected = "one\n" };

    scratch_commit(&scratch, "a.md", "one\n");
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_REFUSED, "nothing to commit");
    edit = (Edit){ .path = "never-there.md" };
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_REFUSED, "nothing to commit");
}

static void
bare_repository(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "docs/b.md", .text = "two\n" };
    g_autoptr(GError) error = NULL;
    g_autofree char *bare = g_build_filename(scratch.folder, "bare.git", NULL);

    scratch_commit(&scratch, "docs/a.md", "one\n");
    git_do_in(scratch.folder, "clone", "-q", "--bare", "repository", "bare.git");
    edit_commit_in(bare, &edit, (PmCommitPlan){ 0 }, NULL, &error);
    g_assert_no_error(error);
    assert_output(git_in(bare, "ls-tree", "-r", "--name-only", "main"), "docs/a.md\ndocs/b.md");
    assert_output(git_in(bare, "fsck", "--strict"), "");
}

static void
branch_that_is_not_checked_out(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "two\n" };
    PmCommitResult result;

    scratch_commit(&scratch, "a.md", "one\n");
    git_do(&scratch, "branch", "other");
    scratch_write(&scratch, "a.md", "dirty\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ .ref = "refs/heads/other" }, &result);
    assert_git(&scratch, result.commit.hex, "rev-parse", "other");
    assert_git(&scratch, "two", "show", "other:a.md");
    assert_git(&scratch, "one", "show", "main:a.md");
    assert_file(&scratch, "a.md", "dirty\n");
    assert_git(&scratch, " M a.md", "status", "--porcelain");
    edit_refused(&scratch, &edit, (PmCommitPlan){ .ref = "refs/heads/none" }, PM_ERROR_STATE,
                 "'none' has no commits");
    edit_refused(&scratch, &edit, (PmCommitPlan){ .ref = "refs/tags/v1" }, PM_ERROR_STATE,
                 "not a branch");
}

static void
linked_working_tree(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "two\n", .expected = "one\n" };
    g_autoptr(GError) error = NULL;
    g_autofree char *linked = g_build_filename(scratch.folder, "linked", NULL);

    scratch_commit(&scratch, "a.md", "one\n");
    git_do(&scratch, "worktree", "add", "-q", "-b", "side", "../linked");
    edit_commit_in(linked, &edit, (PmCommitPlan){ 0 }, NULL, &error);
    g_assert_no_error(error);
    assert_output(git_in(linked, "status", "--porcelain"), "");
    assert_git(&scratch, "two", "show", "side:a.md");
    assert_git(&scratch, "", "status", "--porcelain");
    edit_refused(&scratch, &edit, (PmCommitPlan){ .ref = "refs/heads/side" }, PM_ERROR_STATE,
                 "'side' is checked out in another working tree");
    g_assert_false(
        edit_commit_in(linked, &edit, (PmCommitPlan){ .ref = "refs/heads/main" }, NULL, &error));
    assert_refused(error, PM_ERROR_STATE, "'main' is checked out in another working tree");
    assert_sound(&scratch);
}

static bool
sign_with_ssh(const char *payload, char **out_signature, void *data, GError **error)
{
    const Edit *edit = data;
    g_autofree char *file = g_build_filename(edit->scratch->folder, "payload", NULL);
    g_autofree char *signature = g_strconcat(file, ".sig", NULL);

    g_assert_true(g_file_set_contents(file, payload, -1, NULL));
    const char *const arguments[] = { "ssh-keygen", "-q", "-Y",  "sign", "-n",
                                      "git",        "-f", "key", file,   NULL };
    g_bytes_unref(scratch_run_full(edit->scratch->folder, arguments, NULL));
    return g_file_get_contents(signature, out_signature, NULL, error);
}

static void
signed_commit(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "two\n", .expected = "one\n" };
    const char *const make_key[] = { "ssh-keygen", "-q", "-t",  "ed25519", "-N",
                                     "",           "-f", "key", NULL };
    const char *const allow[] = { "sh", "-c",
                                  "printf 'dana@example.org %s\\n' \"$(cat key.pub)\" >allowed",
                                  NULL };

    scratch_commit(&scratch, "a.md", "one\n");
    g_bytes_unref(scratch_run_full(scratch.folder, make_key, NULL));
    g_bytes_unref(scratch_run_full(scratch.folder, allow, NULL));
    edit_commit(&scratch, &edit, (PmCommitPlan){ .signer = sign_with_ssh }, NULL);
    assert_git(&scratch, "G", "-c", "gpg.ssh.allowedSignersFile=../allowed", "log", "-1",
               "--format=%G?");
    /* the header is what git writes: no empty line at the end of the armour */
    g_autofree char *raw = git(&scratch, "cat-file", "commit", "HEAD");
    g_assert_nonnull(strstr(raw, " -----END SSH SIGNATURE-----\n\nchange"));
    assert_sound(&scratch);
}

/* Extensions of the index that would go stale: the file was in the cache of untracked ones. */
static void
untracked_cache(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "docs/a.md", .text = "two\n" };

    scratch_commit(&scratch, "docs/first.md", "one\n");
    git_do(&scratch, "update-index", "--force-untracked-cache");
    scratch_write(&scratch, "docs/a.md", "two\n");
    assert_git(&scratch, "?? docs/a.md", "status", "--porcelain");
    edit_commit(&scratch, &edit, (PmCommitPlan){ .flags = PM_COMMIT_ALLOW_DIRTY }, NULL);
    assert_git(&scratch, "", "status", "--porcelain");
    assert_sound(&scratch);
}

static void
index_without_checksum(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "a.md", .text = "two\n" };
    g_autofree char *index = scratch_path(&scratch, ".git/index");
    g_autofree char *bytes = NULL;
    gsize length = 0;

    scratch_commit(&scratch, "first.md", "one\n");
    /* what git 2.40 and later write with index.skipHash */
    g_assert_true(g_file_get_contents(index, &bytes, &length, NULL));
    memset(bytes + length - 20, 0, 20);
    g_assert_true(g_file_set_contents(index, bytes, (gssize)length, NULL));
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_git(&scratch, "", "status", "--porcelain");
}

static void
index_of_version_4(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "docs/a.md", .text = "two\n" };

    scratch_commit(&scratch, "docs/b.md", "one\n");
    scratch_commit(&scratch, "docs/c.md", "one\n");
    git_do(&scratch, "update-index", "--index-version", "4");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_git(&scratch, "docs/a.md\ndocs/b.md\ndocs/c.md", "ls-files");
    assert_git(&scratch, "", "status", "--porcelain");
}

static void
sparse_checkout(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = { .path = "out/a.md", .text = "two\n" };
    g_autofree char *file = scratch_path(&scratch, "out/a.md");

    scratch_commit(&scratch, "in/a.md", "one\n");
    scratch_commit(&scratch, "out/a.md", "one\n");
    git_do(&scratch, "sparse-checkout", "set", "--no-sparse-index", "in");
    g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    assert_git(&scratch, "", "status", "--porcelain");
    assert_git(&scratch, "two", "show", "HEAD:out/a.md");
}

static void
any_bytes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *large = g_strnfill(3 << 20, 'x');
    Edit edit = { .path = "large", .text = large };

    scratch_commit(&scratch, "a.md", "one\n");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_git(&scratch, large, "show", "HEAD:large");
    assert_git(&scratch, "", "status", "--porcelain");
}

void
test_git_commit(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } tests[] = {
        { "a commit is as git would make it", as_git_makes_it },
        { "status is clean without a refresh", status_is_clean_without_a_refresh },
        { "the first commit on an unborn branch", first_commit },
        { "what else is staged, unstaged and flagged is left alone", leaves_the_rest_alone },
        { "racily clean files stay visible", racily_clean_files_stay_visible },
        { "permissions stay", permissions_stay },
        { "a deleted file goes with its empty folders", deletion },
        { "dirty paths are committed when asked for", dirty_paths_when_asked_for },
        { "no change is no commit", nothing_to_commit },
        { "a bare repository", bare_repository },
        { "a branch that is not checked out", branch_that_is_not_checked_out },
        { "a linked working tree has its own index", linked_working_tree },
        { "a signed commit verifies", signed_commit },
        { "the untracked cache does not go stale", untracked_cache },
        { "an index without a checksum", index_without_checksum },
        { "an index of version 4", index_of_version_4 },
        { "a path outside a sparse checkout", sparse_checkout },
        { "a large file", any_bytes },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strconcat("/git/commit/", tests[i].name, NULL);
        g_test_add_func(path, tests[i].run);
    }
}
