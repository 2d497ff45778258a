/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is signed here has one form: lines "key: value" in a fixed order, UTF-8, LF, one clean line
 * each, and behind them nothing, or one armour. Parsing and printing give the same bytes.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *key;
    bool (*accepts)(const char *value);
} PmSignedLine;

/* What a value can be. All but clean ones are single words; none holds "-----BEGIN". */
bool
pm_signed_is_clean(const char *text); /* no control and bidi characters, no blank at its ends */
bool pm_signed_is_name(const char *text);
bool pm_signed_is_uuid(const char *text);
bool pm_signed_is_digest(const char *text); /* "sha256:" and 64 hex digits */
bool pm_signed_is_digest_or_none(const char *text);
bool pm_signed_is_commit(const char *text); /* 40 hex digits */
bool pm_signed_is_email(const char *text);
bool pm_signed_is_time(const char *text); /* "2026-01-20T09:14:02Z" */

/* "sha256:…" to its digits, "none" to NULL; and back. */
const char *pm_signed_hex(const char *value);
char *pm_signed_digest(const char *hex); /* g_free() */

/* The lines with these values. NULL, and the line in `*out_refused`, when one can't be said.
 * g_free() */
char *pm_signed_format(const PmSignedLine *lines, size_t count, const char *const *values,
                       size_t *out_refused);

/*
 * Read the lines of `bytes` into `out_values`, and the armour behind them, or NULL, into
 * `*out_armour`. PM_ERROR_UNTRUSTED says what is wrong; `what` is what it should be: "a sign-off".
 * `*out_length` is that of the lines. Lives in `arena`.
 */
typedef struct {
    const PmSignedLine *lines;
    size_t count;
    const char *what;
    size_t limit; /* bytes */
} PmSignedForm;
bool pm_signed_parse(PmArena *arena, const PmSignedForm *form, const char *bytes, size_t length,
                     const char **out_values, size_t *out_length, const char **out_armour,
                     GError **error);
