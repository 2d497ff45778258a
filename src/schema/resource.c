/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/resource.h"

#include "base/error.h"
#include "data/json.h"
#include "schema/dialect.h"

#include <gio/gio.h>
#include <string.h>

#define META "https://json-schema.org/draft/2020-12/"
#define URI_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED)

/* Made by glib-compile-resources of templates/meta. */
GResource *pm_schema_resources_get_resource(void);

/* RFC 3986, section 3: GLib reads ".//" and "//;" to parts that make no URI, and complains later.
 */
static bool
can_be_written(GUri *uri)
{
    const char *path = g_uri_get_path(uri);
    if (g_uri_get_host(uri) == NULL)
        return !g_str_has_prefix(path, "//");
    return *path == '\0' || *path == '/';
}

const char *
pm_resource_resolve(PmArena *arena, const char *base, const char *reference)
{
    if (reference[0] == '#')
        return pm_arena_printf(arena, "%.*s%s", (int)strcspn(base, "#"), base, reference);
    g_autoptr(GUri) parent = g_uri_parse(base, URI_FLAGS, NULL);
    g_autoptr(GUri) uri =
        parent != NULL ? g_uri_parse_relative(parent, reference, URI_FLAGS, NULL) : NULL;
    if (uri == NULL || !can_be_written(uri))
        return NULL;
    g_autofree char *text = g_uri_to_string(uri);
    return pm_arena_strdup(arena, text);
}

static const PmNode *
meta_schema(PmCompiler *compiler, const char *uri)
{
    if (!g_str_has_prefix(uri, META))
        return NULL;
    g_autofree char *name = g_path_get_basename(uri);
    g_autofree char *path = g_strdup_printf("/schema/%s.json", name);
    g_autoptr(GBytes) bytes = g_resource_lookup_data(pm_schema_resources_get_resource(), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (!bytes)
        return NULL;
    size_t length;
    const char *text = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(compiler->arena, uri, text, length);
    return pm_json_parse(compiler->arena, source, pm_diagnostics_new(compiler->arena));
}

const PmNode *
pm_resource_document(PmCompiler *compiler, const char *uri)
{
    const PmResource *known = g_hash_table_lookup(compiler->resources, uri);
    if (known)
        return known->root->node;
    const PmNode *node = meta_schema(compiler, uri);
    if (!node && compiler->options->resolver)
        node = compiler->options->resolver(uri, compiler->options->resolver_data);
    return node;
}

static PmResource *
new_resource(PmCompiler *compiler, const char *uri, unsigned vocabularies, bool foreign)
{
    PmResource *resource = pm_arena_new0(compiler->arena, PmResource, 1);
    *resource = (PmResource){
        .uri = uri,
        .anchors = g_hash_table_new(g_str_hash, g_str_equal),
        .dynamic = g_hash_table_new(g_str_hash, g_str_equal),
        .vocabularies = vocabularies,
        .foreign = foreign,
    };
    g_ptr_array_add(compiler->tables, resource->anchors);
    g_ptr_array_add(compiler->tables, resource->dynamic);
    return resource;
}

/* The resource that `$id` begins at `node`; `resource` is the one around it, or its own when a
 * document begins. */
static PmResource *
enter_id(PmCompiler *compiler, const PmNode *id, PmResource *resource, GError **error)
{
    const char *text = pm_node_string(id);
    const char *uri = text ? pm_resource_resolve(compiler->arena, resource->uri, text) : NULL;
    const char *fragment = uri ? strchr(uri, '#') : NULL;
    if (!uri || (fragment && fragment[1])) {
        pm_compiler_refuse(NULL, id, error, "must be a URI without fragment");
        return NULL;
    }
    if (fragment)
        uri = pm_arena_strndup(compiler->arena, uri, (size_t)(fragment - uri));

    const PmResource *taken = g_hash_table_lookup(compiler->resources, uri);
    if (!resource->root)
        resource->uri = uri;
    else
        resource = new_resource(compiler, uri, resource->vocabularies, resource->foreign);
    if (taken && taken != resource) {
        pm_compiler_refuse(NULL, id, error, "another schema has the id '%s' already", uri);
        return NULL;
    }
    g_hash_table_insert(compiler->resources, (void *)uri, resource);
    return resource;
}

static bool
add_anchor(PmCompiler *compiler, PmSubschema *schema, PmResource *resource, const char *keyword,
           GError **error)
{
    const PmNode *anchor = pm_node_get(schema->node, keyword);
    if (!anchor)
        return true;
    const char *name = pm_node_string(anchor);
    if (!name || !*name ||
        !strchr("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", name[0]) ||
        name[strspn(name, "-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")])
        return pm_compiler_refuse(NULL, anchor, error,
                                  "must be a name of letters, digits, '-', '.' and '_'");
    const PmSubschema *taken = g_hash_table_lookup(resource->anchors, name);
    if (taken && taken != schema)
        return pm_compiler_refuse(NULL, anchor, error, "another schema has the anchor '%s' already",
                                  name);
    g_hash_table_insert(resource->anchors, (void *)name, schema);
    if (strcmp(keyword, "$dynamicAnchor") == 0) {
        g_hash_table_insert(resource->dynamic, (void *)name, schema);
        pm_compiler_child(compiler, schema->node); /* any $dynamicRef may lead here */
    }
    return true;
}

static bool scan(PmCompiler *compiler, const PmNode *node, PmResource *resource, GError **error);

static bool
scan_keyword(PmCompiler *compiler, const PmNode *value, PmResource *resource, GError **error)
{
    const PmKeyword *keyword = pm_compiler_keyword(compiler, resource, value->key);
    if (!keyword || keyword->shape == PM_SHAPE_NONE)
        return true;
    if (keyword->shape == PM_SHAPE_SCHEMA)
        return scan(compiler, value, resource, error);
    bool map = keyword->shape != PM_SHAPE_LIST;
    if (value->kind != (map ? PM_NODE_MAP : PM_NODE_LIST))
        return pm_compiler_refuse(
            NULL, value, error, map ? "must be an object of schemas" : "must be a list of schemas");
    for (size_t i = 0; i < value->count; i++) {
        bool loose = keyword->shape == PM_SHAPE_LOOSE_MAP && value->items[i]->kind == PM_NODE_LIST;
        if (!loose && !scan(compiler, value->items[i], resource, error))
            return false;
    }
    return true;
}

/* Register the schema at `node` and those in it. */
static bool
scan(PmCompiler *compiler, const PmNode *node, PmResource *resource, GError **error)
{
    if (node->kind != PM_NODE_MAP && node->kind != PM_NODE_BOOLEAN)
        return pm_compiler_refuse(NULL, node, error, "must be a schema: an object, true or false");
    if (g_hash_table_contains(compiler->subschemas, node))
        return true;
    const PmNode *id = pm_node_get(node, "$id");
    if (id && !(resource = enter_id(compiler, id, resource, error)))
        return false;

    PmSubschema *schema = pm_arena_new0(compiler->arena, PmSubschema, 1);
    *schema = (PmSubschema){ .node = node, .resource = resource };
    g_hash_table_insert(compiler->subschemas, (void *)node, schema);
    if (!resource->root) {
        resource->root = schema;
        if (!pm_dialect_read(compiler, node, resource, error))
            return false;
    }
    if (!resource->foreign)
        pm_compiler_child(compiler, node);
    if (!add_anchor(compiler, schema, resource, "$anchor", error) ||
        !add_anchor(compiler, schema, resource, "$dynamicAnchor", error))
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!scan_keyword(compiler, node->items[i], resource, error))
            return false;
    return true;
}

const PmResource *
pm_resource_add(PmCompiler *compiler, const PmNode *root, const char *uri, bool foreign,
                GError **error)
{
    PmResource *resource = new_resource(compiler, uri, PM_DIALECT_DEFAULT, foreign);
    g_hash_table_insert(compiler->resources, (void *)uri, resource);
    return scan(compiler, root, resource, error) ? resource : NULL;
}

/* The schema at a node that may be at a place where none is expected: below an unknown keyword,
 * say. */
static const PmSubschema *
schema_at(PmCompiler *compiler, const PmNode *node, GError **error)
{
    const PmSubschema *around = NULL;
    for (const PmNode *at = node; at && !around; at = at->parent)
        around = g_hash_table_lookup(compiler->subschemas, at);
    g_assert(around); /* the document's root at the latest */
    if (around->node != node && !scan(compiler, node, (PmResource *)around->resource, error))
        return NULL;
    return pm_compiler_child(compiler, node);
}

static const PmResource *
find_resource(PmCompiler *compiler, const char *uri, GError **error)
{
    const PmResource *resource = g_hash_table_lookup(compiler->resources, uri);
    if (resource)
        return resource;
    const PmNode *root = pm_resource_document(compiler, uri);
    return root ? pm_resource_add(compiler, root, uri, true, error) : NULL;
}

/* What a fragment means in `resource`: nothing the root, "/…" a JSON Pointer, else an anchor. */
static const PmSubschema *
follow_fragment(PmCompiler *compiler, const PmResource *resource, const char *fragment,
                const char **out_anchor, GError **error)
{
    if (*fragment && *fragment != '/') {
        const PmSubschema *found = g_hash_table_lookup(resource->anchors, fragment);
        if (found && g_hash_table_lookup(resource->dynamic, fragment) == found)
            *out_anchor = pm_arena_strdup(compiler->arena, fragment);
        return found ? pm_compiler_child(compiler, found->node) : NULL;
    }
    const PmNode *node = pm_node_at(resource->root->node, fragment);
    return node ? schema_at(compiler, node, error) : NULL;
}

const PmSubschema *
pm_resource_follow(PmCompiler *compiler, const PmConstraint *constraint, const char **out_anchor,
                   GError **error)
{
    const PmNode *value = constraint->value;
    const char *text = pm_node_string(value);
    const char *base = constraint->owner->resource->uri;
    const char *uri = text ? pm_resource_resolve(compiler->arena, base, text) : NULL;
    if (!uri) {
        pm_compiler_refuse(constraint, value, error, "must be a URI reference");
        return NULL;
    }
    size_t length = strcspn(uri, "#");
    const char *document = pm_arena_strndup(compiler->arena, uri, length);
    g_autofree char *fragment = g_uri_unescape_string(uri[length] ? uri + length + 1 : "", NULL);

    GError *why = NULL;
    const PmSubschema *found = NULL;
    const PmResource *resource = find_resource(compiler, document, &why);
    if (resource && fragment)
        found = follow_fragment(compiler, resource, fragment, out_anchor, &why);
    if (!found && !why)
        pm_compiler_refuse(constraint, value, &why,
                           resource ? "'%s' leads nowhere" : "there is no document for '%s'", text);
    if (why)
        g_propagate_error(error, why);
    return found;
}
