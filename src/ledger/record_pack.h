/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judged sign-offs as data that can be kept in a file, to go on from. What a sign-off says is read
 * again from its blob; what was found of it is kept.
 */
#pragma once

#include "ledger/record.h"

/* path, blob, blob of the content, judgement, the same as it entered, authorship, gone, step; rule,
 * why, key, person, proof; has it a list of those that it follows, and their places */
#define PM_RECORD_FORM "(ayssuuubtmsmsmssmaybau)"

/* Records (PmSignoffRecord *), of type "a" PM_RECORD_FORM. Floating. NULL: what is no UTF-8 would
 * not come back as it was. */
GVariant *pm_records_pack(const GPtrArray *records);

/*
 * The same back into `records`, which is empty, without their contents. False when one can't be
 * read, or is of a step that is not there.
 */
bool pm_records_unpack(PmArena *arena, PmRepository *repository, const PmSteps *steps,
                       GVariant *packed, GPtrArray *records);
/* Read what each of them signs. False when one can't be read any more. */
bool pm_records_read_contents(PmRepository *repository, const GPtrArray *records);
