/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify remembers. Answers that still hold: to the same question, about the same history in
 * the same files, by the same program on the same day, with the same programs and revocations. And
 * where an audit stood, to go on from when the history has grown and the files that it was read
 * from are still there. Only what was fine is remembered.
 */
#pragma once

#include "command/verify_question.h"
#include "command/verify_text.h"
#include "git/store_stamp.h"

typedef struct {
    char *question; /* all that an answer rests on; NULL: nothing is remembered */
    char *premise;  /* the same of where an audit stands */
    char *day;
    PmStoreStamp stamp;
    GVariant *stand;
    PmAuditMemory audit;
} PmVerifyMemory;

void pm_verify_memory_open(PmContext *context, const PmVerifyQuestion *question,
                           PmVerifyMemory *memory);
void pm_verify_memory_clear(PmVerifyMemory *memory);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmVerifyMemory, pm_verify_memory_clear)

/* The answer of an earlier run into `verified`, which has scope and diagnostics; false: there is
 * none. Lives in the context's arena. */
bool pm_verify_recall(PmContext *context, const PmVerifyMemory *memory, PmVerified *verified);
/* Where an audit of an earlier run stood; NULL: nothing is remembered. Borrowed. */
const PmAuditMemory *pm_verify_resume(PmContext *context, PmVerifyMemory *memory);
void pm_verify_keep(const PmVerifyMemory *memory, const PmVerified *verified);
