/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file from anywhere that becomes evidence beside a document.
 */
#pragma once

#include "check/check.h"
#include "command/document_write.h"

/* A name that every file system takes, from whatever the file is called: letters and digits of any
 * script, '.', '_' and '-'. g_free() */
char *pm_evidence_name(const char *file);

/* The bytes of a plain file: no link, no device, not empty, at most limits.evidence.
 * PM_ERROR_USAGE, PM_ERROR_NOT_FOUND, PM_ERROR_LIMIT. */
GBytes *pm_evidence_read(PmContext *context, const char *file, GError **error);

/* PM_ERROR_REFUSED where the rules on secrets have an error for it; no text is no secret. */
bool pm_evidence_check(PmContext *context, const char *file, GBytes *bytes, GError **error);

/*
 * A path in the document's folder of evidence where these bytes are, or where nothing is: neither
 * on the branch nor in the index nor on disk, by no name that some system takes for the same one.
 * NULL with an error. In the step's arena.
 */
const char *pm_evidence_place(PmDocumentStep *step, const char *name, GBytes *bytes,
                              GError **error);
