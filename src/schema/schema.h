/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Schema 2020-12 over nodes (json-schema.org/draft/2020-12: core and validation). A schema is
 * compiled once and then read-only: any number of threads may validate with it, each with its own
 * arena.
 */
#pragma once

#include "base/diagnostic.h"
#include "data/node.h"

typedef struct PmSchema PmSchema;

/*
 * How `$ref`s to other documents are found: given the absolute URI without its fragment, return the
 * document's root (living at least as long as the schema) or NULL. There is no network.
 */
typedef const PmNode *(*PmSchemaResolver)(const char *uri, void *data);

typedef struct {
    const char *base_uri;      /* of the root where it has no $id; may be NULL */
    PmSchemaResolver resolver; /* may be NULL: only the schema itself and the meta-schemas */
    void *resolver_data;
    bool assert_formats; /* format-assertion instead of format-annotation */
} PmSchemaOptions;

/* `root` must outlive the schema. PM_ERROR_FAILED with a message that names the place in the schema
 * when it is not one (unknown $schema, bad keyword, unresolvable $ref, bad pattern). An older draft
 * is refused with the keywords that differ as the hint. */
PmSchema *pm_schema_compile(const PmNode *root, const PmSchemaOptions *options, GError **error);
void pm_schema_free(PmSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSchema, pm_schema_free)

/* Is it valid? The quick answer, without diagnostics. */
bool pm_schema_accepts(const PmSchema *schema, const PmNode *instance);

/*
 * The same, with a finding for each failing leaf: rule `schema/<keyword>`, severity error, spans in
 * `source`, instance_path, schema_path; message in plain words ("unknown key 'sevrity'", "'hig' is
 * not one of …"), label "did you mean 'severity'?" where one is near. For anyOf/oneOf the closest
 * branch.
 */
bool pm_schema_validate(const PmSchema *schema, const PmNode *instance, const PmSource *source,
                        PmDiagnostics *diagnostics);
