/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A checkpoint: what a ledger was when somebody had verified it, to be kept elsewhere, so that a
 * history that is rewritten later as a whole is told (LEDGER section 6). Version 1; like a sign-off
 * it never changes its meaning.
 *
 *     git-postmortem-checkpoint: 1
 *     ledger: <UUID>
 *     tip: <commit>
 *     position: <how many steps there are up to the tip, with it>
 *     link: sha256:<hex>     of the chain (chain.h), at the tip
 *     policy: sha256:<hex>   of the bundle at the tip
 *     by: <e-mail>
 *     time: <RFC 3339, UTC, seconds>
 *     -----BEGIN SSH SIGNATURE-----   (only when it is signed, in the namespace of sign-offs)
 *     …
 */
#pragma once

#include "base/arena.h"
#include "git/repository.h"

#define PM_CHECKPOINT_KEY "git-postmortem-checkpoint"
#define PM_CHECKPOINT_LIMIT ((size_t)16 * 1024)

typedef struct {
    const char *ledger;
    PmOid tip;
    size_t position;
    const char *link;   /* 64 hex digits */
    const char *policy; /* 64 hex digits */
    const char *by;
    const char *time;
    const char *text; /* the lines, as signed; set by parsing */
    size_t text_length;
    const char *armour; /* NULL: unsigned */
} PmCheckpoint;

/* The lines. PM_ERROR_USAGE says which can't be said. g_free() */
char *pm_checkpoint_format(const PmCheckpoint *checkpoint, GError **error);
/* Does it begin as a checkpoint of any version does? */
bool pm_checkpoint_is_one(const char *bytes, size_t length);
/* Strict. PM_ERROR_UNTRUSTED says what is wrong with its form. Lives in `arena`. */
bool pm_checkpoint_parse(PmArena *arena, const char *bytes, size_t length,
                         PmCheckpoint *out_checkpoint, GError **error);
