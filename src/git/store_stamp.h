/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are the objects of a repository what they were? What was read of them then would be read again.
 */
#pragma once

#include "git/repository.h"

/* The files that hold objects, and the list of boundaries of a shallow clone; of the alternates',
 * too: what each is, by name, inode, size and times. */
typedef struct {
    char *lines;  /* one for each file, sorted */
    bool settled; /* false: one is so young that it may change again within the same tick of its
                     clock, unseen */
} PmStoreStamp;

/* False: something can't be looked at. */
bool pm_store_stamp(const PmRepository *repository, PmStoreStamp *out_stamp);
void pm_store_stamp_clear(PmStoreStamp *stamp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmStoreStamp, pm_store_stamp_clear)

/* A digest over all of them. g_free() */
char *pm_store_stamp_digest(const PmStoreStamp *stamp);

/*
 * Is all that the files of `earlier` (its lines) held there still? git touches a file that has what
 * it is about to write, and packs what lies loose: where a file is another one, its object is read
 * again and its hash checked, and a pack is held against the checksum that it had.
 */
bool pm_store_stamp_holds(const PmRepository *repository, const PmStoreStamp *stamp,
                          const char *earlier);
