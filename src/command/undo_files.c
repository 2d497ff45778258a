/* SPDX-License-Identifier: Apache-2.0 */
/* Files become again what they were before an event. */
#include "command/undo.h"

#include "base/text.h"
#include "command/admission.h"
#include "command/message.h"
#include "command/policy_commit.h"
#include "command/proofs.h"
#include "document/name.h"
#include "ledger/audit.h"

#include <string.h>

#define FILE_LIMIT ((size_t)512 * 1024 * 1024)

/* An event under way back. */
typedef struct {
    const PmUndo *undo;
    const PmCorpus *corpus;
    PmChecker *checker;
    PmAdmission admission; /* of the last attempt */
    const char *id;        /* of the document that was judged, or NULL */
} Restoring;

static void
restoring_clear(Restoring *self)
{
    g_clear_pointer(&self->checker, pm_checker_free);
    pm_admission_clear(&self->admission);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Restoring, restoring_clear)

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

static PmAudit *
audit_of(const Restoring *self, const PmOid *tip, const char *path, GError **error)
{
    PmContext *context = self->undo->context;
    PmAuditOptions *options = pm_arena_new0(context->arena, PmAuditOptions, 1);
    options->tip = *tip;
    options->only = path;
    return pm_audit_run(context->arena, context->repository, options,
                        pm_diagnostics_new(context->arena), error);
}

static bool
is_of_event(const PmPastEvent *event, const char *path)
{
    for (guint i = 0; i < event->deltas->len; i++)
        if (g_str_equal(((const PmTreeDelta *)event->deltas->pdata[i])->path, path))
            return true;
    return false;
}

/* Nobody would look for the evidence of a document that is gone, and it may be another's. */
static bool
is_alone(const Restoring *self, PmWriteAttempt *attempt, const PmCorpusEntry *entry, GError **error)
{
    PmContext *context = self->undo->context;
    g_autofree char *folder = pm_name_evidence(entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(attempt->tip, folder, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        if (!is_of_event(self->undo->event, path))
            return refuse(
                error, "take that away first, if it may go",
                pm_arena_printf(context->arena, "it has evidence by now: '%s', by %s", path,
                                pm_past_event_last_touch(context, &attempt->tip_oid, path)));
    }
    return files != NULL;
}

/* What was begun goes again only while nobody was asked to read it. */
static bool
may_go(const Restoring *self, const PmOid *tip, const PmCorpusEntry *entry, GError **error)
{
    PmContext *context = self->undo->context;
    g_autoptr(PmAudit) audit = audit_of(self, tip, entry->path, error);
    if (audit == NULL)
        return false;
    const PmDocumentRecord *record = pm_audit_document(audit, entry->path);
    if (record == NULL || pm_audit_may_go(record))
        return true;
    return refuse(
        error,
        pm_arena_printf(context->arena, "git postmortem withdraw %s -m <why>",
                        pm_context_word(context, entry->id)),
        pm_arena_printf(context->arena, "%s was submitted or signed, so it stays", entry->id));
}

/* The document whose folder the file is in; NULL: none. */
static const PmCorpusEntry *
owner_of(const Restoring *self, const char *path)
{
    PmArena *arena = self->undo->context->arena;
    g_autofree char *stem = pm_name_owner(path);
    g_autofree char *file = stem != NULL ? g_strconcat(stem, ".md", NULL) : NULL;
    for (size_t i = 0; stem != NULL && i < self->corpus->count; i++) {
        const PmCorpusEntry *entry = &self->corpus->entries[i];
        if (g_str_equal(entry->path, file) || g_str_equal(entry->path, stem))
            return entry;
    }
    return file != NULL ? pm_corpus_at(arena, self->corpus, file) : NULL;
}

/* What a word rests on that was recorded for somebody stays as it is. */
static bool
may_become(const Restoring *self, const PmOid *tip, const char *path, GBytes *former,
           GError **error)
{
    const PmCorpusEntry *entry = owner_of(self, path);
    g_autoptr(PmAudit) audit = entry != NULL ? audit_of(self, tip, entry->path, error) : NULL;
    return entry == NULL || (audit != NULL && pm_proof_may_become(audit, path, former, error));
}

/* What was taken away comes back under its id only while nobody else has that. */
static bool
is_id_free(const Restoring *self, const PmCorpusEntry *entry, GError **error)
{
    for (size_t i = 0; i < self->corpus->count; i++) {
        const PmCorpusEntry *other = &self->corpus->entries[i];
        if (g_str_equal(other->id, entry->id) && !g_str_equal(other->path, entry->path))
            return refuse(error, NULL,
                          pm_arena_printf(self->undo->context->arena, "%s is the id of '%s' now",
                                          entry->id, other->path));
    }
    return true;
}

/* The same questions as to a change that is typed or written: gates, and what may not get in. */
static bool
admit(Restoring *self, const PmOid *tip, const PmCorpusEntry *entry, GBytes *now, GBytes *former,
      GError **error)
{
    PmContext *context = self->undo->context;
    PmArena *arena = context->arena;
    const char *copy =
        pm_arena_strndup(arena, g_bytes_get_data(former, NULL), g_bytes_get_size(former));
    const PmSource *before = NULL;
    if (now != NULL) {
        size_t length = g_bytes_get_size(now);
        const char *bytes = pm_arena_strndup(arena, g_bytes_get_data(now, NULL), length);
        before = pm_source_new(arena, entry->path, bytes, length);
    }
    PmAdmitting admitting = { .context = context,
                              .checker = self->checker,
                              .corpus = self->corpus,
                              .entry = entry,
                              .before = before,
                              .after =
                                  pm_source_new(arena, entry->path, copy, g_bytes_get_size(former)),
                              .tip = tip,
                              .has_reason = true, /* what it takes back is said in its message */
                              .mode = PM_ADMIT_WRITTEN };
    pm_admission_clear(&self->admission);
    self->id = entry->id;
    if (!pm_admit(&admitting, &self->admission, error))
        return false;
    return pm_admission_is_granted(&self->admission) || refuse(error, NULL, "not as it was");
}

static bool
judge(Restoring *self, PmWriteAttempt *attempt, const PmTreeDelta *delta, GBytes *former,
      GError **error)
{
    PmContext *context = self->undo->context;
    if (self->undo->event->document == NULL) /* the policy judges itself */
        return true;
    g_autofree char *owner = pm_name_owner(delta->path);
    if (owner != NULL)
        return may_become(self, &attempt->tip_oid, delta->path, former, error);
    const PmCorpusEntry *entry = pm_corpus_at(context->arena, self->corpus, delta->path);
    if (entry == NULL)
        return refuse(error, NULL,
                      pm_arena_printf(context->arena, "'%s' is no document", delta->path));
    if (former == NULL)
        return may_go(self, &attempt->tip_oid, entry, error) &&
               is_alone(self, attempt, entry, error);
    g_autoptr(GBytes) now =
        delta->new_mode != 0 ? pm_content_read(attempt->tip, delta->path, FILE_LIMIT, error) : NULL;
    if (delta->new_mode != 0 ? now == NULL : !is_id_free(self, entry, error))
        return false;
    return admit(self, &attempt->tip_oid, entry, now, former, error);
}

static bool
restore(Restoring *self, PmWriteAttempt *attempt, const PmTreeDelta *delta, GError **error)
{
    PmContext *context = self->undo->context;
    const PmPastTip tip = { &attempt->tip_oid, attempt->tip };
    g_autoptr(GBytes) former = NULL;
    if (!pm_past_event_stands(context, self->undo->event, &tip, delta, error))
        return false;
    if (delta->old_mode != 0) {
        former = pm_content_blob(context->repository, &delta->old_blob, FILE_LIMIT, error);
        if (former == NULL)
            return false;
    }
    if (!judge(self, attempt, delta, former, error))
        return false;
    PmContent *content =
        pm_repository_is_bare(context->repository) ? attempt->tip : context->content;
    g_autoptr(GBytes) expected = pm_content_read(content, delta->path, FILE_LIMIT, NULL);
    pm_write_add(attempt, delta->path, former, expected);
    return true;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Restoring *self = data;
    const GPtrArray *deltas = self->undo->event->deltas;
    for (guint i = 0; i < deltas->len; i++)
        if (!restore(self, attempt, deltas->pdata[i], error))
            return false;
    return true;
}

/* What the user says, and which commit it is about. */
static bool
read_body(const PmUndo *undo, const char **out_body, GError **error)
{
    PmContext *context = undo->context;
    const char *text;
    if (!pm_message_read(context, undo->options, "what is taken back", &text, error))
        return false;
    *out_body =
        pm_arena_printf(context->arena, "%s%sThis takes back commit %s.", text != NULL ? text : "",
                        text != NULL ? "\n\n" : "", undo->event->commit.hex);
    return true;
}

static int
write_it(Restoring *self, const char *body, GError **error)
{
    const PmUndo *undo = self->undo;
    const PmPastEvent *event = undo->event;
    PmContext *context = undo->context;
    const PmTreeDelta *first = event->deltas->pdata[0];
    g_autoptr(GError) found = NULL;
    PmWrite write = {
        .context = context,
        .options = undo->options,
        .event = { .document = event->document,
                   .name = "undo",
                   .subject = pm_arena_printf(context->arena, "undo %s", event->subject),
                   .body = body },
        .make = make,
        .data = self,
    };
    PmWriteResult result;
    if (pm_write_run(&write, &result, &found)) {
        pm_write_report(context, undo->options, &result, event->document, first->path, "undo",
                        pm_arena_printf(context->arena, "took back %.7s, %s", event->commit.hex,
                                        event->subject));
        if (self->admission.findings != NULL)
            pm_admission_hint(context, &self->admission, self->id);
        return PM_EXIT_OK;
    }
    if (self->admission.findings != NULL && !pm_admission_is_granted(&self->admission))
        return pm_admission_refuse(context, &self->admission, "undo", self->id, error);
    g_propagate_error(error, g_steal_pointer(&found));
    return -1;
}

int
pm_undo_files(const PmUndo *undo, GError **error)
{
    PmContext *context = undo->context;
    g_auto(Restoring) self = { .undo = undo };
    const char *body;
    int code;
    bool commits = !undo->options->no_commit && !undo->options->dry_run;
    if (undo->event->document == NULL && commits &&
        !pm_policy_is_open(context, "change",
                           "the same with --no-commit changes the files; then each of them signs, "
                           "then: git postmortem commit --policy",
                           &code, error))
        return code;
    self.corpus = pm_corpus_open(context->arena, context->content, context->config, error);
    self.checker = self.corpus != NULL ? pm_target_checker(context, error) : NULL;
    if (self.checker == NULL || !read_body(undo, &body, error))
        return -1;
    return write_it(&self, body, error);
}
