/* SPDX-License-Identifier: Apache-2.0 */
#include "git/repository.h"

#include "scratch.h"

#include <sys/stat.h>

/*
 * libgit2 1.5 forgets a little memory for each extension that it compares with those it knows; its
 * frames are not in the report, those of its regular expressions are. Nothing else in this program
 * uses them.
 */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libpcre2-8.so";
}

static PmErrorCode
refusal(const char *directory, const char *words)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(pm_repository_open(directory, &error));
    g_assert_cmpuint(error->domain, ==, PM_ERROR);
    if (strstr(error->message, words) == NULL)
        g_error("'%s' does not hold '%s'", error->message, words);
    return (PmErrorCode)error->code;
}

static void
from_below(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *below = scratch_path(&scratch, "a/b");
    g_autofree char *root = g_strconcat(scratch.path, "/", NULL);

    g_mkdir_with_parents(below, 0755);
    g_autoptr(GError) error = NULL;
    g_autoptr(PmRepository) repository = pm_repository_open(below, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(pm_repository_workdir(repository), ==, root);
    g_assert_true(g_str_has_suffix(pm_repository_git_dir(repository), "/repository/.git/"));
    g_assert_true(g_str_has_suffix(pm_repository_index_path(repository), "/.git/index"));
    g_assert_false(pm_repository_is_bare(repository));
    g_assert_null(pm_repository_state(repository));
}

static void
outside(void)
{
    g_auto(Scratch) scratch = scratch_bare_of_everything();

    g_setenv("GIT_CEILING_DIRECTORIES", "/", TRUE);
    g_assert_cmpint(refusal(scratch.folder, "\nmake one here with: git init"), ==,
                    PM_ERROR_NOT_FOUND);
    g_unsetenv("GIT_CEILING_DIRECTORIES");
    g_setenv("GIT_DIR", scratch.folder, TRUE);
    g_assert_cmpint(refusal(NULL, "GIT_DIR names it"), ==, PM_ERROR_NOT_FOUND);
    g_unsetenv("GIT_DIR");
}

static void
ceiling(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *below = scratch_path(&scratch, "a/b");
    g_autofree char *middle = scratch_path(&scratch, "a");

    g_mkdir_with_parents(below, 0755);
    g_setenv("GIT_CEILING_DIRECTORIES", middle, TRUE);
    g_assert_cmpint(refusal(below, "not a git repository"), ==, PM_ERROR_NOT_FOUND);
    g_unsetenv("GIT_CEILING_DIRECTORIES");
}

static void
foreign_owner(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *git_dir = scratch_path(&scratch, ".git");
    g_autofree char *remedy = g_strdup_printf(
        "\nif you trust it, run: git config --global --add safe.directory '%s'", scratch.path);
    g_autofree char *above = g_strconcat(scratch.folder, "/*", NULL);
    const char *const exceptions[] = { scratch.path, "*", above };

    if (geteuid() != 0 || chown(git_dir, 12345, 12345) != 0) {
        g_test_skip("only root can give a folder away");
        return;
    }
    g_assert_cmpint(refusal(scratch.path, remedy), ==, PM_ERROR_UNTRUSTED);
    git_do(&scratch, "config", "--file", ".git/config", "safe.directory", "*");
    g_assert_cmpint(refusal(scratch.path, "dubious ownership"), ==, PM_ERROR_UNTRUSTED);
    for (size_t i = 0; i < G_N_ELEMENTS(exceptions); i++) {
        g_autofree char *parameters = g_strdup_printf("'safe.directory'='%s'", exceptions[i]);
        g_setenv("GIT_CONFIG_PARAMETERS", parameters, TRUE);
        pm_repository_close(scratch_open(&scratch));
        g_unsetenv("GIT_CONFIG_PARAMETERS");
    }
    g_setenv("GIT_CONFIG_PARAMETERS", "'safe.directory'='/elsewhere'", TRUE);
    g_assert_cmpint(refusal(scratch.path, "dubious ownership"), ==, PM_ERROR_UNTRUSTED);
    g_unsetenv("GIT_CONFIG_PARAMETERS");
    g_setenv("SUDO_UID", "12345", TRUE);
    pm_repository_close(scratch_open(&scratch));
    g_unsetenv("SUDO_UID");
}

static void
foreign_formats(void)
{
    g_auto(Scratch) scratch = scratch_bare_of_everything();

    git_do_in(scratch.folder, "init", "-q", "--object-format=sha256", "repository");
    g_assert_cmpint(refusal(scratch.path, "extensions.objectformat"), ==, PM_ERROR_STATE);
    git_do(&scratch, "config", "--file", ".git/config", "core.repositoryFormatVersion", "0");
    g_assert_cmpint(refusal(scratch.path, "extensions.objectformat"), ==, PM_ERROR_STATE);
    git_do(&scratch, "config", "--file", ".git/config", "--unset", "extensions.objectFormat");
    git_do(&scratch, "config", "core.repositoryFormatVersion", "1");
    git_do(&scratch, "config", "extensions.refStorage", "reftable");
    g_assert_cmpint(refusal(scratch.path, "extensions.refstorage"), ==, PM_ERROR_STATE);
    git_do_in(scratch.path, "config", "--file", ".git/config", "--unset", "extensions.refStorage");
    git_do(&scratch, "config", "--file", ".git/config", "core.repositoryFormatVersion", "7");
    g_assert_cmpint(refusal(scratch.path, "version"), ==, PM_ERROR_STATE);
}

static void
known_extensions(void)
{
    g_auto(Scratch) scratch = scratch_new();

    git_do(&scratch, "config", "core.repositoryFormatVersion", "1");
    git_do(&scratch, "config", "extensions.worktreeConfig", "true");
    g_autoptr(PmRepository) whole = scratch_open(&scratch);
    g_assert_false(pm_repository_is_partial(whole));
    git_do(&scratch, "config", "remote.origin.promisor", "true");
    g_autoptr(PmRepository) promised = scratch_open(&scratch);
    g_assert_true(pm_repository_is_partial(promised));
    git_do(&scratch, "config", "--unset", "remote.origin.promisor");
    git_do(&scratch, "config", "extensions.partialClone", "origin");
    g_autoptr(PmRepository) partial = scratch_open(&scratch);
    g_assert_true(pm_repository_is_partial(partial));
}

static void
environment(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *git_dir = scratch_path(&scratch, ".git");
    g_autofree char *index = scratch_path(&scratch, ".git/other-index");
    g_autofree char *tree = g_build_filename(scratch.folder, "tree", NULL);
    g_autofree char *tree_slash = g_strconcat(tree, "/", NULL);
    g_autofree char *here = g_get_current_dir();
    g_autoptr(GError) error = NULL;

    g_mkdir(tree, 0755);
    g_setenv("GIT_DIR", git_dir, TRUE);
    g_setenv("GIT_INDEX_FILE", index, TRUE);
    g_setenv("GIT_WORK_TREE", tree, TRUE);
    g_setenv("GIT_COMMON_DIR", git_dir, TRUE);
    g_autoptr(PmRepository) repository = pm_repository_open(NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(pm_repository_workdir(repository), ==, tree_slash);
    g_assert_cmpstr(pm_repository_index_path(repository), ==, index);
    g_assert_cmpstr(g_getenv("GIT_WORK_TREE"), ==, tree);
    g_unsetenv("GIT_WORK_TREE");
    g_setenv("GIT_COMMON_DIR", tree, TRUE);
    g_assert_cmpint(refusal(NULL, "GIT_COMMON_DIR"), ==, PM_ERROR_STATE);
    g_unsetenv("GIT_COMMON_DIR");
    /* with GIT_DIR alone the current folder is the tree */
    g_assert_cmpint(chdir(tree), ==, 0);
    g_autoptr(PmRepository) second = pm_repository_open(NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(pm_repository_workdir(second), ==, tree_slash);
    g_autofree char *theirs = git_in(tree, "rev-parse", "--show-toplevel");
    g_assert_cmpstr(theirs, ==, tree);
    g_unsetenv("GIT_DIR");
    g_unsetenv("GIT_INDEX_FILE");
    g_assert_cmpint(chdir(here), ==, 0);
}

static void
linked_worktree(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *linked = g_build_filename(scratch.folder, "linked", NULL);
    g_autofree char *common = scratch_path(&scratch, ".git/");
    g_autoptr(GError) error = NULL;

    scratch_commit(&scratch, "a", "a\n");
    git_do(&scratch, "worktree", "add", "-q", "-b", "side", linked);
    g_autoptr(PmRepository) repository = pm_repository_open(linked, &error);
    g_assert_no_error(error);
    g_autofree char *head = pm_repository_head_ref(repository, NULL);
    g_assert_cmpstr(head, ==, "refs/heads/side");
    g_assert_cmpstr(pm_repository_common_dir(repository), ==, common);
    g_assert_cmpstr(pm_repository_git_dir(repository), !=, common);
    g_assert_true(
        g_str_has_suffix(pm_repository_index_path(repository), "/worktrees/linked/index"));
}

static void
bare(void)
{
    g_auto(Scratch) scratch = scratch_bare_of_everything();

    git_do_in(scratch.folder, "init", "-q", "--bare", "repository");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_repository_is_bare(repository));
    g_assert_null(pm_repository_workdir(repository));
    g_setenv("GIT_CONFIG_PARAMETERS", "'safe.bareRepository'='explicit'", TRUE);
    g_assert_cmpint(refusal(scratch.path, "safe.bareRepository"), ==, PM_ERROR_UNTRUSTED);
    g_setenv("GIT_DIR", scratch.path, TRUE);
    g_autoptr(PmRepository) named = pm_repository_open(NULL, NULL);
    g_assert_nonnull(named);
    g_unsetenv("GIT_DIR");
    g_unsetenv("GIT_CONFIG_PARAMETERS");
}

static void
refs(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(GError) error = NULL;
    PmOid found;

    g_autofree char *unborn = pm_repository_head_ref(repository, &error);
    g_assert_cmpstr(unborn, ==, "refs/heads/main");
    g_assert_true(pm_repository_read_ref(repository, unborn, &found, &error));
    g_assert_cmpstr(found.hex, ==, PM_OID_ZERO.hex);
    for (int i = 0; i < 4; i++) {
        PmOid commit = scratch_commit(&scratch, "a", i % 2 ? "a\n" : "b\n");
        if (i % 2)
            git_do(&scratch, "pack-refs", "--all");
        g_assert_true(pm_repository_read_ref(repository, unborn, &found, &error));
        g_assert_cmpstr(found.hex, ==, commit.hex);
    }
    git_do(&scratch, "tag", "-a", "-m", "t", "v1");
    g_assert_true(pm_repository_read_ref(repository, "refs/tags/v1", &found, &error));
    g_assert_cmpstr(found.hex, ==, scratch_oid(&scratch, "HEAD").hex);
    g_assert_false(pm_repository_read_ref(repository, "refs/heads/..", &found, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    g_clear_error(&error);
    git_do(&scratch, "switch", "-q", "--detach");
    g_assert_null(pm_repository_head_ref(repository, &error));
    assert_refused(error, PM_ERROR_STATE, "detached");
}

static void
revisions(void)
{
    static const char *const names[] = { "HEAD", "HEAD~1", "main^", "v1", "v1~1", "main@{0}", "@" };
    static const char *const bad[] = { "nowhere", "HEAD~9", "HEAD:a", "HEAD^{tree}", "", "--all" };
    g_auto(Scratch) scratch = scratch_new();
    PmOid found;

    scratch_commit(&scratch, "a", "a\n");
    scratch_commit(&scratch, "b", "b\n");
    git_do(&scratch, "tag", "-a", "-m", "t", "v1");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *revision = g_strconcat(names[i], "^{commit}", NULL);
        g_assert_true(pm_repository_resolve(repository, names[i], &found, NULL));
        g_assert_cmpstr(found.hex, ==, scratch_oid(&scratch, revision).hex);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(pm_repository_resolve(repository, bad[i], &found, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
    }
    git_do(&scratch, "branch", "z");
    git_do(&scratch, "branch", "a/b");
    git_do(&scratch, "update-ref", "refs/remotes/origin/main", "HEAD");
    git_do(&scratch, "tag", "-a", "-m", "tag", "annotated");
    g_auto(GStrv) refs = pm_repository_refs(repository, NULL);
    g_autofree char *joined = g_strjoinv("\n", refs);
    g_autofree char *theirs = git(&scratch, "for-each-ref", "--format=%(refname)");
    g_assert_cmpstr(joined, ==, theirs);
}

static void
states(void)
{
    g_auto(Scratch) scratch = scratch_new();

    scratch_commit(&scratch, "a", "a\n");
    git_do(&scratch, "switch", "-q", "-c", "side");
    scratch_commit(&scratch, "a", "side\n");
    git_do(&scratch, "switch", "-q", "main");
    scratch_commit(&scratch, "a", "main\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    git_code(&scratch, (const char *const[]){ "git", "merge", "-q", "side", NULL });
    g_assert_cmpstr(pm_repository_state(repository), ==, "merge");
    git_do(&scratch, "merge", "--abort");
    git_code(&scratch, (const char *const[]){ "git", "cherry-pick", "side", NULL });
    g_assert_cmpstr(pm_repository_state(repository), ==, "cherry-pick");
    git_do(&scratch, "cherry-pick", "--abort");
    git_code(&scratch, (const char *const[]){ "git", "rebase", "-q", "side", NULL });
    g_assert_cmpstr(pm_repository_state(repository), ==, "rebase");
    git_do(&scratch, "rebase", "--abort");
    g_assert_null(pm_repository_state(repository));
}

static void
shallow(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *address = g_strconcat("file://", scratch.path, NULL);
    g_autofree char *clone = g_build_filename(scratch.folder, "clone", NULL);
    g_autofree char *linked = g_build_filename(scratch.folder, "linked", NULL);

    scratch_commit(&scratch, "a", "a\n");
    scratch_commit(&scratch, "b", "b\n");
    git_do_in(scratch.folder, "clone", "-q", "--depth", "1", address, "clone");
    git_do_in(clone, "worktree", "add", "-q", linked);
    g_autoptr(PmRepository) whole = scratch_open(&scratch);
    g_autoptr(PmRepository) cut = pm_repository_open(clone, NULL);
    g_autoptr(PmRepository) beside = pm_repository_open(linked, NULL);
    g_assert_false(pm_repository_is_shallow(whole));
    g_assert_true(pm_repository_is_shallow(cut));
    g_assert_true(pm_repository_is_shallow(beside));
}

static void
relative_paths(void)
{
    static const struct {
        const char *typed, *expected;
    } rows[] = {
        { "a.md", "a.md" },
        { "./dir//../a.md", "a.md" },
        { "dir/", "dir" },
        { ".", "" },
        { "new/file.md", "new/file.md" },
        { "../outside", NULL },
        { "/etc/passwd", NULL },
        { "link", NULL },
        { "link/a.md", NULL },
        { ".git/config", NULL },
        { "dir/.GIT/x", NULL },
        { "장애/보고서.md", "장애/보고서.md" },
        { "dir/../../repository/a.md", "a.md" },
    };
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *link = scratch_path(&scratch, "link");
    g_autofree char *other_way = g_build_filename(scratch.folder, "other-way", NULL);
    g_autofree char *here = g_get_current_dir();

    scratch_write(&scratch, "dir/x", "x");
    g_assert_cmpint(symlink("dir", link), ==, 0);
    g_assert_cmpint(symlink("repository", other_way), ==, 0);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_cmpint(chdir(scratch.path), ==, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *found = pm_repository_relative(repository, rows[i].typed, &error);
        g_assert_cmpstr(found, ==, rows[i].expected);
        if (rows[i].expected == NULL)
            g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
    /* links on the way to the repository are the user's own */
    g_autofree char *through = g_build_filename(other_way, "dir", "x", NULL);
    g_autofree char *found = pm_repository_relative(repository, through, NULL);
    g_assert_cmpstr(found, ==, "dir/x");
    g_assert_cmpint(chdir(here), ==, 0);
}

static void
mailmaps(void)
{
    static const char *const people[][2] = {
        { "Joe", "bugs@example.com" },   { "Joe", "BUGS@example.com" },  { "Jane", "jane@desktop" },
        { "Other", "jane@desktop" },     { "X", "joe@example.com" },     { "홍", "hong@old" },
        { "From file", "file@example" }, { "Nobody", "nobody@example" },
    };
    g_auto(Scratch) scratch = scratch_new();

    scratch_write(&scratch, ".mailmap",
                  "Joe R. Developer <joe@example.com>\n# comment\n"
                  "Joe R. Developer <joe@example.com> <bugs@example.com>\n"
                  "Jane Doe <jane@example.com> Jane <jane@desktop>\n"
                  "홍길동 <hong@new> <HONG@old>\n");
    scratch_write(&scratch, "more", "Filed <filed@example> <file@example>\n");
    git_do(&scratch, "config", "mailmap.file", "more");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
        g_autofree char *person = g_strdup_printf("%s <%s>", people[i][0], people[i][1]);
        g_autofree char *theirs = git(&scratch, "check-mailmap", person);
        g_autofree char *name = NULL;
        g_autofree char *email = NULL;
        pm_repository_mailmap(repository, people[i][0], people[i][1], &name, &email);
        g_autofree char *ours = g_strdup_printf("%s <%s>", name, email);
        g_assert_cmpstr(ours, ==, theirs);
    }
}

static void
editors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    const char *const names[] = { "EDITOR", "VISUAL", NULL, "GIT_EDITOR" };

    g_setenv("TERM", "xterm", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *value = g_strdup_printf("editor-%zu --wait", i);
        if (names[i])
            g_setenv(names[i], value, TRUE);
        else
            git_do(&scratch, "config", "core.editor", value);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        g_autofree char *ours = pm_repository_editor(repository);
        g_autofree char *theirs = git(&scratch, "var", "GIT_EDITOR");
        g_assert_cmpstr(ours, ==, theirs);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i])
            g_unsetenv(names[i]);
    }
    git_do(&scratch, "config", "--unset", "core.editor");
    g_setenv("TERM", "dumb", TRUE);
    g_setenv("VISUAL", "not-on-a-dumb-terminal", TRUE);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_null(pm_repository_editor(repository));
    g_unsetenv("VISUAL");
}

void test_git_repository(void);

void
test_git_repository(void)
{
    g_test_add_func("/git/repository/it opens from a folder below", from_below);
    g_test_add_func("/git/repository/outside of any the remedy is git init", outside);
    g_test_add_func("/git/repository/a ceiling ends the search", ceiling);
    g_test_add_func("/git/repository/a foreign owner is refused as git does", foreign_owner);
    g_test_add_func("/git/repository/foreign formats are refused by name", foreign_formats);
    g_test_add_func("/git/repository/harmless extensions open", known_extensions);
    g_test_add_func("/git/repository/the environment says where things are", environment);
    g_test_add_func("/git/repository/a linked worktree has its own HEAD and index",
                    linked_worktree);
    g_test_add_func("/git/repository/a bare one opens unless only found", bare);
    g_test_add_func("/git/repository/refs are read from the disk each time", refs);
    g_test_add_func("/git/repository/revisions name the commits that git means", revisions);
    g_test_add_func("/git/repository/an operation under way is named", states);
    g_test_add_func("/git/repository/a shallow clone is known, linked worktrees too", shallow);
    g_test_add_func("/git/repository/typed paths become paths in the repository", relative_paths);
    g_test_add_func("/git/repository/mailmap answers as git check-mailmap", mailmaps);
    g_test_add_func("/git/repository/the editor is git's", editors);
}
