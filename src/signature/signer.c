/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/signer.h"

#include "base/home.h"
#include "signature/program.h"
#include "signature/scratch.h"
#include "signature/ssh_key.h"

#include <string.h>

#define HINT "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub"

/* One value of gpg.format. */
typedef struct {
    const char *name;
    bool (*is_configured)(const PmSignerConfig *config);
    char *(*sign)(const PmSignerConfig *config, const PmProgram *input, const char *name_space,
                  GError **error);
} Format;

static bool
is_set(const char *value)
{
    return value && *value;
}

static void
refuse_without_key(GError **error)
{
    pm_error_set(error, PM_ERROR_STATE, HINT, "no signing key is configured");
}

/* "key::TYPE BASE64" and, as git still has it, "ssh-… BASE64" are a key themselves; else NULL: a
 * path. */
static const char *
literal_key(const char *key)
{
    if (g_str_has_prefix(key, "key::"))
        return key + strlen("key::");
    return g_str_has_prefix(key, "ssh-") ? key : NULL;
}

/* Run gpg.ssh.defaultKeyCommand, split into words without a shell as git does; the first line of
 * what it prints. */
static char *
run_default_key_command(const char *command, GError **error)
{
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) problem = NULL;
    if (!g_shell_parse_argv(command, NULL, &argv, &problem)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "gpg.ssh.defaultKeyCommand '%s': %s", command,
                     problem->message);
        return NULL;
    }
    g_auto(PmProgramResult) result = { 0 };
    PmProgram program = { .argv = (const char *const *)argv, .is_personal = true };
    if (!pm_program_run(&program, &result, error))
        return NULL;
    if (result.status != 0) {
        g_autofree char *words = pm_program_first_line(result.messages->str);
        pm_error_set(error, PM_ERROR_FAILED, NULL,
                     "gpg.ssh.defaultKeyCommand '%s' ended with %d: %s", command, result.status,
                     words);
        return NULL;
    }
    char *line = result.output->str;
    line[strcspn(line, "\r\n")] = '\0';
    if (literal_key(line))
        return g_strdup(line);
    pm_error_set(error, PM_ERROR_STATE, HINT, "gpg.ssh.defaultKeyCommand '%s' gives no key",
                 command);
    return NULL;
}

/* The configured key as a path or a literal; NULL with an error. */
static char *
find_ssh_key(const PmSignerConfig *config, GError **error)
{
    if (is_set(config->key))
        return g_strdup(config->key);
    if (is_set(config->default_key_command))
        return run_default_key_command(config->default_key_command, error);
    refuse_without_key(error);
    return NULL;
}

static const char *
ssh_program(const PmSignerConfig *config)
{
    return is_set(config->ssh_program) ? config->ssh_program : "ssh-keygen";
}

static bool
ssh_is_configured(const PmSignerConfig *config)
{
    return is_set(config->key) || is_set(config->default_key_command);
}

/* The file that ssh-keygen is pointed to: the configured path, or a literal key in a file of its
 * own. */
static char *
write_ssh_key(PmScratch *scratch, const char *key, GError **error)
{
    const char *literal = literal_key(key);
    if (!literal)
        return pm_home_expand(key);
    g_autofree char *line = g_strconcat(literal, "\n", NULL);
    return g_strdup(pm_scratch_write(scratch, "key.pub", line, strlen(line), error));
}

static char *
ssh_sign(const PmSignerConfig *config, const PmProgram *input, const char *name_space,
         GError **error)
{
    g_autofree char *key = find_ssh_key(config, error);
    g_autoptr(PmScratch) scratch = key ? pm_scratch_new(error) : NULL;
    g_autofree char *path = scratch ? write_ssh_key(scratch, key, error) : NULL;
    if (!path)
        return NULL;

    if (literal_key(key) == NULL && !g_file_test(path, G_FILE_TEST_EXISTS)) {
        pm_error_set(error, PM_ERROR_STATE, "git postmortem doctor says how to get one",
                     "the signing key '%s' of user.signingkey is not there", key);
        return NULL;
    }
    /* -U: the private half of a literal key can only be in ssh-agent */
    bool agent = literal_key(key) != NULL;
    const char *argv[] = { ssh_program(config), "-Y", "sign", "-n", name_space, "-f", path,
                           agent ? "-U" : NULL, NULL };
    g_auto(PmProgramResult) result = { 0 };
    PmProgram program = *input;
    program.argv = argv;
    if (!pm_program_run(&program, &result, error))
        return NULL;
    if (result.status == 0 &&
        g_str_has_prefix(result.output->str, "-----BEGIN SSH SIGNATURE-----\n"))
        return g_strdup(result.output->str);

    g_autofree char *words = pm_program_first_line(result.messages->str);
    pm_error_set(error, PM_ERROR_FAILED,
                 agent ? "is the key in ssh-agent? ssh-add -L lists those that are" : NULL,
                 "cannot sign with key '%s': %s", key, *words ? words : "no signature was made");
    return NULL;
}

static bool
openpgp_is_configured(const PmSignerConfig *config)
{
    return is_set(config->key);
}

/*
 * As with git, the program's status counts only together with its word that a signature was made.
 */
static bool
has_created(const PmProgramResult *result)
{
    const char *said = strstr(result->messages->str, "[GNUPG:] SIG_CREATED ");
    return result->status == 0 && said && (said == result->messages->str || said[-1] == '\n');
}

static char *
openpgp_sign(const PmSignerConfig *config, const PmProgram *input, const char *name_space,
             GError **error)
{
    (void)name_space; /* OpenPGP has none */
    const char *key = is_set(config->key) ? config->key : config->committer;
    if (!is_set(key)) {
        refuse_without_key(error);
        return NULL;
    }
    const char *argv[] = { is_set(config->gpg_program) ? config->gpg_program : "gpg",
                           "--status-fd=2", "-bsau", key, NULL };
    g_auto(PmProgramResult) result = { 0 };
    g_autoptr(GError) problem = NULL;
    PmProgram program = *input;
    program.argv = argv;
    bool ran = pm_program_run(&program, &result, &problem);
    if (ran && has_created(&result))
        return g_strdup(result.output->str);

    if (!is_set(config->key)) {
        pm_error_set(error, PM_ERROR_STATE, HINT,
                     "no signing key is configured, and gpg cannot sign as '%s'", key);
    } else if (!ran) {
        g_propagate_error(error, g_steal_pointer(&problem));
    } else {
        g_autofree char *words = pm_program_first_line(result.messages->str);
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot sign with key '%s': %s", key,
                     *words ? words : "no signature was made");
    }
    return NULL;
}

static const Format formats[] = {
    { "openpgp", openpgp_is_configured, openpgp_sign },
    { "ssh", ssh_is_configured, ssh_sign },
};

static const Format *
find_format(const PmSignerConfig *config)
{
    const char *name = is_set(config->format) ? config->format : formats[0].name;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

bool
pm_signer_is_configured(const PmSignerConfig *config)
{
    const Format *format = find_format(config);
    return format && format->is_configured(config);
}

char *
pm_signer_sign(const PmSignerConfig *config, const char *payload, size_t length,
               const char *name_space, GError **error)
{
    const Format *format = find_format(config);
    if (!format) {
        pm_error_set(error, PM_ERROR_STATE, HINT, "gpg.format '%s' cannot sign here",
                     config->format);
        return NULL;
    }
    PmProgram input = { .input = payload, .input_length = length, .is_personal = true };
    /* cppcheck-suppress returnDanglingLifetime ; the armour is a text of its own */
    return format->sign(config, &input, name_space, error);
}

/* "TYPE BASE64" of the text of a .pub file, or NULL. */
static char *
key_line(const char *text)
{
    g_autofree char *type = NULL, *base64 = NULL;
    if (!pm_ssh_key_read(text + strspn(text, " \t"), &type, &base64))
        return NULL;
    return g_strconcat(type, " ", base64, NULL);
}

static char *
key_line_of_file(const char *path)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? key_line(text) : NULL;
}

/* The public half of a private key that has no .pub file beside it. An empty passphrase, so that
 * nobody is asked. */
static char *
key_line_of_private(const PmSignerConfig *config, const char *path)
{
    const char *argv[] = { ssh_program(config), "-y", "-P", "", "-f", path, NULL };
    PmProgram program = { .argv = argv, .seconds = 10 };
    g_auto(PmProgramResult) result = { 0 };
    if (!pm_program_run(&program, &result, NULL) || result.status != 0)
        return NULL;
    return key_line(result.output->str);
}

char *
pm_signer_public_key(const PmSignerConfig *config, GError **error)
{
    const Format *format = find_format(config);
    if (!format || format->sign != ssh_sign) {
        pm_error_set(error, PM_ERROR_STATE, HINT, "no SSH signing key is configured");
        return NULL;
    }
    g_autofree char *key = find_ssh_key(config, error);
    if (!key)
        return NULL;

    char *line = NULL;
    const char *literal = literal_key(key);
    if (literal) {
        line = key_line(literal);
    } else {
        g_autofree char *path = pm_home_expand(key);
        g_autofree char *beside = g_strconcat(path, ".pub", NULL);
        line = key_line_of_file(path);
        line = line ? line : key_line_of_file(beside);
        line = line ? line : key_line_of_private(config, path);
    }
    if (!line)
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no SSH public key in '%s'", key);
    return line;
}
