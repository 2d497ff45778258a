/* SPDX-License-Identifier: Apache-2.0 */
#include "command/signing.h"

#include <string.h>

static const char *
config(PmContext *context, const char *key)
{
    g_autofree char *value = pm_repository_config(context->repository, key);
    return pm_arena_strdup(context->arena, value);
}

PmSignerConfig
pm_signing_config(PmContext *context)
{
    g_auto(PmIdentity) who = { 0 };
    const char *committer = NULL;
    if (pm_repository_identity(context->repository, PM_IDENTITY_COMMITTER, &who, NULL))
        committer = pm_arena_printf(context->arena, "%s <%s>", who.name, who.email);
    const char *gpg = config(context, "gpg.openpgp.program");
    return (PmSignerConfig){ .format = config(context, "gpg.format"),
                             .key = config(context, "user.signingkey"),
                             .ssh_program = config(context, "gpg.ssh.program"),
                             .gpg_program = gpg != NULL ? gpg : config(context, "gpg.program"),
                             .default_key_command = config(context, "gpg.ssh.defaultKeyCommand"),
                             .committer = committer };
}

bool
pm_signing_wants(PmContext *context, const PmWriteOptions *options)
{
    if (options->no_sign)
        return false;
    return options->sign || pm_repository_config_bool(context->repository, "commit.gpgsign", false);
}

bool
pm_signing_commit(const char *payload, char **out_signature, void *data, GError **error)
{
    *out_signature = pm_signer_sign(data, payload, strlen(payload), "git", error);
    return *out_signature != NULL;
}
