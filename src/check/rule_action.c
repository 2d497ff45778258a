/* SPDX-License-Identifier: Apache-2.0 */
/* The work that follows from findings, as it is agreed. */
#include "check/rule.h"
#include "document/due.h"

static bool
is_word(const char *text, const char *one, const char *other)
{
    return g_strcmp0(text, one) == 0 || g_strcmp0(text, other) == 0;
}

static bool
is_dropped(const PmAction *action)
{
    return g_strcmp0(action->status, "not-doing") == 0;
}

static bool
has_any(const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++)
        if (pm_check_has(list[i]))
            return true;
    return false;
}

/* What an action must have. `lacks` tells whether it has not. */
typedef struct {
    bool (*lacks)(const PmAction *action);
    const char *what;     /* "has no owner" */
    const char *argument; /* of `action set` */
} Demand;

/* For each action that will be done, what of `demand` it lacks. */
static void
demand(PmCheck *check, const Demand *demand)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (is_dropped(action) || !demand->lacks(action))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, pm_check_item_span(action->node), "%s %s",
                            pm_check_item(check, "action", action->id, i), demand->what);
        if (action->id != NULL)
            pm_check_mend(check, found, "action set", " %s %s", pm_check_word(check, action->id),
                          demand->argument);
    }
}

static bool
lacks_owner(const PmAction *action)
{
    return !pm_check_has(action->owner);
}

static void
owner(PmCheck *check)
{
    demand(check, &(Demand){ lacks_owner, "has no owner", "owner=…" });
}

static bool
lacks_due(const PmAction *action)
{
    return !pm_check_has(action->due);
}

static void
due(PmCheck *check)
{
    demand(check, &(Demand){ lacks_due, "has no due date", "due=…" });
}

/* Counted from today, as `action add` counts when it fills the day in. */
static void
due_limit(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    bool given = fields->severity.state == PM_FIELD_GIVEN;
    int days = given ? check->config->due_days[fields->severity.value] : 0;
    for (size_t i = 0; days > 0 && i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        PmDue due = pm_due_read(action->due, check->lookups->today);
        if (!pm_action_is_open(action) || due.state != PM_DUE_KNOWN || -due.late <= days)
            continue;
        PmDiagnostic *found = pm_check_report(
            check, pm_node_get(action->node, "due")->span,
            "%s is due in %" G_GINT64_FORMAT " days, SEV%" G_GINT64_FORMAT " has %d",
            pm_check_item(check, "action", action->id, i), -due.late, fields->severity.value, days);
        if (found != NULL)
            found->help =
                "an earlier day, or a first step that can be done by then; the config has "
                "the number in 'actions'";
    }
}

static bool
lacks_ticket(const PmAction *action)
{
    return is_word(action->work, "bug", "change-request") && !pm_check_has(action->ticket) &&
           !pm_check_has(action->no_ticket);
}

static void
ticket(PmCheck *check)
{
    demand(check, &(Demand){ lacks_ticket, "has no ticket", "ticket=…" });
}

static bool
lacks_consulted(const PmAction *action)
{
    return is_word(action->work, "process", "sop") && !has_any(action->consulted);
}

static void
consulted(PmCheck *check)
{
    demand(check, &(Demand){ lacks_consulted, "names no team that was consulted", "consulted=…" });
}

static bool
lacks_work(const PmAction *action)
{
    return !pm_check_has(action->work);
}

static void
work(PmCheck *check)
{
    demand(check, &(Demand){ lacks_work, "does not say what kind of work it is", "work=…" });
}

static bool
lacks_sop(const PmAction *action)
{
    return g_strcmp0(action->work, "sop") == 0 &&
           !pm_check_has(pm_node_string(pm_node_get(action->node, "sop")));
}

static void
sop(PmCheck *check)
{
    demand(check, &(Demand){ lacks_sop, "does not name the procedure that it changes", "sop=…" });
}

static void
duplicate_id(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->action_count; i++)
        if (fields->actions[i].id != NULL && !g_hash_table_add(seen, (void *)fields->actions[i].id))
            pm_check_report(check, pm_check_item_span(fields->actions[i].node),
                            "another action has the id %s already",
                            pm_check_quote(check, fields->actions[i].id));
}

static void
judge_findings(PmCheck *check, size_t index, GHashTable *findings)
{
    const PmAction *action = &check->document->fields.actions[index];
    const PmNode *list = pm_node_get(action->node, "for");
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++) {
        const char *id = pm_node_string(list->items[i]);
        if (id != NULL && !g_hash_table_contains(findings, id))
            pm_check_report(check, list->items[i]->span, "%s is for %s, which is no finding",
                            pm_check_item(check, "action", action->id, index),
                            pm_check_quote(check, id));
    }
}

static void
unknown_finding(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) findings = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->finding_count; i++)
        if (fields->findings[i].id != NULL)
            g_hash_table_add(findings, (void *)fields->findings[i].id);
    for (size_t i = 0; i < fields->action_count; i++)
        judge_findings(check, i, findings);
}

static void
without_finding(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->action_count && fields->finding_count > 0; i++)
        if (!is_dropped(&fields->actions[i]) && !has_any(fields->actions[i].findings))
            pm_check_report(check, pm_check_item_span(fields->actions[i].node),
                            "%s follows from no finding",
                            pm_check_item(check, "action", fields->actions[i].id, i));
}

#define FRONT                                                                                      \
    "id: x\nstatus: reviewed\nfindings:\n  - {id: F1, text: Retries multiply load.}\nactions:\n"
#define BUG(more) "  - {id: A1, text: Cap retries., for: [F1], work: bug" more "}\n"
#define WHOLE BUG(", owner: payments, due: \"2026-02-01\", ticket: PAY-811")

const PmRule pm_rules_action[] = {
    { .id = "action/owner",
      .summary = "Every action has an owner",
      .explanation = "Work that belongs to everybody is done by nobody. The owner is a team or a "
                     "person who agreed to do it. Actions that will not be done need none.",
      .failing = PM_EXAMPLE(FRONT BUG(""), "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = owner },
    { .id = "action/due",
      .summary = "Every action has a due date",
      .explanation = "Without a day nothing is ever late, and lists of overdue work stay empty for "
                     "the wrong reason.",
      .failing = PM_EXAMPLE(FRONT BUG(""), "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = due },
    { .id = "action/due-limit",
      .summary = "An action is due as soon as its document's severity asks for",
      .explanation = "The config may say how long an action may take, by severity: `actions: {due: "
                     "{1: 14d, 2: 4w}}`. It is counted from today, and only of what is open; "
                     "`action add` without --due takes the last day that is allowed. Without the "
                     "key nothing is asked for.",
      .severity = PM_HINT,
      .needs = PM_NEEDS_FRONT,
      .run = due_limit },
    { .id = "action/ticket",
      .summary = "A bug or change request has a ticket, or a reason why not",
      .explanation = "Engineers work from their tracker, not from postmortems. 'ticket' names the "
                     "entry there; 'no_ticket' says why there is none.",
      .failing = PM_EXAMPLE(FRONT BUG(""), "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = ticket },
    { .id = "action/consulted",
      .summary = "Process and sop actions name the teams that were consulted",
      .explanation = "A change to how people work fails when those people hear of it last. "
                     "'consulted' lists the teams that agreed.",
      .failing =
          PM_EXAMPLE(FRONT "  - {id: A1, text: Two people deploy., work: process}\n", "text\n"),
      .passing = PM_EXAMPLE(
          FRONT "  - {id: A1, text: Two people deploy., work: process, consulted: [sre]}\n",
          "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = consulted },
    { .id = "action/work",
      .summary = "Every action says what kind of work it is",
      .explanation = "Bug, change-request, process, sop or docs: the kind decides what else the "
                     "action needs, and who follows it up.",
      .failing = PM_EXAMPLE(FRONT "  - {id: A1, text: Cap retries.}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_LEVELS(OFF, WARNING, WARNING, WARNING, OFF),
      .needs = PM_NEEDS_FRONT,
      .run = work },
    { .id = "action/sop",
      .summary = "A sop action names the procedure that it changes",
      .explanation =
          "Such an action is done when that file has changed, which can be proved if it is "
          "named: 'sop' holds its path.",
      .failing = PM_EXAMPLE(FRONT "  - {id: A1, text: Write the runbook., work: sop}\n", "text\n"),
      .passing = PM_EXAMPLE(
          FRONT "  - {id: A1, text: Write the runbook., work: sop, sop: runbooks/failover.md}\n",
          "text\n"),
      .severity = PM_LEVELS(OFF, WARNING, WARNING, ERROR, OFF),
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = sop },
    { .id = "action/duplicate-id",
      .summary = "Ids of actions are unique",
      .explanation =
          "Commands, tickets and sign-offs name actions by their id; two actions of one id "
          "can't be told apart.",
      .failing = PM_EXAMPLE(FRONT "  - {id: A1, text: a}\n  - {id: A1, text: b}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = duplicate_id },
    { .id = "action/unknown-finding",
      .summary = "Actions answer findings that are there",
      .explanation =
          "'for' holds ids of findings of the same document. An id that no finding has is "
          "mistyped, or its finding was removed.",
      .failing = PM_EXAMPLE(FRONT "  - {id: A1, text: Cap retries., for: [F9]}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT,
      .run = unknown_finding },
    { .id = "action/without-finding",
      .summary = "Every action follows from a finding",
      .explanation =
          "Work that answers nothing that was found may be good work, but nobody will know "
          "why it was done. 'for' names the findings.",
      .failing = PM_EXAMPLE(FRONT "  - {id: A1, text: Cap retries.}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT WHOLE, "text\n"),
      .severity = PM_LEVELS(OFF, ADVICE, ADVICE, ADVICE, OFF),
      .needs = PM_NEEDS_FRONT,
      .run = without_finding },
    { .id = NULL },
};
