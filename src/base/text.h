/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text from outside on its way to a terminal, and help for mistyped words.
 */
#pragma once

#include "base/arena.h"

#include <stdbool.h>

/* What pm_text_decode() gives for a byte that is no part of a UTF-8 character. */
#define PM_TEXT_INVALID ((gunichar)-1)

/* The character that `bytes` (length > 0) start with; returns how many bytes it takes: 1 to 4, and
 * 1 for a NUL (a character here) or an invalid byte. */
size_t pm_text_decode(const char *bytes, size_t length, gunichar *out_character);

/*
 * `text` made safe for a terminal: C0 and C1 controls, DEL, bidi controls, line and paragraph
 * separators, BOM, tag characters and bytes that are not UTF-8 become visible escapes (\x1b,
 * \u202e, \xff); everything else is kept. PM_ESCAPE_LINES keeps LF and TAB (which the caller may
 * expand), and drops the CR of a CRLF.
 */
typedef enum { PM_ESCAPE_LINE = 0, PM_ESCAPE_LINES = 1 } PmEscape;
char *pm_text_escape(const char *text, gssize length, PmEscape how); /* g_free() */

/*
 * JSON that says the same and is safe for a terminal: what the escape above makes visible becomes
 * \u…, a surrogate pair beyond U+FFFF, and bytes that are not UTF-8 U+FFFD. LF and TAB stand
 * between tokens alone, and are kept.
 */
char *pm_text_escape_json(const char *json, gssize length); /* g_free() */

/* The characters that the escapes above make visible and that no one-line value may hold. */
bool pm_text_is_hostile(gunichar c);

/* Terminal columns of a character, and of UTF-8 text: wide East Asian 2, combining and zero-width 0
 * (UAX #11, by GLib), an invalid byte 1. For text that went through the escape. */
size_t pm_text_character_width(gunichar c);
size_t pm_text_width(const char *text, gssize length);

/* `text` cut to at most `columns`, with '…' at the end where something was cut. g_free() */
char *pm_text_ellipsize(const char *text, size_t columns);
/* `text` followed by spaces up to `columns`. g_free() */
char *pm_text_pad(const char *text, size_t columns);

/*
 * `text` as one word of a shell command that a person may copy: as it is where that is one word,
 * else in quotes.
 */
char *pm_text_shell_word(const char *text); /* g_free() */

/*
 * The candidate that the user probably meant: the least optimal-string-alignment distance, at most
 * one edit for words up to four letters, two up to eight, else three; NULL where none is near, or
 * nothing of the word would be left. Case does not count; the first of equals wins. `candidates`
 * ends with NULL.
 */
const char *pm_text_closest(const char *word, const char *const *candidates);

/*
 * Does a glob match a path: '*' any text, '/' too, '?' one character? The path may be no UTF-8.
 */
bool pm_text_matches(const char *glob, const char *path);
