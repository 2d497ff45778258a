/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a ref was, as this repository remembers it (git-reflog(1)).
 */
#pragma once

#include "git/repository.h"

typedef struct {
    PmOid old_commit; /* PM_OID_ZERO: the ref was made */
    PmOid new_commit;
    int64_t time; /* seconds since the epoch */
} PmReflogEntry;

/* The newest first, at most `limit`; empty where nothing is remembered. Elements PmReflogEntry. */
GArray *pm_reflog_read(const PmRepository *repository, const char *ref, size_t limit);
