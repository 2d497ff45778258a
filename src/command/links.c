/* SPDX-License-Identifier: Apache-2.0 */
#include "command/links.h"

const char *
pm_links_service(const PmLinks *links, const char *name)
{
    char *folded = g_hash_table_lookup(links->folded, name);
    if (folded != NULL)
        return folded;
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    g_autofree char *lower = g_utf8_casefold(valid, -1);
    folded = g_utf8_normalize(lower, -1, G_NORMALIZE_NFC);
    g_hash_table_insert(links->folded, g_strdup(name), folded);
    return folded;
}

static void
index_services(PmLinks *self, guint place)
{
    const PmGist *gist = self->now->pdata[place];
    for (size_t i = 0; gist->services[i] != NULL; i++) {
        const char *name = pm_links_service(self, gist->services[i]);
        GArray *places = g_hash_table_lookup(self->by_service, name);
        if (places == NULL) {
            places = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(self->by_service, (void *)name, places);
        }
        if (places->len == 0 || g_array_index(places, guint, places->len - 1) != place)
            g_array_append_val(places, place);
    }
}

PmLinks *
pm_links_open(PmContext *context, const PmCorpus *corpus, GError **error)
{
    g_autoptr(PmLinks) self = g_new0(PmLinks, 1);
    self->context = context;
    self->corpus = corpus;
    self->gists = pm_gists_open(context);
    self->places = g_hash_table_new(g_str_hash, g_str_equal);
    self->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    self->by_service =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    self->now = pm_gists_of_corpus(self->gists, context->content, corpus, error);
    if (self->now == NULL)
        return NULL;
    for (guint i = 0; i < corpus->count; i++) {
        g_hash_table_insert(self->places, (void *)corpus->entries[i].path, GUINT_TO_POINTER(i + 1));
        index_services(self, i);
    }
    return g_steal_pointer(&self);
}

void
pm_links_close(PmLinks *links)
{
    if (links == NULL)
        return;
    pm_as_of_clear(&links->as_of);
    pm_as_of_line_clear(&links->line);
    pm_likeness_free(links->likeness);
    g_clear_pointer(&links->texts, g_array_unref);
    g_clear_pointer(&links->now, g_ptr_array_unref);
    g_hash_table_unref(links->places);
    g_hash_table_unref(links->by_service);
    g_hash_table_unref(links->folded);
    pm_gists_close(links->gists);
    g_free(links);
}

static guint
place_of(const PmLinks *links, const char *path)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(links->places, path));
}

const PmGist *
pm_links_gist(const PmLinks *links, const char *path)
{
    guint place = place_of(links, path);
    return place > 0 ? links->now->pdata[place - 1] : NULL;
}

const PmCorpusEntry *
pm_links_entry(const PmLinks *links, const char *path)
{
    guint place = place_of(links, path);
    return place > 0 ? &links->corpus->entries[place - 1] : NULL;
}

const PmAsOf *
pm_links_as_of(PmLinks *links, int64_t moment, GError **error)
{
    if (links->line.steps == NULL && !pm_as_of_line_open(links->context, &links->line, error))
        return NULL;
    gssize step = pm_line_at(links->line.steps, moment);
    if (links->has_as_of && links->as_of.step == step)
        return &links->as_of;
    pm_as_of_clear(&links->as_of);
    links->has_as_of = pm_as_of_open(links->context, links->gists, &links->line, moment,
                                     links->corpus, &links->as_of, error);
    return links->has_as_of ? &links->as_of : NULL;
}
