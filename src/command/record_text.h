/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sign-off as verbs that read print it.
 */
#pragma once

#include "ledger/record.h"

#include <jansson.h>

/* "signed", "unsigned", "not checked"; "recorded by erin@example.org, claimed". In the arena. */
const char *pm_record_manner(PmArena *arena, const PmSignoffRecord *record);
/* What was said: "proof mail.eml; He read it aloud." of a recorded word; NULL: nothing. */
const char *pm_record_comment(PmArena *arena, const PmSignoffRecord *record);
/* "erin@example.org, 2026-01-20, signed: what she said"; not escaped; in the arena. */
const char *pm_record_text(PmArena *arena, const PmSignoffRecord *record);
json_t *pm_record_json(const PmSignoffRecord *record);
