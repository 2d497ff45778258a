/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/verify.h"

#include "workshop.h"

#define STATEMENT "git-postmortem-signoff: 1\nverdict: approve\n"

/* erin and frank have OpenPGP keys; NAME.key is the public half, NAME.asc a signature over
 * `statement`. */
static Workshop *
make_people(void)
{
    Workshop *shop = workshop_new("gpg");
    if (!shop)
        return NULL;
    workshop_write(shop, "statement", STATEMENT, -1);
    g_autofree char *said = workshop_run(
        shop,
        "gpg() { command gpg --batch --quiet --pinentry-mode loopback --passphrase '' \"$@\"; }\n"
        "for p in erin frank; do\n"
        "  gpg --quick-gen-key \"$p <$p@x>\" ed25519 sign never\n"
        "  gpg --armor --export $p@x >$p.key\n"
        "  gpg -u $p@x --armor --detach-sign -o $p.asc statement\n"
        "done\n"
        "gpg -u erin@x -u frank@x --armor --detach-sign -o both.asc statement\n"
        "gpg -u erin@x --textmode --armor --detach-sign -o text.asc statement\n"
        "gpg --armor --export-secret-keys erin@x >erin.secret\n"
        "cat erin.key frank.key >two.key\n");
    return shop;
}

typedef struct {
    const char *about;
    const char *signature, *key; /* file names */
    const char *payload;
    int64_t time;
    PmVerdict verdict;
} Case;

static void
run_cases(const Workshop *shop, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Case *row = &cases[i];
        g_autofree char *signature = workshop_read(shop, row->signature);
        g_autofree char *key = row->key ? workshop_read(shop, row->key) : NULL;
        PmSignatureQuestion question = { .payload = row->payload,
                                         .payload_length = strlen(row->payload),
                                         .signature = signature,
                                         .principal = "erin@x",
                                         .openpgp_key = key,
                                         .time = row->time };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_test_message("%s: %s, %s", row->about, pm_verdict_name(answer.verdict), answer.why);
        g_assert_cmpstr(pm_verdict_name(answer.verdict), ==, pm_verdict_name(row->verdict));
        bool good = answer.verdict == PM_VERDICT_GOOD;
        g_assert_cmpstr(answer.principal, ==, good ? "erin@x" : NULL);
        g_assert_true((answer.why == NULL) == good);
    }
}

static void
a_signature_counts_for_exactly_the_expected_key(void)
{
    const Case cases[] = {
        { "good", "erin.asc", "erin.key", STATEMENT, -1, PM_VERDICT_GOOD },
        { "somebody else's", "frank.asc", "erin.key", STATEMENT, -1, PM_VERDICT_UNTRUSTED },
        { "changed", "erin.asc", "erin.key", STATEMENT " ", -1, PM_VERDICT_BAD },
        { "empty", "erin.asc", "erin.key", "", -1, PM_VERDICT_BAD },
        { "line ends changed", "erin.asc", "erin.key",
          "git-postmortem-signoff: 1\r\nverdict: approve\r\n", -1, PM_VERDICT_BAD },
        { "of a text, not of bytes", "text.asc", "erin.key", STATEMENT, -1,
          PM_VERDICT_CANNOT_CHECK },
        { "of a text with other line ends", "text.asc", "erin.key",
          "git-postmortem-signoff: 1\r\nverdict: approve\r\n", -1, PM_VERDICT_CANNOT_CHECK },
        { "two signatures", "both.asc", "erin.key", STATEMENT, -1, PM_VERDICT_BAD },
        { "no key", "erin.asc", NULL, STATEMENT, -1, PM_VERDICT_CANNOT_CHECK },
        { "two keys", "erin.asc", "two.key", STATEMENT, -1, PM_VERDICT_CANNOT_CHECK },
        { "no key in it", "erin.asc", "statement", STATEMENT, -1, PM_VERDICT_CANNOT_CHECK },
        { "before the key was made", "erin.asc", "erin.key", STATEMENT, 1000000000,
          PM_VERDICT_NOT_YET_VALID },
        { "long after", "erin.asc", "erin.key", STATEMENT, 32503680000, PM_VERDICT_GOOD },
    };
    g_autoptr(Workshop) shop = make_people();
    if (shop)
        run_cases(shop, cases, G_N_ELEMENTS(cases));
}

static void
an_armour_is_one_signature_and_nothing_else(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *said =
        workshop_run(shop, "cat erin.asc erin.asc >twice.asc; (cat erin.asc; echo x) >after.asc\n"
                           "(echo; cat erin.asc) >before.asc; sed 's/$/\\r/' erin.asc >crlf.asc\n"
                           "(sed -n 1p erin.asc; echo; sed -n '$p' erin.asc) >hollow.asc\n"
                           "sed 4d erin.asc >cut.asc");
    const char *const files[] = { "twice.asc", "after.asc",  "before.asc",
                                  "crlf.asc",  "hollow.asc", "cut.asc" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        const Case row = { files[i], files[i], "erin.key", STATEMENT, -1, PM_VERDICT_BAD };
        run_cases(shop, &row, 1);
    }
}

static void
an_expired_key_is_judged_at_the_moment_asked_for(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    /* made on 2020-01-01 for a year; signed in 2020 */
    g_autofree char *said = workshop_run(
        shop,
        "gpg() { command gpg --batch --quiet --pinentry-mode loopback --passphrase '' \"$@\"; }\n"
        "gpg --faked-system-time 20200101T000000 --quick-gen-key 'old <old@x>' ed25519 sign 1y\n"
        "gpg --faked-system-time 20200601T000000 -u old@x --armor --detach-sign -o old.asc "
        "statement\n"
        "gpg --armor --export old@x >old.key\n");
    const Case cases[] = {
        { "in its year", "old.asc", "old.key", STATEMENT, 1593561600, PM_VERDICT_GOOD },
        { "after it", "old.asc", "old.key", STATEMENT, 1672531200, PM_VERDICT_EXPIRED },
        { "before it", "old.asc", "old.key", STATEMENT, 1546300800, PM_VERDICT_NOT_YET_VALID },
        { "dates not judged", "old.asc", "old.key", STATEMENT, -1, PM_VERDICT_GOOD },
        { "changed", "old.asc", "old.key", "x", -1, PM_VERDICT_BAD },
    };
    run_cases(shop, cases, G_N_ELEMENTS(cases));
}

static void
a_revoked_key_is_revoked(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *said = workshop_run(
        shop, "sed 's/^:-----/-----/' openpgp-revocs.d/$(gpg --list-keys --with-colons erin@x | "
              "sed -n 's/^fpr:.*:\\(.*\\):$/\\1/p;' | head -1).rev | gpg --batch --quiet --import\n"
              "gpg --armor --export erin@x >erin.key\n");
    const Case row = { "revoked", "erin.asc", "erin.key", STATEMENT, -1, PM_VERDICT_REVOKED };
    run_cases(shop, &row, 1);
}

static void
a_missing_gpg_cannot_check(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "erin.asc");
    g_autofree char *key = workshop_read(shop, "erin.key");
    const char *const programs[] = { "/nonexistent/gpg", "/bin/true", "/bin/false" };
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        PmSignatureQuestion question = { .payload = STATEMENT,
                                         .payload_length = strlen(STATEMENT),
                                         .signature = signature,
                                         .openpgp_key = key,
                                         .gpg_program = programs[i],
                                         .time = -1 };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_assert_cmpint(answer.verdict, ==, PM_VERDICT_CANNOT_CHECK);
    }
}

void test_signature_openpgp(void);

void
test_signature_openpgp(void)
{
    g_test_add_func("/signature/openpgp/a signature counts for exactly the expected key",
                    a_signature_counts_for_exactly_the_expected_key);
    g_test_add_func("/signature/openpgp/an armour is one signature and nothing else",
                    an_armour_is_one_signature_and_nothing_else);
    g_test_add_func("/signature/openpgp/an expired key is judged at the moment asked for",
                    an_expired_key_is_judged_at_the_moment_asked_for);
    g_test_add_func("/signature/openpgp/a revoked key is revoked", a_revoked_key_is_revoked);
    g_test_add_func("/signature/openpgp/a missing gpg cannot check", a_missing_gpg_cannot_check);
}
