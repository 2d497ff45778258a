/* SPDX-License-Identifier: Apache-2.0 */
#include "command/signers.h"

#include "signature/allowed.h"

#include <string.h>

/* Has this person said already what is asked for? */
static bool
has_signed(const PmDemandStatus *status, const char *person)
{
    bool approvals = status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_MISSING;
    for (size_t i = 0; approvals && i < status->record_count; i++)
        if (g_str_equal(status->records[i]->person, person))
            return true;
    return false;
}

static bool
vouches(const PmAllowedEntry *entry, const char *email)
{
    for (size_t i = 0; entry->principals[i] != NULL; i++)
        if (entry->certificate_authority ? pm_allowed_matches(entry->principals[i], email)
                                         : g_ascii_strcasecmp(entry->principals[i], email) == 0)
            return true;
    return false;
}

static bool
has_key(const PmPolicy *policy, const PmAllowed *allowed, const char *email)
{
    for (guint i = 0; i < allowed->entries->len; i++)
        if (vouches(allowed->entries->pdata[i], email))
            return true;
    return pm_policy_openpgp_key(policy, email) != NULL;
}

/* Everybody whom the config names in any place, each once. Elements const char *. */
static GPtrArray *
everybody(const PmPolicy *policy)
{
    const PmConfig *config = policy->config;
    const PmNode *roles = pm_node_get(pm_node_get(config->root, "review"), "roles");
    GPtrArray *emails = g_ptr_array_new();
    for (size_t i = 0; i < config->person_count; i++)
        g_ptr_array_add(emails, (void *)config->people[i].email);
    for (size_t i = 0; i < config->team_count; i++)
        for (size_t k = 0; config->teams[i].members[k] != NULL; k++)
            g_ptr_array_add(emails, (void *)config->teams[i].members[k]);
    for (size_t i = 0; pm_node_is(roles, PM_NODE_MAP) && i < roles->count; i++) {
        const PmNode *members = roles->items[i];
        for (size_t k = 0; pm_node_is(members, PM_NODE_LIST) && k < members->count; k++) {
            const char *email = pm_node_string(members->items[k]);
            if (email != NULL)
                g_ptr_array_add(emails, (void *)email);
        }
    }
    return emails;
}

const PmSigner *
pm_signers(const PmOwnText *self, const PmDemandStatus *status, size_t *out_count)
{
    const PmPolicy *policy = self->policy;
    const PmDemand *demand = &status->demand;
    PmAuthors *authors = pm_audit_authors(self->audit);
    bool signs = policy->signature == PM_SIGNATURE_REQUIRED;
    g_autoptr(PmAllowed) allowed = pm_allowed_read_utc(policy->allowed_signers);
    g_autoptr(GPtrArray) emails = everybody(policy);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    PmSigner *out = pm_arena_new0(self->context->arena, PmSigner, emails->len);
    size_t count = 0;
    for (guint i = 0; i < emails->len; i++) {
        const char *email = emails->pdata[i];
        g_autofree char *person = pm_authors_person(authors, email);
        if (g_hash_table_contains(seen, person) || has_signed(status, person) ||
            !pm_policy_holds_role(policy, demand->role, demand->party, email) ||
            (!demand->authors && pm_own_text_is_by(self, email)))
            continue;
        g_hash_table_add(seen, g_steal_pointer(&person));
        out[count++] =
            (PmSigner){ .email = email, .keyless = signs && !has_key(policy, allowed, email) };
    }
    *out_count = count;
    return out;
}
