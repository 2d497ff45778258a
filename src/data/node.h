/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value tree with byte spans: what YAML front matter, a config and a JSON Schema are read into.
 * The shared read-only model; it lives in an arena and borrows nothing.
 */
#pragma once

#include "base/source.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PM_NODE_NULL,
    PM_NODE_BOOLEAN,
    PM_NODE_NUMBER,
    PM_NODE_STRING,
    PM_NODE_LIST,
    PM_NODE_MAP,
} PmNodeKind;

typedef enum {
    PM_STYLE_PLAIN, /* plain scalar; JSON true, null and numbers */
    PM_STYLE_SINGLE,
    PM_STYLE_DOUBLE,
    PM_STYLE_LITERAL,
    PM_STYLE_FOLDED,
    PM_STYLE_BLOCK, /* collections */
    PM_STYLE_FLOW,
} PmNodeStyle;

typedef struct PmNode PmNode;
struct PmNode {
    PmNodeKind kind;
    PmNodeStyle style;
    PmSpan span;       /* the value, in the source; of block collections: from the first key or dash
                        * to the end of the last child */
    PmSpan written;    /* the same with its anchor and tag; of an alias: the alias itself */
    PmSpan key_span;   /* of a map's member: its key; else empty */
    const char *key;   /* of a map's member: the decoded key, NUL after the end; else NULL */
    size_t key_length; /* a key may hold NUL */
    const char *text;  /* string: decoded; number: its lexeme; null, boolean: as written; NUL after
                          the end */
    size_t length;
    bool boolean;         /* of PM_NODE_BOOLEAN */
    bool anchored;        /* has a YAML anchor of its own */
    bool aliased;         /* came through a YAML alias: its span is the anchored original's */
    bool merged;          /* came through a YAML merge key; `written` is the merge key's value */
    size_t count;         /* of a list or map */
    PmNode *const *items; /* of a list or map, in the order of the text */
    const PmNode *parent; /* NULL at the root */
    size_t position;      /* among the parent's items */
    PmNode **index;       /* private to node.c: look-up for large maps */
};

/* Members. A duplicate key never gets into a tree (the first is kept). */
const PmNode *pm_node_get(const PmNode *map, const char *key); /* NULL: not a map, or no such key */
const PmNode *pm_node_get_length(const PmNode *map, const char *key, size_t length);
/* One step of a JSON Pointer: a token of it, escapes and all. */
const PmNode *pm_node_child(const PmNode *node, const char *token, size_t length);
/* RFC 6901 JSON Pointer; "" is the node itself. NULL where it leads nowhere. */
const PmNode *pm_node_at(const PmNode *node, const char *pointer);
/* The RFC 6901 pointer from the root to `node`. */
char *pm_node_pointer(PmArena *arena, const PmNode *node);

bool pm_node_is(const PmNode *node, PmNodeKind kind); /* NULL-safe */
/* The decoded text of a string without NUL in it, else NULL. NULL-safe. */
const char *pm_node_string(const PmNode *node);
/* A number without a fraction that fits (1.0 and 1e3 count), else false. NULL-safe. */
bool pm_node_integer(const PmNode *node, int64_t *out_value);
/* The same value: kind and text, lists in order, maps in any order of their keys. Both NULL are,
 * too.
 */
bool pm_node_equal(const PmNode *a, const PmNode *b);
const char *
pm_node_kind_name(const PmNode *node); /* JSON Schema's names: "object", "array", "string" … */

/*
 * Compact JSON, keys in the order of the text, numbers as canonical JSON numbers. Appends to `out`.
 */
void pm_node_write_json(const PmNode *node, GString *out);

/* Told of each member whose key a map has already; the member is left out. */
typedef void (*PmNodeDuplicate)(const PmNode *first, const PmNode *again, void *data);

/* For parsers: give a list or map its items, and them their parent. */
void pm_node_adopt(PmArena *arena, PmNode *collection, PmNode *const *items, size_t count,
                   PmNodeDuplicate found, void *data);
