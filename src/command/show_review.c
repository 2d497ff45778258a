/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_review.h"

#include "base/text.h"
#include "command/review.h"

static void
print_demand(PmContext *context, const PmDemandStatus *status, bool first)
{
    const PmDemand *demand = &status->demand;
    const char *role =
        pm_arena_printf(context->arena, "%s%s%s", demand->role, demand->party != NULL ? " " : "",
                        demand->party != NULL ? demand->party : "");
    g_autofree char *padded = pm_text_pad(pm_context_safe(context, role), 18);
    fprintf(context->out, "  %-12s %s %-10s", first ? "sign-offs" : "", padded,
            pm_demand_state_name(status->state));
    if (demand->count > 1)
        fprintf(context->out, " %zu of %d", MIN(status->record_count, (size_t)demand->count),
                demand->count);
    for (size_t i = 0; i < status->record_count; i++) {
        const PmSignoffRecord *record = status->records[i];
        fprintf(context->out, "  %s  %.10s  %s",
                pm_context_safe(context, record->signoff.statement.reviewer),
                record->signoff.statement.time,
                record->judgement == PM_JUDGED_PROVED ? "signed" : "unsigned");
    }
    fputc('\n', context->out);
    if (status->changed != NULL)
        fprintf(context->out, "%*ssince then: %s\n", 34, "",
                pm_context_safe(context, status->changed));
}

/* Sign-offs that don't count, and why: an auditor asks for these first. */
static void
print_not_counted(PmContext *context, const PmReview *review)
{
    const PmDocumentRecord *record = pm_audit_document(review->audit, review->target.entry->path);
    for (guint i = 0; record != NULL && i < record->records->len; i++) {
        const PmSignoffRecord *signoff = record->records->pdata[i];
        if (!pm_record_counts(signoff))
            fprintf(context->out, "  %-12s %s %.7s…: %s\n", "not counted",
                    signoff->signoff.statement.reviewer != NULL
                        ? pm_context_safe(context, signoff->signoff.statement.reviewer)
                        : "",
                    signoff->signoff.digest != NULL ? signoff->signoff.digest : "",
                    pm_context_safe(context, signoff->why));
    }
}

/* Why the review can't be told, and what to do about it. */
static void
print_no_review(PmContext *context, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    const char *why = pm_arena_strndup(context->arena, error->message, length);
    fprintf(context->out, "\n  %-12s not known: %s\n", "sign-offs", pm_context_safe(context, why));
    if (hint != NULL)
        fprintf(context->out, "  %-12s %s\n", "", pm_context_safe(context, hint));
}

void
pm_show_review(PmContext *context, const char *id)
{
    g_auto(PmReview) review = { 0 };
    g_autoptr(GError) error = NULL;
    if (!pm_review_open(context, id, NULL, &review, &error)) {
        print_no_review(context, error);
        return;
    }
    const PmDocumentRecord *record = pm_audit_document(review.audit, review.target.entry->path);
    fputc('\n', context->out);
    if (record != NULL && !record->judged) {
        fprintf(context->out, "  %-12s adopted, not judged until it is submitted\n", "sign-offs");
        return;
    }
    for (size_t i = 0; i < review.state.count; i++)
        print_demand(context, &review.state.demands[i], i == 0);
    if (review.state.objection != NULL)
        fprintf(context->out, "  %-12s %s: %s\n", "objection",
                pm_context_safe(context, review.state.objection->signoff.statement.reviewer),
                pm_context_safe(context, review.state.objection->signoff.statement.comment != NULL
                                             ? review.state.objection->signoff.statement.comment
                                             : ""));
    print_not_counted(context, &review);
}
