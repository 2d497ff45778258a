/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ssh-keygen -Y as a judge of signatures.
 */
#pragma once

#include "signature/format.h"
#include "signature/ssh_trust.h"

/*
 * Set `answer` to what ssh-keygen says of the question's signature. With `trust`, which must be
 * good, it is asked whether the signature is by that principal, under the one line that says so;
 * with NULL, only whether it fits the bytes and its own key.
 */
void pm_ssh_keygen_verify(const PmSignatureQuestion *question, const PmSshsig *sshsig,
                          const PmSshTrust *trust, PmSignatureAnswer *answer);
