/* SPDX-License-Identifier: Apache-2.0 */
#include "git/tree_cache.h"

#define SLOTS 64
#define BYTES_MAX ((size_t)16 * 1024 * 1024)

typedef struct {
    git_oid id;
    PmRawTreeCheck check;
    PmRawTree *tree; /* NULL: free */
    size_t bytes;
    guint64 used;
} Slot;

struct PmTreeCache {
    GMutex lock;
    Slot slots[SLOTS];
    size_t bytes;
    guint64 turn;
};

PmTreeCache *
pm_tree_cache_new(void)
{
    PmTreeCache *cache = g_new0(PmTreeCache, 1);

    g_mutex_init(&cache->lock);
    return cache;
}

static void
drop(PmTreeCache *cache, Slot *slot)
{
    cache->bytes -= slot->bytes;
    slot->bytes = 0;
    g_clear_pointer(&slot->tree, pm_raw_tree_free);
}

void
pm_tree_cache_free(PmTreeCache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        drop(cache, &cache->slots[i]);
    g_mutex_clear(&cache->lock);
    g_free(cache);
}

static Slot *
find(PmTreeCache *cache, const git_oid *id)
{
    for (size_t i = 0; i < SLOTS; i++) {
        Slot *slot = &cache->slots[i];
        if (slot->tree != NULL && git_oid_equal(&slot->id, id))
            return slot;
    }
    return NULL;
}

PmRawTree *
pm_tree_cache_find(PmTreeCache *cache, const git_oid *id, PmRawTreeCheck check)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&cache->lock);
    Slot *slot = find(cache, id);

    if (slot == NULL || slot->check < check)
        return NULL;
    slot->used = ++cache->turn;
    return g_atomic_rc_box_acquire(slot->tree);
}

/* That which nobody asked for the longest; a free one before it, unless it must be `taken`. */
static Slot *
oldest(PmTreeCache *cache, bool taken)
{
    Slot *found = NULL;

    for (size_t i = 0; i < SLOTS; i++) {
        Slot *slot = &cache->slots[i];
        if (slot->tree == NULL && !taken)
            return slot;
        if (slot->tree != NULL && (found == NULL || slot->used < found->used))
            found = slot;
    }
    return found;
}

void
pm_tree_cache_keep(PmTreeCache *cache, const git_oid *id, PmRawTreeCheck check, PmRawTree *tree)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&cache->lock);
    size_t bytes = git_odb_object_size(tree->object) + tree->entries->len * sizeof(PmRawEntry);
    Slot *slot = find(cache, id);

    if (bytes > BYTES_MAX / 4)
        return;
    if (slot != NULL)
        drop(cache, slot);
    while (cache->bytes > 0 && cache->bytes + bytes > BYTES_MAX)
        drop(cache, oldest(cache, true));
    slot = oldest(cache, false);
    drop(cache, slot);
    git_oid_cpy(&slot->id, id);
    slot->check = check;
    slot->tree = g_atomic_rc_box_acquire(tree);
    slot->bytes = bytes;
    slot->used = ++cache->turn;
    cache->bytes += bytes;
}
