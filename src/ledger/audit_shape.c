/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pass over names and kinds of files: a file of a ledger is the same file to everybody. What
 * some systems take for one file, what leads elsewhere, and what changes bytes at checkout is not.
 */
#include "ledger/audit_step.h"

#include "document/name.h"

#include <string.h>

/* A file or folder by its folded path, and how many files are below it, or are it. */
typedef struct {
    char *path;
    size_t count;
} Place;

static void
place_free(void *data)
{
    Place *place = data;
    g_free(place->path);
    g_free(place);
}

/* Every folder of a path, and the path itself: calls with each of them. */
static void
each_part(const char *path, void (*take)(PmAudit *audit, const char *part), PmAudit *audit)
{
    for (const char *end = path; *end != '\0'; end++)
        if (*end == '/') {
            g_autofree char *folder = g_strndup(path, (size_t)(end - path));
            take(audit, folder);
        }
    take(audit, path);
}

static void
leave(PmAudit *audit, const char *part)
{
    g_autofree char *key = pm_name_fold(part);
    Place *place = g_hash_table_lookup(audit->places, key);
    if (place != NULL && g_str_equal(place->path, part) && --place->count == 0)
        g_hash_table_remove(audit->places, key);
}

static void
enter(PmAudit *audit, const char *part)
{
    g_autofree char *key = pm_name_fold(part);
    Place *place = g_hash_table_lookup(audit->places, key);
    if (place == NULL) {
        place = g_new0(Place, 1);
        place->path = g_strdup(part);
        g_hash_table_insert(audit->places, g_steal_pointer(&key), place);
    }
    if (g_str_equal(place->path, part))
        place->count++;
    else if (audit->commit != NULL)
        pm_audit_report(audit, "document/twin", part,
                        pm_arena_printf(audit->arena,
                                        "some systems take it for '%s', which is there",
                                        place->path));
}

/* Documents and sign-offs are judged where they are read. */
static void
judge_kind(PmAudit *audit, const PmTreeDelta *delta)
{
    g_autofree char *attributes = g_strconcat(audit->documents_folder, ".gitattributes", NULL);
    unsigned kind = delta->new_mode & 0170000;
    if (g_str_has_suffix(delta->path, "/.gitattributes") && !g_str_equal(delta->path, attributes))
        pm_audit_report(
            audit, "policy/attributes", delta->path,
            pm_arena_printf(audit->arena, "attributes of the documents belong in %s", attributes));
    if (strstr(delta->path, ".evidence/") != NULL && kind != 0100000)
        pm_audit_report(audit, "document/mode", delta->path,
                        kind == 0120000 ? "it is a symbolic link" : "it is a submodule");
}

/* What was there before the ledger is as it is. */
static void
begin(PmAudit *audit, PmContent *before)
{
    audit->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, place_free);
    g_autoptr(GPtrArray) files =
        before != NULL ? pm_content_list(before, audit->documents_folder, NULL) : NULL;
    const char *commit = audit->commit;
    audit->commit = NULL;
    for (guint i = 0; files != NULL && i < files->len; i++)
        each_part(((const PmContentEntry *)files->pdata[i])->path, enter, audit);
    audit->commit = commit;
}

void
pm_audit_shape(PmAudit *audit, const PmAuditStep *step, const GPtrArray *deltas)
{
    /* the walk over all of them looks at this; and a whole repository is more than a ledger */
    if (pm_audit_is_partial(audit) || *audit->documents_folder == '\0')
        return;
    if (audit->places == NULL)
        begin(audit, step->old_tree);
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (delta->new_mode == 0)
            each_part(delta->path, leave, audit);
    }
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (delta->old_mode == 0)
            each_part(delta->path, enter, audit);
        if (delta->new_mode != 0 && delta->new_mode != delta->old_mode)
            judge_kind(audit, delta);
    }
}

static bool
has_name(const GPtrArray *names, const char *name)
{
    return names != NULL &&
           g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

/* `folded`: of the other name, which is another. Most names of most trees are ASCII. */
static bool
is_twin(const char *name, const char *folded)
{
    if (g_str_is_ascii(name))
        return g_ascii_strcasecmp(name, folded) == 0;
    g_autofree char *own = pm_name_fold(name);
    return g_str_equal(own, folded);
}

/* A folder of the ledger, and what else its parent ("" or "docs/") has. */
static void
judge_folder(PmAudit *audit, const PmAuditStep *step, const char *parent, const char *name)
{
    g_autofree char *folded = pm_name_fold(name);
    g_autoptr(GPtrArray) names = pm_history_names(step->new_tree, parent, NULL);
    g_autoptr(GPtrArray) before = NULL;
    for (guint i = 0; has_name(names, name) && i < names->len; i++) {
        const char *other = names->pdata[i];
        if (g_str_equal(other, name) || !is_twin(other, folded))
            continue;
        if (before == NULL && step->old_tree != NULL)
            before = pm_history_names(step->old_tree, parent, NULL);
        if (has_name(before, name) && has_name(before, other))
            continue;
        pm_audit_report(
            audit, "document/twin", pm_arena_printf(audit->arena, "%s%s", parent, other),
            pm_arena_printf(audit->arena, "some systems take it for '%s%s', which the ledger is in",
                            parent, name));
    }
}

void
pm_audit_shape_above(PmAudit *audit, const PmAuditStep *step)
{
    if (pm_audit_is_partial(audit))
        return;
    judge_folder(audit, step, "", ".postmortem");
    g_auto(GStrv) parts = g_strsplit(audit->documents_folder, "/", -1);
    g_autoptr(GString) parent = g_string_new(NULL);
    for (char **part = parts; *part != NULL && **part != '\0'; part++) {
        judge_folder(audit, step, parent->str, *part);
        g_string_append_printf(parent, "%s/", *part);
    }
}

GVariant *
pm_audit_places_pack(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(ayt)"));
    GHashTableIter iterator;
    void *place;
    if (audit->places == NULL)
        return g_variant_builder_end(&builder);
    g_hash_table_iter_init(&iterator, audit->places);
    while (g_hash_table_iter_next(&iterator, NULL, &place))
        g_variant_builder_add(&builder, "(^ayt)", ((const Place *)place)->path,
                              (guint64)((const Place *)place)->count);
    return g_variant_builder_end(&builder);
}

bool
pm_audit_places_unpack(PmAudit *audit, GVariant *packed)
{
    if (g_variant_n_children(packed) == 0)
        return true; /* the first step that has a file there begins, as ever */
    audit->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, place_free);
    for (gsize i = 0; i < g_variant_n_children(packed); i++) {
        const char *path;
        guint64 count;
        g_variant_get_child(packed, i, "(^&ayt)", &path, &count);
        Place *place = g_new0(Place, 1);
        place->path = g_strdup(path);
        place->count = (size_t)count;
        g_hash_table_insert(audit->places, pm_name_fold(path), place);
    }
    return true;
}
