/* SPDX-License-Identifier: Apache-2.0 */
/* The statement of a sign-off, LEDGER section 3: permanent data, so that each rule has its row. */
#include "ledger/signoff.h"

#include "../oracle.h"

#include <string.h>

#define UUID "5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
#define TWOS "2222222222222222222222222222222222222222222222222222222222222222"
#define STEP "step:0123456789abcdef0123456789abcdef01234567"

static const char text[] = "git-postmortem-signoff: 1\n"
                           "ledger: " UUID "\n"
                           "document: 2026-01-14-checkout-504\n"
                           "content: sha256:" ONES "\n"
                           "policy: sha256:" TWOS "\n"
                           "verdict: approve\n"
                           "role: security\n"
                           "party: none\n"
                           "reviewer: erin@example.org\n"
                           "time: 2026-01-20T09:14:02Z\n"
                           "replaces: none\n"
                           "comment: Evidence E1 and E2 checked.\n";
static const char armour[] = "-----BEGIN SSH SIGNATURE-----\n"
                             "U1NIU0lHAAAAAQ==\n"
                             "-----END SSH SIGNATURE-----\n";

static bool
parses(PmArena *arena, const char *bytes, size_t length, PmSignoff *out_signoff, GError **error)
{
    PmSignoff unused;
    return pm_signoff_parse(arena, bytes, length, out_signoff != NULL ? out_signoff : &unused,
                            error);
}

static void
the_example_of_the_design_is_what_is_written(void)
{
    g_autoptr(GError) error = NULL;
    const PmStatement statement = { .ledger = UUID,
                                    .document = "2026-01-14-checkout-504",
                                    .content = ONES,
                                    .policy = TWOS,
                                    .verdict = PM_SIGN_APPROVE,
                                    .role = "security",
                                    .reviewer = "erin@example.org",
                                    .time = "2026-01-20T09:14:02Z",
                                    .comment = "Evidence E1 and E2 checked." };
    g_autofree char *written = pm_statement_format(&statement, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(written, ==, text);
}

/* Statements that may be: printing what was read gives the same bytes. */
static void
printing_what_was_read_gives_the_same_bytes(void)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "", "" },
        { "document: 2026-01-14-checkout-504", "document: 2026-01-14-결제-장애" },
        { "document: 2026-01-14-checkout-504", "document: old/2019 the big one.txt" },
        { "document: 2026-01-14-checkout-504", "document: .postmortem" },
        { "role: security\nparty: none", "role: party\nparty: payments" },
        { "verdict: approve\nrole: security\nparty: none",
          "verdict: excuse\nrole: security\nparty: Acme Corp. of 서울" },
        { "verdict: approve", "verdict: object" },
        { "verdict: approve", "verdict: override" },
        { "replaces: none", "replaces: sha256:" ONES },
        { "verdict: approve\nrole: security\nparty: none\nreviewer: erin@example.org\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: none",
          "verdict: revoke\nrole: party\nparty: payments\nreviewer: e.o'hara+x@b.example\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: sha256:" TWOS },
        { "document: 2026-01-14-checkout-504\ncontent: sha256:" ONES "\npolicy: sha256:" TWOS
          "\nverdict: approve\nrole: security",
          "document: " STEP "\ncontent: sha256:" ONES "\npolicy: sha256:" TWOS
          "\nverdict: acknowledge\nrole: policy" },
        { "comment: Evidence E1 and E2 checked.", "comment: none" },
        { "comment: Evidence E1 and E2 checked.", "comment: 증거 확인: key: value, -----END x" },
        { "time: 2026-01-20T09:14:02Z", "time: 2024-02-29T23:59:59Z" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) file = g_string_new(text);
        if (*rows[i].from != '\0')
            g_assert_cmpuint(g_string_replace(file, rows[i].from, rows[i].to, 1), ==, 1);
        g_autofree char *signed_file = g_strconcat(file->str, armour, NULL);
        PmSignoff plain, with;
        parses(arena, file->str, file->len, &plain, &error);
        g_assert_no_error(error);
        parses(arena, signed_file, strlen(signed_file), &with, &error);
        g_assert_no_error(error);
        g_autofree char *again = pm_statement_format(&plain.statement, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(again, ==, file->str);
        g_assert_cmpstr(plain.text, ==, file->str);
        g_assert_cmpuint(plain.text_length, ==, file->len);
        g_assert_null(plain.signature);
        /* the statement is what stands before the armour, and no more */
        g_assert_cmpstr(with.text, ==, file->str);
        g_assert_cmpuint(with.text_length, ==, file->len);
        g_assert_cmpstr(with.signature, ==, armour);
        g_assert_cmpstr(with.digest, ==, plain.digest);
    }
}

static void
the_digest_is_what_sha256sum_gives(void)
{
    if (!oracle_found("sha256sum"))
        return;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSignoff signoff;
    g_assert_true(parses(arena, text, strlen(text), &signoff, NULL));
    g_autofree char *sum =
        oracle_ask((const char *const[]){ "sha256sum", NULL }, text, strlen(text), NULL);
    sum[64] = '\0';
    g_assert_cmpstr(signoff.digest, ==, sum);
}

/* `from` in the statement becomes `to`; none of these is a statement. */
static void
what_is_no_statement_is_refused(void)
{
    static const struct {
        const char *about, *from, *to;
    } rows[] = {
        { "keys in another order", "ledger: " UUID "\ndocument: 2026-01-14-checkout-504\n",
          "document: 2026-01-14-checkout-504\nledger: " UUID "\n" },
        { "a key twice", "role: security\n", "role: security\nrole: security\n" },
        { "an unknown key", "comment:", "tool: x\ncomment:" },
        { "an unknown key at the end", "checked.\n", "checked.\nmore: text\n" },
        { "a key left out", "replaces: none\n", "" },
        { "the last key left out", "comment: Evidence E1 and E2 checked.\n", "" },
        { "a key in capitals", "role:", "Role:" },
        { "no blank behind the colon", "role: security", "role:security" },
        { "two blanks behind the colon", "role: security", "role:  security" },
        { "a blank before the colon", "role: security", "role : security" },
        { "a blank before the key", "role: security", " role: security" },
        { "a blank at the end of a line", "role: security", "role: security " },
        { "a tab", "role: security", "role: \tsecurity" },
        { "an empty value", "role: security", "role: " },
        { "an empty line", "role: security\n", "role: security\n\n" },
        { "an empty line at the end", "checked.\n", "checked.\n\n" },
        { "text behind the statement", "checked.\n", "checked.\nAnd so on.\n" },
        { "no line end at the end", "checked.\n", "checked." },
        { "CRLF in one line", "role: security\n", "role: security\r\n" },
        { "CR for LF", "role: security\n", "role: security\r" },
        { "a byte-order mark", "git-postmortem-signoff", "\xef\xbb\xbfgit-postmortem-signoff" },
        { "version 0", "signoff: 1", "signoff: 0" },
        { "version 01", "signoff: 1", "signoff: 01" },
        { "a version that is no number", "signoff: 1", "signoff: 1.0" },
        { "a UUID in capitals", "5f0c1c1e", "5F0C1C1E" },
        { "a UUID cut short", "0d5c3ad1b2aa", "0d5c3ad1b2a" },
        { "a digest without its kind", "content: sha256:", "content: " },
        { "a digest of another kind", "content: sha256:", "content: sha1:" },
        { "a digest in capitals", "sha256:" ONES,
          "sha256:"
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
        { "a digest one digit short", "policy: sha256:2", "policy: sha256:" },
        { "a digest one digit long", "policy: sha256:2", "policy: sha256:22" },
        { "no content", "content: sha256:" ONES, "content: none" },
        { "no policy", "policy: sha256:" TWOS, "policy: none" },
        { "an unknown verdict", "verdict: approve", "verdict: accept" },
        { "a verdict in capitals", "verdict: approve", "verdict: Approve" },
        { "a role of two words", "role: security", "role: security team" },
        { "a reviewer without @", "erin@example.org", "erin" },
        { "a reviewer with two @", "erin@example.org", "erin@example.org@example.org" },
        { "a reviewer that begins with @", "erin@example.org", "@example.org" },
        { "a reviewer that ends with @", "erin@example.org", "erin@" },
        { "a wildcard reviewer", "erin@example.org", "*@example.org" },
        { "a pattern reviewer", "erin@example.org", "eri?@example.org" },
        { "a negated reviewer", "erin@example.org", "!erin@example.org" },
        { "two reviewers", "erin@example.org", "erin@example.org,dana@example.org" },
        { "a reviewer in brackets", "erin@example.org", "<erin@example.org>" },
        { "a reviewer that is an option", "erin@example.org", "-Oerin@example.org" },
        { "a reviewer in quotes", "erin@example.org", "\"erin\"@example.org" },
        { "a time without Z", "09:14:02Z", "09:14:02" },
        { "a time of another zone", "09:14:02Z", "09:14:02+00:00" },
        { "a time with a fraction", "09:14:02Z", "09:14:02.5Z" },
        { "a time with a small t", "20T09", "20t09" },
        { "a day that is none", "2026-01-20T", "2026-02-30T" },
        { "an hour that is none", "T09:14:02Z", "T24:00:00Z" },
        { "a leap second", "09:14:02Z", "23:59:60Z" },
        { "replaces without its kind", "replaces: none", "replaces: " ONES },
        { "ESC in the comment", "Evidence", "\x1b[2JEvidence" },
        { "DEL in the comment", "Evidence",
          "\x7f"
          "Evidence" },
        { "a C1 control in the comment", "Evidence",
          "\xc2\x9b"
          "2JEvidence" },
        { "a line separator in the comment", "Evidence",
          "\xe2\x80\xa8"
          "Evidence" },
        { "a right-to-left override", "Evidence",
          "\xe2\x80\xae"
          "Evidence" },
        { "a left-to-right mark", "Evidence",
          "\xe2\x80\x8e"
          "Evidence" },
        { "a bidi isolate", "Evidence",
          "\xe2\x81\xa6"
          "Evidence" },
        { "a bidi override in the id", "checkout-504",
          "\xe2\x80\xae"
          "checkout-504" },
        { "tag characters", "Evidence",
          "\xf3\xa0\x81\x81"
          "Evidence" },
        { "what is not UTF-8", "Evidence",
          "\xff"
          "Evidence" },
        { "an overlong form", "Evidence",
          "\xc0\xaf"
          "Evidence" },
        { "a surrogate", "Evidence",
          "\xed\xa0\x80"
          "Evidence" },
        { "the words that end a statement", "Evidence", "see -----BEGIN SSH SIGNATURE-----" },
        { "a party for another role", "party: none", "party: payments" },
        { "role party without a party", "role: security", "role: party" },
        { "an excuse without a party", "verdict: approve", "verdict: excuse" },
        { "an excuse without a reason",
          "verdict: approve\nrole: security\nparty: none\nreviewer: erin@example.org\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: none\ncomment: Evidence E1 and E2 checked.\n",
          "verdict: excuse\nrole: security\nparty: payments\nreviewer: erin@example.org\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: none\ncomment: none\n" },
        { "an override without a reason",
          "verdict: approve\nrole: security\nparty: none\nreviewer: erin@example.org\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: none\ncomment: Evidence E1 and E2 checked.\n",
          "verdict: override\nrole: security\nparty: none\nreviewer: erin@example.org\n"
          "time: 2026-01-20T09:14:02Z\nreplaces: none\ncomment: none\n" },
        { "a revocation of nothing", "verdict: approve", "verdict: revoke" },
        { "a step that is approved", "document: 2026-01-14-checkout-504", "document: " STEP },
        { "a document that is acknowledged", "verdict: approve\nrole: security",
          "verdict: acknowledge\nrole: policy" },
        { "a step acknowledged by another role",
          "document: 2026-01-14-checkout-504\ncontent: sha256:" ONES "\npolicy: sha256:" TWOS
          "\nverdict: approve",
          "document: " STEP "\ncontent: sha256:" ONES "\npolicy: sha256:" TWOS
          "\nverdict: acknowledge" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t with = 0; with < 2; with++) {
            g_autoptr(PmArena) arena = pm_arena_new();
            g_autoptr(GError) error = NULL;
            g_autoptr(GString) file = g_string_new(text);
            if (g_string_replace(file, rows[i].from, rows[i].to, 1) != 1)
                g_error("%s: there is no '%s'", rows[i].about, rows[i].from);
            g_string_append(file, with == 0 ? "" : armour);
            if (parses(arena, file->str, file->len, NULL, &error))
                g_error("%s: taken for a sign-off", rows[i].about);
            g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
        }
}

static void
a_nul_and_what_follows_it_are_refused(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *file = g_strdup(text);
    *strchr(file, 'E') = '\0';
    g_assert_false(parses(arena, file, strlen(text), NULL, NULL));
    g_assert_false(parses(arena, text, sizeof text, NULL, NULL)); /* at the very end */
    g_assert_false(parses(arena, "", 0, NULL, NULL));
}

/* Every shorter file is another one: none of them may be a sign-off but the unsigned statement. */
static void
a_file_that_was_cut_is_refused(void)
{
    g_autofree char *file = g_strconcat(text, armour, NULL);
    for (size_t length = 0; length < strlen(file); length++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        bool statement = length == strlen(text);
        if (parses(arena, file, length, NULL, NULL) != statement)
            g_error("cut at %zu: %s", length, statement ? "refused" : "taken");
    }
}

static void
a_signature_is_exactly_one_armour(void)
{
    static const struct {
        const char *about, *armour;
        bool taken;
    } rows[] = {
        { "SSH", armour, true },
        { "OpenPGP",
          "-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\niQ==\n-----END PGP "
          "SIGNATURE-----\n",
          true },
        { "X.509", "-----BEGIN SIGNED MESSAGE-----\nMII=\n-----END SIGNED MESSAGE-----\n", true },
        { "no line end", "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----", false },
        { "an empty line behind it",
          "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n\n", false },
        { "a byte behind it", "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\nx",
          false },
        { "a comment behind it",
          "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n# ok\n", false },
        { "two of them",
          "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n"
          "-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n",
          false },
        { "one in another",
          "-----BEGIN SSH SIGNATURE-----\n-----BEGIN SSH SIGNATURE-----\nU1\n"
          "-----END SSH SIGNATURE-----\n",
          false },
        { "another end", "-----BEGIN SSH SIGNATURE-----\nU1\n-----END PGP SIGNATURE-----\n",
          false },
        { "no end", "-----BEGIN SSH SIGNATURE-----\nU1\n", false },
        { "no begin", "U1\n-----END SSH SIGNATURE-----\n", false },
        { "an empty one", "-----BEGIN SSH SIGNATURE-----\n", false },
        { "CRLF", "-----BEGIN SSH SIGNATURE-----\r\nU1\r\n-----END SSH SIGNATURE-----\r\n", false },
        { "a blank before it", " -----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n",
          false },
        { "a blank behind its first line",
          "-----BEGIN SSH SIGNATURE----- \nU1\n-----END SSH SIGNATURE-----\n", false },
        { "a control character in it",
          "-----BEGIN SSH SIGNATURE-----\nU1\x1b[2J\n-----END SSH SIGNATURE-----\n", false },
        { "Korean in it", "-----BEGIN SSH SIGNATURE-----\n서명\n-----END SSH SIGNATURE-----\n",
          false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *file = g_strconcat(text, rows[i].armour, NULL);
        if (parses(arena, file, strlen(file), NULL, NULL) != rows[i].taken)
            g_error("%s: %s", rows[i].about, rows[i].taken ? "refused" : "taken");
    }
}

static void
a_file_of_more_than_16_kib_is_refused(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t excess = 0; excess < 2; excess++) {
        g_autoptr(GString) file = g_string_new(text);
        g_string_append(file, "-----BEGIN SSH SIGNATURE-----\n");
        size_t rest = 16384 + excess - file->len - strlen("\n-----END SSH SIGNATURE-----\n");
        for (size_t i = 0; i < rest; i++)
            g_string_append_c(file, 'A');
        g_string_append(file, "\n-----END SSH SIGNATURE-----\n");
        g_assert_cmpuint(file->len, ==, 16384 + excess);
        g_assert_true(parses(arena, file->str, file->len, NULL, NULL) == (excess == 0));
    }
}

/* A later version is not a broken one: it can't be judged here, and that is another word. */
static void
a_later_version_is_not_known_here(void)
{
    static const struct {
        const char *version;
        PmErrorCode code;
    } rows[] = { { "2", PM_ERROR_FAILED },      { "17", PM_ERROR_FAILED },
                 { "", PM_ERROR_UNTRUSTED },    { "x", PM_ERROR_UNTRUSTED },
                 { "-1", PM_ERROR_UNTRUSTED },  { "2 ", PM_ERROR_UNTRUSTED },
                 { "1\r", PM_ERROR_UNTRUSTED }, { "99999999999", PM_ERROR_UNTRUSTED } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autoptr(GError) error = NULL;
        g_autofree char *file =
            g_strdup_printf("git-postmortem-signoff: %s\nanything: else\n", rows[i].version);
        g_assert_false(parses(arena, file, strlen(file), NULL, &error));
        g_assert_error(error, PM_ERROR, (int)rows[i].code);
    }
}

/* What can't be said is refused before it is signed, and never bent into something else. */
static void
what_can_not_be_said_is_not_written(void)
{
    const PmStatement good = { .ledger = UUID,
                               .document = "x",
                               .content = ONES,
                               .policy = TWOS,
                               .verdict = PM_SIGN_APPROVE,
                               .role = "security",
                               .reviewer = "erin@example.org",
                               .time = "2026-01-20T09:14:02Z" };
    PmStatement bad[9];
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        bad[i] = good;
    bad[0].document = "a\nverdict: approve";
    bad[1].document = " x";
    bad[2].comment = "one\ntwo";
    bad[3].comment = "none";
    bad[4].role = PM_SIGNOFF_POLICY " x";
    bad[5].role = "party";
    bad[6] = (PmStatement){ .ledger = UUID,
                            .document = "x",
                            .content = ONES,
                            .policy = TWOS,
                            .verdict = PM_SIGN_APPROVE,
                            .role = "party",
                            .party = "none",
                            .reviewer = "erin@example.org",
                            .time = "2026-01-20T09:14:02Z" };
    bad[7].reviewer = "erin";
    bad[8].time = "2026-01-20 09:14";
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *written = pm_statement_format(&bad[i], &error);
        g_assert_null(written);
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
    g_autofree char *written = pm_statement_format(&good, NULL);
    g_assert_nonnull(written);
}

static void
any_text_becomes_a_comment_that_can_be_said(void)
{
    static const struct {
        const char *from, *comment;
    } rows[] = {
        { "Checked.", "Checked." },
        { "  two\n\nparagraphs\r\n\tand more  ", "two paragraphs and more" },
        { "a\x1b[31mb\xe2\x80\xae"
          "c",
          "a [31mb c" },
        { "\n \t\n", NULL },
        { "", NULL },
        { "none", NULL },
        { "bad \xff byte", "bad \xef\xbf\xbd byte" },
        { "x -----BEGIN SSH", "x ----BEGIN SSH" },
        { "x --------BEGIN", "x ----BEGIN" },
        { "증거를\n확인함", "증거를 확인함" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *comment = pm_signoff_comment(rows[i].from);
        g_assert_cmpstr(comment, ==, rows[i].comment);
    }
    g_autofree char *much = g_strnfill(100000, 'x');
    g_autofree char *comment = pm_signoff_comment(much);
    g_assert_cmpuint(strlen(comment), <=, 4000);
}

static void
names_of_files_are_digests(void)
{
    static const struct {
        const char *name;
        bool good;
    } rows[] = {
        { ONES ".signoff", true },
        { ONES ".content", true },
        { ONES "", false },
        { ONES ".signoff2", false },
        { "1" ONES ".signoff", false },
        { ONES ".Signoff", false },
        { ONES ".md", false },
        { ".signoff", false },
        { "A" TWOS ".signoff", false },
        { ONES ".signoff ", false },
        { "x/" ONES ".content", false },
        { "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *digest = NULL;
        g_assert_true(pm_signoff_is_name(rows[i].name, &digest) == rows[i].good);
        g_assert_cmpstr(digest, ==, rows[i].good ? ONES : NULL);
    }
}

void test_ledger_signoff(void);
void
test_ledger_signoff(void)
{
    g_test_add_func("/ledger/signoff/the_example_of_the_design_is_what_is_written",
                    the_example_of_the_design_is_what_is_written);
    g_test_add_func("/ledger/signoff/printing_what_was_read_gives_the_same_bytes",
                    printing_what_was_read_gives_the_same_bytes);
    g_test_add_func("/ledger/signoff/the_digest_is_what_sha256sum_gives",
                    the_digest_is_what_sha256sum_gives);
    g_test_add_func("/ledger/signoff/what_is_no_statement_is_refused",
                    what_is_no_statement_is_refused);
    g_test_add_func("/ledger/signoff/a_nul_and_what_follows_it_are_refused",
                    a_nul_and_what_follows_it_are_refused);
    g_test_add_func("/ledger/signoff/a_file_that_was_cut_is_refused",
                    a_file_that_was_cut_is_refused);
    g_test_add_func("/ledger/signoff/a_signature_is_exactly_one_armour",
                    a_signature_is_exactly_one_armour);
    g_test_add_func("/ledger/signoff/a_file_of_more_than_16_kib_is_refused",
                    a_file_of_more_than_16_kib_is_refused);
    g_test_add_func("/ledger/signoff/a_later_version_is_not_known_here",
                    a_later_version_is_not_known_here);
    g_test_add_func("/ledger/signoff/what_can_not_be_said_is_not_written",
                    what_can_not_be_said_is_not_written);
    g_test_add_func("/ledger/signoff/any_text_becomes_a_comment_that_can_be_said",
                    any_text_becomes_a_comment_that_can_be_said);
    g_test_add_func("/ledger/signoff/names_of_files_are_digests", names_of_files_are_digests);
}
