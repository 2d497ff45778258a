/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules offer `check --fix` to do. A fix says in other words what the document says already,
 * or fills in the word `unknown`; it never guesses. Findings may be NULL.
 */
#pragma once

#include "check/rule.h"

/* Write the value of a scalar as `text`; nothing where that can't be done in its place. */
void pm_offer_text(PmCheck *check, PmDiagnostic *found, const PmNode *node, const char *text);
/* Add a key that is missing, with the value `unknown`: behind `sibling`, a member of the same map,
 * or, where that is NULL, at the end of the front matter. */
void pm_offer_unknown(PmCheck *check, PmDiagnostic *found, const PmNode *sibling, const char *key);
/* Any edits, which go together or not at all. */
void pm_offer_splices(PmCheck *check, PmDiagnostic *found, const PmSplices *splices);
