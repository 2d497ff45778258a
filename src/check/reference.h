/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a link or the place of a piece of evidence leads: a file of the repository, somewhere else,
 * or out of the repository, where nobody must look.
 */
#pragma once

#include <glib.h>

typedef enum {
    PM_REFERENCE_ELSEWHERE, /* an address, a fragment, a folder, nothing */
    PM_REFERENCE_FILE,
    PM_REFERENCE_OUTSIDE,
} PmReferenceKind;

/*
 * Resolve `text` from the document at `document`, a path relative to the root; a leading '/' means
 * the root. Of a file, `*out_path` is its path relative to the root. g_free()
 */
PmReferenceKind pm_reference_resolve(const char *document, const char *text, char **out_path);
/* The same for a link, without its query and fragment, percent signs decoded (RFC 3986). */
PmReferenceKind pm_reference_resolve_link(const char *document, const char *url, char **out_path);
