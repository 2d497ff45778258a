/* SPDX-License-Identifier: Apache-2.0 */
/* Whom law and contract say to tell, and whether they were told in time. */
#include "check/rule.h"

#include <string.h>

const PmDuty *
pm_check_duties(PmCheck *check, size_t *out_count)
{
    if (check->duties == NULL)
        check->duties =
            pm_duties_read(check->arena, check->duty_book, check->document, &check->duty_count);
    *out_count = check->duty_count;
    return check->duties;
}

/* At the member that says it, else at the one that names who it is about. */
static PmSpan
span_of(const PmCheck *check, const PmDuty *duty, const char *key)
{
    if (duty->node == NULL)
        return pm_check_key_span(check, pm_node_get(check->document->front, "external"));
    const PmNode *member = key != NULL ? pm_node_get(duty->node, key) : NULL;
    const PmNode *who = pm_node_get(duty->node, "organisation");
    return member != NULL ? member->span : who != NULL ? who->span : pm_check_item_span(duty->node);
}

/* "'Data Protection Authority' (gdpr-notification)" */
static const char *
who(PmCheck *check, const PmDuty *duty)
{
    const char *name = pm_node_string(pm_node_get(duty->node, "organisation")) != NULL
                           ? pm_check_quote(check, duty->organisation)
                           : duty->organisation;
    return duty->clock == NULL ? name
                               : pm_arena_printf(check->arena, "%s (%s)", name, duty->clock->name);
}

static const char *
handle(PmCheck *check, const PmDuty *duty)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    return pm_check_word(check, pm_duty_handle(check->arena, duties, count, duty));
}

/* The article, and whether the document is meant at all where that is not known. */
static void
tell_source(PmCheck *check, PmDiagnostic *found, const PmDutyClock *clock)
{
    if (found != NULL && clock != NULL && clock->source != NULL)
        found->help = pm_check_text(check, "%s", clock->source);
}

static void
mend_missing(PmCheck *check, PmDiagnostic *found, const PmDuty *duty)
{
    pm_check_mend(check, found, "external add", " --duty %s %s",
                  pm_check_word(check, duty->clock->name),
                  pm_check_word(check, duty->clock->organisation));
}

/* Gates know the day alone. */
static bool
is_past(const PmCheck *check, const PmDeadline *due)
{
    g_autoptr(GDateTime) end = due->text != NULL ? g_date_time_new_from_unix_utc(due->end) : NULL;
    g_autofree char *day = end != NULL ? g_date_time_format(end, "%Y-%m-%d") : NULL;
    return day != NULL && strcmp(day, check->lookups->today) < 0;
}

static bool
is_over(const PmCheck *check, const PmDuty *duty)
{
    const PmCheckLookups *lookups = check->lookups;
    return lookups->is_over != NULL && duty->due.text != NULL && pm_duty_is_open(duty) &&
           lookups->is_over(duty->due.end, lookups->data);
}

/* Who is told too late is told why. */
static void
mend_open(PmCheck *check, PmDiagnostic *found, const PmDuty *duty)
{
    bool late = is_over(check, duty) || is_past(check, &duty->due);
    pm_check_mend(check, found, "external notified", " %s%s", handle(check, duty),
                  late ? " --late …" : "");
}

static void
open(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        if (duty->node == NULL || !pm_duty_is_open(duty))
            continue;
        const char *due = duty->due.text;
        PmDiagnostic *found =
            pm_check_report(check, span_of(check, duty, NULL), "%s is not notified%s%s",
                            who(check, duty), due != NULL ? ", due " : "", due != NULL ? due : "");
        tell_source(check, found, duty->clock);
        mend_open(check, found, duty);
    }
}

static void
overdue(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        if (!is_over(check, duty))
            continue;
        PmDiagnostic *found = pm_check_report(
            check, span_of(check, duty, "due"), "%s was to be notified by %s%s", who(check, duty),
            duty->due.text, duty->node == NULL ? ", and has no entry" : "");
        tell_source(check, found, duty->clock);
        if (duty->node == NULL)
            mend_missing(check, found, duty);
        else
            mend_open(check, found, duty);
    }
}

/* By when, or counted from what. */
static const char *
by_when(PmCheck *check, const PmDuty *duty)
{
    const PmDutyBound *bound = &duty->clock->bounds[0];
    return duty->due.text != NULL
               ? pm_arena_printf(check->arena, "by %s", duty->due.text)
               : pm_arena_printf(check->arena, "within %s of '%s'", bound->within, bound->after);
}

/* Why it is asked for, where nobody knows whether the law means this one. */
static void
tell_reason(PmCheck *check, PmDiagnostic *found, const PmDutyClock *clock)
{
    size_t count = 0;
    const PmFilterReason *reasons =
        clock->when != NULL && found != NULL
            ? pm_filter_reasons(check->arena, clock->when, check->document, "", &count)
            : NULL;
    for (size_t i = 0; i < count; i++)
        if (reasons[i].answer == PM_ANSWER_UNKNOWN)
            found->label = pm_check_text(check, "%s", reasons[i].fact);
}

static void
missing(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        bool said = check->status != PM_STATUS_CLOSED && is_over(check, duty);
        if (duty->node != NULL || said)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, span_of(check, duty, NULL), "no entry for %s, to be notified %s",
                            who(check, duty), by_when(check, duty));
        tell_source(check, found, duty->clock);
        tell_reason(check, found, duty->clock);
        mend_missing(check, found, duty);
    }
}

static void
late(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        if (!duty->is_late || duty->late != NULL)
            continue;
        PmDiagnostic *found = pm_check_report(check, span_of(check, duty, "notified"),
                                              "%s was notified after %s, and nothing says why",
                                              who(check, duty), duty->due.text);
        tell_source(check, found, duty->clock);
        pm_check_mend(check, found, "external set", " %s late=…", handle(check, duty));
    }
}

/* A written time that is later than the law's, which holds all the same. */
static void
judge_written(PmCheck *check, const PmDuty *duty)
{
    PmDiagnostic *found =
        pm_check_report(check, span_of(check, duty, "due"), "%s is due by %s, and %s is later",
                        who(check, duty), duty->lawful.text, duty->written.text);
    tell_source(check, found, duty->clock);
    pm_check_mend(check, found, "external set", " %s due=", handle(check, duty));
}

/* A clock that has not begun to run is no finding where another step begins it. */
static void
judge_unknown(PmCheck *check, const PmDuty *duty)
{
    const PmDutyBound *bound = &duty->clock->bounds[0];
    if (pm_duty_clock(check->duty_book, bound->after) != NULL)
        return;
    PmDiagnostic *found = pm_check_report(check, span_of(check, duty, "duty"),
                                          "%s has no time by which: '%s' is not known",
                                          who(check, duty), bound->after);
    tell_source(check, found, duty->clock);
    pm_check_mend(check, found, "set", " times.%s=…", bound->after);
}

static void
due(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        bool has_both = duty->written.text != NULL && duty->lawful.text != NULL;
        if (duty->node == NULL || duty->clock == NULL || duty->not_required != NULL)
            continue;
        if (has_both &&
            pm_deadline_is_missed(&duty->lawful, &duty->written, check->duty_book->zone))
            judge_written(check, duty);
        else if (duty->due.text == NULL)
            judge_unknown(check, duty);
    }
}

static void
unknown_duty(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        if (duty->name == NULL || duty->clock != NULL)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, span_of(check, duty, "duty"), "%s is no duty that is known",
                            pm_check_quote(check, duty->name));
        const char *near = pm_duty_suggest(check->arena, check->duty_book, duty->name);
        if (found != NULL)
            found->help = "a step of a law's clock, or one that 'external' of the config has";
        if (found != NULL && near != NULL)
            found->label = pm_check_text(check, "%s", near);
        pm_check_mend(check, found, "external set", " %s duty=…", handle(check, duty));
    }
}

static void
excused(PmCheck *check)
{
    size_t count;
    const PmDuty *duties = pm_check_duties(check, &count);
    for (size_t i = 0; i < count; i++) {
        const PmDuty *duty = &duties[i];
        if (duty->not_required == NULL || duty->notified.text == NULL)
            continue;
        PmDiagnostic *found = pm_check_report(check, span_of(check, duty, "not_required"),
                                              "%s was notified, and need not be", who(check, duty));
        pm_check_mend(check, found, "external set", " %s not_required=", handle(check, duty));
    }
}

#define AS(status, lines) "id: x\nstatus: " status "\n" lines
#define DUTY(more)                                                                                 \
    "external:\n  - {organisation: DPA, kind: regulator, due: \"2026-01-17\"" more "}\n"
#define BREACH                                                                                     \
    "id: x\nstatus: draft\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n  detected: "              \
    "\"2026-01-14T17:12:00Z\"\n"
#define GDPR(more)                                                                                 \
    "external:\n  - {organisation: DPA, kind: regulator, duty: gdpr-notification" more "}\n"

const PmRule pm_rules_external[] = {
    { .id = "external/open",
      .summary = "A closed postmortem has met its duties towards others",
      .explanation =
          "Authorities, customers and partners are to be told by a day that law or contract "
          "sets. 'notified' holds when each was, and 'not_required' why one need not be: of a "
          "breach that is unlikely to be a risk to anybody, say.",
      .failing = PM_EXAMPLE(AS("closed", DUTY("")), "text\n"),
      .passing = PM_EXAMPLE(AS("closed", DUTY(", notified: \"2026-01-16\"")), "text\n"),
      .severity = PM_CLOSURE,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = open },
    { .id = "external/missing",
      .summary = "Each duty that a law or a contract sets has an entry",
      .explanation =
          "'external' in the config says which laws this ledger comes under (profiles gdpr, nis2, "
          "dora), which contracts (clocks), and for which documents: 'when' is an expression as "
          "'list' reads it, and what nobody knows yet counts as the stricter case. Each step has "
          "an entry of its own, 'duty' is its name; one that is not asked for after all keeps the "
          "reason in 'not_required'. Incidents from before the config had it are left out by "
          "'when: started>=2026-06'.",
      .failing = PM_EXAMPLE("id: x\nstatus: reviewed\ntags: [acme]\n", "text\n"),
      .passing = PM_EXAMPLE("id: x\nstatus: reviewed\ntags: [acme]\nexternal:\n"
                            "  - {organisation: ACME, duty: acme-24h, not_required: a drill}\n"
                            "  - {organisation: ACME, duty: acme-report, not_required: a drill}\n",
                            "text\n"),
      .severity = PM_LEVELS(WARNING, WARNING, ERROR, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = missing },
    { .id = "external/overdue",
      .summary = "Duties towards others are met in time",
      .explanation =
          "The time by which somebody outside had to be told has passed, and nobody wrote down "
          "that they were. 'external notified' does. An error from the draft on, since the clock "
          "runs during the incident; but no gate asks for it, and no commit is refused for it: "
          "what it says changes with the hour.",
      .failing = PM_EXAMPLE(AS("draft", DUTY("")), "text\n"),
      .passing = PM_EXAMPLE(AS("draft", DUTY(", notified: \"2026-01-16\"")), "text\n"),
      .severity = PM_LEVELS(ERROR, ERROR, ERROR, OFF, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = overdue },
    { .id = "external/late",
      .summary = "A notification that was late says why",
      .explanation =
          "They were told, and too late. That can't be mended any more; the reason can be given, "
          "and most laws ask for it. 'late' keeps it, and with it the duty counts as met. Time "
          "that a weekend or a holiday added, where the law has that, is such a reason.",
      .failing = PM_EXAMPLE(AS("draft", DUTY(", notified: \"2026-01-18\"")), "text\n"),
      .passing = PM_EXAMPLE(
          AS("draft", DUTY(", notified: \"2026-01-18\", late: the portal was down")), "text\n"),
      .severity = PM_LEVELS(ERROR, ERROR, ERROR, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = late },
    { .id = "external/due",
      .summary = "The time of a duty is the law's, or earlier",
      .explanation =
          "An entry with a 'duty' needs no 'due': its clock gives it, counted from times.aware "
          "(not given: times.detected), from times.classified, or from when an earlier step was "
          "met. Hours are counted to the second, days and months to the end of their day. A 'due' "
          "that is written and later does not put it off.",
      .failing = PM_EXAMPLE(BREACH GDPR(", due: \"2026-01-20\""), "text\n"),
      .passing = PM_EXAMPLE(BREACH GDPR(", due: \"2026-01-16\""), "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = due },
    { .id = "external/duty",
      .summary = "The duty that an entry names is one that is known",
      .explanation =
          "The names are gdpr-notification, nis2-early-warning, nis2-notification, "
          "nis2-final-report, dora-initial-notification, dora-intermediate-report, "
          "dora-final-report, and those of 'external' in the config. A mistyped one has no clock, "
          "and meets no duty.",
      .failing = PM_EXAMPLE(AS("draft", DUTY(", duty: gdpr-notifcation")), "text\n"),
      .passing = PM_EXAMPLE(AS("draft", DUTY(", duty: gdpr-notification")), "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = unknown_duty },
    { .id = "external/excused",
      .summary = "Who was notified was not excused as well",
      .explanation = "An entry says when somebody was notified, or in 'not_required' why they need "
                     "not be. With both, a reader does not know which of them holds.",
      .failing = PM_EXAMPLE(AS("draft", DUTY(", notified: \"2026-01-16\", not_required: no risk")),
                            "text\n"),
      .passing = PM_EXAMPLE(AS("draft", DUTY(", not_required: no risk")), "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = excused },
    { .id = NULL },
};
