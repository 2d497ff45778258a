/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that a reader expects, and what is in them. */
#include "check/rule.h"

#include <string.h>

/* How many places a message names. */
#define MAX_NAMED 6

/* What a document is asked for: a section, and the status that needs it. */
typedef struct {
    PmStatus from;
    bool needed;
} Demand;

/* Which of ours a document must have; the summary may also stand in the front matter. */
static bool
is_ours_needed(const PmCheck *check, const char *id)
{
    static const char *const always[] = { "lessons", NULL };
    static const char *const brief[] = { "lessons", "timeline", NULL };
    static const char *const whole[] = { "lessons",   "timeline", "impact",
                                         "technical", "response", NULL };
    bool near_miss = g_strcmp0(check->document->fields.kind, "near-miss") == 0;
    return g_strv_contains(check->full ? whole : near_miss ? always : brief, id);
}

static bool
is_for(const PmSectionSetting *setting, const char *kind)
{
    return setting->kinds[0] == NULL || (kind != NULL && g_strv_contains(setting->kinds, kind));
}

/* The config asks for more; for less only where the document may be short. */
static Demand
demand_of(const PmCheck *check, const char *id)
{
    Demand demand = { .from = PM_STATUS_IN_REVIEW, .needed = is_ours_needed(check, id) };
    bool summary = g_str_equal(id, "summary"); /* has a rule of its own */
    for (size_t i = 0; i < check->config->section_count && !summary; i++) {
        const PmSectionSetting *setting = &check->config->sections[i];
        if (!setting->said && pm_section_name(id) != NULL)
            continue; /* more names for one of ours */
        if (!g_str_equal(setting->id, id) || !is_for(setting, check->document->fields.kind))
            continue;
        if (!setting->required) {
            demand.needed &= check->full;
        } else if (!demand.needed) {
            demand.needed = true;
            demand.from = pm_status_parse(setting->from);
        }
    }
    return demand;
}

/* What is needed for a later status is a warning before it. */
static PmDiagnostic *
report_demand(PmCheck *check, const Demand *demand, PmSpan span, const char *message)
{
    if (demand->from == PM_STATUS_IN_REVIEW || check->status >= demand->from)
        return pm_check_report(check, span, "%s", message);
    return pm_check_warn(check, span, "%s, needed for %s", message, pm_status_name(demand->from));
}

static void
missing(PmCheck *check)
{
    PmSection section;
    for (const PmSectionName *name = check->sections; name->id != NULL; name++) {
        Demand demand = demand_of(check, name->id);
        if (!demand.needed || pm_check_section(check, name->id, &section))
            continue;
        const char *message =
            pm_check_text(check, "section %s is missing", pm_check_section_title(check, name->id));
        PmDiagnostic *found = report_demand(check, &demand, pm_check_front_span(check), message);
        pm_check_edit(check, found);
    }
}

static void
empty(PmCheck *check)
{
    PmSection section;
    for (const PmSectionName *name = check->sections; name->id != NULL; name++) {
        Demand demand = demand_of(check, name->id);
        if (!demand.needed || !pm_check_section(check, name->id, &section) ||
            !pm_check_section_is_empty(check, name->id))
            continue;
        const char *message = pm_check_text(check, "section %s is empty", section.heading->text);
        PmDiagnostic *found = report_demand(check, &demand, section.heading->span, message);
        pm_check_edit(check, found);
    }
}

static void
unused(PmCheck *check)
{
    PmSection section;
    bool summarised = pm_check_has(check->document->fields.summary);
    for (const PmSectionName *name = check->sections; name->id != NULL; name++)
        if (!demand_of(check, name->id).needed &&
            (summarised || !g_str_equal(name->id, "summary")) &&
            pm_check_section(check, name->id, &section) &&
            pm_check_section_is_empty(check, name->id))
            pm_check_report(check, section.heading->span,
                            "section %s is empty; this document can do without it",
                            section.heading->text);
}

static void
duplicate(PmCheck *check)
{
    const PmHeading *headings = check->document->outline->headings;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < check->parts.count; i++) {
        const PmPart *part = &check->parts.items[i];
        const PmPart *first = g_hash_table_lookup(seen, part->title);
        if (first == NULL) {
            g_hash_table_insert(seen, (void *)part->title, (void *)part);
            continue;
        }
        PmDiagnostic *found =
            pm_check_report(check, headings[part->heading].span, "section %s is there twice",
                            headings[part->heading].text);
        size_t start = headings[first->heading].span.start;
        if (found != NULL)
            found->label = pm_check_text(check, "first on line %u",
                                         pm_source_position(check->document->source, start).line);
    }
}

/* The summary stands in the front matter, or in a section. */
static void
summary(PmCheck *check)
{
    if (pm_check_has(check->document->fields.summary) ||
        !pm_check_section_is_empty(check, "summary"))
        return;
    const PmNode *key = pm_node_get(check->document->front, "summary");
    PmDiagnostic *found =
        pm_check_report(check, pm_check_key_span(check, key), "summary is missing");
    if (found != NULL)
        found->help = "two or three sentences for somebody who reads nothing else, in the key "
                      "'summary' or in the section of that name";
    pm_check_edit(check, found);
}

/* Comments of the template in a body. */
typedef struct {
    PmCheck *check;
    GArray *places; /* PmSplice that removes one */
    GString *names; /* of the sections that have one */
    size_t block;   /* the first block that may hold the next comment */
    const PmHeading *last;
} Guidance;

static bool
in_code(Guidance *self, size_t offset)
{
    const PmOutline *outline = self->check->document->outline;
    while (self->block < outline->block_count &&
           (outline->blocks[self->block].kind == PM_BLOCK_QUOTE || /* its parts follow it */
            outline->blocks[self->block].span.end <= offset))
        self->block++;
    if (self->block == outline->block_count)
        return false;
    const PmBlock *block = &outline->blocks[self->block];
    return block->kind == PM_BLOCK_CODE && block->span.start <= offset;
}

static const PmHeading *
heading_before(const PmOutline *outline, size_t offset)
{
    const PmHeading *last = NULL;
    for (size_t i = 0; i < outline->heading_count && outline->headings[i].span.start < offset; i++)
        last = &outline->headings[i];
    return last;
}

static void
note_place(Guidance *self, size_t start, size_t end)
{
    PmSplice remove = { .at = { start, end }, .text = "", .length = 0 };
    g_array_append_val(self->places, remove);
    if (self->places->len > MAX_NAMED)
        return;
    const PmHeading *heading = heading_before(self->check->document->outline, start);
    if (heading != NULL && heading != self->last)
        g_string_append_printf(self->names, "%s%s", self->names->len > 0 ? ", " : "",
                               pm_check_quote(self->check, heading->text));
    self->last = heading;
}

/* The next comment that begins with "guide:", at or after `at`; returns where to go on. */
static size_t
next_comment(Guidance *self, size_t at)
{
    const PmSource *source = self->check->document->source;
    const char *end = source->bytes + self->check->document->split.body.end;
    const char *open = memmem(source->bytes + at, (size_t)(end - source->bytes) - at, "<!--", 4);
    if (open == NULL)
        return SIZE_MAX;
    const char *text = open + 4;
    while (text < end && g_ascii_isspace(*text))
        text++;
    const char *close = memmem(open + 4, (size_t)(end - open) - 4, "-->", 3);
    bool guides = end - text >= 6 && memcmp(text, "guide:", 6) == 0;
    size_t start = (size_t)(open - source->bytes);
    size_t stop =
        close == NULL ? (size_t)(end - source->bytes) : (size_t)(close - source->bytes) + 3;
    if (guides && !in_code(self, start))
        note_place(self, start, stop);
    return stop;
}

static void
guidance(PmCheck *check)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(PmSplice));
    g_autoptr(GString) names = g_string_new(NULL);
    Guidance self = { .check = check, .places = places, .names = names };
    size_t at = check->document->split.body.start;
    while (at != SIZE_MAX)
        at = next_comment(&self, at);
    if (places->len == 0)
        return;
    const PmSplice *first = &g_array_index(places, PmSplice, 0);
    PmDiagnostic *found =
        places->len == 1
            ? pm_check_report(check, first->at, "guidance of the template is left%s%s",
                              names->len > 0 ? " in " : "", names->str)
            : pm_check_report(check, first->at, "guidance of the template is left in %u places%s%s",
                              places->len, names->len > 0 ? ": " : "", names->str);
    pm_check_edit(check, found);
    if (found == NULL)
        return;
    found->help = "follow it, then remove the comments";
    PmSplice *fixes =
        pm_arena_new0(pm_diagnostics_arena(check->diagnostics), PmSplice, places->len);
    memcpy(fixes, places->data, places->len * sizeof *fixes);
    found->fixes = fixes;
    found->fix_count = places->len;
}

#define SHORT "id: x\nkind: outage\nstatus: in-review\nimpact: {customers: 0, data_breach: none}\n"

const PmRule pm_rules_section[] = {
    { .id = "section/missing",
      .summary = "Sections that the document needs are there",
      .explanation =
          "A full postmortem has the sections Impact, Timeline, Technical summary, Response "
          "and Lessons; one without impact a Timeline and Lessons; a near miss its "
          "Lessons. Korean titles and the names that other templates use are understood; 'sections' "
          "in the config knows more titles and asks for more sections, by kind and status.",
      .failing = PM_EXAMPLE(SHORT, "## Timeline\n\n- 16:40 it began\n"),
      .passing = PM_EXAMPLE(SHORT, "## Timeline\n\n- 16:40 it began\n\n## Lessons\n\nOne.\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = missing },
    { .id = "section/empty",
      .summary = "Sections that the document needs have something in them",
      .explanation = "A heading alone says that somebody meant to write. Comments, rules and empty "
                     "sub-headings don't count as text.",
      .failing = PM_EXAMPLE(SHORT, "## Lessons\n\n<!-- guide: what went well -->\n"),
      .passing = PM_EXAMPLE(SHORT, "## Lessons\n\nCap the retries.\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = empty },
    { .id = "section/unused",
      .summary = "Optional sections are written or removed",
      .explanation =
          "This document may do without the section: an empty heading only makes readers "
          "wonder whether something is missing.",
      .failing = PM_EXAMPLE(SHORT, "## Impact\n"),
      .passing = PM_EXAMPLE(SHORT, "## Impact\n\nNone.\n"),
      .severity = PM_LEVELS(OFF, ADVICE, ADVICE, ADVICE, OFF),
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY,
      .run = unused },
    { .id = "section/duplicate",
      .summary = "A section is there once",
      .explanation = "Of two sections with one title only the first is read, most often after a "
                     "merge or a paste. Join them.",
      .failing = PM_EXAMPLE(SHORT, "## Lessons\n\nOne.\n\n## Lessons\n\nTwo.\n"),
      .passing = PM_EXAMPLE(SHORT, "## Lessons\n\nOne.\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_BODY,
      .run = duplicate },
    { .id = "section/guidance",
      .summary = "The template's guidance is gone",
      .explanation =
          "Comments that begin with 'guide:' tell the writer what belongs into a section. "
          "Reviewers should see the text alone. The fix removes the comments.",
      .failing = PM_EXAMPLE(SHORT, "## Lessons\n\nOne.\n\n<!-- guide: what went well -->\n"),
      .passing = PM_EXAMPLE(SHORT, "## Lessons\n\nOne.\n\n<!-- a note of our own -->\n"),
      .severity = PM_STORY_LATER,
      .needs = PM_NEEDS_BODY,
      .run = guidance },
    { .id = "section/summary",
      .summary = "The document has a summary",
      .explanation =
          "Most readers read nothing else. Two or three sentences in the key 'summary' or "
          "in the section Summary: what broke, for whom, for how long.",
      .failing = PM_EXAMPLE(SHORT "summary:\n", "## Summary\n"),
      .passing = PM_EXAMPLE(SHORT "summary: Checkout returned 504 for 108 minutes.\n", "text\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = summary },
    { .id = NULL },
};
