/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_test.h"

#include "base/text.h"
#include "command/json.h"
#include "command/policy_page.h"
#include "command/policy_rules.h"
#include "command/record_text.h"
#include "command/signers.h"
#include "report/wrap.h"

/* Testing under way. */
typedef struct {
    PmContext *context;
    const PmReview *review;
    const PmPolicy
        *policy; /* that judges this document: of one that is reviewed, the one of then */
    const PmRuleAnswer *answers;
    PmGate gate;
} Test;

static Test
begin(PmContext *context, const PmReview *review)
{
    const PmTarget *target = &review->target;
    Test self = { .context = context,
                  .review = review,
                  .policy = pm_audit_policy_of(review->audit, target->entry->path) };
    self.answers = pm_policy_rules(context->arena, self.policy, target->document);
    self.gate = pm_gate_signoffs(context->arena, &review->state, target->entry->id);
    return self;
}

static const char *
name_of(const Test *self, const PmDemand *demand)
{
    return pm_arena_printf(self->context->arena, "%s%s%s", demand->role,
                           demand->party != NULL ? " " : "",
                           demand->party != NULL ? demand->party : "");
}

enum { INDENT = 4, COLUMN = 18 };

/* Prose behind a name, in as many lines as it needs. */
static void
print_row(PmContext *context, const char *name, const char *text)
{
    fprintf(context->out, "%*s%-*s", INDENT, "", COLUMN - INDENT, name);
    pm_wrap_print(context->out, pm_context_safe(context, text), COLUMN, COLUMN, context->columns);
}

/* A command is there to be copied, in one line however long. */
static void
print_command(PmContext *context, const char *command)
{
    fprintf(context->out, "%*s%-*s%s\n", INDENT, "", COLUMN - INDENT, "by",
            pm_context_safe(context, command));
}

static const char *
reasons_text(PmArena *arena, const PmRuleAnswer *answer)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < answer->reason_count; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? ": " : "; ", answer->reasons[i].fact);
    return pm_arena_strdup(arena, text->str);
}

/* Each rule that asks for it: two may, and the stricter of each holds. */
static void
print_rules(const Test *self, const PmDemand *demand)
{
    PmContext *context = self->context;
    bool first = true;
    for (size_t i = 0; i < self->policy->rule_count; i++) {
        const PmRuleAnswer *answer = &self->answers[i];
        const PmRequirement *requirement = pm_policy_rule_of(answer, demand);
        if (requirement == NULL)
            continue;
        print_row(
            context, first ? "asked" : "",
            pm_arena_printf(context->arena, "%s%s",
                            pm_policy_rule_text(context->arena, answer->rule, requirement->line),
                            reasons_text(context->arena, answer)));
        first = false;
    }
}

static void
print_records(const Test *self, const PmDemandStatus *status)
{
    for (size_t i = 0; i < status->record_count; i++) {
        const PmSignoffRecord *record = status->records[i];
        print_row(self->context, pm_sign_verdict_name(record->signoff.statement.verdict),
                  pm_record_text(self->context->arena, record));
    }
    if (status->changed != NULL)
        print_row(self->context, "since then", status->changed);
}

/* The command that mends it; an objection is the objector's to take back. */
static const char *
command_of(const Test *self, const PmDemandStatus *status)
{
    for (size_t i = 0; i < self->gate.count; i++)
        if (self->gate.items[i].signoff == status)
            return self->gate.items[i].command;
    return NULL;
}

/* Those of them who don't use git may say it to somebody else. */
static void
print_recorders(const Test *self, const char *command)
{
    g_autoptr(GString) roles = g_string_new(NULL);
    for (size_t i = 0; i < self->policy->proxy_count; i++)
        g_string_append_printf(roles, "%s%s", i > 0 ? ", " : "role ", self->policy->proxy[i].role);
    print_row(self->context, "recorded by", roles->str);
    print_command(self->context, pm_arena_printf(self->context->arena,
                                                 "%s --for <e-mail> --proof <file>", command));
}

static void
print_signers(const Test *self, const PmDemandStatus *status)
{
    PmContext *context = self->context;
    const PmOwnText own = pm_review_own_text(context, self->review);
    size_t count;
    const PmSigner *signers = pm_signers(&own, status, &count);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s%s", i > 0 ? ", " : "", signers[i].email,
                               signers[i].keyless ? " (has no key)" : "");
    if (count == 0)
        g_string_append(text, pm_own_text_other(&own, &status->demand));
    print_row(context, "could sign", text->str);
    const char *command = command_of(self, status);
    if (command == NULL || count == 0)
        return;
    print_command(context, command);
    if (self->policy->proxy_count > 0)
        print_recorders(self, command);
}

/* An objection is the objector's to take back: their next word in that role replaces it. */
static void
print_objector(const Test *self, const PmSignoffRecord *objection)
{
    PmContext *context = self->context;
    const PmStatement *statement = &objection->signoff.statement;
    print_row(context, "could approve", statement->reviewer);
    print_command(context,
                  pm_arena_printf(context->arena, "git postmortem approve %s --role %s%s%s",
                                  pm_context_word(context, self->review->target.entry->id),
                                  statement->role, statement->party != NULL ? " --party " : "",
                                  statement->party != NULL ? statement->party : ""));
}

static void
print_demand(const Test *self, const PmDemandStatus *status)
{
    PmContext *context = self->context;
    g_autofree char *name =
        pm_text_pad(pm_context_safe(context, name_of(self, &status->demand)), COLUMN - 2);
    fprintf(context->out, "\n%s  %s", name, pm_demand_state_name(status->state));
    if (status->demand.count > 1)
        fprintf(context->out, ", %zu of %d",
                status->state == PM_DEMAND_SATISFIED || status->state == PM_DEMAND_MISSING
                    ? MIN(status->record_count, (size_t)status->demand.count)
                    : 0,
                status->demand.count);
    fputc('\n', context->out);
    print_rules(self, &status->demand);
    print_records(self, status);
    if (status->state > PM_DEMAND_OVERRIDDEN && status->state != PM_DEMAND_OBJECTED)
        print_signers(self, status);
}

/* Rules that ask nothing here, for who expected that they would. */
static void
print_others(const Test *self)
{
    bool first = true;
    PmContext *context = self->context;
    for (size_t i = 0; i < self->policy->rule_count; i++) {
        const PmRuleAnswer *answer = &self->answers[i];
        if (answer->asks)
            continue;
        if (first)
            fputs("\nnot asked here\n", context->out);
        unsigned line = answer->rule->count > 0 ? answer->rule->require[0].line : 0;
        fprintf(context->out, "%*s", INDENT, "");
        const char *text = pm_arena_printf(context->arena, "%s%s",
                                           pm_policy_rule_text(context->arena, answer->rule, line),
                                           reasons_text(context->arena, answer));
        pm_wrap_print(context->out, pm_context_safe(context, text), INDENT, COLUMN,
                      context->columns);
        first = false;
    }
}

void
pm_policy_test_print(PmContext *context, const PmReview *review)
{
    const Test self = begin(context, review);
    const PmReviewState *state = &review->state;
    const PmDocumentRecord *record = pm_audit_document(review->audit, review->target.entry->path);
    const char *status = review->target.document->fields.status_text;
    fprintf(context->out, "%s  %s\n", pm_context_safe(context, review->target.entry->id),
            status != NULL ? pm_context_safe(context, status) : "no status");
    if (record != NULL && !record->judged)
        fputs("adopted, not judged until it is submitted\n", context->out);
    fprintf(context->out, "%zu %s, by policy %.12s%s\n", state->count,
            state->count == 1 ? "requirement" : "requirements", self.policy->digest,
            self.policy != pm_audit_policy(review->audit) ? ", which held when it was reviewed"
                                                          : "");
    for (size_t i = 0; i < state->count; i++)
        print_demand(&self, &state->demands[i]);
    if (state->objection != NULL) {
        fputs("\nobjection that stands\n", context->out);
        print_row(context, "object", pm_record_text(context->arena, state->objection));
        print_objector(&self, state->objection);
    }
    print_others(&self);
}

static json_t *
json_of_rule(const PmRuleAnswer *answer, const PmRequirement *requirement)
{
    json_t *reasons = json_array();
    for (size_t i = 0; i < answer->reason_count; i++) {
        const PmFilterReason *reason = &answer->reasons[i];
        json_array_append_new(reasons,
                              json_pack("{s:o, s:b, s:b, s:o}", "term", pm_json_text(reason->term),
                                        "negated", reason->negated, "unknown",
                                        reason->answer == PM_ANSWER_UNKNOWN, "fact",
                                        pm_json_text(reason->fact)));
    }
    unsigned line = requirement != NULL       ? requirement->line
                    : answer->rule->count > 0 ? answer->rule->require[0].line
                                              : 0;
    return json_pack("{s:o, s:o, s:o}", "when", pm_json_text(answer->rule->when_text), "line",
                     line > 0 ? json_integer(line) : json_null(), "because", reasons);
}

static json_t *
json_of_signers(const Test *self, const PmDemandStatus *status)
{
    const PmOwnText own = pm_review_own_text(self->context, self->review);
    json_t *list = json_array();
    size_t count = 0;
    const PmSigner *signers = pm_signers(&own, status, &count);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:o, s:b}", "email", pm_json_text(signers[i].email),
                                              "has_no_key", signers[i].keyless));
    return list;
}

static json_t *
json_of_demand(const Test *self, const PmDemandStatus *status)
{
    json_t *rules = json_array();
    json_t *records = json_array();
    for (size_t i = 0; i < self->policy->rule_count; i++) {
        const PmRequirement *requirement = pm_policy_rule_of(&self->answers[i], &status->demand);
        if (requirement != NULL)
            json_array_append_new(rules, json_of_rule(&self->answers[i], requirement));
    }
    for (size_t i = 0; i < status->record_count; i++)
        json_array_append_new(records, pm_record_json(status->records[i]));
    return json_pack("{s:o, s:o, s:i, s:s, s:o, s:o, s:o, s:o, s:o}", "role",
                     pm_json_text(status->demand.role), "party", pm_json_text(status->demand.party),
                     "count", status->demand.count, "state", pm_demand_state_name(status->state),
                     "rules", rules, "signoffs", records, "changed", pm_json_text(status->changed),
                     "could_sign", json_of_signers(self, status), "command",
                     pm_json_text(command_of(self, status)));
}

void
pm_policy_test_json(PmContext *context, const PmReview *review)
{
    const Test self = begin(context, review);
    const PmReviewState *state = &review->state;
    const PmDocumentRecord *record = pm_audit_document(review->audit, review->target.entry->path);
    json_t *requirements = json_array();
    json_t *others = json_array();
    for (size_t i = 0; i < state->count; i++)
        json_array_append_new(requirements, json_of_demand(&self, &state->demands[i]));
    for (size_t i = 0; i < self.policy->rule_count; i++)
        if (!self.answers[i].asks)
            json_array_append_new(others, json_of_rule(&self.answers[i], NULL));
    json_t *page = json_pack(
        "{s:o, s:o, s:o, s:s, s:b, s:b, s:o, s:o, s:o}", "id",
        pm_json_text(review->target.entry->id), "path", pm_json_text(review->target.entry->path),
        "status", pm_json_text(review->target.document->fields.status_text), "policy",
        self.policy->digest, "judged", record == NULL || record->judged, "satisfied",
        state->satisfied, "requirements", requirements, "objection",
        state->objection != NULL ? pm_record_json(state->objection) : json_null(), "not_asked",
        others);
    pm_json_print(context, page, JSON_INDENT(1));
}
