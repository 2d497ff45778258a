/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Do what findings offer: apply their fixes, check the result, and go on until there is nothing
 * more to do. Pure: from bytes to bytes.
 *
 * A fix is kept only where the result proves it right (fix_proof.h): it parses, has no error that
 * was not there, and says what the text said before, but for the values that the fix is about. One
 * that fails is left out by itself, and the others are done.
 */
#pragma once

#include "check/check.h"

/* How a text is judged. `check` gives its findings, sorted; suppressed ones are not among them. */
typedef struct {
    const PmDocument *(*check)(PmArena *arena, const PmSource *source, PmDiagnostics *findings,
                               void *data);
    const char *time_zone; /* that timelines are read in (PmConfig) */
    void *data;
} PmFixing;

typedef struct {
    GBytes *bytes;   /* the mended text; NULL: it stays as it is */
    size_t fixed;    /* findings that are gone */
    size_t refused;  /* fixes that would have broken something */
    bool unfinished; /* given up over a limit, with what was done until then */
} PmFixed;

void pm_fixed_clear(PmFixed *fixed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmFixed, pm_fixed_clear)

PmFixed pm_fix(const PmFixing *fixing, const char *name, GBytes *bytes);

/* What was tried and is still there can't be fixed: take the offers away. */
void pm_fix_withdraw(PmDiagnostics *findings);
/* Give `command` to those that have fixes, and no command that is better. */
void pm_fix_offer(PmDiagnostics *findings, const char *command);
