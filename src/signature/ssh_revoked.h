/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is an SSH key on the list of those that were revoked? A list is text, a public key a line, or a
 * key revocation list (OpenSSH's PROTOCOL.krl), which ssh-keygen reads.
 */
#pragma once

#include "signature/ssh_key.h"
#include "signature/verify.h"

/*
 * PM_VERDICT_GOOD when no list of the question has the key, nor the authority that vouches for it;
 * PM_VERDICT_REVOKED; PM_VERDICT_CANNOT_CHECK when a list is not to be understood: a line that was
 * meant to revoke and is passed over in silence would be worse than no answer. `*out_why` is
 * g_free()d, and NULL when good.
 */
PmVerdict pm_ssh_revoked(const PmSignatureQuestion *question, const PmSshKey *key, char **out_why);
