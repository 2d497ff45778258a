/* SPDX-License-Identifier: Apache-2.0 */
#include "command/staged.h"

#include "command/check_config.h"
#include "command/checking.h"
#include "command/configuration.h"
#include "command/plain_file.h"
#include "command/policy_commit.h"
#include "command/proofs.h"
#include "command/since.h"
#include "command/target.h"
#include "command/write.h"
#include "document/name.h"
#include "git/history.h"
#include "ledger/audit.h"

#include <string.h>

/* Index against HEAD, as far as the ledger looks. */
typedef struct {
    PmContext context; /* whose content is the index, and whose config is its own */
    PmContent *head;   /* NULL: unborn */
    PmOid head_oid;
    const PmConfig *head_config; /* or NULL */
    PmAudit *audit;              /* of HEAD, when it is first asked for */
    const PmCorpus *corpus;
    PmDiagnostics *diagnostics;
    GPtrArray *changed; /* const PmCorpusEntry * */
    const char *since;  /* or NULL */
    bool hook;
} Staged;

static void
staged_clear(Staged *self)
{
    g_clear_pointer(&self->context.content, pm_content_close);
    g_clear_pointer(&self->audit, pm_audit_free);
    g_clear_pointer(&self->head, pm_content_close);
    g_clear_pointer(&self->changed, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Staged, staged_clear)

static bool
is_signoff(const char *path)
{
    return strstr(path, ".signoffs/") != NULL || g_str_has_prefix(path, PM_CONFIG_SIGNOFFS);
}

static PmDiagnostic *
refuse_for(Staged *self, const char *rule, const char *path, const char *what)
{
    PmArena *arena = self->context.arena;
    return pm_diagnostics_add(self->diagnostics,
                              &(PmDiagnostic){ .rule = rule,
                                               .severity = PM_SEVERITY_ERROR,
                                               .path = pm_arena_strdup(arena, path),
                                               .message = what });
}

/* What is mended by leaving it as HEAD has it. */
static void
refuse(Staged *self, const char *rule, const char *path, const char *what)
{
    PmArena *arena = self->context.arena;
    PmDiagnostic *found = refuse_for(self, rule, path, what);
    g_autofree char *top = g_strconcat(":/", path, NULL);
    g_autofree char *quoted = g_shell_quote(top);
    if (found != NULL)
        found->command = pm_arena_printf(arena, "git restore --staged --worktree %s", quoted);
}

/* The blob at a path; PM_OID_ZERO where there is none. */
static PmOid
blob_at(PmContent *content, const char *path)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    if (content != NULL)
        pm_content_find(content, path, &entry, NULL);
    g_free(entry.path);
    return entry.blob;
}

static bool
is_same(PmOid a, PmOid b)
{
    return g_str_equal(a.hex, b.hex);
}

static bool
open_audit(Staged *self, GError **error)
{
    PmArena *arena = self->context.arena;
    PmAuditOptions options = { .tip = self->head_oid };
    if (self->audit == NULL)
        self->audit = pm_audit_run(arena, self->context.repository, &options,
                                   pm_diagnostics_new(arena), error);
    return self->audit != NULL;
}

/* Does a sign-off rest on this file of HEAD? */
static bool
is_proof(Staged *self, const char *path, bool *out_is, GError **error)
{
    *out_is = false;
    if (strstr(path, ".evidence/") == NULL)
        return true;
    if (!open_audit(self, error))
        return false;
    *out_is = pm_proof_record(self->audit, path) != NULL;
    return true;
}

/* Sign-offs that HEAD has below a folder, and what they rest on, and the index lacks or has
 * otherwise. */
static bool
compare_signoffs(Staged *self, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) files = pm_content_list(self->head, folder, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const PmContentEntry *then = files->pdata[i];
        PmOid now = blob_at(self->context.content, then->path);
        bool gone = is_same(now, PM_OID_ZERO), proof;
        if (is_same(now, then->blob))
            continue;
        if (!is_proof(self, then->path, &proof, error))
            return false;
        if (is_signoff(then->path))
            refuse(self, "signoff/append-only", then->path,
                   gone ? "a sign-off would be deleted" : "a sign-off would be changed");
        else if (proof)
            refuse(self, "signoff/proof", then->path,
                   gone ? "what a sign-off rests on would be deleted"
                        : "what a sign-off rests on would be changed");
    }
    return files != NULL;
}

/*
 * May this document of HEAD go? Not once it was submitted; where the history is cut off nobody
 * knows that, and an adopted one may go as it came.
 */
static bool
may_go(Staged *self, const PmCorpusEntry *entry, bool *out_may, GError **error)
{
    if (!open_audit(self, error))
        return false;
    const PmDocumentRecord *record = pm_audit_document(self->audit, entry->path);
    bool cut = pm_audit_counts(self->audit)->cut;
    bool as_it_came = entry->adopted && is_same(entry->blob, entry->adopted_blob);
    *out_may = record != NULL && pm_audit_may_go(record) && (!cut || record->judged || as_it_came);
    return true;
}

/* Documents that HEAD has, and the index lacks. */
static bool
compare_documents(Staged *self, GError **error)
{
    const PmCorpus *then =
        pm_corpus_open(self->context.arena, self->head, self->head_config, error);
    for (size_t i = 0; then != NULL && i < then->count; i++) {
        const PmCorpusEntry *entry = &then->entries[i];
        bool may;
        if (!is_same(blob_at(self->context.content, entry->path), PM_OID_ZERO))
            continue;
        if (!may_go(self, entry, &may, error))
            return false;
        if (!may)
            refuse(self, "document/deleted", entry->path,
                   "a document would be deleted; one is withdrawn instead");
    }
    return then != NULL;
}

static bool
compare_with_head(Staged *self, GError **error)
{
    if (self->head_config == NULL)
        return true;
    if (is_same(blob_at(self->context.content, PM_CONFIG_PATH), PM_OID_ZERO))
        refuse(self, "ledger/deleted", PM_CONFIG_PATH, "the ledger's config would be deleted");
    const char *documents = self->head_config->documents;
    return compare_documents(self, error) && compare_signoffs(self, documents, error) &&
           (*documents == '\0' || compare_signoffs(self, PM_CONFIG_SIGNOFFS, error));
}

/* The record of a document at HEAD; NULL: it has none. */
static bool
find_record(Staged *self, const char *path, const PmDocumentRecord **out_record, GError **error)
{
    *out_record = NULL;
    if (self->head == NULL || self->head_config == NULL)
        return true;
    if (!open_audit(self, error))
        return false;
    *out_record = pm_audit_document(self->audit, path);
    return true;
}

/* A document whose mode the index changes, or whose text, while it is an executable. */
static bool
refuse_executables(Staged *self, GError **error)
{
    for (size_t i = 0; i < self->corpus->count; i++) {
        const PmCorpusEntry *entry = &self->corpus->entries[i];
        const PmDocumentRecord *record;
        bool old = self->head != NULL && is_same(blob_at(self->head, entry->path), entry->blob) &&
                   pm_plain_file_is_executable(self->head, entry->path);
        if (old || !pm_plain_file_is_executable(self->context.content, entry->path))
            continue;
        if (!find_record(self, entry->path, &record, error))
            return false;
        bool judged = record != NULL ? record->judged : !entry->adopted;
        PmDiagnostic *found =
            !judged ? NULL
                    : refuse_for(self, "document/mode", entry->path,
                                 "it would be an executable, and a document is a plain file");
        if (found != NULL)
            found->command =
                pm_plain_file_command(&self->context, entry->path, PM_PLAIN_FILE_STAGE);
    }
    return true;
}

static PmTreeDelta
delta_of(Staged *self, const PmCorpusEntry *entry)
{
    PmContentEntry then = { .blob = PM_OID_ZERO }, now = { .blob = PM_OID_ZERO };
    if (self->head != NULL)
        pm_content_find(self->head, entry->path, &then, NULL);
    pm_content_find(self->context.content, entry->path, &now, NULL);
    g_free(then.path);
    g_free(now.path);
    return (PmTreeDelta){ .path = (char *)entry->path,
                          .old_blob = then.blob,
                          .new_blob = now.blob,
                          .old_mode = then.mode,
                          .new_mode = now.mode };
}

/* Sign-offs that come with the change are judged when they are in: what they make good is not said.
 */
static bool
has_new_signoffs(Staged *self, const char *path)
{
    g_autofree char *folder = pm_name_signoffs(path);
    g_autoptr(GPtrArray) files = pm_content_list(self->context.content, folder, NULL);
    for (guint i = 0; files != NULL && i < files->len; i++)
        if (is_same(blob_at(self->head, ((const PmContentEntry *)files->pdata[i])->path),
                    PM_OID_ZERO))
            return true;
    return false;
}

/*
 * One that the ledger did not judge, and does from this change on, for it is submitted by it: what
 * verify would have against that for ever is said while it can be mended.
 */
static bool
foresee(Staged *self, const PmCorpusEntry *entry, GError **error)
{
    const PmDocumentRecord *record;
    if (!find_record(self, entry->path, &record, error))
        return false;
    if (record == NULL || record->judged)
        return true;
    PmDiagnostics *found = pm_diagnostics_new(self->context.arena);
    const PmAuditNext next = { .old_tree = self->head,
                               .new_tree = self->context.content,
                               .today = pm_write_today(&self->context) };
    PmTreeDelta delta = delta_of(self, entry);
    pm_audit_foresee(self->audit, &next, &delta, found);
    bool signs = has_new_signoffs(self, entry->path);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        PmDiagnostic one = *pm_diagnostics_get(found, i);
        if (g_str_equal(one.rule, "document/mode"))
            one.command = pm_plain_file_command(&self->context, entry->path, PM_PLAIN_FILE_STAGE);
        if (!signs || !g_str_equal(one.rule, "status/signoffs"))
            pm_diagnostics_add(self->diagnostics, &one);
    }
    return true;
}

static bool
foresee_all(Staged *self, GError **error)
{
    for (guint i = 0; i < self->changed->len; i++)
        if (!foresee(self, self->changed->pdata[i], error))
            return false;
    return true;
}

static void
collect_changed(Staged *self)
{
    for (size_t i = 0; i < self->corpus->count; i++) {
        const PmCorpusEntry *entry = &self->corpus->entries[i];
        if (!is_same(blob_at(self->head, entry->path), entry->blob))
            g_ptr_array_add(self->changed, (void *)entry);
    }
}

/* Did an ancestor of HEAD have just this version? */
static bool
is_of_the_past(Staged *self, const PmCorpusEntry *entry)
{
    PmRepository *repository = self->context.repository;
    const char *const paths[] = { entry->path, NULL };
    bool cut;
    g_autoptr(GArray) commits = pm_history_of(repository, &self->head_oid, paths, &cut, NULL);
    for (guint i = 0; commits != NULL && i < commits->len; i++) {
        g_autoptr(PmContent) then =
            pm_content_commit(repository, &g_array_index(commits, PmOid, i), NULL);
        if (then != NULL && is_same(blob_at(then, entry->path), entry->blob))
            return true;
    }
    return false;
}

/*
 * git reads the index before it locks it, and can write an old one back: a version that an ancestor
 * had, while the working file still has the tip's, is that and no edit.
 */
static void
refuse_stale(Staged *self)
{
    const PmContext *context = &self->context;
    g_autoptr(PmContent) worktree = pm_content_worktree(context->repository, NULL);
    for (guint i = 0; worktree != NULL && self->head != NULL && i < self->changed->len; i++) {
        const PmCorpusEntry *entry = self->changed->pdata[i];
        g_autoptr(GBytes) file =
            pm_content_read(worktree, entry->path, context->config->document_limit, NULL);
        PmOid held = file != NULL
                         ? pm_content_hash(g_bytes_get_data(file, NULL), g_bytes_get_size(file))
                         : PM_OID_ZERO;
        if (is_same(held, blob_at(self->head, entry->path)) && is_of_the_past(self, entry))
            refuse(self, "document/stale", entry->path,
                   "an older version would be committed over the current one");
    }
}

/* Index and HEAD. */
static bool
open_states(Staged *self, GError **error)
{
    PmContext *context = &self->context;
    g_autoptr(GError) unborn = NULL;
    context->content = pm_content_index(context->repository, error);
    if (context->content == NULL)
        return false;
    if (!pm_repository_resolve(context->repository, "HEAD", &self->head_oid, &unborn))
        return true;
    self->head = pm_content_commit(context->repository, &self->head_oid, error);
    if (self->head == NULL)
        return false;
    self->head_config = pm_configuration_read(context, self->head, NULL);
    return true;
}

/*
 * The config that would be committed, which may be another than the working tree's; where it would
 * be deleted, the one that HEAD has. NULL in the context: there is no ledger, or a broken config,
 * which the report says then: once that is in, no command works any more.
 */
static bool
take_config(Staged *self, PmReport *report, GError **error)
{
    PmContext *context = &self->context;
    g_autoptr(GError) found = NULL;
    context->config = pm_configuration_read(context, context->content, &found);
    bool missing = g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND);
    if (missing) {
        context->config = self->head_config;
        return true;
    }
    if (context->config != NULL && self->hook)
        return true;
    return pm_check_config_run(context, context->content, report, &context->config, error);
}

static bool
check_documents(Staged *self, PmReport *report, GError **error)
{
    PmContext *context = &self->context;
    g_autoptr(PmChecker) checker = pm_target_checker(context, error);
    self->corpus = checker == NULL
                       ? NULL
                       : pm_corpus_open(context->arena, context->content, context->config, error);
    if (self->corpus == NULL || !compare_with_head(self, error))
        return false;
    collect_changed(self);
    if (!refuse_executables(self, error) || !foresee_all(self, error))
        return false;
    refuse_stale(self);
    const PmState state = { .context = *context, .commit = PM_OID_ZERO };
    g_auto(PmEarlier) since = { 0 };
    if (self->since != NULL && !pm_since_open(&state, self->since, &since, error))
        return false;
    PmChecking checking = { .context = context,
                            .content = context->content,
                            .corpus = self->corpus,
                            .checker = checker,
                            .earlier = self->since != NULL ? &since : NULL,
                            .branches = !self->hook,
                            .barred = self->hook,
                            .today = pm_write_today(context) };
    pm_report_document(report, NULL, self->diagnostics);
    return pm_checking_run(&checking,
                           (const PmCorpusEntry *const *)(const void *)self->changed->pdata,
                           self->changed->len, report, error);
}

static int
check(Staged *self, PmReport *report, GError **error)
{
    if (!take_config(self, report, error))
        return -1;
    bool broken = pm_report_totals(report).errors > 0;
    if (self->context.config == NULL && !broken && !self->hook) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init", "there is no ledger here");
        return -1;
    }
    if (self->context.config != NULL && !check_documents(self, report, error))
        return -1;
    if (self->context.config != NULL && self->hook)
        pm_policy_warn_missing(&self->context);
    return PM_EXIT_OK;
}

static int
run(PmContext *context, const char *format, const char *since, bool hook, GError **error)
{
    g_auto(Staged) self = { .context = *context,
                            .diagnostics = pm_diagnostics_new(context->arena),
                            .changed = g_ptr_array_new(),
                            .since = since,
                            .hook = hook };
    self.context.content = NULL;
    PmReport *report = pm_checking_report(context, format, error);
    if (report == NULL)
        return -1;
    int code = open_states(&self, error) ? check(&self, report, error) : -1;
    bool silent = hook && pm_report_totals(report).errors == 0;
    if (code == PM_EXIT_OK && !silent)
        return pm_checking_finish(report);
    pm_report_free(report);
    return code;
}

int
pm_staged_check(PmContext *context, const char *format, const char *since, GError **error)
{
    if (context->repository != NULL)
        return run(context, format, since, false, error);
    pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init", "there is no ledger here");
    return -1;
}

int
pm_staged_hook(PmContext *context, GError **error)
{
    return run(context, NULL, NULL, true, error);
}
