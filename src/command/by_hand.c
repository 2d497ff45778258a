/* SPDX-License-Identifier: Apache-2.0 */
#include "command/by_hand.h"

#include "command/admission.h"
#include "command/checking.h"
#include "command/line_ends.h"
#include "command/proofs.h"
#include "command/review.h"
#include "document/difference.h"
#include "document/name.h"

#include <string.h>

#define EVIDENCE_LIMIT ((size_t)64 * 1024 * 1024)

/* One document under way. */
typedef struct {
    const PmByHand *hand;
    const PmCorpusEntry *entry;
    GBytes *bytes;
    const char *what; /* changed, in words */
} Writing;

void
pm_by_hand_clear(PmByHand *hand)
{
    g_clear_pointer(&hand->tip, pm_content_close);
    g_clear_pointer(&hand->checker, pm_checker_free);
}

bool
pm_by_hand_open(PmContext *context, const PmWriteOptions *options, const char *event,
                PmByHand *out_hand, GError **error)
{
    g_auto(PmByHand) hand = { .context = context, .options = options, .event = event };
    g_autoptr(GError) unborn = NULL;
    if (pm_repository_is_bare(context->repository)) {
        pm_error_set(error, PM_ERROR_STATE, "set, finding, action, approve work in it",
                     "a bare repository has no files that could be changed by hand");
        return false;
    }
    if (pm_repository_resolve(context->repository, "HEAD", &hand.tip_oid, &unborn)) {
        hand.tip = pm_content_commit(context->repository, &hand.tip_oid, error);
        if (hand.tip == NULL)
            return false;
    }
    hand.corpus = pm_corpus_open(context->arena, context->content, context->config, error);
    hand.checker = hand.corpus != NULL ? pm_target_checker(context, error) : NULL;
    if (hand.checker == NULL)
        return false;
    *out_hand = hand;
    hand = (PmByHand){ 0 };
    return true;
}

static GBytes *
read_tip(PmContent *tip, const char *path)
{
    return tip == NULL ? NULL : pm_content_read(tip, path, EVIDENCE_LIMIT, NULL);
}

static bool
tip_has(const PmByHand *hand, const char *path, PmOid *out_blob)
{
    PmContentEntry then = { 0 };
    bool found = hand->tip != NULL && pm_content_find(hand->tip, path, &then, NULL);
    *out_blob = then.blob;
    g_free(then.path);
    return found;
}

bool
pm_by_hand_is_changed(const PmByHand *hand, const PmCorpusEntry *entry)
{
    PmContext *context = hand->context;
    PmOid then;
    g_autoptr(GBytes) now =
        pm_content_read(context->content, entry->path, context->config->document_limit, NULL);
    if (now == NULL || !tip_has(hand, entry->path, &then))
        return true;
    PmOid blob = pm_content_hash(g_bytes_get_data(now, NULL), g_bytes_get_size(now));
    if (!g_str_equal(blob.hex, then.hex)) {
        g_autoptr(GBytes) committed = read_tip(hand->tip, entry->path);
        if (committed == NULL || !pm_line_ends_are_gits(context, committed, now))
            return true;
    }
    /* evidence may be large: a new file is seen by its name, a changed one by the commit alone */
    g_autofree char *folder = pm_name_evidence(entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(context->content, folder, NULL);
    for (guint i = 0; files != NULL && i < files->len; i++)
        if (!tip_has(hand, ((const PmContentEntry *)files->pdata[i])->path, &then))
            return true;
    return false;
}

/* Evidence that was there is another now: asked only then, for it takes the whole history. */
static bool
may_become(const Writing *self, const char *path, GBytes *now, GError **error)
{
    PmContext *context = self->hand->context;
    PmAuditOptions options = { .tip = self->hand->tip_oid, .only = self->entry->path };
    g_autoptr(PmAudit) audit = pm_audit_run(context->arena, context->repository, &options,
                                            pm_diagnostics_new(context->arena), error);
    return audit != NULL && pm_proof_may_become(audit, path, now, error);
}

static bool
add_evidence(PmWriteAttempt *attempt, const Writing *self, GString *places, GError **error)
{
    PmContent *content = self->hand->context->content;
    g_autofree char *folder = pm_name_evidence(self->entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(content, folder, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        g_autoptr(GBytes) now = pm_content_read(content, file->path, EVIDENCE_LIMIT, error);
        if (now == NULL)
            return false;
        g_autoptr(GBytes) then = read_tip(attempt->tip, file->path);
        if (then != NULL && g_bytes_equal(then, now))
            continue;
        if (then != NULL && !may_become(self, file->path, now, error))
            return false;
        pm_write_add(attempt, file->path, now, now);
        g_string_append_printf(places, "%sevidence %s", places->len > 0 ? ", " : "",
                               file->path + strlen(folder));
    }
    return files != NULL;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Writing *self = data;
    PmContext *context = self->hand->context;
    g_autoptr(GBytes) then = read_tip(attempt->tip, self->entry->path);
    g_autoptr(GString) places = g_string_new(NULL);
    if (then == NULL || !g_bytes_equal(then, self->bytes)) {
        PmDifference difference = pm_difference_bytes(attempt->arena, then, self->bytes);
        for (size_t i = 0; i < difference.count; i++)
            g_string_append_printf(places, "%s%s", i > 0 ? ", " : "", difference.items[i].where);
        if (difference.count == 0)
            g_string_append(places, then == NULL ? "new" : "layout alone");
        pm_write_add(attempt, self->entry->path, self->bytes, self->bytes);
    }
    if (!add_evidence(attempt, self, places, error))
        return false;
    attempt->event.subject = pm_arena_printf(attempt->arena, "%s %s: %s", attempt->event.name,
                                             self->entry->id, places->str);
    self->what = pm_arena_strdup(context->arena, places->str);
    return true;
}

static bool
is_error(const PmDiagnostic *found, void *data)
{
    (void)data;
    return found->severity == PM_SEVERITY_ERROR;
}

/* Errors in full; of the rest, that there is some. */
static void
print_findings(const Writing *self, PmDiagnostics *findings)
{
    PmContext *context = self->hand->context;
    size_t all = pm_diagnostics_count(findings);
    pm_diagnostics_filter(findings, is_error, NULL);
    size_t errors = pm_diagnostics_count(findings);
    if (context->quiet)
        return;
    fflush(context->out);
    if (errors > 0) {
        PmReport *report = pm_report_new(pm_report_format("human"), context->err,
                                         context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN);
        pm_report_document(report, self->entry->path, findings);
        pm_checking_finish(report);
    }
    if (all > errors)
        pm_context_hint(context, "%zu warning%s: git postmortem check %s", all - errors,
                        all - errors == 1 ? "" : "s", pm_context_word(context, self->entry->id));
}

static int
refuse(const Writing *self, const PmAdmission *admission, GError **error)
{
    PmContext *context = self->hand->context;
    const char *id = pm_context_safe(context, self->entry->id);
    if (admission->refused->len == 0)
        return pm_admission_refuse(context, admission, "commit", self->entry->id, error);
    fprintf(context->err, "not committed: %s has errors that may not get into the ledger\n", id);
    pm_context_hint(context, "the text is in %s; mend it, then: git postmortem commit %s",
                    pm_context_safe(context, self->entry->path),
                    pm_context_word(context, self->entry->id));
    return PM_EXIT_FINDINGS;
}

static int
write_it(Writing *self, const PmAdmission *admission, GError **error)
{
    const PmByHand *hand = self->hand;
    const PmCorpusEntry *entry = self->entry;
    PmWrite write = { .context = hand->context,
                      .options = hand->options,
                      .event = { .document = entry->id,
                                 .name = hand->event,
                                 .subject = entry->id,
                                 .body = hand->text },
                      .flags = PM_COMMIT_ALLOW_DIRTY,
                      .make = make,
                      .data = self };
    PmWriteResult result;
    if (!pm_write_run(&write, &result, error))
        return -1;
    pm_write_report(hand->context, hand->options, &result, entry->id, entry->path, hand->event,
                    self->what);
    print_findings(self, admission->findings);
    if (admission->makes_stale)
        pm_context_hint(hand->context, PM_ADMISSION_STALE,
                        pm_context_word(hand->context, entry->id));
    return PM_EXIT_OK;
}

int
pm_by_hand_commit(const PmByHand *hand, const PmCorpusEntry *entry, GBytes *given, GError **error)
{
    PmContext *context = hand->context;
    g_autoptr(GBytes) bytes = given != NULL
                                  ? g_bytes_ref(given)
                                  : pm_content_read(context->content, entry->path,
                                                    context->config->document_limit, error);
    if (bytes == NULL)
        return -1;
    g_autoptr(GBytes) then = read_tip(hand->tip, entry->path);
    PmAdmitting admitting = { .context = context,
                              .checker = hand->checker,
                              .corpus = hand->corpus,
                              .entry = entry,
                              .before = then == NULL
                                            ? NULL
                                            : pm_target_source(context->arena, entry->path, then),
                              .after = pm_target_source(context->arena, entry->path, bytes),
                              .tip = &hand->tip_oid,
                              .has_reason = hand->text != NULL,
                              .mode = PM_ADMIT_WRITTEN };
    g_auto(PmAdmission) admission = { 0 };
    if (!pm_admit(&admitting, &admission, error))
        return -1;
    Writing self = { .hand = hand, .entry = entry, .bytes = bytes };
    if (pm_admission_is_granted(&admission))
        return write_it(&self, &admission, error);
    print_findings(&self, admission.findings);
    return refuse(&self, &admission, error);
}
