/* SPDX-License-Identifier: Apache-2.0 */
#include "command/waiting.h"

#include "check/duties.h"
#include "command/clock.h"
#include "command/each.h"
#include "command/state.h"
#include "command/target.h"
#include "command/waiting_review.h"
#include "command/write.h"
#include "ledger/policy.h"

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
    [PM_WAITING_CONFIRM] = { "confirm", "confirm" },
    [PM_WAITING_CLOSE] = { "close", "close" },
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
    const PmPolicy *policy;
    GArray *items;      /* PmWaiting */
    GPtrArray *reviews; /* PmWaitingReview *: documents whose sign-offs are to be looked at */
} Finding;

static bool
is_person(const PmWaitingFor *who, const char *address)
{
    if (address == NULL)
        return false;
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(who->context->repository, "", address, &name, &email);
    return g_ascii_strcasecmp(address, who->email) == 0 ||
           g_ascii_strcasecmp(email, who->person) == 0;
}

/* Is this e-mail, or team, theirs? */
static bool
is_theirs(const PmWaitingFor *who, const char *owner)
{
    const PmConfig *config = who->context->config;
    return owner != NULL &&
           (is_person(who, owner) || pm_config_is_member(config, owner, who->email) ||
            pm_config_is_member(config, owner, who->person));
}

/* Theirs alone: a team is one person where it has one. */
static bool
is_theirs_alone(const PmWaitingFor *who, const char *owner)
{
    const PmConfig *config = who->context->config;
    const PmTeam *team = owner != NULL ? pm_config_team(config, owner) : NULL;
    bool theirs = team == NULL ? is_person(who, owner)
                               : team->members[0] != NULL && team->members[1] == NULL &&
                                     is_person(who, team->members[0]);
    for (size_t i = 0; owner != NULL && !theirs && i < config->person_count; i++)
        theirs = g_strcmp0(config->people[i].name, owner) == 0 &&
                 is_person(who, config->people[i].email);
    return theirs;
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

static const char *
member(const PmAction *action, const char *key)
{
    return pm_node_string(pm_node_get(action->node, key));
}

static bool
is_filled(const char *text)
{
    return text != NULL && *text != '\0';
}

static bool
is_dropped(const PmAction *action)
{
    return g_strcmp0(action->status, "not-doing") == 0;
}

/* Could `action confirm` take it? What was dropped without a reason gets one first. */
static bool
is_unconfirmed(const PmAction *action)
{
    if (is_dropped(action))
        return is_filled(action->reason) && !is_filled(member(action, "confirmed_by"));
    return g_strcmp0(action->status, "done") == 0;
}

/*
 * By the text: neither who owns the action nor who marked it. Where the policy names no role for
 * it, anybody else may, and the document's owner is the one who is asked.
 */
static bool
should_confirm(const Finding *self, const PmAction *action, bool mine)
{
    const PmWaitingFor *who = &self->who;
    const char *by = member(action, is_dropped(action) ? "dropped_by" : "done_by");
    if (is_theirs_alone(who, action->owner) || is_person(who, by))
        return false;
    if (self->policy->follow_up_count == 0)
        return mine;
    return pm_policy_may_confirm(self->policy, who->email) ||
           pm_policy_may_confirm(self->policy, who->person);
}

static void
add_confirm(Finding *self, const PmEachJob *job, const PmAction *action)
{
    PmArena *arena = self->context->arena;
    bool dropped = is_dropped(action);
    const char *by = member(action, dropped ? "dropped_by" : "done_by");
    const char *at = member(action, dropped ? "dropped_at" : "done_at");
    const char *rest = dropped || is_filled(action->proof) ? "" : " --proof …";
    int64_t time;
    PmWaiting item = item_of(self, job, PM_WAITING_CONFIRM, action->text);
    item.item = keep(self, action->id);
    if (at != NULL && pm_time_parse(at, NULL, &time, NULL))
        item.day = pm_arena_strndup(arena, at, strlen("2026-01-14"));
    item.detail = pm_arena_printf(arena, "%s%s%s", dropped ? "dropped" : "done",
                                  is_filled(by) ? " by " : "", is_filled(by) ? by : "");
    item.command =
        pm_arena_printf(arena, "git postmortem action confirm %s %s%s", word_of(self, job),
                        pm_context_word(self->context, action->id), rest);
    g_array_append_val(self->items, item);
}

/* Nothing is confirmed where there is no review, nor any more where it is closed. */
static void
add_confirms(Finding *self, const PmEachJob *job, const PmFields *fields, bool mine)
{
    if (fields->status == PM_STATUS_NONE || fields->status > PM_STATUS_REVIEWED)
        return;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (action->id != NULL && is_unconfirmed(action) && should_confirm(self, action, mine))
            add_confirm(self, job, action);
    }
}

/* Is every action confirmed, by its text? */
static bool
is_settled(const PmFields *fields)
{
    bool settled = true;
    for (size_t i = 0; settled && i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        settled = (is_dropped(action) || g_strcmp0(action->status, "confirmed") == 0) &&
                  is_filled(member(action, "confirmed_by"));
    }
    return settled;
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
    add_confirms(self, job, fields, mine);
    if (mine || is_theirs(&self->who, fields->convened_by))
        add_duties(self, job, document);
    if (mine && (fields->status == PM_STATUS_DRAFT || fields->status == PM_STATUS_IN_REVIEW))
        add_findings(self, job, fields);
    if (mine && fields->status == PM_STATUS_DRAFT)
        add_draft(self, job, fields);
    bool closes = mine && fields->status == PM_STATUS_REVIEWED && is_settled(fields);
    if (!closes && !pm_waiting_review_is_worth(self->context, job->entry, document, job->bytes))
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
           pm_waiting_reviews(&self->who, state, self->reviews, self->items, error);
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
    self.policy = pm_policy_load(context->arena, state.context.content, error);
    if (self.policy == NULL || !find_all(&self, &state, error))
        return NULL;
    g_array_sort(items, by_urgency);
    return g_steal_pointer(&items);
}
