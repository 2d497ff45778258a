/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids, slugs, and the paths that belong to a document.
 */
#pragma once

#include "base/error.h"

#define PM_ID_LIMIT 120 /* bytes of an id that the tool makes */

/*
 * The id of the document at `path`, below the folder `documents` ("postmortems/"): the file's name
 * without ".md"; for an adopted document the whole path below the folder. g_free()
 */
char *pm_name_id(const char *documents, const char *path, bool adopted);

/*
 * Is this path below `documents` that of a document, by its form: ".md", not README or index, not
 * inside *.signoffs/ or *.evidence/? `ignore` (globs, NULL-terminated) takes out more.
 */
bool pm_name_is_document(const char *documents, const char *path, const char *const *ignore);

/*
 * "…/x.md" → "…/x.signoffs/" and "…/x.evidence/"; a file without ".md" keeps its whole name.
 * g_free()
 */
char *pm_name_signoffs(const char *path);
char *pm_name_evidence(const char *path);
/* What they have in common, "…/x". g_free() */
char *pm_name_stem(const char *path);
/* Names that differ in letter case or in Unicode's forms alone are one file to some systems: one
 * text for all of them. g_free() */
char *pm_name_fold(const char *name);
/*
 * The document's path without its ".md", for a path inside one of its folders (the outermost, of
 * several), else NULL. g_free()
 */
char *pm_name_owner(const char *path);

/*
 * Lower-case words joined by '-': letters and digits of any script, NFC, at most `limit` bytes.
 * g_free()
 */
char *pm_name_slug(const char *title, size_t limit);

/*
 * Is `id` fit to be a file name everywhere: letters, digits, '-', '_', '.', of any script, NFC, not
 * beginning with '-' or '.', not ending with '.', no reserved name (git's and Windows')?
 * PM_ERROR_USAGE says what is not.
 */
bool pm_name_check(const char *id, GError **error);

/* The path of a new document: `layout` below `documents`, with {year}, {month}, {id}. g_free() */
char *pm_name_path(const char *documents, const char *layout, const char *id, int year, int month);
