/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of verify that still hold: to the same question, about the same history in the same
 * files, by the same program on the same day, with the same programs and revocations. Only what was
 * fine is remembered.
 */
#pragma once

#include "command/verify_question.h"
#include "command/verify_text.h"

/* All that an answer rests on; NULL: it can't be told, so that nothing is remembered. g_free() */
char *pm_verify_memory_key(PmContext *context, const PmVerifyQuestion *question);

/* The answer of an earlier run into `verified`, which has scope and diagnostics; false: there is
 * none. Lives in the context's arena. */
bool pm_verify_recall(PmContext *context, const char *question, PmVerified *verified);
void pm_verify_keep(const char *question, const PmVerified *verified);
