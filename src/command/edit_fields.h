/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "key=value" as people type it, to edits of the front matter.
 */
#pragma once

#include "command/document_write.h"

/*
 * One assignment: "severity=2", "times.started=16:58", "actions.A1.owner=payments", "tags+=retry",
 * "tags-=retry", "summary=" (removes). PM_ERROR_USAGE says what is wrong with its form; whether the
 * key and the value may be is for the admission of the result.
 */
bool pm_edit_assign(PmDocumentStep *step, const char *assignment, GError **error);

/* PM_ERROR_USAGE: `text` is no assignment; the hint has `example`, "severity=2". */
bool pm_edit_is_assignment(const char *text, const char *example, GError **error);
/* PM_ERROR_REFUSED: what `assignment` says is another person's to say, by a verb that asks who. */
bool pm_edit_is_own(const PmDocumentStep *step, const char *assignment, GError **error);

/* When somebody outside was told, as people type it, as it is written. NULL with PM_ERROR_USAGE. */
const char *pm_edit_notified(const PmDocumentStep *step, const char *value, GError **error);

/* An item for a list of maps ("findings", "actions"): its members as people type them; those that
 * are NULL are left out. */
typedef struct {
    const char *key, *value;
} PmEditGiven;
bool pm_edit_add_item(PmDocumentStep *step, const char *list, const PmEditGiven *members,
                      size_t count, GError **error);

/* PM_ERROR_NOT_FOUND: `list` of the document has no item `id`; the hint has those that it has. */
void pm_edit_no_item(const PmDocument *document, const char *list, const char *id, GError **error);
