/* SPDX-License-Identifier: Apache-2.0 */
/* An entry of `external`, as a command line names it: by duty, organisation or place. */
#pragma once

#include "command/edit_fields.h"
#include "document/duty.h"

typedef struct {
    const char *which;
    /* Known once it is found: */
    size_t place;       /* in the list, from 1 */
    const char *name;   /* for people: `which`; of a place "CSIRT (nis2-early-warning)" */
    const char *handle; /* for a command; in the context's arena, as `name` is */
    const PmDuty *duty; /* in the step's arena */
} PmExternalEntry;

/* PM_ERROR_NOT_FOUND, with the names that there are: there is none, or more than one. */
bool pm_external_entry_find(const PmDocumentStep *step, PmExternalEntry *self, GError **error);
/* PM_ERROR_REFUSED: the organisation has an entry for the duty (NULL: none) already. */
bool pm_external_entry_is_first(const PmDocumentStep *step, const char *organisation,
                                const char *duty, GError **error);
/* When somebody was told, as people type it. PM_ERROR_USAGE: it is no time, or one at which it
 * can't have been, before the incident or days from now. */
bool pm_external_entry_told(const PmDocumentStep *step, const char *value, PmDeadline *out_told,
                            GError **error);

extern const PmCommand pm_external_notified;
