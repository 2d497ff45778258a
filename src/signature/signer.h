/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Make a signature as git would (git-config(1): gpg.format, user.signingKey,
 * gpg.ssh.defaultKeyCommand, gpg.program, gpg.ssh.program), by ssh-keygen or gpg with an explicit
 * argv.
 */
#pragma once

#include "base/error.h"

typedef struct {
    const char *format; /* gpg.format: "ssh", "openpgp" (default) */
    const char *key; /* user.signingKey: a path, "key::ssh-…", "ssh-…", or a key id; may be NULL */
    const char *ssh_program;         /* NULL: ssh-keygen */
    const char *gpg_program;         /* NULL: gpg */
    const char *default_key_command; /* gpg.ssh.defaultKeyCommand, or NULL */
    const char *committer;           /* "Name <e-mail>": gpg's key when `key` is NULL */
} PmSignerConfig;

/* Is a key configured, as far as can be told without running anything? */
bool pm_signer_is_configured(const PmSignerConfig *config);

/* Sign `payload`; `name_space` for SSH ("git" for commits). PM_ERROR_STATE with a hint when no
 * key is configured; PM_ERROR_FAILED with the program's own words. Armour, g_free(). */
char *pm_signer_sign(const PmSignerConfig *config, const char *payload, size_t length,
                     const char *name_space, GError **error);

/* The public key line of the configured SSH key ("ssh-ed25519 AAAA…"), for people add; NULL with an
 * error. */
char *pm_signer_public_key(const PmSignerConfig *config, GError **error);
