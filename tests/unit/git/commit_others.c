/* SPDX-License-Identifier: Apache-2.0 */
/* Who else may have a say in a commit: other programs' locks, the dead, other writers, hooks. */
#include "git/lock_owner.h"

#include "committing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#define OURS                                                                                       \
    {                                                                                              \
        .path = "a.md", .text = "two\n", .expected = "one\n"                                       \
    }

static void
write_hook(const Scratch *scratch, const char *path, const char *text)
{
    g_autofree char *full = scratch_path(scratch, path);

    scratch_write(scratch, path, text);
    g_assert_cmpint(g_chmod(full, 0755), ==, 0);
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
                 "the index has been locked for ");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_git_recover(repository, &recovered, &error));
    g_assert_false(recovered);
    g_assert_true(g_file_test(lock, G_FILE_TEST_EXISTS));

    /* who it is, where that can be seen: this process */
    struct utimbuf long_ago = { .actime = 0, .modtime = time(NULL) - 3 * 3600 };
    g_autofree char *owner =
        g_strdup_printf("the index has been locked for 3 h by process %ld (", (long)getpid());
    int held = g_open(lock, O_RDWR | O_CLOEXEC, 0);
    g_assert_cmpint(g_utime(lock, &long_ago), ==, 0);
    pm_lock_owner_explain("the index", lock, 0, &error);
    close(held);
    assert_refused(error, PM_ERROR_CONFLICT, owner);
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

/* A bare repository has a staging folder like others. */
static void
leftovers_of_a_bare_repository(void)
{
    g_auto(Scratch) scratch = scratch_new();
    static const char *const names[] = { "journal.new", "COMMIT_EDITMSG" };
    g_autofree char *bare = g_build_filename(scratch.folder, "bare.git", NULL);
    g_autofree char *folder = g_build_filename(bare, "postmortem", NULL);
    g_autoptr(GError) error = NULL;
    bool recovered = false;

    git_do_in(scratch.folder, "clone", "-q", "--bare", "repository", "bare.git");
    g_assert_cmpint(g_mkdir(folder, 0777), ==, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *file = g_build_filename(folder, names[i], NULL);
        g_assert_true(g_file_set_contents(file, "half", -1, NULL));
    }
    g_autoptr(PmRepository) repository = pm_repository_open(bare, &error);
    g_assert_no_error(error);
    g_assert_true(pm_git_recover(repository, &recovered, &error));
    g_autoptr(GDir) left = g_dir_open(folder, 0, NULL);
    g_assert_cmpstr(g_dir_read_name(left), ==, "lock");
    g_assert_null(g_dir_read_name(left));
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

/* Before the first good and bad, HEAD is on its branch. */
static void
bisect(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = OURS;

    scratch_commit(&scratch, "a.md", "one\n");
    git_do(&scratch, "bisect", "start");
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    assert_git(&scratch, "two", "show", "main:a.md");
    git_do(&scratch, "bisect", "bad");
    git_do(&scratch, "bisect", "good", "HEAD^");
    git_do(&scratch, "bisect", "reset");
    assert_git(&scratch, "", "status", "--porcelain");
}

/* git resolves a relative name from the top of the working tree. */
static void
another_index(void)
{
    g_auto(Scratch) scratch = scratch_new();
    Edit edit = OURS;
    Edit elsewhere = { .path = "b.md", .text = "two\n" };
    g_autofree char *own = scratch_path(&scratch, ".git/../.git/index");

    scratch_commit(&scratch, "a.md", "one\n");
    git_do(&scratch, "branch", "side");
    g_setenv("GIT_INDEX_FILE", ".git/index.lock", TRUE);
    edit_refused(&scratch, &edit, (PmCommitPlan){ 0 }, PM_ERROR_STATE, "GIT_INDEX_FILE names");
    edit_commit(&scratch, &elsewhere, (PmCommitPlan){ .ref = "refs/heads/side" }, NULL);
    g_setenv("GIT_INDEX_FILE", ".git/index", TRUE);
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_setenv("GIT_INDEX_FILE", own, TRUE);
    edit = (Edit){ .path = "a.md", .text = "three\n", .expected = "two\n" };
    edit_commit(&scratch, &edit, (PmCommitPlan){ 0 }, NULL);
    g_unsetenv("GIT_INDEX_FILE");
    assert_git(&scratch, "", "status", "--porcelain");
    assert_sound(&scratch);
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

static guint
mode_of(const Scratch *scratch, const char *path)
{
    g_autofree char *full = scratch_path(scratch, path);
    GStatBuf status = { .st_mode = 0 };

    g_assert_cmpint(g_stat(full, &status), ==, 0);
    return status.st_mode & 07777;
}

/* In a repository that a group shares, everything in it is the group's, as git's own are. */
static void
shared_repository(void)
{
    static const struct {
        const char *shared;
        guint folder, file;
    } rows[] = { { "umask", 0700, 0600 },
                 { "group", 02770, 0660 },
                 { "all", 02775, 0664 },
                 { "0640", 02750, 0640 } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Scratch) scratch = scratch_bare_of_everything();
        g_autofree char *option = g_strconcat("--shared=", rows[i].shared, NULL);
        Edit edit = { .path = "a.md", .text = "two\n" };
        mode_t mask = umask(077);

        git_do_in(scratch.folder, "init", "-q", "-b", "main", option, "repository");
        edit_commit(&scratch, &edit, (PmCommitPlan){ .flags = PM_COMMIT_UNBORN }, NULL);
        g_autofree char *commit = git(&scratch, "rev-parse", "HEAD");
        g_autofree char *folder = g_strdup_printf(".git/objects/%.2s", commit);
        g_assert_cmpint(mode_of(&scratch, folder), ==, rows[i].folder);
        g_assert_cmpint(mode_of(&scratch, ".git/postmortem"), ==, rows[i].folder);
        g_assert_cmpint(mode_of(&scratch, ".git/postmortem/lock"), ==, rows[i].file);
        g_assert_cmpint(mode_of(&scratch, ".git/refs/heads/main"), ==, rows[i].file);
        g_assert_cmpint(mode_of(&scratch, ".git/logs/refs/heads/main"), ==, rows[i].file);
        g_assert_cmpint(mode_of(&scratch, ".git/index"), ==, rows[i].file);
        g_assert_cmpint(umask(mask), ==, 077);
    }
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

void test_git_commit_others(void);

void
test_git_commit_others(void)
{
    g_test_add_func("/git/commit/a foreign lock is waited for and never removed", foreign_lock);
    g_test_add_func("/git/commit/a marked lock of the dead is removed", marked_lock_of_the_dead);
    g_test_add_func("/git/commit/what is left in a bare repository is swept",
                    leftovers_of_a_bare_repository);
    g_test_add_func("/git/commit/strange bytes are no journal", journal_of_strange_bytes);
    g_test_add_func("/git/commit/a lost race starts again, 16 times", lost_race);
    g_test_add_func("/git/commit/a bisect that is on its branch is no obstacle", bisect);
    g_test_add_func("/git/commit/another index than the repository's own is refused",
                    another_index);
    g_test_add_func("/git/commit/HEAD may go to another branch", head_moves_to_another_branch);
    g_test_add_func("/git/commit/hooks run as git runs them", hooks);
    g_test_add_func("/git/commit/a shared repository stays shared", shared_repository);
    g_test_add_func("/git/commit/files alone are written, all or none", files_alone);
}
