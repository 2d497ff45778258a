/* SPDX-License-Identifier: Apache-2.0 */
#include "command/document_signoff.h"

#include "data/edit.h"
#include "document/name.h"

#include <string.h>

/* One sign-off under way. */
typedef struct {
    PmDocumentSignoff *signoff;
    PmDocumentSignoffResult *result;
    PmReview seen; /* the review that it was said in, once a race was lost; what was made from it
                      points there */
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
                                 .authorship = signoff->reviewer->is_author ? PM_AUTHORSHIP_SOME
                                                                            : PM_AUTHORSHIP_NONE,
                                 .content = signoff->request.subject.content };
    const PmDocumentRecord *known = pm_audit_document(review->audit, review->target.entry->path);
    g_autoptr(GPtrArray) records = g_ptr_array_new();
    for (guint i = 0; known != NULL && i < known->records->len; i++)
        g_ptr_array_add(records, known->records->pdata[i]);
    g_ptr_array_add(records, record);
    return pm_state_fold(arena, review->policy, review->target.document, records);
}

/* What becomes of the review by it. */
static void
judge(const Making *self)
{
    const PmDocumentSignoff *signoff = self->signoff;
    PmStatus status = signoff->review->target.document->fields.status;
    self->result->state = state_with(signoff, &self->result->made);
    self->result->becomes_reviewed =
        signoff->moves && self->result->state.satisfied && status == PM_STATUS_IN_REVIEW;
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

static bool
conflict(const Making *self, const char *what, GError **error)
{
    const PmSignoffRequest *request = &self->signoff->request;
    g_autofree char *hint =
        g_strdup_printf("look at it again, then git postmortem %s %s",
                        pm_sign_verdict_name(request->verdict), request->subject.document);
    pm_error_set(error, PM_ERROR_CONFLICT, hint, "%s while you were signing; nothing was recorded",
                 what);
    return false;
}

/* Is it still the text, and the policy, that the reviewer saw? Follow-up changes by others leave a
 * sign-off current, and one that enters after them is as good (LEDGER section 3). */
static bool
check_seen(const Making *self, const PmReview *now, GError **error)
{
    const PmDocumentSignoff *signoff = self->signoff;
    PmArena *arena = signoff->request.context->arena;
    const PmTarget *target = &signoff->review->target;
    const PmSignoffRecord seen = { .content = signoff->request.subject.content };
    const char *changed;
    if (!g_str_equal(now->policy->digest, signoff->review->policy->digest))
        return conflict(self, "the policy was changed", error);
    if (!g_str_equal(now->target.entry->path, target->entry->path))
        return conflict(self, pm_arena_printf(arena, "%s was moved", target->entry->id), error);
    if (signoff->former != NULL && !g_bytes_equal(now->target.bytes, target->bytes))
        return conflict(self, pm_arena_printf(arena, "%s was changed", target->entry->id), error);
    if (!pm_state_is_current(arena, &seen, now->target.document, &changed))
        return conflict(
            self, pm_arena_printf(arena, "%s was changed (%s)", target->entry->id, changed), error);
    return true;
}

/* As the verb asked at first: may they say it, and what does it take the place of? */
static bool
choose_again(const Making *self, PmReview *now, GError **error)
{
    const PmDocumentSignoff *signoff = self->signoff;
    PmSignoffRequest *request = &self->signoff->request;
    PmReviewer *reviewer = signoff->reviewer;
    PmVoice voice = { 0 };
    const PmReview *before = reviewer->review;
    reviewer->review = now;
    bool chosen = pm_reviewer_identify(reviewer, error) &&
                  signoff->choose(reviewer, signoff->data, &voice, error);
    reviewer->review = before;
    if (!chosen)
        return false;
    if (!g_str_equal(voice.demand.role, request->demand.role) ||
        g_strcmp0(voice.demand.party, request->demand.party) != 0 ||
        g_strcmp0(voice.replaces, request->replaces) != 0)
        return conflict(self, "other sign-offs came", error);
    request->demand = voice.demand;
    request->replaces = voice.replaces;
    PmGate gate = { 0 };
    if (signoff->moves)
        gate = pm_review_gate(request->context, now, PM_STATUS_REVIEWED);
    if (gate.count == 0)
        return true;
    pm_error_set(error, PM_ERROR_CONFLICT, gate.items[0].command,
                 "%s was changed while you were signing, and lacks now: %s; nothing was recorded",
                 request->subject.document, gate.items[0].what);
    return false;
}

/* The branch that it enters: where that is not the one that was looked at, everything but the text
 * and the statement is of now. */
static bool
judge_again(PmWriteAttempt *attempt, void *data, GError **error)
{
    Making *self = data;
    PmDocumentSignoff *signoff = self->signoff;
    g_auto(PmReview) now = { 0 };
    if (g_str_equal(attempt->tip_oid.hex, signoff->review->tip.hex))
        return true;
    if (!pm_review_open(signoff->request.context, signoff->review->target.entry->id,
                        attempt->tip_oid.hex, &now, error) ||
        !check_seen(self, &now, error) || !choose_again(self, &now, error))
        return false;
    pm_review_clear(&self->seen);
    self->seen = *signoff->review;
    *signoff->review = now;
    now = (PmReview){ 0 };
    judge(self);
    return true;
}

bool
pm_document_signoff(PmDocumentSignoff *signoff, PmDocumentSignoffResult *out_result, GError **error)
{
    const PmReview *review = signoff->review;
    PmSignoffRequest *request = &signoff->request;
    PmDocumentSignoffResult result = { 0 };
    g_autofree char *folder = pm_name_signoffs(review->target.entry->path);
    g_autoptr(GBytes) content = g_bytes_ref(review->target.bytes);
    request->subject = (PmSignoffSubject){ .document = review->target.entry->id,
                                           .folder = folder,
                                           .content = content,
                                           .policy = review->policy,
                                           .audit = review->audit };
    if (!pm_signoff_make(request, &result.made, error))
        return false;
    Making self = { .signoff = signoff, .result = &result };
    judge(&self);
    PmSignoffCommit commit = { .is_unchanged = judge_again,
                               .add = add_along,
                               .data = &self,
                               .document = review->target.entry->id };
    bool done = pm_signoff_write(request, &result.made, &commit, &result.write, error);
    pm_review_clear(&self.seen);
    request->subject = (PmSignoffSubject){ .policy = signoff->review->policy };
    *out_result = result;
    return done;
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
