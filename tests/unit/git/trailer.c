/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle is git: git interpret-trailers --parse --no-divider, and git log's %(trailers). */
#include "git/trailer.h"

#include "scratch.h"

#include <sys/wait.h>

/* `text` to a program's input; its output. g_free() */
static char *
pipe_through(const char *folder, const char *const *arguments, const char *text)
{
    g_autoptr(GError) error = NULL;
    GPid child = 0;
    int in = -1, out = -1;
    g_autoptr(GString) result = g_string_new(NULL);
    char block[4096];
    g_autoptr(GPtrArray) command = scratch_command(folder, arguments);

    g_spawn_async_with_pipes(NULL, (char **)command->pdata, NULL,
                             SCRATCH_SPAWN | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, &in,
                             &out, NULL, &error);
    g_assert_no_error(error);
    /* short enough for a pipe's buffer */
    g_assert_cmpint((int)write(in, text, strlen(text)), ==, (int)strlen(text));
    close(in);
    for (ssize_t got = read(out, block, sizeof(block)); got > 0;
         got = read(out, block, sizeof(block)))
        g_string_append_len(result, block, (gssize)got);
    close(out);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    return g_string_free(g_steal_pointer(&result), FALSE);
}

static char *
gits_answer(const char *folder, const char *message)
{
    const char *const arguments[] = { "git", "interpret-trailers", "--parse", "--no-divider",
                                      NULL };

    return pipe_through(folder, arguments, message);
}

static char *
our_answer(const char *message)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(message);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        g_string_append_printf(text, "%s: %s\n", trailer->key, trailer->value);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
known_oddities(void)
{
    static const char *const messages[] = {
        "",
        "\n",
        "Key: value",
        "title\n\nKey: value",
        "title\n\nKey: value\n---\nReviewed-by: x\n",
        "title\n\n---\n\nReviewed-by: x\n",
        "title\r\n\r\nKey: value\r\nOther: one\r\n  two\r\n",
        "title\n\nKey: value\n# comment\n\n# comment\n",
        "title\n\nKey: value\n\nConflicts:\n\tpath\n",
        "title\n\nKey: value\nConflicts:",
        "title\n\nKey: v\n# ------------------------ >8 ------------------------\nOther: w\n",
        "title\n\nKey: v\n# ------------------------ >8 ------------------------",
        "title\n\nprose\nprose\nprose\nSigned-off-by: A <a@b>\n",
        "title\n\nprose\nprose\nprose\nprose\nSigned-off-by: A <a@b>\n",
        "title\n\nprose\nKey: value\n",
        "title\n\n(cherry picked from commit 1)\nprose\n",
        "# comment\n\nKey: value\n",
        "title\n\nKey : v\nKey\t:\nkey v: x\n",
        "title\n\nKey: one\n  two\n\tthree   \n four: five\n",
        "제목\n\nKey: 값\n열쇠: 값\n",
        "title\n\nKey: v\n \t\n\r\n",
    };
    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_autofree char *expected = gits_answer(scratch.path, messages[i]);
        g_autofree char *found = our_answer(messages[i]);
        g_assert_cmpstr(found, ==, expected);
    }
}

/* Random messages made of what is odd. */
static char *
hostile_message(GRand *random)
{
    static const char *const pieces[] = {
        "Signed-off-by: A <a@b>",
        "Signed-off-by: ",
        "(cherry picked from commit abc)",
        "Key: value",
        "Key : v",
        "Key\t: v",
        "Key v: v",
        "-: x",
        ": x",
        "a:",
        "  folded",
        "\tfolded\tx",
        " k: v",
        "prose line",
        "# comment",
        "#",
        "Conflicts:",
        "Conflicts: x",
        "\tpath",
        "---",
        "--- a/x",
        "# ------------------------ >8 ------------------------",
        "",
        "",
        "",
        " ",
        "\t",
        "\r",
        "\x0b",
        "k\x0b: v",
        "한글: 값",
        "\xef\xbb\xbfKey: v",
        "k: v\r",
        "k: \r v",
        "Postmortem-Event: approve",
        "k:   spaced   out  ",
        "http://x",
    };
    static const char *const starts[] = { "", "", "title\n\n", "title\n", "# c\n\n", "\n" };
    const char *chosen[6];
    g_autoptr(GString) text =
        g_string_new(starts[g_rand_int_range(random, 0, G_N_ELEMENTS(starts))]);

    for (size_t i = 0; i < G_N_ELEMENTS(chosen); i++)
        chosen[i] = pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))];
    for (int lines = g_rand_int_range(random, 1, 12); lines > 0; lines--) {
        g_string_append(text, chosen[g_rand_int_range(random, 0, G_N_ELEMENTS(chosen))]);
        int end = g_rand_int_range(random, 0, 10);
        g_string_append(text, end == 0 ? "\r\n" : end == 1 ? "\n\n" : "\n");
    }
    if (g_rand_int_range(random, 0, 3) == 0)
        g_string_truncate(text, text->len - 1);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
hostile_messages(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GRand) random = g_rand_new_with_seed(20260114);
    unsigned with_trailers = 0;
    int rounds = g_test_thorough() ? 5000 : 300;

    for (int i = 0; i < rounds; i++) {
        g_autofree char *message = hostile_message(random);
        g_autofree char *expected = gits_answer(scratch.path, message);
        g_autofree char *found = our_answer(message);
        g_assert_cmpstr(found, ==, expected);
        with_trailers += *expected != '\0';
    }
    g_assert_cmpuint(with_trailers, >, (unsigned)rounds / 10);
}

/*
 * All messages as commits at once; git log prints the trailers of each. It leaves out empty lines
 * before the subject first, which interpret-trailers takes for an empty title, so each begins with
 * a letter here.
 */
static void
as_git_log_prints(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autoptr(GString) stream = g_string_new(NULL);
    g_autoptr(GString) expected = g_string_new(NULL);
    const char *const import[] = { "git", "fast-import", "--quiet", NULL };

    for (int i = 0; i < 100; i++) {
        g_autofree char *hostile = hostile_message(random);
        g_autofree char *message = g_strconcat("x", hostile, NULL);
        g_autofree char *ours = our_answer(message);
        g_string_append_printf(stream,
                               "commit refs/heads/log\ncommitter A <a@b> %d +0000\ndata %zu\n%s\n",
                               1700000000 + i, strlen(message), message);
        g_string_append_printf(expected, "%s==\n", ours);
    }
    g_free(pipe_through(scratch.path, import, stream->str));
    g_autofree char *found =
        git(&scratch, "log", "--reverse", "log", "--format=%(trailers:only,unfold)==");
    g_string_truncate(expected, expected->len - 1);
    g_assert_cmpstr(found, ==, expected->str);
}

static void
keys_in_any_case(void)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse("t\n\nPostmortem: a\npostmortem: b\n");

    g_assert_cmpstr(pm_trailers_get(trailers, "POSTMORTEM"), ==, "a");
    g_assert_null(pm_trailers_get(trailers, "Post"));
}

static void
composed_reads_back(void)
{
    static const char *const bodies[] = {
        NULL,
        "",
        "plain",
        "Reviewed-by: Mallory <m@x>",
        "a\n\nSigned-off-by: Mallory <m@x>\n",
        "# ------------------------ >8 ------------------------\nx",
        "x\n# ------------------------ >8 ------------------------",
        "Conflicts:\n\tx",
        "crlf\r\n\r\nKey: v\r\n",
        "\n\n\n",
        "# only a comment",
        "---\nKey: v",
        "\xff\xfe",
    };
    PmTrailer trailers[] = { { "Postmortem", "2026-01-14-장애" },
                             { "Postmortem-Event", "approve" } };
    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        for (size_t count = 0; count <= 2; count++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *text = pm_trailers_compose("Signed-off-by: in\na title", bodies[i],
                                                        trailers, count, &error);
            g_assert_no_error(error);
            g_autofree char *found = gits_answer(scratch.path, text);
            const char *const expected[] = {
                "", "Postmortem: 2026-01-14-장애\n",
                "Postmortem: 2026-01-14-장애\nPostmortem-Event: approve\n"
            };
            g_assert_cmpstr(found, ==, expected[count]);
            g_assert_true(g_str_has_prefix(text, "Signed-off-by: in a title\n"));
        }
    }
}

static void
forged_values(void)
{
    static const PmTrailer trailers[] = {
        { "Key", "a\nOther: b" }, { "Key", " a" }, { "Key", "a\rb" },
        { "No key", "a" },        { "", "a" },     { "Key", "a\x1b[2J" },
        { "Key", "a\xff" },       { "열쇠", "a" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(trailers); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_trailers_compose("subject", NULL, &trailers[i], 1, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_trailers_compose(" \n ", NULL, NULL, 0, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
}

/* Something quadratic would take minutes. */
static void
huge_messages(void)
{
    static const char *const lines[] = {
        "Key: v\n", " f\n", "# c\n", "\n", "a\n", " ", "\t\n", "a-"
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GString) text = g_string_new("title\n\nKey: v\n");
        gint64 start = g_get_monotonic_time();
        while (text->len < 4000000)
            g_string_append(text, lines[i]);
        g_ptr_array_unref(pm_trailers_parse(text->str));
        g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_TIME_SPAN_SECOND);
    }
}

void test_git_trailer(void);

void
test_git_trailer(void)
{
    g_test_add_func("/git/trailer/git's known oddities are ours", known_oddities);
    g_test_add_func("/git/trailer/hostile messages read as git reads them", hostile_messages);
    g_test_add_func("/git/trailer/commits read as git log prints them", as_git_log_prints);
    g_test_add_func("/git/trailer/letter case of keys does not matter", keys_in_any_case);
    g_test_add_func("/git/trailer/a composed message reads back", composed_reads_back);
    g_test_add_func("/git/trailer/forged values are refused", forged_values);
    g_test_add_func("/git/trailer/huge messages take no long time", huge_messages);
}
