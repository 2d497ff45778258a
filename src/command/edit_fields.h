/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "key=value" as people type it, to edits of the front matter.
 */
#pragma once

#include "config/config.h"
#include "data/edit.h"
#include "document/document.h"

/*
 * One assignment: "severity=2", "times.started=16:58", "actions.A1.owner=payments", "tags+=retry",
 * "tags-=retry", "summary=" (removes). PM_ERROR_USAGE says what is wrong with it; an unknown key
 * gets a suggestion.
 */
bool pm_edit_assign(PmEdit *edit, const PmDocument *document, const PmConfig *config,
                    const char *assignment, GError **error);

/* The members of a new item ("findings", "actions") as people type them, rendered; appended as one
 * item. */
bool pm_edit_add_item(PmEdit *edit, const char *list, const char *const *assignments,
                      const PmConfig *config, const PmDocument *document, GError **error);

/* A time as people type it ("16:58", "2026-01-14 16:58", RFC 3339, "now" is the caller's) to RFC
 * 3339 in UTC; a time alone is on the day of times.started, else of `today`. NULL when it is none.
 * g_free() */
char *pm_edit_time(const char *text, const PmDocument *document, const PmConfig *config,
                   const char *today);

/* The next free id of a list: "F3". g_free() */
char *pm_edit_next_id(const PmNode *list, char letter);
