/* SPDX-License-Identifier: Apache-2.0 */
/* An entry of `external`, as a command line names it: by duty, organisation or place. */
#pragma once

#include "command/edit_fields.h"

typedef struct {
    const char *which;
    size_t place; /* in the list, from 1; known once it is found */
} PmExternalEntry;

/* PM_ERROR_NOT_FOUND, with the names that there are: there is none, or more than one. */
bool pm_external_entry_find(const PmDocumentStep *step, PmExternalEntry *self, GError **error);

extern const PmCommand pm_external_notified;
