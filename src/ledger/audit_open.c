/* SPDX-License-Identifier: Apache-2.0 */
/* The line that is judged: is it the one that was known, and what do its merges and clocks say? */
#include "ledger/audit_step.h"

static const char *
expected_commit(const PmAuditOptions *options)
{
    return options->checkpoint != NULL ? options->checkpoint->tip.hex : options->expect_commit;
}

/* The tip must have what was known earlier in its history; `*out_held` tells. */
static bool
check_expected(PmAudit *audit, PmOid *out_expected, bool *out_held, GError **error)
{
    const PmAuditOptions *options = audit->options;
    g_autoptr(GError) found = NULL;
    *out_held = false;
    if (!pm_repository_resolve(audit->repository, expected_commit(options), out_expected, &found)) {
        if (!g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&found));
            return false;
        }
    } else if (!pm_history_is_ancestor(audit->repository, out_expected, &options->tip, out_held,
                                       error)) {
        return false;
    }
    if (!*out_held)
        pm_audit_report(audit, "audit/rewritten", NULL,
                        pm_arena_printf(audit->arena,
                                        "the history no longer holds %s, which was known",
                                        expected_commit(options)));
    return true;
}

/* A merge that has the shared line as a later parent is judged along that, and told. */
static void
report_turns(PmAudit *audit)
{
    const GArray *turns = pm_steps_turns(audit->steps);
    for (guint i = 0; i < turns->len; i++) {
        audit->commit = g_array_index(turns, PmOid, i).hex;
        PmDiagnostic *found =
            pm_audit_report(audit, "audit/turned", NULL,
                            "this merge has the line that was known as a later parent; it is "
                            "judged along that one");
        if (found != NULL) {
            found->severity = PM_SEVERITY_WARNING;
            found->help = "git pull --rebase keeps the shared line first";
        }
    }
    audit->commit = NULL;
}

/* One clock that is ahead makes every key that ends in between end for the steps behind it. */
static void
report_clocks(PmAudit *audit)
{
    for (size_t i = 0; i < pm_steps_count(audit->steps); i++) {
        if (!pm_steps_is_ahead(audit->steps, i))
            continue;
        audit->commit = pm_steps_get(audit->steps, i)->hex;
        PmDiagnostic *found = pm_audit_report(
            audit, "audit/clock", NULL, "its clock was ahead of a later step's by more than a day");
        if (found == NULL)
            continue;
        found->severity = PM_SEVERITY_WARNING;
        found->help = "keys that ended before its date sign nothing behind it, until it is "
                      "acknowledged";
        found->command =
            pm_arena_printf(audit->arena, "git postmortem acknowledge %.7s -m …", audit->commit);
    }
    audit->commit = NULL;
}

/* What was on the shared line once must be behind the tip still, whatever was pushed over it. */
static void
report_dropped(PmAudit *audit)
{
    const GArray *seen = audit->options->seen;
    for (guint i = 0; seen != NULL && i < seen->len; i++) {
        const PmAuditSeen *one = &g_array_index(seen, PmAuditSeen, i);
        size_t index;
        if (!pm_steps_find(audit->steps, one->commit.hex, &index))
            pm_audit_report(audit, "audit/rewritten", NULL,
                            pm_arena_printf(audit->arena,
                                            "the history no longer holds %.7s, which was in %s",
                                            one->commit.hex, one->where));
    }
}

bool
pm_audit_open(PmAudit *audit, GError **error)
{
    const PmAuditOptions *options = audit->options;
    PmOid expected;
    bool held;
    const PmOid *known = options->known;
    if (expected_commit(options) != NULL) {
        if (!check_expected(audit, &expected, &held, error))
            return false;
        known = held ? &expected : known;
    }
    audit->steps = pm_steps_open(audit->repository, &options->tip, known, error);
    return audit->steps != NULL;
}

void
pm_audit_report_line(PmAudit *audit)
{
    report_dropped(audit);
    report_turns(audit);
    report_clocks(audit);
}
