/* SPDX-License-Identifier: Apache-2.0 */
#include "command/signing_key.h"

#include "base/text.h"
#include "command/review.h"
#include "command/signing.h"
#include "signature/allowed.h"
#include "signature/program.h"
#include "signature/ssh_key.h"

#include <string.h>

static bool
is_literal(const char *key)
{
    return g_str_has_prefix(key, "key::") || g_str_has_prefix(key, "ssh-");
}

/* Does ssh-agent hold it? A key without a file has its private half nowhere else. */
static bool
agent_holds(const char *base64)
{
    const char *argv[] = { "ssh-add", "-L", NULL };
    g_auto(PmProgramResult) result = { 0 };
    PmProgram program = { .argv = argv, .seconds = 5, .is_personal = true };
    return pm_program_run(&program, &result, NULL) && result.status == 0 &&
           strstr(result.output->str, base64) != NULL;
}

/* Is its private half where ssh-keygen looks for it: in the file without ".pub", or in the agent?
 */
static bool
is_complete(const char *key, const char *base64)
{
    const char *home = g_getenv("HOME");
    bool literal = is_literal(key);
    g_autofree char *path = g_str_has_prefix(key, "~/")
                                ? g_strconcat(home != NULL ? home : "", key + 1, NULL)
                                : g_strdup(key);
    if (g_str_has_suffix(path, ".pub"))
        path[strlen(path) - strlen(".pub")] = '\0';
    bool elsewhere = *key == '~' && key[1] != '/'; /* of another user */
    return (!literal && (elsewhere || g_file_test(path, G_FILE_TEST_EXISTS))) ||
           agent_holds(base64);
}

/* Whose key is it by the ledger? NULL: nobody's. */
static const char *
owner_of(PmArena *arena, const PmPolicy *policy, const char *base64, const char *email)
{
    g_autoptr(PmAllowed) allowed = pm_allowed_read(policy->allowed_signers);
    const char *owner = NULL;
    for (guint i = 0; i < allowed->entries->len; i++) {
        const PmAllowedEntry *entry = allowed->entries->pdata[i];
        if (!g_str_equal(entry->key, base64) || entry->principals[0] == NULL)
            continue;
        if (g_strv_contains((const char *const *)entry->principals, email))
            return email;
        owner = pm_arena_strdup(arena, entry->principals[0]);
    }
    return owner;
}

/* As a word of a command: the .pub file, else the text of the key. */
static const char *
public_word(PmContext *context, const char *key, const char *line)
{
    g_autofree char *file =
        g_str_has_suffix(key, ".pub") ? g_strdup(key) : g_strconcat(key, ".pub", NULL);
    bool home = g_str_has_prefix(file, "~/"); /* which no quotes may keep from a shell */
    g_autofree char *word = home              ? g_strdup(file)
                            : is_literal(key) ? g_shell_quote(line)
                                              : pm_text_shell_word(file);
    return pm_arena_strdup(context->arena, word);
}

const char *
pm_signing_key_trouble(PmContext *context, const PmPolicy *policy, const char **out_remedy)
{
    PmArena *arena = context->arena;
    PmSignerConfig config = pm_signing_config(context);
    g_autoptr(GError) error = NULL;
    g_autofree char *type = NULL;
    g_autofree char *base64 = NULL;
    const char *name, *email;
    if (g_strcmp0(config.format, "ssh") != 0 || config.key == NULL || *config.key == '\0' ||
        !pm_review_person(context, &name, &email, NULL))
        return NULL;
    g_autofree char *line = pm_signer_public_key(&config, &error);
    if (line == NULL || !pm_ssh_key_read(line, &type, &base64)) {
        *out_remedy =
            "git config user.signingkey ~/.ssh/id_ed25519.pub, or another key that is there";
        return pm_arena_printf(arena, "no key can be read at '%s', which user.signingkey names",
                               config.key);
    }
    if (!is_complete(config.key, base64)) {
        *out_remedy = "ssh-add, with the file of its private key";
        return "the private half of the key of user.signingkey is in no file beside it and not in "
               "ssh-agent";
    }
    const char *owner = owner_of(arena, policy, base64, email);
    if (g_strcmp0(owner, email) == 0)
        return NULL;
    g_autofree char *word = pm_text_shell_word(email);
    *out_remedy = owner == NULL ? pm_arena_printf(arena, "git postmortem people add %s --key %s",
                                                  word, public_word(context, config.key, line))
                                : "git config user.signingkey, with a key of your own";
    return owner == NULL
               ? pm_arena_printf(
                     arena, "the ledger does not list the key of user.signingkey for %s", email)
               : pm_arena_printf(arena, "the key of user.signingkey is that of %s, not of %s",
                                 owner, email);
}
