/* SPDX-License-Identifier: Apache-2.0 */
/* The oracles are git rev-list and git log, on generated histories with merges. */
#include "git/past.h"

#include "generated.h"
#include "git/unchecked.h"

void test_git_past(void);

static const char *const prefixes[][3] = {
    { "a" }, { "dir/" }, { "dir/sub/c" }, { "nowhere" }, { "a", "other/" }, { "dir/a", "dir.x/" },
};

typedef bool (*Wanted)(const PmPast *past, const PmOid *bringer);

static char *
those(const GArray *pasts, Wanted wanted, const PmOid *bringer)
{
    g_autoptr(GArray) oids = g_array_new(FALSE, FALSE, sizeof(PmOid));
    for (guint i = 0; i < pasts->len; i++) {
        const PmPast *past = &g_array_index(pasts, PmPast, i);
        if (wanted(past, bringer))
            g_array_append_val(oids, past->commit);
    }
    return joined(oids);
}

static bool
changed(const PmPast *past, const PmOid *bringer)
{
    (void)bringer;
    return past->changed && past->parents < 2;
}

static bool
took(const PmPast *past, const PmOid *bringer)
{
    (void)bringer;
    return past->took && g_str_equal(past->bringer.hex, PM_OID_ZERO.hex);
}

static bool
brought(const PmPast *past, const PmOid *bringer)
{
    return past->changed && past->parents < 2 && g_str_equal(past->bringer.hex, bringer->hex);
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* With clocks that are wrong the order of a walk depends on what else is walked. */
static void
assert_same_lines(const char *a, const char *b)
{
    g_auto(GStrv) left = g_strsplit(a, "\n", -1);
    g_auto(GStrv) right = g_strsplit(b, "\n", -1);
    qsort(left, g_strv_length(left), sizeof *left, by_text);
    qsort(right, g_strv_length(right), sizeof *right, by_text);
    g_assert_true(g_strv_equal((const char *const *)left, (const char *const *)right));
}

/* What a commit of the line brought is what is behind it and not behind its first parent. */
static void
check_brought(const Scratch *scratch, const GArray *pasts, const char *const *paths)
{
    for (guint i = 0; i < pasts->len; i++) {
        const PmPast *past = &g_array_index(pasts, PmPast, i);
        if (!g_str_equal(past->bringer.hex, PM_OID_ZERO.hex))
            continue;
        g_autofree char *parents =
            git(scratch, "rev-list", "--no-walk", "--parents", past->commit.hex);
        g_auto(GStrv) words = g_strsplit_set(g_strstrip(parents), " \n", -1);
        if (g_strv_length(words) < 3)
            continue;
        g_autofree char *range = g_strdup_printf("%s..%s", words[1], words[2]);
        g_autofree char *ours = those(pasts, brought, &past->commit);
        g_autofree char *theirs = git(scratch, "rev-list", "--full-history", "--no-merges", range,
                                      "--", paths[0], paths[1] ? paths[1] : paths[0]);
        if (g_strv_length(words) == 3)
            assert_same_lines(ours, theirs);
    }
}

static void
commits_and_merges_are_gits(void)
{
    for (guint32 seed = 0; seed < 4; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 100);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
            const char *first = prefixes[i][0];
            const char *second = prefixes[i][1] ? prefixes[i][1] : first;
            bool cut = true;
            g_autoptr(GArray) pasts = pm_past_of(repository, &tip, prefixes[i], &cut, NULL);
            g_autofree char *ours = those(pasts, changed, NULL);
            g_autofree char *theirs = git(&scratch, "rev-list", "--full-history", "--no-merges",
                                          "main", "--", first, second);
            g_assert_cmpstr(ours, ==, theirs);
            g_autofree char *line = those(pasts, took, NULL);
            g_autofree char *gits = git(&scratch, "log", "-m", "--first-parent", "--format=%H",
                                        "main", "--", first, second);
            assert_same_lines(line, gits);
            check_brought(&scratch, pasts, prefixes[i]);
            g_assert_false(cut);
        }
    }
}

static void
assert_same(const PmPastFound *a, const PmPastFound *b)
{
    g_assert_cmpuint(a->pasts->len, ==, b->pasts->len);
    g_assert_true(a->cut == b->cut);
    for (guint i = 0; i < a->pasts->len; i++) {
        const PmPast *left = &g_array_index(a->pasts, PmPast, i);
        const PmPast *right = &g_array_index(b->pasts, PmPast, i);
        g_assert_cmpstr(left->commit.hex, ==, right->commit.hex);
        g_assert_cmpstr(left->bringer.hex, ==, right->bringer.hex);
        g_assert_true(left->changed == right->changed && left->took == right->took &&
                      left->adds == right->adds && left->turn == right->turn &&
                      left->parents == right->parents && left->has == right->has);
    }
}

static PmPastFound
found_since(PmRepository *repository, const PmOid *tip, const char *const *paths,
            const PmPastFound *earlier)
{
    g_autoptr(GError) error = NULL;
    PmPastFound found = { .pasts = NULL };

    pm_past_since(repository, tip, paths, earlier, &found, &error);
    g_assert_no_error(error);
    return found;
}

/* From every commit of the generated history, whether or not the tip has it behind it. Returns how
 * often not all of it was walked. */
static guint
check_since(PmRepository *repository, const PmOid *tip, const char *all, const char *const *paths)
{
    g_auto(GStrv) ids = g_strsplit(all, "\n", -1);
    g_auto(PmPastFound) whole = found_since(repository, tip, paths, NULL);
    guint shorter = 0;

    for (char **id = ids; *id; id++) {
        PmOid then;
        g_strlcpy(then.hex, *id, sizeof then.hex);
        g_auto(PmPastFound) earlier = found_since(repository, &then, paths, NULL);
        g_auto(PmPastFound) now = found_since(repository, tip, paths, &earlier);
        assert_same(&now, &whole);
        shorter += now.walked < whole.walked ? 1 : 0;
    }
    return shorter;
}

static void
what_is_known_need_not_be_walked(void)
{
    guint shorter = 0;

    for (guint32 seed = 0; seed < 6; seed++) {
        g_auto(Scratch) scratch = scratch_new();
        generate(&scratch, seed, 30);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        PmOid tip = scratch_oid(&scratch, "main");
        g_autofree char *all = git(&scratch, "rev-list", "--all");
        shorter += check_since(repository, &tip, all, prefixes[4]);
        shorter += check_since(repository, &tip, all, prefixes[1]);
    }
    g_assert_cmpuint(shorter, >=, 30);
}

/* Another commit under the name of the tip. */
static void
replace_tip(const Scratch *scratch, const PmOid *tip)
{
    g_autofree char *other =
        git(scratch, "commit-tree", "-m", "other", "-p", "HEAD^", "HEAD^{tree}");
    g_autofree char *from = g_strdup_printf(".git/objects/%.2s/%s", other, other + 2);
    g_autofree char *to = g_strdup_printf(".git/objects/%.2s/%s", tip->hex, tip->hex + 2);
    const char *const words[] = { "cp", "-f", from, to, NULL };

    g_bytes_unref(scratch_run_full(scratch->path, words, NULL));
}

static void
what_was_believed_is_not_remembered(void)
{
    static const char *const paths[] = { "a", NULL };
    g_auto(Scratch) scratch = scratch_new();
    scratch_commit(&scratch, "a", "1\n");
    scratch_commit(&scratch, "a", "2\n");
    PmOid tip = scratch_oid(&scratch, "main");
    replace_tip(&scratch, &tip);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    PmUnchecked *unchecked = pm_unchecked_begin(repository, NULL);
    g_auto(PmPastFound) found = found_since(repository, &tip, paths, NULL);
    g_autoptr(GError) error = NULL;

    g_assert_cmpuint(found.pasts->len, ==, 2);
    pm_unchecked_end(unchecked);
    g_assert_null(pm_content_commit(repository, &tip, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    g_clear_error(&error);
    g_assert_null(pm_commit_read_strict(repository, &tip, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
}

void
test_git_past(void)
{
    g_test_add_func("/git/past/what was believed is checked when it is asked for again",
                    what_was_believed_is_not_remembered);
    g_test_add_func("/git/past/commits, merges, and what they brought are git's",
                    commits_and_merges_are_gits);
    g_test_add_func("/git/past/what is known is not walked again, and the answer is the same",
                    what_is_known_need_not_be_walked);
}
