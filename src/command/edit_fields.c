/* SPDX-License-Identifier: Apache-2.0 */
#include "command/edit_fields.h"

#include "check/check.h"
#include "command/clock.h"
#include "data/scalar.h"

#include <string.h>

/* How a value is written, by its key; everything else is text as it comes. */
typedef enum {
    VALUE_TEXT,
    VALUE_PLAIN,  /* a number or a truth value where it looks like one */
    VALUE_LIST,   /* of texts */
    VALUE_TIME,   /* in UTC */
    VALUE_MOMENT, /* the same, or a day */
    VALUE_DAY,
} ValueKind;

static const struct {
    const char *key; /* the last part: "due" of actions.A1.due */
    ValueKind kind;
} kinds[] = {
    { "severity", VALUE_PLAIN },
    { "customers", VALUE_PLAIN },
    { "priority", VALUE_PLAIN },
    { "novel", VALUE_PLAIN },
    { "due", VALUE_DAY },
    { "services", VALUE_LIST },
    { "tags", VALUE_LIST },
    { "related", VALUE_LIST },
    { "considered", VALUE_LIST },
    { "consulted", VALUE_LIST },
    { "incidents", VALUE_LIST },
    { "for", VALUE_LIST },
    { "recurs", VALUE_LIST },
    { "started", VALUE_TIME },
    { "detected", VALUE_TIME },
    { "responded", VALUE_TIME },
    { "mitigated", VALUE_TIME },
    { "resolved", VALUE_TIME },
    { "disclosed", VALUE_TIME },
    { "aware", VALUE_TIME },
    { "classified", VALUE_TIME },
    { "notified", VALUE_MOMENT },
    { "next_update", VALUE_MOMENT },
    { "at", VALUE_MOMENT },
    { "collected_at", VALUE_MOMENT },
    { "done_at", VALUE_MOMENT },
    { "confirmed_at", VALUE_MOMENT },
    { "dropped_at", VALUE_MOMENT },
};

static ValueKind
kind_of(const char *pointer)
{
    const char *last = strrchr(pointer, '/') + 1;
    if (strstr(pointer, "/x-") != NULL)
        return VALUE_PLAIN;
    /* of a duty towards somebody outside the hour counts */
    if (g_str_has_prefix(pointer, "/external/") && g_str_equal(last, "due"))
        return VALUE_MOMENT;
    /* a finding's evidence is a list of ids; the document's is a list of items, which are at a path
     */
    if (g_str_has_prefix(pointer, "/evidence"))
        return g_str_equal(last, "collected_at") || g_str_equal(last, "recorded") ? VALUE_MOMENT
               : g_str_equal(last, "size")                                        ? VALUE_PLAIN
                                                                                  : VALUE_TEXT;
    if (g_str_equal(last, "evidence"))
        return VALUE_LIST;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].key, last))
            return kinds[i].kind;
    return VALUE_TEXT;
}

static const char *
render_list(PmArena *arena, const char *value)
{
    g_auto(GStrv) words = g_strsplit(value, ",", -1);
    g_autoptr(GPtrArray) rendered = g_ptr_array_new();
    for (size_t i = 0; words[i] != NULL; i++) {
        g_strstrip(words[i]);
        if (*words[i] != '\0')
            g_ptr_array_add(rendered, pm_scalar_quote(arena, words[i]));
    }
    return pm_edit_flow(arena, (const char *const *)(const void *)rendered->pdata, rendered->len);
}

/* A time of day alone: of the incident after its start, of what is yet to come in the future. */
static char *
time_of(const PmDocumentStep *step, const char *pointer, const char *value)
{
    const PmField *started = &step->document->fields.times[PM_TIME_STARTED];
    bool of_incident = g_str_has_prefix(pointer, "/times/") && started->state == PM_FIELD_GIVEN;
    if (of_incident && g_str_equal(pointer, "/times/started"))
        return pm_clock_read(step->context, value, PM_CLOCK_SAME_DAY, started->value);
    if (of_incident)
        return pm_clock_read(step->context, value, PM_CLOCK_AFTER, started->value);
    bool future = g_str_equal(pointer, "/next_update") || g_str_has_suffix(pointer, "/due");
    return pm_clock_read(step->context, value, future ? PM_CLOCK_AFTER : PM_CLOCK_BEFORE,
                         pm_clock_now(step->context));
}

static bool
is_day(const char *text)
{
    int64_t seconds;
    return strlen(text) == strlen("2026-01-14") && pm_time_parse(text, NULL, &seconds, NULL);
}

/* A time, or where `kind` has it so a day, as it is written. */
static const char *
moment(const PmDocumentStep *step, const char *pointer, ValueKind kind, const char *value,
       GError **error)
{
    if (g_str_equal(value, "unknown") || (kind != VALUE_TIME && is_day(value)))
        return value;
    g_autofree char *time = time_of(step, pointer, value);
    if (time == NULL)
        pm_error_set(error, PM_ERROR_USAGE, PM_CLOCK_FORMS " or unknown",
                     is_day(value) ? "'%s' has no time of day" : "'%s' is no time", value);
    return pm_arena_strdup(step->arena, time);
}

static const char *
render(const PmDocumentStep *step, const char *pointer, const char *value, GError **error)
{
    ValueKind kind = kind_of(pointer);
    if (kind == VALUE_LIST)
        return render_list(step->arena, value);
    if (kind == VALUE_PLAIN)
        return pm_scalar_render(step->arena, value);
    if (kind == VALUE_TEXT)
        return pm_scalar_quote(step->arena, value);
    if (kind == VALUE_DAY && !g_str_equal(value, "unknown") && !is_day(value)) {
        pm_error_set(error, PM_ERROR_USAGE, "for example 2026-02-01", "'%s' is no day", value);
        return NULL;
    }
    const char *time = moment(step, pointer, kind, value, error);
    return time != NULL ? pm_scalar_quote(step->arena, time) : NULL;
}

const char *
pm_edit_notified(const PmDocumentStep *step, const char *value, GError **error)
{
    return moment(step, "/external/0/notified", VALUE_MOMENT, value, error);
}

void
pm_edit_no_item(const PmDocument *document, const char *list, const char *id, GError **error)
{
    const PmNode *items = pm_node_get(document->front, list);
    g_autoptr(GString) hint = g_string_new(NULL);
    for (size_t i = 0; pm_node_is(items, PM_NODE_LIST) && i < items->count; i++) {
        const char *known = pm_node_string(pm_node_get(items->items[i], "id"));
        if (known != NULL)
            g_string_append_printf(hint, "%s%s", hint->len > 0 ? ", " : "it has ", known);
    }
    if (hint->len == 0)
        g_string_printf(hint, "it has no %s yet", list);
    pm_error_set(error, PM_ERROR_NOT_FOUND, hint->str, "%s has no '%s' among its %s", document->id,
                 id, list);
}

/* The place of an item in a list of maps: by its id, its number, from 1, or what it is called. */
static size_t
find_item(const PmNode *list, const char *name)
{
    static const char *const keys[] = { "id", "team", "organisation", "duty" };
    guint64 number;
    bool numbered = g_ascii_string_to_unsigned(name, 10, 1, MAX(list->count, 1), &number, NULL);
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < (numbered ? 1 : G_N_ELEMENTS(keys)); k++)
            if (g_strcmp0(pm_node_string(pm_node_get(list->items[i], keys[k])), name) == 0)
                return i;
    return numbered ? MIN((size_t)number - 1, list->count) : list->count;
}

/* "actions.A1.due" → "/actions/0/due": a part that is an item's id stands for its place. */
static bool
pointer_of(const PmDocument *document, const char *key, GString *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(key, ".", -1);
    const PmNode *at = document->front;
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (*parts[i] == '\0' || strpbrk(parts[i], "/~") != NULL) {
            pm_error_set(error, PM_ERROR_USAGE, "keys are written like times.detected",
                         "'%s' is no key", key);
            return false;
        }
        if (pm_node_is(at, PM_NODE_LIST)) {
            size_t index = find_item(at, parts[i]);
            if (index == at->count) {
                pm_edit_no_item(document, parts[0], parts[i], error);
                return false;
            }
            g_string_append_printf(out, "/%zu", index);
            at = at->items[index];
            continue;
        }
        g_string_append_printf(out, "/%s", parts[i]);
        at = pm_node_get(at, parts[i]);
    }
    if (!g_str_equal(parts[0], "id") && !g_str_equal(parts[0], "schema"))
        return true;
    pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' can't be set", parts[0]);
    return false;
}

static void
add_edit(PmDocumentStep *step, PmEditKind kind, const char *pointer, const char *value)
{
    pm_document_step_add(step, &(PmEditStep){ .kind = kind,
                                              .pointer = pm_arena_strdup(step->arena, pointer),
                                              .value = value });
}

/* Where the value is: in an adopted document the corpus's own key may stand for ours. */
static const char *
place_of(PmDocumentStep *step, const char *pointer)
{
    if (!step->document->adopted)
        return pointer;
    g_autofree char *ours = g_strdelimit(g_strdup(pointer + 1), "/", '.');
    PmFieldReading reading = pm_checker_reading(step->arena, step->context->config);
    const char *theirs = pm_fields_theirs(step->arena, step->document->front, &reading, ours);
    return theirs != NULL ? theirs : pointer;
}

/* A severity as `new` writes it, 2 of SEV2; the corpus's own word, where it has one and the
 * document is none of ours yet. */
static const char *
word_for(const PmDocumentStep *step, const char *value)
{
    const PmConfig *config = step->context->config;
    int severity;
    if (!step->document->adopted || pm_node_get(step->document->front, "schema") != NULL)
        return pm_severity_parse(value, &severity) ? pm_arena_printf(step->arena, "%d", severity)
                                                   : value;
    for (size_t i = 0; pm_severity_parse(value, &severity) && i < config->severity_count; i++)
        if (config->severities[i].severity == severity)
            return config->severities[i].word;
    return value;
}

/* += and -= on a list of texts. What is removed goes from the end, so that places stay true. */
static void
change_list(PmDocumentStep *step, const char *pointer, char op, const char *value)
{
    const PmNode *list = pm_node_at(step->document->front, pointer);
    size_t count = pm_node_is(list, PM_NODE_LIST) ? list->count : 0;
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(value, ",", -1);
    for (size_t i = 0; parts[i] != NULL; i++)
        if (*g_strstrip(parts[i]) != '\0' &&
            !g_ptr_array_find_with_equal_func(words, parts[i], g_str_equal, NULL))
            g_ptr_array_add(words, g_strdup(parts[i]));
    for (size_t place = count; place-- > 0;) {
        const char *item = pm_node_string(list->items[place]);
        guint index;
        if (item == NULL || !g_ptr_array_find_with_equal_func(words, item, g_str_equal, &index))
            continue;
        if (op == '-')
            add_edit(step, PM_EDIT_REMOVE, pm_arena_printf(step->arena, "%s/%zu", pointer, place),
                     NULL);
        else /* it is there */
            g_ptr_array_remove_index(words, index);
    }
    for (guint i = 0; op == '+' && i < words->len; i++)
        add_edit(step, PM_EDIT_APPEND, pointer, pm_scalar_quote(step->arena, words->pdata[i]));
}

bool
pm_edit_is_assignment(const char *text, const char *example, GError **error)
{
    const char *equals = strchr(text, '=');
    if (equals != NULL && equals != text)
        return true;
    g_autofree char *hint = g_strdup_printf("for example %s", example);
    pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' is not <key>=<value>", text);
    return false;
}

bool
pm_edit_is_own(const PmDocumentStep *step, const char *assignment, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(assignment, ".", 3);
    if (g_strv_length(parts) < 3 || !g_str_equal(parts[0], "actions") ||
        !g_str_equal(parts[2], "status=confirmed"))
        return true;
    pm_error_set(error, PM_ERROR_REFUSED,
                 pm_arena_printf(step->arena, "git postmortem action confirm %s %s --proof …",
                                 pm_context_word(step->context, step->document->id),
                                 pm_context_word(step->context, parts[1])),
                 "a second person confirms action %s, and says by what", parts[1]);
    return false;
}

bool
pm_edit_assign(PmDocumentStep *step, const char *assignment, GError **error)
{
    if (!pm_edit_is_assignment(assignment, "severity=2", error))
        return false;
    const char *equals = strchr(assignment, '=');
    const char *value = equals + 1;
    char op = equals[-1];
    size_t length = (size_t)(equals - assignment) - (op == '+' || op == '-' ? 1 : 0);
    g_autofree char *key = g_strndup(assignment, length);
    g_autoptr(GString) pointer = g_string_new(NULL);
    if (!pointer_of(step->document, key, pointer, error))
        return false;
    const char *place = place_of(step, pointer->str);
    if (op == '+' || op == '-') {
        change_list(step, place, op, value);
        return true;
    }
    if (g_str_equal(pointer->str, "/severity"))
        value = word_for(step, value);
    bool there = pm_node_at(step->document->front, place) != NULL;
    const char *rendered = *value != '\0' ? render(step, pointer->str, value, error) : NULL;
    if (rendered != NULL)
        add_edit(step, PM_EDIT_SET, place, rendered);
    else if (*value == '\0' && there)
        add_edit(step, PM_EDIT_REMOVE, place, NULL);
    return rendered != NULL || *value == '\0';
}

bool
pm_edit_add_item(PmDocumentStep *step, const char *list, const PmEditGiven *given, size_t count,
                 GError **error)
{
    PmEditMember *members = pm_arena_new0(step->arena, PmEditMember, count);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (given[i].value == NULL)
            continue;
        const char *pointer = pm_arena_printf(step->arena, "/%s/0/%s", list, given[i].key);
        const char *value = render(step, pointer, given[i].value, error);
        if (value == NULL)
            return false;
        members[used++] = (PmEditMember){ .key = given[i].key, .value = value };
    }
    pm_document_step_add(step, &(PmEditStep){ .kind = PM_EDIT_APPEND_MAP,
                                              .pointer = pm_arena_printf(step->arena, "/%s", list),
                                              .members = members,
                                              .member_count = used });
    return true;
}
