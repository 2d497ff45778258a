/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_review.h"

#include "base/text.h"
#include "command/review.h"
#include "command/show_page.h"

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
    const char *reviewer = record->signoff.statement.reviewer;
    return reviewer != NULL ? pm_context_safe(context, reviewer) : "";
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

static void
print_record(PmContext *context, const PmSignoffRecord *record, const Widths *widths)
{
    g_autofree char *person = pm_text_pad(reviewer_of(context, record), widths->person);
    fprintf(context->out, "  %s  %.10s  %s\n", person, record->signoff.statement.time,
            record->judgement == PM_JUDGED_PROVED ? "signed" : "unsigned");
}

/* One line for each sign-off that counts, or did; at least one for what is demanded. */
static void
print_demand(PmContext *context, const PmDemandStatus *status, const Widths *widths, bool first)
{
    enum { STATE = 10 };
    g_autofree char *role = pm_text_pad(role_of(context, &status->demand), widths->role);
    print_lead(context, first ? "sign-offs" : "");
    const char *state = pm_demand_state_name(status->state);
    if (status->record_count == 0)
        fprintf(context->out, "%s  %s", role, state);
    else
        fprintf(context->out, "%s  %-*s", role, STATE, state);
    if (status->demand.count > 1)
        fprintf(context->out, "  %zu of %d",
                MIN(status->record_count, (size_t)status->demand.count), status->demand.count);
    if (status->record_count == 0)
        fputc('\n', context->out);
    int indent = PM_SHOW_COLUMN + (int)widths->role + 2;
    for (size_t i = 0; i < status->record_count; i++) {
        if (i > 0 || status->demand.count > 1)
            fprintf(context->out, "%s%*s", i == 0 ? "\n" : "", indent + STATE, "");
        print_record(context, status->records[i], widths);
    }
    if (status->changed != NULL)
        fprintf(context->out, "%*ssince then: %s\n", indent, "",
                pm_context_safe(context, status->changed));
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
        fprintf(context->out, "%s%s%.7s: %s\n", who, *who != '\0' ? " " : "",
                signoff->signoff.digest != NULL ? signoff->signoff.digest : "",
                pm_context_safe(context, signoff->why));
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
    fprintf(context->out, "%s%s%s\n", reviewer_of(context, objection), comment != NULL ? ": " : "",
            comment != NULL ? pm_context_safe(context, comment) : "");
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
    for (size_t i = 0; i < review.state.count; i++)
        print_demand(context, &review.state.demands[i], &widths, i == 0);
    print_objection(context, review.state.objection);
    print_complete(context, &review);
    print_next(context, &review);
    print_not_counted(context, record);
}
