/* SPDX-License-Identifier: Apache-2.0 */
/* The oracles are git rev-list, git log and git diff-tree, on generated histories with merges. */
#include "git/history.h"

#include "generated.h"

#include <stdio.h>

static void
first_parents(void)
{
    g_auto(Scratch) scratch = scratch_new();
    bool cut = true;

    generate(&scratch, 1, 60);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    PmOid tip = scratch_oid(&scratch, "main");
    g_autoptr(GArray) oids = pm_history_first_parents(repository, &tip, &cut, NULL);
    g_autofree char *ours = joined(oids);
    g_autofree char *theirs = git(&scratch, "rev-list", "--first-parent", "--reverse", "main");
    g_assert_cmpstr(ours, ==, theirs);
    g_assert_false(cut);
}

static void
of_paths(void)
{
    static const char *const prefixes[][3] = {
        { "a" },
        { "dir/" },
        { "dir" },
        { "dir/sub/c" },
        { "nowhere" },
        { "a", "other/" },
        { "dir/a", "dir.x/" },
    };

    for (guint32 seed = 0; seed < 6; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 120);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
            const char *second = prefixes[i][1] ? prefixes[i][1] : prefixes[i][0];
            bool cut = true;
            g_autoptr(GArray) oids = pm_history_of(repository, &tip, prefixes[i], &cut, NULL);
            g_autofree char *ours = joined(oids);
            g_autofree char *theirs =
                git(&scratch, "rev-list", "main", "--", prefixes[i][0], second);
            g_assert_cmpstr(ours, ==, theirs);
            g_assert_false(cut);
        }
    }
}

/* Lines of git's raw format without the status letter. */
static char *
raw_lines(const GPtrArray *deltas)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        g_string_append_printf(text, "%s:%06o %06o %s %s %s", i ? "\n" : "", delta->old_mode,
                               delta->new_mode, delta->old_blob.hex, delta->new_blob.hex,
                               delta->path);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
without_letters(const char *text)
{
    g_autoptr(GRegex) letters = g_regex_new(" [A-Z]\t", 0, 0, NULL);

    return g_regex_replace_literal(letters, text, -1, 0, " ", 0, NULL);
}

static void
deltas_between(void)
{
    static const char *const prefixes[] = { "", "dir/", "dir/sub/", "nowhere/", "a/" };
    g_auto(Scratch) scratch = scratch_new();

    generate(&scratch, 3, 40);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *list = git(&scratch, "rev-list", "main");
    g_auto(GStrv) ids = g_strsplit(list, "\n", -1);
    for (size_t i = 0; ids[i] && ids[i + 1]; i++) {
        PmOid old_id, new_id;
        g_strlcpy(new_id.hex, ids[i], sizeof(new_id.hex));
        g_strlcpy(old_id.hex, ids[i + 1], sizeof(old_id.hex));
        const char *prefix = prefixes[i % G_N_ELEMENTS(prefixes)];
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) deltas =
            pm_history_delta(repository, &old_id, &new_id, prefix, true, &error);
        g_assert_no_error(error);
        g_autofree char *ours = raw_lines(deltas);
        g_autofree char *raw = git(&scratch, "diff-tree", "-r", "--no-renames", old_id.hex,
                                   new_id.hex, "--", *prefix ? prefix : ".");
        g_autofree char *theirs = without_letters(raw);
        if (strcmp(prefix, "a/") != 0)
            g_assert_cmpstr(ours, ==, theirs);
    }
    PmOid tip = scratch_oid(&scratch, "main");
    g_autoptr(GPtrArray) all = pm_history_delta(repository, NULL, &tip, "", true, NULL);
    g_autofree char *names = git(&scratch, "ls-tree", "-r", "--name-only", "main");
    g_auto(GStrv) lines = g_strsplit(names, "\n", -1);
    g_assert_cmpuint(all->len, ==, g_strv_length(lines));
}

/* A file becomes a folder and back. */
static void
file_and_folder(void)
{
    g_auto(Scratch) scratch = scratch_new();

    PmOid first = scratch_commit(&scratch, "x", "file\n");
    script(&scratch, "git rm -q x");
    PmOid second = scratch_commit(&scratch, "x/y", "in folder\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (int i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) deltas = pm_history_delta(repository, i ? &second : &first,
                                                       i ? &first : &second, "", true, NULL);
        g_autofree char *ours = raw_lines(deltas);
        g_autofree char *raw = git(&scratch, "diff-tree", "-r", "--no-renames",
                                   i ? second.hex : first.hex, i ? first.hex : second.hex);
        g_autofree char *theirs = without_letters(raw);
        g_assert_cmpstr(ours, ==, theirs);
    }
}

/* The commits that have `path`, of which no parent has it, asked of git one by one; sorted. */
static char *
gits_adders(const Scratch *scratch, const char *path)
{
    g_autofree char *command =
        g_strdup_printf("git rev-list --parents main | while read c ps; do "
                        "git cat-file -e $c:%s 2>/dev/null || continue; n=1; "
                        "for p in $ps; do git cat-file -e $p:%s 2>/dev/null && n=0; done; "
                        "if [ $n = 1 ]; then echo $c; fi; done | sort",
                        path, path);
    const char *const arguments[] = { "sh", "-c", command, NULL };

    return git_output(scratch->path, arguments);
}

/* The commits whose raw diff with every parent names `path`; sorted. */
static char *
gits_touchers(const Scratch *scratch, const char *path)
{
    /* -c lists only what differs from all parents; --root shows the first commit */
    g_autofree char *command = g_strdup_printf(
        "git rev-list main | git diff-tree --stdin -r -c --root --no-renames --name-only -- | "
        "awk -v p='%s' 'length($0) == 40 && /^[0-9a-f]+$/ { c = $0; next } $0 == p { print c }' | "
        "sort",
        path);
    const char *const arguments[] = { "sh", "-c", command, NULL };

    return git_output(scratch->path, arguments);
}

static int
compare_oids(gconstpointer a, gconstpointer b)
{
    return strcmp(((const PmOid *)a)->hex, ((const PmOid *)b)->hex);
}

/* No commit stands before one of its ancestors. */
static void
assert_oldest_first(const Scratch *scratch, const GArray *oids)
{
    for (guint i = 0; i + 1 < oids->len; i++) {
        const char *const arguments[] = { "git",
                                          "merge-base",
                                          "--is-ancestor",
                                          g_array_index(oids, PmOid, i + 1).hex,
                                          g_array_index(oids, PmOid, i).hex,
                                          NULL };
        g_assert_cmpint(git_code(scratch, arguments), !=, 0);
    }
}

static void
adding(void)
{
    static const char *const paths[] = { "a", "dir/b", "dir/sub/c", "other/d", "nowhere", "dir" };

    for (guint32 seed = 10; seed < 12; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 60);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
            g_autoptr(GArray) oids = pm_history_adding(repository, &tip, paths[i], NULL);
            assert_oldest_first(&scratch, oids);
            g_array_sort(oids, compare_oids);
            g_autofree char *ours = joined(oids);
            /* a folder is not a file that was added */
            g_autofree char *theirs =
                strcmp(paths[i], "dir") == 0 ? g_strdup("") : gits_adders(&scratch, paths[i]);
            g_assert_cmpstr(ours, ==, theirs);
        }
    }
}

static void
touching(void)
{
    static const char *const paths[] = { "dir/a", "dir/b", "dir/sub/c" };

    for (guint32 seed = 20; seed < 24; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 100);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        bool cut = true;
        g_autoptr(GPtrArray) changes =
            pm_history_changes(repository, &tip, "dir/", NULL, &cut, NULL);
        g_autoptr(GHashTable) table = pm_history_by_path(changes);
        g_assert_false(cut);
        g_assert_null(g_hash_table_lookup(table, "a"));
        for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
            GArray *oids = g_hash_table_lookup(table, paths[i]);
            g_autofree char *theirs = gits_touchers(&scratch, paths[i]);
            if (oids)
                assert_oldest_first(&scratch, oids);
            if (oids)
                g_array_sort(oids, compare_oids);
            g_autofree char *ours = oids ? joined(oids) : g_strdup("");
            g_assert_cmpstr(ours, ==, theirs);
        }
    }
}

static void
ancestors(void)
{
    g_auto(Scratch) scratch = scratch_new();

    generate(&scratch, 5, 40);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *list = git(&scratch, "rev-list", "--all");
    g_auto(GStrv) ids = g_strsplit(list, "\n", -1);
    for (guint i = 0; i < g_strv_length(ids); i += 3) {
        for (guint j = 0; j < g_strv_length(ids); j += 5) {
            const char *const arguments[] = { "git",  "merge-base", "--is-ancestor",
                                              ids[i], ids[j],       NULL };
            PmOid a, b;
            bool answer = false;
            g_strlcpy(a.hex, ids[i], sizeof(a.hex));
            g_strlcpy(b.hex, ids[j], sizeof(b.hex));
            g_assert_true(pm_history_is_ancestor(repository, &a, &b, &answer, NULL));
            g_assert_cmpint(answer, ==, git_code(&scratch, arguments) == 0);
        }
    }
}

static void
shallow(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *address = g_strconcat("file://", scratch.path, NULL);
    g_autofree char *clone = g_build_filename(scratch.folder, "clone", NULL);
    const char *const prefixes[] = { "a", NULL };
    g_autoptr(GError) error = NULL;
    bool cut = false, answer = false;

    PmOid first = scratch_commit(&scratch, "a", "0\n");
    for (int i = 1; i < 5; i++) {
        g_autofree char *text = g_strdup_printf("%d\n", i);
        scratch_commit(&scratch, "a", text);
    }
    PmOid tip = scratch_oid(&scratch, "main");
    git_do_in(scratch.folder, "clone", "-q", "--depth", "2", address, "clone");
    g_autoptr(PmRepository) repository = pm_repository_open(clone, &error);
    g_assert_no_error(error);
    g_autoptr(GArray) line = pm_history_first_parents(repository, &tip, &cut, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(line->len, ==, 2);
    g_assert_true(cut);
    cut = false;
    g_autoptr(GArray) of = pm_history_of(repository, &tip, prefixes, &cut, &error);
    g_autofree char *ours = joined(of);
    g_autofree char *theirs = git_in(clone, "rev-list", "main", "--", "a");
    g_assert_cmpstr(ours, ==, theirs);
    g_assert_true(cut);
    cut = false;
    g_autoptr(GPtrArray) changes = pm_history_changes(repository, &tip, "", NULL, &cut, &error);
    g_autoptr(GHashTable) table = pm_history_by_path(changes);
    g_assert_true(cut);
    g_assert_cmpuint(((GArray *)g_hash_table_lookup(table, "a"))->len, ==, 2);
    g_autoptr(PmCommit) commit = pm_commit_read(repository, &g_array_index(line, PmOid, 0), &error);
    g_assert_true(commit->boundary);
    g_assert_cmpuint(commit->parent_count, ==, 1);
    g_assert_true(
        pm_history_is_ancestor(repository, &g_array_index(line, PmOid, 0), &tip, &answer, NULL));
    g_assert_true(answer);
    g_assert_false(pm_history_is_ancestor(repository, &first, &tip, &answer, &error));
    assert_refused(error, PM_ERROR_NOT_FOUND, "fetch-depth: 0");
}

/* git believes all three; libgit2's walk believes the last. */
static void
deceptions(void)
{
    g_auto(Scratch) scratch = scratch_new();
    bool cut = false;

    scratch_commit(&scratch, "a", "0\n");
    PmOid middle = scratch_commit(&scratch, "a", "1\n");
    PmOid tip = scratch_commit(&scratch, "a", "2\n");
    g_autofree char *honest = git(&scratch, "rev-list", "--reverse", "main");
    script(&scratch, "git commit-graph write --reachable 2>/dev/null; "
                     "r=$(git commit-tree -m forged main^{tree}); git replace main~1 $r; "
                     "mkdir -p .git/info; git rev-parse main >.git/info/grafts");
    g_autofree char *deceived = git(&scratch, "rev-list", "--reverse", "main");
    g_assert_cmpstr(deceived, !=, honest);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(GArray) line = pm_history_first_parents(repository, &tip, &cut, NULL);
    g_autofree char *ours = joined(line);
    g_assert_cmpstr(ours, ==, honest);
    g_autoptr(PmCommit) commit = pm_commit_read_strict(repository, &middle, NULL);
    g_assert_cmpstr(commit->message, ==, "a\n");
}

static void
long_history(void)
{
    g_auto(Scratch) scratch = scratch_new();
    bool cut = false, answer = false;
    const char *const prefixes[] = { "dir/", NULL };

    generate(&scratch, 99, 20000);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    PmOid tip = scratch_oid(&scratch, "main");
    PmOid root = scratch_oid(&scratch, "main~1");
    gint64 start = g_get_monotonic_time();
    g_autoptr(GArray) of = pm_history_of(repository, &tip, prefixes, &cut, NULL);
    g_test_message("of: %" G_GINT64_FORMAT " us", g_get_monotonic_time() - start);
    start = g_get_monotonic_time();
    g_autoptr(GPtrArray) changes = pm_history_changes(repository, &tip, "dir/", NULL, &cut, NULL);
    g_autoptr(GHashTable) table = pm_history_by_path(changes);
    g_test_message("touching: %" G_GINT64_FORMAT " us", g_get_monotonic_time() - start);
    start = g_get_monotonic_time();
    g_autoptr(GArray) added = pm_history_adding(repository, &tip, "dir/a", NULL);
    g_test_message("adding: %" G_GINT64_FORMAT " us", g_get_monotonic_time() - start);
    start = g_get_monotonic_time();
    g_autoptr(GArray) line = pm_history_first_parents(repository, &tip, &cut, NULL);
    g_test_message("first parents: %" G_GINT64_FORMAT " us of %u", g_get_monotonic_time() - start,
                   line->len);
    g_assert_true(pm_history_is_ancestor(repository, &tip, &root, &answer, NULL));
    g_assert_false(answer);
    g_assert_nonnull(of);
    g_assert_nonnull(table);
    g_assert_nonnull(added);
}

void test_git_history(void);

void
test_git_history(void)
{
    g_test_add_func("/git/history/first parents are git rev-list's", first_parents);
    g_test_add_func("/git/history/a path's history is simplified as git log's", of_paths);
    g_test_add_func("/git/history/differences are git diff-tree's", deltas_between);
    g_test_add_func("/git/history/a file that becomes a folder is two differences",
                    file_and_folder);
    g_test_add_func("/git/history/a path's adding commits are all found", adding);
    g_test_add_func("/git/history/touching commits are those of git diff-tree -c", touching);
    g_test_add_func("/git/history/ancestors are git merge-base's", ancestors);
    g_test_add_func("/git/history/a shallow clone's end is told", shallow);
    g_test_add_func("/git/history/no graft, replacement or commit-graph deceives", deceptions);
    g_test_add_func("/git/history/a long history takes no long time", long_history);
}
