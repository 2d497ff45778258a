/* SPDX-License-Identifier: Apache-2.0 */
/* What the statements rest on. */
#include "check/reference.h"
#include "check/rule.h"

#include <string.h>

static const char *
evidence_name(PmCheck *check, size_t index)
{
    return pm_check_item(check, "evidence", check->document->fields.evidence[index].id, index);
}

/* The file of a piece of evidence, when it is one in the repository. */
static PmReferenceKind
file_of(const PmCheck *check, const PmEvidence *evidence, char **out_path)
{
    if (!pm_check_has(evidence->at))
        return PM_REFERENCE_ELSEWHERE;
    return pm_reference_resolve(check->document->source->name, evidence->at, out_path);
}

static void
missing_file(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    const PmCheckLookups *lookups = check->lookups;
    for (size_t i = 0; lookups->path_exists != NULL && i < fields->evidence_count; i++) {
        const PmEvidence *evidence = &fields->evidence[i];
        g_autofree char *path = NULL;
        PmReferenceKind kind = file_of(check, evidence, &path);
        PmDiagnostic *found = NULL;
        if (kind == PM_REFERENCE_OUTSIDE)
            found = pm_check_report(check, pm_node_get(evidence->node, "at")->span,
                                    "%s leads out of the repository", evidence_name(check, i));
        else if (kind == PM_REFERENCE_FILE && !lookups->path_exists(path, lookups->data))
            found = pm_check_report(check, pm_node_get(evidence->node, "at")->span,
                                    "%s is not there: %s", evidence_name(check, i),
                                    pm_check_quote(check, path));
        if (found != NULL)
            found->help = "a file beside the document, committed with it, or an address";
    }
}

static void
digest(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    const PmCheckLookups *lookups = check->lookups;
    for (size_t i = 0; lookups->digest != NULL && i < fields->evidence_count; i++) {
        const PmEvidence *evidence = &fields->evidence[i];
        g_autofree char *path = NULL;
        if (!pm_check_has(evidence->sha256) || file_of(check, evidence, &path) != PM_REFERENCE_FILE)
            continue;
        g_autofree char *now = lookups->digest(path, lookups->data);
        if (now == NULL || g_ascii_strcasecmp(now, evidence->sha256) == 0)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, pm_node_get(evidence->node, "sha256")->span,
                            "%s is not the file that was recorded", evidence_name(check, i));
        if (found != NULL)
            found->help = pm_check_text(check, "the file's SHA-256 is now %s", now);
    }
}

static void
size(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    const PmCheckLookups *lookups = check->lookups;
    for (size_t i = 0; lookups->size != NULL && i < fields->evidence_count; i++) {
        const PmEvidence *evidence = &fields->evidence[i];
        g_autofree char *path = NULL;
        uint64_t now;
        if (evidence->size.state != PM_FIELD_GIVEN ||
            file_of(check, evidence, &path) != PM_REFERENCE_FILE ||
            !lookups->size(path, &now, lookups->data) || (uint64_t)evidence->size.value == now)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, evidence->size.node->span,
                            "%s has not the size that was recorded", evidence_name(check, i));
        if (found != NULL)
            found->help =
                pm_check_text(check, "the file has %" G_GUINT64_FORMAT " bytes now", (guint64)now);
    }
}

static void
duplicate_id(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->evidence_count; i++)
        if (fields->evidence[i].id != NULL &&
            !g_hash_table_add(seen, (void *)fields->evidence[i].id))
            pm_check_report(check, pm_check_item_span(fields->evidence[i].node),
                            "other evidence has the id %s already",
                            pm_check_quote(check, fields->evidence[i].id));
}

static GHashTable *
known_ids(const PmFields *fields)
{
    GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->evidence_count; i++)
        if (fields->evidence[i].id != NULL)
            g_hash_table_add(ids, (void *)fields->evidence[i].id);
    return ids;
}

static void
unknown(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    g_autoptr(GHashTable) known = known_ids(fields);
    for (size_t i = 0; i < fields->finding_count; i++) {
        const PmNode *list = pm_node_get(fields->findings[i].node, "evidence");
        for (size_t j = 0; pm_node_is(list, PM_NODE_LIST) && j < list->count; j++) {
            const char *id = pm_node_string(list->items[j]);
            if (id != NULL && !g_hash_table_contains(known, id))
                pm_check_report(check, list->items[j]->span, "%s rests on %s, which is no evidence",
                                pm_check_item(check, "finding", fields->findings[i].id, i),
                                pm_check_quote(check, id));
        }
    }
}

/* Does the text name one of the ids, as a word of its own? */
static bool
names_any(const char *text, size_t length, GHashTable *ids)
{
    const char *end = text + length;
    while (text < end) {
        const char *start = text;
        while (text < end && (g_ascii_isalnum(*text) || *text == '-' || *text == '_'))
            text++;
        g_autofree char *word = text - start <= 64 ? g_strndup(start, (gsize)(text - start)) : NULL;
        if (word != NULL && *word != '\0' && g_hash_table_contains(ids, word))
            return true;
        if (text == start)
            text++;
    }
    return false;
}

/* A link to the file or the address of a piece of evidence cites it too. */
static bool
links_any(const PmCheck *check, const PmSection *section)
{
    const PmFields *fields = &check->document->fields;
    const PmOutline *outline = check->document->outline;
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < fields->evidence_count; i++)
        if (fields->evidence[i].at != NULL)
            g_hash_table_add(places, (void *)fields->evidence[i].at);
    for (size_t i = 0; i < outline->link_count; i++) {
        const PmLink *link = &outline->links[i];
        if (link->span.start >= section->content.start && link->span.end <= section->content.end &&
            g_hash_table_contains(places, link->url))
            return true;
    }
    return false;
}

static void
cited(PmCheck *check)
{
    PmSection section;
    if (!check->full || !pm_check_section(check, "technical", &section) ||
        pm_section_is_empty(check->document->outline, &section))
        return; /* no text is another rule's */
    g_autoptr(GHashTable) known = known_ids(&check->document->fields);
    const char *text = check->document->source->bytes + section.content.start;
    if (names_any(text, section.content.end - section.content.start, known) ||
        links_any(check, &section))
        return;
    PmDiagnostic *found =
        pm_check_report(check, section.heading->span, "technical summary cites no evidence");
    if (found != NULL)
        found->help = "name the ids of the evidence that its statements rest on, as (E1)";
    pm_check_edit(check, found);
}

#define EVIDENCE(more)                                                                             \
    "id: x\nstatus: in-review\nevidence:\n  - {id: E1, what: the graph" more "}\n"
#define FULL "impact: {customers: 3, data_breach: none}\n"

const PmRule pm_rules_evidence[] = {
    { .id = "evidence/missing-file",
      .summary = "Evidence is there",
      .explanation =
          "'at' is a path beside the document, or an address. A file that is not committed "
          "proves nothing to anybody else.",
      .failing = PM_EXAMPLE(EVIDENCE(", at: x.evidence/grahp.png"), "text\n"),
      .passing = PM_EXAMPLE(EVIDENCE(", at: x.evidence/graph.png"), "text\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS | PM_RULE_FIRM, /* evidence/digest needs the file */
      .run = missing_file },
    { .id = "evidence/digest",
      .summary = "Evidence is the file that was recorded",
      .explanation = "'sha256' was written down when the file was attached. A file that no longer "
                     "matches was changed since, and is not what the statements rest on.",
      .failing = PM_EXAMPLE(
          EVIDENCE(", at: x.evidence/graph.png, sha256: "
                   "\"0000000000000000000000000000000000000000000000000000000000000000\""),
          "text\n"),
      .passing = PM_EXAMPLE(
          EVIDENCE(", at: x.evidence/graph.png, sha256: "
                   "\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\""),
          "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS | PM_RULE_FIRM,
      .run = digest },
    { .id = "evidence/size",
      .summary = "Evidence has the size that was recorded",
      .explanation = "'size' was written down when the file was attached, in bytes. Another size "
                     "is another file; evidence/digest says so of one of the same size.",
      .failing = PM_EXAMPLE(EVIDENCE(", at: x.evidence/graph.png, size: 7"), "text\n"),
      .passing = PM_EXAMPLE(EVIDENCE(", at: x.evidence/graph.png, size: 1"), "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_CORPUS | PM_RULE_FIRM,
      .run = size },
    { .id = "evidence/duplicate-id",
      .summary = "Ids of evidence are unique",
      .explanation = "Findings and the text name evidence by its id.",
      .failing = PM_EXAMPLE(EVIDENCE("") "  - {id: E1, what: a log}\n", "text\n"),
      .passing = PM_EXAMPLE(EVIDENCE("") "  - {id: E2, what: a log}\n", "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = duplicate_id },
    { .id = "evidence/unknown",
      .summary = "Findings rest on evidence that is listed",
      .explanation = "An id that no evidence has is mistyped, or the evidence was removed.",
      .failing =
          PM_EXAMPLE(EVIDENCE("") "findings:\n  - {id: F1, text: a, evidence: [E7]}\n", "text\n"),
      .passing =
          PM_EXAMPLE(EVIDENCE("") "findings:\n  - {id: F1, text: a, evidence: [E1]}\n", "text\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM, /* security/evidence takes any id for evidence */
      .run = unknown },
    { .id = "evidence/cited",
      .summary = "The technical summary of a full postmortem cites evidence",
      .explanation =
          "A technical summary without evidence is an opinion. Name the evidence by its id "
          "where a statement rests on it, or link to it.",
      .failing = PM_EXAMPLE(EVIDENCE("") FULL, "## Technical summary\n\nRetries saturated it.\n"),
      .passing = PM_EXAMPLE(EVIDENCE("") FULL, "## Technical summary\n\nIt saturated (E1).\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = cited },
    { .id = NULL },
};
