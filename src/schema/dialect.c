/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/dialect.h"

#include "base/error.h"
#include "schema/resource.h"

#include <string.h>

#define OURS "https://json-schema.org/draft/2020-12/schema"
#define VOCABULARIES "https://json-schema.org/draft/2020-12/vocab/"

static const struct {
    const char *name;
    unsigned bit;
} vocabularies[] = {
    { "core", PM_VOCABULARY_CORE },
    { "applicator", PM_VOCABULARY_APPLICATOR },
    { "unevaluated", PM_VOCABULARY_UNEVALUATED },
    { "validation", PM_VOCABULARY_VALIDATION },
    { "meta-data", PM_VOCABULARY_META_DATA },
    { "format-annotation", PM_VOCABULARY_FORMAT_ANNOTATION },
    { "format-assertion", PM_VOCABULARY_FORMAT_ASSERTION },
    { "content", PM_VOCABULARY_CONTENT },
};

#define SINCE_2019                                                                                 \
    "'items' with a list is 'prefixItems' now, 'additionalItems' is 'items', '$recursiveRef' and " \
    "'$recursiveAnchor' are '$dynamicRef' and '$dynamicAnchor'"
#define SINCE_7                                                                                    \
    SINCE_2019 ", 'definitions' is '$defs', 'dependencies' is 'dependentRequired' or "             \
               "'dependentSchemas', "                                                              \
               "'$id' with a '#name' is '$anchor', and keywords beside '$ref' count"
#define SINCE_4 SINCE_7 ", 'id' is '$id', and 'exclusiveMinimum' and 'exclusiveMaximum' are numbers"

/* The older drafts, and what a schema of theirs has to change. */
static const struct {
    const char *part; /* of the URI */
    const char *name;
    const char *differences;
} older[] = {
    { "json-schema.org/draft/2019-09/", "2019-09", SINCE_2019 },
    { "json-schema.org/draft-07/", "draft-07", SINCE_7 },
    { "json-schema.org/draft-06/", "draft-06", SINCE_7 },
    { "json-schema.org/draft-04/", "draft-04", SINCE_4 },
    { "json-schema.org/draft-03/", "draft-03", SINCE_4 },
};

static bool
refuse(const PmNode *at, const char *uri, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(older); i++) {
        if (strstr(uri, older[i].part)) {
            g_autofree char *hint = g_strdup_printf("in 2020-12, %s", older[i].differences);
            pm_error_set(error, PM_ERROR_FAILED, hint,
                         "the schema is written in JSON Schema %s, only 2020-12 is read",
                         older[i].name);
            return false;
        }
    }
    return pm_compiler_refuse(NULL, at, error, "unknown dialect '%s', only '" OURS "' is read",
                              uri);
}

static unsigned
vocabulary_bit(const char *uri)
{
    for (size_t i = 0; i < G_N_ELEMENTS(vocabularies); i++)
        if (g_str_has_prefix(uri, VOCABULARIES) &&
            strcmp(uri + strlen(VOCABULARIES), vocabularies[i].name) == 0)
            return vocabularies[i].bit;
    return 0;
}

static bool
read_vocabularies(const PmNode *list, PmResource *resource, GError **error)
{
    if (list->kind != PM_NODE_MAP)
        return pm_compiler_refuse(NULL, list, error, "must be an object");
    resource->vocabularies = PM_VOCABULARY_CORE;
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *member = list->items[i];
        unsigned bit = vocabulary_bit(member->key);
        bool required = member->kind == PM_NODE_BOOLEAN && member->boolean;
        if (bit == 0 && required)
            return pm_compiler_refuse(NULL, member, error,
                                      "unknown vocabulary '%s', which is required", member->key);
        resource->vocabularies |= bit;
    }
    return true;
}

bool
pm_dialect_read(PmCompiler *compiler, const PmNode *node, PmResource *resource, GError **error)
{
    const PmNode *declared = pm_node_get(node, "$schema");
    if (!declared)
        return true;
    const char *uri = pm_node_string(declared);
    if (!uri)
        return pm_compiler_refuse(NULL, declared, error, "must be a URI");

    g_autofree char *plain = g_strndup(uri, strcspn(uri, "#"));
    resource->vocabularies = PM_DIALECT_DEFAULT;
    if (strcmp(plain, OURS) == 0)
        return true;
    const PmNode *meta = pm_resource_document(compiler, plain);
    if (!meta)
        return refuse(declared, uri, error);
    const PmNode *list = pm_node_get(meta, "$vocabulary");
    const char *above = pm_node_string(pm_node_get(meta, "$schema"));
    if (!list && above && !g_str_has_prefix(above, OURS))
        return refuse(declared, above, error);
    return !list || read_vocabularies(list, resource, error);
}
