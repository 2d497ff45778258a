/* SPDX-License-Identifier: Apache-2.0 */
#include "git/hook_files.h"

#include "scratch.h"

#include <sys/stat.h>

#define MARKER "installed by git-postmortem"
#define TEXT "#!/bin/sh\n# " MARKER "\nexec touch hook-ran\n"

static PmHookState
state_of(PmRepository *repository, char **out_path)
{
    PmHookState state = PM_HOOK_FOREIGN;
    g_autoptr(GError) error = NULL;

    g_assert_true(pm_hook_state(repository, "pre-commit", MARKER, &state, out_path, &error));
    g_assert_no_error(error);
    return state;
}

static void
install(PmRepository *repository)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(pm_hook_install(repository, "pre-commit", TEXT, MARKER, &error));
    g_assert_no_error(error);
    g_assert_cmpint(state_of(repository, NULL), ==, PM_HOOK_OURS);
}

/* Whether git runs our hook when it commits in `folder`. */
static bool
is_run(const char *folder)
{
    g_autofree char *trace = g_build_filename(folder, "hook-ran", NULL);

    g_unlink(trace);
    git_do_in(folder, "commit", "-q", "--allow-empty", "-m", "x");
    return g_file_test(trace, G_FILE_TEST_EXISTS);
}

static void
run_by_git(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(state_of(repository, NULL), ==, PM_HOOK_ABSENT);
    install(repository);
    g_assert_true(is_run(scratch.path));
    install(repository);
    g_assert_true(pm_hook_uninstall(repository, "pre-commit", MARKER, &error));
    g_assert_cmpint(state_of(repository, NULL), ==, PM_HOOK_ABSENT);
    g_assert_false(is_run(scratch.path));
    g_assert_true(pm_hook_uninstall(repository, "pre-commit", MARKER, &error));
}

static void
elsewhere(void)
{
    static const char *const folders[] = { "tools/hooks", "/absolute", "~/home-hooks" };
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *home = g_strdup(g_getenv("HOME"));

    g_setenv("HOME", scratch.folder, TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = *folders[i] == '/' ? g_strconcat(scratch.folder, folders[i], NULL)
                                                     : g_strdup(folders[i]);
        git_do(&scratch, "config", "core.hooksPath", folder);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        if (*folder == '~') {
            g_autofree char *path = NULL;
            state_of(repository, &path);
            /* GLib keeps the home that the process began with */
            g_assert_true(g_str_has_suffix(path, "/home-hooks/pre-commit"));
            continue;
        }
        install(repository);
        g_assert_true(is_run(scratch.path));
    }
    if (home)
        g_setenv("HOME", home, TRUE);
}

static void
shared_by_worktrees(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *linked = g_build_filename(scratch.folder, "linked", NULL);
    g_autoptr(GError) error = NULL;

    scratch_commit(&scratch, "a", "a\n");
    git_do(&scratch, "worktree", "add", "-q", linked);
    g_autoptr(PmRepository) repository = pm_repository_open(linked, &error);
    g_assert_no_error(error);
    install(repository);
    g_assert_true(is_run(linked));
    g_assert_true(is_run(scratch.path));
}

static void
foreign(void)
{
    static const char mine[] = "#!/bin/sh\nmake test\n";
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *path = NULL;
    g_autofree char *kept = NULL;
    g_autoptr(GError) error = NULL;

    scratch_write(&scratch, ".git/hooks/pre-commit", mine);
    g_assert_cmpint(state_of(repository, &path), ==, PM_HOOK_FOREIGN);
    g_assert_false(pm_hook_install(repository, "pre-commit", TEXT, MARKER, &error));
    assert_refused(error, PM_ERROR_STATE, "\nadd this line to it: touch hook-ran || exit 1");
    g_clear_error(&error);
    g_assert_false(pm_hook_uninstall(repository, "pre-commit", MARKER, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
    g_assert_true(g_file_get_contents(path, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, mine);
}

/* A link to a shared file of ours is somebody's arrangement: not replaced. */
static void
linked(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *path = scratch_path(&scratch, ".git/hooks/pre-commit");
    g_autofree char *folder = scratch_path(&scratch, ".git/hooks");

    scratch_write(&scratch, "shared-hook", TEXT);
    g_mkdir_with_parents(folder, 0755);
    g_assert_cmpint(symlink("../../shared-hook", path), ==, 0);
    g_assert_cmpint(state_of(repository, NULL), ==, PM_HOOK_FOREIGN);
    g_assert_false(pm_hook_install(repository, "pre-commit", TEXT, MARKER, NULL));
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
}

static void
made_executable(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);

    scratch_write(&scratch, ".git/hooks/pre-commit", TEXT);
    g_autofree char *path = scratch_path(&scratch, ".git/hooks/pre-commit");
    g_chmod(path, 0644);
    install(repository);
    g_assert_true(is_run(scratch.path));
}

static void
no_hook(void)
{
    static const char *const names[] = { "", "../config", "a/b", "Pre-Commit", "x\n" };
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(pm_hook_install(repository, names[i], TEXT, MARKER, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
}

void test_git_hook_files(void);

void
test_git_hook_files(void)
{
    g_test_add_func("/git/hook_files/an installed hook is run by git", run_by_git);
    g_test_add_func("/git/hook_files/core.hooksPath is followed", elsewhere);
    g_test_add_func("/git/hook_files/linked worktrees share theirs", shared_by_worktrees);
    g_test_add_func("/git/hook_files/a foreign hook is left alone", foreign);
    g_test_add_func("/git/hook_files/a linked hook is left alone", linked);
    g_test_add_func("/git/hook_files/a hook that cannot run is mended", made_executable);
    g_test_add_func("/git/hook_files/a name that is no hook is refused", no_hook);
}
