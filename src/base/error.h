/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one GError domain. An error means that an operation could not be done; what a document or a
 * history has wrong is a PmDiagnostic instead.
 *
 * A message is one line: what first, user data in '…', no capital, no full stop. An optional second
 * line is the hint: what the user can do about it. Text from outside is escaped when it is printed,
 * not here.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PM_ERROR (pm_error_quark())

/* A code exists only where a caller branches. */
typedef enum {
    PM_ERROR_FAILED,    /* the system said no; the message has its words */
    PM_ERROR_NOT_FOUND, /* no such file, path, id, revision, repository */
    PM_ERROR_CONFLICT,  /* somebody else was faster: the ref or the file is not what we read */
    PM_ERROR_USAGE,     /* the caller asked for something that makes no sense; exit 129 */
    PM_ERROR_LIMIT,     /* over a limit that the message names */
    PM_ERROR_REFUSED,   /* a gate forbids it; nothing changed; exit 1 */
    PM_ERROR_STATE,     /* the state of the repository or its configuration forbids it; nothing
                           changed; exit 128 */
    PM_ERROR_UNTRUSTED, /* the input could not be believed (path leads out, object is corrupt) */
} PmErrorCode;

GQuark pm_error_quark(void);

/* Set `error` to the formatted message, with `hint` (may be NULL) as its second line. */
void pm_error_set(GError **error, PmErrorCode code, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The hint in `error`'s message, or NULL; `*out_length` is the length of the first line. */
const char *pm_error_hint(const GError *error, size_t *out_length);
