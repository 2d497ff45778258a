/* SPDX-License-Identifier: Apache-2.0 */
/* What the investigation established. */
#include "base/spelling.h"
#include "check/offer.h"
#include "check/rule.h"

#include <string.h>

static const char *const classes[] = { "technical-lapse",
                                       "procedural-failure",
                                       "manual-error",
                                       "process-flaw",
                                       "communication-glitch",
                                       "attack-vector",
                                       NULL };

static const char *
finding_name(PmCheck *check, size_t index)
{
    return pm_check_item(check, "finding", check->document->fields.findings[index].id, index);
}

static void
without_action(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) answered = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->action_count; i++)
        for (const char *const *id = fields->actions[i].findings; *id != NULL; id++)
            g_hash_table_add(answered, (void *)*id);
    for (size_t i = 0; i < fields->finding_count; i++) {
        const PmFinding *finding = &fields->findings[i];
        if (pm_check_has(finding->accepted) ||
            (finding->id != NULL && g_hash_table_contains(answered, finding->id)))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, pm_check_item_span(finding->node),
                            "%s has neither an action nor accepted", finding_name(check, i));
        if (found != NULL && finding->id != NULL)
            found->help = pm_check_text(check,
                                        "or, where nothing will be done: git postmortem finding "
                                        "accept … %s '<why, and who decided>'",
                                        pm_check_word(check, finding->id));
        if (finding->id != NULL)
            pm_check_mend(check, found, "action add", " --for %s …",
                          pm_check_word(check, finding->id));
    }
}

/* Another spelling of one of the six can mean nothing else; what is only near is a guess. */
static void
offer_class(PmCheck *check, PmDiagnostic *found, const PmNode *node)
{
    const char *word = pm_spelling_of(node->text, classes);
    pm_check_suggest(check, found, node->text, classes);
    if (found == NULL || word == NULL)
        return;
    found->label = pm_check_text(check, "did you mean '%s'?", word);
    pm_offer_text(check, found, node, word);
}

static void
judge_class(PmCheck *check, const PmNode *node)
{
    const char *name = pm_node_string(node);
    if (name == NULL || g_strv_contains(classes, name))
        return;
    PmDiagnostic *found =
        pm_check_report(check, node->span, "unknown class %s", pm_check_quote(check, name));
    g_autofree char *words = g_strjoinv(", ", (char **)(void *)classes);
    if (found != NULL)
        found->help = pm_check_text(check, "one of %s", words);
    offer_class(check, found, node);
}

static void
class_known(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->finding_count; i++)
        judge_class(check, pm_node_get(fields->findings[i].node, "class"));
    const PmNode *considered = pm_node_get(fields->root, "considered");
    for (size_t i = 0; pm_node_is(considered, PM_NODE_LIST) && i < considered->count; i++)
        judge_class(check, considered->items[i]);
}

static void
unclassified(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->finding_count; i++)
        if (!pm_check_has(fields->findings[i].class_name))
            pm_check_edit(check,
                          pm_check_report(check, pm_check_item_span(fields->findings[i].node),
                                          "%s has no class", finding_name(check, i)));
}

static void
duplicate_id(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->finding_count; i++)
        if (fields->findings[i].id != NULL &&
            !g_hash_table_add(seen, (void *)fields->findings[i].id))
            pm_check_report(check, pm_check_item_span(fields->findings[i].node),
                            "another finding has the id %s already",
                            pm_check_quote(check, fields->findings[i].id));
}

static void
none(PmCheck *check)
{
    if (!check->full || check->document->fields.finding_count > 0)
        return;
    const PmNode *key = pm_node_get(check->document->front, "findings");
    PmDiagnostic *found =
        pm_check_report(check, pm_check_key_span(check, key), "the investigation found nothing");
    if (found != NULL)
        found->help = "write down what failed, so that something can follow from it";
    pm_check_mend(check, found, "finding add", " --class … \"…\"");
}

static void
manual_error_alone(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->finding_count; i++)
        if (g_strcmp0(fields->findings[i].class_name, "manual-error") != 0)
            return;
    if (fields->finding_count == 0)
        return;
    PmDiagnostic *found = pm_check_report(check, pm_check_item_span(fields->findings[0].node),
                                          "a manual error is all that was found");
    if (found != NULL)
        found->help = "people err every day: what let this error through, and what made it likely?";
}

#define FRONT "id: x\nkind: outage\nstatus: reviewed\nimpact: {customers: 3, data_breach: none}\n"
#define ONE "findings:\n  - {id: F1, class: technical-lapse, text: Retries multiply load.}\n"

const PmRule pm_rules_finding[] = {
    { .id = "finding/without-action",
      .summary = "Every finding has an action, or is accepted",
      .explanation =
          "A finding that nothing follows from will be found again. Either an action names "
          "it in its 'for', or 'accepted' says why nothing will be done and who decided "
          "that.",
      .failing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .passing =
          PM_EXAMPLE(FRONT ONE "actions:\n  - {id: A1, for: [F1], text: Cap retries.}\n", "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = without_action },
    { .id = "finding/class",
      .summary = "Classes of findings are of the six that there are",
      .explanation =
          "Technical lapse, procedural failure, manual error, process flaw, communication "
          "glitch, attack vector: what is counted over years needs names that stay. The "
          "fix corrects a slip of the pen.",
      .failing =
          PM_EXAMPLE(FRONT "findings:\n  - {id: F1, class: technical-laps, text: x}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = class_known },
    { .id = "finding/unclassified",
      .summary = "Every finding has a class",
      .explanation = "The class says what kind of failure it is, and so what kind of work helps.",
      .failing = PM_EXAMPLE(FRONT "findings:\n  - {id: F1, text: x}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = unclassified },
    { .id = "finding/duplicate-id",
      .summary = "Ids of findings are unique",
      .explanation =
          "Actions name findings by their id. With two findings of one id nobody can tell "
          "which of them an action answers.",
      .failing =
          PM_EXAMPLE(FRONT "findings:\n  - {id: F1, text: a}\n  - {id: F1, text: b}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = duplicate_id },
    { .id = "finding/none",
      .summary = "A full postmortem has findings",
      .explanation = "Customers were hit, or data was breached, and the investigation established "
                     "nothing? What failed is written down as findings, so that work can follow.",
      .failing = PM_EXAMPLE(FRONT "findings: []\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .severity = PM_LEVELS(OFF, WARNING, WARNING, WARNING, OFF),
      .needs = PM_NEEDS_FRONT,
      .run = none },
    { .id = "finding/manual-error-alone",
      .summary = "A manual error is not the only finding",
      .explanation =
          "An error of a person has conditions: a confusing screen, a missing guard, haste. "
          "They are the findings that something can be done about.",
      .failing =
          PM_EXAMPLE(FRONT "findings:\n  - {id: F1, class: manual-error, text: x}\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT ONE, "text\n"),
      .severity = PM_LEVELS(OFF, ADVICE, ADVICE, ADVICE, OFF),
      .needs = PM_NEEDS_FRONT,
      .run = manual_error_alone },
    { .id = NULL },
};
