/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures as the user's git configuration says (git-config(1): gpg.format, user.signingKey,
 * commit.gpgSign).
 */
#pragma once

#include "command/command.h"
#include "git/commit.h"
#include "signature/signer.h"

/* The configuration as the signer takes it; strings live in the context's arena. */
PmSignerConfig pm_signing_config(PmContext *context);

/* Does this user sign commits, by option or by commit.gpgSign? */
bool pm_signing_wants(PmContext *context, const PmWriteOptions *options);

/* A PmCommitSigner; `data` is the PmSignerConfig. */
bool pm_signing_commit(const char *payload, char **out_signature, void *data, GError **error);
