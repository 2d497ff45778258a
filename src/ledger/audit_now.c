/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over documents as they are at the tip. */
#include "ledger/audit_step.h"

/* An audit says the same to everybody: it names who can't mend it, whoever reads it. */
static const char *
not_by(PmAudit *audit, const char *path)
{
    g_auto(GStrv) authors = pm_authors_list(audit->authors, path, pm_audit_last_step(audit));
    g_autofree char *list = g_strjoinv(", ", authors);
    return pm_arena_printf(audit->arena, "by somebody other than %s, who wrote the text", list);
}

/* Nothing is asked of one that was reviewed before the ledger; but who signed it signed a text. */
static void
judge_foreign(PmAudit *audit, PmArena *arena, const PmDocumentRecord *record,
              const PmDocument *document)
{
    const char *changed = NULL;
    for (guint i = 0; i < record->records->len; i++) {
        const PmSignoffRecord *signoff = record->records->pdata[i];
        if (pm_record_counts(signoff) && signoff->signoff.statement.verdict == PM_SIGN_APPROVE &&
            pm_state_is_current(arena, signoff, document, &changed))
            return;
    }
    if (changed != NULL)
        pm_audit_report(audit, "signoff/stale", record->path,
                        pm_arena_printf(audit->arena,
                                        "it is %s, but who signed it signed another text: since "
                                        "then %s",
                                        pm_status_name(record->status), changed));
}

/* A reviewed document's sign-offs must still be of its text, and no objection may stand. */
bool
pm_audit_now(PmAudit *audit, PmContent *tree, PmDocumentRecord *record, GError **error)
{
    if (!record->exists || !pm_gate_needs_signoffs(record->status))
        return true;
    g_autoptr(GBytes) bytes = pm_content_read(tree, record->path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    if (bytes == NULL)
        return true;
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmDocument *document =
        pm_audit_load(audit, &(PmAuditReading){ arena, audit->policy, record->path, bytes });
    if (!record->judged) {
        judge_foreign(audit, arena, record, document);
        return true;
    }
    PmReviewState state = pm_state_fold(arena, record->policy, document, record->records);
    PmGate gate = pm_gate_signoffs(arena, &state, record->id);
    for (size_t i = 0; i < gate.count; i++) {
        PmDiagnostic *found =
            pm_audit_report(audit, gate.items[i].rule, record->path,
                            pm_arena_printf(audit->arena, "it is %s, but %s",
                                            pm_status_name(record->status), gate.items[i].what));
        if (found != NULL)
            found->command = pm_arena_strdup(audit->arena, gate.items[i].command);
        if (found != NULL && gate.items[i].signoff != NULL &&
            !gate.items[i].signoff->demand.authors)
            found->help = not_by(audit, record->path);
    }
    return pm_audit_evidence(audit, tree, record, document, error);
}
