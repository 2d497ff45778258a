/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/man.h"

#include "../oracle.h"

#include <string.h>

static const char text[] =
    "# NAME\n\ngit-postmortem - *keep* **postmortems** in git\n\n"
    "# OPTIONS\n\n`-m`, `--message` *text*\n\n- one\n- 'two'\n- .three\n\n"
    "```\n$ git postmortem new \"a\\b\"\n.quoted\n```\n\n## Notes\n\n\\- x\n";

static void
the_title_line_is_quoted(void)
{
    g_autofree char *page = pm_markdown_to_man("", "A\"B", 1, "x 1.0\n.sp", "C:\\D");
    g_assert_true(g_str_has_prefix(page, ".TH \"A\\(dqB\" \"1\" \"\" \"x 1.0 .sp\" \"C:\\eD\"\n"));
}

static void
man_shows_the_text(void)
{
    if (!oracle_found("man"))
        return;
    g_autofree char *page =
        pm_markdown_to_man(text, "GIT-POSTMORTEM", 1, "git-postmortem 0.1.0", "Git Manual");
    const char *const argv[] = {
        "env", "MANWIDTH=80", "MAN_KEEP_FORMATTING=", "man", "--warnings=w", "-P", "cat", "-l", NULL
    };
    g_autofree char *shown = oracle_ask(argv, page, strlen(page), NULL);
    g_assert_nonnull(strstr(shown, "GIT-POSTMORTEM(1)"));
    g_assert_nonnull(strstr(shown, "git-postmortem - keep postmortems in git"));
    g_assert_nonnull(strstr(shown, "-m, --message text"));
    g_assert_nonnull(strstr(shown, "'two'"));
    g_assert_nonnull(strstr(shown, ".three"));
    g_assert_nonnull(strstr(shown, "$ git postmortem new \"a\\b\""));
    g_assert_nonnull(strstr(shown, ".quoted"));
    g_assert_nonnull(strstr(shown, "git-postmortem 0.1.0"));
    g_assert_null(strstr(shown, "[C]"));
}

void test_markdown_man(void);

void
test_markdown_man(void)
{
    g_test_add_func("/markdown/man/the title line is quoted", the_title_line_is_quoted);
    g_test_add_func("/markdown/man/man shows the text", man_shows_the_text);
}
