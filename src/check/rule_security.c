/* SPDX-License-Identifier: Apache-2.0 */
/* What a security postmortem must have besides. */
#include "check/offer.h"
#include "check/rule.h"

#include <string.h>

static bool
is_security(const PmCheck *check)
{
    return g_strcmp0(check->document->fields.kind, "security") == 0;
}

static bool
has_any(const char *const *list)
{
    return list[0] != NULL;
}

static void
evidence(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; is_security(check) && i < fields->finding_count; i++) {
        if (has_any(fields->findings[i].evidence))
            continue;
        PmDiagnostic *found = pm_check_report(
            check, pm_check_item_span(fields->findings[i].node), "%s has no evidence",
            pm_check_item(check, "finding", fields->findings[i].id, i));
        if (fields->findings[i].id != NULL)
            pm_check_mend(check, found, "set", " findings.%s.evidence=…",
                          pm_check_word(check, fields->findings[i].id));
    }
}

static void
actors(PmCheck *check)
{
    const PmNode *node = pm_node_get(check->document->front, "actors");
    bool stated = g_strcmp0(pm_node_string(node), "unknown") == 0 ||
                  (pm_node_is(node, PM_NODE_LIST) && node->count > 0);
    if (!is_security(check) || stated)
        return;
    PmDiagnostic *found =
        pm_check_report(check, pm_check_key_span(check, node), "actors are not stated");
    if (found != NULL)
        found->help = "who was behind it, or unknown";
    pm_check_mend(check, found, "set", " actors=unknown");
    if (node == NULL)
        pm_offer_unknown(check, found, NULL, "actors");
}

static void
classes(PmCheck *check)
{
    static const char *const all[] = { "technical-lapse",
                                       "procedural-failure",
                                       "manual-error",
                                       "process-flaw",
                                       "communication-glitch",
                                       "attack-vector",
                                       NULL };
    const PmFields *fields = &check->document->fields;
    if (!is_security(check))
        return;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->finding_count; i++)
        if (fields->findings[i].class_name != NULL)
            g_hash_table_add(seen, (void *)fields->findings[i].class_name);
    for (size_t i = 0; fields->considered[i] != NULL; i++)
        g_hash_table_add(seen, (void *)fields->considered[i]);
    g_autoptr(GString) open = g_string_new(NULL);
    for (size_t i = 0; all[i] != NULL; i++)
        if (!g_hash_table_contains(seen, all[i]))
            g_string_append_printf(open, "%s%s", open->len > 0 ? "," : "", all[i]);
    if (open->len == 0)
        return;
    g_autoptr(GString) words = g_string_new(open->str);
    g_string_replace(words, ",", ", ", 0);
    PmSpan span = pm_check_key_span(check, pm_node_get(fields->root, "considered"));
    PmDiagnostic *found =
        pm_check_report(check, span, "neither found nor considered: %s", words->str);
    if (found != NULL)
        found->help = "'considered' lists the classes that were looked for and not found";
    pm_check_mend(check, found, "set", " considered+=%s", open->str);
}

static void
attack(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (size_t i = 0; i < fields->finding_count; i++) {
        const PmFinding *finding = &fields->findings[i];
        const PmNode *technique = pm_node_get(finding->node, "attack");
        const PmNode *novel = pm_node_get(finding->node, "novel");
        if (g_strcmp0(finding->class_name, "attack-vector") != 0 ||
            pm_check_has(pm_node_string(technique)) || pm_node_is(novel, PM_NODE_BOOLEAN))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, pm_check_item_span(finding->node),
                            "%s names no technique, and does not say whether it is novel",
                            pm_check_item(check, "finding", finding->id, i));
        if (found != NULL)
            found->help = "attack: T1566 names a technique of MITRE ATT&CK; novel: true says that "
                          "there was none like it";
    }
}

#define FRONT "id: x\nkind: security\nstatus: reviewed\n"
#define FINDING(class, more) "findings:\n  - {id: F1, class: " class ", text: a" more "}\n"

const PmRule pm_rules_security[] = {
    { .id = "security/evidence",
      .summary = "Every finding of a security postmortem has evidence",
      .explanation = "Statements about an attack end up with authorities and courts. Each finding "
                     "lists the evidence that it rests on.",
      .failing = PM_EXAMPLE(FRONT FINDING("attack-vector", ""), "text\n"),
      .passing = PM_EXAMPLE(FRONT FINDING("attack-vector", ", evidence: [E1]"), "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = evidence },
    { .id = "security/actors",
      .summary = "A security postmortem states the actors, or that they are unknown",
      .explanation = "Who was behind it, in the words of VERIS: category, variety, motive, and how "
                     "sure you are. 'unknown' is an answer; silence is none.",
      .failing = PM_EXAMPLE(FRONT, "text\n"),
      .passing = PM_EXAMPLE(FRONT "actors: unknown\n", "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = actors },
    { .id = "security/classes",
      .summary = "Each of the six classes of findings was found or considered",
      .explanation =
          "Who looks for an attack vector alone finds no other failure. 'considered' lists "
          "the classes that were looked for and not found.",
      .failing = PM_EXAMPLE(FRONT FINDING("attack-vector", ""), "text\n"),
      .passing = PM_EXAMPLE(
          FRONT FINDING("attack-vector",
                        "") "considered: [technical-lapse, procedural-failure, manual-error, "
                            "process-flaw, communication-glitch]\n",
          "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = classes },
    { .id = "security/attack",
      .summary = "An attack vector names its technique, or is novel",
      .explanation =
          "'attack' names the technique in MITRE ATT&CK, so that similar attacks are found "
          "again; 'novel' says whether it was unknown until now.",
      .failing = PM_EXAMPLE(FRONT FINDING("attack-vector", ""), "text\n"),
      .passing = PM_EXAMPLE(FRONT FINDING("attack-vector", ", attack: T1566"), "text\n"),
      .severity = PM_LEVELS(OFF, ADVICE, ADVICE, ADVICE, OFF),
      .needs = PM_NEEDS_FRONT,
      .run = attack },
    { .id = NULL },
};
