/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The word of somebody who doesn't use git, as the comment of an approval says it (LEDGER section
 * 3). Permanent data, like the statement that it is in:
 *
 *     for <e-mail>: proof <path> sha256:<hex>
 *     for <e-mail>: proof <path> sha256:<hex>; <comment>
 *
 * `path` is that of a file below the document's folder of evidence: names without blanks, none of
 * them ".", "..", or ".git", joined by single slashes.
 */
#pragma once

#include "ledger/signoff.h"

/*
 * Does the comment (may be NULL) begin like that: "for ", a word with an "@" in it and ":" at its
 * end, " proof", and then a blank or nothing? Then it has the form, or the statement has none.
 */
bool pm_proxy_is_said(const char *comment);
/* Would a person read it so: the same, in any letter case, and with or without the blanks? Of a
 * comment as pm_signoff_comment() leaves it. */
bool pm_proxy_resembles(const char *comment);

/* False when it has not exactly the form; `comment` may be NULL. Lives in `arena`. */
bool pm_proxy_parse(PmArena *arena, const char *comment, PmProxy *out_proxy);
/* PM_ERROR_USAGE says what can't be said. g_free() */
char *pm_proxy_format(const PmProxy *proxy, GError **error);

/* May a file of this path be a proof? */
bool pm_proxy_is_path(const char *path);
