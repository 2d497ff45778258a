/* SPDX-License-Identifier: Apache-2.0 */
/* What a document points at. */
#include "check/reference.h"
#include "check/rule.h"

static void
judge_link(PmCheck *check, const PmLink *link)
{
    g_autofree char *path = NULL;
    const char *noun = link->image ? "image" : "link";
    switch (pm_reference_resolve_link(check->document->source->name, link->url, &path)) {
    case PM_REFERENCE_ELSEWHERE:
        return;
    case PM_REFERENCE_OUTSIDE:
        pm_check_report(check, link->span, "%s %s leads out of the repository", noun,
                        pm_check_quote(check, link->url));
        return;
    case PM_REFERENCE_FILE:
        if (!check->lookups->path_exists(path, check->lookups->data))
            pm_check_report(check, link->span, "%s to %s, which is not there", noun,
                            pm_check_quote(check, path));
    }
}

static void
dead(PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    for (size_t i = 0; check->lookups->path_exists != NULL && i < outline->link_count; i++)
        judge_link(check, &outline->links[i]);
}

static void
judge_id(PmCheck *check, const PmNode *node)
{
    const char *id = pm_node_string(node);
    if (pm_check_has(id) && !check->lookups->id_exists(id, check->lookups->data))
        pm_check_report(check, node->span, "there is no postmortem %s", pm_check_quote(check, id));
}

static void
unknown_id(PmCheck *check)
{
    static const char *const keys[] = { "related", "supersedes", "recurs" };
    for (size_t i = 0; check->lookups->id_exists != NULL && i < G_N_ELEMENTS(keys); i++) {
        const PmNode *node = pm_node_get(check->document->front, keys[i]);
        if (!pm_node_is(node, PM_NODE_LIST))
            judge_id(check, node);
        for (size_t j = 0; pm_node_is(node, PM_NODE_LIST) && j < node->count; j++)
            judge_id(check, node->items[j]);
    }
}

static void
judge_back(PmCheck *check, const PmNode *node)
{
    const PmCheckLookups *lookups = check->lookups;
    const char *id = pm_node_string(node), *ours = check->document->id;
    if (!pm_check_has(id) || !lookups->id_exists(id, lookups->data) ||
        lookups->relates(id, ours, lookups->data))
        return;
    PmDiagnostic *found = pm_check_report(
        check, node->span, "%s does not lead here in its 'related'", pm_check_quote(check, id));
    if (found == NULL || lookups->loose)
        return;
    found->command = pm_check_text(check, "git postmortem set %s related+=%s",
                                   pm_check_word(check, id), pm_check_word(check, ours));
}

static void
back(PmCheck *check)
{
    const PmNode *node = pm_node_get(check->document->front, "supersedes");
    if (check->lookups->relates == NULL || check->lookups->id_exists == NULL ||
        check->document->id == NULL)
        return;
    if (!pm_node_is(node, PM_NODE_LIST))
        judge_back(check, node);
    for (size_t i = 0; pm_node_is(node, PM_NODE_LIST) && i < node->count; i++)
        judge_back(check, node->items[i]);
}

const PmRule pm_rules_link[] = {
    { .id = "link/dead",
      .summary = "Links to files lead somewhere",
      .explanation =
          "A relative link is read from the document's folder, one that begins with '/' "
          "from the repository's root. A picture that was never committed, or a file that "
          "was moved, is missing for everybody else. Addresses on the web are not tried.",
      .failing = PM_EXAMPLE("id: x\n", "See [the graph](x.evidence/grahp.png).\n"),
      .passing = PM_EXAMPLE("id: x\n", "See [the graph](x.evidence/graph.png).\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_BODY | PM_NEEDS_CORPUS,
      .run = dead },
    { .id = "link/unknown-id",
      .summary = "Related postmortems exist",
      .explanation =
          "'related', 'supersedes' and 'recurs' hold ids of other postmortems in the same "
          "repository. One that is elsewhere is better linked in the text.",
      .failing = PM_EXAMPLE("id: x\nrelated: [unheard-of]\n", "text\n"),
      .passing = PM_EXAMPLE("id: x\nrelated: [known]\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS,
      .run = unknown_id },
    { .id = "link/back",
      .summary = "A superseded postmortem leads to its successor",
      .explanation =
          "Whoever finds the old document must see that there is a newer one: its 'related' names "
          "the document that supersedes it.",
      .failing = PM_EXAMPLE("id: x\nsupersedes: [known]\n", "text\n"),
      .passing = PM_EXAMPLE("id: x\nsupersedes: [leads-back]\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS,
      .run = back },
    { .id = NULL },
};
