/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/verifier.h"

#include "base/home.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

/* What a key revocation list begins with (OpenSSH's PROTOCOL.krl). */
#define KRL "SSHKRL\n"

struct PmVerifier {
    char *ssh_program, *gpg_program;
    char *path;    /* of the revocation file, or NULL; … */
    char *revoked; /* … what it holds, */
    size_t revoked_length;
    bool is_krl; /* which is no text */
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
    if (!g_file_get_contents(verifier->path, &verifier->revoked, &verifier->revoked_length,
                             &problem)) {
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

/* Which program runs under this name, as far as files tell. */
static void
add_program(GChecksum *checksum, const char *name)
{
    struct stat status = { 0 };
    g_autofree char *path = g_find_program_in_path(name);
    if (path == NULL || stat(path, &status) != 0)
        return;
    g_autofree char *line = g_strdup_printf(
        "%s %ju %ju %jd.%09ld\n", path, (uintmax_t)status.st_ino, (uintmax_t)status.st_size,
        (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    g_checksum_update(checksum, (const guchar *)line, -1);
}

char *
pm_verifier_digest(const PmVerifier *verifier)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    add_program(checksum, verifier->ssh_program != NULL ? verifier->ssh_program : "ssh-keygen");
    add_program(checksum, verifier->gpg_program != NULL ? verifier->gpg_program : "gpg");
    if (verifier->path != NULL)
        g_checksum_update(checksum, (const guchar *)verifier->path,
                          (gssize)strlen(verifier->path) + 1);
    if (verifier->revoked != NULL)
        g_checksum_update(checksum, (const guchar *)verifier->revoked,
                          (gssize)verifier->revoked_length);
    return g_strdup(g_checksum_get_string(checksum));
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
