/* SPDX-License-Identifier: Apache-2.0 */
#include "command/as_of.h"

#include "command/configuration.h"
#include "command/line_moves.h"

#include <string.h>

bool
pm_as_of_line_open(PmContext *context, PmAsOfLine *out_line, GError **error)
{
    PmOid tip;
    *out_line = (PmAsOfLine){ .steps = NULL };
    if (pm_repository_resolve(context->repository, "HEAD", &tip, NULL))
        out_line->steps = pm_line_read(context->repository, &tip, &out_line->cut, error);
    else
        out_line->steps = g_array_new(FALSE, FALSE, sizeof(PmLineStep));
    return out_line->steps != NULL;
}

void
pm_as_of_line_clear(PmAsOfLine *line)
{
    g_clear_pointer(&line->steps, g_array_unref);
}

void
pm_as_of_clear(PmAsOf *as_of)
{
    g_clear_pointer(&as_of->gists, g_ptr_array_unref);
    g_clear_pointer(&as_of->moved, g_hash_table_unref);
    g_clear_pointer(&as_of->names, g_hash_table_unref);
}

const char *
pm_as_of_now(const PmAsOf *as_of, const char *path)
{
    const char *now = g_hash_table_lookup(as_of->moved, path);
    return now != NULL ? now : path;
}

/* Before there was a ledger, its documents may have been there, where they are today. */
static const PmConfig *
config_of(PmContext *context, PmContent *content)
{
    g_autoptr(GError) found = NULL;
    const PmConfig *config = pm_configuration_read(context, content, &found);
    return config != NULL ? config : context->config;
}

static GHashTable *
paths_of(const PmCorpus *corpus)
{
    GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < corpus->count; i++)
        g_hash_table_add(paths, (void *)corpus->entries[i].path);
    return paths;
}

/* Which documents of then have another name now. */
static bool
follow(PmContext *context, const PmAsOfLine *line, const PmCorpus *now, PmAsOf *self,
       GError **error)
{
    g_autoptr(GHashTable) there = paths_of(now);
    g_autoptr(PmLineMoves) moves = pm_line_moves_new(context, line->steps, self->prefix);
    for (size_t i = 0; i < self->corpus->count; i++) {
        const char *path = self->corpus->entries[i].path;
        if (!g_hash_table_contains(there, path))
            pm_line_moves_watch(moves, path);
    }
    if (!pm_line_moves_forward(moves, (guint)self->step, error))
        return false;
    for (size_t i = 0; i < self->corpus->count; i++) {
        const char *path = self->corpus->entries[i].path;
        const char *name = pm_line_moves_name(moves, path);
        if (!g_str_equal(name, path))
            g_hash_table_insert(self->moved, (void *)path, pm_arena_strdup(context->arena, name));
        g_hash_table_add(self->names, (void *)pm_as_of_now(self, path));
    }
    return true;
}

bool
pm_as_of_open(PmContext *context, PmGists *gists, const PmAsOfLine *line, int64_t moment,
              const PmCorpus *now, PmAsOf *out, GError **error)
{
    g_auto(PmAsOf) self = { .step = pm_line_at(line->steps, moment),
                            .moved = g_hash_table_new(g_str_hash, g_str_equal),
                            .names = g_hash_table_new(g_str_hash, g_str_equal) };
    if (self.step >= 0) {
        const PmLineStep *step = &g_array_index(line->steps, PmLineStep, self.step);
        g_autoptr(PmContent) content = pm_content_commit(context->repository, &step->commit, error);
        if (content == NULL)
            return false;
        const PmConfig *config = config_of(context, content);
        self.prefix =
            g_str_equal(config->documents, now->config->documents) ? config->documents : "";
        self.corpus = pm_corpus_open(context->arena, content, config, error);
        self.gists =
            self.corpus != NULL ? pm_gists_of_corpus(gists, content, self.corpus, error) : NULL;
        if (self.gists == NULL || !follow(context, line, now, &self, error))
            return false;
    }
    *out = self;
    self = (PmAsOf){ .step = -1 };
    return true;
}

/* A document's past, as it is walked back. */
typedef struct {
    PmGists *gists;
    GArray *actions;   /* PmAsOfSince, those of one document behind each other */
    GHashTable *first; /* path → the place of its first action, from 1 */
} Back;

/* This version of `path` (its name of then) came with a step: which of the actions does it have? */
static void
see(void *data, const char *path, const PmLineVersion *version)
{
    const Back *self = data;
    const PmGist *gist = pm_gists_of_blob(self->gists, &version->blob);
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(self->first, path));
    for (guint i = place - 1; i < self->actions->len; i++) {
        PmAsOfSince *since = &g_array_index(self->actions, PmAsOfSince, i);
        if (!g_str_equal(since->path, path))
            return;
        if (pm_gist_action(gist, since->action) == NULL)
            continue;
        since->step = version->step;
        since->from_birth = version->first;
    }
}

bool
pm_as_of_since(PmContext *context, PmGists *gists, const PmAsOfLine *line, const PmAsOf *as_of,
               GArray *actions, GError **error)
{
    g_autoptr(PmLineMoves) moves = pm_line_moves_new(context, line->steps, as_of->prefix);
    g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal);
    Back back = { .gists = gists, .actions = actions, .first = first };
    PmLineEye eye = { see, &back };
    for (guint i = 0; i < actions->len; i++) {
        const char *path = g_array_index(actions, PmAsOfSince, i).path;
        if (g_hash_table_contains(first, path))
            continue;
        g_hash_table_insert(first, (void *)path, GUINT_TO_POINTER(i + 1));
        pm_line_moves_watch(moves, path);
    }
    return actions->len == 0 || pm_line_moves_back(moves, (guint)as_of->step, &eye, error);
}
