/* SPDX-License-Identifier: Apache-2.0 */
/* When it happened. */
#include "base/spelling.h"
#include "check/offer.h"
#include "check/rule.h"
#include "document/rfc3339.h"

#include <string.h>

#define DAY (24 * 3600)

static const PmNode *
times_of(const PmCheck *check)
{
    return pm_node_get(check->document->front, "times");
}

static const PmNode *
time_node(const PmCheck *check, PmTimeName name)
{
    return pm_node_get(times_of(check), pm_time_name(name));
}

static const char FORM[] = "for example \"2026-01-14T16:58:00Z\", or unknown";

/* A day has no place among times. */
static bool
is_day(const PmNode *node)
{
    return node != NULL && node->length <= strlen("2026-01-14");
}

/* The same moment as RFC 3339 writes it, or the word that was meant. */
static void
offer_form(PmCheck *check, PmDiagnostic *found, const PmNode *node)
{
    static const char *const words[] = { "unknown", NULL };
    const char *word = pm_spelling_of(node->text, words);
    const PmConfig *config = check->config;
    g_autofree char *time =
        pm_rfc3339_of(node->text, config->time_zone_named ? config->time_zone : NULL);
    if (time != NULL || word != NULL)
        pm_offer_text(check, found, node, time != NULL ? time : word);
}

static void
judge_time(PmCheck *check, PmTimeName name)
{
    const PmNode *node = time_node(check, name);
    const char *text = pm_node_string(node);
    if (text == NULL || g_str_equal(text, "unknown"))
        return;
    int64_t seconds;
    bool zoned = false;
    PmDiagnostic *found = NULL;
    if (!pm_time_parse(text, NULL, &seconds, &zoned)) {
        found = pm_check_report(check, node->span, "%s %s is no time", pm_time_name(name),
                                pm_check_quote(check, text));
    } else if (is_day(node)) {
        found = pm_check_report(check, node->span, "%s is a day, and no time", pm_time_name(name));
    } else if (text[12] == ':') {
        found = pm_check_report(check, node->span, "the hour of %s has one digit, and needs two",
                                pm_time_name(name));
    } else if (!zoned) {
        found = pm_check_report(check, node->span, "%s has no time zone", pm_time_name(name));
    } else if (strlen(text) > 16 && text[16] != ':') {
        found = pm_check_report(check, node->span, "%s has no seconds", pm_time_name(name));
    } else if (!pm_rfc3339_is(text)) {
        found = pm_check_report(check, node->span, "the zone of %s is neither Z nor as +09:00",
                                pm_time_name(name));
    }
    if (found == NULL)
        return;
    found->help = FORM;
    offer_form(check, found, node);
}

static void
format(PmCheck *check)
{
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++)
        judge_time(check, name);
}

/* A key of an adopted corpus that `fields` of the config names. */
static void
readable(PmCheck *check)
{
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++) {
        const PmField *time = &check->document->fields.times[name];
        const char *text = pm_node_string(time->node);
        if (time->state != PM_FIELD_BAD || time->node == time_node(check, name) ||
            (text != NULL && *text == '\0'))
            continue;
        PmDiagnostic *found =
            pm_check_report(check, time->node->span, "%s stands for %s, and is no time",
                            pm_check_quote(check, time->node->key), pm_time_name(name));
        if (found != NULL)
            found->help = "for example 2026-01-14T16:58:00Z, or 2026-01-14 16:58";
    }
}

/* "46 minutes", "3 days": the largest unit that it fills. */
static const char *
words_of(PmCheck *check, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = { { DAY, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
    size_t i = 0;
    while (i + 1 < G_N_ELEMENTS(units) && seconds < units[i].seconds)
        i++;
    int64_t count = seconds / units[i].seconds;
    return pm_check_text(check, "%" G_GINT64_FORMAT " %s%s", count, units[i].name,
                         count == 1 ? "" : "s");
}

static const char *
doubt_about(PmTimeName name, PmTimeName last)
{
    if (last == PM_TIME_STARTED && name != PM_TIME_DETECTED)
        return "most often one of the two has a wrong day, month or zone";
    static const char *const doubts[PM_TIME_COUNT] = {
        [PM_TIME_DETECTED] = "a detection before the start usually means that started is too late",
        [PM_TIME_RESPONDED] = "nobody responds to what nobody has noticed yet",
        [PM_TIME_MITIGATED] = "what ended by itself was mitigated at the time it was responded to",
        [PM_TIME_RESOLVED] = "what is resolved is mitigated too, at that time at the latest",
    };
    return doubts[name];
}

static void
order(PmCheck *check)
{
    const PmField *times = check->document->fields.times;
    const PmField *last = NULL;
    PmTimeName last_name = PM_TIME_STARTED;
    for (PmTimeName name = PM_TIME_STARTED; name <= PM_TIME_RESOLVED; name++) {
        const PmField *time = &times[name];
        if (time->state != PM_FIELD_GIVEN || is_day(time->node))
            continue;
        if (last != NULL && time->value < last->value) {
            PmDiagnostic *found = pm_check_report(check, pm_check_key_span(check, time->node),
                                                  "%s is earlier than %s", pm_time_name(name),
                                                  pm_time_name(last_name));
            if (found != NULL) {
                unsigned line =
                    pm_source_position(check->document->source, last->node->span.start).line;
                found->label = pm_check_text(check, "%s before %s, line %u",
                                             words_of(check, last->value - time->value),
                                             pm_time_name(last_name), line);
                found->help = doubt_about(name, last_name);
            }
        }
        last = time;
        last_name = name;
    }
}

/* Times that must be given or unknown: a near miss needs its start alone, and only what was kept
 * from somebody is disclosed. */
static bool
is_needed(const PmFields *fields, PmTimeName name)
{
    if (g_strcmp0(fields->kind, "near-miss") == 0)
        return false;
    if (name == PM_TIME_DISCLOSED)
        return g_strcmp0(fields->kind, "security") == 0 || g_strcmp0(fields->kind, "data") == 0;
    if (name > PM_TIME_DISCLOSED) /* where a law asks for it */
        return false;
    return name != PM_TIME_STARTED; /* the schema wants that one, always */
}

/* A key that is not there at all; one that stands there empty is a question that somebody left
 * open. It goes behind the time that comes before it. */
static void
offer_unknown(PmCheck *check, PmDiagnostic *found, PmTimeName name)
{
    const PmNode *before = NULL;
    for (PmTimeName other = 0; other < name; other++)
        if (time_node(check, other) != NULL)
            before = time_node(check, other);
    if (before != NULL && time_node(check, name) == NULL)
        pm_offer_unknown(check, found, before, pm_time_name(name));
}

static void
missing(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++) {
        if (!is_needed(fields, name) || fields->times[name].state != PM_FIELD_MISSING)
            continue;
        const PmNode *node = time_node(check, name);
        PmSpan span = pm_check_key_span(check, node != NULL ? node : times_of(check));
        PmDiagnostic *found =
            pm_check_report(check, span, "time %s is not filled in", pm_time_name(name));
        if (found != NULL)
            found->help = "'unknown' is an answer too";
        pm_check_mend(check, found, "set", " times.%s=…", pm_time_name(name));
        offer_unknown(check, found, name);
    }
}

static bool
is_duration(const char *key)
{
    static const char *const words[] = { "duration", "downtime", "mttr", "mttd", "mtta",
                                         "ttd",      "ttr",      "ttm",  NULL };
    return g_strv_contains(words, key) || g_str_has_prefix(key, "time_to_") ||
           g_str_has_suffix(key, "_duration");
}

static void
judge_durations(PmCheck *check, const PmNode *map)
{
    for (size_t i = 0; pm_node_is(map, PM_NODE_MAP) && i < map->count; i++) {
        if (!is_duration(map->items[i]->key))
            continue;
        PmDiagnostic *found = pm_check_report(check, map->items[i]->key_span,
                                              "%s is typed, and follows from the times",
                                              pm_check_quote(check, map->items[i]->key));
        if (found != NULL)
            found->help = "a second statement of one fact goes wrong in time; remove it";
    }
}

static void
duration(PmCheck *check)
{
    judge_durations(check, check->document->front);
    judge_durations(check, times_of(check));
}

static void
future(PmCheck *check)
{
    int64_t today;
    if (!pm_time_parse(check->lookups->today, NULL, &today, NULL))
        return;
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++) {
        const PmField *time = &check->document->fields.times[name];
        /* today has begun somewhere on earth half a day before UTC */
        if (time->state == PM_FIELD_GIVEN && time->value > today + 2 * DAY)
            pm_check_report(check, pm_check_key_span(check, time->node), "%s is in the future",
                            pm_time_name(name));
    }
}

#define TIMES(lines) "id: x\nstatus: in-review\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n" lines
#define ALL                                                                                        \
    "  detected: \"2026-01-14T17:12:00Z\"\n  responded: unknown\n  mitigated: unknown\n"           \
    "  resolved: \"2026-01-14T18:46:00Z\"\n"

const PmRule pm_rules_times[] = {
    { .id = "times/format",
      .summary = "A time names its day, its clock and its zone",
      .explanation =
          "Times are RFC 3339 with a zone, in quotes, so that every program reads the same "
          "moment: \"2026-01-14T16:58:00Z\" or \"2026-01-15T01:58:00+09:00\". A time that "
          "nobody can know any more is the word unknown. The fix writes the same moment so; a "
          "zone it takes from what is written, or from 'timezone' in the config.",
      .failing = PM_EXAMPLE(TIMES("  detected: \"2026-01-14 17:12\"\n"), "text\n"),
      .passing = PM_EXAMPLE(TIMES("  detected: \"2026-01-14T17:12:00Z\"\n"), "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = format },
    { .id = "times/readable",
      .summary = "A corpus's own key that stands for a time holds one",
      .explanation =
          "'fields' in the config names keys of an adopted corpus that stand for our times. What "
          "can't be read as one is passed over by lists and statistics, as if it were not there.",
      .failing = PM_EXAMPLE("id: x\nended: half past six\n", "text\n"),
      .passing = PM_EXAMPLE("id: x\nended: 2026-01-14 18:30\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FOREIGN,
      .run = readable },
    { .id = "times/order",
      .summary = "Times are in order: started, detected, responded, mitigated, resolved",
      .explanation = "Every duration that is reported follows from these times, and a negative one "
                     "shows a typing error or a story that is not understood yet. Equal times are "
                     "fine; unknown ones are passed over.",
      .failing = PM_EXAMPLE(TIMES("  detected: \"2026-01-14T16:12:00Z\"\n"), "text\n"),
      .passing = PM_EXAMPLE(TIMES("  detected: \"2026-01-14T17:12:00Z\"\n"), "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FOREIGN,
      .run = order },
    { .id = "times/missing",
      .summary = "Every time is given, or unknown",
      .explanation =
          "Whoever reviews a story needs to see when it was noticed and when it ended. "
          "'unknown' says that it can't be found out; an empty value says that nobody "
          "looked yet. A near miss needs its start alone; when it was disclosed is asked "
          "of security and data incidents. The fix adds a key that is not there at all, as "
          "unknown.",
      .failing = PM_EXAMPLE(TIMES("  detected:\n"), "text\n"),
      .passing = PM_EXAMPLE(TIMES(ALL), "text\n"),
      .severity = PM_STORY_LATER,
      .needs = PM_NEEDS_FRONT | PM_RULE_PENDING,
      .run = missing },
    { .id = "times/duration",
      .summary = "Durations are derived, not typed",
      .explanation =
          "The times say how long it took. A typed duration is a second home of the same "
          "fact, and one day they disagree.",
      .failing = PM_EXAMPLE("id: x\nduration: 46m\n", "text\n"),
      .passing = PM_EXAMPLE(TIMES(ALL), "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = duration },
    { .id = "times/future",
      .summary = "What happened is in the past",
      .explanation = "A time after today is most often a wrong year or a wrong month.",
      .failing = PM_EXAMPLE("id: x\ntimes:\n  started: \"2027-01-14T16:58:00Z\"\n", "text\n"),
      .passing = PM_EXAMPLE("id: x\ntimes:\n  started: \"2026-01-14T16:58:00Z\"\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = future },
    { .id = NULL },
};
