/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A private home of gpg's with exactly one public key in it, and what gpg says there
 * (--status-fd, GnuPG's doc/DETAILS). No configuration file, no agent, no network.
 */
#pragma once

#include "base/error.h"

typedef struct PmOpenpgpHome PmOpenpgpHome;

/* Homes that are kept, so that a key is imported once and gpg started once for all that it signed.
 * For one thread. */
typedef struct PmOpenpgpHomes PmOpenpgpHomes;

PmOpenpgpHomes *pm_openpgp_homes_new(void);
/* Their folders are removed. */
void pm_openpgp_homes_free(PmOpenpgpHomes *homes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmOpenpgpHomes, pm_openpgp_homes_free)

/* The home of this key; NULL with an error when gpg can't be run, or the armour is not exactly one
 * public key. Borrowed, and good until the next is asked for. */
PmOpenpgpHome *pm_openpgp_homes_get(PmOpenpgpHomes *homes, const char *program, const char *armour,
                                    GError **error);

/* The primary key's fingerprint. */
const char *pm_openpgp_home_primary(const PmOpenpgpHome *home);
/* The key by --with-colons, or NULL with an error. */
const char *pm_openpgp_home_listing(PmOpenpgpHome *home, GError **error);
/* The status lines for a detached signature over these bytes; NULL with an error when gpg can't be
 * run. g_free() */
char *pm_openpgp_home_verify(PmOpenpgpHome *home, const char *signature, const char *payload,
                             size_t length, GError **error);

/* The words of every status line with this keyword, the keyword first. Each element is a char **.
 * g_ptr_array_unref() */
GPtrArray *pm_openpgp_statuses(const char *output, const char *keyword);
