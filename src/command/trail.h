/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the commits of a range did to the findings of each document.
 */
#pragma once

#include "base/diagnostic.h"
#include "command/revision.h"
#include "command/state.h"

typedef struct {
    const char *path;
    const char *origin; /* where the document was before the range */
    /* Finding (pm_baseline_key()) → GPtrArray of commit ids: one for each time that it is there now
     * and was not before, the last that came at the end. */
    GHashTable *brought;
    GHashTable *dropped; /* the same of those that went again; a merge can have taken another side's
                            version, where they did not */
    PmDiagnostics *secrets; /* that a commit brought, gone since or not */
} PmTrail;

/*
 * Path → PmTrail, of each document that the range touched. Versions are judged by the rules of
 * `at`, the state of the range's end. A document that was moved has its trail at the new path.
 * g_hash_table_unref(); strings live in the arena of `at`.
 */
GHashTable *pm_trails_follow(const PmState *at, const PmRevision *range, GError **error);

/* One version of a document. */
typedef struct {
    const PmOid *commit;
    const char *path;
    const PmOid *blob;
} PmTrailVersion;

/* Its findings by the rules of `at`, judged beside what its commit has. All in `arena`. */
PmDiagnostics *pm_trail_check(const PmState *at, PmArena *arena, const PmTrailVersion *version,
                              GError **error);
/* What a commit has at a path; PM_OID_ZERO: nothing. */
PmOid pm_trail_blob(const PmState *at, const PmOid *commit, const char *path);
