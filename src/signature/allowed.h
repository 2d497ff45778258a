/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenSSH allowed_signers files (ssh-keygen(1), ALLOWED SIGNERS), and the stricter reading that a ledger
 * needs: a key stands for literal principals only.
 */
#pragma once

#include "base/error.h"

#include <stdint.h>

typedef struct {
    char **principals; /* as written, split at commas */
    bool certificate_authority;
    char *namespaces;  /* pattern list, or NULL: any */
    int64_t valid_after, valid_before; /* seconds since the epoch, -1: unset */
    char *key_type;    /* "ssh-ed25519" */
    char *key;         /* base64 */
    unsigned line;
} PmAllowedEntry;

typedef struct {
    GPtrArray *entries; /* PmAllowedEntry * */
} PmAllowed;

/* Lines that don't parse are an error that names the line. */
PmAllowed *pm_allowed_parse(const char *text, GError **error);
void pm_allowed_free(PmAllowed *allowed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmAllowed, pm_allowed_free)

/* A line for `principal` with `namespaces` and the text of a .pub file. PM_ERROR_USAGE when that is not one, or the
 * principal is no plain e-mail (pattern characters, commas, quotes and control characters are refused). */
char *pm_allowed_line(const char *principal, const char *namespaces, const char *public_key,
                      GError **error);
