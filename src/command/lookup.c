/* SPDX-License-Identifier: Apache-2.0 */
#include "command/lookup.h"

#define EVIDENCE_LIMIT ((size_t)512 * 1024 * 1024)

struct PmLookup {
    PmCheckLookups face;
    PmContent *content;
    GHashTable *by_id; /* id → GPtrArray of paths */
    GMutex lock;       /* a PmContent is one thread's at a time */
};

static bool
path_exists(const char *path, void *data)
{
    PmLookup *self = data;
    PmContentEntry entry = { 0 };
    g_mutex_lock(&self->lock);
    bool found = pm_content_find(self->content, path, &entry, NULL);
    g_mutex_unlock(&self->lock);
    g_free(entry.path);
    return found;
}

static char *
digest(const char *path, void *data)
{
    PmLookup *self = data;
    g_mutex_lock(&self->lock);
    g_autoptr(GBytes) bytes = pm_content_read(self->content, path, EVIDENCE_LIMIT, NULL);
    g_mutex_unlock(&self->lock);
    return bytes == NULL ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

static const char *
other_with_id(const char *id, const char *path, void *data)
{
    const PmLookup *self = data;
    const GPtrArray *paths = g_hash_table_lookup(self->by_id, id);
    for (guint i = 0; paths != NULL && i < paths->len; i++)
        if (!g_str_equal(paths->pdata[i], path))
            return paths->pdata[i];
    return NULL;
}

static bool
id_exists(const char *id, void *data)
{
    const PmLookup *self = data;
    return g_hash_table_contains(self->by_id, id);
}

PmLookup *
pm_lookup_new(PmContent *content, const PmCorpus *corpus, const char *today)
{
    PmLookup *self = g_new0(PmLookup, 1);
    g_mutex_init(&self->lock);
    self->content = content;
    self->by_id =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (size_t i = 0; corpus != NULL && i < corpus->count; i++) {
        const PmCorpusEntry *entry = &corpus->entries[i];
        GPtrArray *paths = g_hash_table_lookup(self->by_id, entry->id);
        if (paths == NULL) {
            paths = g_ptr_array_new();
            g_hash_table_insert(self->by_id, (void *)entry->id, paths);
        }
        g_ptr_array_add(paths, (void *)entry->path);
    }
    self->face = (PmCheckLookups){ .path_exists = content != NULL ? path_exists : NULL,
                                   .digest = content != NULL ? digest : NULL,
                                   .other_with_id = corpus != NULL ? other_with_id : NULL,
                                   .id_exists = corpus != NULL ? id_exists : NULL,
                                   .data = self,
                                   .loose = content == NULL,
                                   .today = today };
    return self;
}

void
pm_lookup_free(PmLookup *lookup)
{
    if (lookup == NULL)
        return;
    g_hash_table_unref(lookup->by_id);
    g_mutex_clear(&lookup->lock);
    g_free(lookup);
}

const PmCheckLookups *
pm_lookup_get(const PmLookup *lookup)
{
    return &lookup->face;
}
