/* SPDX-License-Identifier: Apache-2.0 */
#include "command/history_signoffs.h"

#include "command/json.h"
#include "command/record_text.h"
#include "command/target.h"
#include "ledger/audit.h"

struct PmHistorySignoffs {
    PmAudit *audit;
    PmAuditOptions options;
    GHashTable *by_commit; /* hex → GPtrArray of PmHistorySignoff */
};

void
pm_history_signoffs_free(PmHistorySignoffs *signoffs)
{
    if (signoffs == NULL)
        return;
    g_clear_pointer(&signoffs->audit, pm_audit_free);
    g_hash_table_unref(signoffs->by_commit);
    g_free(signoffs);
}

/* What it is worth now, of the text that the tip has (NULL: none). */
static void
judge_now(PmArena *arena, PmHistorySignoff *out, const GPtrArray *records, guint index,
          const PmDocument *document)
{
    const PmSignoffRecord *record = out->record;
    const char *changed = NULL;
    if (record->gone) {
        out->now = "gone";
    } else if (!pm_record_counts(record)) {
        out->now = "not counted";
        out->why = record->why;
    } else if (pm_record_is_replaced(records, index)) {
        out->now = "replaced";
    } else if (document == NULL || !pm_state_is_current(arena, record, document, &changed)) {
        out->now = "stale";
        out->why = changed != NULL ? pm_arena_printf(arena, "since then %s", changed) : NULL;
    } else {
        out->now = "current";
    }
}

/* What judged it when it entered; one that went later was good as long as it was there. */
static const char *
then_of(PmArena *arena, const PmSignoffRecord *record)
{
    bool counted = record->judgement == PM_JUDGED_PROVED || record->judgement == PM_JUDGED_CLAIMED;
    const char *manner =
        record->signoff.proxy != NULL ? "claimed" : pm_record_manner(arena, record);
    return counted ? manner : "not counted";
}

static void
add(PmHistorySignoffs *self, const char *commit, PmHistorySignoff *signoff)
{
    GPtrArray *list = g_hash_table_lookup(self->by_commit, commit);
    if (list == NULL) {
        list = g_ptr_array_new();
        g_hash_table_insert(self->by_commit, g_strdup(commit), list);
    }
    g_ptr_array_add(list, signoff);
}

static const PmDocument *
read_document(PmContext *context, const PmOid *tip, const PmCorpusEntry *entry, GBytes **out_bytes)
{
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, tip, NULL);
    *out_bytes = tree != NULL
                     ? pm_content_read(tree, entry->path, context->config->document_limit, NULL)
                     : NULL;
    if (*out_bytes == NULL)
        return NULL;
    PmFieldReading reading = pm_checker_reading(context->arena, context->config);
    return pm_document_load(
        context->arena, pm_target_source(context->arena, entry->path, *out_bytes), entry->id,
        PM_DOCUMENT_FRONT | pm_target_flags(entry), &reading, pm_diagnostics_new(context->arena));
}

static void
collect(PmHistorySignoffs *self, PmContext *context, const PmOid *tip, const PmCorpusEntry *entry)
{
    const PmDocumentRecord *document = pm_audit_document(self->audit, entry->path);
    PmAuthors *authors = pm_audit_authors(self->audit);
    g_autoptr(GBytes) bytes = NULL;
    if (document == NULL || authors == NULL)
        return;
    const PmDocument *now = read_document(context, tip, entry, &bytes);
    for (guint i = 0; i < document->records->len; i++) {
        const PmSignoffRecord *record = document->records->pdata[i];
        const PmOid *added = pm_authors_addition(authors, record->path, record->step_index);
        PmHistorySignoff *signoff = pm_arena_new0(context->arena, PmHistorySignoff, 1);
        signoff->record = record;
        signoff->then = then_of(context->arena, record);
        judge_now(context->arena, signoff, document->records, i, now);
        add(self, added != NULL ? added->hex : record->step.hex, signoff);
    }
}

PmHistorySignoffs *
pm_history_signoffs_new(PmContext *context, const PmOid *tip, const PmCorpusEntry *entry,
                        GError **error)
{
    g_autoptr(PmHistorySignoffs) self = g_new0(PmHistorySignoffs, 1);
    self->by_commit =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    self->options = (PmAuditOptions){ .tip = *tip, .only = entry->path };
    self->audit = pm_audit_run(context->arena, context->repository, &self->options,
                               pm_diagnostics_new(context->arena), error);
    if (self->audit == NULL)
        return NULL;
    collect(self, context, tip, entry);
    return g_steal_pointer(&self);
}

const GPtrArray *
pm_history_signoffs_of(const PmHistorySignoffs *signoffs, const char *commit)
{
    return signoffs != NULL ? g_hash_table_lookup(signoffs->by_commit, commit) : NULL;
}

const char *
pm_history_signoff_text(PmArena *arena, const PmHistorySignoff *signoff)
{
    const PmStatement *statement = &signoff->record->signoff.statement;
    bool read = signoff->record->signoff.text != NULL;
    bool counted = !g_str_equal(signoff->then, "not counted");
    const char *party =
        statement->party != NULL ? pm_arena_printf(arena, " %s", statement->party) : "";
    bool excuse = read && statement->verdict == PM_SIGN_EXCUSE;
    const char *what =
        read
            ? pm_arena_printf(arena, "%s%s as %s%s by %s", pm_sign_verdict_name(statement->verdict),
                              excuse ? party : "", statement->role, excuse ? "" : party,
                              pm_signoff_speaker(&signoff->record->signoff))
            : "a sign-off that can't be read";
    const char *now = counted ? pm_arena_printf(arena, ", now %s", signoff->now) : "";
    return pm_arena_printf(arena, "%s: %s%s%s%s", what,
                           counted ? pm_record_manner(arena, signoff->record) : signoff->then, now,
                           signoff->why != NULL ? (counted ? ", " : ": ") : "",
                           signoff->why != NULL ? signoff->why : "");
}

json_t *
pm_history_signoff_json(const PmHistorySignoff *signoff)
{
    json_t *one = pm_record_json(signoff->record);
    json_object_set_new(one, "then", json_string(signoff->then));
    json_object_set_new(one, "now", json_string(signoff->now));
    if (signoff->why != NULL)
        json_object_set_new(one, "why", pm_json_text(signoff->why));
    return one;
}
