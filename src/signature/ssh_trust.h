/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom an SSH key stands for, by allowed_signers, revocations and dates alone. Whether the
 * signature is good is another question.
 */
#pragma once

#include "signature/sshsig.h"
#include "signature/verify.h"

typedef struct {
    PmVerdict verdict;           /* PM_VERDICT_GOOD: the key is principal's */
    const PmAllowedEntry *entry; /* the line that says so; borrowed */
    char *principal;
    bool is_shared;
    char *why;
} PmSshTrust;

PmSshTrust *pm_ssh_trust_new(const PmSignatureQuestion *question, const PmAllowed *allowed,
                             const PmSshsig *sshsig);
void pm_ssh_trust_free(PmSshTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSshTrust, pm_ssh_trust_free)
