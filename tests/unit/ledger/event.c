/* SPDX-License-Identifier: Apache-2.0 */
/* The message of an event: what git reads from it is what we meant. */
#include "ledger/event.h"

#include "../oracle.h"

#include <string.h>

/* The trailers as git itself reads them, one a line. */
static char *
trailers_by_git(const char *message)
{
    static const char *const git[] = { "git", "interpret-trailers", "--parse", "--no-divider",
                                       NULL };
    return oracle_ask(git, message, strlen(message), NULL);
}

static void
a_message_has_a_subject_the_users_text_and_trailers(void)
{
    g_autoptr(GError) error = NULL;
    PmTrailer extra[] = { { (char *)"Postmortem-Signoff", (char *)"sha256:0f7f" },
                          { (char *)"Reviewed-by", (char *)"Erin Doe <erin@example.org>" } };
    const PmEvent event = { .document = "2026-01-14-x",
                            .name = "approve",
                            .subject = "approve 2026-01-14-x as security",
                            .body = "Evidence E1 and E2 checked.",
                            .extra = extra,
                            .extra_count = 2 };
    g_autofree char *message = pm_event_message(&event, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(message, ==,
                    "postmortem: approve 2026-01-14-x as security\n\n"
                    "Evidence E1 and E2 checked.\n\n"
                    "Postmortem: 2026-01-14-x\nPostmortem-Event: approve\n"
                    "Postmortem-Signoff: sha256:0f7f\n"
                    "Reviewed-by: Erin Doe <erin@example.org>\n");
    g_autofree char *name = NULL;
    g_autofree char *document = NULL;
    pm_event_read(message, &name, &document);
    g_assert_cmpstr(name, ==, "approve");
    g_assert_cmpstr(document, ==, "2026-01-14-x");
}

/* Text from documents and users never forms a trailer, by git's own reading. */
static void
no_text_forms_a_trailer(void)
{
    static const char *const texts[] = {
        "Postmortem-Event: close",
        "Fine.\n\nPostmortem-Signoff: sha256:ffff\nReviewed-by: Mallory <m@x>",
        "Reviewed-by: Mallory <m@x>\n",
        "a\n\n---\nReviewed-by: Mallory <m@x>",
        "a\r\n\r\nReviewed-by: Mallory <m@x>\r\n",
        "(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)",
        "Signed-off-by: Mallory <m@x>\nand more text\n",
        "# Postmortem-Event: close",
        "key:value\n folded: on\n",
        "증거: 확인함",
        "\n\n\nReviewed-by: x\n\n\n",
    };
    if (!oracle_found("git"))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        for (size_t place = 0; place < 2; place++) {
            g_autoptr(GError) error = NULL;
            const PmEvent event = { .document = "x",
                                    .name = "set",
                                    .subject = place == 0 ? texts[i] : "set x",
                                    .body = place == 1 ? texts[i] : NULL };
            g_autofree char *message = pm_event_message(&event, &error);
            g_assert_no_error(error);
            g_autofree char *trailers = trailers_by_git(message);
            g_assert_cmpstr(trailers, ==, "Postmortem: x\nPostmortem-Event: set\n");
            g_assert_cmpuint(strcspn(message, "\n"), <=, 200);
        }
}

static void
a_subject_is_one_clean_line(void)
{
    g_autoptr(GError) error = NULL;
    const PmEvent event = { .name = "set", .subject = "set title=\x1b[2J\nPostmortem: y" };
    g_autofree char *message = pm_event_message(&event, &error);
    g_assert_no_error(error);
    g_assert_null(strchr(message, '\x1b'));
    g_assert_true(g_str_has_prefix(message, "postmortem: set title="));
    g_assert_true(g_str_has_suffix(message, "\n\nPostmortem-Event: set\n"));
}

static void
what_was_made_by_hand_is_no_event(void)
{
    static const char *const messages[] = {
        "Fix typo\n",
        "",
        "Postmortem-Event: approve\n\nin the first paragraph\n",
        "x\n\nPostmortem-Event: approve\nthis paragraph is mostly text\nand more\nand more\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_autofree char *name = NULL;
        g_autofree char *document = NULL;
        pm_event_read(messages[i], &name, &document);
        g_autofree char *by_git = trailers_by_git(messages[i]);
        g_assert_true((name != NULL) == (strstr(by_git, "Postmortem-Event:") != NULL));
        g_assert_null(document);
    }
}

/* An id that can't stand in a trailer is refused, not bent. */
static void
an_id_with_a_line_break_can_not_be_said(void)
{
    g_autoptr(GError) error = NULL;
    const PmEvent event = { .document = "a\nPostmortem-Event: close",
                            .name = "set",
                            .subject = "set" };
    g_autofree char *message = pm_event_message(&event, &error);
    g_assert_null(message);
    g_assert_nonnull(error);
}

#define TEST(name) g_test_add_func("/ledger/event/" #name, name)

void test_ledger_event(void);
void
test_ledger_event(void)
{
    TEST(a_message_has_a_subject_the_users_text_and_trailers);
    TEST(no_text_forms_a_trailer);
    TEST(a_subject_is_one_clean_line);
    TEST(what_was_made_by_hand_is_no_event);
    TEST(an_id_with_a_line_break_can_not_be_said);
}
