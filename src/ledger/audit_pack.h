/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an audit stands after its last step, as data that can be kept in a file, to go on from when
 * the history has grown. What a step says stays true whatever comes later, so that the steps before
 * need not be judged again; what looks at the history as a whole is asked anew every time.
 */
#pragma once

#include "ledger/audit_step.h"

/* Floating. NULL: something in it would not come back as it was. `findings` is of the steps. */
GVariant *pm_audit_pack(const PmAudit *audit, GVariant *findings);

/*
 * Go on from there: false when that is of another line, of a tip with another .mailmap, or of
 * another day and OpenPGP keys that may have ended, or can't be read. Then the audit has to begin
 * anew, with pm_audit_begin().
 */
bool pm_audit_unpack(PmAudit *audit, GVariant *packed);
