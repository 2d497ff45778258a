/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/verify.h"

#include "workshop.h"

#define NS "signoff@git-postmortem"
#define NOW 1704067200 /* 2024-01-01 */
#define STATEMENT "git-postmortem-signoff: 1\nverdict: approve\nreviewer: erin@x\n"

/* erin, frank and dana have keys of three types; `ca` certifies frank's under a name of its own. */
static Workshop *
make_people_once(void)
{
    Workshop *shop = workshop_new("ssh-keygen");
    if (!shop)
        return NULL;
    workshop_write(shop, "statement", STATEMENT, -1);
    g_autofree char *said =
        workshop_run(shop, "ssh-keygen -q -t ed25519 -N '' -f erin\n"
                           "ssh-keygen -q -t ecdsa -b 384 -N '' -f frank\n"
                           "ssh-keygen -q -t rsa -b 2048 -N '' -f dana\n"
                           "ssh-keygen -q -t ed25519 -N '' -f ca\n"
                           "ssh-keygen -q -t ed25519 -N '' -f otherca\n"
                           "for p in erin frank dana; do ssh-keygen -Y sign -q -n " NS
                           " -f $p <statement >$p.sig 2>/dev/null; done\n"
                           "certify() { cp frank $1; cp frank.pub $1.pub; f=$1; shift; ssh-keygen "
                           "-q \"$@\" $f.pub 2>/dev/null\n"
                           "  mv $f-cert.pub $f.pub; ssh-keygen -Y sign -q -n " NS
                           " -f $f.pub <statement >$f.sig 2>/dev/null; }\n"
                           "certify one -s ca -I id -n frank@x -V 20230101:20250101\n"
                           "certify two -s ca -I id -n frank@x,erin@x -V 20230101:20250101\n"
                           "certify nobody -s ca -I id -V 20230101:20250101\n"
                           "certify outside -s ca -I id -n mallory@y -V 20230101:20250101\n"
                           "certify host -s ca -I id -h -n frank@x -V 20230101:20250101\n"
                           "certify wrong -s otherca -I id -n frank@x -V 20230101:20250101\n");
    return shop;
}

static Workshop *people;

static Workshop *
make_people(void)
{
    return workshop_like(&people, make_people_once);
}

/* A row of a table of cases: allowed_signers with {erin}, {ca}, … in place of keys. */
typedef struct {
    const char *about;
    const char *allowed;
    const char *signer;    /* whose .sig */
    const char *principal; /* asked for, or NULL */
    int64_t time;
    const char *revoked; /* with {…} too, or NULL */
    PmVerdict verdict;
    const char *answer; /* the principal of a good one */
} Case;

static char *
fill_in(const Workshop *shop, const char *text)
{
    g_autoptr(GString) out = g_string_new(text);
    const char *const names[] = { "erin", "frank", "dana", "ca", "otherca" };
    for (size_t i = 0; text && i < G_N_ELEMENTS(names); i++) {
        g_autofree char *key = workshop_key(shop, names[i]);
        g_autofree char *mark = g_strdup_printf("{%s}", names[i]);
        g_string_replace(out, mark, key, 0);
    }
    return text ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static void
run_cases(const Workshop *shop, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Case *row = &cases[i];
        g_autofree char *allowed = fill_in(shop, row->allowed);
        g_autofree char *revoked = fill_in(shop, row->revoked);
        g_autofree char *file = g_strconcat(row->signer, ".sig", NULL);
        g_autofree char *signature = workshop_read(shop, file);
        PmSignatureQuestion question = { .payload = STATEMENT,
                                         .payload_length = strlen(STATEMENT),
                                         .signature = signature,
                                         .allowed_signers = allowed,
                                         .name_space = NS,
                                         .principal = row->principal,
                                         .revoked = revoked,
                                         .time = row->time };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_test_message("%s: %s, %s", row->about, pm_verdict_name(answer.verdict), answer.why);
        g_assert_cmpstr(pm_verdict_name(answer.verdict), ==, pm_verdict_name(row->verdict));
        g_assert_cmpstr(answer.principal, ==, row->answer);
        g_assert_true((answer.why == NULL) == (answer.verdict == PM_VERDICT_GOOD));
        g_assert_true(g_str_has_prefix(answer.key, "SHA256:"));
    }
}

static void
a_key_stands_for_one_literal_principal(void)
{
    const Case cases[] = {
        { "ed25519", "erin@x {erin}", "erin", NULL, -1, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "ecdsa", "frank@x {frank}", "frank", NULL, -1, NULL, PM_VERDICT_GOOD, "frank@x" },
        { "rsa", "dana@x {dana}", "dana", NULL, -1, NULL, PM_VERDICT_GOOD, "dana@x" },
        { "asked for", "erin@x {erin}", "erin", "erin@x", -1, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "with a namespace", "erin@x namespaces=\"git," NS "\" {erin}", "erin", "erin@x", -1, NULL,
          PM_VERDICT_GOOD, "erin@x" },
        { "a broken line elsewhere", "??\nerin@x {erin}\nx y z\n", "erin", NULL, -1, NULL,
          PM_VERDICT_GOOD, "erin@x" },
        { "a name with a blank", "\"erin doe\" {erin}", "erin", "erin doe", -1, NULL,
          PM_VERDICT_GOOD, "erin doe" },
        { "a name like an option", "-Overify-time=1 {erin}", "erin", "-Overify-time=1", -1, NULL,
          PM_VERDICT_GOOD, "-Overify-time=1" },
        { "twice the same line", "erin@x {erin}\nerin@x {erin}", "erin", NULL, -1, NULL,
          PM_VERDICT_GOOD, "erin@x" },

        { "no file", NULL, "erin", NULL, -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "empty file", "", "erin", NULL, -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "other key", "erin@x {frank}", "erin", NULL, -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "key of another principal", "frank@x {frank}\nerin@x {erin}", "frank", "erin@x", -1, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "another case", "Erin@x {erin}", "erin", "erin@x", -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "two names, nobody asked for", "erin@x,frank@x {erin}", "erin", NULL, -1, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "two lines, nobody asked for", "erin@x {erin}\nfrank@x {erin}", "erin", NULL, -1, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "wildcard", "*@x {erin}", "erin", "erin@x", -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "star", "* {erin}", "erin", NULL, -1, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "question mark", "eri?@x {erin}", "erin", "erin@x", -1, NULL, PM_VERDICT_UNTRUSTED,
          NULL },
        { "a wildcard as the name asked for", "*@x {erin}", "erin", "*@x", -1, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "negation", "erin@x,!frank@x {erin}", "erin", "erin@x", -1, NULL, PM_VERDICT_UNTRUSTED,
          NULL },
        { "key without the namespace", "erin@x namespaces=\"git\" {erin}", "erin", "erin@x", -1,
          NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "an authority's key itself", "erin@x cert-authority {erin}", "erin", "erin@x", -1, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "literal beside a wildcard", "erin@x,*@y {erin}", "erin", NULL, -1, NULL, PM_VERDICT_GOOD,
          "erin@x" },
    };
    g_autoptr(Workshop) shop = make_people();
    if (shop)
        run_cases(shop, cases, G_N_ELEMENTS(cases));
}

static void
validity_is_judged_at_the_moment_asked_for(void)
{
    const Case cases[] = {
        { "before its time", "erin@x valid-after=\"20240101000001Z\" {erin}", "erin", "erin@x", NOW,
          NULL, PM_VERDICT_NOT_YET_VALID, NULL },
        { "at its first second", "erin@x valid-after=\"20240101Z\" {erin}", "erin", "erin@x", NOW,
          NULL, PM_VERDICT_GOOD, "erin@x" },
        { "at its last second", "erin@x valid-before=\"20240101Z\" {erin}", "erin", "erin@x", NOW,
          NULL, PM_VERDICT_GOOD, "erin@x" },
        { "after its time", "erin@x valid-before=\"20231231235959Z\" {erin}", "erin", "erin@x", NOW,
          NULL, PM_VERDICT_EXPIRED, NULL },
        { "after its time, nobody asked for", "erin@x valid-before=\"20231231Z\" {erin}", "erin",
          NULL, NOW, NULL, PM_VERDICT_EXPIRED, NULL },
        { "expired for somebody else", "frank@x valid-before=\"20231231Z\" {erin}", "erin",
          "erin@x", NOW, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "expired, dates not judged", "erin@x valid-before=\"20200101Z\" {erin}", "erin", "erin@x",
          -1, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "future, dates not judged", "erin@x valid-after=\"29990101Z\" {erin}", "erin", "erin@x",
          -1, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "expired and renewed",
          "erin@x valid-before=\"20200101Z\" {erin}\nerin@x valid-after=\"20230101Z\" {erin}",
          "erin", NULL, NOW, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "passed on to somebody else",
          "erin@x valid-before=\"20200101Z\" {erin}\nfrank@x valid-after=\"20230101Z\" {erin}",
          "erin", NULL, NOW, NULL, PM_VERDICT_GOOD, "frank@x" },
        { "the epoch itself", "erin@x valid-after=\"20230101Z\" {erin}", "erin", "erin@x", 0, NULL,
          PM_VERDICT_NOT_YET_VALID, NULL },
        { "the end of time", "erin@x valid-after=\"20230101Z\" {erin}", "erin", "erin@x", INT64_MAX,
          NULL, PM_VERDICT_GOOD, "erin@x" },
    };
    g_autoptr(Workshop) shop = make_people();
    if (shop)
        run_cases(shop, cases, G_N_ELEMENTS(cases));
}

static void
a_revoked_key_is_revoked(void)
{
    const Case cases[] = {
        { "its line", "erin@x {erin}", "erin", "erin@x", -1, "{frank}\n\n# c\n  {erin} erin\n",
          PM_VERDICT_REVOKED, NULL },
        { "others only", "erin@x {erin}", "erin", "erin@x", -1, "{frank}\r\n{dana}",
          PM_VERDICT_GOOD, "erin@x" },
        { "empty", "erin@x {erin}", "erin", "erin@x", -1, "", PM_VERDICT_GOOD, "erin@x" },
        { "a line that can't be read", "erin@x {erin}", "erin", "erin@x", -1, "serial: 3\n{frank}",
          PM_VERDICT_CANNOT_CHECK, NULL },
        { "the authority", "*@x cert-authority {ca}", "one", "frank@x", NOW, "{ca}",
          PM_VERDICT_REVOKED, NULL },
        { "the key in a certificate", "*@x cert-authority {ca}", "one", "frank@x", NOW, "{frank}",
          PM_VERDICT_REVOKED, NULL },
    };
    g_autoptr(Workshop) shop = make_people();
    if (shop)
        run_cases(shop, cases, G_N_ELEMENTS(cases));
}

static void
an_authority_vouches_for_whom_its_line_lets_it(void)
{
    const char *line = "*@x cert-authority {ca}";
    const Case cases[] = {
        { "good", line, "one", NULL, NOW, NULL, PM_VERDICT_GOOD, "frank@x" },
        { "asked for", line, "one", "frank@x", NOW, NULL, PM_VERDICT_GOOD, "frank@x" },
        { "dates not judged", line, "one", "frank@x", -1, NULL, PM_VERDICT_GOOD, "frank@x" },
        { "one of two names", line, "two", "erin@x", NOW, NULL, PM_VERDICT_GOOD, "erin@x" },
        { "literal line", "frank@x cert-authority {ca}", "two", NULL, NOW, NULL, PM_VERDICT_GOOD,
          "frank@x" },
        { "two names, nobody asked for", line, "two", NULL, NOW, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "somebody else", line, "one", "erin@x", NOW, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "no name in it", line, "nobody", "frank@x", NOW, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "a name that the line doesn't cover", line, "outside", "mallory@y", NOW, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "another authority", line, "wrong", "frank@x", NOW, NULL, PM_VERDICT_UNTRUSTED, NULL },
        { "no authority's line", "*@x,frank@x {ca}", "one", "frank@x", NOW, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "the plain key's line", "frank@x {frank}", "one", "frank@x", NOW, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "negated", "!frank@x,*@x cert-authority {ca}", "one", "frank@x", NOW, NULL,
          PM_VERDICT_UNTRUSTED, NULL },
        { "expired", line, "one", "frank@x", 1767225600, NULL, PM_VERDICT_EXPIRED, NULL },
        { "not yet", line, "one", "frank@x", 1640995200, NULL, PM_VERDICT_NOT_YET_VALID, NULL },
        { "expired authority, dates not judged",
          "*@x cert-authority,valid-before=\"20200101Z\" {ca}", "one", "frank@x", -1, NULL,
          PM_VERDICT_GOOD, "frank@x" },
        { "expired authority", "*@x cert-authority,valid-before=\"20230601Z\" {ca}", "one",
          "frank@x", NOW, NULL, PM_VERDICT_EXPIRED, NULL },
    };
    g_autoptr(Workshop) shop = make_people();
    if (shop)
        run_cases(shop, cases, G_N_ELEMENTS(cases));
}

/* The verdict on a signature text, for erin@x. */
static PmVerdict
judge(const Workshop *shop, const char *payload, size_t length, const char *signature,
      const char *name_space)
{
    g_autofree char *allowed =
        fill_in(shop, "erin@x {erin}\nfrank@x {frank}\n*@x cert-authority {ca}");
    PmSignatureQuestion question = { .payload = payload,
                                     .payload_length = length,
                                     .signature = signature,
                                     .allowed_signers = allowed,
                                     .name_space = name_space,
                                     .principal = "erin@x",
                                     .time = -1 };
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    g_test_message("%s: %s", pm_verdict_name(answer.verdict), answer.why);
    g_assert_true(answer.verdict == PM_VERDICT_GOOD || answer.principal == NULL);
    return answer.verdict;
}

static void
any_changed_byte_of_the_statement_is_bad(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "erin.sig");
    size_t length = strlen(STATEMENT);
    g_assert_cmpint(judge(shop, STATEMENT, length, signature, NS), ==, PM_VERDICT_GOOD);
    g_assert_cmpint(judge(shop, STATEMENT, length - 1, signature, NS), ==, PM_VERDICT_BAD);
    g_assert_cmpint(judge(shop, "", 0, signature, NS), ==, PM_VERDICT_BAD);
    g_assert_cmpint(judge(shop, NULL, 0, signature, NS), ==, PM_VERDICT_BAD);
    g_assert_cmpint(judge(shop, STATEMENT, length + 1, signature, NS), ==, PM_VERDICT_BAD);
    for (size_t i = 0; i < length; i += 7) {
        g_autofree char *changed = g_strdup(STATEMENT);
        changed[i] ^= 1;
        g_assert_cmpint(judge(shop, changed, length, signature, NS), ==, PM_VERDICT_BAD);
    }
    g_autoptr(GString) crlf = g_string_new(STATEMENT);
    g_string_replace(crlf, "\n", "\r\n", 0);
    g_assert_cmpint(judge(shop, crlf->str, crlf->len, signature, NS), ==, PM_VERDICT_BAD);
}

static void
any_changed_byte_of_the_signature_is_not_good(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "erin.sig");
    size_t start = (size_t)(strchr(signature, '\n') - signature);
    const char *end = strstr(signature, "\n-----END");
    for (size_t i = start + 1; signature + i < end; i += 3) {
        g_autofree char *changed = g_strdup(signature);
        if (changed[i] == '\n')
            continue;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), changed, NS), !=,
                        PM_VERDICT_GOOD);
    }
}

static void
a_signature_for_another_namespace_is_bad(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "erin.sig");
    size_t length = strlen(STATEMENT);
    const char *const others[] = { "git", "", "signoff@git-postmorte", NS "x", NULL };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_cmpint(judge(shop, STATEMENT, length, signature, others[i]), ==, PM_VERDICT_BAD);
}

static void
an_armour_is_one_signature_and_nothing_else(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *good = workshop_read(shop, "erin.sig");
    g_autofree char *bare = g_strndup(good, strlen(good) - 1);
    g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), bare, NS), ==, PM_VERDICT_GOOD);

    g_autofree char *huge = g_strnfill(100000, 'A');
    const struct {
        const char *before, *after;
    } around[] = {
        { "", "x" },
        { "", "\n" },
        { "", "\r" },
        { "", "-----END SSH SIGNATURE-----\n" },
        { "\n", "" },
        { " ", "" },
        { "x\n", "" },
        { "\xef\xbb\xbf", "" },
        { "", good },
        { good, "" },
        { huge, "" },
        { "", huge },
        { "-----BEGIN SSH SIGNATURE-----\n", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(around); i++) {
        g_autofree char *text = g_strconcat(around[i].before, good, around[i].after, NULL);
        g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), text, NS), ==, PM_VERDICT_BAD);
    }
    g_autoptr(GString) crlf = g_string_new(good);
    g_string_replace(crlf, "\n", "\r\n", 0);
    const char *const texts[] = {
        "",
        "\n",
        "x",
        "-----BEGIN SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\n====\n-----END SSH SIGNATURE-----\n",
        crlf->str,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), texts[i], NS), ==,
                        PM_VERDICT_BAD);
}

/* ssh-keygen reads all of these. A byte that may as well be another is one that somebody can change
 * without a trace. */
static void
lines_may_be_of_any_length_and_no_other_space_is_taken(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    const struct {
        const char *space;
        PmVerdict verdict;
    } cases[] = {
        { "\n", PM_VERDICT_GOOD }, { "\n\n", PM_VERDICT_GOOD }, { " ", PM_VERDICT_BAD },
        { "\t", PM_VERDICT_BAD },  { "\r\n", PM_VERDICT_BAD },  { "\v", PM_VERDICT_BAD },
        { "\f", PM_VERDICT_BAD },
    };
    g_autofree char *good = workshop_read(shop, "erin.sig");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(good);
        g_string_insert(text, (gssize)strlen("-----BEGIN SSH SIGNATURE-----\nAAAA"),
                        cases[i].space);
        g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), text->str, NS), ==,
                        cases[i].verdict);
    }
}

static void
what_is_not_known_cannot_be_checked(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    const char *const texts[] = {
        "-----BEGIN SIGNED MESSAGE-----\nMIIB\n-----END SIGNED MESSAGE-----\n",
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n", /* no key given */
        "-----BEGIN WAX SEAL-----\nAA==\n-----END WAX SEAL-----\n",
        /* version 2 */
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAg==\n-----END SSH SIGNATURE-----\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_cmpint(judge(shop, STATEMENT, strlen(STATEMENT), texts[i], NS), ==,
                        PM_VERDICT_CANNOT_CHECK);
}

static void
a_missing_program_cannot_check(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "one.sig");
    g_autofree char *allowed = fill_in(shop, "*@x cert-authority {ca}");
    const char *const programs[] = { "/nonexistent/ssh-keygen", "/bin/false", "/" };
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        PmSignatureQuestion question = { .payload = STATEMENT,
                                         .payload_length = strlen(STATEMENT),
                                         .signature = signature,
                                         .allowed_signers = allowed,
                                         .name_space = NS,
                                         .ssh_program = programs[i],
                                         .time = NOW };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_test_message("%s: %s", programs[i], answer.why);
        g_assert_cmpint(answer.verdict, ==, PM_VERDICT_CANNOT_CHECK);
    }
}

/* Where ssh-keygen takes the signature but not the signer, for a reason that we don't know, it is
 * not good. */
static void
what_ssh_keygen_refuses_is_untrusted(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *said =
        workshop_run(shop, "printf '%s\\n' '#!/bin/sh' 'echo no such thing >&2' "
                           "'[ \"$2\" = check-novalidate ] || exit 255' >picky; chmod +x picky");
    g_autofree char *program = g_build_filename(shop->path, "picky", NULL);
    g_autofree char *signature = workshop_read(shop, "one.sig");
    g_autofree char *allowed = fill_in(shop, "*@x cert-authority {ca}");
    PmSignatureQuestion question = { .payload = STATEMENT,
                                     .payload_length = strlen(STATEMENT),
                                     .signature = signature,
                                     .allowed_signers = allowed,
                                     .name_space = NS,
                                     .ssh_program = program,
                                     .time = NOW };
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    g_assert_cmpint(answer.verdict, ==, PM_VERDICT_UNTRUSTED);
    g_assert_cmpstr(answer.why, ==, "no such thing");
}

static void
a_key_under_two_names_is_told(void)
{
    g_autoptr(Workshop) shop = make_people();
    if (!shop)
        return;
    g_autofree char *signature = workshop_read(shop, "erin.sig");
    const char *const lists[] = { "erin@x {erin}",
                                  "*@x namespaces=\"git\" {erin}\nerin@x {erin}",
                                  "erin@x,frank@x {erin}",
                                  "erin@x {erin}\nfrank@x {erin}",
                                  "erin@x {erin}\n*@x {erin}",
                                  "frank@x namespaces=\"git\" {erin}\nerin@x {erin}",
                                  "frank@x valid-before=\"20200101Z\" {erin}\nerin@x {erin}" };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *allowed = fill_in(shop, lists[i]);
        PmSignatureQuestion question = { .payload = STATEMENT,
                                         .payload_length = strlen(STATEMENT),
                                         .signature = signature,
                                         .allowed_signers = allowed,
                                         .name_space = NS,
                                         .principal = "erin@x",
                                         .time = -1 };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_assert_cmpint(answer.verdict, ==, PM_VERDICT_GOOD);
        g_assert_cmpint(answer.is_shared, ==, i > 1);
    }
}

void test_signature_verify(void);

void
test_signature_verify(void)
{
    g_test_add_func("/signature/verify/a key stands for one literal principal",
                    a_key_stands_for_one_literal_principal);
    g_test_add_func("/signature/verify/validity is judged at the moment asked for",
                    validity_is_judged_at_the_moment_asked_for);
    g_test_add_func("/signature/verify/a revoked key is revoked", a_revoked_key_is_revoked);
    g_test_add_func("/signature/verify/an authority vouches for whom its line lets it",
                    an_authority_vouches_for_whom_its_line_lets_it);
    g_test_add_func("/signature/verify/any changed byte of the statement is bad",
                    any_changed_byte_of_the_statement_is_bad);
    g_test_add_func("/signature/verify/any changed byte of the signature is not good",
                    any_changed_byte_of_the_signature_is_not_good);
    g_test_add_func("/signature/verify/a signature for another namespace is bad",
                    a_signature_for_another_namespace_is_bad);
    g_test_add_func("/signature/verify/an armour is one signature and nothing else",
                    an_armour_is_one_signature_and_nothing_else);
    g_test_add_func("/signature/verify/lines may be of any length and no other space is taken",
                    lines_may_be_of_any_length_and_no_other_space_is_taken);
    g_test_add_func("/signature/verify/what is not known cannot be checked",
                    what_is_not_known_cannot_be_checked);
    g_test_add_func("/signature/verify/a missing program cannot check",
                    a_missing_program_cannot_check);
    g_test_add_func("/signature/verify/what ssh-keygen refuses is untrusted",
                    what_ssh_keygen_refuses_is_untrusted);
    g_test_add_func("/signature/verify/a key under two names is told",
                    a_key_under_two_names_is_told);
}
