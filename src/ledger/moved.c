/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/moved.h"

#include "data/yaml.h"
#include "document/name.h"
#include "document/split.h"
#include "git/similarity.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)4 * 1024 * 1024)

bool
pm_moved_is_ours(GBytes *text)
{
    size_t length;
    const char *bytes = g_bytes_get_data(text, &length);
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source = pm_source_new(arena, "", bytes != NULL ? bytes : "", length);
    PmSplit split = pm_split(source->bytes, source->length);
    if (split.state != PM_SPLIT_FOUND)
        return false;
    const PmNode *front =
        pm_yaml_parse(arena, source, split.front, PM_YAML_TOLERANT, pm_diagnostics_new(arena));
    const PmNode *schema = pm_node_get(front, "schema");
    char *end = NULL;
    return schema != NULL && schema->text != NULL && g_ascii_strtod(schema->text, &end) == 1 &&
           *end == '\0';
}

/* Matching under way. */
typedef struct {
    PmRepository *repository;
    const GArray *here, *gone;
    GPtrArray *likeness; /* of each of `gone`, PmSimilarity *, read when it is first asked for */
    GArray *out;         /* gssize, of each of `here` */
    GHashTable *taken;   /* indexes of `gone` */
} Match;

static bool
is_taken(const Match *self, guint index)
{
    return g_hash_table_contains(self->taken, GUINT_TO_POINTER(index));
}

static void
take(Match *self, guint here, guint gone)
{
    g_array_index(self->out, gssize, here) = (gssize)gone;
    g_hash_table_add(self->taken, GUINT_TO_POINTER(gone));
}

static void
match_same(Match *self, guint index)
{
    PmOid blob = g_array_index(self->here, PmMovedHere, index).blob;
    for (guint i = 0; i < self->gone->len; i++)
        if (!is_taken(self, i) &&
            g_str_equal(g_array_index(self->gone, PmMovedGone, i).blob.hex, blob.hex)) {
            take(self, index, i);
            return;
        }
}

/* A text that is missing here, in a partial clone, is like nothing. */
static void
read_likeness(Match *self)
{
    self->likeness = g_ptr_array_new_with_free_func((GDestroyNotify)pm_similarity_free);
    for (guint i = 0; i < self->gone->len; i++) {
        const PmMovedGone *gone = &g_array_index(self->gone, PmMovedGone, i);
        g_autoptr(GBytes) text =
            is_taken(self, i) ? NULL
                              : pm_content_blob(self->repository, &gone->blob, TEXT_LIMIT, NULL);
        g_ptr_array_add(self->likeness, text == NULL ? NULL : pm_similarity_new(text));
    }
}

static void
match_like(Match *self, guint index)
{
    const PmMovedHere *here = &g_array_index(self->here, PmMovedHere, index);
    if (here->text == NULL || !g_str_has_suffix(here->path, ".md") ||
        g_hash_table_size(self->taken) == self->gone->len)
        return;
    if (self->likeness == NULL)
        read_likeness(self);
    g_autoptr(PmSimilarity) now = pm_similarity_new(here->text);
    int most = PM_SIMILARITY_RENAMED - 1;
    gssize found = -1;
    for (guint i = 0; i < self->gone->len; i++) {
        int percent = is_taken(self, i) ? 0 : pm_similarity_percent(now, self->likeness->pdata[i]);
        if (percent > most) {
            most = percent;
            found = (gssize)i;
        }
    }
    if (found >= 0)
        take(self, index, (guint)found);
}

static void
clear_here(void *data)
{
    g_clear_pointer(&((PmMovedHere *)data)->text, g_bytes_unref);
}

GArray *
pm_moved_here(void)
{
    GArray *here = g_array_new(FALSE, FALSE, sizeof(PmMovedHere));
    g_array_set_clear_func(here, clear_here);
    return here;
}

void
pm_moved_add(GArray *here, const char *path, GBytes *text)
{
    PmMovedHere one = {
        .path = path,
        .blob = pm_content_hash(g_bytes_get_data(text, NULL), g_bytes_get_size(text)),
        .text = pm_moved_is_ours(text) ? NULL : g_bytes_ref(text),
    };
    g_array_append_val(here, one);
}

GArray *
pm_moved_match(PmRepository *repository, const GArray *here, const GArray *gone)
{
    static const gssize none = -1;
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    Match self = { .repository = repository,
                   .here = here,
                   .gone = gone,
                   .out = g_array_new(FALSE, FALSE, sizeof none),
                   .taken = taken };
    for (guint i = 0; i < here->len; i++)
        g_array_append_val(self.out, none);
    for (guint i = 0; i < here->len; i++)
        match_same(&self, i);
    for (guint i = 0; i < here->len; i++)
        if (g_array_index(self.out, gssize, i) < 0)
            match_like(&self, i);
    g_clear_pointer(&self.likeness, g_ptr_array_unref);
    return self.out;
}

static GArray *
list_gone(const GPtrArray *files, GHashTable *adopted)
{
    g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < files->len; i++)
        g_hash_table_add(there, ((const PmContentEntry *)files->pdata[i])->path);
    GArray *gone = g_array_new(FALSE, FALSE, sizeof(PmMovedGone));
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(adopted), (GCompareFunc)strcmp);
    for (const GList *at = paths; at != NULL; at = at->next) {
        const PmOid *blob = g_hash_table_lookup(adopted, at->data);
        PmMovedGone one = { .path = at->data, .blob = *blob };
        if (!g_hash_table_contains(there, at->data))
            g_array_append_val(gone, one);
    }
    return gone;
}

static bool
has_bare_name(const GArray *gone)
{
    for (guint i = 0; i < gone->len; i++)
        if (!g_str_has_suffix(g_array_index(gone, PmMovedGone, i).path, ".md"))
            return true;
    return false;
}

/* What could be one that was moved. */
static GArray *
list_here(PmContent *content, const GPtrArray *files, GHashTable *adopted, const PmConfig *config,
          bool bare)
{
    GArray *here = pm_moved_here();
    for (guint i = 0; i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        bool possible = pm_name_is_document(config->documents, file->path, config->ignore) ||
                        (bare && !g_str_has_suffix(file->path, ".md") &&
                         !g_str_has_prefix(file->path, PM_CONFIG_FOLDER));
        g_autofree char *owner = possible ? pm_name_owner(file->path) : NULL;
        if (!possible || owner != NULL || g_hash_table_contains(adopted, file->path))
            continue;
        g_autoptr(GBytes) text = pm_content_read(content, file->path, config->document_limit, NULL);
        if (text != NULL)
            pm_moved_add(here, file->path, text);
    }
    return here;
}

GHashTable *
pm_moved_find(PmContent *content, const GPtrArray *files, GHashTable *adopted,
              const PmConfig *config)
{
    GHashTable *moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GArray) gone = list_gone(files, adopted);
    if (gone->len == 0)
        return moved;
    g_autoptr(GArray) here = list_here(content, files, adopted, config, has_bare_name(gone));
    g_autoptr(GArray) found = pm_moved_match(pm_content_repository(content), here, gone);
    for (guint i = 0; i < here->len; i++) {
        gssize index = g_array_index(found, gssize, i);
        if (index < 0)
            continue;
        const PmMovedGone *was = &g_array_index(gone, PmMovedGone, (guint)index);
        g_hash_table_insert(moved, g_strdup(g_array_index(here, PmMovedHere, i).path),
                            g_memdup2(&was->blob, sizeof was->blob));
    }
    return moved;
}
