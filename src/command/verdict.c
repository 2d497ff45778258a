/* SPDX-License-Identifier: Apache-2.0 */
/* What may be said of a document besides approving it; the verbs differ in a row each. */
#include "command/document_signoff.h"
#include "command/policy_signoff.h"
#include "command/voice.h"

typedef struct {
    PmWriteOptions write;
    char *role;
    char *party;
    PmPlaceOptions place;
    gboolean policy; /* of revoke alone, like the next */
    char *speaker;
} Options;

#define COMMON_OPTIONS                                                                             \
    { "role", 0, PM_OPTION_STRING, offsetof(Options, role), "the role to speak in", "ROLE" },      \
        { "party", 0, PM_OPTION_STRING, offsetof(Options, party), "the party that it is about",    \
          "TEAM" },                                                                                \
        PM_PLACE_OPTIONS(Options, place)

static const PmOption options[] = { COMMON_OPTIONS, { 0 } };
static const PmOption revoke_options[] = {
    COMMON_OPTIONS,
    { "policy", 0, PM_OPTION_FLAG, offsetof(Options, policy),
      "take back one's approval of a change of the policy that is not made yet", NULL },
    { "for", 0, PM_OPTION_STRING, offsetof(Options, speaker),
      "take back what one recorded for this person", "EMAIL" },
    { 0 },
};

typedef struct Row Row;
struct Row {
    const char *verb;
    PmSignVerdict verdict;
    const char *done;
    PmStatus from;   /* the first status that it may be said in … */
    PmStatus to;     /* … and the last */
    bool lets_go_on; /* like an approval: needs the content gate, and may make it reviewed */
    PmVoiceChoice choose;
    void (*follow)(const PmDocumentSignoff *signoff, const PmDocumentSignoffResult *result);
};

static bool
check_status(PmContext *context, const Row *row, const PmReview *review, GError **error)
{
    PmStatus status = review->target.document->fields.status;
    const char *id = review->target.entry->id;
    if (status >= row->from && status <= row->to)
        return true;
    const char *hint = status > row->to
                           ? NULL
                           : pm_arena_printf(context->arena, "git postmortem submit %s",
                                             pm_context_word(context, id));
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s is %s; there is nothing to %s", id,
                 status == PM_STATUS_NONE ? "not submitted" : pm_status_name(status), row->verb);
    return false;
}

/* A word against others, or in their place, is worth as much as its reason. */
static bool
check_reason(const Row *row, const char *comment, GError **error)
{
    if (comment != NULL)
        return true;
    pm_error_set(error, PM_ERROR_REFUSED, "say why with -m", "%s needs a reason", row->verb);
    return false;
}

/* What holds the document back now, and who can end that. */
static void
follow_objection(const PmDocumentSignoff *signoff, const PmDocumentSignoffResult *result)
{
    PmContext *context = signoff->request.context;
    const PmStatement *statement = &result->made.signoff.statement;
    PmStatus status = signoff->review->target.document->fields.status;
    const char *party = statement->party;
    pm_context_hint(context,
                    "it stays %s, and %s while this stands; to take it back: "
                    "git postmortem revoke %s --role %s%s%s%s -m …",
                    pm_status_name(status),
                    status == PM_STATUS_IN_REVIEW ? "is not reviewed" : "verify says so",
                    pm_context_word(context, statement->document),
                    pm_context_word(context, statement->role), party != NULL ? " --party " : "",
                    party != NULL ? pm_context_word(context, party) : "",
                    signoff->request.place->words);
}

/* It may take the word of more than one. */
static void
follow_step(const PmDocumentSignoff *signoff, const PmDocumentSignoffResult *result)
{
    PmContext *context = signoff->request.context;
    const char *id = result->made.signoff.statement.document;
    PmGate gate = pm_gate_signoffs(context->arena, &result->state, id);
    if (gate.count == 0 || context->quiet)
        return;
    pm_context_say(context, "  still missing:\n");
    pm_review_list(context, context->out, &gate);
}

static bool
choose(const PmReviewer *speaker, const void *data, PmVoice *out_voice, GError **error)
{
    const Row *row = data;
    return check_status(speaker->context, row, speaker->review, error) &&
           row->choose(speaker, out_voice, error);
}

static int
write_it(const Row *row, PmReviewer *speaker, PmReview *review, const Options *given,
         const PmPlace *place, const PmVoice *voice, GError **error)
{
    PmDocumentSignoff signoff = { .review = review,
                                  .reviewer = speaker,
                                  .request = { .context = speaker->context,
                                               .options = &given->write,
                                               .verdict = row->verdict,
                                               .demand = voice->demand,
                                               .name = speaker->name,
                                               .email = speaker->email,
                                               .replaces = voice->replaces,
                                               .place = place,
                                               .done = row->done },
                                  .moves = row->lets_go_on,
                                  .choose = choose,
                                  .data = row };
    PmDocumentSignoffResult result;
    if (!pm_signoff_read_comment(speaker->context, &given->write, &signoff.request.comment,
                                 error) ||
        !check_reason(row, signoff.request.comment, error) ||
        !pm_document_signoff(&signoff, &result, error))
        return -1;
    pm_document_signoff_report(&signoff, &result);
    if (pm_write_has_next(&given->write, &result.write))
        row->follow(&signoff, &result);
    return PM_EXIT_OK;
}

static int
run(const Row *row, PmContext *context, const Options *given, const char *word, GError **error)
{
    g_auto(PmReview) review = { 0 };
    PmReviewer speaker = { .context = context,
                           .review = &review,
                           .role = given->role,
                           .party = given->party,
                           .speaker = given->speaker };
    PmVoice voice = { 0 };
    g_auto(PmPlace) place = { 0 };
    if (!pm_policy_or_document(given->policy, word, error) ||
        !pm_place_find(context, &given->place, &given->write, &place, error))
        return -1;
    if (given->policy)
        return pm_policy_revoke(&(PmPolicySignoff){ .context = context,
                                                    .options = &given->write,
                                                    .role = given->role,
                                                    .place = &place },
                                error);
    if (!pm_review_open_settled(context, word, place.read, &review, error) ||
        !pm_reviewer_identify(&speaker, error) || !choose(&speaker, row, &voice, error))
        return -1;
    PmGate gate = { 0 };
    if (row->lets_go_on)
        gate = pm_review_gate(context, &review, PM_STATUS_REVIEWED);
    if (gate.count > 0)
        return pm_review_refuse(context, row->verb, review.target.entry->id, &gate);
    return write_it(row, &speaker, &review, given, &place, &voice, error);
}

static const Row row_object = {
    .verb = "object",
    .verdict = PM_SIGN_OBJECT,
    .done = "objected",
    .from = PM_STATUS_IN_REVIEW,
    .to = PM_STATUS_CLOSED,
    .choose = pm_voice_object,
    .follow = follow_objection,
};
static const Row row_revoke = {
    .verb = "revoke",
    .verdict = PM_SIGN_REVOKE,
    .done = "revoked",
    .from = PM_STATUS_NONE,
    .to = PM_STATUS_WITHDRAWN,
    .choose = pm_voice_revoke,
    .follow = pm_document_signoff_hint_revoked,
};
static const Row row_excuse = {
    .verb = "excuse",
    .verdict = PM_SIGN_EXCUSE,
    .done = "excused",
    .from = PM_STATUS_IN_REVIEW,
    .to = PM_STATUS_REVIEWED,
    .lets_go_on = true,
    .choose = pm_voice_excuse,
    .follow = follow_step,
};
static const Row row_override = {
    .verb = "override",
    .verdict = PM_SIGN_OVERRIDE,
    .done = "overridden",
    .from = PM_STATUS_IN_REVIEW,
    .to = PM_STATUS_REVIEWED,
    .lets_go_on = true,
    .choose = pm_voice_override,
    .follow = follow_step,
};

#define VERB(word, its_options, its_arguments, least, what, text)                                  \
    static int run_##word(PmContext *context, const void *values, char **arguments,                \
                          GError **error)                                                          \
    {                                                                                              \
        return run(&row_##word, context, values, arguments[0], error);                             \
    }                                                                                              \
    extern const PmCommand pm_command_##word;                                                      \
    const PmCommand pm_command_##word = {                                                          \
        .name = #word,                                                                             \
        .group = "Review",                                                                         \
        .summary = what,                                                                           \
        .arguments = its_arguments,                                                                \
        .description = text,                                                                       \
        .options = its_options,                                                                    \
        .options_size = sizeof(Options),                                                           \
        .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,                                      \
        .minimum = least,                                                                          \
        .maximum = 1,                                                                              \
        .run = run_##word,                                                                         \
    };

VERB(
    object, options, "<id>", 1, "Object to a document, with a reason",
    "Takes the place of one's own approval in the same role. While an objection stands to the text "
    "as it is, the document is not reviewed and can't be closed; one that is reviewed stays so, "
    "and verify says that somebody objects. Authors may object, too. The reason is given by -m.")
VERB(
    revoke, revoke_options, "<id> | --policy", 0, "Take back one's own sign-off, with a reason",
    "An approval, an objection, an excuse or an override: whatever of one's own stands. Where "
    "several do, --role says which. With --for, what one recorded for somebody who doesn't use git. The statement stays in the ledger, and no longer counts. With "
    "--policy, one's approval of a change of the policy, before it is committed.")
VERB(excuse, options, "<id>", 1, "Excuse a party from signing, with a reason",
     "For a party to the response that the policy asks, and that need not sign: --party names it, "
     "-m says why. Roles that may are named by review.excuse in the config; where it names none, "
     "anybody but the authors may. Refused while the content gate for reviewed is not met.")
VERB(override, options, "<id>", 1,
     "Let a document go on without what the policy asks, with a reason",
     "By somebody of a role that review.override names in the config: where that lists several, it "
     "takes the word of each. An objection is not overridden. Refused while the content gate for "
     "reviewed is not met.")
