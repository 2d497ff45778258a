/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the actions, and of duties towards others. */
#include "check/rule.h"

#include <string.h>

static const char *
member(const PmAction *action, const char *key)
{
    return pm_node_string(pm_node_get(action->node, key));
}

static const char *
action_name(PmCheck *check, size_t index)
{
    return pm_check_item(check, "action", check->document->fields.actions[index].id, index);
}

static PmSpan
span_of(const PmAction *action)
{
    return pm_check_item_span(action->node);
}

static bool
is_dropped(const PmAction *action)
{
    return g_strcmp0(action->status, "not-doing") == 0;
}

static void
reason(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (!is_dropped(action) || pm_check_has(action->reason))
            continue;
        PmDiagnostic *found = pm_check_report(
            check, span_of(action), "%s is not-doing without a reason", action_name(check, i));
        if (action->id != NULL)
            pm_check_mend(check, found, "action drop", " %s -m …",
                          pm_check_word(check, action->id));
    }
}

static const char *
state_of(PmCheck *check, const PmAction *action)
{
    static const char *const known[] = { "proposed",  "open",      "doing", "done",
                                         "confirmed", "not-doing", NULL };
    if (!pm_check_has(action->status))
        return "open";
    return g_strv_contains(known, action->status) ? action->status
                                                  : pm_check_quote(check, action->status);
}

/* The next step of it. What was written as confirmed by hand goes back to be confirmed. */
static void
mend_unfinished(PmCheck *check, PmDiagnostic *found, const PmAction *action)
{
    if (action->id == NULL)
        return;
    const char *word = pm_check_word(check, action->id);
    if (is_dropped(action))
        pm_check_mend(check, found, "action confirm", " %s", word);
    else if (g_strcmp0(action->status, "done") == 0)
        pm_check_mend(check, found, "action confirm", " %s --proof …", word);
    else if (g_strcmp0(action->status, "confirmed") == 0)
        pm_check_mend(check, found, "action set", " %s status=done", word);
    else
        pm_check_mend(check, found, "action done", " %s", word);
}

static void
unfinished(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        bool dropped = is_dropped(action);
        bool settled = dropped || g_strcmp0(action->status, "confirmed") == 0;
        if (settled && pm_check_has(member(action, "confirmed_by")))
            continue;
        PmDiagnostic *found = pm_check_report(check, span_of(action),
                                              settled ? "%s is %s, and nobody confirmed it"
                                                      : "%s is %s, and not confirmed",
                                              action_name(check, i), state_of(check, action));
        if (found != NULL)
            found->help = "a second person confirms that it was done, or that it will not be done";
        mend_unfinished(check, found, action);
    }
}

static bool
is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && g_ascii_strcasecmp(one, other) == 0;
}

/* A team is one person where it has one. */
static bool
is_owner(const PmCheck *check, const PmAction *action, const char *who)
{
    const PmTeam *team =
        action->owner != NULL ? pm_config_team(check->config, action->owner) : NULL;
    bool alone = team != NULL && team->members[0] != NULL && team->members[1] == NULL;
    return is_same(action->owner, who) || (alone && is_same(team->members[0], who));
}

static void
self_confirmed(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        const char *who = member(action, "confirmed_by");
        const char *before = member(action, is_dropped(action) ? "dropped_by" : "done_by");
        bool marked = is_same(who, before);
        if (!pm_check_has(who) || (!marked && !is_owner(check, action, who)))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, span_of(action), "%s was confirmed by %s, who %s it",
                            action_name(check, i), pm_check_quote(check, who),
                            !marked              ? "owns"
                            : is_dropped(action) ? "had dropped"
                                                 : "had done");
        if (found != NULL)
            found->help = "somebody else looks at it and confirms";
    }
}

static void
proof(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (g_strcmp0(action->status, "confirmed") != 0 || pm_check_has(action->proof))
            continue;
        PmDiagnostic *found = pm_check_report(
            check, span_of(action), "%s is confirmed without proof", action_name(check, i));
        if (action->id != NULL)
            pm_check_mend(check, found, "action set", " %s proof=…",
                          pm_check_word(check, action->id));
    }
}

/* "commit 4ba1c9e… changed docs/failover.md", as `action done` writes it, or what begins so. */
static bool
names_commit(const char *proof)
{
    return proof != NULL && g_regex_match_simple("^commit [0-9a-f]{7,40}(?![0-9a-z])", proof, 0, 0);
}

static void
procedure(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (g_strcmp0(action->work, "sop") != 0 || g_strcmp0(action->status, "confirmed") != 0 ||
            names_commit(action->proof))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, span_of(action), "%s is confirmed, and no commit shows it",
                            action_name(check, i));
        if (found != NULL)
            found->help = "'action done' finds the commit that changed the procedure";
        if (action->id != NULL)
            pm_check_mend(check, found, "action set", " %s status=doing",
                          pm_check_word(check, action->id));
    }
}

/* Both are days as "2026-02-01", or times that begin with one. */
static bool
is_past(const PmCheck *check, const char *day)
{
    const char *today = check->lookups->today;
    return day != NULL && strlen(today) == 10 && strlen(day) >= 10 && strncmp(day, today, 10) < 0;
}

static void
overdue(PmCheck *check)
{
    static const char *const settled[] = { "done", "confirmed", "not-doing", NULL };
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (!is_past(check, action->due) ||
            (action->status != NULL && g_strv_contains(settled, action->status)))
            continue;
        pm_check_report(check, span_of(action), "%s was due on %.10s", action_name(check, i),
                        action->due);
    }
}

#define AS(status, lines) "id: x\nstatus: " status "\n" lines
#define ACTION(more) "actions:\n  - {id: A1, text: Cap retries., " more "}\n"
const PmRule pm_rules_follow_up[] = {
    { .id = "action/reason",
      .summary = "An action that will not be done says why",
      .explanation =
          "Dropping work is a decision, and decisions have reasons that the next incident's "
          "readers will ask for.",
      .failing = PM_EXAMPLE(AS("reviewed", ACTION("status: not-doing")), "text\n"),
      .passing =
          PM_EXAMPLE(AS("reviewed", ACTION("status: not-doing, reason: replaced by A2")), "text\n"),
      .severity = PM_LEVELS(OFF, WARNING, WARNING, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = reason },
    { .id = "action/unfinished",
      .summary = "A closed postmortem has no unfinished actions",
      .explanation = "Closing means that every promise was kept or taken back, and that a second "
                     "person has looked: each action is confirmed, or not-doing with a reason and "
                     "confirmed so.",
      .failing = PM_EXAMPLE(AS("closed", ACTION("status: done")), "text\n"),
      .passing = PM_EXAMPLE(
          AS("closed", ACTION("status: confirmed, confirmed_by: erin@example.org")), "text\n"),
      .severity = PM_CLOSURE,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = unfinished },
    { .id = "action/self-confirmed",
      .summary = "An action is confirmed by a second person",
      .explanation = "Whoever did the work, or dropped it, is the last to see what is missing. The "
                     "confirmation is somebody else's.",
      .failing = PM_EXAMPLE(
          AS("reviewed", ACTION("status: confirmed, done_by: a@b.c, confirmed_by: a@b.c")),
          "text\n"),
      .passing = PM_EXAMPLE(
          AS("reviewed", ACTION("status: confirmed, done_by: a@b.c, confirmed_by: d@b.c")),
          "text\n"),
      .severity = PM_LEVELS(WARNING, WARNING, ERROR, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = self_confirmed },
    { .id = "action/proof",
      .summary = "A confirmed action names its proof",
      .explanation =
          "A commit, a test, a screenshot: what the second person looked at, so that a third "
          "can look too.",
      .failing = PM_EXAMPLE(AS("reviewed", ACTION("status: confirmed")), "text\n"),
      .passing =
          PM_EXAMPLE(AS("reviewed", ACTION("status: confirmed, proof: commit 4ba1c9e")), "text\n"),
      .severity = PM_LEVELS(OFF, ADVICE, WARNING, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = proof },
    { .id = "action/procedure",
      .summary = "A procedure has changed once its action is confirmed",
      .explanation =
          "An action of work sop is done when the procedure is another one than before the "
          "incident. 'action done' looks for the commit that changed it, and keeps it as the "
          "proof.",
      .failing = PM_EXAMPLE(AS("closed", ACTION("work: sop, status: confirmed, proof: I read it")),
                            "text\n"),
      .passing = PM_EXAMPLE(
          AS("closed",
             ACTION(
                 "work: sop, status: confirmed, proof: commit 4ba1c9e changed docs/failover.md")),
          "text\n"),
      .severity = PM_LEVELS(OFF, OFF, WARNING, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = procedure },
    { .id = "action/overdue",
      .summary = "Actions are done by the day they are due",
      .explanation =
          "A day that has passed is either a reminder, or no longer the plan: finish the "
          "action, or set a day that its owner agrees to.",
      .failing = PM_EXAMPLE(AS("reviewed", ACTION("due: \"2026-02-01\", status: open")), "text\n"),
      .passing = PM_EXAMPLE(AS("reviewed", ACTION("due: \"2026-12-01\", status: open")), "text\n"),
      .severity = PM_LEVELS(OFF, ADVICE, WARNING, WARNING, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = overdue },
    { .id = NULL },
};
