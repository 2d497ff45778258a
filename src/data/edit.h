/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Set, append and remove at a path, as byte splices on YAML text: comments, order, quoting, CRLF
 * and indentation of everything else survive. Setting one key changes one line.
 *
 * Paths are JSON Pointers. Values are rendered YAML scalars (data/scalar.h) or flow collections
 * made here; nothing raw from a user gets in.
 */
#pragma once

#include "base/splice.h"
#include "data/node.h"

/* libyaml, and YAML, take a key of at most 1,024 characters; escaped, this many bytes are that
 * long. */
#define PM_EDIT_MAX_KEY 200

/* The text that is edited: `span` is the YAML text (front matter without its fences), `root` its
 * tree. */
typedef struct {
    const PmSource *source;
    PmSpan span;
    const PmNode *root; /* a map, or PM_NODE_NULL for an empty text */
    PmSplices *splices; /* where the edits go */
} PmEdit;

/* One member of a new mapping: `value` is a rendered scalar or a flow list (pm_edit_flow). */
typedef struct {
    const char *key;
    const char *value;
} PmEditMember;

/*
 * Each of these looks at `root` alone and does not know what others have put into `splices`. Edits
 * of values that are there, and several new members or items of one map or list that is there, go
 * together; edits that build on one another (two members of a map that is made for the first) go
 * through pm_edit_steps(), which also checks each result.
 */

/* Rendered strings as a flow list: [a, "b c"]. */
char *pm_edit_flow(PmArena *arena, const char *const *rendered, size_t count);

/*
 * Replace the value at `pointer`, or add the key at the end of its map (after the last child's end,
 * with the map's own indentation and the text's line ends); missing parent maps are made. Comments
 * behind the old value stay. PM_ERROR_NOT_FOUND when a list index is past the end,
 * PM_ERROR_CONFLICT when an alias or a parent of another kind is in the way.
 */
bool pm_edit_set(PmEdit *edit, const char *pointer, const char *value, GError **error);
/* Add a key behind `sibling`, a member of a map of the tree. PM_ERROR_CONFLICT when an alias, an
 * anchor or a merge key is in the way. */
bool pm_edit_add_behind(PmEdit *edit, const PmNode *sibling, const char *key, const char *value,
                        GError **error);
/* Append a scalar or flow value to the list at `pointer`; the list is made where it is missing. */
bool pm_edit_append(PmEdit *edit, const char *pointer, const char *value, GError **error);
/* Append a mapping: as a block item with one line a member in a block (or new) list, in the style
 * that the list's other items have; as a flow mapping in a flow list. */
bool pm_edit_append_map(PmEdit *edit, const char *pointer, const PmEditMember *members,
                        size_t count, GError **error);
/* Remove a member or item with its line (and its whole value). */
bool pm_edit_remove(PmEdit *edit, const char *pointer, GError **error);

typedef enum {
    PM_EDIT_SET,
    PM_EDIT_APPEND,
    PM_EDIT_APPEND_MAP,
    PM_EDIT_REMOVE,
} PmEditKind;

typedef struct {
    PmEditKind kind;
    const char *pointer;
    const char *value;           /* of set and append */
    const PmEditMember *members; /* of append-map */
    size_t member_count;
} PmEditStep;

/*
 * The whole source with the steps done one after the other, each on the result of those before, and
 * each read back: the value must be there and all others must be what they were, else
 * PM_ERROR_CONFLICT, and nothing is returned. `*span` is the YAML text's, and becomes the new
 * one's.
 */
GBytes *pm_edit_steps(const PmSource *source, PmSpan *span, const PmEditStep *steps, size_t count,
                      GError **error);
