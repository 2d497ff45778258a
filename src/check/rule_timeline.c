/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of events. */
#include "check/rule.h"
#include "check/timeline_order.h"

static void
missing(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    PmSection section;
    if (g_strcmp0(check->document->fields.kind, "near-miss") == 0 || timeline->count > 0 ||
        !pm_check_section(check, "timeline", &section) ||
        pm_section_is_empty(check->document->outline, &section))
        return; /* a section that is not there or empty is another rule's */
    PmDiagnostic *found =
        pm_check_report(check, section.heading->span, "timeline has no rows that can be read");
    if (found != NULL)
        found->help =
            "a table with a time in its first column, or a list whose items begin with one";
    pm_check_edit(check, found);
}

/* Without a day before it, a time alone is no time; when no front matter could be read, that is not
 * the row's fault. */
static void
judge_entry(PmCheck *check, const PmTimelineEntry *entry, bool day)
{
    PmDiagnostic *found = NULL;
    if (entry->state == PM_FIELD_MISSING)
        found = pm_check_report(check, entry->span, "timeline has a row without a time");
    else if (day || check->document->front != NULL)
        found =
            pm_check_report(check, entry->time_span, "timeline has a time that can't be read: %s",
                            pm_check_quote(check, entry->time_text));
    if (found != NULL)
        found->help =
            day ? "a date and a time as 2026-01-14 16:40, a date or a time alone, ~16:58, "
                  "16:58–17:12, or unknown"
                : "the first row needs its date, as 2026-01-14 16:40, since times.started "
                  "gives none";
    pm_check_edit(check, found);
}

static void
unreadable(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    bool day = check->document->fields.times[PM_TIME_STARTED].state == PM_FIELD_GIVEN;
    bool told = false; /* that the first row needs a day: once is enough */
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *entry = &timeline->entries[i];
        day |= entry->state == PM_FIELD_GIVEN;
        if (entry->state == PM_FIELD_MISSING || (entry->state == PM_FIELD_BAD && (day || !told)))
            judge_entry(check, entry, day);
        told |= entry->state == PM_FIELD_BAD;
    }
}

static void
order(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    const PmTimelineEntry *last = NULL;
    bool offered = false; /* one fix sorts all rows */
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *entry = &timeline->entries[i];
        if (entry->state != PM_FIELD_GIVEN || entry->rough)
            continue;
        if (last != NULL && entry->at < last->at) {
            PmDiagnostic *found = pm_check_report(
                check, entry->time_span, "timeline goes back in time: %s after %s",
                pm_check_quote(check, entry->time_text), pm_check_quote(check, last->time_text));
            if (found != NULL)
                found->help = "a time alone is on the day of the row before; write the date where "
                              "the day changes";
            pm_check_edit(check, found);
            if (!offered)
                pm_timeline_offer_order(check, found);
            offered = true;
        }
        last = entry;
    }
}

static void
begins_late(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    const PmField *started = &check->document->fields.times[PM_TIME_STARTED];
    if (timeline->count == 0 || started->state != PM_FIELD_GIVEN)
        return;
    for (size_t i = 0; i < timeline->count; i++)
        if (timeline->entries[i].state == PM_FIELD_GIVEN &&
            timeline->entries[i].until < started->value)
            return;
    PmSpan span = timeline->entries[0].time_span;
    PmDiagnostic *found = check->full
                              ? pm_check_report(check, span, "timeline has no row before started")
                              : pm_check_warn(check, span, "timeline has no row before started");
    if (found != NULL)
        found->help =
            "what made it possible came before the first symptom: a deployment, a change, "
            "a limit that was reached";
    pm_check_edit(check, found);
}

#define FRONT                                                                                      \
    "id: x\nkind: outage\nstatus: in-review\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n"
#define HEAD "## Timeline\n\n| Time (UTC) | Event |\n| --- | --- |\n"

const PmRule pm_rules_timeline[] = {
    { .id = "timeline/missing",
      .summary = "The timeline has rows",
      .explanation =
          "The sequence of events is a table whose first column holds times, or a list "
          "whose items begin with one, so that programs can put it in order and draw it. "
          "Text alone can't be.",
      .failing = PM_EXAMPLE(FRONT, "## Timeline\n\nFirst it was slow, then it was down.\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| 16:58 | first failed requests |\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = missing },
    { .id = "timeline/unreadable",
      .summary = "Every row of the timeline has a time that can be read",
      .explanation =
          "A row is on a day at a time (2026-01-14 16:40), or at a time of the day of the "
          "row before (16:58). The heading of the column names the zone. Roughly is ~16:58, "
          "and what nobody knows is unknown.",
      .failing = PM_EXAMPLE(FRONT, HEAD "| around tea | first failed requests |\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| ~16:58 | first failed requests |\n| unknown | x |\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_BODY,
      .run = unreadable },
    { .id = "timeline/order",
      .summary = "The timeline is in order",
      .explanation =
          "What came first stands first, or causes and effects can't be told apart. Rough "
          "times are passed over. The fix sorts the rows where every time is exact and none "
          "takes its day from a row that it would leave.",
      .failing = PM_EXAMPLE(FRONT, HEAD "| 17:12 | alert |\n| 16:58 | first failures |\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| 16:58 | first failures |\n| 17:12 | alert |\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_BODY,
      .run = order },
    { .id = "timeline/begins-late",
      .summary = "The timeline begins before the incident",
      .explanation = "The first symptom is never the first event. A row before the start says what "
                     "made it possible. A full postmortem needs one; others are only told.",
      .failing = PM_EXAMPLE(FRONT, HEAD "| 16:58 | first failed requests |\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| 16:40 | deploy lowers the timeout |\n"),
      .severity = PM_STORY,
      .needs = PM_NEEDS_BODY | PM_RULE_PENDING,
      .run = begins_late },
    { .id = NULL },
};
