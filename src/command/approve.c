/* SPDX-License-Identifier: Apache-2.0 */
/* Sign off exactly the text that is committed, in one role. */
#include "command/approve.h"

#include "base/text.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *role;
    char *party;
    char *expect;
    char *on;
} Options;

static const PmOption options[] = {
    { "role", 0, PM_OPTION_STRING, offsetof(Options, role),
      "the role to sign in; without it, the first one that waits for you", "ROLE" },
    { "party", 0, PM_OPTION_STRING, offsetof(Options, party), "the party that you sign for",
      "TEAM" },
    { "expect", 0, PM_OPTION_STRING, offsetof(Options, expect),
      "refuse unless the document is this blob", "BLOB" },
    { "on", 0, PM_OPTION_STRING, offsetof(Options, on), "sign on a branch that is not checked out",
      "BRANCH" },
    { 0 },
};

/* May this person sign for the demand? */
static bool
may_sign(const PmReview *review, const PmDemand *demand, const char *email)
{
    size_t last = pm_steps_count(pm_audit_steps(review->audit)) - 1;
    return pm_policy_holds_role(review->policy, demand->role, demand->party, email) &&
           (demand->authors || !pm_steps_is_author(pm_audit_steps(review->audit),
                                                   review->target.entry->path, last, email));
}

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

/* The role that the user names, or the first open demand that they may satisfy. */
static bool
choose_role(PmContext *context, const PmReview *review, const Options *given, const char *email,
            PmDemand *out_demand, GError **error)
{
    const PmDemand *own_text = NULL;
    for (size_t i = 0; i < review->state.count; i++) {
        const PmDemandStatus *status = &review->state.demands[i];
        const PmDemand *demand = &status->demand;
        bool named = given->role == NULL || g_str_equal(given->role, demand->role);
        bool party = given->party == NULL || g_strcmp0(given->party, demand->party) == 0;
        bool open = given->role != NULL || status->state > PM_DEMAND_OVERRIDDEN;
        if (!named || !party || !open)
            continue;
        if (may_sign(review, demand, email)) {
            *out_demand = *demand;
            return true;
        }
        if (pm_policy_holds_role(review->policy, demand->role, demand->party, email))
            own_text = demand;
    }
    const char *id = review->target.entry->id;
    if (own_text != NULL) {
        g_auto(GStrv) authors =
            pm_steps_authors(pm_audit_steps(review->audit), review->target.entry->path,
                             pm_steps_count(pm_audit_steps(review->audit)) - 1);
        g_autofree char *list = g_strjoinv(", ", authors);
        g_autofree char *hint = g_strdup_printf("its authors are %s; somebody else must", list);
        return refuse(error, hint,
                      pm_arena_printf(context->arena,
                                      "you (%s) wrote part of %s, so you can't approve it as '%s'",
                                      email, id, own_text->role));
    }
    if (given->role == NULL)
        return refuse(error, "--role signs in a role that the policy does not ask for",
                      pm_arena_printf(context->arena, "no sign-off of %s waits for %s", id, email));
    if (!pm_policy_knows_role(review->policy, given->role))
        return refuse(error, "the roles are in " PM_CONFIG_PATH ", review.roles",
                      pm_arena_printf(context->arena, "the policy has no role '%s'", given->role));
    PmDemand extra = { .role = given->role, .party = given->party, .count = 1 };
    if (!may_sign(review, &extra, email))
        return refuse(
            error, "git postmortem people add --role gives somebody a role",
            pm_arena_printf(context->arena, "%s can't sign %s as '%s'", email, id, given->role));
    *out_demand = extra;
    return true;
}

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
    return refuse(error, hint, "the document is not what you expect");
}

static bool
check_status(const PmReview *review, GError **error)
{
    PmStatus status = review->target.document->fields.status;
    const char *id = review->target.entry->id;
    g_autofree char *word = pm_text_shell_word(id);
    g_autofree char *hint = g_strdup_printf("git postmortem submit %s", word);
    g_autofree char *what =
        g_strdup_printf("%s is %s; only what is in review can be signed off", id,
                        status == PM_STATUS_NONE ? "not submitted" : pm_status_name(status));
    if (status == PM_STATUS_IN_REVIEW || status == PM_STATUS_REVIEWED)
        return true;
    return refuse(error, status < PM_STATUS_IN_REVIEW ? hint : NULL, what);
}

/* What changed since this person signed last: nobody should sign what they have not seen. */
static void
print_since(PmContext *context, const PmReview *review, const PmDemand *demand, const char *email)
{
    const PmDocumentRecord *record = pm_audit_document(review->audit, review->target.entry->path);
    const char *changed = NULL;
    bool any = false;
    for (guint i = 0; record != NULL && i < record->records->len; i++) {
        const PmSignoffRecord *signoff = record->records->pdata[i];
        const PmStatement *statement = &signoff->signoff.statement;
        if (!pm_record_counts(signoff) || !g_str_equal(statement->role, demand->role) ||
            g_ascii_strcasecmp(statement->reviewer, email) != 0)
            continue;
        any = true;
        changed = NULL;
        pm_state_is_current(context->arena, signoff, review->target.document, &changed);
    }
    if (any)
        pm_context_say(context, "  since your last sign-off: %s\n",
                       changed != NULL ? pm_context_safe(context, changed) : "nothing material");
}

static const char *
describe(PmContext *context, const PmSignoffResult *result)
{
    return pm_arena_printf(context->arena, "%s as %s%s%s, %s%s", result->verdict,
                           result->demand.role, result->demand.party != NULL ? " " : "",
                           result->demand.party != NULL ? result->demand.party : "",
                           result->is_signed ? "signed" : "unsigned",
                           result->becomes_reviewed ? "; the document is reviewed" : "");
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmReview) review = { 0 };
    const char *name, *email;
    if (!pm_review_open(context, arguments[0], given->on, &review, error) ||
        !check_expected(&review, given->expect, error) || !check_status(&review, error) ||
        !pm_review_person(context, &name, &email, error))
        return -1;
    const char *id = review.target.entry->id;
    PmGate gate = pm_review_gate(context, &review, PM_STATUS_REVIEWED);
    if (gate.count > 0)
        return pm_review_refuse(context, "approve", id, &gate);
    PmSignoffResult result = { .verdict = "approved" };
    if (!choose_role(context, &review, given, email, &result.demand, error))
        return -1;
    if (!given->write.json)
        print_since(context, &review, &result.demand, email);
    PmSignoffRequest request = { .context = context,
                                 .options = &given->write,
                                 .review = &review,
                                 .verdict = PM_SIGN_APPROVE,
                                 .demand = result.demand,
                                 .name = name,
                                 .email = email,
                                 .on = given->on };
    if (!pm_signoff_write(&request, &result, error))
        return -1;
    pm_write_report(context, &given->write, &result.write, id, review.target.entry->path, "approve",
                    describe(context, &result));
    if (!result.is_signed && !given->write.json && review.policy->signature != PM_SIGNATURE_NONE)
        pm_context_hint(context,
                        "unsigned; git config gpg.format ssh && git config user.signingkey "
                        "~/.ssh/id_ed25519.pub");
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_approve;
const PmCommand pm_command_approve = {
    .name = "approve",
    .group = "Review",
    .summary = "Sign off exactly the text that is committed",
    .arguments = "<id>",
    .description =
        "Records a sign-off beside the document, with the very bytes that it is for. Refused while "
        "the content gate for reviewed is not met, and to whoever wrote the text. When the policy "
        "is satisfied by it, the document becomes reviewed in the same commit.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
