/* SPDX-License-Identifier: Apache-2.0 */
#include "command/document_write.h"

#include "base/text.h"
#include "command/admission.h"
#include "command/message.h"

#include <string.h>

/* One edit under way. */
typedef struct {
    const PmDocumentWrite *write;
    PmTarget target; /* as first found */
    PmChecker *checker;
    PmAdmission admission; /* of the last attempt */
    const char *what;
    const char *file; /* that comes with it */
    GBytes *file_bytes;
    bool has_reason;
} Running;

static void
running_clear(Running *running)
{
    pm_target_clear(&running->target);
    g_clear_pointer(&running->checker, pm_checker_free);
    pm_admission_clear(&running->admission);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Running, running_clear)

void
pm_document_step_add(PmDocumentStep *step, const PmEditStep *edit)
{
    g_array_append_vals(step->edits, edit, 1);
}

static GBytes *
rewrite(Running *running, PmDocumentStep *step, GError **error)
{
    GBytes *bytes = running->write->rewrite(step, running->write->data, error);
    running->what = step->what;
    return bytes;
}

static GBytes *
apply_step(Running *running, PmDocumentStep *step, GError **error)
{
    if (running->write->rewrite != NULL)
        return rewrite(running, step, error);
    const PmDocument *document = step->document;
    if (document->split.state != PM_SPLIT_FOUND || !document->front_clean) {
        g_autofree char *word = pm_text_shell_word(running->target.entry->id);
        g_autofree char *hint =
            document->split.state == PM_SPLIT_NONE
                ? g_strdup_printf("it stands at the top, between two lines '---': "
                                  "git postmortem edit %s",
                                  word)
                : g_strdup_printf("git postmortem check --all %s", word);
        pm_error_set(error, PM_ERROR_REFUSED, hint, "%s has no front matter that can be edited",
                     running->target.entry->id);
        return NULL;
    }
    g_array_set_size(step->edits, 0);
    step->what = NULL;
    if (!running->write->edit(step, running->write->data, error))
        return NULL;
    if (step->what != NULL)
        running->what = step->what;
    PmSpan span = document->split.front;
    return pm_edit_steps(document->source, &span, (const PmEditStep *)(void *)step->edits->data,
                         step->edits->len, error);
}

/* Each step reads what the one before made: it may give a key that the next one looks at. */
static GBytes *
apply(Running *running, PmWriteAttempt *attempt, const PmTarget *target, GError **error)
{
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(PmEditStep));
    PmDocumentStep step = { .context = running->write->context,
                            .arena = attempt->arena,
                            .document = target->document,
                            .edits = edits,
                            .event = &attempt->event,
                            .tip = attempt->tip,
                            .tip_oid = &attempt->tip_oid };
    g_autoptr(GBytes) bytes = apply_step(running, &step, error);
    while (bytes != NULL && ++step.step < running->write->steps) {
        const char *copy = pm_arena_strndup(attempt->arena, g_bytes_get_data(bytes, NULL),
                                            g_bytes_get_size(bytes));
        const PmSource *source =
            pm_source_new(attempt->arena, target->entry->path, copy, g_bytes_get_size(bytes));
        PmFieldReading reading = pm_checker_reading(attempt->arena, step.context->config);
        step.document = pm_document_load(attempt->arena, source, target->entry->id,
                                         PM_DOCUMENT_FRONT | pm_target_flags(target->entry),
                                         &reading, pm_diagnostics_new(attempt->arena));
        g_bytes_unref(bytes);
        bytes = apply_step(running, &step, error);
    }
    running->file = step.file;
    running->file_bytes = step.file_bytes;
    return g_steal_pointer(&bytes);
}

static bool
judge(Running *running, PmWriteAttempt *attempt, const PmTarget *target, GBytes *bytes,
      GError **error)
{
    PmContext *context = running->write->context;
    /* what the admission says outlives the attempt */
    const char *copy =
        pm_arena_strndup(context->arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    PmAdmitting admitting = { .context = context,
                              .checker = running->checker,
                              .corpus = running->target.corpus,
                              .entry = target->entry,
                              .before = target->source,
                              .after = pm_source_new(context->arena, target->entry->path, copy,
                                                     g_bytes_get_size(bytes)),
                              .tip = &attempt->tip_oid,
                              .file = running->file,
                              .file_bytes = running->file_bytes,
                              .gate = running->write->gate,
                              .has_reason = running->has_reason,
                              .mode = PM_ADMIT_TYPED };
    pm_admission_clear(&running->admission);
    if (!pm_admit(&admitting, &running->admission, error))
        return false;
    if (pm_admission_is_granted(&running->admission))
        return true;
    pm_error_set(error, PM_ERROR_REFUSED, NULL, "%s may not become that", target->entry->id);
    return false;
}

/* A bare repository's tip is read anew for each attempt; a working tree as it is. */
static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Running *running = data;
    PmContext *context = running->write->context;
    PmContent *content =
        pm_repository_is_bare(context->repository) ? attempt->tip : context->content;
    g_auto(PmTarget) target = { 0 };
    if (!pm_target_read(context, attempt->arena, content, running->target.corpus,
                        running->target.entry, &target, error))
        return false;
    g_autoptr(GBytes) bytes = apply(running, attempt, &target, error);
    if (bytes == NULL)
        return false;
    if (g_bytes_equal(bytes, target.bytes))
        return true;
    if (!judge(running, attempt, &target, bytes, error))
        return false;
    pm_write_add(attempt, target.entry->path, bytes, target.bytes);
    if (running->file != NULL)
        pm_write_add(attempt, running->file, running->file_bytes, NULL);
    return true;
}

static int
report(Running *running, const PmWriteResult *result, const char **out_id)
{
    const PmDocumentWrite *write = running->write;
    const PmCorpusEntry *entry = running->target.entry;
    pm_write_report(write->context, write->options, result, entry->id, entry->path, write->event,
                    running->what);
    if (running->admission.findings != NULL)
        pm_admission_hint(write->context, &running->admission, entry->id);
    if (out_id != NULL && pm_write_has_next(write->options, result))
        *out_id = entry->id;
    return PM_EXIT_OK;
}

int
pm_document_write(const PmDocumentWrite *write, const char **out_id, GError **error)
{
    PmContext *context = write->context;
    g_auto(Running) running = { .write = write };
    g_autoptr(GError) found = NULL;
    const char *body = write->body;
    if (out_id != NULL)
        *out_id = NULL;
    if (!pm_target_open(context, context->arena, write->word, &running.target, error))
        return -1;
    running.checker = pm_target_checker(context, error);
    const char *id = running.target.entry->id;
    if (running.checker == NULL ||
        (body == NULL &&
         !pm_message_read(context, write->options,
                          pm_arena_printf(context->arena, "%s %s", write->verb, id), &body, error)))
        return -1;
    running.has_reason = body != NULL;
    PmWrite plain = { .context = context,
                      .options = write->options,
                      .event = { .document = id,
                                 .name = write->event,
                                 .subject =
                                     pm_arena_printf(context->arena, "%s %s", write->verb, id),
                                 .body = body },
                      .make = make,
                      .data = &running };
    PmWriteResult result;
    bool written = pm_write_run(&plain, &result, &found);
    result.more = write->more;
    if (written)
        return report(&running, &result, out_id);
    if (running.admission.findings != NULL && !pm_admission_is_granted(&running.admission))
        return pm_admission_refuse(context, &running.admission, write->verb, id, error);
    g_propagate_error(error, g_steal_pointer(&found));
    return -1;
}
