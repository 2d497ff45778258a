/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at a body before cmark gets it. cmark 0.30.2 needs quadratic time where containers nest
 * deeply (90 KB of "- " and blank lines: 18 s) and where closing brackets follow many image openers
 * (480 KB of "![[]()": 32 s). Estimates err on the side of refusing. Inside the room only.
 */
#pragma once

#include "markdown/body.h"

#define PM_GUARD_LENGTH ((size_t)1 << 20)
#define PM_GUARD_DEPTH 50
#define PM_GUARD_BRACKETS 20000000 /* image openers seen, summed over closing brackets */

/* NULL when cmark will be quick, else what is too much, as a message; `*out_at` is where. */
const char *pm_guard_refusal(PmArena *arena, const PmBody *body, PmSpan *out_at);
