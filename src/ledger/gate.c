/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/gate.h"

#include "base/text.h"

#include <string.h>

#define EVIDENCE_LIMIT ((size_t)512 * 1024 * 1024)

static bool
path_exists(const char *path, void *data)
{
    PmContentEntry entry = { 0 };
    bool found = pm_content_find(data, path, &entry, NULL);
    g_free(entry.path);
    return found;
}

static char *
digest(const char *path, void *data)
{
    g_autoptr(GBytes) bytes = pm_content_read(data, path, EVIDENCE_LIMIT, NULL);
    return bytes == NULL ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

static bool
size(const char *path, uint64_t *out_size, void *data)
{
    g_autoptr(GBytes) bytes = pm_content_read(data, path, EVIDENCE_LIMIT, NULL);
    if (bytes == NULL)
        return false;
    *out_size = g_bytes_get_size(bytes);
    return true;
}

PmCheckLookups
pm_gate_lookups(PmContent *tree, const char *today)
{
    return (PmCheckLookups){
        .path_exists = path_exists, .digest = digest, .size = size, .data = tree, .today = today
    };
}

bool
pm_gate_needs_signoffs(PmStatus status)
{
    return status == PM_STATUS_REVIEWED || status == PM_STATUS_CLOSED;
}

static int
rung(PmStatus status)
{
    return status == PM_STATUS_WITHDRAWN ? (int)PM_STATUS_DRAFT : (int)status;
}

bool
pm_gate_applies(PmStatus from, PmStatus to)
{
    return rung(to) > rung(from) || (to == PM_STATUS_WITHDRAWN && from != to);
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
    return (PmGate){ .items = items,
                     .count = count,
                     .suppressed = pm_diagnostics_suppressed(diagnostics) };
}

static PmMissing
missing_signoff(PmArena *arena, const PmDemandStatus *status, const char *id)
{
    const PmDemand *demand = &status->demand;
    const char *who = demand->party != NULL
                          ? pm_arena_printf(arena, "%s %s", demand->role, demand->party)
                          : demand->role;
    bool stale = status->state == PM_DEMAND_STALE;
    PmMissing out = { .rule = stale ? "signoff/stale" : "signoff/missing", .signoff = status };
    if (stale)
        out.what =
            pm_arena_printf(arena, "sign-off %s is stale: since then %s", who, status->changed);
    else if (status->state == PM_DEMAND_MISSING && demand->count > 1)
        out.what = pm_arena_printf(arena, "sign-off %s: %zu of %d", who, status->record_count,
                                   demand->count);
    else
        out.what =
            pm_arena_printf(arena, "sign-off %s is %s", who, pm_demand_state_name(status->state));
    g_autofree char *document = pm_text_shell_word(id);
    g_autofree char *party = demand->party != NULL ? pm_text_shell_word(demand->party) : NULL;
    out.command =
        status->excusable
            ? pm_arena_printf(arena, "git postmortem excuse %s --party %s -m …", document, party)
            : pm_arena_printf(arena, "git postmortem approve %s --role %s%s%s", document,
                              demand->role, party != NULL ? " --party " : "",
                              party != NULL ? party : "");
    return out;
}

/* Only who objects can take it back; or the text changes. */
static PmMissing
standing(PmArena *arena, const PmStatement *statement, const char *id)
{
    g_autofree char *document = pm_text_shell_word(id);
    g_autofree char *role = pm_text_shell_word(statement->role);
    g_autofree char *party = statement->party != NULL ? pm_text_shell_word(statement->party) : NULL;
    return (PmMissing){
        .rule = "signoff/objection",
        .what =
            pm_arena_printf(arena, "%s objects: %s", statement->reviewer,
                            statement->comment != NULL ? statement->comment : "no reason given"),
        .command =
            pm_arena_printf(arena, "git postmortem revoke %s --role %s%s%s -m …", document, role,
                            party != NULL ? " --party " : "", party != NULL ? party : ""),
    };
}

PmGate
pm_gate_signoffs(PmArena *arena, const PmReviewState *state, const char *id)
{
    PmMissing *items = pm_arena_new0(arena, PmMissing, state->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < state->count; i++)
        if (state->demands[i].state > PM_DEMAND_OVERRIDDEN &&
            state->demands[i].state != PM_DEMAND_OBJECTED)
            items[count++] = missing_signoff(arena, &state->demands[i], id);
    if (state->objection != NULL)
        items[count++] = standing(arena, &state->objection->signoff.statement, id);
    return (PmGate){ .items = items, .count = count };
}
