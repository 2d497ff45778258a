/* SPDX-License-Identifier: Apache-2.0 */
#include "command/checking.h"

#include "base/text.h"
#include "check/asked.h"
#include "check/fix.h"
#include "command/admission.h"
#include "command/baseline.h"
#include "command/catalogue.h"
#include "command/clock.h"
#include "command/each.h"
#include "command/input.h"
#include "command/lookup.h"
#include "command/remembered.h"

#include <string.h>

/* What a worker makes of one document. */
typedef struct {
    PmDiagnostics *diagnostics;
    GBytes *adopted; /* its content at adoption, when it changed since */
    GBytes *earlier; /* its content at the earlier revision, when it was there … */
    const PmCorpusEntry *earlier_entry; /* … at this place */
    size_t hidden, known;
    char *asked;     /* of others, where there was no fault; or NULL */
    bool as_adopted; /* and so not looked at */
} Result;

/* What all of them share. */
typedef struct {
    const PmChecking *checking;
    PmLookup *lookup;
    const PmCheckLookups *lookups;
    PmLookup *earlier;         /* of the earlier revision, or NULL; and its documents … */
    GHashTable *earlier_paths; /* … by path, and by id */
    GHashTable *earlier_ids;
    PmRemembered *remembered; /* or NULL: not asked for */
    PmReport *report;
    bool nameless; /* it came on standard input, where no command can mend it */
} Run;

static void
run_clear(Run *run)
{
    g_clear_pointer(&run->lookup, pm_lookup_free);
    g_clear_pointer(&run->earlier, pm_lookup_free);
    g_clear_pointer(&run->remembered, pm_remembered_free);
    g_clear_pointer(&run->earlier_paths, g_hash_table_unref);
    g_clear_pointer(&run->earlier_ids, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static const PmSource *
source_of(PmArena *arena, const char *name, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    return pm_source_new(arena, name, data != NULL ? data : "", length);
}

static bool
is_barred(const PmDiagnostic *found, void *data)
{
    const PmDocument *document = data;
    return found->severity == PM_SEVERITY_ERROR &&
           (document->fields.status > PM_STATUS_DRAFT || pm_admission_is_barred(found));
}

/* What --fix has left can't be fixed; else it is the command, where there is no better one. */
static void
offer_fixes(const Run *run, PmArena *arena, const PmCorpusEntry *entry, PmDiagnostics *diagnostics)
{
    const PmChecking *checking = run->checking;
    if (checking->tried != NULL && g_hash_table_contains(checking->tried, entry->path))
        pm_fix_withdraw(diagnostics);
    if (run->nameless || checking->tip != NULL) /* a commit stays what it is */
        return;
    g_autofree char *word = pm_text_shell_word(checking->corpus != NULL ? entry->id : entry->path);
    pm_fix_offer(diagnostics, pm_arena_printf(arena, "git postmortem check --fix %s", word));
}

static void
check_bytes(const Run *run, const PmCheckLookups *lookups, PmArena *arena,
            const PmCorpusEntry *entry, PmDocumentFlags flags, GBytes *bytes,
            PmDiagnostics *diagnostics)
{
    flags |= entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE;
    const PmDocument *document =
        pm_check_source(run->checking->checker, arena, source_of(arena, entry->path, bytes),
                        entry->id, flags, PM_STATUS_NONE, lookups, diagnostics);
    if (run->checking->barred)
        pm_diagnostics_filter(diagnostics, is_barred, (void *)document);
    offer_fixes(run, arena, entry, diagnostics);
}

static bool
is_old(const PmDiagnostic *found, void *then)
{
    return !pm_baseline_is_new(then, found);
}

/* With --all, what was there at adoption is a warning at most. */
static void
sort_out_adopted(const Run *run, const PmEachJob *job, Result *result)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *old = pm_diagnostics_new(arena);
    check_bytes(run, run->lookups, arena, job->entry, PM_DOCUMENT_EDITED, result->adopted, old);
    g_autoptr(PmBaseline) then = pm_baseline_new(old);
    if (!run->checking->all)
        result->hidden = pm_baseline_filter(then, result->diagnostics);
    else if (pm_diagnostics_dropped(result->diagnostics) == 0)
        pm_diagnostics_lower(result->diagnostics, PM_SEVERITY_WARNING, is_old, then);
}

/* What the document had at the earlier revision, by what was beside it then. */
static void
sort_out_earlier(const Run *run, Result *result)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDiagnostics *old = pm_diagnostics_new(arena);
    check_bytes(run, pm_lookup_get(run->earlier), arena, result->earlier_entry, PM_DOCUMENT_EDITED,
                result->earlier, old);
    g_autoptr(PmBaseline) baseline = pm_baseline_new(old);
    result->known = pm_baseline_filter(baseline, result->diagnostics);
}

static bool
has_fault(const PmDiagnostics *found)
{
    return pm_diagnostics_count(found) + pm_diagnostics_suppressed(found) +
               pm_diagnostics_dropped(found) >
           0;
}

/* Nothing of it goes into the sum at the end but that there is one more document. */
static void
check_to_remember(const Run *run, PmEachJob *job, Result *result)
{
    PmAsked *asked = pm_asked_new(job->arena, run->lookups);
    check_bytes(run, pm_asked_lookups(asked), job->arena, job->entry, PM_DOCUMENT_WHOLE, job->bytes,
                result->diagnostics);
    result->asked = pm_asked_end(asked);
    if (has_fault(result->diagnostics))
        g_clear_pointer(&result->asked, g_free);
}

static void
work(PmEachJob *job, void *data)
{
    const Run *run = data;
    Result *result = job->result;
    if (job->bytes == NULL)
        return;
    if (run->remembered != NULL && !job->entry->adopted) {
        check_to_remember(run, job, result);
        return;
    }
    check_bytes(run, run->lookups, job->arena, job->entry,
                result->adopted != NULL ? PM_DOCUMENT_EDITED : PM_DOCUMENT_WHOLE, job->bytes,
                result->diagnostics);
    if (result->adopted != NULL)
        sort_out_adopted(run, job, result);
    if (result->earlier != NULL)
        sort_out_earlier(run, result);
}

/* Adopted, and untouched since: nothing of it is new. */
static bool
is_as_adopted(const PmCorpusEntry *entry, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    PmOid blob = pm_content_hash(data != NULL ? data : "", length);
    return g_str_equal(blob.hex, entry->adopted_blob.hex);
}

static void
report_unreadable(PmArena *arena, PmDiagnostics *diagnostics, const char *path, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    pm_diagnostics_add(diagnostics,
                       &(PmDiagnostic){ .rule = "file/unreadable",
                                        .severity = PM_SEVERITY_ERROR,
                                        .path = pm_arena_strdup(arena, path),
                                        .message = pm_arena_strndup(arena, error->message, length),
                                        .help = pm_arena_strdup(arena, hint) });
}

/* How an adopted document stands to what it was then; false: there is nothing to look at. */
static bool
prepare_adopted(const PmChecking *checking, const PmEachJob *job, Result *result)
{
    if (is_as_adopted(job->entry, job->bytes)) {
        result->as_adopted = !checking->all;
        return checking->all;
    }
    result->adopted = pm_content_blob(checking->context->repository, &job->entry->adopted_blob,
                                      checking->context->config->document_limit, NULL);
    return true;
}

/* The same document there: at its path, or by its id where it was moved. */
static void
prepare_earlier(const Run *run, const PmEachJob *job, Result *result)
{
    const PmChecking *checking = run->checking;
    const PmCorpusEntry *then = g_hash_table_lookup(run->earlier_paths, job->entry->path);
    if (then == NULL)
        then = g_hash_table_lookup(run->earlier_ids, job->entry->id);
    if (then == NULL)
        return;
    result->earlier = pm_content_read(checking->earlier->content, then->path,
                                      checking->context->config->document_limit, NULL);
    result->earlier_entry = then;
    if (result->earlier != NULL)
        pm_lookup_judge_signoffs(run->earlier, checking->context, then, result->earlier);
}

/* What was asked when this document had no fault, if it would have none now; else NULL. */
static char *
remember(const Run *run, const PmCorpusEntry *entry)
{
    g_autofree char *asked = pm_remembered_find(run->remembered, entry);
    if (asked == NULL || entry->adopted)
        return NULL;
    if (pm_asked_for_signoffs(asked))
        pm_lookup_judge_signoffs(run->lookup, run->checking->context, entry, NULL);
    return pm_asked_holds(run->lookups, asked) ? g_steal_pointer(&asked) : NULL;
}

/* Nothing, and no error either, of what needs no reading. */
static GBytes *
read_document(PmEachJob *job, void *data, GError **error)
{
    const Run *run = data;
    const PmChecking *checking = run->checking;
    Result *result = pm_arena_new0(job->arena, Result, 1);
    job->result = result;
    result->diagnostics = pm_diagnostics_new(job->arena);
    result->asked = run->remembered != NULL ? remember(run, job->entry) : NULL;
    return result->asked == NULL ? pm_content_read(checking->content, job->entry->path,
                                                   checking->context->config->document_limit, error)
                                 : NULL;
}

static bool
prepare(PmEachJob *job, void *data)
{
    const Run *run = data;
    const PmChecking *checking = run->checking;
    Result *result = job->result;
    if (result->asked != NULL)
        return false;
    if (job->bytes == NULL) {
        report_unreadable(job->arena, result->diagnostics, job->entry->path, job->error);
        return true;
    }
    if (job->entry->adopted && !prepare_adopted(checking, job, result))
        return false;
    /* what is barred is wrong in itself, however far its review has come */
    if (!checking->barred)
        pm_lookup_judge_signoffs(run->lookup, checking->context, job->entry, job->bytes);
    if (run->earlier != NULL)
        prepare_earlier(run, job, result);
    return true;
}

static void
finish(PmEachJob *job, void *data)
{
    const Run *run = data;
    Result *result = job->result;
    if (result->as_adopted)
        pm_report_as_adopted(run->report);
    else
        pm_report_document(run->report, job->entry->path, result->diagnostics);
    if (result->hidden > 0)
        pm_report_hidden(run->report, result->hidden);
    if (result->known > 0)
        pm_report_known(run->report, result->known);
    if (result->asked != NULL)
        pm_remembered_add(run->remembered, job->entry, result->asked);
    g_clear_pointer(&result->asked, g_free);
    g_clear_pointer(&result->adopted, g_bytes_unref);
    g_clear_pointer(&result->earlier, g_bytes_unref);
}

/* What may not get into the ledger does not depend on the hour. */
static PmLookup *
lookup_new(const PmChecking *checking, PmContent *content, const PmCorpus *corpus)
{
    PmLookup *lookup = pm_lookup_new(content, corpus, checking->today);
    pm_lookup_set_people(lookup, checking->context->repository);
    if (!checking->barred)
        pm_lookup_set_clock(lookup, pm_clock_now(checking->context));
    return lookup;
}

static void
open_earlier(Run *run)
{
    const PmEarlier *earlier = run->checking->earlier;
    run->earlier = lookup_new(run->checking, earlier->content, earlier->corpus);
    pm_lookup_set_tip(run->earlier, &earlier->commit);
    run->earlier_paths = g_hash_table_new(g_str_hash, g_str_equal);
    run->earlier_ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < earlier->corpus->count; i++) {
        const PmCorpusEntry *entry = &earlier->corpus->entries[i];
        g_hash_table_insert(run->earlier_paths, (void *)entry->path, (void *)entry);
        g_hash_table_insert(run->earlier_ids, (void *)entry->id, (void *)entry);
    }
}

bool
pm_checking_run(const PmChecking *checking, const PmCorpusEntry *const *entries, size_t count,
                PmReport *report, GError **error)
{
    g_auto(Run) run = { .checking = checking, .report = report };
    run.lookup = lookup_new(checking, checking->content, checking->corpus);
    run.lookups = pm_lookup_get(run.lookup);
    if (checking->tip != NULL)
        pm_lookup_set_tip(run.lookup, checking->tip);
    if (checking->branches)
        pm_lookup_watch_branches(run.lookup, checking->context->config);
    if (checking->earlier != NULL)
        open_earlier(&run);
    if (checking->whole)
        run.remembered = pm_remembered_open(checking);
    PmEach each = {
        .read = read_document, .prepare = prepare, .work = work, .finish = finish, .data = &run
    };
    if (!pm_each_run(&each, checking->context, checking->content, entries, count, error))
        return false;
    if (run.remembered != NULL)
        pm_remembered_save(run.remembered);
    return true;
}

bool
pm_checking_input(const PmChecking *checking, const char *path, const PmCorpusEntry *entry,
                  PmReport *report, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_auto(Run) run = { .checking = checking,
                        .report = report,
                        .nameless = g_str_equal(path, PM_INPUT_STDIN) };
    run.lookup = lookup_new(checking, checking->content, checking->corpus);
    run.lookups = pm_lookup_get(run.lookup);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes = pm_input_read_document(checking->context, path, &found);
    if (bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (bytes == NULL)
        report_unreadable(arena, diagnostics, entry->path, found);
    else
        check_bytes(&run, run.lookups, arena, entry, PM_DOCUMENT_WHOLE, bytes, diagnostics);
    pm_report_document(report, entry->path, diagnostics);
    return true;
}

PmReport *
pm_checking_report(PmContext *context, const char *format, GError **error)
{
    const PmReportFormat *row = pm_report_format(format != NULL ? format : "human");
    if (row == NULL) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (size_t i = 0; pm_report_formats[i] != NULL; i++)
            g_ptr_array_add(names, (void *)pm_report_formats[i]->name);
        g_ptr_array_add(names, NULL);
        const char *closest = pm_text_closest(format, (const char *const *)names->pdata);
        g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
        g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                                : g_strdup_printf("formats: %s", all);
        pm_error_set(error, PM_ERROR_USAGE, hint, "there is no format '%s'", format);
        return NULL;
    }
    PmReportFlags flags = (context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN) |
                          (context->quiet ? PM_REPORT_QUIET : PM_REPORT_PLAIN);
    PmReport *report = pm_report_new(row, context->out, flags);
    pm_report_set_width(report, context->terminal ? context->columns : 0);
    pm_report_set_rules(report, pm_catalogue_find);
    return report;
}

int
pm_checking_finish(PmReport *report)
{
    return pm_report_finish(report).errors > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}
