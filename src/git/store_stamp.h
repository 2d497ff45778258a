/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are the objects of a repository the files that they were? What was read of them then would be
 * read again.
 */
#pragma once

#include "git/repository.h"

/* The files that hold objects, and the list of boundaries of a shallow clone; of the alternates',
 * too: what each is, by name, inode, size and times. */
typedef struct {
    GBytes *marks; /* 16 bytes for each file, sorted */
    bool settled;  /* false: one is so young that it may change again within the same tick of its
                      clock, unseen */
} PmStoreStamp;

/* False: something can't be looked at. */
bool pm_store_stamp(const PmRepository *repository, PmStoreStamp *out_stamp);
void pm_store_stamp_clear(PmStoreStamp *stamp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmStoreStamp, pm_store_stamp_clear)

/* A digest over all of them. g_free() */
char *pm_store_stamp_digest(const PmStoreStamp *stamp);
/* Is each file that `earlier` marked there still, as it was? */
bool pm_store_stamp_holds(const PmStoreStamp *stamp, GBytes *earlier);
