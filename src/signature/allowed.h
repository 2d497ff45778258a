/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenSSH allowed_signers files (ssh-keygen(1), ALLOWED SIGNERS), and the stricter reading that a
 * ledger needs: a key stands for literal principals only.
 */
#pragma once

#include "base/error.h"

#include <stdint.h>

typedef struct {
    char **principals; /* as written, split at commas */
    bool certificate_authority;
    char *namespaces;                  /* pattern list, or NULL: any */
    int64_t valid_after, valid_before; /* seconds since the epoch, -1: unset */
    char *key_type;                    /* "ssh-ed25519" */
    char *key;                         /* base64 */
    unsigned line;
    bool utc; /* dates without Z are in UTC */
} PmAllowedEntry;

typedef struct {
    GPtrArray *entries; /* PmAllowedEntry * */
} PmAllowed;

/* Lines that don't parse are an error that names the line. A date without Z is in the local time
 * zone. */
PmAllowed *pm_allowed_parse(const char *text, GError **error);
/* As ssh-keygen does: a line that doesn't parse is left out, and so vouches for nobody. NULL text
 * is an empty file. */
PmAllowed *pm_allowed_read(const char *text);
/* The same, and a date without Z is in UTC: what a ledger proves must not depend on where one is.
 */
PmAllowed *pm_allowed_read_utc(const char *text);
void pm_allowed_free(PmAllowed *allowed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmAllowed, pm_allowed_free)

/* May this principal stand for a person: no pattern characters, not negated? */
bool pm_allowed_is_literal(const char *principal);
/* Does `text` match a pattern list (ssh_config(5), PATTERNS): commas, '*', '?', and '!' that
 * overrules? */
bool pm_allowed_matches(const char *patterns, const char *text);

/* A line, without its end, for `principal` with `namespaces` (NULL: any) and the text of a .pub
 * file. PM_ERROR_USAGE when that is not one, or the principal is no plain e-mail (pattern
 * characters, commas, quotes and control characters are refused). */
char *pm_allowed_line(const char *principal, const char *namespaces, const char *public_key,
                      GError **error);
