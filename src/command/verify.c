/* SPDX-License-Identifier: Apache-2.0 */
/* Audit the ledger: what is proved, what is claimed, what was not checked. */
#include "command/json.h"
#include "command/write.h"
#include "ledger/audit.h"
#include "report/report.h"

typedef struct {
    char *expect;
    char *policy;
    gboolean json;
} Options;

static const PmOption options[] = {
    { "expect", 0, PM_OPTION_STRING, offsetof(Options, expect),
      "a commit that was known earlier, and must still be in the history", "COMMIT" },
    { "policy", 0, PM_OPTION_STRING, offsetof(Options, policy),
      "digest of the policy that the ledger began with", "SHA256" },
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print the result as JSON", NULL },
    { 0 },
};

static const char *
count_of(PmContext *context, size_t count, const char *one, const char *many)
{
    return pm_arena_printf(context->arena, "%zu %s", count, count == 1 ? one : many);
}

static void
print_claimed(PmContext *context, const PmAuditCounts *counts)
{
    if (counts->claimed_signoffs == 0 && counts->policy_pinned) {
        pm_context_say(context, "claimed      nothing\n");
        return;
    }
    const char *lead = "claimed    ";
    if (counts->claimed_signoffs > 0) {
        pm_context_say(context, "%s  %s unsigned: who made %s rests on the commit's author\n", lead,
                       count_of(context, counts->claimed_signoffs, "sign-off is", "sign-offs are"),
                       counts->claimed_signoffs == 1 ? "it" : "them");
        lead = "           ";
    }
    if (!counts->policy_pinned)
        pm_context_say(context,
                       "%s  the policy that the ledger began with (--policy %.12s… pins it)\n",
                       lead, counts->genesis_policy);
}

static void
print_not_checked(PmContext *context, const PmAuditCounts *counts)
{
    if (counts->cut)
        pm_context_say(
            context, "not checked  history before the shallow boundary (git fetch --unshallow)\n");
    if (counts->unknown_signoffs > 0)
        pm_context_say(context, "%s  %s that can't be checked here, and %s not counted\n",
                       counts->cut ? "           " : "not checked",
                       count_of(context, counts->unknown_signoffs, "sign-off", "sign-offs"),
                       counts->unknown_signoffs == 1 ? "is" : "are");
    if (!counts->cut && counts->unknown_signoffs == 0)
        pm_context_say(context, "not checked  nothing\n");
}

static void
print_proved(PmContext *context, const PmAuditCounts *counts)
{
    pm_context_say(context, "proved       %s, %s, %s (%zu signed), %s\n",
                   count_of(context, counts->documents, "document", "documents"),
                   count_of(context, counts->events, "event", "events"),
                   count_of(context, counts->signoffs, "sign-off", "sign-offs"),
                   counts->signed_signoffs,
                   count_of(context, counts->policy_changes, "policy change", "policy changes"));
    if (counts->not_judged > 0)
        pm_context_say(context, "             %s adopted, not judged\n",
                       count_of(context, counts->not_judged, "document", "documents"));
}

static void
print_json(PmContext *context, const PmAuditCounts *counts, const PmDiagnostics *diagnostics,
           const PmOid *tip, bool fine)
{
    json_t *violations = json_array();
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        json_array_append_new(
            violations, json_pack("{s:s, s:o, s:s?, s:o}", "rule", found->rule, "path",
                                  pm_json_text(found->path != NULL ? found->path : ""), "commit",
                                  found->commit, "message", pm_json_text(found->message)));
    }
    json_t *root = json_pack(
        "{s:i, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:s?, s:o}", "version",
        1, "verified", fine, "tip", tip->hex, "documents", (json_int_t)counts->documents, "adopted",
        (json_int_t)counts->not_judged, "events", (json_int_t)counts->events, "signoffs",
        (json_int_t)counts->signoffs, "signed", (json_int_t)counts->signed_signoffs, "claimed",
        (json_int_t)counts->claimed_signoffs, "unknown", (json_int_t)counts->unknown_signoffs,
        "policy_changes", (json_int_t)counts->policy_changes, "shallow", counts->cut,
        "policy_pinned", counts->policy_pinned, "genesis_policy", counts->genesis_policy,
        "violations", violations);
    pm_json_print(context, root, JSON_INDENT(2));
}

static void
print_human(PmContext *context, const PmAuditCounts *counts, PmDiagnostics *diagnostics,
            const PmOid *tip, bool fine)
{
    size_t violations = pm_diagnostics_count(diagnostics);
    if (violations > 0) {
        PmReport *report = pm_report_new(pm_report_format("human"), context->out,
                                         context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN);
        pm_report_document(report, NULL, diagnostics);
        pm_report_free(report);
    }
    print_proved(context, counts);
    print_claimed(context, counts);
    print_not_checked(context, counts);
    if (fine)
        pm_context_say(context, "\nverified up to %.7s\n", tip->hex);
    else if (violations > 0)
        pm_context_say(context, "\nNOT verified: %s\n",
                       count_of(context, violations, "violation", "violations"));
    else
        pm_context_say(context, "\nNOT verified: not everything could be checked\n");
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    PmAuditOptions how = { .expect_commit = given->expect,
                           .expect_policy = given->policy,
                           .today = pm_write_today(context) };
    const char *revision = arguments[0] != NULL ? arguments[0] : "HEAD";
    if (!pm_repository_resolve(context->repository, revision, &how.tip, error))
        return -1;
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    g_autoptr(PmAudit) audit =
        pm_audit_run(context->arena, context->repository, &how, diagnostics, error);
    if (audit == NULL)
        return -1;
    pm_diagnostics_sort(diagnostics);
    const PmAuditCounts *counts = pm_audit_counts(audit);
    if (counts->genesis_policy == NULL && pm_diagnostics_count(diagnostics) == 0) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init begins one",
                     "there is no ledger in the history of %s", revision);
        return -1;
    }
    bool fine =
        pm_diagnostics_count(diagnostics) == 0 && !counts->cut && counts->unknown_signoffs == 0;
    if (given->json)
        print_json(context, counts, diagnostics, &how.tip, fine);
    else
        print_human(context, counts, diagnostics, &how.tip, fine);
    return fine ? PM_EXIT_OK : PM_EXIT_FINDINGS;
}

extern const PmCommand pm_command_verify;
const PmCommand pm_command_verify = {
    .name = "verify",
    .group = "Audit",
    .summary = "Audit the ledger: every step, gate and sign-off",
    .arguments = "[<revision>]",
    .description = "Walks the first-parent line from the ledger's beginning and judges each step "
                   "by the policy that held before it. Keeps apart what is proved, what is claimed "
                   "and what was not checked; exit 0 only when nothing is violated and nothing was "
                   "left unchecked.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .maximum = 1,
    .run = run,
};
