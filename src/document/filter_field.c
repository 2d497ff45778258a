/* SPDX-License-Identifier: Apache-2.0 */
#include "document/filter_field.h"

#include <string.h>

static PmAnswer
answer(bool yes)
{
    return yes ? PM_ANSWER_YES : PM_ANSWER_NO;
}

static PmAnswer
ordered(PmFilterOp op, int64_t left, int64_t right)
{
    switch (op) {
    case PM_FILTER_IS:
        return answer(left == right);
    case PM_FILTER_IS_NOT:
        return answer(left != right);
    case PM_FILTER_LESS:
        return answer(left < right);
    case PM_FILTER_LESS_EQUAL:
        return answer(left <= right);
    case PM_FILTER_MORE:
        return answer(left > right);
    case PM_FILTER_MORE_EQUAL:
        return answer(left >= right);
    }
    return PM_ANSWER_UNKNOWN;
}

char *
pm_filter_fold(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold(composed, -1);
}

static bool
same(const char *a, const char *b)
{
    g_autofree char *left = pm_filter_fold(a);
    g_autofree char *right = pm_filter_fold(b);
    return g_str_equal(left, right);
}

static PmAnswer
equality(PmFilterOp op, bool equal)
{
    if (op == PM_FILTER_IS_NOT)
        return answer(!equal);
    return op == PM_FILTER_IS ? answer(equal) : PM_ANSWER_NO;
}

static PmAnswer
ask_string(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
           const char *value)
{
    const char *text = G_STRUCT_MEMBER(const char *, &subject->document->fields, field->offset);
    if (text == NULL)
        return PM_ANSWER_UNKNOWN;
    if (g_str_equal(text, "unknown") && !g_str_equal(value, "unknown"))
        return PM_ANSWER_UNKNOWN;
    return equality(op, same(text, value));
}

static PmAnswer
ask_tags(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
         const char *value)
{
    const char *const *list =
        G_STRUCT_MEMBER(const char *const *, &subject->document->fields, field->offset);
    bool found = false;
    for (size_t i = 0; list[i] != NULL; i++)
        found |= same(list[i], value);
    return equality(op, found);
}

/* Of what every document has some, none says that nobody filled it in. */
static PmAnswer
ask_services(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
             const char *value)
{
    return subject->document->fields.services[0] == NULL ? PM_ANSWER_UNKNOWN
                                                         : ask_tags(field, subject, op, value);
}

/* What follows from the state of a field alone; false: its value decides. */
static bool
answer_by_state(const PmField *field, PmFilterOp op, const char *value, PmAnswer *out)
{
    bool given = field->state == PM_FIELD_GIVEN;
    if (!g_str_equal(value, "unknown")) {
        *out = PM_ANSWER_UNKNOWN;
        return !given;
    }
    *out = given || field->state == PM_FIELD_UNKNOWN ? equality(op, !given) : PM_ANSWER_UNKNOWN;
    return true;
}

static PmAnswer
ask_number(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
           const char *value)
{
    const PmField *number = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    PmAnswer out;
    int64_t wanted;
    if (answer_by_state(number, op, value, &out))
        return out;
    if (!g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, &wanted, NULL))
        return PM_ANSWER_UNKNOWN;
    return ordered(op, number->value, wanted);
}

static PmAnswer
ask_severity(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
             const char *value)
{
    const PmField *number = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    PmAnswer out;
    int wanted;
    const char *text = pm_node_string(number->node);
    if (text != NULL && number->state != PM_FIELD_UNKNOWN && !g_str_equal(value, "unknown") &&
        !pm_severity_parse(value, &wanted))
        return equality(op, same(text, value)); /* a word of an adopted corpus */
    if (answer_by_state(number, op, value, &out))
        return out;
    return pm_severity_parse(value, &wanted) ? ordered(op, number->value, wanted)
                                             : PM_ANSWER_UNKNOWN;
}

/* Days, months and years compare as text: "2026-01" is all of January. */
static PmAnswer
ask_time(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
         const char *value)
{
    const PmField *time = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    PmAnswer out;
    if (answer_by_state(time, op, value, &out))
        return out;
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(time->value);
    g_autofree char *text = at == NULL ? NULL : g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ");
    if (text == NULL)
        return PM_ANSWER_UNKNOWN;
    return ordered(op, strncmp(text, value, strlen(value)), 0);
}

static PmAnswer
ask_team(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
         const char *value)
{
    (void)field;
    const PmFields *fields = &subject->document->fields;
    bool found = false;
    if (fields->party_count == 0)
        return PM_ANSWER_UNKNOWN;
    for (size_t i = 0; i < fields->party_count; i++)
        found |= fields->parties[i].team != NULL && same(fields->parties[i].team, value);
    return equality(op, found);
}

static PmAnswer
ask_class(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
          const char *value)
{
    (void)field;
    const PmFields *fields = &subject->document->fields;
    bool found = false;
    if (fields->finding_count == 0)
        return PM_ANSWER_UNKNOWN;
    for (size_t i = 0; i < fields->finding_count; i++)
        found |= g_strcmp0(fields->findings[i].class_name, value) == 0;
    return equality(op, found);
}

static PmAnswer
ask_actions(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
            const char *value)
{
    (void)field;
    const PmFields *fields = &subject->document->fields;
    bool found = g_str_equal(value, "none") && fields->action_count == 0;
    if (g_str_equal(value, "overdue") && *subject->today == '\0')
        return PM_ANSWER_UNKNOWN; /* a policy has no today */
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (g_str_equal(value, "open"))
            found |= pm_action_is_open(action);
        else if (g_str_equal(value, "overdue"))
            found |= pm_action_is_open(action) && action->due != NULL &&
                     strcmp(action->due, subject->today) < 0;
        else
            found |= g_strcmp0(action->status, value) == 0;
    }
    return equality(op, found);
}

static PmAnswer
ask_full(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
         const char *value)
{
    (void)field;
    bool full = pm_fields_is_full(&subject->document->fields);
    return equality(op, full == g_str_equal(value, "true"));
}

static PmAnswer
ask_id(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op, const char *value)
{
    (void)field;
    if (subject->document->id == NULL)
        return PM_ANSWER_UNKNOWN;
    g_autofree char *id = pm_filter_fold(subject->document->id);
    g_autofree char *part = pm_filter_fold(value);
    return equality(op, strstr(id, part) != NULL);
}

static bool
is_number(const char *text)
{
    return g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

static bool
is_severity(const char *text)
{
    int severity;
    return pm_severity_parse(text, &severity);
}

/* The beginning of "2026-01-14T16:58:00Z", whole parts of it. */
static bool
is_time(const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    size_t length = strlen(text);
    if (length < 4 || length >= sizeof form || form[length - 1] == '-' || form[length - 1] == ':' ||
        (form[length - 1] == 'd' && form[length] == 'd') || form[length - 1] == 'T')
        return false;
    for (size_t i = 0; i < length; i++)
        if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
            return false;
    return true;
}

static const char *const kinds[] = { "outage",    "degradation", "security", "data",
                                     "near-miss", "process",     NULL };
static const char *const statuses[] = { "draft",  "in-review", "reviewed",
                                        "closed", "withdrawn", NULL };
static const char *const detectors[] = { "alert",   "customer",  "staff",
                                         "partner", "authority", "researcher",
                                         "chance",  "unknown",   NULL };
static const char *const breaches[] = { "none", "suspected", "confirmed", "unknown", NULL };
static const char *const classes[] = { "technical-lapse",
                                       "procedural-failure",
                                       "manual-error",
                                       "process-flaw",
                                       "communication-glitch",
                                       "attack-vector",
                                       NULL };
static const char *const actions[] = { "open", "overdue",   "none",      "proposed", "doing",
                                       "done", "confirmed", "not-doing", NULL };
static const char *const truths[] = { "true", "false", NULL };
static const char TIME[] = "a year, month, day or time in UTC: 2026, 2026-01, 2026-01-14T16:58";

#define OF(member) .offset = G_STRUCT_OFFSET(PmFields, member)
#define NUMBER(test, what) .ordered = true, .accepts = (test), .form = (what)
#define WORDS(list, adopted) .words = (list), .open = (adopted)

static const PmFilterField filter_fields[] = {
    { "id", pm_filter_tell_id, ask_id, .offset = 0 },
    { "title", pm_filter_tell_string, ask_string, OF(title) },
    { "kind", pm_filter_tell_string, ask_string, OF(kind), WORDS(kinds, true) },
    { "severity", pm_filter_tell_severity, ask_severity, OF(severity),
      NUMBER(is_severity, "1 (worst) to 5"), .open = true },
    { "status", pm_filter_tell_string, ask_string, OF(status_text), WORDS(statuses, true) },
    { "owner", pm_filter_tell_string, ask_string, OF(owner) },
    { "service", pm_filter_tell_list, ask_services, OF(services) },
    { "tag", pm_filter_tell_list, ask_tags, OF(tags) },
    { "related", pm_filter_tell_list, ask_tags, OF(related) },
    { "detected_by", pm_filter_tell_string, ask_string, OF(detected_by), WORDS(detectors, false) },
    { "data_breach", pm_filter_tell_string, ask_string, OF(data_breach), WORDS(breaches, false) },
    { "customers", pm_filter_tell_number, ask_number, OF(customers),
      NUMBER(is_number, "a number") },
    { "started", pm_filter_tell_time, ask_time, OF(times[PM_TIME_STARTED]), NUMBER(is_time, TIME) },
    { "detected", pm_filter_tell_time, ask_time, OF(times[PM_TIME_DETECTED]),
      NUMBER(is_time, TIME) },
    { "responded", pm_filter_tell_time, ask_time, OF(times[PM_TIME_RESPONDED]),
      NUMBER(is_time, TIME) },
    { "mitigated", pm_filter_tell_time, ask_time, OF(times[PM_TIME_MITIGATED]),
      NUMBER(is_time, TIME) },
    { "resolved", pm_filter_tell_time, ask_time, OF(times[PM_TIME_RESOLVED]),
      NUMBER(is_time, TIME) },
    { "team", pm_filter_tell_teams, ask_team, .offset = 0 },
    { "class", pm_filter_tell_classes, ask_class, WORDS(classes, false) },
    { "actions", pm_filter_tell_actions, ask_actions, WORDS(actions, false) },
    { "full", pm_filter_tell_full, ask_full, WORDS(truths, false) },
};

const PmFilterField *
pm_filter_field(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(filter_fields); i++)
        if (g_str_equal(filter_fields[i].name, name))
            return &filter_fields[i];
    return NULL;
}

bool
pm_filter_field_accepts(const PmFilterField *field, const char *value, bool equality,
                        PmFilterFlags flags)
{
    bool open = field->open && equality && !(flags & PM_FILTER_OURS);
    if (field->accepts != NULL)
        return open || field->accepts(value) || (equality && g_str_equal(value, "unknown"));
    return open || field->words == NULL || g_strv_contains(field->words, value);
}

const char **
pm_filter_field_names(void)
{
    const char **names = g_new0(const char *, G_N_ELEMENTS(filter_fields) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(filter_fields); i++)
        names[i] = filter_fields[i].name;
    return names;
}
