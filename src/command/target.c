/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of one document: found, edited, checked again, committed. */
#include "command/lookup.h"
#include "command/write.h"
#include "document/difference.h"
#include "ledger/gate.h"

#include <string.h>

static const PmSource *
source_of(PmArena *arena, const char *path, GBytes *bytes)
{
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    return pm_source_new(arena, path, data != NULL ? data : "", length);
}

void
pm_target_clear(PmTarget *target)
{
    g_clear_pointer(&target->bytes, g_bytes_unref);
}

/* Git reads a bare repository's tip anew for each attempt; a working tree is read as it is. */
static bool
read_target(PmContext *context, PmArena *arena, PmContent *content, const PmCorpusEntry *entry,
            PmTarget *out_target, GError **error)
{
    PmTarget target = { .entry = entry };
    target.bytes = pm_content_read(content, entry->path, context->config->document_limit, error);
    if (target.bytes == NULL)
        return false;
    target.source = source_of(arena, entry->path, target.bytes);
    PmFieldReading reading = pm_checker_reading(arena, context->config);
    target.document = pm_document_load(arena, target.source, entry->id,
                                       entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE,
                                       &reading, pm_diagnostics_new(arena));
    *out_target = target;
    return true;
}

bool
pm_target_open(PmContext *context, PmArena *arena, const char *word, PmTarget *out_target,
               GError **error)
{
    const PmCorpus *corpus = pm_corpus_open(arena, context->content, context->config, error);
    if (corpus == NULL)
        return false;
    const PmCorpusEntry *entry = pm_corpus_resolve(corpus, word, error);
    return entry != NULL && read_target(context, arena, context->content, entry, out_target, error);
}

PmChecker *
pm_write_checker(PmContext *context, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GError) found = NULL;
    if (context->content != NULL)
        bytes = pm_content_read(context->content, PM_CONFIG_SCHEMA, PM_CONFIG_LIMIT, &found);
    if (bytes == NULL && found != NULL && !g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    const PmSource *schema = NULL;
    if (bytes != NULL) {
        size_t length;
        const char *data = g_bytes_get_data(bytes, &length);
        const char *copy = pm_arena_strndup(context->arena, data != NULL ? data : "", length);
        schema = pm_source_new(context->arena, PM_CONFIG_SCHEMA, copy, length);
    }
    return pm_checker_new(context->config, schema, error);
}

/* One edit under way; what the caller's function sees comes through here. */
typedef struct {
    const PmDocumentWrite *write;
    PmTarget target; /* as first found */
    PmChecker *checker;
    bool makes_stale; /* the edit is material, and there are sign-offs to lose */
} Running;

static PmDiagnostics *
errors_of(Running *running, PmArena *arena, const PmLookup *lookup, const PmSource *source,
          PmStatus as, const PmDocument **out_document)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmCorpusEntry *entry = running->target.entry;
    *out_document = pm_check_source(running->checker, arena, source, entry->id,
                                    entry->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE, as,
                                    pm_lookup_get(lookup), diagnostics);
    pm_diagnostics_sort(diagnostics);
    return diagnostics;
}

static bool
had_before(const PmDiagnostics *before, const PmDiagnostic *now)
{
    for (size_t i = 0; i < pm_diagnostics_count(before); i++) {
        const PmDiagnostic *then = pm_diagnostics_get(before, i);
        if (g_str_equal(then->rule, now->rule) && g_str_equal(then->message, now->message))
            return true;
    }
    return false;
}

/* A draft is refused for what makes it unreadable, and for secrets; later an edit may not add any
 * error. */
static bool
is_refused(const PmDiagnostic *found, PmStatus status)
{
    if (found->severity != PM_SEVERITY_ERROR)
        return false;
    if (status > PM_STATUS_DRAFT)
        return true;
    return g_str_has_prefix(found->rule, "yaml/") || g_str_has_prefix(found->rule, "file/") ||
           g_str_has_prefix(found->rule, "secret/");
}

static bool
check_result(Running *running, PmArena *arena, GBytes *new_bytes, GError **error)
{
    PmContext *context = running->write->context;
    g_autoptr(PmLookup) lookup = pm_lookup_new(context->content, NULL, pm_write_today(context));
    const PmDocument *old_document, *new_document;
    const PmSource *source = source_of(arena, running->target.entry->path, new_bytes);
    PmDiagnostics *after =
        errors_of(running, arena, lookup, source, running->write->gate, &new_document);
    PmDiagnostics *before = errors_of(running, arena, lookup, running->target.source,
                                      running->write->gate, &old_document);
    PmStatus status = new_document->fields.status;
    for (size_t i = 0; i < pm_diagnostics_count(after); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(after, i);
        if (!is_refused(found, status) ||
            (running->write->gate == PM_STATUS_NONE && old_document->fields.status == status &&
             had_before(before, found)))
            continue;
        g_autofree char *hint =
            g_strdup_printf("%s; git postmortem explain %s",
                            found->help != NULL ? found->help : "nothing was changed", found->rule);
        pm_error_set(error, PM_ERROR_REFUSED, hint, "%s would then be wrong: %s [%s]",
                     running->target.entry->id, found->message, found->rule);
        return false;
    }
    return true;
}

static GBytes *
apply_step(Running *running, PmWriteAttempt *attempt, const PmDocument *document, GError **error)
{
    if (document->split.state != PM_SPLIT_FOUND || !document->front_clean) {
        g_autofree char *hint =
            g_strdup_printf("git postmortem check %s", running->target.entry->id);
        pm_error_set(error, PM_ERROR_REFUSED, hint, "%s has no front matter that can be edited",
                     running->target.entry->id);
        return NULL;
    }
    PmEdit edit = { .source = document->source,
                    .span = document->split.front,
                    .root = document->front,
                    .splices = pm_splices_new(attempt->arena) };
    if (!running->write->edit(&edit, document, attempt, running->write->data, error))
        return NULL;
    return pm_splices_apply(edit.splices, document->source->bytes, document->source->length, error);
}

/*
 * Each step edits what the one before made: two edits of one missing map would else make it twice.
 */
static GBytes *
apply(Running *running, PmWriteAttempt *attempt, const PmTarget *target, GError **error)
{
    g_autoptr(GBytes) bytes = apply_step(running, attempt, target->document, error);
    for (attempt->step = 1; bytes != NULL && attempt->step < running->write->steps;
         attempt->step++) {
        size_t length;
        const char *data = g_bytes_get_data(bytes, &length);
        const char *copy = pm_arena_strndup(attempt->arena, data, length);
        const PmSource *source = pm_source_new(attempt->arena, target->entry->path, copy, length);
        const PmDocument *document =
            pm_document_load(attempt->arena, source, target->entry->id, PM_DOCUMENT_FRONT, NULL,
                             pm_diagnostics_new(attempt->arena));
        g_bytes_unref(bytes);
        bytes = apply_step(running, attempt, document, error);
    }
    attempt->step = 0;
    return g_steal_pointer(&bytes);
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Running *running = data;
    PmContext *context = running->write->context;
    bool bare = pm_repository_is_bare(context->repository);
    PmContent *content = bare ? attempt->tip : context->content;
    g_auto(PmTarget) target = { 0 };
    if (!read_target(context, attempt->arena, content, running->target.entry, &target, error))
        return false;
    g_autoptr(GBytes) bytes = apply(running, attempt, &target, error);
    if (bytes == NULL || !check_result(running, attempt->arena, bytes, error))
        return false;
    attempt->event.document = running->target.entry->id;
    running->makes_stale = pm_gate_needs_signoffs(target.document->fields.status) &&
                           pm_difference_bytes(attempt->arena, target.bytes, bytes).material;
    if (!g_bytes_equal(bytes, target.bytes))
        pm_write_add(attempt, target.entry->path, bytes, target.bytes);
    return running->write->also == NULL ||
           running->write->also(attempt, &target, bytes, running->write->data, error);
}

bool
pm_write_document(const PmDocumentWrite *write, PmWriteResult *out_result, const char **out_id,
                  const char **out_path, GError **error)
{
    PmContext *context = write->context;
    g_auto(PmTarget) target = { 0 };
    if (!pm_target_open(context, context->arena, write->word, &target, error))
        return false;
    g_autoptr(PmChecker) checker = pm_write_checker(context, error);
    if (checker == NULL)
        return false;
    const char *text = NULL;
    if (!pm_write_message(context, write->options, write->subject, &text, error))
        return false;
    Running running = { .write = write, .target = target, .checker = checker };
    *out_id = target.entry->id;
    *out_path = target.entry->path;
    PmWrite plain = { .context = context,
                      .options = write->options,
                      .event = { .document = target.entry->id,
                                 .name = write->event,
                                 .subject = write->subject,
                                 .body = text },
                      .make = make,
                      .data = &running };
    if (!pm_write_run(&plain, out_result, error))
        return false;
    if (running.makes_stale && !context->quiet) {
        fflush(context->out);
        pm_context_hint(context,
                        "its sign-offs are stale now; a reviewer's git postmortem approve %s",
                        pm_context_safe(context, target.entry->id));
    }
    return true;
}
