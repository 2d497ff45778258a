/* SPDX-License-Identifier: Apache-2.0 */
/* Texts merged with marks, as git merge-file(1) merges them. */
#include "git/merge_text.h"

#include "../oracle.h"

#include <string.h>

void test_git_merge_text(void);

static const struct {
    const char *base, *ours, *theirs;
} rows[] = {
    { "a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n" },
    { "a\nb\nc\n", "x\nb\nc\n", "y\nb\nc\n" },
    { "a\n", "one\nx\nend\n", "one\ny\nend\n" },
    { "", "a\nb\n", "a\nc\n" },
    { "a", "b", "c" },
    { "a\n", "b", "a\nc" },
    { "a\r\nb\r\n", "x\r\nb\r\n", "y\r\nb\r\n" },
    { "1\n2\n3\n4\n5\n6\n", "1\na\n3\n4\nb\n6\n", "1\nc\n3\n4\nd\n6\n" },
    { "로그\n", "로그 하나\n", "로그 둘\n" },
    { "a\nb\n", "", "a\nc\n" },
};

static const struct {
    PmConflictStyle style;
    const char *option;
} styles[] = { { PM_CONFLICT_MERGE, "-q" },
               { PM_CONFLICT_DIFF3, "--diff3" },
               { PM_CONFLICT_ZDIFF3, "--zdiff3" } };

static char *
write_text(const char *text)
{
    char *path = NULL;
    int file = g_file_open_tmp("merge-XXXXXX", &path, NULL);
    g_assert_cmpint(file, >=, 0);
    close(file);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static char *
ask_git(size_t row, const char *style, const char *size, bool *out_conflicts)
{
    g_autofree char *ours = write_text(rows[row].ours);
    g_autofree char *base = write_text(rows[row].base);
    g_autofree char *theirs = write_text(rows[row].theirs);
    const char *argv[] = { "git",      "merge-file", "-p",   "-q",   style, "--marker-size",
                           size,       "-L",         "HEAD", "-L",   "old", "-L",
                           "a branch", ours,         base,   theirs, NULL };
    char *answer = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                 NULL, NULL, &answer, NULL, &status, &error);
    g_assert_no_error(error);
    *out_conflicts = !g_spawn_check_wait_status(status, NULL);
    g_unlink(ours);
    g_unlink(base);
    g_unlink(theirs);
    return answer;
}

static void
check_row(size_t row, size_t style, unsigned size)
{
    const PmPiece sides[] = { { rows[row].base, strlen(rows[row].base) },
                              { rows[row].ours, strlen(rows[row].ours) },
                              { rows[row].theirs, strlen(rows[row].theirs) } };
    const PmConflictMarks marks = { .style = styles[style].style,
                                    .size = size,
                                    .labels = { "old", "HEAD", "a branch" } };
    bool conflicts, git_conflicts;
    g_autofree char *number = g_strdup_printf("%u", size);
    g_autofree char *expected = ask_git(row, styles[style].option, number, &git_conflicts);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) merged = pm_merge_text_marked(sides, &marks, &conflicts, &error);
    g_assert_no_error(error);
    g_autofree char *text = g_strndup(g_bytes_get_data(merged, NULL), g_bytes_get_size(merged));
    g_assert_cmpstr(text, ==, expected);
    g_assert_true(conflicts == git_conflicts);
}

static void
marks_are_those_of_git(void)
{
    if (!oracle_found("git"))
        return;
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++)
        for (size_t style = 0; style < G_N_ELEMENTS(styles); style++)
            check_row(row, style, row == 1 ? 11 : 7);
}

/* A whole text that differs reads the same, whoever writes the marks. */
static void
our_own_marks_are_those_of_git(void)
{
    const PmPiece sides[] = { { "a\n", 2 }, { "b\n", 2 }, { "c", 1 } };
    for (size_t style = 0; style < G_N_ELEMENTS(styles); style++) {
        const PmConflictMarks marks = { .style = styles[style].style,
                                        .size = style == 0 ? 9 : 0,
                                        .labels = { "old", "HEAD", "a branch" } };
        bool conflicts;
        g_autoptr(GString) ours = g_string_new(NULL);
        g_autoptr(GBytes) merged = pm_merge_text_marked(sides, &marks, &conflicts, NULL);
        pm_conflict_append(ours, &marks, sides);
        g_autoptr(GBytes) own = g_bytes_new(ours->str, ours->len);
        g_assert_true(g_bytes_equal(own, merged));
    }
}

static void
binary_is_what_git_takes_for_it(void)
{
    char late[9000];
    memset(late, 'a', sizeof late);
    late[8000] = '\0';
    g_assert_false(pm_merge_is_binary((PmPiece){ late, sizeof late }));
    late[7999] = '\0';
    g_assert_true(pm_merge_is_binary((PmPiece){ late, sizeof late }));
    g_assert_false(pm_merge_is_binary((PmPiece){ NULL, 0 }));
}

void
test_git_merge_text(void)
{
    g_test_add_func("/git/merge_text/marks_are_those_of_git", marks_are_those_of_git);
    g_test_add_func("/git/merge_text/our_own_marks_are_those_of_git",
                    our_own_marks_are_those_of_git);
    g_test_add_func("/git/merge_text/binary_is_what_git_takes_for_it",
                    binary_is_what_git_takes_for_it);
}
