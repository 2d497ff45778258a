/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/verifier.h"

#include "base/home.h"

#include <string.h>

/* What a key revocation list begins with (OpenSSH's PROTOCOL.krl). */
#define KRL "SSHKRL\n"

struct PmVerifier {
    char *ssh_program, *gpg_program;
    char *path;    /* of the revocation file, or NULL; … */
    char *revoked; /* … what it holds, */
    bool is_krl;   /* which is no text */
    PmOpenpgpHomes *openpgp_homes;
};

void
pm_verifier_free(PmVerifier *verifier)
{
    if (verifier == NULL)
        return;
    g_free(verifier->ssh_program);
    g_free(verifier->gpg_program);
    g_free(verifier->path);
    g_free(verifier->revoked);
    pm_openpgp_homes_free(verifier->openpgp_homes);
    g_free(verifier);
}

static bool
read_revocations(PmVerifier *verifier, const PmRepository *repository, GError **error)
{
    g_autofree char *configured =
        pm_repository_config_trusted(repository, "gpg.ssh.revocationFile");
    if (configured == NULL || *configured == '\0')
        return true;
    g_autoptr(GError) problem = NULL;
    g_autofree char *path = pm_home_expand(configured);
    verifier->path = g_canonicalize_filename(path, NULL);
    if (!g_file_get_contents(verifier->path, &verifier->revoked, NULL, &problem)) {
        pm_error_set(error, PM_ERROR_FAILED,
                     "git config --show-origin gpg.ssh.revocationFile tells where it is named",
                     "the revoked keys can't be read: %s", problem->message);
        return false;
    }
    verifier->is_krl = g_str_has_prefix(verifier->revoked, KRL);
    return true;
}

PmVerifier *
pm_verifier_new(const PmRepository *repository, GError **error)
{
    g_autoptr(PmVerifier) verifier = g_new0(PmVerifier, 1);
    verifier->openpgp_homes = pm_openpgp_homes_new();
    verifier->ssh_program = pm_repository_config_trusted(repository, "gpg.ssh.program");
    verifier->gpg_program = pm_repository_config_trusted(repository, "gpg.openpgp.program");
    if (verifier->gpg_program == NULL)
        verifier->gpg_program = pm_repository_config_trusted(repository, "gpg.program");
    return read_revocations(verifier, repository, error) ? g_steal_pointer(&verifier) : NULL;
}

void
pm_verifier_add(const PmVerifier *verifier, PmSignatureQuestion *question)
{
    question->ssh_program = verifier->ssh_program;
    question->gpg_program = verifier->gpg_program;
    question->openpgp_homes = verifier->openpgp_homes;
    question->revoked = verifier->is_krl ? NULL : verifier->revoked;
    question->krl = verifier->is_krl ? verifier->path : NULL;
}
