/* SPDX-License-Identifier: Apache-2.0 */
/* Members and items of flow collections: [a, b] and {a: 1}. Private to the edit*.c files. */
#pragma once

#include "data/edit_text.h"

/* True when the collection has brackets to put something into: in [a: b] the map has none. */
bool pm_edit_flow_has_brackets(const PmEdit *edit, const PmNode *collection);
/* Add `text` behind the last item, in the way that the items are laid out. */
void pm_edit_flow_add(PmEdit *edit, const PmNode *collection, const char *text);
/* The same behind `item`. */
void pm_edit_flow_add_behind(PmEdit *edit, const PmNode *item, const char *text);
/* Remove an item or a member with the comma that parts it from its neighbour. */
void pm_edit_flow_remove(PmEdit *edit, const PmNode *item);
