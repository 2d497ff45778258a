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

static bool
same(const char *a, const char *b)
{
    g_autofree char *left = g_utf8_casefold(a, -1);
    g_autofree char *right = g_utf8_casefold(b, -1);
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
    if (text == NULL || g_str_equal(text, "unknown"))
        return g_str_equal(value, "unknown") ? answer((text != NULL) == (op == PM_FILTER_IS))
                                             : PM_ANSWER_UNKNOWN;
    return equality(op, same(text, value));
}

static PmAnswer
ask_strings(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
            const char *value)
{
    const char *const *list =
        G_STRUCT_MEMBER(const char *const *, &subject->document->fields, field->offset);
    if (list[0] == NULL)
        return PM_ANSWER_UNKNOWN;
    bool found = false;
    for (size_t i = 0; list[i] != NULL; i++)
        found |= same(list[i], value);
    return equality(op, found);
}

static PmAnswer
ask_number(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
           const char *value)
{
    const PmField *number = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    int64_t wanted;
    if (number->state != PM_FIELD_GIVEN)
        return PM_ANSWER_UNKNOWN;
    if (!g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, &wanted, NULL))
        return PM_ANSWER_NO;
    return ordered(op, number->value, wanted);
}

static PmAnswer
ask_severity(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
             const char *value)
{
    const PmField *number = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    int wanted;
    const char *text = pm_node_string(number->node);
    if (text != NULL && number->state != PM_FIELD_UNKNOWN && !pm_severity_parse(value, &wanted))
        return equality(op, same(text, value)); /* a word of an adopted corpus */
    if (number->state != PM_FIELD_GIVEN)
        return PM_ANSWER_UNKNOWN;
    return pm_severity_parse(value, &wanted) ? ordered(op, number->value, wanted) : PM_ANSWER_NO;
}

/* Days, months and years compare as text: "2026-01" is all of January. */
static PmAnswer
ask_time(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
         const char *value)
{
    const PmField *time = G_STRUCT_MEMBER_P(&subject->document->fields, field->offset);
    if (time->state != PM_FIELD_GIVEN)
        return PM_ANSWER_UNKNOWN;
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
    for (size_t i = 0; i < fields->finding_count; i++)
        found |= g_strcmp0(fields->findings[i].class_name, value) == 0;
    return equality(op, found);
}

static bool
is_open(const PmAction *action)
{
    static const char *const ended[] = { "done", "confirmed", "not-doing", NULL };
    return action->status == NULL || !g_strv_contains(ended, action->status);
}

static PmAnswer
ask_actions(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
            const char *value)
{
    (void)field;
    const PmFields *fields = &subject->document->fields;
    bool found = g_str_equal(value, "none") && fields->action_count == 0;
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        if (g_str_equal(value, "open"))
            found |= is_open(action);
        else if (g_str_equal(value, "overdue"))
            found |=
                is_open(action) && action->due != NULL && strcmp(action->due, subject->today) < 0;
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
    const char *id = subject->document->id;
    return id == NULL ? PM_ANSWER_UNKNOWN : equality(op, strstr(id, value) != NULL);
}

#define FIELD(member) G_STRUCT_OFFSET(PmFields, member)

static const PmFilterField filter_fields[] = {
    { "id", ask_id, 0 },
    { "title", ask_string, FIELD(title) },
    { "kind", ask_string, FIELD(kind) },
    { "severity", ask_severity, FIELD(severity) },
    { "status", ask_string, FIELD(status_text) },
    { "owner", ask_string, FIELD(owner) },
    { "service", ask_strings, FIELD(services) },
    { "tag", ask_strings, FIELD(tags) },
    { "related", ask_strings, FIELD(related) },
    { "detected_by", ask_string, FIELD(detected_by) },
    { "data_breach", ask_string, FIELD(data_breach) },
    { "customers", ask_number, FIELD(customers) },
    { "started", ask_time, FIELD(times[PM_TIME_STARTED]) },
    { "detected", ask_time, FIELD(times[PM_TIME_DETECTED]) },
    { "mitigated", ask_time, FIELD(times[PM_TIME_MITIGATED]) },
    { "resolved", ask_time, FIELD(times[PM_TIME_RESOLVED]) },
    { "team", ask_team, 0 },
    { "class", ask_class, 0 },
    { "actions", ask_actions, 0 },
    { "full", ask_full, 0 },
};

const PmFilterField *
pm_filter_field(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(filter_fields); i++)
        if (g_str_equal(filter_fields[i].name, name))
            return &filter_fields[i];
    return NULL;
}

const char **
pm_filter_field_names(void)
{
    const char **names = g_new0(const char *, G_N_ELEMENTS(filter_fields) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(filter_fields); i++)
        names[i] = filter_fields[i].name;
    return names;
}
