/* SPDX-License-Identifier: Apache-2.0 */
#include "command/waiting.h"

#include "check/duties.h"
#include "command/clock.h"
#include "command/each.h"
#include "command/state.h"
#include "command/target.h"
#include "command/waiting_review.h"
#include "command/write.h"

#include <string.h>

static const struct {
    const char *name, *key;
} kinds[PM_WAITING_COUNT] = {
    [PM_WAITING_NOTIFY] = { "notify", "notify" },
    [PM_WAITING_OVERDUE] = { "overdue", "overdue" },
    [PM_WAITING_OBJECTION] = { "objection", "objection" },
    [PM_WAITING_STALE] = { "stale", "stale" },
    [PM_WAITING_REVIEW] = { "sign off", "review" },
    [PM_WAITING_MOVE] = { "all there", "complete" },
    [PM_WAITING_DUE] = { "do", "due" },
    [PM_WAITING_TELL] = { "notify", "notify" },
    [PM_WAITING_FINDING] = { "finding", "finding" },
    [PM_WAITING_DRAFT] = { "draft", "draft" },
    [PM_WAITING_OTHERS] = { "in-review", "others" },
};

const char *
pm_waiting_name(PmWaitingKind kind)
{
    return kinds[kind].name;
}

const char *
pm_waiting_key(PmWaitingKind kind)
{
    return kinds[kind].key;
}

/* Finding under way. */
typedef struct {
    PmContext *context; /* of the state */
    PmWaitingFor who;
    int64_t today; /* midnight, as pm_time_parse() has days */
    int64_t now;
    PmDutyBook book;
    GArray *items;      /* PmWaiting */
    GPtrArray *reviews; /* PmWaitingReview *: documents whose sign-offs are to be looked at */
} Finding;

/* Is this e-mail, or team, theirs? */
static bool
is_theirs(const PmWaitingFor *who, const char *owner)
{
    if (owner == NULL)
        return false;
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(who->context->repository, "", owner, &name, &email);
    const PmConfig *config = who->context->config;
    return g_ascii_strcasecmp(owner, who->email) == 0 ||
           g_ascii_strcasecmp(email, who->person) == 0 ||
           pm_config_is_member(config, owner, who->email) ||
           pm_config_is_member(config, owner, who->person);
}

static const char *
keep(const Finding *self, const char *text)
{
    return pm_arena_strdup(self->context->arena, text);
}

static PmWaiting
item_of(const Finding *self, const PmEachJob *job, PmWaitingKind kind, const char *title)
{
    return (PmWaiting){
        .kind = kind, .id = job->entry->id, .path = job->entry->path, .title = keep(self, title)
    };
}

static const char *
word_of(const Finding *self, const PmEachJob *job)
{
    return pm_context_word(self->context, job->entry->id);
}

static void
add_action(Finding *self, const PmEachJob *job, const PmAction *action)
{
    enum { DAY = 24 * 60 * 60 };
    PmWaiting item = item_of(self, job, PM_WAITING_DUE, action->text);
    int64_t due;
    item.item = keep(self, action->id);
    item.day = keep(self, action->due);
    item.end = INT64_MAX;
    if (action->due != NULL && pm_time_parse(action->due, NULL, &due, NULL)) {
        item.has_days = true;
        item.days = (self->today - due) / DAY;
        item.end = due + DAY - 1;
        item.kind = item.days > 0 ? PM_WAITING_OVERDUE : PM_WAITING_DUE;
    }
    if (action->id != NULL)
        item.command =
            pm_arena_printf(self->context->arena, "git postmortem action done %s %s",
                            word_of(self, job), pm_context_word(self->context, action->id));
    g_array_append_val(self->items, item);
}

/*
 * An entry is named as `external notified` takes it; what has none yet gets one first. Who is told
 * too late is told why.
 */
static const char *
command_of(const Finding *self, const PmEachJob *job, const PmDuty *duty, const char *handle)
{
    PmArena *arena = self->context->arena;
    bool late = duty->due.text != NULL && duty->due.end < self->now;
    if (duty->node != NULL)
        return pm_arena_printf(arena, "git postmortem external notified %s %s%s",
                               word_of(self, job), pm_context_word(self->context, handle),
                               late ? " --late …" : "");
    return pm_arena_printf(arena, "git postmortem external add %s --duty %s %s", word_of(self, job),
                           pm_context_word(self->context, duty->name),
                           pm_context_word(self->context, duty->organisation));
}

static void
add_duties(Finding *self, const PmEachJob *job, const PmDocument *document)
{
    enum { DAY = 24 * 60 * 60, SOON = 2 * DAY };
    PmArena *arena = self->context->arena;
    size_t count;
    const PmDuty *duties = pm_duties_read(job->arena, &self->book, document, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        bool timed = duty->due.text != NULL;
        if (!pm_duty_is_open(duty) || (!timed && duty->node == NULL))
            continue;
        int64_t left = duty->due.end - self->now;
        PmWaiting item =
            item_of(self, job, timed && left < SOON ? PM_WAITING_NOTIFY : PM_WAITING_TELL,
                    duty->organisation);
        const char *handle = pm_duty_handle(job->arena, duties, count, duty);
        item.item = keep(self, duty->name != NULL ? duty->name : handle);
        item.day = keep(self, duty->due.text);
        item.has_days = timed;
        item.days = timed ? -left / DAY : 0;
        item.end = timed ? duty->due.end : INT64_MAX;
        item.told = timed ? pm_deadline_tell(arena, &duty->due, self->now) : "no time by which";
        item.command = command_of(self, job, duty, handle);
        g_array_append_val(self->items, item);
    }
}

static bool
is_answered(const PmFields *fields, const PmFinding *finding)
{
    bool answered = finding->accepted != NULL || finding->id == NULL;
    for (size_t i = 0; !answered && i < fields->action_count; i++)
        answered = g_strv_contains(fields->actions[i].findings, finding->id);
    return answered;
}

static void
add_findings(Finding *self, const PmEachJob *job, const PmFields *fields)
{
    for (size_t i = 0; i < fields->finding_count; i++) {
        const PmFinding *finding = &fields->findings[i];
        if (is_answered(fields, finding))
            continue;
        PmWaiting item = item_of(self, job, PM_WAITING_FINDING, finding->text);
        item.item = keep(self, finding->id);
        item.detail = "no action, not accepted";
        item.command =
            pm_arena_printf(self->context->arena, "git postmortem action add %s --for %s 'TEXT'",
                            word_of(self, job), pm_context_word(self->context, finding->id));
        g_array_append_val(self->items, item);
    }
}

static void
add_draft(Finding *self, const PmEachJob *job, const PmFields *fields)
{
    PmWaiting item = item_of(self, job, PM_WAITING_DRAFT, fields->title);
    item.command =
        pm_arena_printf(self->context->arena, "git postmortem submit %s", word_of(self, job));
    g_array_append_val(self->items, item);
}

static void
work(PmEachJob *job, void *data)
{
    const Finding *self = data;
    if (job->bytes == NULL)
        return;
    PmFieldReading reading = pm_checker_reading(job->arena, self->context->config);
    PmDocumentFlags flags = PM_DOCUMENT_FRONT | (job->entry->adopted ? PM_DOCUMENT_FOREIGN : 0);
    job->result = (void *)pm_document_load(
        job->arena, pm_target_source(job->arena, job->entry->path, job->bytes), job->entry->id,
        flags, &reading, pm_diagnostics_new(job->arena));
}

static void
finish(PmEachJob *job, void *data)
{
    Finding *self = data;
    const PmDocument *document = job->result;
    if (document == NULL)
        return;
    const PmFields *fields = &document->fields;
    bool mine = is_theirs(&self->who, fields->owner);
    if (fields->status == PM_STATUS_WITHDRAWN)
        return;
    for (size_t i = 0; i < fields->action_count; i++)
        if (pm_action_is_open(&fields->actions[i]) &&
            is_theirs(&self->who, fields->actions[i].owner))
            add_action(self, job, &fields->actions[i]);
    if (mine || is_theirs(&self->who, fields->convened_by))
        add_duties(self, job, document);
    if (mine && (fields->status == PM_STATUS_DRAFT || fields->status == PM_STATUS_IN_REVIEW))
        add_findings(self, job, fields);
    if (mine && fields->status == PM_STATUS_DRAFT)
        add_draft(self, job, fields);
    if (!pm_waiting_review_is_worth(self->context, job->entry, document, job->bytes))
        return;
    PmWaitingReview *review = pm_arena_new0(self->context->arena, PmWaitingReview, 1);
    *review = (PmWaitingReview){ .entry = job->entry,
                                 .bytes = g_bytes_ref(job->bytes),
                                 .is_theirs = mine };
    g_ptr_array_add(self->reviews, review);
}

static void
review_clear(void *data)
{
    g_bytes_unref(((PmWaitingReview *)data)->bytes);
}

/*
 * Whom the law has us tell within a week stands with what is overdue; later, among what is due,
 * each by its time.
 */
static PmWaitingKind
rank_of(const PmWaiting *item)
{
    enum { WEEK = 7 };
    if (item->kind != PM_WAITING_TELL || !item->has_days)
        return item->kind;
    return -item->days < WEEK ? PM_WAITING_OVERDUE : PM_WAITING_DUE;
}

/* What is due first, then the most late, then who waits longest, then by document. */
static int
by_urgency(gconstpointer a, gconstpointer b)
{
    const PmWaiting *left = a, *right = b;
    PmWaitingKind left_rank = rank_of(left), right_rank = rank_of(right);
    if (left_rank != right_rank)
        return left_rank < right_rank ? -1 : 1;
    if (left->end != right->end)
        return left->end < right->end ? -1 : 1;
    if (left->has_days != right->has_days)
        return left->has_days ? -1 : 1;
    if (left->days != right->days)
        return left->days > right->days ? -1 : 1;
    int order = g_strcmp0(left->day, right->day);
    order = order != 0 ? order : strcmp(left->id, right->id);
    return order != 0 ? order : g_strcmp0(left->item, right->item);
}

static bool
find_all(Finding *self, const PmState *state, GError **error)
{
    PmEach each = { .work = work, .finish = finish, .data = self };
    if (!pm_each_of_corpus(&each, self->context, self->context->content, state->corpus, error))
        return false;
    return self->reviews->len == 0 ||
           pm_waiting_reviews(&self->who, &state->commit, self->reviews, self->items, error);
}

GArray *
pm_waiting_find(PmContext *context, const char *email, GError **error)
{
    g_auto(PmState) state = { 0 };
    PmOid head;
    if (!pm_repository_resolve(context->repository, "HEAD", &head, error) ||
        !pm_state_open_commit(context, &head, "HEAD", &state, error))
        return NULL;
    if (state.corpus == NULL) {
        pm_error_set(error, PM_ERROR_FAILED, "git postmortem check",
                     "the " PM_CONFIG_PATH " that is committed can't be used");
        return NULL;
    }
    g_autofree char *name = NULL;
    g_autofree char *person = NULL;
    pm_repository_mailmap(context->repository, "", email, &name, &person);
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(PmWaiting));
    g_autoptr(GPtrArray) reviews = g_ptr_array_new_with_free_func(review_clear);
    Finding self = { .context = &state.context,
                     .who = { &state.context, email, pm_arena_strdup(context->arena, person) },
                     .now = pm_clock_now(context),
                     .book = pm_duties_book(context->arena, state.context.config),
                     .items = items,
                     .reviews = reviews };
    pm_time_parse(pm_write_today(&state.context), NULL, &self.today, NULL);
    if (!find_all(&self, &state, error))
        return NULL;
    g_array_sort(items, by_urgency);
    return g_steal_pointer(&items);
}
