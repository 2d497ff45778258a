/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over documents as they are at the tip. */
#include "ledger/audit_ahead.h"

#include "base/text.h"

#define IN_FLIGHT 64 /* documents */

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

/* Nobody signs what is closed. */
static const char *
mend(PmAudit *audit, const PmDocumentRecord *record, const char *command)
{
    if (record->status != PM_STATUS_CLOSED)
        return pm_arena_strdup(audit->arena, command);
    g_autofree char *word = pm_text_shell_word(record->id);
    return pm_arena_printf(audit->arena, "git postmortem reopen %s -m …", word);
}

static void
judge_signoffs(PmAudit *audit, PmArena *arena, const PmDocumentRecord *record,
               const PmDocument *document)
{
    PmReviewState state = pm_state_fold(arena, record->policy, document, record->records);
    PmGate gate = pm_gate_signoffs(arena, &state, record->id);
    for (size_t i = 0; i < gate.count; i++) {
        PmDiagnostic *found =
            pm_audit_report(audit, gate.items[i].rule, record->path,
                            pm_arena_printf(audit->arena, "it is %s, but %s",
                                            pm_status_name(record->status), gate.items[i].what));
        if (found != NULL)
            found->command = mend(audit, record, gate.items[i].command);
        if (found != NULL && gate.items[i].signoff != NULL &&
            !gate.items[i].signoff->demand.authors)
            found->help = not_by(audit, record->path);
    }
}

/* Is its text the one that was judged when it was closed? */
static bool
is_as_closed(const PmAudit *audit, PmContent *tip, const PmDocumentRecord *record)
{
    const PmOid *step = pm_steps_get(audit->steps, record->status_step);
    g_autoptr(PmContent) closed = pm_content_commit(audit->repository, step, NULL);
    PmContentEntry before = { 0 }, now = { 0 };
    bool found = closed != NULL && pm_content_find(closed, record->path, &before, NULL) &&
                 pm_content_find(tip, record->path, &now, NULL);
    g_free(before.path);
    g_free(now.path);
    return found && g_str_equal(before.blob.hex, now.blob.hex);
}

/* What was written of its actions since it was closed. */
static void
judge_closure(PmAudit *audit, PmContent *tip, PmArena *arena, const PmDocumentRecord *record,
              const PmDocument *document)
{
    if (record->status != PM_STATUS_CLOSED || is_as_closed(audit, tip, record))
        return;
    PmGate gate = pm_audit_closure(audit, arena, record, document, pm_audit_last_step(audit));
    for (size_t i = 0; i < gate.count; i++)
        pm_audit_report(audit, gate.items[i].rule, record->path,
                        pm_arena_printf(audit->arena, "it is closed, but %s", gate.items[i].what));
}

/* One that has been read. */
static bool
judge(PmAudit *audit, PmContent *tip, PmDocumentRecord *record, const PmAuditRead *read,
      GError **error)
{
    if (read->document == NULL)
        return true;
    if (!record->judged) {
        judge_foreign(audit, read->arena, record, read->document);
        return true;
    }
    judge_signoffs(audit, read->arena, record, read->document);
    judge_closure(audit, tip, read->arena, record, read->document);
    return pm_audit_evidence(audit, tip, record, read->document, error);
}

/* What an earlier audit said of it at its tip is true of it still. */
static bool
is_as_it_was(const PmAudit *audit, const PmDocumentRecord *record)
{
    return record->asleep && !record->elsewhere && audit->policy_step < audit->resumed;
}

/* NULL: nothing is asked of it. */
static PmAuditRead *
begin(PmAudit *audit, PmContent *tip, PmDocumentRecord *record)
{
    PmContentEntry entry = { 0 };
    if (!record->exists || !pm_gate_needs_signoffs(record->status) || is_as_it_was(audit, record) ||
        !pm_content_find(tip, record->path, &entry, NULL))
        return NULL;
    g_free(entry.path);
    pm_audit_record(audit, record->path, false); /* nothing of it is asleep from now on */
    return pm_audit_read_begin(audit, audit->policy, record->path, &entry.blob);
}

bool
pm_audit_now(PmAudit *audit, PmContent *tip, const GPtrArray *records, GError **error)
{
    g_autofree PmAuditRead **reads = g_new0(PmAuditRead *, records->len + 1);
    bool fine = true;
    guint begun = 0;
    for (guint i = 0; i < records->len; i++) {
        for (; begun < MIN(i + IN_FLIGHT, records->len); begun++)
            reads[begun] = begin(audit, tip, records->pdata[begun]);
        if (reads[i] == NULL)
            continue;
        pm_audit_read_wait(audit, reads[i]);
        fine = fine && judge(audit, tip, records->pdata[i], reads[i], error);
        pm_audit_read_free(audit, reads[i]);
    }
    return fine;
}
