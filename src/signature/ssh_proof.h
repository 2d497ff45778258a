/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does an SSH signature fit the bytes and its own key? In process, for the plain keys that people
 * have; a program for every signature would make verifying a long history a matter of minutes.
 */
#pragma once

#include "signature/sshsig.h"

typedef enum {
    PM_SSH_PROOF_GOOD,
    PM_SSH_PROOF_BAD,
    PM_SSH_PROOF_UNKNOWN, /* certificates, other algorithms, anything odd: for ssh-keygen to judge
                           */
} PmSshProof;

PmSshProof pm_ssh_prove(const PmSshsig *sshsig, const char *payload, size_t length);
