/* SPDX-License-Identifier: Apache-2.0 */
/* Audit the ledger: what is proved, what is claimed, what was not checked. */
#include "base/text.h"
#include "command/untrusted.h"
#include "command/upstream.h"
#include "command/verify_text.h"

#include <string.h>

typedef struct {
    char *expect;
    char *policy;
    char *untrusted;
    gboolean json;
} Options;

static const PmOption options[] = {
    { "expect", 0, PM_OPTION_STRING, offsetof(Options, expect),
      "an earlier tip of the branch, which must still be on its first-parent line", "COMMIT" },
    { "policy", 0, PM_OPTION_STRING, offsetof(Options, policy),
      "digest of the policy that the ledger began with", "SHA256" },
    { "untrusted", 0, PM_OPTION_STRING, offsetof(Options, untrusted),
      "audit a fresh copy of a repository that somebody else made, and run nothing that it names",
      "DIR" },
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print the result as JSON", NULL },
    { 0 },
};

/* Where the walk ends; an unborn branch has nothing to walk along. */
static bool
find_tip(PmContext *context, const char *revision, PmOid *out_tip, GError **error)
{
    g_autofree char *branch = pm_repository_head_ref(context->repository, NULL);
    if (revision != NULL)
        return pm_repository_resolve(context->repository, revision, out_tip, error);
    bool unborn = branch != NULL &&
                  pm_repository_read_ref(context->repository, branch, out_tip, NULL) &&
                  g_str_equal(out_tip->hex, PM_OID_ZERO.hex);
    if (!unborn) /* a commit that is missing is said to be that */
        return pm_repository_resolve(context->repository, "HEAD", out_tip, error);
    pm_error_set(error, PM_ERROR_STATE,
                 "git postmortem init begins a ledger; git postmortem verify <branch> judges "
                 "another branch",
                 "'%s' has no commits yet, and so no ledger to verify",
                 g_str_has_prefix(branch, "refs/heads/") ? branch + strlen("refs/heads/") : branch);
    return false;
}

/* What nobody else has seen can still be taken back; what is pushed stays what it is. */
static void
hint_unpushed(PmContext *context, const PmAudit *audit, const char *upstream, const PmOid *shared)
{
    PmOid step;
    bool pushed = true;
    if (upstream == NULL || !pm_audit_holds_until(audit, &step) ||
        !pm_history_is_ancestor(context->repository, &step, shared, &pushed, NULL) || pushed)
        return;
    g_autofree char *word = pm_text_shell_word(upstream);
    pm_context_hint(context,
                    "%s does not have it yet: git reset --keep %s takes back what is not pushed; "
                    "then do it again",
                    upstream, word);
}

static bool
is_untrusted(const void *values)
{
    return ((const Options *)values)->untrusted != NULL;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    PmAuditOptions how = { .expect_commit = given->expect, .expect_policy = given->policy };
    g_autoptr(PmScratch) copy = NULL;
    if (given->untrusted != NULL && !pm_untrusted_open(context, given->untrusted, &copy, error))
        return -1;
    if (!find_tip(context, arguments[0], &how.tip, error))
        return -1;
    PmOid shared;
    g_autofree char *upstream = arguments[0] == NULL ? pm_upstream(context) : NULL;
    if (upstream != NULL && pm_repository_resolve(context->repository, upstream, &shared, NULL))
        how.known = &shared;
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    g_autoptr(PmAudit) audit =
        pm_audit_run(context->arena, context->repository, &how, diagnostics, error);
    if (audit == NULL)
        return -1;
    pm_diagnostics_sort(diagnostics);
    const PmAuditCounts *counts = pm_audit_counts(audit);
    size_t violations = pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR);
    if (counts->genesis_policy == NULL && violations == 0) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init begins one",
                     "there is no ledger in the history of %s",
                     arguments[0] != NULL ? arguments[0] : "HEAD");
        return -1;
    }
    bool fine = violations == 0 && !counts->cut && counts->unknown_signoffs == 0;
    if (given->json)
        pm_verify_print_json(context, audit, diagnostics, &how.tip, fine);
    else
        pm_verify_print(context, audit, diagnostics, &how.tip, fine);
    if (violations > 0 && !given->json)
        hint_unpushed(context, audit, how.known != NULL ? upstream : NULL, &shared);
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
                   "left unchecked.\n\nA repository that came as files, an unpacked archive say, "
                   "may hold a configuration that runs programs and objects that harm their "
                   "reader. --untrusted has git copy it, checking each object, with nothing of its "
                   "configuration, and audits the copy, in a temporary folder; all other verbs "
                   "trust the repository that they are in, as git does.",
    .options = options,
    .options_size = sizeof(Options),
    .alone = is_untrusted,
    .needs = PM_COMMAND_NEEDS_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .maximum = 1,
    .run = run,
};
