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
    { .id = NULL },
};
