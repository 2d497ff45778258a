/* SPDX-License-Identifier: Apache-2.0 */
#include "command/waiting_review.h"

#include "command/own_text.h"
#include "command/target.h"
#include "command/write.h"
#include "document/difference.h"
#include "document/name.h"
#include "ledger/signoff.h"

#include <string.h>

/* Does this statement hold the document back, or is it of another text? */
static bool
is_worth(PmContext *context, PmArena *arena, const char *folder, const PmSignoff *signoff,
         GBytes *bytes)
{
    const PmStatement *statement = &signoff->statement;
    if (statement->verdict == PM_SIGN_OBJECT || statement->verdict == PM_SIGN_REVOKE)
        return true;
    g_autofree char *path = pm_signoff_content_path(folder, statement->content);
    g_autoptr(GBytes) content =
        pm_content_read(context->content, path, context->config->document_limit, NULL);
    return content == NULL || pm_difference_bytes(arena, content, bytes).material;
}

bool
pm_waiting_review_is_worth(PmContext *context, const PmCorpusEntry *entry,
                           const PmDocument *document, GBytes *bytes)
{
    PmStatus status = document->fields.status;
    if (status == PM_STATUS_IN_REVIEW)
        return true;
    if (!pm_gate_needs_signoffs(status))
        return false;
    g_autofree char *folder = pm_name_signoffs(entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(context->content, folder, NULL);
    g_autoptr(PmArena) arena = pm_arena_new();
    bool worth = false;
    for (guint i = 0; !worth && files != NULL && i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        if (!g_str_has_suffix(path, ".signoff"))
            continue;
        g_autoptr(GBytes) file = pm_content_read(context->content, path, PM_SIGNOFF_LIMIT, NULL);
        PmSignoff signoff;
        worth = file == NULL ||
                !pm_signoff_parse(arena, g_bytes_get_data(file, NULL), g_bytes_get_size(file),
                                  &signoff, NULL) ||
                is_worth(context, arena, folder, &signoff, bytes);
    }
    return worth;
}

/* One document under way. */
typedef struct {
    const PmWaitingFor *who;
    const PmWaitingReview *review;
    const PmState *tip;
    const PmDocumentRecord *record;
    const PmDocument *document;
    PmAudit *audit;
    PmOwnText own;
    const char *person; /* of who it is about, as sign-offs have it */
    PmReviewState state;
    GArray *items;
} Review;

static void
add(Review *self, const PmWaiting *item)
{
    PmWaiting out = *item;
    out.id = self->review->entry->id;
    out.path = self->review->entry->path;
    out.title = self->document->fields.title;
    g_array_append_val(self->items, out);
}

/* "git postmortem <verb> <id>" */
static const char *
command(const Review *self, const char *verb, const char *rest)
{
    PmContext *context = self->who->context;
    return pm_arena_printf(context->arena, "git postmortem %s %s%s", verb,
                           pm_context_word(context, self->review->entry->id), rest);
}

/* Their own among the records that stand behind the state; NULL: none. */
static const PmSignoffRecord *
own_record(const Review *self, const PmDemandStatus *status)
{
    for (size_t i = 0; i < status->record_count; i++)
        if (g_str_equal(status->records[i]->person, self->person))
            return status->records[i];
    return NULL;
}

static bool
may_sign(const Review *self, const PmDemand *demand)
{
    const PmWaitingFor *who = self->who;
    return (pm_policy_holds_role(self->own.policy, demand->role, demand->party, who->email) ||
            pm_policy_holds_role(self->own.policy, demand->role, demand->party, who->person)) &&
           (demand->authors || !pm_own_text_is_by(&self->own, who->email));
}

/* The day on which the document got its status. */
static const char *
asked_on(const Review *self)
{
    PmArena *arena = self->who->context->arena;
    int64_t time = pm_audit_time_of(self->audit, self->record->status_step);
    return pm_arena_strndup(arena, pm_time_format(arena, time), strlen("2026-01-14"));
}

static void
add_demand(Review *self, const PmDemandStatus *status)
{
    PmArena *arena = self->who->context->arena;
    const PmDemand *demand = &status->demand;
    const PmSignoffRecord *own = own_record(self, status);
    bool stale = status->state == PM_DEMAND_STALE && own != NULL;
    bool open = status->state > PM_DEMAND_OVERRIDDEN && status->state != PM_DEMAND_OBJECTED;
    if (!open || !may_sign(self, demand) || (status->state == PM_DEMAND_MISSING && own != NULL))
        return;
    bool party = demand->party != NULL;
    const char *as = pm_arena_printf(arena, "as %s%s%s", demand->role, party ? " " : "",
                                     party ? demand->party : "");
    const char *options = pm_arena_printf(arena, " --role %s%s%s", demand->role,
                                          party ? " --party " : "", party ? demand->party : "");
    add(self, &(PmWaiting){
                  .kind = stale ? PM_WAITING_STALE : PM_WAITING_REVIEW,
                  .role = demand->role,
                  .party = demand->party,
                  .day = stale ? pm_arena_strndup(arena, own->signoff.statement.time, 10)
                               : asked_on(self),
                  .detail = as,
                  .reason = stale ? pm_arena_printf(arena, "since then %s", status->changed) : NULL,
                  .command = command(self, "approve", options),
              });
}

static void
add_objection(Review *self)
{
    PmArena *arena = self->who->context->arena;
    const PmStatement *statement = &self->state.objection->signoff.statement;
    const char *comment = statement->comment != NULL ? statement->comment : "no reason given";
    add(self, &(PmWaiting){
                  .kind = PM_WAITING_OBJECTION,
                  .role = statement->role,
                  .party = statement->party,
                  .day = pm_arena_strndup(arena, statement->time, 10),
                  .detail = pm_arena_printf(arena, "by %s", statement->reviewer),
                  .reason = comment,
                  .command = command(self, "edit", ""),
              });
}

/* Whoever owns the document, or has signed it, may move it. */
static void
add_move(Review *self)
{
    bool theirs = self->review->is_theirs;
    for (size_t i = 0; !theirs && i < self->state.count; i++)
        theirs = own_record(self, &self->state.demands[i]) != NULL;
    if (theirs)
        add(self, &(PmWaiting){ .kind = PM_WAITING_MOVE,
                                .day = asked_on(self),
                                .detail = "all sign-offs are there",
                                .command = command(self, "set", " status=reviewed") });
}

/* What a document of theirs waits for, so that they need not ask. */
static void
add_others(Review *self)
{
    PmArena *arena = self->who->context->arena;
    size_t done = 0;
    for (size_t i = 0; i < self->state.count; i++)
        done += self->state.demands[i].state <= PM_DEMAND_OVERRIDDEN ? 1 : 0;
    add(self, &(PmWaiting){
                  .kind = PM_WAITING_OTHERS,
                  .day = asked_on(self),
                  .detail = pm_arena_printf(arena, "%zu of %zu sign-offs", done, self->state.count),
                  .command = command(self, "show", "") });
}

/* Does nothing stand in the way of `close`? */
static bool
can_close(const Review *self)
{
    PmArena *arena = self->who->context->arena;
    const PmCorpusEntry *entry = self->review->entry;
    const PmState *tip = self->tip;
    PmCheckLookups lookups =
        pm_gate_lookups(tip->context.content, pm_write_today(self->who->context));
    return self->state.satisfied &&
           pm_gate_content(arena, tip->checker, self->document->source, entry->id,
                           pm_target_flags(entry), PM_STATUS_CLOSED, &lookups)
                   .count == 0 &&
           pm_audit_closure(self->audit, arena, self->record, self->document,
                            pm_audit_last_step(self->audit))
                   .count == 0;
}

static void
add_review(Review *self)
{
    PmStatus status = self->document->fields.status;
    bool in_review = status == PM_STATUS_IN_REVIEW;
    if (self->state.objection != NULL && self->review->is_theirs)
        add_objection(self);
    for (size_t i = 0; i < self->state.count; i++)
        add_demand(self, &self->state.demands[i]);
    if (status == PM_STATUS_REVIEWED && self->review->is_theirs && can_close(self))
        add(self, &(PmWaiting){ .kind = PM_WAITING_CLOSE,
                                .detail = "nothing is left to do",
                                .command = command(self, "close", "") });
    if (in_review && self->state.satisfied)
        add_move(self);
    else if (in_review && self->review->is_theirs)
        add_others(self);
}

static void
judge(Review *self)
{
    PmContext *context = self->who->context;
    const PmCorpusEntry *entry = self->review->entry;
    PmFieldReading reading = pm_checker_reading(context->arena, context->config);
    self->record = pm_audit_document(self->audit, entry->path);
    if (self->record == NULL || !self->record->judged)
        return;
    self->own = (PmOwnText){ .context = context,
                             .audit = self->audit,
                             .policy = pm_audit_policy(self->audit),
                             .path = entry->path };
    self->document = pm_document_load(
        context->arena, pm_target_source(context->arena, entry->path, self->review->bytes),
        entry->id, PM_DOCUMENT_FRONT | pm_target_flags(entry), &reading,
        pm_diagnostics_new(context->arena));
    self->state = pm_audit_state(self->audit, entry->path, self->document);
    add_review(self);
}

bool
pm_waiting_reviews(const PmWaitingFor *who, const PmState *state, const GPtrArray *reviews,
                   GArray *items, GError **error)
{
    PmContext *context = who->context;
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < reviews->len; i++)
        g_hash_table_add(paths, (void *)((const PmWaitingReview *)reviews->pdata[i])->entry->path);
    PmAuditOptions options = { .tip = state->commit, .among = paths };
    g_autoptr(PmAudit) audit = pm_audit_run(context->arena, context->repository, &options,
                                            pm_diagnostics_new(context->arena), error);
    if (audit == NULL || pm_audit_authors(audit) == NULL)
        return audit != NULL;
    g_autofree char *person = pm_authors_person(pm_audit_authors(audit), who->email);
    for (guint i = 0; i < reviews->len; i++) {
        Review self = { .who = who,
                        .tip = state,
                        .review = reviews->pdata[i],
                        .audit = audit,
                        .person = person,
                        .items = items };
        judge(&self);
    }
    return true;
}
