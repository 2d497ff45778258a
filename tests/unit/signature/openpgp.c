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
                           "sed 4d erin.asc >cut.asc; sed 's/^=.*/=AAAA/' erin.asc >sum.asc");
    const char *const files[] = { "twice.asc",  "after.asc", "before.asc", "crlf.asc",
                                  "hollow.asc", "cut.asc",   "sum.asc" };
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

/* A gpg that writes a line to `starts` for each start; `rest` is how it goes on. */
static char *
make_counting_gpg(const Workshop *shop, const char *name, const char *rest)
{
    g_autofree char *script =
        g_strdup_printf("#!/bin/sh\necho \"$*\" >>%s/starts\n%s\n", shop->path, rest);
    workshop_write(shop, name, script, -1);
    g_autofree char *chmod = g_strdup_printf("chmod +x %s; : >starts", name);
    g_autofree char *said = workshop_run(shop, chmod);
    return g_build_filename(shop->path, name, NULL);
}

static guint
count_starts(const Workshop *shop)
{
    g_autofree char *starts = workshop_read(shop, "starts");
    g_test_message("%s", starts);
    g_auto(GStrv) lines = g_strsplit(starts, "\n", -1);
    return g_strv_length(lines) - 1;
}

typedef struct {
    const Workshop *shop;
    PmOpenpgpHomes *homes;
    const char *program;
} Asker;

static PmVerdict
ask(const Asker *asker, const char *signature_file, const char *key, const char *payload)
{
    g_autofree char *signature = workshop_read(asker->shop, signature_file);
    PmSignatureQuestion question = { .payload = payload,
                                     .payload_length = strlen(payload),
                                     .signature = signature,
                                     .openpgp_key = key,
                                     .gpg_program = asker->program,
                                     .openpgp_homes = asker->homes,
                                     .time = 32503680000 };
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    return answer.verdict;
}

static void
gpg_is_started_once_for_all_that_a_key_signed(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *program = make_counting_gpg(shop, "counting", "exec gpg \"$@\"");
    g_autofree char *erin = workshop_read(shop, "erin.key");
    g_autofree char *frank = workshop_read(shop, "frank.key");
    g_autoptr(PmOpenpgpHomes) homes = pm_openpgp_homes_new();
    const Asker asker = { shop, homes, program };
    for (int i = 0; i < 10; i++) {
        g_assert_cmpint(ask(&asker, "erin.asc", erin, STATEMENT), ==, PM_VERDICT_GOOD);
        g_assert_cmpint(ask(&asker, "frank.asc", frank, STATEMENT), ==, PM_VERDICT_GOOD);
    }
    /* for each key: to import it, to list it, to verify */
    g_assert_cmpuint(count_starts(shop), ==, 6);

    /* a kept home judges no softer */
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(ask(&asker, "erin.asc", erin, STATEMENT " "), ==, PM_VERDICT_BAD);
        g_assert_cmpint(ask(&asker, "erin.asc", frank, STATEMENT), ==, PM_VERDICT_UNTRUSTED);
        g_assert_cmpint(ask(&asker, "both.asc", erin, STATEMENT), ==, PM_VERDICT_BAD);
        g_assert_cmpint(ask(&asker, "text.asc", erin, STATEMENT), ==, PM_VERDICT_CANNOT_CHECK);
        g_assert_cmpint(ask(&asker, "erin.asc", erin, STATEMENT), ==, PM_VERDICT_GOOD);
    }
}

static void
a_gpg_that_ends_or_says_odd_things_is_asked_anew(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    const char *const programs[] = {
        /* one answer, and it is gone; … */
        "case $* in *--multifile*) head -n 1 | gpg \"$@\" ;; *) exec gpg \"$@\" ;; esac",
        /* … none at all; … */
        "case $* in *--multifile*) exit 0 ;; *) exec gpg \"$@\" ;; esac",
        /* … of a gpg that knows no such option; … */
        "case $* in *--multifile*) read x; echo '[GNUPG:] FILE_DONE' ;; *) exec gpg \"$@\" ;; esac",
        /* … without an end */
        "case $* in *--multifile*) exec yes ;; *) exec gpg \"$@\" ;; esac",
    };
    g_autofree char *erin = workshop_read(shop, "erin.key");
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        g_autofree char *name = g_strdup_printf("odd-%zu", i);
        g_autofree char *program = make_counting_gpg(shop, name, programs[i]);
        g_autoptr(PmOpenpgpHomes) homes = pm_openpgp_homes_new();
        const Asker asker = { shop, homes, program };
        for (int round = 0; round < 2; round++) {
            g_assert_cmpint(ask(&asker, "erin.asc", erin, STATEMENT), ==, PM_VERDICT_GOOD);
            g_assert_cmpint(ask(&asker, "erin.asc", erin, STATEMENT "x"), ==, PM_VERDICT_BAD);
        }
    }
}

/* What a signature is over stands beside it, never in it. */
static void
a_message_in_the_place_of_a_signature_proves_nothing(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *said = workshop_run(
        shop, "gpg --batch --quiet -u erin@x --armor --compress-level 0 --sign -o whole statement\n"
              "sed 's/PGP MESSAGE/PGP SIGNATURE/' whole >whole.asc\n"
              "gpg --dearmor <erin.asc >old; gpg --batch --quiet --armor --store -o lit statement\n"
              "gpg --dearmor <lit >>old; gpg --enarmor <old |\n"
              "  sed 's/PGP ARMORED FILE/PGP SIGNATURE/;/^Comment/d' >old.asc\n");
    const char *const files[] = { "whole.asc", "old.asc" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        const char *const payloads[] = { "verdict: another\n", "" };
        for (size_t j = 0; j < G_N_ELEMENTS(payloads); j++) {
            g_autofree char *erin = workshop_read(shop, "erin.key");
            g_autoptr(PmOpenpgpHomes) homes = pm_openpgp_homes_new();
            const Asker asker = { shop, homes, "gpg" };
            g_test_message("%s over '%s'", files[i], payloads[j]);
            g_assert_cmpint(ask(&asker, files[i], erin, payloads[j]), !=, PM_VERDICT_GOOD);
        }
    }
}

/* More keys than homes are kept for, each armour being another home. */
static void
homes_that_are_kept_are_few_and_none_is_left_behind(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *erin = workshop_read(shop, "erin.key");
    g_autofree char *program = make_counting_gpg(shop, "counting", "exec gpg \"$@\"");
    g_autoptr(PmOpenpgpHomes) homes = pm_openpgp_homes_new();
    const Asker asker = { shop, homes, program };
    for (int i = 0; i < 10; i++) {
        g_autofree char *key = g_strdup_printf("%s%*s", erin, i, "");
        g_assert_cmpint(ask(&asker, "erin.asc", key, STATEMENT), ==, PM_VERDICT_GOOD);
    }
    const char *script = "sed -n 's/^--homedir \\([^ ]*\\) .*--import$/\\1/p' starts |\n"
                         "  while read h; do echo $h; [ ! -e $h ] || echo kept; done |\n"
                         "  sed 's/^kept$/there/;t;s/.*/made/' | sort | uniq -c | tr -s ' \\n' ' '";
    g_autofree char *kept = workshop_run(shop, script);
    g_assert_cmpstr(kept, ==, " 10 made 8 there ");
    g_clear_pointer(&homes, pm_openpgp_homes_free);
    g_autofree char *left = workshop_run(shop, script);
    g_assert_cmpstr(left, ==, " 10 made ");
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
    g_test_add_func("/signature/openpgp/gpg is started once for all that a key signed",
                    gpg_is_started_once_for_all_that_a_key_signed);
    g_test_add_func("/signature/openpgp/a gpg that ends or says odd things is asked anew",
                    a_gpg_that_ends_or_says_odd_things_is_asked_anew);
    g_test_add_func("/signature/openpgp/a message in the place of a signature proves nothing",
                    a_message_in_the_place_of_a_signature_proves_nothing);
    g_test_add_func("/signature/openpgp/homes that are kept are few and none is left behind",
                    homes_that_are_kept_are_few_and_none_is_left_behind);
    g_test_add_func("/signature/openpgp/a missing gpg cannot check", a_missing_gpg_cannot_check);
}
