/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/gate.h"

#include <string.h>

bool
pm_gate_needs_signoffs(PmStatus status)
{
    return status == PM_STATUS_REVIEWED || status == PM_STATUS_CLOSED;
}

PmGate
pm_gate_content(PmArena *arena, const PmChecker *checker, const PmSource *source, const char *id,
                PmDocumentFlags flags, PmStatus target, const PmCheckLookups *lookups)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    pm_check_source(checker, arena, source, id, flags, target, lookups, diagnostics);
    pm_diagnostics_sort(diagnostics);
    PmMissing *items = pm_arena_new0(arena, PmMissing, pm_diagnostics_count(diagnostics));
    size_t count = 0;
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->severity == PM_SEVERITY_ERROR)
            items[count++] = (PmMissing){ .what = found->message,
                                          .command = found->command,
                                          .diagnostic = found };
    }
    return (PmGate){ .items = items, .count = count };
}

static const char *
describe(PmArena *arena, const PmDemandStatus *status)
{
    const PmDemand *demand = &status->demand;
    const char *who = demand->party != NULL
                          ? pm_arena_printf(arena, "%s %s", demand->role, demand->party)
                          : demand->role;
    if (status->state == PM_DEMAND_STALE)
        return pm_arena_printf(arena, "sign-off %s is stale: since then %s", who, status->changed);
    if (status->state == PM_DEMAND_MISSING && demand->count > 1)
        return pm_arena_printf(arena, "sign-off %s: %zu of %d", who, status->record_count,
                               demand->count);
    return pm_arena_printf(arena, "sign-off %s is %s", who, pm_demand_state_name(status->state));
}

PmGate
pm_gate_signoffs(PmArena *arena, const PmReviewState *state)
{
    PmMissing *items = pm_arena_new0(arena, PmMissing, state->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < state->count; i++)
        if (state->demands[i].state > PM_DEMAND_OVERRIDDEN)
            items[count++] = (PmMissing){ .what = describe(arena, &state->demands[i]) };
    if (state->objection != NULL)
        items[count++] = (PmMissing){
            .what = pm_arena_printf(arena, "%s objects: %s",
                                    state->objection->signoff.statement.reviewer,
                                    state->objection->signoff.statement.comment != NULL
                                        ? state->objection->signoff.statement.comment
                                        : "no reason given"),
        };
    return (PmGate){ .items = items, .count = count };
}
