/* SPDX-License-Identifier: Apache-2.0 */
#include "command/by_hand.h"

#include "command/checking.h"
#include "command/lookup.h"
#include "document/difference.h"
#include "document/name.h"
#include "ledger/gate.h"

#include <string.h>

#define EVIDENCE_LIMIT ((size_t)64 * 1024 * 1024)

/* One document under way. */
typedef struct {
    PmContext *context;
    const PmCorpusEntry *entry;
    GBytes *bytes;    /* of the working tree */
    const char *what; /* changed, in words */
} Hand;

static GBytes *
read_tip(PmContent *tip, const char *path)
{
    return tip == NULL ? NULL : pm_content_read(tip, path, EVIDENCE_LIMIT, NULL);
}

bool
pm_by_hand_is_changed(PmContext *context, PmContent *tip, const PmCorpusEntry *entry)
{
    g_autoptr(GBytes) now =
        pm_content_read(context->content, entry->path, context->config->document_limit, NULL);
    size_t length = 0;
    const char *data = now != NULL ? g_bytes_get_data(now, &length) : "";
    PmOid blob = pm_content_hash(data != NULL ? data : "", length);
    PmContentEntry then = { 0 };
    bool same = tip != NULL && pm_content_find(tip, entry->path, &then, NULL) &&
                g_str_equal(then.blob.hex, blob.hex);
    g_free(then.path);
    return !same;
}

static bool
add_evidence(PmWriteAttempt *attempt, const Hand *self, GError **error)
{
    g_autofree char *folder = pm_name_evidence(self->entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(self->context->content, folder, error);
    if (files == NULL)
        return false;
    for (guint i = 0; i < files->len; i++) {
        const PmContentEntry *file = files->pdata[i];
        g_autoptr(GBytes) now =
            pm_content_read(self->context->content, file->path, EVIDENCE_LIMIT, error);
        if (now == NULL)
            return false;
        g_autoptr(GBytes) then = read_tip(attempt->tip, file->path);
        if (then == NULL || !g_bytes_equal(then, now))
            pm_write_add(attempt, file->path, now, now);
    }
    return true;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Hand *self = data;
    g_autoptr(GBytes) then = read_tip(attempt->tip, self->entry->path);
    PmDifference difference = pm_difference_bytes(attempt->arena, then, self->bytes);
    g_autoptr(GString) places = g_string_new(NULL);
    for (size_t i = 0; i < difference.count; i++)
        g_string_append_printf(places, "%s%s", i > 0 ? ", " : "", difference.items[i].where);
    attempt->event.subject =
        pm_arena_printf(attempt->arena, "%s %s: %s", attempt->event.name, self->entry->id,
                        places->len > 0 ? places->str : "layout alone");
    self->what =
        pm_arena_strdup(self->context->arena, places->len > 0 ? places->str : "layout alone");
    if (then == NULL || !g_bytes_equal(then, self->bytes))
        pm_write_add(attempt, self->entry->path, self->bytes, self->bytes);
    return add_evidence(attempt, self, error);
}

/* What must not get into the ledger, by the document's own status. */
static bool
is_refused(const PmDiagnostic *found, PmStatus status)
{
    if (found->severity != PM_SEVERITY_ERROR)
        return false;
    return status > PM_STATUS_DRAFT || g_str_has_prefix(found->rule, "yaml/") ||
           g_str_has_prefix(found->rule, "file/") || g_str_has_prefix(found->rule, "secret/");
}

/* A status that a sign-off earns is not typed by hand. */
static bool
check_status(const Hand *self, PmStatus now, PmContent *tip, GError **error)
{
    g_autoptr(GBytes) then = read_tip(tip, self->entry->path);
    PmStatus before = PM_STATUS_NONE;
    if (then != NULL) {
        g_autoptr(PmArena) arena = pm_arena_new();
        const PmSource *source = pm_source_new(
            arena, self->entry->path, g_bytes_get_data(then, NULL), g_bytes_get_size(then));
        before = pm_document_load(arena, source, NULL, PM_DOCUMENT_FRONT, NULL,
                                  pm_diagnostics_new(arena))
                     ->fields.status;
    }
    if (!pm_gate_needs_signoffs(now) || now == before)
        return true;
    g_autofree char *hint = g_strdup_printf("git postmortem set %s status=%s holds it to its gate",
                                            self->entry->id, pm_status_name(now));
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s can't become %s by hand", self->entry->id,
                 pm_status_name(now));
    return false;
}

static bool
check(const Hand *self, PmContent *tip, bool *out_refused, GError **error)
{
    PmContext *context = self->context;
    g_autoptr(PmChecker) checker = pm_write_checker(context, error);
    const PmCorpus *corpus =
        checker == NULL ? NULL
                        : pm_corpus_open(context->arena, context->content, context->config, error);
    if (corpus == NULL)
        return false;
    g_autoptr(PmLookup) lookup = pm_lookup_new(context->content, corpus, pm_write_today(context));
    const PmSource *source =
        pm_source_new(context->arena, self->entry->path, g_bytes_get_data(self->bytes, NULL),
                      g_bytes_get_size(self->bytes));
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    const PmDocument *document =
        pm_check_source(checker, context->arena, source, self->entry->id,
                        self->entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE,
                        PM_STATUS_NONE, pm_lookup_get(lookup), diagnostics);
    *out_refused = false;
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++)
        *out_refused |= is_refused(pm_diagnostics_get(diagnostics, i), document->fields.status);
    if (pm_diagnostics_count(diagnostics) > 0 && !context->quiet) {
        fflush(context->out);
        PmReport *report = pm_report_new(pm_report_format("human"), context->err,
                                         context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN);
        pm_report_document(report, self->entry->path, diagnostics);
        pm_checking_finish(report);
    }
    return check_status(self, document->fields.status, tip, error);
}

static int
commit(Hand *self, const PmWriteOptions *options, PmContent *tip, const char *event, GError **error)
{
    PmContext *context = self->context;
    bool refused;
    if (!check(self, tip, &refused, error))
        return -1;
    if (refused) {
        fprintf(context->err, "not committed: %s has errors that may not get into the ledger\n",
                pm_context_safe(context, self->entry->id));
        return PM_EXIT_FINDINGS;
    }
    const char *text = NULL;
    if (!pm_write_message(context, options, self->entry->id, &text, error))
        return -1;
    PmWrite write = { .context = context,
                      .options = options,
                      .event = { .document = self->entry->id,
                                 .name = event,
                                 .subject = self->entry->id,
                                 .body = text },
                      .flags = PM_COMMIT_ALLOW_DIRTY,
                      .make = make,
                      .data = self };
    PmWriteResult result;
    if (!pm_write_run(&write, &result, error))
        return -1;
    pm_write_report(context, options, &result, self->entry->id, self->entry->path, event,
                    self->what);
    return PM_EXIT_OK;
}

int
pm_by_hand_commit(PmContext *context, const PmWriteOptions *options, const PmCorpusEntry *entry,
                  const char *event, GError **error)
{
    g_autoptr(GBytes) bytes =
        pm_content_read(context->content, entry->path, context->config->document_limit, error);
    if (bytes == NULL)
        return -1;
    Hand self = { .context = context, .entry = entry, .bytes = bytes };
    PmOid head;
    g_autoptr(PmContent) tip = NULL;
    if (pm_repository_resolve(context->repository, "HEAD", &head, NULL)) {
        tip = pm_content_commit(context->repository, &head, error);
        if (tip == NULL)
            return -1;
    }
    return commit(&self, options, tip, event, error);
}
