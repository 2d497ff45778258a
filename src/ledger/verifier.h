/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What those who verify bring along themselves, and no ledger may choose: the programs that look at
 * signatures, and the keys that they know to be revoked. From the configuration of system and user
 * alone: gpg.ssh.program, gpg.program, gpg.openpgp.program, gpg.ssh.revocationFile.
 */
#pragma once

#include "git/repository.h"
#include "signature/verify.h"

typedef struct PmVerifier PmVerifier;

/* PM_ERROR_FAILED when the revocation file is there by name only: nobody may be trusted then. */
PmVerifier *pm_verifier_new(const PmRepository *repository, GError **error);
void pm_verifier_free(PmVerifier *verifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmVerifier, pm_verifier_free)

/* What verdicts rest on besides signatures and keys: which programs, which revocations. Another one
 * may judge otherwise. g_free() */
char *pm_verifier_digest(const PmVerifier *verifier);
/* Add to a question what is in here; borrowed. */
void pm_verifier_add(const PmVerifier *verifier, PmSignatureQuestion *question);
