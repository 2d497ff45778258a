/* SPDX-License-Identifier: Apache-2.0 */
/* The word of somebody else, as a comment says it: permanent data, so that each rule has its row.
 */
#include "ledger/proxy.h"

#include <string.h>

#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
#define PROOF "proof mail.eml sha256:" ONES

static const char statement[] = "git-postmortem-signoff: 1\n"
                                "ledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\n"
                                "document: x\n"
                                "content: sha256:" ONES "\n"
                                "policy: sha256:" ONES "\n"
                                "verdict: approve\n"
                                "role: legal\n"
                                "party: none\n"
                                "reviewer: erin@example.org\n"
                                "time: 2026-01-20T09:14:02Z\n"
                                "replaces: none\n"
                                "comment: for gil@example.org: " PROOF "\n";

static void
what_has_the_form_is_read_and_printed_again(void)
{
    static const struct {
        const char *text, *person, *proof, *comment;
    } rows[] = {
        { "for gil@example.org: " PROOF, "gil@example.org", "mail.eml", NULL },
        { "for gil@example.org: " PROOF "; He read it aloud.", "gil@example.org", "mail.eml",
          "He read it aloud." },
        { "for g:il@example.org: proof 2026/메일.eml sha256:" ONES "; for a@b: proof c",
          "g:il@example.org", "2026/메일.eml", "for a@b: proof c" },
        { "for g@b: proof sha256:" ONES " sha256:" ONES, "g@b", "sha256:" ONES, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        PmProxy proxy = { 0 };
        g_assert_true(pm_proxy_is_said(rows[i].text));
        g_assert_true(pm_proxy_resembles(rows[i].text));
        g_assert_true(pm_proxy_parse(arena, rows[i].text, &proxy));
        g_assert_cmpstr(proxy.person, ==, rows[i].person);
        g_assert_cmpstr(proxy.proof, ==, rows[i].proof);
        g_assert_cmpstr(proxy.digest, ==, ONES);
        g_assert_cmpstr(proxy.comment, ==, rows[i].comment);
        g_autofree char *again = pm_proxy_format(&proxy, NULL);
        g_assert_cmpstr(again, ==, rows[i].text);
    }
}

/* They begin as one, so that they are one or nothing. */
static void
what_begins_as_one_and_is_none_is_no_comment(void)
{
    static const char *const rows[] = {
        "for gil@example.org: proof",
        "for gil@example.org: proof mail.eml",
        "for gil@example.org: proof mail.eml sha256:" ONES "1",
        "for gil@example.org: proof mail.eml sha256:" ONES ";x",
        "for gil@example.org: proof mail.eml sha256:" ONES " x",
        "for gil@example.org: proof mail.eml sha256:A" ONES,
        "for gil@example.org: proof mail.eml sha1:" ONES,
        "for gil@example.org: proof  mail.eml sha256:" ONES,
        "for gil@example.org: proof my mail.eml sha256:" ONES,
        "for gil@example.org: proof /etc/passwd sha256:" ONES,
        "for gil@example.org: proof ../x.md sha256:" ONES,
        "for gil@example.org: proof a/../../x.md sha256:" ONES,
        "for gil@example.org: proof ./mail.eml sha256:" ONES,
        "for gil@example.org: proof a//mail.eml sha256:" ONES,
        "for gil@example.org: proof a/ sha256:" ONES,
        "for gil@example.org: proof .git/config sha256:" ONES,
        "for gil@example.org: proof .GIT sha256:" ONES,
        "for gil@example.org: proof a\\b sha256:" ONES,
        "for gil@example.org: proof -mail.eml sha256:" ONES,
        "for gil@example.org: proof mail\u200b.eml sha256:" ONES,
        "for gil@example.org: proof mail\u00a0.eml sha256:" ONES,
        "for gil@exam@ple.org: " PROOF,
        "for -gil@example.org: " PROOF,
        "for @: " PROOF,
        "for erin@example.org: " PROOF,
        "for Erin@Example.org: " PROOF,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autoptr(GString) file = g_string_new(statement);
        g_autofree char *line = g_strconcat("comment: ", rows[i], "\n", NULL);
        g_string_replace(file, "comment: for gil@example.org: " PROOF "\n", line, 1);
        PmSignoff signoff;
        if (!pm_proxy_is_said(rows[i]) ||
            pm_signoff_parse(arena, file->str, file->len, &signoff, NULL))
            g_error("'%s' is taken for a comment", rows[i]);
    }
}

static void
only_an_approval_of_a_document_is_recorded(void)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "verdict: approve", "verdict: object" },
        { "verdict: approve", "verdict: override" },
        { "verdict: approve\nrole: legal\nparty: none",
          "verdict: excuse\nrole: legal\nparty: sre" },
        { "document: x", "document: .postmortem" },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSignoff signoff;
    g_assert_true(pm_signoff_parse(arena, statement, strlen(statement), &signoff, NULL));
    g_assert_cmpstr(signoff.proxy->person, ==, "gil@example.org");
    g_assert_cmpstr(pm_signoff_speaker(&signoff), ==, "gil@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) file = g_string_new(statement);
        g_assert_cmpuint(g_string_replace(file, rows[i].from, rows[i].to, 1), ==, 1);
        g_assert_false(pm_signoff_parse(arena, file->str, file->len, &signoff, NULL));
    }
}

/* Words about somebody: nothing else is read into them. */
static void
another_comment_is_a_comment(void)
{
    static const struct {
        const char *text;
        bool resembles;
    } rows[] = {
        { "for gil: proof mail.eml", false },
        { "for the record, gil@example.org: proof", false },
        { "as agreed: for gil@example.org: " PROOF, false },
        { "for gil@example.org: proofread", true },
        { "For gil@example.org: " PROOF, true },
        { "for gil@example.org:" PROOF, true },
        { "for gil@example.org : " PROOF, true },
        { "for  gil@example.org: " PROOF, true },
        { "for", false },
        { "", false },
        { NULL, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        PmProxy proxy;
        g_assert_false(pm_proxy_is_said(rows[i].text));
        g_assert_false(pm_proxy_parse(arena, rows[i].text, &proxy));
        if (pm_proxy_resembles(rows[i].text) != rows[i].resembles)
            g_error("'%s' is misread", rows[i].text);
    }
}

static void
what_can_not_be_read_again_is_not_printed(void)
{
    const PmProxy proxies[] = {
        { .person = "gil@example.org", .proof = "a b", .digest = ONES },
        { .person = "gil@example.org", .proof = "a", .digest = "1" },
        { .person = "gil", .proof = "a", .digest = ONES },
        { .person = "gil@example.org", .proof = "a", .digest = ONES, .comment = " x" },
        { .person = "gil@example.org", .proof = "a", .digest = ONES, .comment = "x\ny" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(proxies); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_proxy_format(&proxies[i], &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
}

#define TEST(name) g_test_add_func("/ledger/proxy/" #name, name)

void test_ledger_proxy(void);
void
test_ledger_proxy(void)
{
    TEST(what_has_the_form_is_read_and_printed_again);
    TEST(what_begins_as_one_and_is_none_is_no_comment);
    TEST(only_an_approval_of_a_document_is_recorded);
    TEST(another_comment_is_a_comment);
    TEST(what_can_not_be_read_again_is_not_printed);
}
