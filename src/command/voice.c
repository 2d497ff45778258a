/* SPDX-License-Identifier: Apache-2.0 */
#include "command/voice.h"

#include "command/signoff_write.h"

#include <string.h>

static bool
refuse(GError **error, const char *hint, const char *what)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s", what);
    return false;
}

static PmArena *
arena_of(const PmReviewer *self)
{
    return self->context->arena;
}

static const char *
id_of(const PmReviewer *self)
{
    return self->review->target.entry->id;
}

static bool
holds(const PmReviewer *self, const char *role, const char *party)
{
    return pm_policy_holds_role(self->review->policy, role, party, self->email);
}

/* Of what they said themselves and what was recorded for them in the same role, the last. */
static void
keep_last(GPtrArray *own)
{
    for (guint i = own->len; i > 1; i--) {
        const PmStatement *later = &((PmSignoffRecord *)own->pdata[i - 1])->signoff.statement;
        const PmStatement *earlier = &((PmSignoffRecord *)own->pdata[i - 2])->signoff.statement;
        if (g_str_equal(later->role, earlier->role) && g_strcmp0(later->party, earlier->party) == 0)
            g_ptr_array_remove_index(own, i - 2);
    }
}

/* Their own standing statements, or those that they recorded for the speaker, of the role and the
 * party that they name. */
static GPtrArray *
own_statements(const PmReviewer *self)
{
    const PmDocumentRecord *document =
        pm_audit_document(self->review->audit, self->review->target.entry->path);
    if (document == NULL)
        return g_ptr_array_new();
    GPtrArray *own = pm_signoff_own(document->records, self->email, self->speaker);
    for (guint i = own->len; i > 0; i--) {
        const PmStatement *statement = &((PmSignoffRecord *)own->pdata[i - 1])->signoff.statement;
        if ((self->role != NULL && !g_str_equal(self->role, statement->role)) ||
            (self->party != NULL && g_strcmp0(self->party, statement->party) != 0))
            g_ptr_array_remove_index(own, i - 1);
    }
    keep_last(own);
    return own;
}

/* Which of several they mean is theirs to say. */
static bool
refuse_several(const PmReviewer *self, const GPtrArray *own, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < own->len; i++) {
        const PmStatement *statement = &((PmSignoffRecord *)own->pdata[i])->signoff.statement;
        g_string_append_printf(list, "%s--role %s", i == 0 ? "say which: " : ", or ",
                               pm_context_word(self->context, statement->role));
        if (statement->party != NULL)
            g_string_append_printf(list, " --party %s",
                                   pm_context_word(self->context, statement->party));
    }
    return refuse(error, list->str,
                  pm_arena_printf(arena_of(self), "%s has signed %s in several roles", self->email,
                                  id_of(self)));
}

/* A word of somebody who has lost the role would be a violation for ever. */
static bool
speak(const PmReviewer *self, const char *role, const char *party, PmVoice *out_voice,
      GError **error)
{
    PmArena *arena = arena_of(self);
    if (!pm_policy_knows_role(self->review->policy, role))
        return refuse(error, "the roles are in " PM_CONFIG_PATH ", review.roles",
                      pm_arena_printf(arena, "the policy has no role '%s'", role));
    if (g_str_equal(role, PM_ROLE_PARTY) && party == NULL)
        return refuse(error, "--party says which", "role 'party' speaks for a party");
    if (!holds(self, role, party))
        return refuse(error, "git postmortem people add --role or --team gives somebody a role",
                      pm_arena_printf(arena, "%s does not hold the role '%s'%s%s", self->email,
                                      role, party != NULL ? " for " : "",
                                      party != NULL ? party : ""));
    out_voice->demand = (PmDemand){ .role = role, .party = party, .count = 1 };
    return true;
}

/* The first that the policy asks for and that they may answer. */
static const PmDemand *
first_demand(const PmReviewer *self)
{
    for (size_t i = 0; i < self->review->state.count; i++) {
        const PmDemand *demand = &self->review->state.demands[i].demand;
        if ((self->party == NULL || g_strcmp0(self->party, demand->party) == 0) &&
            holds(self, demand->role, demand->party))
            return demand;
    }
    return NULL;
}

/* An excuse is no word of the party that it names, so an objection is none in its place. */
static void
leave_out_excuses(GPtrArray *own)
{
    for (guint i = own->len; i > 0; i--)
        if (((PmSignoffRecord *)own->pdata[i - 1])->signoff.statement.verdict == PM_SIGN_EXCUSE)
            g_ptr_array_remove_index(own, i - 1);
}

bool
pm_voice_object(const PmReviewer *self, PmVoice *out_voice, GError **error)
{
    g_autoptr(GPtrArray) own = own_statements(self);
    leave_out_excuses(own);
    if (own->len > 1)
        return refuse_several(self, own, error);
    if (own->len == 1) {
        const PmSignoff *signoff = &((PmSignoffRecord *)own->pdata[0])->signoff;
        out_voice->replaces = signoff->digest;
        return speak(self, signoff->statement.role, signoff->statement.party, out_voice, error);
    }
    const PmDemand *demand = self->role == NULL ? first_demand(self) : NULL;
    const char *party_role = self->party != NULL ? PM_ROLE_PARTY : PM_ROLE_REVIEWER;
    const char *role = self->role != NULL ? self->role : party_role;
    return demand != NULL ? speak(self, demand->role, demand->party, out_voice, error)
                          : speak(self, role, self->party, out_voice, error);
}

bool
pm_voice_revoke(const PmReviewer *self, PmVoice *out_voice, GError **error)
{
    g_autoptr(GPtrArray) own = own_statements(self);
    const char *as = self->role != NULL ? self->role : self->party;
    if (own->len > 1)
        return refuse_several(self, own, error);
    if (own->len == 0)
        return refuse(error,
                      pm_arena_printf(arena_of(self), "git postmortem show %s has all that stands",
                                      pm_context_word(self->context, id_of(self))),
                      pm_arena_printf(arena_of(self),
                                      "nothing that %s signed of %s stands%s%s%s%s%s", self->email,
                                      id_of(self), as != NULL ? " as '" : "", as != NULL ? as : "",
                                      as != NULL ? "'" : "", self->speaker != NULL ? " for " : "",
                                      self->speaker != NULL ? self->speaker : ""));
    const PmSignoff *signoff = &((PmSignoffRecord *)own->pdata[0])->signoff;
    const PmStatement *statement = &signoff->statement;
    out_voice->replaces = signoff->digest;
    out_voice->demand =
        (PmDemand){ .role = statement->role, .party = statement->party, .count = 1 };
    /* the role of what is recorded is the speaker's */
    return self->speaker != NULL ||
           speak(self, statement->role, statement->party, out_voice, error);
}

/* The roles of a list, as "legal or sre". */
static const char *
roles_of(const PmReviewer *self, const PmRequirement *requirements, size_t count)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(list, "%s'%s'", i == 0 ? "" : " or ", requirements[i].role);
    return pm_arena_strdup(arena_of(self), list->str);
}

/* The role that they name, else the first of the list that is theirs. */
static bool
choose_of(const PmReviewer *self, const PmRequirement *requirements, size_t count, const char *what,
          const char **out_role, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        const char *role = requirements[i].role;
        if ((self->role == NULL || g_str_equal(self->role, role)) && holds(self, role, NULL)) {
            *out_role = role;
            return true;
        }
    }
    return refuse(error, "git postmortem people add --role gives somebody a role",
                  pm_arena_printf(arena_of(self), "who %s holds the role %s, and %s does not", what,
                                  roles_of(self, requirements, count), self->email));
}

/* The authors judge nothing in their own text. */
static bool
refuse_author(const PmReviewer *self, const char *what, GError **error)
{
    const PmOwnText own = pm_review_own_text(self->context, self->review);
    return refuse(error,
                  pm_arena_printf(arena_of(self), "its authors are %s; somebody else must",
                                  pm_own_text_authors(&own)),
                  pm_arena_printf(arena_of(self), "you (%s) wrote part of %s, so you can't %s",
                                  self->email, id_of(self), what));
}

/* "payments, support", whose word is waited for. */
static const char *
parties_asked(const PmReviewer *self)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < self->review->state.count; i++) {
        const PmDemandStatus *status = &self->review->state.demands[i];
        if (status->demand.party != NULL && status->state > PM_DEMAND_OVERRIDDEN)
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", status->demand.party);
    }
    return list->len > 0 ? pm_arena_printf(arena_of(self), "these are waited for: %s", list->str)
                         : "no party is waited for";
}

static const PmDemandStatus *
party_demand(const PmReviewer *self)
{
    for (size_t i = 0; i < self->review->state.count; i++)
        if (g_strcmp0(self->review->state.demands[i].demand.party, self->party) == 0)
            return &self->review->state.demands[i];
    return NULL;
}

static bool
is_party(const PmReviewer *self)
{
    const PmFields *fields = &self->review->target.document->fields;
    for (size_t i = 0; i < fields->party_count; i++)
        if (g_strcmp0(fields->parties[i].team, self->party) == 0)
            return true;
    return false;
}

bool
pm_voice_excuse(const PmReviewer *self, PmVoice *out_voice, GError **error)
{
    const PmPolicy *policy = self->review->policy;
    PmArena *arena = arena_of(self);
    const char *role = self->role != NULL ? self->role : PM_ROLE_REVIEWER;
    if (self->party == NULL)
        return refuse(error, parties_asked(self), "say with --party whom to excuse");
    if (!is_party(self))
        return refuse(error, parties_asked(self),
                      pm_arena_printf(arena, "'%s' is no party of %s", self->party, id_of(self)));
    const PmDemandStatus *status = party_demand(self);
    if (status == NULL)
        return refuse(error, parties_asked(self),
                      pm_arena_printf(arena, "the policy does not ask party '%s' for a sign-off",
                                      self->party));
    if (status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_EXCUSED)
        return refuse(
            error, parties_asked(self),
            pm_arena_printf(arena, "party '%s' %s already", self->party,
                            status->state == PM_DEMAND_SATISFIED ? "has signed" : "is excused"));
    if (self->is_author)
        return refuse_author(self, "excuse a party from signing it", error);
    if (policy->excuse_count > 0 &&
        !choose_of(self, policy->excuse, policy->excuse_count, "excuses a party", &role, error))
        return false;
    return speak(self, role, self->party, out_voice, error);
}

/* Their own word counts once, however often they say it. */
static bool
has_overridden(const PmReviewer *self, const char *role)
{
    g_autoptr(GPtrArray) own = own_statements(self);
    for (guint i = 0; i < own->len; i++) {
        const PmSignoffRecord *record = own->pdata[i];
        const char *changed;
        if (record->signoff.statement.verdict == PM_SIGN_OVERRIDE &&
            g_str_equal(record->signoff.statement.role, role) &&
            pm_state_is_current(arena_of(self), record, self->review->target.document, &changed))
            return true;
    }
    return false;
}

bool
pm_voice_override(const PmReviewer *self, PmVoice *out_voice, GError **error)
{
    const PmPolicy *policy = self->review->policy;
    const char *role, *id = id_of(self);
    if (policy->override_count == 0)
        return refuse(error, "roles that may are named in " PM_CONFIG_PATH ", review.override",
                      "the policy lets nobody override what it asks for");
    if (self->is_author)
        return refuse_author(self, "override what the policy asks for it", error);
    if (self->review->state.satisfied)
        return refuse(error,
                      pm_arena_printf(arena_of(self), "git postmortem show %s",
                                      pm_context_word(self->context, id)),
                      pm_arena_printf(arena_of(self), "no sign-off of %s is missing", id));
    if (!choose_of(self, policy->override, policy->override_count, "overrides", &role, error))
        return false;
    if (has_overridden(self, role))
        return refuse(
            error,
            pm_arena_printf(arena_of(self), "an override takes the word of each of %s",
                            roles_of(self, policy->override, policy->override_count)),
            pm_arena_printf(arena_of(self), "you have overridden it as '%s' already", role));
    return speak(self, role, NULL, out_voice, error);
}
