/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_rows.h"

#include "check/check.h"
#include "command/each.h"
#include "command/target.h"
#include "command/write.h"
#include "ledger/due_moves.h"

#include <string.h>

/* Listing under way. */
typedef struct {
    PmContext *context;
    const PmFilter *filter;
    const PmActionQuery *query;
    const char *today;
    GArray *rows; /* PmActionRow */
} Listing;

static void
work(PmEachJob *job, void *data)
{
    const Listing *self = data;
    if (job->bytes == NULL)
        return;
    PmFieldReading reading = pm_checker_reading(job->arena, self->context->config);
    PmDocumentFlags flags = PM_DOCUMENT_FRONT | (job->entry->adopted ? PM_DOCUMENT_FOREIGN : 0);
    const PmDocument *document =
        pm_document_load(job->arena, pm_target_source(job->arena, job->entry->path, job->bytes),
                         job->entry->id, flags, &reading, pm_diagnostics_new(job->arena));
    if (pm_filter_ask(self->filter, document, self->today) == PM_ANSWER_YES)
        job->result = (void *)document;
}

static PmActionRow
row_of(const Listing *self, const PmEachJob *job, const PmFields *fields, size_t place)
{
    PmArena *arena = self->context->arena;
    const PmAction *action = &fields->actions[place];
    bool given = action->priority.state == PM_FIELD_GIVEN;
    return (PmActionRow){
        .id = job->entry->id,
        .path = job->entry->path,
        .title = pm_arena_strdup(arena, fields->title),
        .severity = pm_severity_format(arena, &fields->severity),
        .action = pm_arena_strdup(arena, action->id),
        .text = pm_arena_strdup(arena, action->text),
        .owner = pm_arena_strdup(arena, action->owner),
        .work = pm_arena_strdup(arena, action->work),
        .effect = pm_arena_strdup(arena, action->effect),
        .ticket = pm_arena_strdup(arena, action->ticket),
        .status = pm_arena_strdup(arena, action->status != NULL ? action->status : "open"),
        .due = pm_arena_strdup(arena, action->due),
        .priority = given ? action->priority.value : 0,
        .lateness = pm_due_read(action->due, self->today),
        .place = (guint)place,
        .open = pm_action_is_open(action) && fields->status != PM_STATUS_WITHDRAWN,
        .across = pm_action_query_is_across(self->query, fields, action),
    };
}

static void
finish(PmEachJob *job, void *data)
{
    Listing *self = data;
    const PmDocument *document = job->result;
    for (size_t i = 0; document != NULL && i < document->fields.action_count; i++) {
        const PmAction *action = &document->fields.actions[i];
        PmDue due = pm_due_read(action->due, self->today);
        if (!pm_action_query_wants(self->query, &document->fields, action, &due))
            continue;
        PmActionRow row = row_of(self, job, &document->fields, i);
        g_array_append_val(self->rows, row);
    }
}

/* The most late first; what is settled behind what is open; else by document, as it has them. */
static int
by_lateness(gconstpointer a, gconstpointer b)
{
    const PmActionRow *left = a, *right = b;
    if (left->open != right->open)
        return left->open ? -1 : 1;
    int order = pm_due_compare(&left->lateness, &right->lateness);
    order = order != 0 ? order : strcmp(left->id, right->id);
    return order != 0 ? order : (int)left->place - (int)right->place;
}

GArray *
pm_action_rows_find(PmContext *context, const PmFilter *filter, const PmActionQuery *query,
                    GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(PmActionRow));
    Listing listing = { .context = context,
                        .filter = filter,
                        .query = query,
                        .today = pm_write_today(context),
                        .rows = rows };
    PmEach each = { .work = work, .finish = finish, .data = &listing };
    const PmCorpus *corpus =
        pm_corpus_open(context->arena, context->content, context->config, error);
    if (corpus == NULL || !pm_each_of_corpus(&each, context, context->content, corpus, error))
        return NULL;
    g_array_sort(rows, by_lateness);
    return g_steal_pointer(&rows);
}

bool
pm_action_rows_add_moves(PmContext *context, GArray *rows, GError **error)
{
    const char *today = pm_write_today(context);
    PmOid head;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(paths, (void *)g_array_index(rows, PmActionRow, i).path);
    if (paths->len == 0 || !pm_repository_resolve(context->repository, "HEAD", &head, NULL))
        return true;
    g_autoptr(PmDueMoves) moves =
        pm_due_moves_find(context->repository, context->config, &head, paths, error);
    for (guint i = 0; moves != NULL && i < rows->len; i++) {
        PmActionRow *row = &g_array_index(rows, PmActionRow, i);
        PmDueMove move =
            row->action != NULL ? pm_due_moves_of(moves, row->path, row->action) : (PmDueMove){ 0 };
        PmDue first = pm_due_read(move.first, today);
        row->moves = move.count;
        row->has_shift = first.state == PM_DUE_KNOWN && row->lateness.state == PM_DUE_KNOWN;
        row->shift = row->has_shift ? first.late - row->lateness.late : 0;
    }
    if (moves != NULL && pm_due_moves_is_cut(moves))
        pm_context_hint(context,
                        "this clone is shallow: older history is missing (git fetch --unshallow)");
    return moves != NULL;
}
