/* SPDX-License-Identifier: Apache-2.0 */
#include "command/item_ids.h"

#include "ledger/story.h"

static void
take_ids(GHashTable *ids, const PmNode *list)
{
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++) {
        const char *id = pm_node_string(pm_node_get(list->items[i], "id"));
        if (id != NULL)
            g_hash_table_add(ids, g_strdup(id));
    }
}

/* A version that can't be read has no ids that anybody could have seen. */
static void
take_version(GHashTable *ids, PmRepository *repository, const PmStoryEvent *event, const char *list)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmContent) tree = pm_content_commit(repository, &event->past.commit, NULL);
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, event->path, PM_CONFIG_DOCUMENT_MOST, NULL) : NULL;
    if (bytes == NULL)
        return;
    const PmDocument *document =
        pm_document_load(arena, pm_target_source(arena, event->path, bytes), NULL,
                         PM_DOCUMENT_FRONT, NULL, pm_diagnostics_new(arena));
    take_ids(ids, pm_node_get(document->front, list));
}

GHashTable *
pm_item_ids(const PmDocumentStep *step, const char *list, GError **error)
{
    PmRepository *repository = step->context->repository;
    PmStoryQuestion question = { .arena = step->arena,
                                 .repository = repository,
                                 .tip = *step->tip_oid };
    bool cut;
    g_autoptr(GArray) events = pm_story_of(&question, step->document->source->name, &cut, error);
    if (events == NULL)
        return NULL;
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    take_ids(ids, pm_node_get(step->document->front, list));
    for (guint i = 0; i < events->len; i++) {
        const PmStoryEvent *event = &g_array_index(events, PmStoryEvent, i);
        if (event->past.has & PM_STORY_DOCUMENT)
            take_version(ids, repository, event, list);
    }
    return ids;
}

char *
pm_item_ids_next(GHashTable *ids, char letter)
{
    guint64 highest = 0, number;
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        if (((const char *)id)[0] == letter &&
            g_ascii_string_to_unsigned((const char *)id + 1, 10, 0, 1000000, &number, NULL))
            highest = MAX(highest, number);
    return g_strdup_printf("%c%" G_GUINT64_FORMAT, letter, highest + 1);
}
