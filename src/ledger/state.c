/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/state.h"

#include "document/difference.h"

#include <string.h>

static const char *const state_names[] = {
    [PM_DEMAND_SATISFIED] = "satisfied",   [PM_DEMAND_EXCUSED] = "excused",
    [PM_DEMAND_OVERRIDDEN] = "overridden", [PM_DEMAND_STALE] = "stale",
    [PM_DEMAND_OBJECTED] = "objected",     [PM_DEMAND_UNKNOWN] = "unknown",
    [PM_DEMAND_MISSING] = "missing",
};

const char *
pm_demand_state_name(PmDemandState state)
{
    return state_names[state];
}

bool
pm_state_is_current(PmArena *arena, const PmSignoffRecord *record, const PmDocument *document,
                    const char **out_changed)
{
    if (record->content == NULL) {
        *out_changed = "the signed content is missing";
        return false;
    }
    g_autoptr(GBytes) now = g_bytes_new_static(document->source->bytes, document->source->length);
    PmDifference difference = pm_difference_bytes(arena, record->content, now);
    if (!difference.material)
        return true;
    *out_changed = pm_difference_material_places(arena, &difference);
    return false;
}

/* One demand under way. */
typedef struct {
    PmArena *arena;
    const PmPolicy *policy;
    const PmDocument *document;
    const GPtrArray *records;
    GPtrArray *current, *stale, *unknown, *excuses, *overrides;
    const char *changed;
} Fold;

static bool
is_party(const Fold *self, const char *team)
{
    const PmFields *fields = &self->document->fields;
    for (size_t i = 0; i < fields->party_count; i++)
        if (pm_config_is_same_team(self->policy->config, fields->parties[i].team, team))
            return true;
    return false;
}

static bool
is_for(const Fold *self, const PmDemand *demand, const PmStatement *statement)
{
    if (!g_str_equal(demand->role, statement->role))
        return false;
    if (demand->party != NULL)
        return pm_config_is_same_team(self->policy->config, demand->party, statement->party);
    /* any party will do, but a team that took no part in the response is none */
    return !g_str_equal(demand->role, PM_ROLE_PARTY) || is_party(self, statement->party);
}

/* Requirements count distinct people: one who signs for two parties is one. */
static void
add_person(GPtrArray *records, PmSignoffRecord *record)
{
    for (guint i = 0; i < records->len; i++)
        if (g_str_equal(((const PmSignoffRecord *)records->pdata[i])->person, record->person))
            return;
    g_ptr_array_add(records, record);
}

/* Does it count, does it wait for somebody who can check it, or has the text moved on? */
static void
sort_into(Fold *self, GPtrArray *current, PmSignoffRecord *record)
{
    const char *changed = "the document was another before it entered";
    if (record->judgement == PM_JUDGED_UNKNOWN) {
        g_ptr_array_add(self->unknown, record);
        return;
    }
    bool same = pm_state_is_current(self->arena, record, self->document, &changed);
    if (same && pm_record_counts(record)) {
        add_person(current, record);
    } else {
        g_ptr_array_add(self->stale, record);
        self->changed = changed;
    }
}

static void
sort_record(Fold *self, const PmDemand *demand, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    const char *changed;
    if (record->gone || record->judgement == PM_JUDGED_INVALID || record->signoff.text == NULL)
        return;
    if (statement->verdict == PM_SIGN_APPROVE && is_for(self, demand, statement) &&
        (demand->authors || record->authorship != PM_AUTHORSHIP_SOME))
        sort_into(self, self->current, record);
    else if (statement->verdict == PM_SIGN_EXCUSE && demand->party != NULL &&
             pm_config_is_same_team(self->policy->config, demand->party, statement->party) &&
             record->authorship != PM_AUTHORSHIP_SOME)
        sort_into(self, self->excuses, record);
    else if (statement->verdict == PM_SIGN_OVERRIDE && pm_record_counts(record) &&
             record->authorship != PM_AUTHORSHIP_SOME &&
             pm_state_is_current(self->arena, record, self->document, &changed))
        add_person(self->overrides, record);
}

/* All that the policy asks of those who say so: a list of requirements means each of them. */
static bool
is_all_said(const PmRequirement *requirements, size_t requirement_count, const GPtrArray *records)
{
    for (size_t i = 0; i < requirement_count; i++) {
        int count = 0;
        for (guint k = 0; k < records->len; k++) {
            const PmSignoffRecord *record = records->pdata[k];
            count += g_str_equal(record->signoff.statement.role, requirements[i].role) ? 1 : 0;
        }
        if (count < requirements[i].count)
            return false;
    }
    return true;
}

static bool
is_excused(const Fold *self)
{
    return self->excuses->len > 0 &&
           is_all_said(self->policy->excuse, self->policy->excuse_count, self->excuses);
}

static bool
is_overridden(const Fold *self)
{
    return self->policy->override_count > 0 &&
           is_all_said(self->policy->override, self->policy->override_count, self->overrides);
}

static void
set_records(Fold *self, PmDemandStatus *status, PmDemandState state, const GPtrArray *records)
{
    const PmSignoffRecord **list =
        pm_arena_new0(self->arena, const PmSignoffRecord *, records->len);
    if (records->len > 0)
        memcpy(list, records->pdata, records->len * sizeof *list);
    status->state = state;
    status->records = list;
    status->record_count = records->len;
}

static bool
is_excusable(const Fold *self, const PmDemandStatus *status)
{
    if (status->demand.party == NULL)
        return false;
    const PmTeam *team = pm_config_team(self->policy->config, status->demand.party);
    bool excused =
        status->record_count > 0 && status->records[0]->signoff.statement.verdict == PM_SIGN_EXCUSE;
    return excused || (team != NULL && team->members[0] == NULL);
}

static PmDemandStatus
fold_demand(Fold *self, const PmDemand *demand)
{
    GPtrArray *lists[] = { self->current, self->stale, self->unknown, self->excuses,
                           self->overrides };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_set_size(lists[i], 0);
    for (guint i = 0; i < self->records->len; i++)
        if (!pm_record_is_replaced(self->records, i))
            sort_record(self, demand, self->records->pdata[i]);
    PmDemandStatus status = { .demand = *demand };
    if (self->current->len >= (guint)demand->count)
        set_records(self, &status, PM_DEMAND_SATISFIED, self->current);
    else if (is_excused(self))
        set_records(self, &status, PM_DEMAND_EXCUSED, self->excuses);
    else if (is_overridden(self))
        set_records(self, &status, PM_DEMAND_OVERRIDDEN, self->overrides);
    else if (self->stale->len > 0)
        set_records(self, &status, PM_DEMAND_STALE, self->stale);
    else if (self->unknown->len > 0)
        set_records(self, &status, PM_DEMAND_UNKNOWN, self->unknown);
    else
        set_records(self, &status, PM_DEMAND_MISSING, self->current);
    if (status.state == PM_DEMAND_STALE)
        status.changed = self->changed;
    status.excusable = is_excusable(self, &status);
    return status;
}

static const PmSignoffRecord *
standing_objection(PmArena *arena, const PmDocument *document, const GPtrArray *records)
{
    const char *changed;
    for (guint i = 0; i < records->len; i++) {
        const PmSignoffRecord *record = records->pdata[i];
        /* one that is of an earlier text stands when the document is that again */
        bool counts =
            pm_record_counts(record) || (record->judgement == PM_JUDGED_OUTDATED && !record->gone);
        if (record->signoff.statement.verdict == PM_SIGN_OBJECT && counts &&
            !pm_record_is_replaced(records, i) &&
            pm_state_is_current(arena, record, document, &changed))
            return record;
    }
    return NULL;
}

/* What the objector asked for in their own role is objected, whoever else approved. */
static void
apply_objection(const Fold *self, PmReviewState *state, PmDemandStatus *demands)
{
    PmArena *arena = self->arena;
    if (state->objection == NULL)
        return;
    state->satisfied = false;
    for (size_t i = 0; i < state->count; i++) {
        if (!is_for(self, &demands[i].demand, &state->objection->signoff.statement))
            continue;
        const PmSignoffRecord **list = pm_arena_new0(arena, const PmSignoffRecord *, 1);
        list[0] = state->objection;
        demands[i].state = PM_DEMAND_OBJECTED;
        demands[i].records = list;
        demands[i].record_count = 1;
    }
}

PmReviewState
pm_state_fold(PmArena *arena, const PmPolicy *policy, const PmDocument *document,
              const GPtrArray *records)
{
    const PmDemand *demands;
    size_t count = pm_policy_demands(arena, policy, document, &demands);
    PmDemandStatus *out = pm_arena_new0(arena, PmDemandStatus, count);
    g_autoptr(GPtrArray) current = g_ptr_array_new();
    g_autoptr(GPtrArray) stale = g_ptr_array_new();
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    g_autoptr(GPtrArray) excuses = g_ptr_array_new();
    g_autoptr(GPtrArray) overrides = g_ptr_array_new();
    Fold fold = { .arena = arena,
                  .policy = policy,
                  .document = document,
                  .records = records,
                  .current = current,
                  .stale = stale,
                  .unknown = unknown,
                  .excuses = excuses,
                  .overrides = overrides };
    PmReviewState state = { .demands = out, .count = count, .satisfied = true };
    for (size_t i = 0; i < count; i++) {
        out[i] = fold_demand(&fold, &demands[i]);
        state.satisfied &= out[i].state <= PM_DEMAND_OVERRIDDEN;
    }
    state.objection = standing_objection(arena, document, records);
    apply_objection(&fold, &state, out);
    return state;
}
