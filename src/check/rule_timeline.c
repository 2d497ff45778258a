/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of events. */
#include "check/rule.h"
#include "check/timeline_order.h"

#define DAY (24 * 3600)

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
    pm_check_mend(check, found, "note", " --at … \"…\"");
}

static void
future(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    int64_t today;
    if (!pm_time_parse(check->lookups->today, NULL, &today, NULL))
        return;
    for (size_t i = 0; i < timeline->count; i++)
        /* today has begun somewhere on earth half a day before UTC */
        if (timeline->entries[i].state == PM_FIELD_GIVEN &&
            timeline->entries[i].at > today + 2 * DAY) {
            PmDiagnostic *found =
                pm_check_report(check, timeline->entries[i].time_span, "%s is in the future",
                                pm_check_quote(check, timeline->entries[i].time_text));
            if (found != NULL)
                found->help = "most often the year or the month is wrong";
            return; /* the rows behind it are on its day */
        }
}

static void
same_time(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    const PmTimelineEntry *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *entry = &timeline->entries[i];
        if (entry->state != PM_FIELD_GIVEN || entry->rough)
            continue;
        first = first != NULL ? first : entry;
        if (entry->at != first->at)
            return;
        count++;
    }
    if (count >= 3)
        pm_check_report(check, first->time_span, "all %zu rows of the timeline have one time",
                        count);
}

static void
zone(PmCheck *check)
{
    const PmTimeline *timeline = pm_check_timeline(check);
    if (timeline->unzoned == 0)
        return;
    size_t first = 0;
    while (first + 1 < timeline->count && timeline->entries[first].state != PM_FIELD_GIVEN)
        first++;
    PmDiagnostic *found =
        pm_check_report(check, timeline->entries[first].time_span,
                        "timeline names no time zone, and is read as %s", check->config->time_zone);
    if (found != NULL)
        found->help = "in the heading of its column, as Time (UTC), or in a sentence above it";
}

/* The span that the rows cover; false: fewer than two have a time. */
static bool
extent(const PmTimeline *timeline, const PmTimelineEntry **out_first,
       const PmTimelineEntry **out_last)
{
    size_t count = 0;
    for (size_t i = 0; i < timeline->count; i++) {
        const PmTimelineEntry *entry = &timeline->entries[i];
        if (entry->state != PM_FIELD_GIVEN)
            continue;
        if (count == 0 || entry->at < (*out_first)->at)
            *out_first = entry;
        if (count == 0 || entry->until > (*out_last)->until)
            *out_last = entry;
        count++;
    }
    return count >= 2;
}

/* The story and the facts: what lies wholly outside is of another zone or day. */
static void
agreement(PmCheck *check)
{
    const PmField *times = check->document->fields.times;
    const PmField *started = &times[PM_TIME_STARTED], *resolved = &times[PM_TIME_RESOLVED];
    const PmTimelineEntry *first = NULL, *last = NULL;
    PmDiagnostic *found = NULL;
    if (!extent(pm_check_timeline(check), &first, &last))
        return;
    if (started->state == PM_FIELD_GIVEN && last->until < started->value)
        found = pm_check_report(check, last->time_span, "timeline ends before started");
    else if (resolved->state == PM_FIELD_GIVEN && first->at > resolved->value)
        found = pm_check_report(check, first->time_span, "timeline begins after resolved");
    if (found != NULL)
        found->help = "one of the two has another day or zone";
    pm_check_edit(check, found);
}

#define FRONT                                                                                      \
    "id: x\nkind: outage\nstatus: in-review\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n"
#define RESOLVED FRONT "  resolved: \"2026-01-14T18:46:00Z\"\n"
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
    { .id = "timeline/times",
      .summary = "The timeline and the times tell one story",
      .explanation =
          "A timeline that lies wholly before the incident or wholly after it is of another day or "
          "time zone than the times of the front matter.",
      .failing = PM_EXAMPLE(RESOLVED, HEAD "| 09:40 | deploy |\n| 10:12 | alert |\n"),
      .passing = PM_EXAMPLE(RESOLVED, HEAD "| 16:40 | deploy |\n| 17:12 | alert |\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY,
      .run = agreement },
    { .id = "timeline/zone",
      .summary = "The timeline names its time zone",
      .explanation =
          "Readers sit in several zones, and logs are in UTC. Without a zone the rows are taken to "
          "be of the zone in the config, and an hour is lost where that is wrong.",
      .failing = PM_EXAMPLE(FRONT, "## Timeline\n\n- 16:40 deploy\n"),
      .passing = PM_EXAMPLE(FRONT, "## Timeline\n\nAll times in UTC.\n\n- 16:40 deploy\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = zone },
    { .id = "timeline/same-time",
      .summary = "The rows of the timeline differ in time",
      .explanation = "Where every row has one time, it is that of the paste, or of the template.",
      .failing = PM_EXAMPLE(FRONT, HEAD "| 16:58 | a |\n| 16:58 | b |\n| 16:58 | c |\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| 16:58 | a |\n| 16:58 | b |\n| 16:59 | c |\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_BODY,
      .run = same_time },
    { .id = "timeline/future",
      .summary = "What the timeline tells is in the past",
      .explanation = "A row after today most often has a wrong year or a wrong month.",
      .failing = PM_EXAMPLE(FRONT, HEAD "| 2027-01-14 16:58 | first failed requests |\n"),
      .passing = PM_EXAMPLE(FRONT, HEAD "| 2026-01-14 16:58 | first failed requests |\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_BODY,
      .run = future },
    { .id = NULL },
};
