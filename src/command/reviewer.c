/* SPDX-License-Identifier: Apache-2.0 */
#include "command/reviewer.h"

#include "ledger/signed_text.h"

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

bool
pm_review_is_complete(const PmReview *review)
{
    return review->target.document->fields.status == PM_STATUS_IN_REVIEW && review->state.satisfied;
}

/* What anybody may do then, also who wrote the text. */
static const char *
set_status(const PmReviewer *self)
{
    PmContext *context = self->context;
    return pm_arena_printf(context->arena,
                           "all sign-offs are there: git postmortem set %s status=reviewed",
                           pm_context_word(context, self->review->target.entry->id));
}

static const char *
speaker_of(const PmReviewer *self)
{
    return self->speaker != NULL ? self->speaker : self->email;
}

/* The address of theirs that the ledger goes by. */
static bool
find_speaker(PmReviewer *self, GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    if (!pm_signed_is_email(self->speaker)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is no e-mail", self->speaker);
        return false;
    }
    pm_repository_mailmap(self->context->repository, "", self->speaker, &name, &email);
    self->speaker = pm_arena_strdup(self->context->arena, email);
    return g_ascii_strcasecmp(email, self->email) != 0 ||
           refuse(error, "without --for it is", "one's own word is not recorded for oneself");
}

bool
pm_reviewer_identify(PmReviewer *self, GError **error)
{
    const PmReview *review = self->review;
    if (!pm_review_person(self->context, &self->name, &self->email, error))
        return false;
    if (self->speaker != NULL && !find_speaker(self, error))
        return false;
    const PmOwnText own = pm_review_own_text(self->context, review);
    self->is_author =
        pm_own_text_is_by(&own, self->email) || pm_own_text_is_by(&own, speaker_of(self));
    return true;
}

bool
pm_reviewer_check_recorder(const PmReviewer *self, GError **error)
{
    PmArena *arena = self->context->arena;
    const PmPolicy *policy = self->review->policy;
    if (!pm_policy_may_record(policy, self->email))
        return refuse(error, "roles that may are named in " PM_CONFIG_PATH ", review.proxy",
                      pm_arena_printf(arena, "the policy does not let %s record the word of others",
                                      self->email));
    return pm_policy_names(policy, self->speaker) ||
           refuse(error,
                  pm_arena_printf(arena, "git postmortem people add %s",
                                  pm_context_word(self->context, self->speaker)),
                  pm_arena_printf(arena, "the config names no %s", self->speaker));
}

static bool
holds_role(const PmReviewer *self, const PmDemand *demand)
{
    return pm_policy_holds_role(self->review->policy, demand->role, demand->party,
                                speaker_of(self));
}

/* Their own approval that counts for it now. */
static bool
has_signed(const PmReviewer *self, const PmDemandStatus *status)
{
    g_autofree char *person =
        pm_authors_person(pm_audit_authors(self->review->audit), speaker_of(self));
    bool approvals = status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_MISSING;
    for (size_t i = 0; approvals && i < status->record_count; i++)
        if (g_str_equal(status->records[i]->person, person))
            return true;
    return false;
}

/* " in 4ba1c9e, 91d0c4f", their newest commits in the text. */
static const char *
in_commits(const PmReviewer *self)
{
    enum { MOST = 3 };
    const PmReview *review = self->review;
    g_auto(GStrv) commits = pm_authors_commits(pm_audit_authors(review->audit),
                                               review->target.entry->path, 0, speaker_of(self));
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; commits[i] != NULL && i < MOST; i++)
        g_string_append_printf(text, "%s%.7s", i == 0 ? " in " : ", ", commits[i]);
    if (g_strv_length(commits) > MOST)
        g_string_append(text, ", …");
    return pm_arena_strdup(self->context->arena, text->str);
}

static bool
refuse_author(const PmReviewer *self, const PmDemand *demand, GError **error)
{
    const PmReview *review = self->review;
    const PmOwnText own = pm_review_own_text(self->context, review);
    const char *hint =
        pm_review_is_complete(review) && self->role == NULL
            ? set_status(self)
            : pm_arena_printf(self->context->arena, "its authors are %s; %s",
                              pm_own_text_authors(&own), pm_own_text_other(&own, demand));
    bool own_word = self->speaker == NULL;
    const char *who = own_word || pm_own_text_is_by(&own, self->email)
                          ? pm_arena_printf(self->context->arena, "you (%s)", self->email)
                          : self->speaker;
    return refuse(
        error, hint,
        pm_arena_printf(self->context->arena, "%s wrote part of %s%s, so %s as '%s'", who,
                        review->target.entry->id, in_commits(self),
                        own_word ? "you can't approve it" : "their word can't be recorded",
                        demand->role));
}

bool
pm_reviewer_has_signed_all(const PmReviewer *self)
{
    const PmReviewState *state = &self->review->state;
    if (self->role != NULL || self->party != NULL || !pm_review_is_complete(self->review))
        return false;
    for (size_t i = 0; i < state->count; i++)
        if (has_signed(self, &state->demands[i]))
            return true;
    return false;
}

/* A role that no rule asks for in this document: it may be signed in all the same. */
static bool
choose_extra(const PmReviewer *self, PmDemand *out_demand, GError **error)
{
    PmArena *arena = self->context->arena;
    const char *role = self->role, *id = self->review->target.entry->id;
    PmDemand extra = { .role = role, .party = self->party, .count = 1 };
    if (!pm_policy_knows_role(self->review->policy, role))
        return refuse(error, "the roles are in " PM_CONFIG_PATH ", review.roles",
                      pm_arena_printf(arena, "the policy has no role '%s'", role));
    if (!holds_role(self, &extra))
        return refuse(
            error, "git postmortem people add --role gives somebody a role",
            pm_arena_printf(arena, "%s can't sign %s as '%s'", speaker_of(self), id, role));
    if (self->is_author && !pm_policy_authors_may(self->review->policy, role))
        return refuse_author(self, &extra, error);
    *out_demand = extra;
    return true;
}

bool
pm_reviewer_choose(const PmReviewer *self, PmDemand *out_demand, GError **error)
{
    const PmReview *review = self->review;
    bool complete = pm_review_is_complete(review);
    const PmDemand *own_text = NULL;
    bool done = false;
    for (size_t i = 0; i < review->state.count; i++) {
        const PmDemandStatus *status = &review->state.demands[i];
        const PmDemand *demand = &status->demand;
        bool named = self->role == NULL || g_str_equal(self->role, demand->role);
        bool party = self->party == NULL || g_strcmp0(self->party, demand->party) == 0;
        bool open = self->role != NULL || status->state > PM_DEMAND_OVERRIDDEN || complete;
        if (!named || !party || !holds_role(self, demand))
            continue;
        if (has_signed(self, status)) {
            done = true;
        } else if (!open) {
            continue;
        } else if (self->is_author && !demand->authors) {
            own_text = demand;
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
        return refuse(
            error, complete ? set_status(self) : "git postmortem show says who is waited for",
            pm_arena_printf(arena, "%s signed this text of %s already",
                            self->speaker != NULL ? pm_arena_printf(arena, "%s has", self->speaker)
                                                  : "you have",
                            id));
    if (self->role == NULL)
        return refuse(
            error,
            complete ? set_status(self) : "--role signs in a role that the policy does not ask for",
            pm_arena_printf(arena, "no sign-off of %s waits for %s", id, speaker_of(self)));
    return choose_extra(self, out_demand, error);
}
