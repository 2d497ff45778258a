/* SPDX-License-Identifier: Apache-2.0 */
/* Who took part in the response, who runs the review, and how the response is judged. */
#include "check/rule.h"

#include <string.h>

static void
party_missing(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    if (!check->full)
        return;
    for (size_t i = 0; i < fields->party_count; i++)
        if (pm_check_has(fields->parties[i].team))
            return;
    PmSpan span = pm_check_key_span(check, pm_node_get(fields->root, "parties"));
    PmDiagnostic *found = pm_check_report(check, span, "parties of the response are not named");
    if (found != NULL)
        found->help = "each with its team and role, as - {team: payments, role: responder}";
    pm_check_edit(check, found);
}

static void
convened_by(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    if (!check->full || pm_check_has(fields->convened_by))
        return;
    PmSpan span = pm_check_key_span(check, pm_node_get(fields->root, "convened_by"));
    PmDiagnostic *found = pm_check_report(check, span, "no team is named that runs the review");
    pm_check_mend(check, found, "set", " convened_by=…");
}

static void
judge_team(PmCheck *check, const PmNode *node, const char *const *names)
{
    const char *team = pm_node_string(node);
    if (!pm_check_has(team) || pm_config_team(check->config, team) != NULL)
        return;
    PmDiagnostic *found = pm_check_report(check, node->span, "%s is no team of the config",
                                          pm_check_quote(check, team));
    pm_check_suggest(check, found, team, names);
}

static void
party_unknown(PmCheck *check)
{
    const PmConfig *config = check->config;
    const PmFields *fields = &check->document->fields;
    if (config->team_count == 0)
        return;
    const char *const *names = pm_check_teams(check);
    judge_team(check, pm_node_get(fields->root, "convened_by"), names);
    for (size_t i = 0; i < fields->party_count; i++)
        judge_team(check, pm_node_get(fields->parties[i].node, "team"), names);
}

/* The words of a text that may be a team's name, in lower case; the first entry that has one is
 * kept. */
static void
add_words(GHashTable *words, const PmTimelineEntry *entry)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
    g_autofree char *lower = g_ascii_strdown(entry->text, -1);
    for (char *at = lower; *at != '\0';) {
        size_t length = strspn(at, letters);
        char *end = at + length;
        size_t kept = length;
        while (kept > 0 && strchr(".-", at[kept - 1]) != NULL)
            kept--;
        g_autofree char *word = g_strndup(at, kept);
        if (kept > 0 && !g_hash_table_contains(words, word))
            g_hash_table_insert(words, g_steal_pointer(&word), (void *)entry);
        at = end + (*end != '\0');
    }
}

/* The teams that the document names already, in lower case. */
static GHashTable *
named_teams(const PmFields *fields)
{
    GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (fields->convened_by != NULL)
        g_hash_table_add(named, g_ascii_strdown(fields->convened_by, -1));
    for (size_t i = 0; i < fields->party_count; i++)
        if (fields->parties[i].team != NULL)
            g_hash_table_add(named, g_ascii_strdown(fields->parties[i].team, -1));
    return named;
}

/* The entry that a team is in, by the first of its names that is; NULL: none, or it is a party. */
static const PmTimelineEntry *
entry_of(const PmTeam *team, GHashTable *words, GHashTable *named)
{
    const PmTimelineEntry *entry = NULL;
    for (size_t i = 0; i == 0 || team->aliases[i - 1] != NULL; i++) {
        g_autofree char *name = g_ascii_strdown(i == 0 ? team->name : team->aliases[i - 1], -1);
        if (g_hash_table_contains(named, name))
            return NULL;
        if (entry == NULL)
            entry = g_hash_table_lookup(words, name);
    }
    return entry;
}

static void
party_unnamed(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    if (check->config->team_count == 0 || !check->full)
        return;
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < timeline->count; i++)
        add_words(words, &timeline->entries[i]);
    g_autoptr(GHashTable) named = named_teams(&check->document->fields);
    for (size_t i = 0; i < check->config->team_count; i++) {
        const PmTimelineEntry *entry = entry_of(&check->config->teams[i], words, named);
        if (entry != NULL)
            pm_check_report(check, entry->time_span, "timeline names %s, which is no party",
                            pm_check_quote(check, check->config->teams[i].name));
    }
}

static bool
is_known_answer(const char *word)
{
    static const char *const answers[] = { "fully", "partly", "not", NULL };
    return word != NULL && g_strv_contains(answers, word);
}

static const char *
answer(const PmCheck *check, const char *key)
{
    return pm_node_string(pm_node_get(check->document->fields.response, key));
}

static PmSpan
response_span(const PmCheck *check)
{
    return pm_check_key_span(check, pm_node_get(check->document->front, "response"));
}

static void
missing(PmCheck *check)
{
    if (g_strcmp0(check->document->fields.kind, "near-miss") == 0)
        return;
    bool judged =
        is_known_answer(answer(check, "sufficient")) && is_known_answer(answer(check, "complete"));
    PmDiagnostic *found = NULL;
    if (!judged)
        found = pm_check_report(check, response_span(check), "response is not assessed");
    else if (!pm_check_has(answer(check, "by")))
        found = pm_check_report(check, response_span(check), "response is assessed by nobody");
    if (found != NULL)
        found->help = "somebody other than the owner says whether it was sufficient and complete";
    pm_check_mend(check, found, "assess", " --sufficient … --complete …");
}

static void
by_owner(PmCheck *check)
{
    const char *owner = check->document->fields.owner;
    const char *by = answer(check, "by");
    if (!pm_check_has(by) || owner == NULL)
        return;
    g_autofree char *left = g_utf8_casefold(by, -1);
    g_autofree char *right = g_utf8_casefold(owner, -1);
    if (!g_str_equal(g_strstrip(left), g_strstrip(right)))
        return;
    const PmNode *node = pm_node_get(check->document->fields.response, "by");
    PmDiagnostic *found =
        pm_check_report(check, node->span, "response is assessed by the owner of the document");
    if (found != NULL)
        found->help = "somebody else sees what the owner has grown used to";
    pm_check_mend(check, found, "assess", " --sufficient … --complete …");
}

static void
unlinked(PmCheck *check)
{
    static const char *const keys[] = { "sufficient", "complete" };
    const PmFields *fields = &check->document->fields;
    const PmNode *list = pm_node_get(fields->response, "for");
    bool linked = false;
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++) {
        const char *id = pm_node_string(list->items[i]);
        bool known = id != NULL && pm_fields_finding(fields, id) != NULL;
        linked |= known;
        if (id != NULL && !known && i < 100) /* each look-up walks all findings */
            pm_check_report(check, list->items[i]->span, "response is for %s, which is no finding",
                            pm_check_quote(check, id));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(keys) && !linked; i++) {
        const char *word = answer(check, keys[i]);
        if (!is_known_answer(word) || g_str_equal(word, "fully"))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, pm_node_get(fields->response, keys[i])->span,
                            "response was %s %s, and no finding says why",
                            g_str_equal(word, "not") ? "not" : "only partly", keys[i]);
        if (found != NULL)
            found->help = "response.for names the findings about it";
        pm_check_mend(check, found, "set", " response.for=…");
        return;
    }
}

#define FRONT "id: x\nstatus: reviewed\nowner: dana@example.org\n"
#define FULL FRONT "impact: {customers: 3, data_breach: none}\n"
#define RESPONSE(sufficient, by, more)                                                             \
    FRONT                                                                                          \
    "findings:\n  - {id: F1, text: Paging took an hour.}\nresponse: {sufficient: " sufficient      \
    ", complete: fully, by: " by more "}\n"

const PmRule pm_rules_response[] = {
    { .id = "party/missing",
      .summary = "A full postmortem names the parties of the response",
      .explanation =
          "Everybody who took part in the response takes part in the review, and signs it "
          "off or is excused. That needs their names.",
      .failing = PM_EXAMPLE(FULL "parties: []\n", "text\n"),
      .passing = PM_EXAMPLE(FULL "parties:\n  - {team: sre, role: responder}\n", "text\n"),
      .severity = PM_STORY,
      .needs =
          PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM, /* the policy asks each for a word */
      .run = party_missing },
    { .id = "party/convened-by",
      .summary = "A full postmortem names the team that runs the review",
      .explanation = "A review that nobody convenes does not take place. 'convened_by' is the team "
                     "that calls the parties together.",
      .failing = PM_EXAMPLE(FULL, "text\n"),
      .passing = PM_EXAMPLE(FULL "convened_by: sre\n", "text\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING,
      .run = convened_by },
    { .id = "party/unknown",
      .summary = "Parties are teams of the config",
      .explanation = "Sign-offs are asked of the members of a team, so the team must be known. "
                     "Outside organisations are teams too, with 'organisation' in the config. "
                     "Silent while the config names no teams.",
      .failing = PM_EXAMPLE(FULL "parties:\n  - {team: paymnets}\n", "text\n"),
      .passing = PM_EXAMPLE(FULL "parties:\n  - {team: payments}\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = party_unknown },
    { .id = "party/unnamed",
      .summary = "Teams that the timeline names are parties",
      .explanation =
          "Who acted during the incident has something to say in its review. A team of the "
          "config that the timeline of a full postmortem names is probably a party.",
      .failing = PM_EXAMPLE(FULL, "## Timeline\n\n- 17:12 paged payments, no answer\n"),
      .passing = PM_EXAMPLE(FULL "parties:\n  - {team: payments}\n",
                            "## Timeline\n\n- 17:12 paged payments, no answer\n"),
      .severity = PM_LEVELS(OFF, ADVICE, ADVICE, OFF, OFF),
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY,
      .run = party_unnamed },
    { .id = "response/missing",
      .summary = "The response is assessed",
      .explanation =
          "Every response is evaluated: was it sufficient, was it complete, in the eyes of "
          "somebody other than the owner? A near miss had no response.",
      .failing = PM_EXAMPLE(FRONT, "text\n"),
      .passing = PM_EXAMPLE(RESPONSE("fully", "erin@example.org", ""), "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING | PM_RULE_FIRM,
      .run = missing },
    { .id = "response/by-owner",
      .summary = "The response is assessed by somebody other than the owner",
      .explanation = "The owner of the document most often led the response. A second pair of eyes "
                     "judges it.",
      .failing = PM_EXAMPLE(RESPONSE("fully", "dana@example.org", ""), "text\n"),
      .passing = PM_EXAMPLE(RESPONSE("fully", "erin@example.org", ""), "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = by_owner },
    { .id = "response/unlinked",
      .summary = "What was not fully sufficient or complete is a finding",
      .explanation = "A response that fell short is a finding like any other, with an action or an "
                     "acceptance. 'for' in the response names it.",
      .failing = PM_EXAMPLE(RESPONSE("partly", "erin@example.org", ""), "text\n"),
      .passing = PM_EXAMPLE(RESPONSE("partly", "erin@example.org", ", for: [F1]"), "text\n"),
      .severity = PM_CONTENT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = unlinked },
    { .id = NULL },
};
