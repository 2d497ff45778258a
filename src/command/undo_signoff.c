/* SPDX-License-Identifier: Apache-2.0 */
/* A sign-off stays where it is: whose word it is takes it back. */
#include "command/undo.h"

#include "command/document_signoff.h"
#include "command/policy_signoff.h"
#include "command/voice.h"

#include <string.h>

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

const PmTreeDelta *
pm_undo_find_signoff(const PmPastEvent *event)
{
    for (guint i = 0; i < event->deltas->len; i++) {
        const PmTreeDelta *delta = event->deltas->pdata[i];
        if (g_str_has_suffix(delta->path, ".signoff"))
            return delta;
    }
    return NULL;
}

/* What the event did to the document itself: it became reviewed by it. NULL: nothing. */
static const PmTreeDelta *
find_document(const PmPastEvent *event, const char *path)
{
    for (guint i = 0; i < event->deltas->len; i++)
        if (g_str_equal(((const PmTreeDelta *)event->deltas->pdata[i])->path, path))
            return event->deltas->pdata[i];
    return NULL;
}

static bool
read_signoff(const PmUndo *undo, const PmTreeDelta *delta, PmSignoff *out_signoff, GError **error)
{
    PmContext *context = undo->context;
    g_autoptr(GBytes) bytes =
        pm_content_blob(context->repository, &delta->new_blob, PM_SIGNOFF_LIMIT, error);
    return bytes != NULL && pm_signoff_parse(context->arena, g_bytes_get_data(bytes, NULL),
                                             g_bytes_get_size(bytes), out_signoff, error);
}

/* Words that only a new word answers. */
static bool
may_be_revoked(const PmUndo *undo, const PmStatement *statement, GError **error)
{
    PmContext *context = undo->context;
    const char *id = pm_context_word(context, statement->document);
    if (statement->verdict == PM_SIGN_REVOKE)
        return refuse(
            error,
            pm_arena_printf(context->arena, "git postmortem approve %s, or object",
                            g_str_equal(statement->document, PM_SIGNOFF_POLICY) ? "--policy" : id),
            "what was revoked is said anew");
    return statement->verdict != PM_SIGN_ACKNOWLEDGE ||
           refuse(error, NULL, "what was acknowledged stays so");
}

static const char *
reason(const PmUndo *undo)
{
    return pm_arena_printf(undo->context->arena, "Taken back by undo of %s.",
                           undo->event->commit.hex);
}

static int
revoke_policy(const PmUndo *undo, const PmStatement *statement, GError **error)
{
    PmPlace place = { .words = "" };
    return pm_policy_revoke(&(PmPolicySignoff){ .context = undo->context,
                                                .options = undo->options,
                                                .role = statement->role,
                                                .place = &place,
                                                .reason = reason(undo) },
                            error);
}

/* The text that the document had before the event, where that moved it. */
static bool
read_former(const PmUndo *undo, const PmReview *review, GBytes **out_former, GError **error)
{
    const PmTreeDelta *delta = find_document(undo->event, review->target.entry->path);
    const PmPastTip tip = { &review->tip, review->tree };
    *out_former = NULL;
    if (delta == NULL)
        return true;
    if (!pm_past_event_stands(undo->context, undo->event, &tip, delta, error))
        return false;
    *out_former = pm_content_blob(undo->context->repository, &delta->old_blob, SIZE_MAX / 2, error);
    return *out_former != NULL;
}

static bool
choose(const PmReviewer *speaker, const void *data, PmVoice *out_voice, GError **error)
{
    (void)data;
    return pm_voice_revoke(speaker, out_voice, error);
}

static int
take_back(const PmUndo *undo, PmReviewer *speaker, PmReview *review, const PmVoice *voice,
          GError **error)
{
    PmPlace place = { .words = "" };
    g_autoptr(GBytes) former = NULL;
    PmDocumentSignoff signoff = { .review = review,
                                  .reviewer = speaker,
                                  .request = { .context = undo->context,
                                               .options = undo->options,
                                               .verdict = PM_SIGN_REVOKE,
                                               .demand = voice->demand,
                                               .name = speaker->name,
                                               .email = speaker->email,
                                               .replaces = voice->replaces,
                                               .place = &place,
                                               .done = "revoked" },
                                  .choose = choose };
    PmDocumentSignoffResult result;
    const char **comment = &signoff.request.comment;
    if (!read_former(undo, review, &former, error) ||
        !pm_signoff_read_comment(undo->context, undo->options, comment, error))
        return -1;
    if (*comment == NULL)
        *comment = reason(undo);
    signoff.former = former;
    if (!pm_document_signoff(&signoff, &result, error))
        return -1;
    pm_document_signoff_report(&signoff, &result);
    if (former == NULL && pm_write_has_next(undo->options, &result.write))
        pm_document_signoff_hint_revoked(&signoff, &result);
    return PM_EXIT_OK;
}

int
pm_undo_signoff(const PmUndo *undo, GError **error)
{
    PmContext *context = undo->context;
    g_auto(PmReview) review = { 0 };
    PmSignoff signoff;
    if (!read_signoff(undo, pm_undo_find_signoff(undo->event), &signoff, error) ||
        !may_be_revoked(undo, &signoff.statement, error))
        return -1;
    const PmStatement *statement = &signoff.statement;
    if (g_str_equal(statement->document, PM_SIGNOFF_POLICY))
        return revoke_policy(undo, statement, error);
    PmReviewer speaker = { .context = context,
                           .review = &review,
                           .role = statement->role,
                           .party = statement->party,
                           .speaker = signoff.proxy != NULL ? signoff.proxy->person : NULL };
    PmVoice voice = { 0 };
    if (!pm_review_open_settled(context, statement->document, NULL, &review, error) ||
        !pm_reviewer_identify(&speaker, error) || !pm_voice_revoke(&speaker, &voice, error))
        return -1;
    if (g_str_equal(voice.replaces, signoff.digest))
        return take_back(undo, &speaker, &review, &voice, error);
    refuse(error,
           pm_arena_printf(context->arena, "git postmortem show %s has all that stands",
                           pm_context_word(context, statement->document)),
           pm_arena_printf(context->arena, "what %.7s signed does not stand any more",
                           undo->event->commit.hex));
    return -1;
}
