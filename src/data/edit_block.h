/* SPDX-License-Identifier: Apache-2.0 */
/* Members and items of block collections: lines. Private to the edit*.c files. */
#pragma once

#include "data/edit_text.h"

/* Add a member with the map's own indentation, on the lines behind the last one. */
void pm_edit_block_add(PmEdit *edit, const PmNode *map, const PmEditNew *new);
/* The same on the lines behind `sibling`, one of its members. */
void pm_edit_block_add_behind(PmEdit *edit, const PmNode *sibling, const PmEditNew *new);
/* Add the first member to a text without one. */
void pm_edit_block_add_first(PmEdit *edit, const PmEditNew *new);
/* Add an item: `value`, or a map of `members` where it is NULL. */
void pm_edit_block_add_item(PmEdit *edit, const PmNode *list, const char *value,
                            const PmEditMember *members, size_t count);
/* Give a block map's member that has nothing (or [] or {}) lines below its key. */
void pm_edit_block_fill(PmEdit *edit, const PmNode *node, const PmEditNew *new);
/* Put `text` in the place of any value. */
void pm_edit_block_replace(PmEdit *edit, const PmNode *node, const char *text);
/* Remove one of several members or items, with its lines. */
void pm_edit_block_remove(PmEdit *edit, const PmNode *node);
