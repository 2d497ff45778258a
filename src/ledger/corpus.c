/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/corpus.h"

#include "base/text.h"
#include "document/name.h"
#include "ledger/moved.h"

#include <string.h>

GHashTable *
pm_corpus_adopted(PmContent *content, GError **error)
{
    g_autoptr(GHashTable) adopted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes =
        pm_content_read(content, PM_CONFIG_ADOPTED, 64 * PM_CONFIG_LIMIT, &found);
    if (bytes == NULL) {
        if (g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND))
            return g_steal_pointer(&adopted);
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        if (strlen(lines[i]) < 43 || strspn(lines[i], "0123456789abcdef") != 40 ||
            strncmp(lines[i] + 40, "  ", 2) != 0)
            continue;
        PmOid *blob = g_new0(PmOid, 1);
        memcpy(blob->hex, lines[i], 40);
        g_hash_table_insert(adopted, g_strdup(lines[i] + 42), blob);
    }
    return g_steal_pointer(&adopted);
}

char *
pm_corpus_adopted_text(const PmContentEntry *const *entries, size_t count)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s  %s\n", entries[i]->blob.hex, entries[i]->path);
    return g_string_free(text, FALSE);
}

static void
fill(PmArena *arena, PmCorpusEntry *entry, const PmConfig *config, const char *path,
     const PmOid *adopted)
{
    g_autofree char *id = pm_name_id(config->documents, path, adopted != NULL);
    entry->path = pm_arena_strdup(arena, path);
    entry->id = pm_arena_strdup(arena, id);
    entry->adopted = adopted != NULL;
    if (adopted != NULL)
        entry->adopted_blob = *adopted;
}

const PmCorpus *
pm_corpus_open(PmArena *arena, PmContent *content, const PmConfig *config, GError **error)
{
    g_autoptr(GHashTable) adopted = pm_corpus_adopted(content, error);
    if (adopted == NULL)
        return NULL;
    g_autoptr(GPtrArray) files = pm_content_list(content, config->documents, error);
    if (files == NULL)
        return NULL;
    g_autoptr(GHashTable) moved = pm_moved_find(content, files, adopted, config);
    PmCorpus *corpus = pm_arena_new0(arena, PmCorpus, 1);
    PmCorpusEntry *entries = pm_arena_new0(arena, PmCorpusEntry, files->len);
    for (guint i = 0; i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        const PmOid *then = g_hash_table_lookup(adopted, file->path);
        if (then == NULL)
            then = g_hash_table_lookup(moved, file->path);
        if (then == NULL && !pm_name_is_document(config->documents, file->path, config->ignore))
            continue;
        PmCorpusEntry *entry = &entries[corpus->count++];
        fill(arena, entry, config, file->path, then);
        entry->blob = file->blob;
        entry->stamp = file->stamp;
        corpus->adopted_count += entry->adopted ? 1 : 0;
    }
    corpus->config = config;
    corpus->entries = entries;
    return corpus;
}

const PmCorpusEntry *
pm_corpus_at(PmArena *arena, const PmCorpus *corpus, const char *path)
{
    for (size_t i = 0; i < corpus->count; i++)
        if (g_str_equal(corpus->entries[i].path, path))
            return &corpus->entries[i];
    if (!pm_name_is_document(corpus->config->documents, path, corpus->config->ignore))
        return NULL;
    PmCorpusEntry *entry = pm_arena_new0(arena, PmCorpusEntry, 1);
    fill(arena, entry, corpus->config, path, NULL);
    return entry;
}

static void
not_found(const PmCorpus *corpus, const char *word, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (size_t i = 0; i < corpus->count; i++)
        g_ptr_array_add(ids, (void *)corpus->entries[i].id);
    g_ptr_array_add(ids, NULL);
    const char *closest = pm_text_closest(word, (const char *const *)ids->pdata);
    /* a mistyped part: compare with the ids' own parts, "chekout" in 2026-01-14-checkout-504 */
    for (size_t i = 0; closest == NULL && i < corpus->count; i++) {
        g_auto(GStrv) parts = g_strsplit_set(corpus->entries[i].id, "-/", -1);
        if (pm_text_closest(word, (const char *const *)parts) != NULL)
            closest = corpus->entries[i].id;
    }
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                            : g_strdup("'git postmortem list' shows them all");
    pm_error_set(error, PM_ERROR_NOT_FOUND, hint, "there is no postmortem '%s'", word);
}

static bool
is_exactly(const PmCorpusEntry *entry, const char *word)
{
    return g_str_equal(entry->id, word) || g_str_equal(entry->path, word);
}

const PmCorpusEntry *
pm_corpus_resolve(const PmCorpus *corpus, const char *word, GError **error)
{
    g_autofree char *composed = g_utf8_validate(word, -1, NULL)
                                    ? g_utf8_normalize(word, -1, G_NORMALIZE_NFC)
                                    : g_strdup(word);
    const PmCorpusEntry *match = NULL;
    size_t count = 0;
    g_autoptr(GString) several = g_string_new("it could be ");
    for (size_t i = 0; i < corpus->count; i++) {
        const PmCorpusEntry *entry = &corpus->entries[i];
        if (is_exactly(entry, composed) || is_exactly(entry, word))
            return entry;
        if (*composed == '\0' || strstr(entry->id, composed) == NULL)
            continue;
        match = entry;
        if (++count <= 5)
            g_string_append_printf(several, "%s%s", count > 1 ? ", " : "", entry->id);
    }
    if (count == 1)
        return match;
    if (count == 0) {
        not_found(corpus, word, error);
        return NULL;
    }
    if (count > 5)
        g_string_append_printf(several, " and %zu more", count - 5);
    pm_error_set(error, PM_ERROR_NOT_FOUND, several->str, "'%s' is part of %zu ids", word, count);
    return NULL;
}
