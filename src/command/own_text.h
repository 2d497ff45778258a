/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mends a sign-off that is missing or stale, said to one person: who wrote the text is not
 * told to sign it.
 */
#pragma once

#include "command/command.h"
#include "ledger/audit.h"
#include "ledger/gate.h"

typedef struct {
    PmContext *context;
    PmAudit *audit;
    const PmPolicy *policy;
    const char *path; /* of the document */
} PmOwnText;

/* Did this person write part of it? */
bool pm_own_text_is_by(const PmOwnText *self, const char *email);
/* "dana@example.org, erin@example.org", in the arena. */
const char *pm_own_text_authors(const PmOwnText *self);
/* Who could sign then: "somebody else must", or how to get somebody; in the arena. */
const char *pm_own_text_other(const PmOwnText *self, const PmDemand *demand);
/* The command to those who may run it, else who must; in the arena. */
const char *pm_own_text_remedy(const PmOwnText *self, const char *email, const PmMissing *item);
