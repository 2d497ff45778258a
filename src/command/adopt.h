/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of an existing folder is a document, to be taken over as it is.
 */
#pragma once

#include "ledger/corpus.h"

typedef struct {
    size_t count;
    size_t skipped;               /* names with a line break or not UTF-8 can't be in the list */
    bool flat;                    /* most of them lie in the folder itself */
    const char *const *templates; /* below the folder, left out; ends with NULL */
} PmAdopted;

/* The text of .postmortem/adopted for the documents of `tip` below `documents`. PM_ERROR_NOT_FOUND
 * when there are none. g_free() */
char *pm_adopt_list(PmArena *arena, PmContent *tip, const char *documents, PmAdopted *out_adopted,
                    GError **error);
