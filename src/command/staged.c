/* SPDX-License-Identifier: Apache-2.0 */
#include "command/staged.h"

#include "command/check_config.h"
#include "command/checking.h"
#include "command/target.h"
#include "command/write.h"
#include "document/name.h"

#include <string.h>

/* Index against HEAD, as far as the ledger looks. */
typedef struct {
    PmContext *context;
    PmContent *index;
    PmContent *head; /* NULL: unborn */
    const PmCorpus *corpus;
    PmArena *arena;
    PmDiagnostics *diagnostics;
    GPtrArray *changed; /* const PmCorpusEntry * */
} Staged;

static bool
is_signoff(const char *path)
{
    return strstr(path, ".signoffs/") != NULL;
}

static void
refuse(Staged *self, const char *rule, const char *path, const char *what)
{
    PmDiagnostic *found = pm_diagnostics_add(
        self->diagnostics, &(PmDiagnostic){ .rule = rule,
                                            .severity = PM_SEVERITY_ERROR,
                                            .path = pm_arena_strdup(self->arena, path),
                                            .message = what });
    if (found != NULL)
        found->command =
            pm_arena_printf(self->arena, "git restore --staged --source=HEAD -- '%s'", path);
}

/* What HEAD has and the index lacks or has otherwise. */
static bool
compare_with_head(Staged *self, GError **error)
{
    const PmConfig *config = self->context->config;
    g_autoptr(GPtrArray) files = pm_content_list(self->head, config->documents, error);
    if (files == NULL)
        return false;
    for (guint i = 0; i < files->len; i++) {
        const PmContentEntry *then = files->pdata[i];
        PmContentEntry now = { 0 };
        bool there = pm_content_find(self->index, then->path, &now, NULL);
        bool same = there && g_str_equal(now.blob.hex, then->blob.hex);
        if (!there && is_signoff(then->path))
            refuse(self, "signoff/append-only", then->path, "a sign-off would be deleted");
        else if (!there && pm_name_is_document(config->documents, then->path, config->ignore))
            refuse(self, "document/deleted", then->path,
                   "a document would be deleted; one is withdrawn instead");
        else if (there && !same && is_signoff(then->path))
            refuse(self, "signoff/append-only", then->path, "a sign-off would be changed");
        g_free(now.path);
    }
    return true;
}

static void
collect_changed(Staged *self)
{
    for (size_t i = 0; i < self->corpus->count; i++) {
        const PmCorpusEntry *entry = &self->corpus->entries[i];
        PmContentEntry then = { 0 };
        bool same = self->head != NULL && pm_content_find(self->head, entry->path, &then, NULL) &&
                    g_str_equal(then.blob.hex, entry->blob.hex);
        if (!same)
            g_ptr_array_add(self->changed, (void *)entry);
        g_free(then.path);
    }
}

/*
 * git reads the index before it locks it, and can write an old one back: a version that an ancestor
 * had, while the working file still has the tip's, is that and no edit.
 */
static void
refuse_stale(Staged *self)
{
    g_autoptr(PmContent) worktree = pm_content_worktree(self->context->repository, NULL);
    for (guint i = 0; worktree != NULL && self->head != NULL && i < self->changed->len; i++) {
        const PmCorpusEntry *entry = self->changed->pdata[i];
        PmContentEntry then = { 0 };
        g_autoptr(GBytes) bytes =
            pm_content_read(worktree, entry->path, self->context->config->document_limit, NULL);
        size_t length = 0;
        const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
        if (data != NULL && pm_content_find(self->head, entry->path, &then, NULL)) {
            PmOid blob = pm_content_hash(data, length);
            if (g_str_equal(blob.hex, then.blob.hex))
                refuse(self, "document/stale", entry->path,
                       "an older version would be committed over the current one");
        }
        g_free(then.path);
    }
}

static bool
open_states(Staged *self, GError **error)
{
    PmOid head;
    g_autoptr(GError) unborn = NULL;
    self->index = pm_content_index(self->context->repository, error);
    if (self->index == NULL)
        return false;
    if (pm_repository_resolve(self->context->repository, "HEAD", &head, &unborn))
        self->head = pm_content_commit(self->context->repository, &head, error);
    else if (!g_error_matches(unborn, PM_ERROR, PM_ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&unborn));
    else
        return true;
    return self->head != NULL;
}

/*
 * The config that would be committed, which may be another than the working tree's. Once a broken
 * one is in, no command works any more.
 */
static bool
take_config(Staged *self, PmReport *report, bool *out_broken, GError **error)
{
    PmContext *context = self->context;
    PmContentEntry entry = { 0 };
    bool staged = pm_content_find(self->index, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    const PmConfig *config = NULL;
    if (staged && !pm_check_config_run(context, self->index, report, &config, error))
        return false;
    *out_broken = staged && config == NULL;
    if (config != NULL)
        context->config = config;
    if (staged || *context->config->ledger != '\0')
        return true;
    pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init", "there is no ledger here");
    return false;
}

static int
check_documents(Staged *self, PmReport *report, GError **error)
{
    g_autoptr(PmChecker) checker = pm_target_checker(self->context, error);
    self->corpus = checker == NULL
                       ? NULL
                       : pm_corpus_open(self->arena, self->index, self->context->config, error);
    if (self->corpus == NULL || (self->head != NULL && !compare_with_head(self, error)))
        return -1;
    collect_changed(self);
    refuse_stale(self);
    size_t refused = pm_diagnostics_count_of(self->diagnostics, PM_SEVERITY_ERROR);
    PmChecking checking = { .context = self->context,
                            .content = self->index,
                            .corpus = self->corpus,
                            .checker = checker,
                            .today = pm_write_today(self->context),
                            .refused = &refused };
    pm_report_document(report, NULL, self->diagnostics);
    if (!pm_checking_run(&checking,
                         (const PmCorpusEntry *const *)(const void *)self->changed->pdata,
                         self->changed->len, report, error))
        return -1;
    int code = pm_checking_finish(report);
    if (code == PM_EXIT_OK || refused > 0)
        return code;
    pm_context_hint(self->context, "drafts may be committed with these errors");
    return PM_EXIT_OK;
}

static int
check(Staged *self, const char *format, GError **error)
{
    bool broken = false;
    PmReport *report = pm_checking_report(self->context, format, error);
    if (report == NULL)
        return -1;
    int code = -1;
    if (take_config(self, report, &broken, error))
        code = broken ? pm_checking_finish(report) : check_documents(self, report, error);
    if (code < 0)
        pm_report_free(report);
    return code;
}

int
pm_staged_run(PmContext *context, const char *format, GError **error)
{
    if (context->repository == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init", "there is no ledger here");
        return -1;
    }
    g_autoptr(GPtrArray) changed = g_ptr_array_new();
    Staged self = { .context = context,
                    .arena = context->arena,
                    .diagnostics = pm_diagnostics_new(context->arena),
                    .changed = changed };
    int code = open_states(&self, error) ? check(&self, format, error) : -1;
    pm_content_close(self.head);
    pm_content_close(self.index);
    return code;
}
