/* SPDX-License-Identifier: Apache-2.0 */
/* A FIFO in the place of a file is refused by name; nobody waits for it. */
#include "git/special_file.h"

#include "git/content.h"
#include "scratch.h"

#include <sys/stat.h>

/* Whoever opens a FIFO waits for ever: then the program dies, and the test fails. */
#define PATIENCE 60

static void
put_fifo(const Scratch *scratch, const char *path)
{
    g_autofree char *full = scratch_path(scratch, path);
    g_autofree char *folder = g_path_get_dirname(full);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_unlink(full);
    g_assert_cmpint(mkfifo(full, 0600), ==, 0);
}

static void
expect_refused(const Scratch *scratch, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmRepository) repository = pm_repository_open(scratch->path, &error);

    g_assert_null(repository);
    assert_refused(error, PM_ERROR_UNTRUSTED, words);
}

static void
a_fifo_in_place_of_a_file_of_git_is_refused(void)
{
    static const char *const files[] = {
        "config",          "packed-refs",          "index",
        "refs/heads/main", "refs/tags/a/b",        "info/grafts",
        "shallow",         "info/exclude",         "info/attributes",
        "logs/HEAD",       "logs/refs/heads/main", "MERGE_HEAD",
        "ORIG_HEAD",       "postmortem/lock",
    };
    g_auto(Scratch) scratch = scratch_new();

    scratch_commit(&scratch, "file", "text\n");
    alarm(PATIENCE);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(".git", files[i], NULL);
        g_autofree char *words = g_strdup_printf("/.git/%s' is a FIFO", files[i]);
        g_autofree char *full = scratch_path(&scratch, path);
        g_autofree char *saved = g_strconcat(full, ".saved", NULL);
        bool was = g_rename(full, saved) == 0;
        put_fifo(&scratch, path);
        expect_refused(&scratch, words);
        g_unlink(full);
        if (was)
            g_assert_cmpint(g_rename(saved, full), ==, 0);
    }
    alarm(0);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
}

static void
a_link_to_a_device_is_refused_and_the_null_device_is_not(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *path = scratch_path(&scratch, ".git/packed-refs");

    alarm(PATIENCE);
    g_assert_cmpint(symlink("/dev/zero", path), ==, 0);
    expect_refused(&scratch, "packed-refs' is a device");
    g_unlink(path);
    g_assert_cmpint(symlink("/dev/null", path), ==, 0);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    alarm(0);
}

static void
a_fifo_among_alternates_and_objects_holds_nobody_up(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid commit = scratch_commit(&scratch, "file", "text\n");
    g_autoptr(GError) error = NULL;
    PmOid found;

    alarm(PATIENCE);
    put_fifo(&scratch, ".git/objects/info/alternates");
    expect_refused(&scratch, "info/alternates' is a FIFO");
    g_autofree char *alternates = scratch_path(&scratch, ".git/objects/info/alternates");
    g_unlink(alternates);
    put_fifo(&scratch, ".git/objects/info/commit-graph");
    g_autofree char *object = g_strdup_printf(".git/objects/%.2s/%s", commit.hex, commit.hex + 2);
    put_fifo(&scratch, object);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_false(pm_repository_resolve(repository, "HEAD", &found, &error));
    assert_refused(error, PM_ERROR_UNTRUSTED, "'HEAD': object ");
    g_assert_null(pm_content_commit(repository, &commit, NULL));
    alarm(0);
}

static void
a_linked_worktree_is_looked_at_too(void)
{
    g_auto(Scratch) scratch = scratch_new();

    scratch_commit(&scratch, "file", "text\n");
    git_do(&scratch, "worktree", "add", "-q", "../linked");
    g_autofree char *linked = g_build_filename(scratch.folder, "linked", NULL);
    Scratch there = { .folder = scratch.folder, .path = linked };
    g_autoptr(PmRepository) repository = scratch_open(&there);
    g_assert_nonnull(repository);
    alarm(PATIENCE);
    put_fifo(&scratch, ".git/worktrees/linked/index");
    expect_refused(&there, "worktrees/linked/index' is a FIFO");
    alarm(0);
}

/* What git follows, written in every way that git takes. */
static void
a_fifo_that_is_included_is_refused(void)
{
    static const char *const ways[] = {
        "[include]\n\tpath = included\n",
        "[INCLUDE]PATH=included",
        "[include] path = \"inc\"luded ; comment\n",
        "[include]\npath = inclu\\\nded\n",
        "[include]\npath = \"%s\"\n",
        "[core]\nx = \"a # \\\"[core]\"\n[include]\npath = included # [core]\n",
        "\n# \\\n[include]\n; path = nothing\npath = included\n",
        "[include]\npath = nested\n",
        "[includeIf \"gitdir:**\"]\npath = included\n",
        "[includeIf \"gitdir/i:/\"]\n\tPath = included\n",
        "[include]\npath = nothing\npath = included\n",
        "\xef\xbb\xbf[include]\npath = included\n",
    };
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *included = scratch_path(&scratch, ".git/included");

    scratch_write(&scratch, ".git/nested", "[include]\npath = ./../.git/included\n");
    g_autofree char *config = scratch_path(&scratch, ".git/config");
    g_autofree char *before = NULL;
    g_assert_true(g_file_get_contents(config, &before, NULL, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_auto(GStrv) pieces = g_strsplit(ways[i], "%s", 2);
        g_autofree char *way = g_strjoinv(included, pieces);
        bool has_mark = g_str_has_prefix(way, "\xef");
        g_autofree char *text =
            has_mark ? g_strconcat(way, before, NULL) : g_strconcat(before, way, NULL);
        g_unlink(included);
        scratch_write(&scratch, ".git/included", "[marker]\nseen = yes\n");
        scratch_write(&scratch, ".git/config", text);
        g_autofree char *seen = git(&scratch, "config", "marker.seen");
        g_assert_cmpstr(seen, ==, "yes");
        put_fifo(&scratch, ".git/included");
        alarm(PATIENCE);
        expect_refused(&scratch, "/.git/included' is a FIFO");
        alarm(0);
    }
}

static void
files_that_include_each_other_end(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GString) text = g_string_new("[core]\nbare = false\n");
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 12; i++)
        g_string_append(text, "[include]\npath = config\n");
    scratch_write(&scratch, ".git/config", text->str);
    alarm(PATIENCE);
    g_autoptr(PmRepository) repository = pm_repository_open(scratch.path, &error);
    alarm(0);
    g_assert_null(repository);
    assert_refused(error, PM_ERROR_LIMIT, "more than 500 files");
}

void test_git_special_file(void);
void
test_git_special_file(void)
{
    g_test_add_func("/git/special file/a FIFO in place of a file of git is refused",
                    a_fifo_in_place_of_a_file_of_git_is_refused);
    g_test_add_func("/git/special file/a link to a device is refused and the null device is not",
                    a_link_to_a_device_is_refused_and_the_null_device_is_not);
    g_test_add_func("/git/special file/a FIFO among alternates and objects holds nobody up",
                    a_fifo_among_alternates_and_objects_holds_nobody_up);
    g_test_add_func("/git/special file/a linked worktree is looked at, too",
                    a_linked_worktree_is_looked_at_too);
    g_test_add_func("/git/special file/a FIFO that is included is refused",
                    a_fifo_that_is_included_is_refused);
    g_test_add_func("/git/special file/files that include each other end",
                    files_that_include_each_other_end);
}
