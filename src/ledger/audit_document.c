/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over documents: each status was reached through its gates, and nothing gets lost. */
#include "ledger/audit_ahead.h"

#include "check/reference.h"
#include "document/difference.h"
#include "document/name.h"
#include "ledger/moved.h"

#include <string.h>

bool
pm_audit_is_adopted(PmAudit *audit, const PmPolicy *policy, const char *path)
{
    const PmDocumentRecord *record = pm_audit_record(audit, path, false);
    return (record != NULL && record->moved) || pm_policy_is_adopted(policy, path);
}

const PmDocument *
pm_audit_parse(const PmAuditReading *reading, bool adopted)
{
    PmArena *arena = reading->arena;
    const PmPolicy *policy = reading->policy;
    size_t length;
    const char *data = g_bytes_get_data(reading->bytes, &length);
    const PmSource *source = pm_source_new(arena, reading->path, data != NULL ? data : "", length);
    g_autofree char *id = pm_name_id(policy->config->documents, reading->path, adopted);
    PmFieldReading fields = pm_policy_reading(arena, policy);
    return pm_document_load(arena, source, pm_arena_strdup(arena, id),
                            adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE, &fields,
                            pm_diagnostics_new(arena));
}

const PmDocument *
pm_audit_load(PmAudit *audit, const PmAuditReading *reading)
{
    return pm_audit_parse(reading, pm_audit_is_adopted(audit, reading->policy, reading->path));
}

PmStatus
pm_audit_read_status(PmAudit *audit, const PmPolicy *policy, const char *path, GBytes *bytes)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    return pm_audit_load(audit, &(PmAuditReading){ arena, policy, path, bytes })->fields.status;
}

/* The day of a step, where the ledger is: what was judged then is judged alike for ever. */
static const char *
day_of(PmAudit *audit, const PmAuditStep *step)
{
    if (step->day != NULL)
        return step->day;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(step->policy->config->time_zone);
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(pm_steps_time(audit->steps, step->index));
    if (utc == NULL)
        return "";
    g_autoptr(GDateTime) here =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    g_autofree char *day = g_date_time_format(here, "%Y-%m-%d");
    return pm_arena_strdup(audit->arena, day);
}

static void
report_missing(PmAudit *audit, const char *rule, const PmDocumentRecord *record, PmStatus to,
               const PmGate *missing)
{
    for (size_t i = 0; i < missing->count; i++)
        pm_audit_report(audit, rule, record->path,
                        pm_arena_printf(audit->arena, "it became %s although %s",
                                        pm_status_name(to), missing->items[i].what));
}

/*
 * An approval on one branch and an edit on another meet in a merge or a rebase, and nobody did
 * wrong: it is as if the edit had come after the approval. What is stale is told of the document as
 * it is now, until somebody approves again.
 */
static void
leave_stale(PmArena *arena, PmGate *missing)
{
    PmMissing *kept = pm_arena_new0(arena, PmMissing, missing->count);
    size_t count = 0;
    for (size_t i = 0; i < missing->count; i++)
        if (!g_str_equal(missing->items[i].rule, "signoff/stale"))
            kept[count++] = missing->items[i];
    *missing = (PmGate){ .items = kept, .count = count };
}

/*
 * What the new status asks for must hold in the new tree. Gates are cumulative: the checks for a
 * status hold all that an earlier one asks for, so that one may be jumped over.
 */
static void
judge_gates(PmAudit *audit, const PmAuditStep *step, PmDocumentRecord *record, PmArena *arena,
            const PmDocument *document)
{
    PmCheckLookups lookups = pm_gate_lookups(step->new_tree, day_of(audit, step));
    PmStatus to = document->fields.status;
    PmGate missing =
        pm_gate_content(arena, pm_audit_checker(audit, step->policy), document->source, record->id,
                        document->adopted ? PM_DOCUMENT_FOREIGN : PM_DOCUMENT_WHOLE, to, &lookups);
    report_missing(audit, "status/gate", record, to, &missing);
    if (to == PM_STATUS_CLOSED) {
        missing = pm_audit_closure(audit, arena, record, document, step->index);
        report_missing(audit, "status/closure", record, to, &missing);
    }
    if (!pm_gate_needs_signoffs(to))
        return;
    PmReviewState state = pm_state_fold(arena, step->policy, document, record->records);
    missing = pm_gate_signoffs(arena, &state, record->id);
    leave_stale(arena, &missing);
    report_missing(audit, "status/signoffs", record, to, &missing);
}

const char *
pm_audit_take_id(PmAudit *audit, const PmDocumentRecord *record)
{
    g_autofree char *key = pm_name_fold(record->id);
    const char *known = g_hash_table_lookup(audit->ids, key);
    if (known == NULL)
        g_hash_table_insert(audit->ids, g_steal_pointer(&key), (void *)record->path);
    return known == NULL || g_str_equal(known, record->path) ? NULL : known;
}

static void
judge_id(PmAudit *audit, PmDocumentRecord *record)
{
    const char *other = pm_audit_take_id(audit, record);
    if (other != NULL)
        pm_audit_report(audit, "document/id-reused", record->path,
                        pm_arena_printf(audit->arena, "its id is that of %s", other));
}

bool
pm_audit_may_go(const PmDocumentRecord *record)
{
    return !record->judged || (!record->submitted && record->records->len == 0);
}

void
pm_audit_free_id(PmAudit *audit, const PmDocumentRecord *record)
{
    g_autofree char *key = record->id != NULL ? pm_name_fold(record->id) : NULL;
    if (key != NULL && g_strcmp0(g_hash_table_lookup(audit->ids, key), record->path) == 0)
        g_hash_table_remove(audit->ids, key);
}

static void
judge_deletion(PmAudit *audit, PmDocumentRecord *record)
{
    record->exists = false;
    if (record->judged && pm_audit_may_go(record)) { /* it may have got another path */
        pm_audit_free_id(audit, record);
        record->status = PM_STATUS_NONE;
    } else if (record->judged)
        pm_audit_report(audit, "document/deleted", record->path,
                        "a document of the ledger was deleted; one is withdrawn instead");
}

static bool
judge_mode(PmAudit *audit, const PmTreeDelta *delta)
{
    if (delta->new_mode == 0100644)
        return true;
    pm_audit_report(audit, "document/mode", delta->path, "it is no plain file of mode 644");
    return false;
}

/*
 * The bytes of the document in the new tree; NULL: it is not what a document is, which is reported
 * where it is judged.
 */
static GBytes *
read_new(PmAudit *audit, const PmAuditStep *step, const PmDocumentRecord *record,
         const PmTreeDelta *delta)
{
    if (record->judged ? !judge_mode(audit, delta) : (delta->new_mode & 0170000) != 0100000)
        return NULL;
    const PmAuditRead *read = pm_audit_ahead_find(audit, step, delta);
    if (read != NULL)
        return g_bytes_ref(read->bytes);
    g_autoptr(GError) error = NULL;
    GBytes *bytes = pm_content_read(step->new_tree, delta->path, PM_AUDIT_DOCUMENT_LIMIT, &error);
    if (bytes == NULL && record->judged)
        pm_audit_report_failure(audit, "document/unreadable", delta->path, error);
    return bytes;
}

/*
 * A text that is reviewed already changed: what judges it from now on is today's policy, but for a
 * text that was approved under the policy then, and comes back.
 */
static void
judge_edit(PmAudit *audit, const PmAuditStep *step, PmDocumentRecord *record, GBytes *now)
{
    if (!pm_gate_needs_signoffs(record->status) || record->reviewed_policy == NULL)
        return;
    g_autoptr(GBytes) before =
        step->old_tree == NULL
            ? NULL
            : pm_content_read(step->old_tree, record->path, PM_AUDIT_DOCUMENT_LIMIT, NULL);
    g_autoptr(PmArena) arena = pm_arena_new();
    if (!pm_difference_bytes(arena, before, now).material)
        return;
    const PmDocument *document = pm_audit_load(
        audit, &(PmAuditReading){ arena, record->reviewed_policy, record->path, now });
    PmReviewState state = pm_state_fold(arena, record->reviewed_policy, document, record->records);
    record->policy = state.satisfied ? record->reviewed_policy : step->policy;
}

static void
name(PmAudit *audit, const PmAuditStep *step, PmDocumentRecord *record)
{
    g_autofree char *id = pm_name_id(step->policy->config->documents, record->path,
                                     pm_audit_is_adopted(audit, step->policy, record->path));
    record->id = pm_arena_strdup(audit->arena, id);
}

/*
 * Is a document that was not judged submitted by this text? A status of a front matter that is not
 * ours is a word of somebody else's, unless people have signed it.
 */
static bool
is_submitted(const PmDocumentRecord *record, PmStatus to, bool becomes_ours)
{
    bool is_word = record->ours || record->records->len > 0;
    return !record->judged && is_word && (becomes_ours || to != record->status) &&
           to != PM_STATUS_WITHDRAWN && pm_gate_applies(PM_STATUS_DRAFT, to);
}

static bool
is_edit(const PmTreeDelta *delta)
{
    return delta->old_mode != 0 && !g_str_equal(delta->old_blob.hex, delta->new_blob.hex);
}

void
pm_audit_transition(PmAudit *audit, const PmAuditStep *step, const PmTreeDelta *delta)
{
    PmDocumentRecord *record = pm_audit_record(audit, delta->path, true);
    name(audit, step, record);
    if (delta->new_mode == 0) {
        judge_deletion(audit, record);
        return;
    }
    record->exists = true;
    if (record->judged)
        judge_id(audit, record);
    g_autoptr(GBytes) bytes = read_new(audit, step, record, delta);
    if (bytes == NULL)
        return;
    bool ours = !record->judged && pm_moved_is_ours(bytes);
    bool becomes_ours = ours && !record->ours;
    record->ours = ours;
    if (record->moved && ours && (becomes_ours || is_edit(delta))) {
        record->moved = false;
        name(audit, step, record);
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmAuditRead *read = pm_audit_ahead_find(audit, step, delta);
    const PmDocument *document =
        read != NULL
            ? read->document
            : pm_audit_load(audit, &(PmAuditReading){ arena, step->policy, delta->path, bytes });
    PmStatus from = record->status, to = document->fields.status;
    if (is_submitted(record, to, becomes_ours)) { /* whatever its status was to others */
        record->judged = true;
        from = PM_STATUS_NONE;
        judge_id(audit, record);
        judge_mode(audit, delta);
    }
    if (record->judged && pm_gate_needs_signoffs(from) && to == PM_STATUS_NONE)
        pm_audit_report(audit, "status/unknown", delta->path,
                        "it was reviewed, and now has no status that can be read");
    record->status = to;
    if (to == from) {
        judge_edit(audit, step, record, bytes);
        return;
    }
    record->status_step = step->index;
    record->policy = record->reviewed_policy = step->policy;
    record->submitted |= record->judged && pm_gate_applies(PM_STATUS_DRAFT, to);
    if (record->judged && to != PM_STATUS_DRAFT && pm_gate_applies(from, to))
        judge_gates(audit, step, record, arena, document);
}

void
pm_audit_foresee(PmAudit *audit, const PmAuditNext *next, const PmTreeDelta *delta,
                 PmDiagnostics *diagnostics)
{
    PmDiagnostics *past = audit->diagnostics;
    const PmAuditStep step = { .old_tree = next->old_tree,
                               .new_tree = next->new_tree,
                               .index = pm_audit_last_step(audit),
                               .policy = audit->policy,
                               .day = next->today };
    if (audit->policy == NULL)
        return;
    audit->diagnostics = diagnostics;
    pm_audit_transition(audit, &step, delta);
    audit->diagnostics = past;
}

/* Is it gone, or another file than the one whose digest was signed? */
static const char *
judge_file(PmAudit *audit, PmContent *tip, PmContent *reviewed, const PmEvidence *evidence,
           const char *path)
{
    PmContentEntry before = { 0 }, now = { 0 };
    g_autoptr(GError) error = NULL;
    bool was = pm_content_find(reviewed, path, &before, &error);
    bool is = pm_content_find(tip, path, &now, NULL);
    bool same = was && is && g_str_equal(before.blob.hex, now.blob.hex);
    g_free(before.path);
    g_free(now.path);
    if (!was && !g_error_matches(error, PM_ERROR, PM_ERROR_NOT_FOUND))
        return "cannot be compared: a tree on the way to it is missing or damaged";
    if (!was || same)
        return NULL; /* what was not there was nothing to the gate */
    if (!is)
        return "is gone";
    if (evidence->sha256 == NULL)
        return "was changed";
    PmCheckLookups lookups = pm_gate_lookups(tip, "");
    g_autofree char *digest = lookups.digest(path, lookups.data);
    bool signed_for = digest != NULL && g_ascii_strcasecmp(digest, evidence->sha256) == 0;
    return signed_for ? NULL
                      : pm_arena_printf(audit->arena, "has the SHA-256 %s now",
                                        digest != NULL ? digest : "(it can't be read)");
}

bool
pm_audit_evidence(PmAudit *audit, PmContent *tip, PmDocumentRecord *record,
                  const PmDocument *document, GError **error)
{
    g_autofree char *folder = pm_name_evidence(record->path);
    const PmFields *fields = &document->fields;
    if (fields->evidence_count == 0)
        return true;
    const PmOid *step = pm_steps_get(audit->steps, record->status_step);
    g_autoptr(PmContent) reviewed = pm_content_commit(audit->repository, step, error);
    if (reviewed == NULL)
        return false;
    for (size_t i = 0; i < fields->evidence_count; i++) {
        const PmEvidence *evidence = &fields->evidence[i];
        g_autofree char *path = NULL;
        if (evidence->at == NULL ||
            pm_reference_resolve(record->path, evidence->at, &path) != PM_REFERENCE_FILE)
            continue;
        record->elsewhere |= !g_str_has_prefix(path, folder);
        const char *wrong = judge_file(audit, tip, reviewed, evidence, path);
        if (wrong != NULL)
            pm_audit_report(audit, "document/evidence", path,
                            pm_arena_printf(audit->arena,
                                            "%s is %s, and rests on this file as it was; it %s",
                                            record->id, pm_status_name(record->status), wrong));
    }
    return true;
}
