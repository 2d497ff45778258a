/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How an action was settled: who said that it is done or dropped, and who confirmed it, by the
 * commits that wrote so, whatever the text claims (PRODUCT section 4, "closed").
 */
#pragma once

#include "config/config.h"
#include "document/fields.h"
#include "ledger/authors.h"

typedef struct {
    GPtrArray *marked;    /* char *: people whose commits gave it this end, the last time */
    GPtrArray *confirmed; /* char *: people of the commits that gave it this confirmation */
    PmOid confirmation;   /* the newest of these; PM_OID_ZERO: none */
    char *owner;          /* whose the action was in that one; NULL: nobody's */
    bool cut;             /* some of it lies behind a shallow boundary */
} PmSettling;

void pm_settling_clear(PmSettling *settling);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmSettling, pm_settling_clear)

/*
 * Of an action that is done, confirmed or not-doing in the document at `path`, as the steps up to
 * `index` made it. People are as pm_authors_person() has them. A commit's people are its author and
 * Co-authored-by; which of several gave the action its end, its own done_by or dropped_by tells, as
 * a squash has it.
 */
PmSettling pm_settling_of(PmAuthors *authors, const char *path, size_t index,
                          const PmAction *action);

/* Is it this person's (as above)? The owner is an address, somebody's name, or a team, which is one
 * person where it has one. */
bool pm_settling_is_owner(const PmAuthors *authors, const PmConfig *config, const char *owner,
                          const char *person);
