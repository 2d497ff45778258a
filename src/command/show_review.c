/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_review.h"

#include "base/text.h"
#include "command/record_text.h"
#include "command/review.h"
#include "command/show_page.h"
#include "report/wrap.h"

/* Widths of the columns. */
typedef struct {
    size_t role, person;
} Widths;

static const char *
role_of(PmContext *context, const PmDemand *demand)
{
    return pm_context_safe(context, pm_arena_printf(context->arena, "%s%s%s", demand->role,
                                                    demand->party != NULL ? " " : "",
                                                    demand->party != NULL ? demand->party : ""));
}

static const char *
reviewer_of(PmContext *context, const PmSignoffRecord *record)
{
    const char *speaker = pm_signoff_speaker(&record->signoff);
    return speaker != NULL ? pm_context_safe(context, speaker) : "";
}

static Widths
measure(PmContext *context, const PmReviewState *state)
{
    Widths widths = { .role = 14 };
    for (size_t i = 0; i < state->count; i++) {
        const PmDemandStatus *status = &state->demands[i];
        widths.role = MAX(widths.role, pm_text_width(role_of(context, &status->demand), -1));
        for (size_t k = 0; k < status->record_count; k++)
            widths.person =
                MAX(widths.person, pm_text_width(reviewer_of(context, status->records[k]), -1));
    }
    return widths;
}

static void
print_lead(PmContext *context, const char *name)
{
    fprintf(context->out, "  %-*s", PM_SHOW_COLUMN - 2, name);
}

/* What stands behind the word for a requirement, line by line. Elements char *. */
static GPtrArray *
details_of(PmContext *context, const PmDemandStatus *status, const Widths *widths,
           const char *asked)
{
    GPtrArray *details = g_ptr_array_new_with_free_func(g_free);
    bool counts = status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_MISSING;
    size_t count = (size_t)status->demand.count;
    if (count > 1)
        g_ptr_array_add(
            details,
            g_strdup_printf("%zu of %zu", counts ? MIN(status->record_count, count) : 0, count));
    for (size_t i = 0; i < status->record_count; i++) {
        const PmSignoffRecord *record = status->records[i];
        g_autofree char *person = pm_text_pad(reviewer_of(context, record), widths->person);
        g_ptr_array_add(
            details,
            g_strdup_printf("%s  %.10s  %s", person, record->signoff.statement.time,
                            pm_context_safe(context, pm_record_manner(context->arena, record))));
    }
    if (status->state == PM_DEMAND_MISSING && asked != NULL)
        g_ptr_array_add(details, g_strdup_printf("asked %s", asked));
    return details;
}

/* Why it need not be signed, what stands against it, or what changed since. */
static void
print_reasons(PmContext *context, const PmDemandStatus *status, size_t indent)
{
    bool said = status->state == PM_DEMAND_EXCUSED || status->state == PM_DEMAND_OVERRIDDEN;
    for (size_t i = 0; said && i < status->record_count; i++) {
        const char *comment = status->records[i]->signoff.statement.comment;
        if (comment == NULL)
            continue;
        fprintf(context->out, "%*s", (int)indent, "");
        pm_wrap_print(context->out, pm_context_safe(context, comment), indent, indent,
                      context->columns);
    }
    if (status->changed == NULL)
        return;
    const char *text = pm_arena_printf(context->arena, "since then: %s", status->changed);
    fprintf(context->out, "%*s", (int)indent, "");
    pm_wrap_print(context->out, pm_context_safe(context, text), indent, indent, context->columns);
}

/* `asked`: the day since when it waits, or NULL. */
static void
print_demand(PmContext *context, const PmDemandStatus *status, const Widths *widths, bool first,
             const char *asked)
{
    enum { STATE = 10 };
    g_autofree char *role = pm_text_pad(role_of(context, &status->demand), widths->role);
    g_autoptr(GPtrArray) details = details_of(context, status, widths, asked);
    const char *state = pm_demand_state_name(status->state);
    size_t indent = PM_SHOW_COLUMN + widths->role + 2;
    print_lead(context, first ? "sign-offs" : "");
    if (details->len == 0)
        fprintf(context->out, "%s  %s\n", role, state);
    for (guint i = 0; i < details->len; i++)
        if (i == 0)
            fprintf(context->out, "%s  %-*s  %s\n", role, STATE, state,
                    (const char *)details->pdata[i]);
        else
            fprintf(context->out, "%*s%s\n", (int)indent + STATE + 2, "",
                    (const char *)details->pdata[i]);
    print_reasons(context, status, indent);
}

/* Sign-offs that don't count, and why: an auditor asks for these first. */
static void
print_not_counted(PmContext *context, const PmDocumentRecord *record)
{
    bool first = true;
    for (guint i = 0; record != NULL && i < record->records->len; i++) {
        const PmSignoffRecord *signoff = record->records->pdata[i];
        if (pm_record_counts(signoff))
            continue;
        print_lead(context, first ? "not counted" : "");
        const char *who = reviewer_of(context, signoff);
        const char *text =
            pm_arena_printf(context->arena, "%s%s%.7s: %s", who, *who != '\0' ? " " : "",
                            signoff->signoff.digest != NULL ? signoff->signoff.digest : "",
                            pm_context_safe(context, signoff->why));
        pm_wrap_print(context->out, text, PM_SHOW_COLUMN, PM_SHOW_COLUMN, context->columns);
        first = false;
    }
}

static void
print_objection(PmContext *context, const PmSignoffRecord *objection)
{
    if (objection == NULL)
        return;
    const char *comment = objection->signoff.statement.comment;
    print_lead(context, "objection");
    const char *text = pm_arena_printf(context->arena, "%s%s%s", reviewer_of(context, objection),
                                       comment != NULL ? ": " : "",
                                       comment != NULL ? pm_context_safe(context, comment) : "");
    pm_wrap_print(context->out, text, PM_SHOW_COLUMN, PM_SHOW_COLUMN, context->columns);
}

/* Two who approved in two clones: each saw only their own, and nobody moved the status. */
static void
print_complete(PmContext *context, const PmReview *review)
{
    if (review->target.document->fields.status != PM_STATUS_IN_REVIEW || !review->state.satisfied)
        return;
    print_lead(context, "all there");
    fprintf(context->out, "git postmortem set %s status=reviewed\n",
            pm_context_word(context, review->target.entry->id));
}

/* What is to be done next about a sign-off, by whoever looks: the first that concerns them. */
static void
print_next(PmContext *context, PmReview *review)
{
    const char *name, *email;
    const PmOwnText own = pm_review_own_text(context, review);
    PmStatus status = review->target.document->fields.status;
    PmGate gate = pm_gate_signoffs(context->arena, &review->state, review->target.entry->id);
    if ((status != PM_STATUS_IN_REVIEW && !pm_gate_needs_signoffs(status)) ||
        !pm_review_person(context, &name, &email, NULL))
        return;
    for (size_t i = 0; i < gate.count; i++) {
        const PmMissing *item = &gate.items[i];
        if (item->signoff == NULL || !pm_policy_holds_role(own.policy, item->signoff->demand.role,
                                                           item->signoff->demand.party, email))
            continue;
        print_lead(context, "next");
        fprintf(context->out, "%s\n",
                pm_context_safe(context, pm_own_text_remedy(&own, email, item)));
        return;
    }
}

/* The day on which the document went into review; NULL where it is in none. */
static const char *
asked_on(PmContext *context, const PmReview *review, const PmDocumentRecord *record)
{
    if (record == NULL || record->status != PM_STATUS_IN_REVIEW)
        return NULL;
    int64_t time = pm_audit_time_of(review->audit, record->status_step);
    return pm_arena_strndup(context->arena, pm_time_format(context->arena, time), 10);
}

void
pm_show_review(PmContext *context, const char *word)
{
    g_auto(PmReview) review = { 0 };
    g_autoptr(GError) error = NULL;
    fputc('\n', context->out);
    if (!pm_review_open(context, word, NULL, &review, &error)) {
        size_t length;
        const char *hint = pm_error_hint(error, &length);
        print_lead(context, "sign-offs");
        g_autofree char *what = pm_text_escape(error->message, (gssize)length, PM_ESCAPE_LINE);
        fprintf(context->out, "not known: %s\n", what);
        if (hint != NULL)
            fprintf(context->out, "%*s%s\n", PM_SHOW_COLUMN, "", pm_context_safe(context, hint));
        return;
    }
    const PmDocumentRecord *record = pm_audit_document(review.audit, review.target.entry->path);
    if (record != NULL && !record->judged) {
        print_lead(context, "sign-offs");
        fputs("adopted, not judged until it is submitted\n", context->out);
        return;
    }
    Widths widths = measure(context, &review.state);
    const char *asked = asked_on(context, &review, record);
    for (size_t i = 0; i < review.state.count; i++)
        print_demand(context, &review.state.demands[i], &widths, i == 0, asked);
    print_objection(context, review.state.objection);
    print_complete(context, &review);
    print_next(context, &review);
    print_not_counted(context, record);
}
