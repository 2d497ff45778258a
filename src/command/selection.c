/* SPDX-License-Identifier: Apache-2.0 */
#include "command/selection.h"

#include "command/gone.h"
#include "command/input.h"

#include <string.h>

/* A selection in the making. */
typedef struct {
    PmContext *context;
    const PmCorpus *corpus;
    PmSelection *out;
    GHashTable *seen; /* entries */
    bool recorded;    /* the corpus is on no disk */
} Selecting;

const PmCorpusEntry *
pm_selection_at(PmContext *context, const PmCorpus *corpus, const char *path)
{
    if (corpus == NULL)
        return NULL;
    g_autofree char *inside = pm_repository_relative(context->repository, path, NULL);
    return inside == NULL ? NULL : pm_corpus_at(context->arena, corpus, inside);
}

static void
take(Selecting *self, const PmCorpusEntry *entry)
{
    if (g_hash_table_add(self->seen, (void *)entry->path))
        g_ptr_array_add(self->out->entries, (void *)entry);
}

static bool
take_id(Selecting *self, const char *word, GError **error)
{
    const PmCorpusEntry *entry = self->recorded
                                     ? pm_corpus_resolve(self->corpus, word, error)
                                     : pm_gone_resolve(self->context, self->corpus, word, error);
    if (entry != NULL)
        take(self, entry);
    return entry != NULL;
}

/* `path` from the root on; a bare repository has no other. */
static char *
inside(const Selecting *self, const char *path)
{
    if (!pm_repository_is_bare(self->context->repository))
        return pm_repository_relative(self->context->repository, path, NULL);
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        length--;
    return g_strndup(path, length);
}

/* Said twice, it is reported once: two reports of a finding could not be told apart. */
static bool
take_file(Selecting *self, const char *word)
{
    if (!g_ptr_array_find_with_equal_func(self->out->files, word, g_str_equal, NULL))
        g_ptr_array_add(self->out->files, g_strdup(word));
    return true;
}

/* All documents below a folder; false when there are none. */
static bool
take_folder(Selecting *self, const char *path)
{
    g_autofree char *folder = self->corpus == NULL ? NULL : inside(self, path);
    if (folder == NULL)
        return false;
    g_autofree char *prefix = *folder == '\0' ? g_strdup("") : g_strconcat(folder, "/", NULL);
    bool found = false;
    for (size_t i = 0; i < self->corpus->count; i++)
        if (g_str_has_prefix(self->corpus->entries[i].path, prefix)) {
            take(self, &self->corpus->entries[i]);
            found = true;
        }
    return found;
}

/* A path from where the user is, a folder, an id. */
static bool
take_recorded(Selecting *self, const char *word, GError **error)
{
    g_autofree char *path = inside(self, word);
    for (size_t i = 0; path != NULL && i < self->corpus->count; i++)
        if (g_str_equal(self->corpus->entries[i].path, path)) {
            take(self, &self->corpus->entries[i]);
            return true;
        }
    return take_folder(self, word) || take_id(self, word, error);
}

static bool
take_missing(Selecting *self, const char *word, GError **error)
{
    g_autoptr(GError) found = NULL;
    if (self->corpus != NULL && take_id(self, word, &found))
        return true;
    const char *hint = found != NULL ? pm_error_hint(found, NULL) : NULL;
    if (found != NULL && g_str_has_prefix(found->message, "there is no"))
        pm_error_set(error, PM_ERROR_NOT_FOUND, hint, "there is no postmortem and no file '%s'",
                     word);
    else if (found != NULL)
        g_propagate_error(error, g_steal_pointer(&found));
    else
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no file '%s'", word);
    return false;
}

static bool
take_word(Selecting *self, const char *word, GError **error)
{
    if (self->recorded)
        return take_recorded(self, word, error);
    if (g_str_equal(word, PM_INPUT_STDIN))
        return take_file(self, word);
    if (!g_file_test(word, G_FILE_TEST_EXISTS))
        return take_missing(self, word, error);
    if (g_file_test(word, G_FILE_TEST_IS_DIR)) {
        if (take_folder(self, word) || (self->corpus != NULL && take_id(self, word, NULL)))
            return true;
        pm_error_set(error, PM_ERROR_NOT_FOUND, "name documents, or files",
                     "there is no postmortem in the folder '%s'", word);
        return false;
    }
    const PmCorpusEntry *entry = pm_selection_at(self->context, self->corpus, word);
    if (entry == NULL)
        return take_file(self, word);
    take(self, entry);
    return true;
}

static bool
read_all(PmContext *context, const PmCorpus *corpus, bool recorded, char **words,
         PmSelection *out_selection, GError **error)
{
    g_auto(PmSelection) selection = { .entries = g_ptr_array_new(),
                                      .files = g_ptr_array_new_with_free_func(g_free) };
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    Selecting self = {
        .context = context, .corpus = corpus, .out = &selection, .seen = seen, .recorded = recorded
    };
    for (size_t i = 0; words[i] != NULL; i++)
        if (!take_word(&self, words[i], error))
            return false;
    *out_selection = selection;
    selection = (PmSelection){ 0 };
    return true;
}

bool
pm_selection_read(PmContext *context, const PmCorpus *corpus, char **words,
                  PmSelection *out_selection, GError **error)
{
    bool bare = context->repository != NULL && pm_repository_is_bare(context->repository);
    return read_all(context, corpus, bare && corpus != NULL, words, out_selection, error);
}

bool
pm_selection_read_recorded(PmContext *context, const PmCorpus *corpus, char **words,
                           PmSelection *out_selection, GError **error)
{
    return read_all(context, corpus, true, words, out_selection, error);
}

void
pm_selection_clear(PmSelection *selection)
{
    g_clear_pointer(&selection->entries, g_ptr_array_unref);
    g_clear_pointer(&selection->files, g_ptr_array_unref);
}
