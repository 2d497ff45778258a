/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a schema is compiled into, and what one validation keeps: shared by the files of this room,
 * and by nobody else. Everything compiled lives in the schema's arena and is read-only once
 * compiled.
 */
#pragma once

#include "data/node.h"
#include "schema/format.h"
#include "schema/number.h"
#include "schema/pattern.h"

typedef struct PmCompiler PmCompiler;
typedef struct PmConstraint PmConstraint;
typedef struct PmKeyword PmKeyword;
typedef struct PmRun PmRun;
typedef struct PmSeen PmSeen;
typedef struct PmWords PmWords;

/* The vocabularies of 2020-12 (core, section 8.1.2), as bits. */
enum {
    PM_VOCABULARY_CORE = 1 << 0,
    PM_VOCABULARY_APPLICATOR = 1 << 1,
    PM_VOCABULARY_UNEVALUATED = 1 << 2,
    PM_VOCABULARY_VALIDATION = 1 << 3,
    PM_VOCABULARY_META_DATA = 1 << 4,
    PM_VOCABULARY_FORMAT_ANNOTATION = 1 << 5,
    PM_VOCABULARY_FORMAT_ASSERTION = 1 << 6,
    PM_VOCABULARY_CONTENT = 1 << 7,
};

/* Kinds of instance as bits; PM_KIND_INTEGER is only in the mask of `type`. */
#define PM_KIND(kind) (1U << (kind))
#define PM_KIND_INTEGER (1U << 6)
#define PM_KIND_ANY 0x3fU

typedef struct PmSubschema PmSubschema;

/* A schema with its own base URI: a document's root, or where an `$id` is. */
typedef struct {
    const char *uri; /* absolute, without fragment */
    const PmSubschema *root;
    GHashTable *anchors; /* name → PmSubschema: $anchor and $dynamicAnchor */
    GHashTable *dynamic; /* those of $dynamicAnchor alone */
    unsigned vocabularies;
    bool foreign; /* from another document than the one that was given to be compiled */
} PmResource;

/* An object or a boolean of the schema's text, at a place where a schema stands. */
struct PmSubschema {
    const PmNode *node;
    const PmResource *resource;
    PmConstraint *constraints; /* in the order of evaluation */
    size_t count;
    bool queued; /* compiled, or about to be */
    bool tracks; /* has unevaluatedItems or unevaluatedProperties, which need to know what was seen
                  */
};

/* A name and what the schema has for it; tables of these are sorted for pm_names_find(). */
typedef struct {
    const char *name;
    size_t length;
    const PmNode *value;
    const PmSubschema *schema; /* may be NULL */
} PmName;

/* A keyword with its value, made ready. Which fields are used is up to the keyword. */
struct PmConstraint {
    const PmKeyword *keyword;
    const PmNode *value; /* in the schema's text */
    const PmSubschema *owner;
    const PmSubschema **schemas; /* one or many */
    const PmName *names;
    PmPattern **patterns;
    size_t count; /* of schemas, names or patterns */
    const PmConstraint *siblings[2];
    size_t limit;
    size_t most;
    PmDecimal number;
    unsigned kinds;
    const PmFormat *format;
    const char *anchor; /* of a $dynamicRef that may lead elsewhere */
};

/* Where a keyword holds schemas. */
typedef enum {
    PM_SHAPE_NONE,
    PM_SHAPE_SCHEMA,
    PM_SHAPE_LIST,
    PM_SHAPE_MAP,
    PM_SHAPE_LOOSE_MAP, /* `dependencies`: members that are lists are no schemas */
} PmShape;

/* A row of the keyword tables. */
struct PmKeyword {
    const char *rule; /* "schema/minimum": pm_keyword_name() is the part behind the slash */
    unsigned vocabulary;
    PmShape shape;
    unsigned kinds; /* of instances that it says something about */
    /* Refuse a bad value, fill in the constraint. NULL: any value. */
    bool (*compile)(PmCompiler *compiler, PmConstraint *constraint, GError **error);
    /* NULL: an annotation, or read by a neighbour. Reports with pm_run_fail(). */
    bool (*check)(PmRun *run, const PmConstraint *constraint, const PmNode *instance, PmSeen *seen);
    void (*describe)(PmWords *words);
};

typedef struct {
    const PmKeyword *rows;
    size_t count;
} PmKeywordGroup;

#define PM_KEYWORD_NAME_OFFSET (sizeof "schema/" - 1)
#define pm_keyword_name(keyword) ((keyword)->rule + PM_KEYWORD_NAME_OFFSET)

extern const PmKeywordGroup pm_keywords_core;
extern const PmKeywordGroup pm_keywords_value;
extern const PmKeywordGroup pm_keywords_number;
extern const PmKeywordGroup pm_keywords_text;
extern const PmKeywordGroup pm_keywords_list;
extern const PmKeywordGroup pm_keywords_object;
extern const PmKeywordGroup pm_keywords_dependent;
extern const PmKeywordGroup pm_keywords_choice;
extern const PmKeywordGroup pm_keywords_unevaluated;

/* Sort `names` once; then find one. */
void pm_names_sort(PmName *names, size_t count);
const PmName *pm_names_find(const PmName *names, size_t count, const char *name, size_t length);
