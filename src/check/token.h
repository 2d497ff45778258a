/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens that show by their first letters whose they are. The prefixes and lengths are facts that
 * the issuers publish; they were compared with the rules of gitleaks 8 and with GitHub's list of
 * supported secret scanning patterns.
 */
#pragma once

#include "base/source.h"

#include <stdbool.h>

typedef struct {
    PmSpan span;
    const char *what; /* "a personal access token of GitHub" */
} PmToken;

/*
 * The first token at or after `from`; false: there is none. What documentation shows in place of
 * one is none.
 */
bool pm_token_next(const char *bytes, size_t length, size_t from, PmToken *out_token);

/* Does documentation show such a text in place of a secret ("EXAMPLE", "xxxx", "<password>")? */
bool pm_token_is_placeholder(const char *text, size_t length);
/* Fewer letters than chance would give: "aaaaaaaa", "abababab". */
bool pm_token_is_monotonous(const char *text, size_t length);
