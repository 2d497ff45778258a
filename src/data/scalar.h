/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML scalars. Resolution: YAML 1.2.2, section 10.3.2 (core schema tag resolution).
 */
#pragma once

#include "data/node.h"

/* The kind of a plain scalar: null, boolean, number or string. */
PmNodeKind pm_scalar_resolve(const char *text, size_t length, bool *out_boolean);
/*
 * True for plain text that a YAML 1.1 reader takes for another type than a 1.2 core reader does
 * (yes, no, on, off, y, n, 10:00, 010, 1e3, 0o7, 1_000, 2026-01-14 …). `*out_reads` says as what.
 */
bool pm_scalar_is_ambiguous(const char *text, size_t length, const char **out_reads);
/*
 * `text` as a one-line YAML scalar that 1.1 and 1.2 readers read alike as a string, in block or
 * flow context: plain where that is safe, else double-quoted with escapes for everything not
 * printable.
 */
char *pm_scalar_quote(PmArena *arena, const char *text);
/* As above, but text that resolves to a number, boolean or null without ambiguity stays what it is:
 * for values that a user typed (severity=2). Dates and times come out quoted. */
char *pm_scalar_render(PmArena *arena, const char *text);
/* Controls (tab and line feed too), bidi controls, zero-width spaces, separators, tag and
 * non-characters: what no scalar should hold unseen, and what quoting escapes. The joiners U+200C
 * and U+200D are letters' business in Persian and emoji, and stay. */
bool pm_scalar_is_hidden(gunichar c);
