/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The past of some paths: every commit that changed them, on whatever side branch, as `git log
 * --full-history` has them; and what each merge of the first-parent line brought.
 */
#pragma once

#include "git/history.h"

typedef struct {
    PmOid commit;
    bool changed; /* from what each of its parents has: it wrote something itself */
    bool took; /* it differs from its first parent; of a merge: what it brought, at least in part */
    bool adds; /* the first path is a file here, and in no parent */
    guint turn; /* its place among all commits behind the tip, newest first */
    guint parents;
    unsigned has;  /* bit N: the Nth path is there */
    PmOid bringer; /* the merge of the line that brought it in; PM_OID_ZERO: it is on the line */
} PmPast;

/*
 * `paths`: a path, or "dir/"; ends with NULL; 32 at most. Newest first. Merges of the line are
 * among them, if they brought a commit that changed the paths. Elements PmPast; g_array_unref().
 * `*out_cut`: shallow.
 */
GArray *pm_past_of(PmRepository *repository, const PmOid *tip, const char *const *paths,
                   bool *out_cut, GError **error);

/* The past of some paths behind a tip. */
typedef struct {
    PmOid tip;
    GArray *pasts; /* PmPast */
    bool cut;
    guint walked; /* how many commits were read for it */
} PmPastFound;

void pm_past_found_clear(PmPastFound *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmPastFound, pm_past_found_clear)

/*
 * The same, where `earlier` (NULL: nothing) is what was found for these paths, under the same
 * shallow boundaries. If all that is new comes behind its tip, only that is walked.
 */
bool pm_past_since(PmRepository *repository, const PmOid *tip, const char *const *paths,
                   const PmPastFound *earlier, PmPastFound *out_found, GError **error);
