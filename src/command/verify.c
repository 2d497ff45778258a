/* SPDX-License-Identifier: Apache-2.0 */
/* Audit the ledger: what is proved, what is claimed, what was not checked. */
#include "base/text.h"
#include "command/checking.h"
#include "command/checkpoint_file.h"
#include "command/untrusted.h"
#include "command/upstream.h"
#include "command/verify_memory.h"

#include <string.h>

typedef struct {
    char *expect;
    char *checkpoint;
    char *policy;
    char *untrusted;
    char *format;
    gboolean json;
    gboolean full;
} Options;

static const PmOption options[] = {
    { "expect", 0, PM_OPTION_STRING, offsetof(Options, expect),
      "what was known earlier: a tip of the branch, which must still be in its history, or the file "
      "of a checkpoint",
      "COMMIT|FILE" },
    { "checkpoint", 0, PM_OPTION_STRING, offsetof(Options, checkpoint),
      "where all is fine, write down what the ledger is now, signed; to be kept elsewhere",
      "FILE" },
    { "policy", 0, PM_OPTION_STRING, offsetof(Options, policy),
      "digest of the policy that the ledger began with", "SHA256" },
    { "untrusted", 0, PM_OPTION_STRING, offsetof(Options, untrusted),
      "audit a fresh copy of a repository that somebody else made, and run nothing that it names",
      "DIR" },
    { "format", 0, PM_OPTION_STRING, offsetof(Options, format),
      "print the findings alone, as check does: human, json, sarif, github, …", "FORMAT" },
    { "full", 0, PM_OPTION_FLAG, offsetof(Options, full),
      "walk the whole history, also where an earlier answer is known to hold", NULL },
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print the result as JSON", NULL },
    { 0 },
};

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

/* What machines read must say, too, that something is not fine. */
static void
note_unchecked(PmDiagnostics *diagnostics, const PmAuditCounts *counts)
{
    if (counts->cut)
        pm_diagnostics_report(diagnostics, "audit/unchecked", PM_SEVERITY_ERROR, NULL,
                              (PmSpan){ 0 }, "history before the shallow boundary was not checked");
    if (counts->unknown_signoffs > 0)
        pm_diagnostics_report(diagnostics, "audit/unchecked", PM_SEVERITY_ERROR, NULL,
                              (PmSpan){ 0 },
                              "%zu of the sign-offs can't be checked here, and are not counted",
                              counts->unknown_signoffs);
}

static bool
print(PmContext *context, const Options *given, const PmVerified *verified, GError **error)
{
    if (given->format != NULL) {
        PmReport *report = pm_checking_report(context, given->format, error);
        if (report == NULL)
            return false;
        if (!verified->fine)
            note_unchecked(verified->diagnostics, verified->counts);
        pm_report_document(report, NULL, verified->diagnostics);
        pm_checking_finish(report);
    } else if (given->json) {
        pm_verify_print_json(context, verified);
    } else {
        pm_verify_print(context, verified);
    }
    return true;
}

static bool
write_checkpoint(PmContext *context, const char *file, const PmVerified *verified, GError **error)
{
    const char *is_unsigned;
    if (!verified->fine) {
        pm_context_hint(context, "no checkpoint was written: that is for what is fine");
        return true;
    }
    if (!pm_checkpoint_file_write(context, file, verified->audit, &verified->scope->tip,
                                  &is_unsigned, error))
        return false;
    if (is_unsigned != NULL)
        pm_context_hint(context, "the checkpoint is not signed: %s", is_unsigned);
    return true;
}

/* Walk the history. */
static bool
judge(PmContext *context, const PmAuditOptions *how, PmVerified *verified, PmAudit **out_audit,
      GError **error)
{
    const PmVerifyScope *scope = verified->scope;
    PmAudit *audit = *out_audit =
        pm_audit_run(context->arena, context->repository, how, verified->diagnostics, error);
    if (audit == NULL ||
        !pm_verify_scope_apply(context, scope, audit, verified->diagnostics, error))
        return false;
    pm_diagnostics_sort(verified->diagnostics);
    verified->audit = audit;
    verified->counts = pm_audit_counts(audit);
    verified->checkpoint_is_proved = pm_audit_checkpoint_is_proved(audit);
    g_ptr_array_extend(verified->claimed_changes, (GPtrArray *)pm_audit_claimed_changes(audit),
                       NULL, NULL);
    size_t violations = pm_diagnostics_count_of(verified->diagnostics, PM_SEVERITY_ERROR);
    verified->fine =
        violations == 0 && !verified->counts->cut && pm_verify_scope_unknown(scope, audit) == 0;
    if (verified->counts->genesis_policy != NULL || violations > 0)
        return true;
    pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init begins one",
                 "there is no ledger in the history of %s",
                 scope->word != NULL ? scope->word : "HEAD");
    return false;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_autoptr(PmScratch) copy = NULL;
    g_auto(PmVerifyQuestion) question = { .how = { .expect_policy = given->policy,
                                                   .chain = given->checkpoint != NULL } };
    g_autoptr(GPtrArray) changes = g_ptr_array_new();
    g_autoptr(PmAudit) audit = NULL;
    if (given->untrusted != NULL && !pm_untrusted_open(context, given->untrusted, &copy, error))
        return -1;
    if (!pm_verify_question_ask(context, arguments, given->expect, &question, error))
        return -1;
    PmVerified verified = { .question = &question,
                            .scope = &question.scope,
                            .claimed_changes = changes,
                            .diagnostics = pm_diagnostics_new(context->arena),
                            .known = question.how.checkpoint };
    g_auto(PmVerifyMemory) memory = { .question = NULL };
    if (!given->full && given->checkpoint == NULL && given->untrusted == NULL)
        pm_verify_memory_open(context, &question, &memory);
    if (!pm_verify_recall(context, &memory, &verified)) {
        question.how.memory = pm_verify_resume(context, &memory);
        if (!judge(context, &question.how, &verified, &audit, error))
            return -1;
        pm_verify_keep(&memory, &verified);
    }
    if (!print(context, given, &verified, error) ||
        (given->checkpoint != NULL &&
         !write_checkpoint(context, given->checkpoint, &verified, error)))
        return -1;
    bool whole = !question.scope.range && question.scope.documents == NULL;
    if (!verified.fine && whole && !given->json && given->format == NULL)
        hint_unpushed(context, audit, question.how.known != NULL ? question.upstream : NULL,
                      &question.shared);
    return verified.fine ? PM_EXIT_OK : PM_EXIT_FINDINGS;
}

extern const PmCommand pm_command_verify;
const PmCommand pm_command_verify = {
    .name = "verify",
    .group = "Audit",
    .summary = "Audit the ledger: every step, gate and sign-off",
    .arguments = "[<revision> | <range>] [<id>…]",
    .description =
        "Walks the first-parent line from the ledger's beginning and judges each step "
        "by the policy that held before it. Keeps apart what is proved, what is claimed "
        "and what was not checked; exit 0 only when nothing is violated and nothing was "
        "left unchecked.\n\nOf a range, <step>..<tip>, it tells what came after that step; of "
        "documents named by id or path, what is about them. What is so of the history as a whole "
        "is told always.\n\nA checkpoint is the ledger "
        "in a few lines: which commit its last step is, a chain of SHA-256 over all of "
        "them, the policy; signed with the key that signs sign-offs. Kept where nobody "
        "can change it, it tells later whether the history is still the same: "
        "--expect. What the history was held against is said at the end: that, the upstream of "
        "the branch that is checked out, and what the reflog knows of it. A detached HEAD, as CI "
        "has it, has none.\n\nWhat was fine is remembered, and said again while the same files hold the "
        "same history, on the same day; --full walks it anew.\n\nA repository that came as files, an unpacked archive say, "
        "may hold a configuration that runs programs and objects that harm their "
        "reader. --untrusted has git copy it, checking each object, with nothing of its "
        "configuration, and audits the copy, in a temporary folder; all other verbs "
        "trust the repository that they are in, as git does.",
    .options = options,
    .options_size = sizeof(Options),
    .alone = is_untrusted,
    .needs = PM_COMMAND_NEEDS_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .maximum = -1,
    .run = run,
};
