/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids of a document's items, which are given once: a ticket, a sign-off or a message may still name
 * one that is gone.
 */
#pragma once

#include "command/document_write.h"

/* All ids that `list` ("evidence") has, or had in a version that the branch knows. A set of
 * strings; g_hash_table_unref(). */
GHashTable *pm_item_ids(const PmDocumentStep *step, const char *list, GError **error);

/* The one behind the highest of them: "E3". g_free() */
char *pm_item_ids_next(GHashTable *ids, char letter);
