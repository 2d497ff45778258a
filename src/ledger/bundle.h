/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bundle: everything that judges (LEDGER section 5). That is .postmortem/ without signoffs/ and
 * checkpoints/, and the documents' .gitattributes. Its digest is the SHA-256 of its manifest: lines
 * as `sha256sum` prints them, sorted by path.
 */
#pragma once

#include "config/config.h"
#include "git/content.h"

/* Does this path belong to the bundle of a ledger whose documents are below `documents`? */
bool pm_bundle_has(const char *path, const char *documents);
/* May it be in a step that changes the bundle: the bundle itself, and sign-offs for it? */
bool pm_bundle_step_may_have(const char *path, const char *documents);

/*
 * The manifest; PM_ERROR_UNTRUSTED for names with a newline or backslash, which sha256sum would
 * escape, and for anything but regular files. g_free()
 */
char *pm_bundle_manifest(PmContent *content, const char *documents, GError **error);
/* SHA-256 of some bytes, hex. g_free() */
char *pm_bundle_digest(const void *bytes, size_t length);
