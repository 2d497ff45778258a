/* SPDX-License-Identifier: Apache-2.0 */
/* Days and times, wherever the front matter has them. */
#include "check/rule.h"

#include <string.h>

#define DAY_LENGTH (sizeof "2026-01-14" - 1)

static bool
has_shape(const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++)
        if (*shape == 'd' ? !g_ascii_isdigit(*text) : *text != *shape)
            return false;
    return true;
}

/* "2026-01-14", or a time of day behind it: written as one, whether there is such a one or not. */
static bool
is_written_as_time(const char *text)
{
    if (!has_shape(text, "dddd-dd-dd"))
        return false;
    const char *rest = text + DAY_LENGTH;
    return *rest == '\0' || (strchr("Tt ", *rest) != NULL && has_shape(rest + 1, "dd:dd") &&
                             strspn(rest, "0123456789:.+-TtZz ") == strlen(rest));
}

/* "2026-02 has 28 days": what is wrong with the day; NULL: nothing. */
static const char *
wrong_day(PmCheck *check, const char *text)
{
    guint64 year = g_ascii_strtoull(text, NULL, 10);
    guint64 month = g_ascii_strtoull(text + 5, NULL, 10);
    guint64 day = g_ascii_strtoull(text + 8, NULL, 10);
    if (year == 0)
        return "years begin with 0001";
    if (month < 1 || month > 12)
        return month >= 1 && day <= 12 &&
                       g_date_valid_dmy((GDateDay)month, (GDateMonth)day, (GDateYear)year)
                   ? pm_check_text(check, "did you mean '%.4s-%.2s-%.2s'?", text, text + 8,
                                   text + 5)
                   : "months are 01 to 12";
    unsigned days = g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
    return day >= 1 && day <= days ? NULL : pm_check_text(check, "%.7s has %u days", text, days);
}

static void
judge_value(PmCheck *check, const PmNode *node)
{
    const char *text = pm_node_string(node);
    int64_t seconds;
    if (text == NULL || !is_written_as_time(text) || pm_time_parse(text, NULL, &seconds, NULL))
        return;
    const char *wrong = wrong_day(check, text);
    bool day = wrong != NULL || text[DAY_LENGTH] == '\0';
    PmDiagnostic *found = pm_check_report(check, node->span, "there is no %s %s",
                                          day ? "day" : "time", pm_check_quote(check, text));
    if (found == NULL)
        return;
    found->label = wrong != NULL ? wrong : "hours are 00 to 23, minutes and seconds 00 to 59";
    found->help = text[DAY_LENGTH] == '\0' ? "for example \"2026-02-01\""
                                           : "for example \"2026-01-14T16:58:00Z\"";
}

/* What is below `times` has a rule of its own, and what begins with x- a meaning of its own. */
static bool
is_ours(const PmCheck *check, const PmNode *parent, const PmNode *member)
{
    bool times = parent == check->document->front && g_strcmp0(member->key, "times") == 0;
    return !times && (member->key == NULL || !g_str_has_prefix(member->key, "x-"));
}

static void
walk(PmCheck *check, const PmNode *node)
{
    bool holds = pm_node_is(node, PM_NODE_MAP) || pm_node_is(node, PM_NODE_LIST);
    if (!holds)
        judge_value(check, node);
    for (size_t i = 0; holds && i < node->count; i++)
        if (is_ours(check, node, node->items[i]))
            walk(check, node->items[i]);
}

static void
calendar(PmCheck *check)
{
    walk(check, check->document->front);
}

#define DUE(day) "id: x\nactions:\n  - {id: A1, text: Alarm, due: \"" day "\"}\n"

const PmRule pm_rules_calendar[] = {
    { .id = "times/calendar",
      .summary = "There is such a day, and such a time",
      .explanation =
          "A due date, the next update, when evidence was collected: a value that is written as a "
          "day or a time is one that the calendar and the clock have. A day that there is not can "
          "be neither kept nor missed.",
      .failing = PM_EXAMPLE(DUE("2026-02-30"), "text\n"),
      .passing = PM_EXAMPLE(DUE("2026-02-28"), "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = calendar },
    { .id = NULL },
};
