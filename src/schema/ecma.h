/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ECMA-262 regular expressions (with the u flag, ECMA-262 section 22.2) written as PCRE2 would have
 * them. Pure text; pattern.c is the one file that knows the engine.
 *
 * What differs from ECMA-262:
 *   - more is taken: an escaped punctuation character that needs no escape (`\-`), a lone `{`, `}`
 * or `]`, a quantified look-ahead, script names without `Script=`, property names in any case;
 *   - less is taken: look-behind of variable length, lone surrogates, group names beyond letters,
 * digits and `_`, properties that Unicode 14 does not have, more than 250 groups within each other;
 *   - a group inside of a repetition keeps its last match in the next round, where ECMA-262 forgets
 * it.
 */
#pragma once

#include <glib.h>

/*
 * NULL and an error for what ECMA-262 does not have, in so far as PCRE2 would take it. There are
 * callouts before and behind all that is repeated or refers back, and in each alternative: how far
 * they are from each other is the work that a match takes, and 256 times a callout's number more.
 */
GString *pm_ecma_translate(const char *expression, size_t length, GError **error);
