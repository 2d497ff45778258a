/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and columns of a text that is edited, and how new values are written. Private to the
 * edit*.c files.
 */
#pragma once

#include "data/edit.h"

#include <glib.h>

/* What is added: `keys` (decoded, outermost first) around a value, which is rendered text, or a
 * list with one map of `members` where `value` is NULL. */
typedef struct {
    char *const *keys;
    size_t key_count;
    const char *value;
    const PmEditMember *members;
    size_t member_count;
} PmEditNew;

size_t pm_edit_line_start(const PmEdit *edit, size_t at);
size_t pm_edit_line_end(const PmEdit *edit, size_t at);   /* before its line end */
size_t pm_edit_line_after(const PmEdit *edit, size_t at); /* behind its line end */
/* In code points, as libyaml counts indentation. */
size_t pm_edit_column(const PmEdit *edit, size_t at);
/* Only spaces stand before `at` on its line. */
bool pm_edit_is_first(const PmEdit *edit, size_t at);
/* The line end that the text has around `at`. */
const char *pm_edit_line_break(const PmEdit *edit, size_t at);

void pm_edit_insert(PmEdit *edit, size_t at, const char *text);
void pm_edit_delete(PmEdit *edit, size_t start, size_t end);
/* An earlier edit has put something in at this very place. */
bool pm_edit_has_insertion(const PmEdit *edit, size_t at);

/* Where a member (with its key) or an item ends. */
size_t pm_edit_end(const PmNode *node);

/* Append spaces, a line break and spaces, a quoted key with its colon. */
void pm_edit_append_break(GString *out, const char *line_break, size_t column);
void pm_edit_append_key(GString *out, const char *key);
/* Append a new member as lines of a block whose keys are at `column`; the first line's indentation
 * is there already. */
void pm_edit_append_block(const PmEdit *edit, GString *out, const char *line_break, size_t column,
                          const PmEditNew *new);
/* Append the members of one map as lines, the first where the text is. */
void pm_edit_append_members(GString *out, const char *line_break, size_t column,
                            const PmEditMember *members, size_t count);
/* Append the same as part of a flow collection, without braces around it. */
void pm_edit_append_flow(GString *out, const PmEditNew *new);
void pm_edit_append_flow_map(GString *out, const PmEditMember *members, size_t count);
