/* SPDX-License-Identifier: Apache-2.0 */
/* Sign off exactly the text that is committed, in one role. */
#include "command/approve.h"

#include "base/text.h"
#include "command/seen.h"

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

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

/* Who is about to sign, and what stands in their way. */
typedef struct {
    PmContext *context;
    const PmReview *review;
    const Options *given;
    const char *name, *email;
    bool is_author;
} Signer;

static bool
find_signer(Signer *self, GError **error)
{
    const PmReview *review = self->review;
    if (!pm_review_person(self->context, &self->name, &self->email, error))
        return false;
    self->is_author =
        pm_authors_of(pm_audit_authors(review->audit), review->target.entry->path,
                      pm_audit_last_step(review->audit), self->email, NULL) == PM_AUTHORSHIP_SOME;
    return true;
}

static bool
holds_role(const Signer *self, const PmDemand *demand)
{
    return pm_policy_holds_role(self->review->policy, demand->role, demand->party, self->email);
}

/* Their own approval that counts for it now. */
static bool
has_signed(const Signer *self, const PmDemandStatus *status)
{
    g_autofree char *person = pm_authors_person(pm_audit_authors(self->review->audit), self->email);
    bool approvals = status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_MISSING;
    for (size_t i = 0; approvals && i < status->record_count; i++)
        if (g_str_equal(status->records[i]->person, person))
            return true;
    return false;
}

static bool
refuse_author(const Signer *self, const char *role, GError **error)
{
    const PmReview *review = self->review;
    g_auto(GStrv) authors =
        pm_authors_list(pm_audit_authors(review->audit), review->target.entry->path,
                        pm_audit_last_step(review->audit));
    g_autofree char *list = g_strjoinv(", ", authors);
    g_autofree char *hint = g_strdup_printf("its authors are %s; somebody else must", list);
    return refuse(error, hint,
                  pm_arena_printf(self->context->arena,
                                  "you (%s) wrote part of %s, so you can't approve it as '%s'",
                                  self->email, review->target.entry->id, role));
}

/* A role that no rule asks for in this document: it may be signed in all the same. */
static bool
choose_extra(const Signer *self, PmDemand *out_demand, GError **error)
{
    PmArena *arena = self->context->arena;
    const char *role = self->given->role, *id = self->review->target.entry->id;
    PmDemand extra = { .role = role, .party = self->given->party, .count = 1 };
    if (!pm_policy_knows_role(self->review->policy, role))
        return refuse(error, "the roles are in " PM_CONFIG_PATH ", review.roles",
                      pm_arena_printf(arena, "the policy has no role '%s'", role));
    if (!holds_role(self, &extra))
        return refuse(error, "git postmortem people add --role gives somebody a role",
                      pm_arena_printf(arena, "%s can't sign %s as '%s'", self->email, id, role));
    if (self->is_author && !pm_policy_authors_may(self->review->policy, role))
        return refuse_author(self, role, error);
    *out_demand = extra;
    return true;
}

/* The role that the user names, or the first open demand that they may satisfy. */
static bool
choose_role(const Signer *self, PmDemand *out_demand, GError **error)
{
    const Options *given = self->given;
    const PmReview *review = self->review;
    const char *own_text = NULL;
    bool done = false;
    for (size_t i = 0; i < review->state.count; i++) {
        const PmDemandStatus *status = &review->state.demands[i];
        const PmDemand *demand = &status->demand;
        bool named = given->role == NULL || g_str_equal(given->role, demand->role);
        bool party = given->party == NULL || g_strcmp0(given->party, demand->party) == 0;
        bool open = given->role != NULL || status->state > PM_DEMAND_OVERRIDDEN;
        if (!named || !party || !open || !holds_role(self, demand))
            continue;
        if (has_signed(self, status)) {
            done = true;
        } else if (self->is_author && !demand->authors) {
            own_text = demand->role;
        } else {
            *out_demand = *demand;
            return true;
        }
    }
    if (own_text != NULL)
        return refuse_author(self, own_text, error);
    PmArena *arena = self->context->arena;
    const char *id = review->target.entry->id;
    if (done)
        return refuse(error, "git postmortem show says who is waited for",
                      pm_arena_printf(arena, "you have signed this text of %s already", id));
    if (given->role == NULL)
        return refuse(error, "--role signs in a role that the policy does not ask for",
                      pm_arena_printf(arena, "no sign-off of %s waits for %s", id, self->email));
    return choose_extra(self, out_demand, error);
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
    Signer signer = { .context = context, .review = &review, .given = given };
    if (!pm_review_open(context, arguments[0], given->on, &review, error) ||
        !check_expected(&review, given->expect, error) || !check_status(&review, error) ||
        !find_signer(&signer, error))
        return -1;
    const char *id = review.target.entry->id;
    PmGate gate = pm_review_gate(context, &review, PM_STATUS_REVIEWED);
    if (gate.count > 0)
        return pm_review_refuse(context, "approve", id, &gate);
    PmSignoffResult result = { .verdict = "approved" };
    if (!choose_role(&signer, &result.demand, error))
        return -1;
    if (given->on == NULL)
        pm_seen_warn_newer(context, &review);
    if (!given->write.json)
        pm_seen_print(context, &review, &result.demand, signer.email);
    PmSignoffRequest request = { .context = context,
                                 .options = &given->write,
                                 .review = &review,
                                 .verdict = PM_SIGN_APPROVE,
                                 .demand = result.demand,
                                 .name = signer.name,
                                 .email = signer.email,
                                 .is_author = signer.is_author,
                                 .on = given->on };
    if (!pm_signoff_write(&request, &result, error))
        return -1;
    pm_write_report(context, &given->write, &result.write, id, review.target.entry->path, "approve",
                    describe(context, &result));
    if (!result.is_signed && !given->write.json && !given->write.no_sign &&
        review.policy->signature != PM_SIGNATURE_NONE)
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
