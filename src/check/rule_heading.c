/* SPDX-License-Identifier: Apache-2.0 */
/* How the body is built: levels of its headings, and the order of its sections. */
#include "check/rule.h"

static const char *
marks(PmCheck *check, int level)
{
    return pm_check_text(check, "%.*s", level, "######");
}

static void
jump(PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    int last = 6;
    for (size_t i = 0; i < outline->heading_count; i++) {
        const PmHeading *heading = &outline->headings[i];
        if (!heading->top)
            continue;
        if (heading->level > last + 1) {
            PmDiagnostic *found =
                pm_check_report(check, heading->span, "headings jump from %s to %s",
                                marks(check, last), marks(check, heading->level));
            if (found != NULL)
                found->help = "a level is left out: outlines and screen readers show a gap there";
        }
        last = heading->level;
    }
}

/* Where sections are of the first level, the text has no title of its own. */
static bool
has_sections_for_titles(const PmCheck *check)
{
    for (size_t i = 0; i < check->parts.count; i++)
        if (check->document->outline->headings[check->parts.items[i].heading].level == 1)
            return true;
    return false;
}

static void
second_title(PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    const PmHeading *first = NULL;
    if (has_sections_for_titles(check))
        return;
    for (size_t i = 0; i < outline->heading_count; i++) {
        const PmHeading *heading = &outline->headings[i];
        if (!heading->top || heading->level != 1)
            continue;
        PmDiagnostic *found = first != NULL
                                  ? pm_check_report(check, heading->span, "a second title: %s",
                                                    pm_check_quote(check, heading->text))
                                  : NULL;
        if (found != NULL) {
            unsigned line = pm_source_position(check->document->source, first->span.start).line;
            found->label = pm_check_text(check, "the first is on line %u", line);
            found->help = "one document has one title; sections have two marks, as ## Timeline";
        }
        first = first != NULL ? first : heading;
    }
}

static void
nested(PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    const PmPart *outer = NULL;
    size_t end = 0;
    for (size_t i = 0; i < check->parts.count; i++) {
        const PmPart *part = &check->parts.items[i];
        const PmHeading *heading = &outline->headings[part->heading];
        if (outer != NULL && heading->span.start < end) {
            if (part->name != outer->name)
                pm_check_report(check, heading->span, "section %s stands inside of section %s",
                                pm_check_quote(check, heading->text),
                                pm_check_quote(check, outline->headings[outer->heading].text));
            continue;
        }
        outer = part;
        end = pm_section_of(outline, part->heading).span.end;
    }
}

/* Of ours; the config's own may stand anywhere. Once is enough: the rest follows from it. */
static void
order(PmCheck *check)
{
    const PmHeading *headings = check->document->outline->headings;
    const PmPart *last = NULL;
    bool seen[PM_SECTION_COUNT] = { false };
    for (size_t i = 0; i < check->parts.count; i++) {
        const PmPart *part = &check->parts.items[i];
        if (part->name >= PM_SECTION_COUNT || seen[part->name])
            continue;
        seen[part->name] = true;
        if (last != NULL && part->name < last->name) {
            PmDiagnostic *found = pm_check_report(
                check, headings[part->heading].span, "section %s comes after section %s",
                pm_check_quote(check, headings[part->heading].text),
                pm_check_quote(check, headings[last->heading].text));
            if (found != NULL)
                found->help = "summary, impact, timeline, technical summary, response, lessons";
            return;
        }
        last = part;
    }
}

#define FRONT "id: x\ntitle: Checkout returned 504\nstatus: in-review\n"

const PmRule pm_rules_heading[] = {
    { .id = "heading/jump",
      .summary = "Headings leave out no level",
      .explanation = "What is below '##' is '###'. Outlines, tables of contents and screen readers "
                     "show a gap where a level is left out.",
      .failing = PM_EXAMPLE(FRONT, "## Lessons\n\n#### Alarms\n"),
      .passing = PM_EXAMPLE(FRONT, "## Lessons\n\n### Alarms\n\n## Response\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = jump },
    { .id = "heading/second-title",
      .summary = "The text has one title",
      .explanation = "A second heading of the first level begins another document, most often "
                     "after a paste, and takes the sections below it away from this one.",
      .failing = PM_EXAMPLE(FRONT, "# Checkout returned 504\n\n# What we know\n"),
      .passing = PM_EXAMPLE(FRONT, "# Checkout returned 504\n\n## What we know\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_BODY,
      .run = second_title },
    { .id = "section/nested",
      .summary = "Sections stand beside each other",
      .explanation = "A section that begins below another one with more marks is a part of that "
                     "one to every reader and program.",
      .failing = PM_EXAMPLE(FRONT, "## Impact\n\nAll.\n\n### Timeline\n\n- 16:40 x\n"),
      .passing = PM_EXAMPLE(FRONT, "## Impact\n\nAll.\n\n## Timeline\n\n- 16:40 x\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = nested },
    { .id = "section/order",
      .summary = "Sections are in the usual order",
      .explanation =
          "Who reads many postmortems looks for the impact before the timeline and for the "
          "lessons at the end. Other sections may stand anywhere between.",
      .failing = PM_EXAMPLE(FRONT, "## Lessons\n\nOne.\n\n## Impact\n\nAll.\n"),
      .passing = PM_EXAMPLE(FRONT, "## Impact\n\nAll.\n\n## Who\n\n## Lessons\n\nOne.\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = order },
    { .id = NULL },
};
