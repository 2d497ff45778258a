/* SPDX-License-Identifier: Apache-2.0 */
#include "command/edit_fields.h"

#include "base/text.h"
#include "data/scalar.h"

#include <string.h>

/* How a value is written, by its key; everything else is text as it comes. */
typedef enum { VALUE_TEXT, VALUE_PLAIN, VALUE_LIST, VALUE_TIME } ValueKind;

static const struct {
    const char *key; /* the last part: "due" of actions.A1.due */
    ValueKind kind;
} kinds[] = {
    { "severity", VALUE_PLAIN }, { "customers", VALUE_PLAIN },  { "priority", VALUE_PLAIN },
    { "novel", VALUE_PLAIN },    { "services", VALUE_LIST },    { "tags", VALUE_LIST },
    { "related", VALUE_LIST },   { "considered", VALUE_LIST },  { "consulted", VALUE_LIST },
    { "incidents", VALUE_LIST }, { "for", VALUE_LIST },         { "recurs", VALUE_LIST },
    { "started", VALUE_TIME },   { "detected", VALUE_TIME },    { "responded", VALUE_TIME },
    { "mitigated", VALUE_TIME }, { "resolved", VALUE_TIME },    { "disclosed", VALUE_TIME },
    { "notified", VALUE_TIME },  { "next_update", VALUE_TIME },
};

static const char *const top_keys[] = {
    "title",       "kind",       "severity",    "owner",       "services", "summary",    "times",
    "detected_by", "impact",     "convened_by", "parties",     "evidence", "findings",   "actions",
    "response",    "related",    "tags",        "status",      "actors",   "considered", "external",
    "incidents",   "supersedes", "recurs",      "next_update", "tlp",      NULL,
};

static ValueKind
kind_of(const char *pointer)
{
    const char *last = strrchr(pointer, '/') + 1;
    /* findings' evidence is a list of ids; the document's evidence is a list of items */
    if (g_str_equal(last, "evidence") && strchr(pointer + 1, '/') != NULL)
        return VALUE_LIST;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].key, last))
            return kinds[i].kind;
    return VALUE_TEXT;
}

char *
pm_edit_time(const char *text, const PmDocument *document, const PmConfig *config,
             const char *today)
{
    g_autofree char *whole = g_strdup(text);
    bool clock = strlen(text) >= 4 && strlen(text) <= 5 && strchr(text, ':') != NULL;
    const PmField *started = document != NULL ? &document->fields.times[PM_TIME_STARTED] : NULL;
    if (clock) {
        g_autoptr(GDateTime) day = started != NULL && started->state == PM_FIELD_GIVEN
                                       ? g_date_time_new_from_unix_utc(started->value)
                                       : NULL;
        g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->time_zone);
        g_autoptr(GDateTime) here =
            day != NULL && zone != NULL ? g_date_time_to_timezone(day, zone) : NULL;
        g_autofree char *date =
            here != NULL ? g_date_time_format(here, "%Y-%m-%d") : g_strdup(today);
        if (date == NULL)
            return NULL;
        g_free(whole);
        whole = g_strdup_printf("%sT%s%s", date, strlen(text) == 4 ? "0" : "", text);
    }
    int64_t seconds;
    if (!pm_time_parse(whole, config->time_zone, &seconds, NULL))
        return NULL;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    return time == NULL ? NULL : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
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

static const char *
render(PmArena *arena, ValueKind kind, const char *value, const PmDocument *document,
       const PmConfig *config, GError **error)
{
    if (kind == VALUE_LIST)
        return render_list(arena, value);
    if (kind == VALUE_PLAIN)
        return pm_scalar_render(arena, value);
    if (kind == VALUE_TEXT || g_str_equal(value, "unknown"))
        return pm_scalar_quote(arena, value);
    g_autofree char *time = pm_edit_time(value, document, config, NULL);
    if (time == NULL) {
        pm_error_set(error, PM_ERROR_USAGE,
                     "for example 2026-01-14T16:58:00Z, '2026-01-14 16:58', 16:58 "
                     "or unknown",
                     "'%s' is no time", value);
        return NULL;
    }
    return pm_scalar_quote(arena, time);
}

/* "actions.A1.due" → "/actions/0/due": a part that is an item's id stands for its place. */
static bool
pointer_of(const PmNode *root, const char *key, GString *out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(key, ".", -1);
    const PmNode *at = root;
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (*parts[i] == '\0' || strpbrk(parts[i], "/~") != NULL) {
            pm_error_set(error, PM_ERROR_USAGE, "keys are written like times.detected",
                         "'%s' is no key", key);
            return false;
        }
        size_t index = 0;
        if (pm_node_is(at, PM_NODE_LIST)) {
            while (index < at->count &&
                   g_strcmp0(pm_node_string(pm_node_get(at->items[index], "id")), parts[i]) != 0)
                index++;
            if (index == at->count) {
                pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no '%s' in '%s'", parts[i],
                             key);
                return false;
            }
            g_string_append_printf(out, "/%zu", index);
            at = at->items[index];
            continue;
        }
        g_string_append_printf(out, "/%s", parts[i]);
        at = pm_node_get(at, parts[i]);
    }
    return true;
}

static bool
check_key(const PmNode *root, const char *key, GError **error)
{
    g_autofree char *top = g_strndup(key, strcspn(key, "."));
    if (g_str_equal(top, "id") || g_str_equal(top, "schema")) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' can't be set", top);
        return false;
    }
    if (g_strv_contains(top_keys, top) || g_str_has_prefix(top, "x-") ||
        pm_node_get(root, top) != NULL)
        return true;
    const char *closest = pm_text_closest(top, top_keys);
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                            : g_strdup("keys of your own begin with x-");
    pm_error_set(error, PM_ERROR_USAGE, hint, "a postmortem has no key '%s'", top);
    return false;
}

/* += and -= on a list of strings. */
static bool
change_list(PmEdit *edit, const char *pointer, char op, const char *value, GError **error)
{
    PmArena *arena = edit->source->arena;
    const PmNode *list = pm_node_at(edit->root, pointer);
    if (op == '+' && (!pm_node_is(list, PM_NODE_LIST) || list->count == 0))
        return pm_edit_set(edit, pointer, render_list(arena, value), error);
    g_auto(GStrv) words = g_strsplit(value, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++) {
        g_strstrip(words[i]);
        size_t place = 0, count = pm_node_is(list, PM_NODE_LIST) ? list->count : 0;
        while (place < count && g_strcmp0(pm_node_string(list->items[place]), words[i]) != 0)
            place++;
        g_autofree char *item = g_strdup_printf("%s/%zu", pointer, place);
        if (op == '+' && place == count &&
            !pm_edit_append(edit, pointer, pm_scalar_quote(arena, words[i]), error))
            return false;
        if (op == '-' && place < count && !pm_edit_remove(edit, item, error))
            return false;
    }
    return true;
}

bool
pm_edit_assign(PmEdit *edit, const PmDocument *document, const PmConfig *config,
               const char *assignment, GError **error)
{
    const char *equals = strchr(assignment, '=');
    if (equals == NULL || equals == assignment) {
        pm_error_set(error, PM_ERROR_USAGE, "for example severity=2", "'%s' is not <key>=<value>",
                     assignment);
        return false;
    }
    char op = equals[-1];
    size_t length = (size_t)(equals - assignment) - (op == '+' || op == '-' ? 1 : 0);
    g_autofree char *key = g_strndup(assignment, length);
    g_autoptr(GString) pointer = g_string_new(NULL);
    if (!check_key(edit->root, key, error) || !pointer_of(edit->root, key, pointer, error))
        return false;
    if (op == '+' || op == '-')
        return change_list(edit, pointer->str, op, equals + 1, error);
    if (equals[1] == '\0') {
        if (pm_node_at(edit->root, pointer->str) == NULL)
            return true;
        return pm_edit_remove(edit, pointer->str, error);
    }
    const char *value =
        render(edit->source->arena, kind_of(pointer->str), equals + 1, document, config, error);
    return value != NULL && pm_edit_set(edit, pointer->str, value, error);
}

bool
pm_edit_add_item(PmEdit *edit, const char *list, const char *const *assignments,
                 const PmConfig *config, const PmDocument *document, GError **error)
{
    PmArena *arena = edit->source->arena;
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(PmEditMember));
    for (size_t i = 0; assignments[i] != NULL; i++) {
        const char *equals = strchr(assignments[i], '=');
        g_autofree char *pointer =
            g_strdup_printf("/%s/0/%.*s", list, (int)(equals - assignments[i]), assignments[i]);
        const char *value = render(arena, kind_of(pointer), equals + 1, document, config, error);
        if (value == NULL)
            return false;
        PmEditMember member = { .key = pm_arena_strdup(arena, strrchr(pointer, '/') + 1),
                                .value = value };
        g_array_append_val(members, member);
    }
    g_autofree char *pointer = g_strconcat("/", list, NULL);
    return pm_edit_append_map(edit, pointer, (const PmEditMember *)(const void *)members->data,
                              members->len, error);
}

char *
pm_edit_next_id(const PmNode *list, char letter)
{
    guint64 highest = 0;
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++) {
        const char *id = pm_node_string(pm_node_get(list->items[i], "id"));
        guint64 number;
        if (id != NULL && id[0] == letter &&
            g_ascii_string_to_unsigned(id + 1, 10, 0, 1000000, &number, NULL))
            highest = MAX(highest, number);
    }
    return g_strdup_printf("%c%" G_GUINT64_FORMAT, letter, highest + 1);
}
