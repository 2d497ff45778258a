/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a schema's text to constraints. Every schema of the given document is compiled; of other
 * documents those that references lead to. Keywords call the functions below while they are
 * compiled.
 */
#pragma once

#include "schema/compiled.h"
#include "schema/schema.h"

struct PmCompiler {
    PmArena *arena; /* of the compiled schema */
    const PmSchemaOptions *options;
    GHashTable *keywords;   /* name → Ranked, see compile.c */
    GHashTable *subschemas; /* PmNode → PmSubschema */
    GHashTable *resources;  /* URI → PmResource */
    GQueue queue;           /* of PmSubschema */
    GPtrArray *tables;      /* GHashTables that live as long as the schema */
    GPtrArray *patterns;    /* likewise PmPatterns */
};

bool pm_compiler_init(PmCompiler *compiler, PmArena *arena, const PmSchemaOptions *options);
void pm_compiler_clear(PmCompiler *compiler); /* gives up what was not stolen */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmCompiler, pm_compiler_clear)

/* Scan, resolve and compile the document; its root's schema, or NULL. */
const PmSubschema *pm_compiler_run(PmCompiler *compiler, const PmNode *root, GError **error);

/* The row of a keyword that `resource`'s vocabularies have, or NULL. */
const PmKeyword *pm_compiler_keyword(const PmCompiler *compiler, const PmResource *resource,
                                     const char *name);

/*
 * Set an error that says where in the schema: "schema at '/properties/a/type': …". Returns false.
 */
bool pm_compiler_refuse(const PmConstraint *constraint, const PmNode *at, GError **error,
                        const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The schema at `node`, which will be compiled too. */
const PmSubschema *pm_compiler_child(PmCompiler *compiler, const PmNode *node);
/* The keyword's own value, its items or its members as `schemas` (and `names`, sorted). */
bool pm_compile_schema(PmCompiler *compiler, PmConstraint *constraint, GError **error);
bool pm_compile_schemas(PmCompiler *compiler, PmConstraint *constraint, GError **error);
bool pm_compile_members(PmCompiler *compiler, PmConstraint *constraint, GError **error);
/* A whole number from 0 on as `limit`; those beyond size_t count as the largest. */
bool pm_compile_count(PmCompiler *compiler, PmConstraint *constraint, GError **error);
/* A list of different strings as `names`, in the order of the text. */
bool pm_compile_strings(PmCompiler *compiler, PmConstraint *constraint, const PmNode *list,
                        GError **error);
/* The regular expression in `text`, which lives as long as the schema. */
bool pm_compile_pattern(PmCompiler *compiler, const PmConstraint *constraint, const PmNode *at,
                        const char *text, size_t length, PmPattern **out_pattern, GError **error);
/* A constraint of the same schema that is compiled already (it stands above in the tables), or
 * NULL. */
const PmConstraint *pm_compile_sibling(const PmConstraint *constraint, const char *name);
