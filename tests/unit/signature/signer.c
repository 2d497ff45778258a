/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/signer.h"

#include "workshop.h"

#define PAYLOAD "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n제목\n"
#define HINT "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub"

/* Keys of three types, one with a passphrase; HOME is the workshop. */
static Workshop *
make_keys_once(void)
{
    Workshop *shop = workshop_new("ssh-keygen");
    if (!shop)
        return NULL;
    g_autofree char *said = workshop_run(shop, "ssh-keygen -q -t ed25519 -N '' -f 'a key'\n"
                                               "ssh-keygen -q -t ecdsa -N '' -f b\n"
                                               "ssh-keygen -q -t ecdsa -b 384 -N '' -f -c\n"
                                               "ssh-keygen -q -t ed25519 -N secret -f locked\n"
                                               "cp b alone; cp locked hidden\n");
    return shop;
}

static Workshop *keys;

static Workshop *
make_keys(void)
{
    return workshop_like(&keys, make_keys_once);
}

/* ssh-keygen's word on a signature, with the public key in NAME.pub. */
static void
assert_ssh_good(const Workshop *shop, const char *signature, const char *name, const char *ns)
{
    g_autofree char *key = workshop_key(shop, name);
    g_autofree char *line = g_strdup_printf("dana@x %s\n", key);
    workshop_write(shop, "allowed", line, -1);
    workshop_write(shop, "payload", PAYLOAD, -1);
    workshop_write(shop, "sig", signature, -1);
    g_autofree char *script =
        g_strdup_printf("ssh-keygen -Y verify -f allowed -I dana@x -n %s -s sig <payload", ns);
    g_autofree char *said = workshop_run(shop, script);
    g_assert_true(g_str_has_prefix(said, "Good "));
}

static char *
sign(const PmSignerConfig *config, const char *ns, GError **error)
{
    return pm_signer_sign(config, PAYLOAD, strlen(PAYLOAD), ns, error);
}

static void
a_key_is_a_path_as_git_reads_it(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop)
        return;
    g_autofree char *home = g_strdup(g_getenv("HOME"));
    g_setenv("HOME", shop->path, TRUE);
    g_autofree char *absolute = g_build_filename(shop->path, "b", NULL);
    const struct {
        const char *key, *name;
    } cases[] = {
        { absolute, "b" }, { "~/a key", "a key" }, { "~/a key.pub", "a key" }, { "~/-c", "-c" }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        PmSignerConfig config = { .format = "ssh", .key = cases[i].key };
        g_assert_true(pm_signer_is_configured(&config));
        g_autofree char *signature = sign(&config, "signoff@git-postmortem", &error);
        g_assert_no_error(error);
        assert_ssh_good(shop, signature, cases[i].name, "signoff@git-postmortem");
    }
    if (home)
        g_setenv("HOME", home, TRUE);
}

static void
a_literal_key_is_signed_with_by_the_agent(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop || !oracle_found("ssh-agent"))
        return;
    g_autofree char *agent = workshop_run(
        shop, "eval $(ssh-agent -a sock) >/dev/null; ssh-add -q b; echo $SSH_AGENT_PID");
    g_autofree char *socket = g_build_filename(shop->path, "sock", NULL);
    g_setenv("SSH_AUTH_SOCK", socket, TRUE);
    g_autofree char *key = workshop_key(shop, "b");
    g_autofree char *prefixed = g_strconcat("key::", key, NULL);
    g_autofree char *command = g_strdup_printf("printf '%%s\\nmore' '%s'", prefixed);
    const PmSignerConfig configs[] = {
        { .format = "ssh", .key = prefixed },
        { .format = "ssh", .default_key_command = command },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(pm_signer_is_configured(&configs[i]));
        g_autofree char *signature = sign(&configs[i], "git", &error);
        g_assert_no_error(error);
        assert_ssh_good(shop, signature, "b", "git");
        g_autofree char *line = pm_signer_public_key(&configs[i], &error);
        g_assert_cmpstr(line, ==, key);
    }

    g_autofree char *other = workshop_key(shop, "a key");
    PmSignerConfig absent = { .format = "ssh",
                              .key = other }; /* "ssh-ed25519 …", not in the agent */
    g_autoptr(GError) error = NULL;
    g_assert_null(sign(&absent, "git", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    size_t length;
    g_assert_nonnull(strstr(pm_error_hint(error, &length), "ssh-agent"));
    g_unsetenv("SSH_AUTH_SOCK");
    g_autofree char *script = g_strdup_printf("kill %s", agent);
    g_autofree char *said = workshop_run(shop, script);
}

/* Keys of a software authenticator, which tests/conformance has; NULL and a skipped test without a
 * compiler for it. */
static Workshop *
make_security_keys(void)
{
    if (g_getenv("PM_SOURCE") == NULL) {
        g_test_skip("PM_SOURCE does not say where the authenticator is");
        return NULL;
    }
    Workshop *shop = workshop_new("ssh-keygen");
    if (!shop)
        return NULL;
    g_autofree char *said = workshop_run(
        shop,
        "cc -shared -fPIC -O1 -o sk.so $PM_SOURCE/tests/conformance/authenticator.c -lcrypto\n"
        "export SSH_SK_PROVIDER=$PWD/sk.so\n"
        "ssh-keygen -q -t ed25519-sk -N '' -f a; ssh-keygen -q -t ecdsa-sk -N '' -f b\n");
    return shop;
}

static void
security_keys_sign_as_any_other_key(void)
{
    g_autoptr(Workshop) shop = make_security_keys();
    if (!shop || !oracle_found("ssh-agent"))
        return;
    g_autofree char *provider = g_build_filename(shop->path, "sk.so", NULL);
    g_autofree char *first = g_build_filename(shop->path, "a", NULL);
    g_autofree char *public = g_build_filename(shop->path, "b.pub", NULL);
    g_autofree char *key = workshop_key(shop, "b");
    g_autofree char *literal = g_strconcat("key::", key, NULL);
    g_autofree char *command = g_strdup_printf("echo '%s'", literal);
    const struct {
        PmSignerConfig config;
        const char *name;
    } cases[] = {
        { { .format = "ssh", .key = first }, "a" },
        { { .format = "ssh", .key = public }, "b" },
        { { .format = "ssh", .key = literal }, "b" },
        { { .format = "ssh", .default_key_command = command }, "b" },
    };
    g_setenv("SSH_SK_PROVIDER", provider, TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        /* the last two have nothing to sign with but the agent */
        g_autofree char *agent =
            i < 2 ? NULL
                  : workshop_run(shop, "export SSH_SK_PROVIDER=$PWD/sk.so\n"
                                       "eval $(ssh-agent -P \"$PWD/*\" -a sock) >/dev/null\n"
                                       "ssh-add -q b; mv b b.away; echo $SSH_AGENT_PID");
        g_autofree char *socket = g_build_filename(shop->path, "sock", NULL);
        g_setenv("SSH_AUTH_SOCK", i < 2 ? "/nonexistent" : socket, TRUE);
        g_autoptr(GError) error = NULL;
        g_autofree char *signature = sign(&cases[i].config, "signoff@git-postmortem", &error);
        g_assert_no_error(error);
        assert_ssh_good(shop, signature, cases[i].name, "signoff@git-postmortem");
        if (agent != NULL) {
            g_autofree char *script = g_strdup_printf("mv b.away b; rm -f sock; kill %s", agent);
            g_autofree char *said = workshop_run(shop, script);
        }
    }
    g_unsetenv("SSH_SK_PROVIDER");
    g_unsetenv("SSH_AUTH_SOCK");
}

static void
a_certificate_signs_as_the_key_that_it_is_for(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop)
        return;
    g_autofree char *made =
        workshop_run(shop, "ssh-keygen -q -s 'a key' -I b -n dana@x b.pub 2>/dev/null");
    g_autofree char *certificate = g_build_filename(shop->path, "b-cert.pub", NULL);
    g_autoptr(GError) error = NULL;
    PmSignerConfig config = { .format = "ssh", .key = certificate };
    g_autofree char *signature = sign(&config, "git", &error);
    g_assert_no_error(error);
    workshop_write(shop, "sig", signature, -1);
    workshop_write(shop, "payload", PAYLOAD, -1);
    g_autofree char *said =
        workshop_run(shop, "echo \"dana@x cert-authority $(cat 'a key.pub')\" >allowed\n"
                           "ssh-keygen -Y verify -f allowed -I dana@x -n git -s sig <payload");
    g_assert_nonnull(strstr(said, "with ECDSA-CERT key"));
}

static void
without_a_key_the_hint_says_how_to_get_one(void)
{
    const PmSignerConfig configs[] = {
        { .format = NULL },
        { .format = "ssh" },
        { .format = "ssh", .key = "" },
        { .format = "openpgp" },
        { .format = "x509", .key = "k" },
        { .format = "ssh", .default_key_command = "true" },
        { .format = "ssh", .default_key_command = "echo not a key" },
        { .gpg_program = "/bin/false", .committer = "Dana Doe <dana@example.org>" },
        { .gpg_program = "/nonexistent", .committer = "Dana Doe <dana@example.org>" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sign(&configs[i], "git", &error));
        g_test_message("%s", error->message);
        g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
        size_t length;
        g_assert_cmpstr(pm_error_hint(error, &length), ==, HINT);
        g_assert_cmpint(pm_signer_is_configured(&configs[i]), ==,
                        configs[i].default_key_command != NULL);
    }
}

static void
what_went_wrong_is_said_in_the_programs_words(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop)
        return;
    const struct {
        PmSignerConfig config;
        PmErrorCode code;
        const char *key, *words;
    } cases[] = {
        { { .format = "ssh", .key = "/nonexistent/k" },
          PM_ERROR_STATE,
          "'/nonexistent/k'",
          "is not there" },
        { { .format = "ssh", .key = "/dev/null" }, PM_ERROR_FAILED, "'/dev/null'", ": " },
        { { .format = "ssh", .key = "/dev/null", .ssh_program = "/nonexistent/p" },
          PM_ERROR_NOT_FOUND,
          "'/nonexistent/p'",
          "not installed" },
        { { .format = "ssh", .key = "/dev/null", .ssh_program = "/bin/true" },
          PM_ERROR_FAILED,
          "'/dev/null'",
          "no signature was made" },
        { { .format = "ssh", .default_key_command = "'" },
          PM_ERROR_USAGE,
          "''",
          "defaultKeyCommand" },
        { { .format = "ssh", .default_key_command = "false" },
          PM_ERROR_FAILED,
          "'false'",
          "ended with 1" },
        { { .key = "k", .gpg_program = "/bin/true" }, PM_ERROR_FAILED, "'k'", "no signature" },
        { { .key = "k", .gpg_program = "/nonexistent/g" },
          PM_ERROR_NOT_FOUND,
          "'/nonexistent/g'",
          "not installed" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sign(&cases[i].config, "git", &error));
        g_test_message("%s", error->message);
        g_assert_error(error, PM_ERROR, (int)cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].key));
        g_assert_nonnull(strstr(error->message, cases[i].words));
    }
}

static void
the_default_key_command_is_never_a_shells(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop)
        return;
    g_autofree char *mark = g_build_filename(shop->path, "mark", NULL);
    g_autofree char *command = g_strdup_printf("echo ssh-x; touch %s", mark);
    PmSignerConfig config = { .format = "ssh", .default_key_command = command };
    g_autoptr(GError) error = NULL;
    g_assert_null(sign(&config, "git", &error));
    g_assert_false(g_file_test(mark, G_FILE_TEST_EXISTS));
}

static void
openpgp_signs_as_git_does(void)
{
    g_autoptr(Workshop) shop = workshop_new("gpg");
    if (!shop)
        return;
    g_autofree char *made =
        workshop_run(shop, "gpg --batch --quiet --pinentry-mode loopback --passphrase '' "
                           "--quick-gen-key 'Dana Doe <dana@example.org>' ed25519 sign never");
    g_autofree char *home = g_strdup(g_getenv("GNUPGHOME"));
    g_setenv("GNUPGHOME", shop->path, TRUE);
    const PmSignerConfig configs[] = {
        { .format = "openpgp", .key = "dana@example.org" },
        { .committer = "Dana Doe <dana@example.org>" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *signature = sign(&configs[i], "git", &error);
        g_assert_no_error(error);
        workshop_write(shop, "payload", PAYLOAD, -1);
        workshop_write(shop, "sig", signature, -1);
        g_autofree char *said = workshop_run(
            shop, "gpg --status-fd 1 --verify sig payload 2>/dev/null | grep -c GOODSIG");
        g_assert_cmpstr(said, ==, "1\n");
    }
    g_autoptr(GError) error = NULL;
    PmSignerConfig unknown = { .key = "nobody@x" };
    g_assert_null(sign(&unknown, "git", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, "'nobody@x'"));
    if (home)
        g_setenv("GNUPGHOME", home, TRUE);
    else
        g_unsetenv("GNUPGHOME");
}

static void
the_public_key_is_found_without_asking_for_a_passphrase(void)
{
    g_autoptr(Workshop) shop = make_keys();
    if (!shop)
        return;
    const struct {
        const char *file, *name; /* NULL: not to be found */
    } cases[] = { { "a key", "a key" },   { "a key.pub", "a key" }, { "b", "b" },  { "alone", "b" },
                  { "locked", "locked" }, { "hidden", NULL },       { "no", NULL } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_build_filename(shop->path, cases[i].file, NULL);
        g_autofree char *expected = cases[i].name ? workshop_key(shop, cases[i].name) : NULL;
        PmSignerConfig config = { .format = "ssh", .key = path };
        g_autofree char *line = pm_signer_public_key(&config, &error);
        g_assert_cmpstr(line, ==, expected);
        if (!expected)
            g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
    }
    g_autoptr(GError) error = NULL;
    PmSignerConfig openpgp = { .key = "ABCD" };
    g_assert_null(pm_signer_public_key(&openpgp, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
}

void test_signature_signer(void);

void
test_signature_signer(void)
{
    g_test_add_func("/signature/signer/a key is a path as git reads it",
                    a_key_is_a_path_as_git_reads_it);
    g_test_add_func("/signature/signer/a literal key is signed with by the agent",
                    a_literal_key_is_signed_with_by_the_agent);
    g_test_add_func("/signature/signer/security keys sign as any other key",
                    security_keys_sign_as_any_other_key);
    g_test_add_func("/signature/signer/a certificate signs as the key that it is for",
                    a_certificate_signs_as_the_key_that_it_is_for);
    g_test_add_func("/signature/signer/without a key the hint says how to get one",
                    without_a_key_the_hint_says_how_to_get_one);
    g_test_add_func("/signature/signer/what went wrong is said in the program's words",
                    what_went_wrong_is_said_in_the_programs_words);
    g_test_add_func("/signature/signer/the default key command is never a shell's",
                    the_default_key_command_is_never_a_shells);
    g_test_add_func("/signature/signer/OpenPGP signs as git does", openpgp_signs_as_git_does);
    g_test_add_func("/signature/signer/the public key is found without asking for a passphrase",
                    the_public_key_is_found_without_asking_for_a_passphrase);
}
