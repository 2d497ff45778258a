/* SPDX-License-Identifier: Apache-2.0 */
#include "git/walk.h"

#include "git/shallow.h"

#include <string.h>

#define COMMIT_MAX ((size_t)16 * 1024 * 1024)

struct PmWalk {
    const PmRepository *repository;
    GHashTable *nodes; /* git_oid * → PmWalkNode * */
    GSequence *queue;
    guint64 turn;
    bool cut;
};

static guint
hash_id(gconstpointer key)
{
    guint hash = 0;

    memcpy(&hash, ((const git_oid *)key)->id, sizeof(hash));
    return hash;
}

static gboolean
equal_ids(gconstpointer a, gconstpointer b)
{
    return git_oid_equal(a, b);
}

static void
node_free(gpointer data)
{
    PmWalkNode *node = data;

    g_free(node->parent_ids);
    g_free(node->parents);
    g_free(node->data);
    g_free(node);
}

PmWalk *
pm_walk_new(const PmRepository *repository)
{
    PmWalk *walk = g_new0(PmWalk, 1);

    walk->repository = repository;
    walk->nodes = g_hash_table_new_full(hash_id, equal_ids, NULL, node_free);
    walk->queue = g_sequence_new(NULL);
    return walk;
}

void
pm_walk_free(PmWalk *walk)
{
    if (walk == NULL)
        return;
    g_sequence_free(walk->queue);
    g_hash_table_unref(walk->nodes);
    g_free(walk);
}

bool
pm_walk_is_cut(const PmWalk *walk)
{
    return walk->cut;
}

/* "tree <id>\n" or "parent <id>\n" at `*cursor`, which moves behind it. */
static bool
read_id(const char **cursor, const char *name, git_oid *out_id)
{
    size_t length = strlen(name);

    if (strncmp(*cursor, name, length) != 0 || strnlen(*cursor + length, 41) < 41 ||
        (*cursor)[length + 40] != '\n' || git_oid_fromstrn(out_id, *cursor + length, 40) != 0)
        return false;
    *cursor += length + 41;
    return true;
}

/* The seconds behind the last '>' of the committer line. */
static int64_t
read_time(const char *headers)
{
    const char *end = strstr(headers, "\n\n");
    const char *line = strstr(headers, "\ncommitter ");

    if (line == NULL || (end && line > end))
        return 0;
    size_t length = strcspn(line + 1, "\n");
    const char *closing = memrchr(line + 1, '>', length);
    guint64 seconds = closing ? g_ascii_strtoull(closing + 1, NULL, 10) : 0;
    return (int64_t)MIN(seconds, (guint64)G_MAXINT64 / 2);
}

static PmWalkNode *
read_node(PmWalk *walk, const git_oid *id, GError **error)
{
    g_autoptr(git_odb_object) object =
        pm_native_object(walk->repository, id, GIT_OBJECT_COMMIT, COMMIT_MAX, error);
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(git_oid));
    git_oid tree, parent;

    if (object == NULL)
        return NULL;
    const char *cursor = git_odb_object_data(object); /* libgit2 puts a NUL behind it */
    if (!read_id(&cursor, "tree ", &tree)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, "run: git fsck", "commit %s names no tree",
                     pm_native_oid(id).hex);
        return NULL;
    }
    while (read_id(&cursor, "parent ", &parent))
        g_array_append_val(parents, parent);
    PmWalkNode *node = g_new0(PmWalkNode, 1);
    git_oid_cpy(&node->id, id);
    git_oid_cpy(&node->tree, &tree);
    node->time = read_time(cursor - 1);
    if (pm_shallow_has(walk->repository, id)) {
        walk->cut = true;
        return node;
    }
    node->parent_count = parents->len;
    node->parent_ids = (git_oid *)(void *)g_array_free(g_steal_pointer(&parents), FALSE);
    return node;
}

PmWalkNode *
pm_walk_node(PmWalk *walk, const git_oid *id, GError **error)
{
    PmWalkNode *node = g_hash_table_lookup(walk->nodes, id);

    if (node)
        return node;
    node = read_node(walk, id, error);
    if (node)
        g_hash_table_insert(walk->nodes, &node->id, node);
    return node;
}

PmWalkNode *
pm_walk_tip(PmWalk *walk, const PmOid *tip, GError **error)
{
    git_oid id;

    return pm_native_oid_parse(tip, &id, error) ? pm_walk_node(walk, &id, error) : NULL;
}

bool
pm_walk_parents(PmWalk *walk, PmWalkNode *node, GError **error)
{
    if (node->parents)
        return true;
    g_autofree PmWalkNode **parents = g_new0(PmWalkNode *, node->parent_count + 1);
    for (guint i = 0; i < node->parent_count; i++) {
        parents[i] = pm_walk_node(walk, &node->parent_ids[i], error);
        if (parents[i] == NULL)
            return false;
    }
    node->parents = g_steal_pointer(&parents);
    return true;
}

static int
compare_turns(gconstpointer a, gconstpointer b, gpointer unused)
{
    const PmWalkNode *left = a;
    const PmWalkNode *right = b;

    (void)unused;
    if (left->time != right->time)
        return left->time > right->time ? -1 : 1;
    return left->queued < right->queued ? -1 : left->queued > right->queued;
}

void
pm_walk_push(PmWalk *walk, PmWalkNode *node)
{
    if (node->queued)
        return;
    node->queued = ++walk->turn;
    g_sequence_insert_sorted(walk->queue, node, compare_turns, NULL);
}

bool
pm_walk_is_empty(const PmWalk *walk)
{
    return g_sequence_is_empty(walk->queue);
}

PmWalkNode *
pm_walk_pop(PmWalk *walk)
{
    GSequenceIter *first = g_sequence_get_begin_iter(walk->queue);

    if (g_sequence_iter_is_end(first))
        return NULL;
    PmWalkNode *node = g_sequence_get(first);
    g_sequence_remove(first);
    return node;
}

/* Read everything behind `tip`, and count each node's children. */
static bool
load_all(PmWalk *walk, PmWalkNode *tip, GError **error)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_new();

    g_ptr_array_add(pending, tip);
    while (pending->len > 0) {
        PmWalkNode *node = g_ptr_array_steal_index_fast(pending, pending->len - 1);
        if (!pm_walk_parents(walk, node, error))
            return false;
        for (guint i = 0; i < node->parent_count; i++) {
            if (node->parents[i]->children++ == 0)
                g_ptr_array_add(pending, node->parents[i]);
        }
    }
    return true;
}

GPtrArray *
pm_walk_order(PmWalk *walk, PmWalkNode *tip, GError **error)
{
    g_autoptr(GPtrArray) order = g_ptr_array_new();

    if (!load_all(walk, tip, error))
        return NULL;
    pm_walk_push(walk, tip);
    for (PmWalkNode *node = pm_walk_pop(walk); node; node = pm_walk_pop(walk)) {
        g_ptr_array_add(order, node);
        for (guint i = 0; i < node->parent_count; i++) {
            if (--node->parents[i]->children == 0)
                pm_walk_push(walk, node->parents[i]);
        }
    }
    for (guint i = 0; i < order->len / 2; i++) {
        gpointer other = order->pdata[order->len - 1 - i];
        order->pdata[order->len - 1 - i] = order->pdata[i];
        order->pdata[i] = other;
    }
    return g_steal_pointer(&order);
}
