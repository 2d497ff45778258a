/* SPDX-License-Identifier: Apache-2.0 */
#include "command/document_signoff.h"

#include "data/edit.h"
#include "document/name.h"

#include <string.h>

/* One sign-off under way. */
typedef struct {
    const PmDocumentSignoff *signoff;
    PmDocumentSignoffResult *result;
} Making;

/* The state of the review with this one more. */
static PmReviewState
state_with(const PmDocumentSignoff *signoff, const PmSignoffMade *made)
{
    const PmReview *review = signoff->review;
    PmArena *arena = signoff->request.context->arena;
    g_autofree char *person =
        pm_authors_person(pm_audit_authors(review->audit), pm_signoff_speaker(&made->signoff));
    PmSignoffRecord *record = pm_arena_new0(arena, PmSignoffRecord, 1);
    *record = (PmSignoffRecord){ .signoff = made->signoff,
                                 .judgement = PM_JUDGED_CLAIMED,
                                 .step_index = SIZE_MAX,
                                 .person = pm_arena_strdup(arena, person),
                                 .authorship =
                                     signoff->is_author ? PM_AUTHORSHIP_SOME : PM_AUTHORSHIP_NONE,
                                 .content = review->target.bytes };
    const PmDocumentRecord *known = pm_audit_document(review->audit, review->target.entry->path);
    g_autoptr(GPtrArray) records = g_ptr_array_new();
    for (guint i = 0; known != NULL && i < known->records->len; i++)
        g_ptr_array_add(records, known->records->pdata[i]);
    g_ptr_array_add(records, record);
    return pm_state_fold(arena, review->policy, review->target.document, records);
}

static bool
add_along(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Making *self = data;
    const PmTarget *target = &self->signoff->review->target;
    const PmRecorded *recorded = self->signoff->request.recorded;
    if (recorded != NULL && !pm_recorded_add(recorded, attempt, error))
        return false;
    if (self->signoff->former != NULL)
        pm_write_add(attempt, target->entry->path, self->signoff->former, target->bytes);
    if (!self->result->becomes_reviewed)
        return true;
    PmEdit edit = { .source = target->source,
                    .span = target->document->split.front,
                    .root = target->document->front,
                    .splices = pm_splices_new(attempt->arena) };
    if (!pm_edit_set(&edit, "/status", "reviewed", error))
        return false;
    g_autoptr(GBytes) bytes =
        pm_splices_apply(edit.splices, target->source->bytes, target->source->length, error);
    if (bytes == NULL)
        return false;
    pm_write_add(attempt, target->entry->path, bytes, target->bytes);
    return true;
}

/* After a lost race: whether the document becomes reviewed was judged at another tip. */
static bool
judged_the_same(const Making *self, PmWriteAttempt *attempt, GError **error)
{
    const PmReview *review = self->signoff->review;
    const PmSignoffRequest *request = &self->signoff->request;
    g_autofree char *folder = pm_name_signoffs(review->target.entry->path);
    const char *const prefixes[] = { folder, PM_CONFIG_FOLDER };
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_autoptr(GPtrArray) deltas =
            pm_history_delta(request->context->repository, &review->tip, &attempt->tip_oid,
                             prefixes[i], false, error);
        if (deltas == NULL)
            return false;
        if (deltas->len == 0)
            continue;
        g_autofree char *hint = g_strdup_printf("%s again", pm_sign_verdict_name(request->verdict));
        pm_error_set(error, PM_ERROR_CONFLICT, hint,
                     "other sign-offs of %s, or another policy, came while you were signing; "
                     "nothing was recorded",
                     review->target.entry->id);
        return false;
    }
    return true;
}

/* The text under the tip must still be what was judged and signed. */
static bool
is_unchanged(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Making *self = data;
    const PmTarget *target = &self->signoff->review->target;
    g_autoptr(GBytes) now = pm_content_read(attempt->tip, target->entry->path, SIZE_MAX / 2, error);
    if (now == NULL)
        return false;
    if (g_bytes_equal(now, target->bytes))
        return judged_the_same(self, attempt, error);
    g_autofree char *hint = g_strdup_printf("look at it again, then %s again",
                                            pm_sign_verdict_name(self->signoff->request.verdict));
    pm_error_set(error, PM_ERROR_CONFLICT, hint,
                 "%s was changed while you were signing; nothing was recorded", target->entry->id);
    return false;
}

bool
pm_document_signoff(PmDocumentSignoff *signoff, PmDocumentSignoffResult *out_result, GError **error)
{
    const PmReview *review = signoff->review;
    PmSignoffRequest *request = &signoff->request;
    PmDocumentSignoffResult result = { 0 };
    g_autofree char *folder = pm_name_signoffs(review->target.entry->path);
    request->subject = (PmSignoffSubject){ .document = review->target.entry->id,
                                           .folder = folder,
                                           .content = review->target.bytes,
                                           .policy = review->policy,
                                           .audit = review->audit };
    if (!pm_signoff_make(request, &result.made, error))
        return false;
    result.state = state_with(signoff, &result.made);
    result.becomes_reviewed = signoff->moves && result.state.satisfied &&
                              review->target.document->fields.status == PM_STATUS_IN_REVIEW;
    Making self = { signoff, &result };
    PmSignoffCommit commit = { .is_unchanged = is_unchanged,
                               .add = add_along,
                               .data = &self,
                               .document = review->target.entry->id };
    if (!pm_signoff_write(request, &result.made, &commit, &result.write, error))
        return false;
    request->subject.folder = NULL;
    *out_result = result;
    return true;
}

void
pm_document_signoff_hint_revoked(const PmDocumentSignoff *signoff,
                                 const PmDocumentSignoffResult *result)
{
    PmContext *context = signoff->request.context;
    const char *id = result->made.signoff.statement.document;
    PmStatus status = signoff->review->target.document->fields.status;
    PmGate gate = pm_gate_signoffs(context->arena, &result->state, id);
    if (status == PM_STATUS_IN_REVIEW && result->state.satisfied)
        pm_context_hint(context, "all sign-offs are there: git postmortem set %s status=reviewed",
                        pm_context_word(context, id));
    if (pm_gate_needs_signoffs(status) && gate.count > 0)
        pm_context_hint(context, "it is %s, and %s now; verify says so until that is mended: %s",
                        pm_status_name(status), pm_context_safe(context, gate.items[0].what),
                        pm_context_safe(context, gate.items[0].command));
}

void
pm_document_signoff_report(const PmDocumentSignoff *signoff, const PmDocumentSignoffResult *result)
{
    const PmSignoffRequest *request = &signoff->request;
    const PmCorpusEntry *entry = signoff->review->target.entry;
    const char *moved = result->becomes_reviewed  ? "; the document is reviewed"
                        : signoff->former != NULL ? "; the document is what it was before"
                                                  : "";
    const char *what = pm_arena_printf(request->context->arena, "%s%s",
                                       pm_signoff_describe(request, &result->made), moved);
    pm_write_report(request->context, request->options, &result->write, entry->id, entry->path,
                    pm_sign_verdict_name(request->verdict), what);
    pm_signoff_hint_unsigned(request, &result->made);
}
