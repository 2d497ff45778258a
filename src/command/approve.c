/* SPDX-License-Identifier: Apache-2.0 */
/* Sign off exactly the text that is committed, in one role. */
#include "base/text.h"
#include "command/document_signoff.h"
#include "command/document_write.h"
#include "command/policy_signoff.h"
#include "command/reviewer.h"
#include "command/seen.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *role;
    char *party;
    char *expect;
    char *speaker, *proof;
    PmPlaceOptions place;
    gboolean policy;
} Options;

static const PmOption options[] = {
    { "role", 0, PM_OPTION_STRING, offsetof(Options, role),
      "the role to sign in; without it, the first one that waits for you", "ROLE" },
    { "party", 0, PM_OPTION_STRING, offsetof(Options, party), "the party that you sign for",
      "TEAM" },
    { "expect", 0, PM_OPTION_STRING, offsetof(Options, expect),
      "refuse unless the document is this blob", "BLOB" },
    { "for", 0, PM_OPTION_STRING, offsetof(Options, speaker),
      "record the word of somebody who doesn't use git; with --proof", "EMAIL" },
    { "proof", 0, PM_OPTION_STRING, offsetof(Options, proof),
      "the file that it rests on, a mail for one; it is kept with the evidence", "FILE" },
    PM_PLACE_OPTIONS(Options, place),
    { "policy", 0, PM_OPTION_FLAG, offsetof(Options, policy),
      "sign a change of the policy, as it is in the working tree or on the branch", NULL },
    { 0 },
};

static bool
check_expected(const PmReview *review, const char *expect, GError **error)
{
    if (expect == NULL)
        return true;
    size_t length;
    const char *data = g_bytes_get_data(review->target.bytes, &length);
    PmOid blob = pm_content_hash(data, length);
    if (g_str_has_prefix(blob.hex, expect) && strlen(expect) >= 7)
        return true;
    g_autofree char *hint = g_strdup_printf("it is %s now", blob.hex);
    pm_error_set(error, PM_ERROR_REFUSED, hint, "the document is not what you expect");
    return false;
}

static bool
check_status(const PmReview *review, GError **error)
{
    PmStatus status = review->target.document->fields.status;
    const char *id = review->target.entry->id;
    if (status == PM_STATUS_IN_REVIEW || status == PM_STATUS_REVIEWED)
        return true;
    g_autofree char *word = pm_text_shell_word(id);
    g_autofree char *hint = g_strdup_printf("git postmortem submit %s", word);
    pm_error_set(error, PM_ERROR_REFUSED, status < PM_STATUS_IN_REVIEW ? hint : NULL,
                 "%s is %s; only what is in review can be signed off", id,
                 status == PM_STATUS_NONE ? "not submitted" : pm_status_name(status));
    return false;
}

static bool
edit_status(PmDocumentStep *step, void *data, GError **error)
{
    (void)data;
    (void)error;
    step->event->subject =
        pm_arena_printf(step->arena, "set %s: status=reviewed", step->document->id);
    step->what = "all its sign-offs are there; the document is reviewed";
    pm_document_step_add(
        step, &(PmEditStep){ .kind = PM_EDIT_SET, .pointer = "/status", .value = "reviewed" });
    return true;
}

/* Who has signed this very text signs nothing again: what is left to do is the status, which `set`
 * would move by the same gate. */
static int
move(PmContext *context, const Options *given, const char *id, GError **error)
{
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = id,
                              .event = "set",
                              .verb = "approve",
                              .edit = edit_status,
                              .gate = PM_STATUS_REVIEWED };
    return pm_document_write(&write, NULL, error);
}

/* Who may not sign hears that first: nothing that they mend in the text changes it. */
static int
refuse_all(PmContext *context, const char *id, const PmGate *gate, GError **error)
{
    if (gate->count == 0)
        return -1;
    g_autoptr(GError) barred = g_steal_pointer(error);
    size_t length;
    const char *hint = pm_error_hint(barred, &length);
    PmMissing *items = pm_arena_new0(context->arena, PmMissing, gate->count + 1);
    items[0] = (PmMissing){
        .what = pm_arena_strndup(context->arena, barred->message, length),
        .command = pm_arena_strdup(context->arena, hint),
    };
    memcpy(items + 1, gate->items, gate->count * sizeof *items);
    return pm_review_refuse(context, "approve", id,
                            &(PmGate){ .items = items, .count = gate->count + 1 });
}

/* A page that shows the text does not show its comments, and these are signed along with it. */
static void
tell_suppressed(PmContext *context, const PmGate *gate)
{
    if (gate->suppressed > 0)
        pm_context_hint(
            context,
            "%zu finding%s suppressed by comments in the text, with the reason in each: "
            "<!-- postmortem-ignore … -->",
            gate->suppressed, gate->suppressed == 1 ? " is" : "s are");
}

static bool
choose(const PmReviewer *signer, const void *data, PmVoice *out_voice, GError **error)
{
    (void)data;
    return check_status(signer->review, error) &&
           (signer->speaker == NULL || pm_reviewer_check_recorder(signer, error)) &&
           pm_reviewer_choose(signer, &out_voice->demand, error);
}

static int
sign(PmReviewer *signer, PmReview *review, const Options *given, const PmPlace *place,
     const PmDemand *demand, GError **error)
{
    PmDocumentSignoff signoff = { .review = review,
                                  .reviewer = signer,
                                  .request = { .context = signer->context,
                                               .options = &given->write,
                                               .verdict = PM_SIGN_APPROVE,
                                               .demand = *demand,
                                               .name = signer->name,
                                               .email = signer->email,
                                               .place = place,
                                               .done = "approved" },
                                  .moves = true,
                                  .choose = choose };
    PmDocumentSignoffResult result;
    g_auto(PmRecorded) recorded = { 0 };
    const PmRecordedFor whose = { signer->speaker, given->proof, signer->review->policy->config };
    if ((signer->speaker != NULL &&
         !pm_recorded_open(signer->context, &whose, signer->review->tree,
                           signer->review->target.entry->path, &recorded, error)) ||
        !pm_signoff_read_comment(signer->context, &given->write, &signoff.request.comment, error))
        return -1;
    if (signer->speaker != NULL)
        signoff.request.recorded = &recorded;
    if (!pm_document_signoff(&signoff, &result, error))
        return -1;
    pm_document_signoff_report(&signoff, &result);
    return PM_EXIT_OK;
}

static int
approve(PmContext *context, const Options *given, const PmPlace *place, const char *word,
        GError **error)
{
    g_auto(PmReview) review = { 0 };
    PmReviewer signer = { .context = context,
                          .review = &review,
                          .role = given->role,
                          .party = given->party,
                          .speaker = given->speaker };
    if (!pm_review_open_settled(context, word, place->read, &review, error) ||
        !check_expected(&review, given->expect, error) || !check_status(&review, error) ||
        !pm_reviewer_identify(&signer, error) ||
        (given->speaker != NULL && !pm_reviewer_check_recorder(&signer, error)))
        return -1;
    const char *id = review.target.entry->id;
    PmGate gate = pm_review_gate(context, &review, PM_STATUS_REVIEWED);
    PmDemand demand;
    bool own_word = given->speaker == NULL;
    bool moves = own_word && place->read == NULL && pm_reviewer_has_signed_all(&signer);
    if (!moves && !pm_reviewer_choose(&signer, &demand, error))
        return refuse_all(context, id, &gate, error);
    if (gate.count > 0)
        return pm_review_refuse(context, "approve", id, &gate);
    if (moves)
        return move(context, given, id, error);
    if (place->read == NULL)
        pm_seen_warn_newer(context, &review);
    if (own_word && !given->write.json)
        pm_seen_print(context, &review, &demand, signer.email);
    tell_suppressed(context, &gate);
    return sign(&signer, &review, given, place, &demand, error);
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmPlace) place = { 0 };
    if (!pm_recorded_check(given->speaker, given->proof, given->policy, error) ||
        !pm_policy_or_document(given->policy, arguments[0], error) ||
        !pm_place_find(context, &given->place, &given->write, &place, error))
        return -1;
    if (given->policy)
        return pm_policy_approve(&(PmPolicySignoff){ .context = context,
                                                     .options = &given->write,
                                                     .role = given->role,
                                                     .place = &place },
                                 error);
    return approve(context, given, &place, arguments[0], error);
}

extern const PmCommand pm_command_approve;
const PmCommand pm_command_approve = {
    .name = "approve",
    .group = "Review",
    .summary = "Sign off exactly the text that is committed",
    .arguments = "<id> | --policy",
    .description =
        "Records a sign-off beside the document, with the very bytes that it is for. Refused while "
        "the content gate for reviewed is not met, and to whoever wrote the text. When the policy "
        "is satisfied by it, the document becomes reviewed in the same commit. Where sign-offs "
        "satisfy it only together, after a merge, the next approval of anybody moves it, also of "
        "one who has signed.\n\n"
        "The word of somebody who doesn't use git may be recorded by roles that review.proxy in the "
        "config names: --for says whose it is, and --proof the file that it rests on, which is kept "
        "in the evidence folder and may not change any more. It is that person's approval, and "
        "counts as claimed, whoever signs the record; their own word, an objection above all, "
        "outweighs it. git postmortem revoke --for takes it back.\n\n"
        "Where review.change in the config says who may change the policy, their sign-offs are "
        "collected before the change is made: with --policy each of them signs all of .postmortem/ "
        "as it is in their working tree, changed and not committed; git postmortem commit --policy "
        "then commits it. Or the change is committed on a branch, and signed there.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .maximum = 1,
    .run = run,
};
