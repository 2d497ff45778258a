/* SPDX-License-Identifier: Apache-2.0 */
#include "command/gone.h"

#include "base/text.h"
#include "document/name.h"

#include <string.h>

static bool
may_look(const PmContext *context)
{
    return context->repository != NULL && !pm_repository_is_bare(context->repository) &&
           !pm_repository_config_bool(context->repository, "core.sparseCheckout", false);
}

static bool
is_there(const PmContext *context, const char *path)
{
    g_autofree char *file =
        g_build_filename(pm_repository_workdir(context->repository), path, NULL);
    return g_file_test(file, G_FILE_TEST_EXISTS) || g_file_test(file, G_FILE_TEST_IS_SYMLINK);
}

static bool
is_in(PmContent *index, const char *path)
{
    PmContentEntry staged = { 0 };
    bool there = index != NULL && pm_content_find(index, path, &staged, NULL);
    g_free(staged.path);
    return there;
}

GPtrArray *
pm_gone_list(PmContext *context, const PmCorpus *corpus, PmGone which)
{
    GPtrArray *gone = g_ptr_array_new();
    g_autoptr(PmContent) index = which == PM_GONE_BY_ACCIDENT && may_look(context)
                                     ? pm_content_index(context->repository, NULL)
                                     : NULL;
    const PmConfig *config = corpus->config;
    PmOid tip;
    if (!may_look(context) || !pm_repository_resolve(context->repository, "HEAD", &tip, NULL))
        return gone;
    g_autoptr(PmContent) head = pm_content_commit(context->repository, &tip, NULL);
    g_autoptr(GPtrArray) files =
        head != NULL ? pm_content_list(head, config->documents, NULL) : NULL;
    size_t listed = 0; /* both are in the order of paths: the disk is asked only for the others */
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        while (listed < corpus->count && strcmp(corpus->entries[listed].path, path) < 0)
            listed++;
        if (listed < corpus->count && g_str_equal(corpus->entries[listed].path, path))
            continue;
        if (pm_name_is_document(config->documents, path, config->ignore) &&
            !is_there(context, path) && (which == PM_GONE_ANYHOW || is_in(index, path)))
            g_ptr_array_add(gone, (void *)pm_corpus_at(context->arena, corpus, path));
    }
    return gone;
}

const char *
pm_gone_command(PmContext *context, const PmCorpusEntry *entry)
{
    g_autoptr(PmContent) index = pm_content_index(context->repository, NULL);
    bool there = is_in(index, entry->path);
    g_autofree char *top = g_strconcat(":/", entry->path, NULL);
    g_autofree char *word =
        *context->prefix == '\0' ? pm_text_shell_word(entry->path) : g_shell_quote(top);
    return pm_arena_printf(context->arena, "git restore %s%s", there ? "" : "--staged --worktree ",
                           word);
}

void
pm_gone_refuse(PmContext *context, const PmCorpusEntry *entry, GError **error)
{
    pm_error_set(error, PM_ERROR_STATE, pm_gone_command(context, entry), "%s: " PM_GONE_WHAT,
                 entry->id);
}

const PmCorpusEntry *
pm_gone_resolve(PmContext *context, const PmCorpus *corpus, const char *word, GError **error)
{
    g_autoptr(GError) found = NULL;
    const PmCorpusEntry *entry = pm_corpus_resolve(corpus, word, &found);
    if (entry != NULL)
        return entry;
    g_autoptr(GPtrArray) gone = pm_gone_list(context, corpus, PM_GONE_ANYHOW);
    PmCorpusEntry *entries = pm_arena_new0(context->arena, PmCorpusEntry, gone->len + 1);
    for (guint i = 0; i < gone->len; i++)
        entries[i] = *(const PmCorpusEntry *)gone->pdata[i];
    const PmCorpus missing = { .config = corpus->config, .entries = entries, .count = gone->len };
    entry = gone->len > 0 ? pm_corpus_resolve(&missing, word, NULL) : NULL;
    if (entry != NULL)
        pm_gone_refuse(context, entry, error);
    else
        g_propagate_error(error, g_steal_pointer(&found));
    return NULL;
}

void
pm_gone_report(PmContext *context, const PmCorpus *corpus, PmReport *report)
{
    g_autoptr(GPtrArray) gone = pm_gone_list(context, corpus, PM_GONE_BY_ACCIDENT);
    for (guint i = 0; i < gone->len; i++) {
        const PmCorpusEntry *entry = gone->pdata[i];
        PmDiagnostics *found = pm_diagnostics_new(context->arena);
        pm_diagnostics_add(found, &(PmDiagnostic){ .rule = "file/unreadable",
                                                   .severity = PM_SEVERITY_ERROR,
                                                   .path = entry->path,
                                                   .message = PM_GONE_WHAT,
                                                   .command = pm_gone_command(context, entry) });
        pm_report_document(report, entry->path, found);
    }
}
