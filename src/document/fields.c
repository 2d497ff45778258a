/* SPDX-License-Identifier: Apache-2.0 */
#include "document/fields.h"

#include <string.h>

static const char *const status_names[PM_STATUS_COUNT] = {
    [PM_STATUS_NONE] = "none",           [PM_STATUS_DRAFT] = "draft",
    [PM_STATUS_IN_REVIEW] = "in-review", [PM_STATUS_REVIEWED] = "reviewed",
    [PM_STATUS_CLOSED] = "closed",       [PM_STATUS_WITHDRAWN] = "withdrawn",
};

static const char *const time_names[PM_TIME_COUNT] = {
    [PM_TIME_STARTED] = "started",     [PM_TIME_DETECTED] = "detected",
    [PM_TIME_RESPONDED] = "responded", [PM_TIME_MITIGATED] = "mitigated",
    [PM_TIME_RESOLVED] = "resolved",   [PM_TIME_DISCLOSED] = "disclosed",
    [PM_TIME_AWARE] = "aware",         [PM_TIME_CLASSIFIED] = "classified",
};

static const char *const no_strings[] = { NULL };

const char *
pm_status_name(PmStatus status)
{
    return status_names[status];
}

PmStatus
pm_status_parse(const char *name)
{
    for (PmStatus status = PM_STATUS_DRAFT; status < PM_STATUS_COUNT; status++)
        if (g_strcmp0(name, status_names[status]) == 0)
            return status;
    return PM_STATUS_NONE;
}

const char *
pm_time_name(PmTimeName name)
{
    return time_names[name];
}

bool
pm_severity_parse(const char *text, int *out_severity)
{
    static const char *const prefixes[] = { "severity", "sev", "s", "p", "" };
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        size_t length = strlen(prefixes[i]);
        if (g_ascii_strncasecmp(text, prefixes[i], length) != 0)
            continue;
        const char *digit = text + length;
        if (length > 0) /* "-1" is a number */
            digit += strspn(digit, "- _");
        if (digit[0] < '1' || digit[0] > '5' || digit[1] != '\0')
            return false;
        *out_severity = digit[0] - '0';
        return true;
    }
    return false;
}

/*
 * GLib reads ISO 8601 with two digits an hour, and seconds. People leave the seconds out, write
 * "T9:30:00", as a YAML 1.1 timestamp may be, or a bare date.
 */
static char *
completed(const char *text)
{
    if (strlen(text) == strlen("2026-01-14"))
        return g_strconcat(text, "T00:00:00", NULL);
    bool short_hour = g_ascii_isdigit(text[11]) && text[12] == ':';
    g_autofree char *whole =
        short_hour ? g_strdup_printf("%.11s0%s", text, text + 11) : g_strdup(text);
    size_t length = strlen(whole);
    size_t clock = length >= 19 && whole[13] == ':' && whole[16] == ':' ? 19 : 16;
    if (length < clock || whole[13] != ':')
        return g_steal_pointer(&whole);
    size_t rest = clock == 16 ? clock : clock + strspn(whole + clock, "0123456789.");
    size_t gap = strspn(whole + rest, " "); /* "10:00:00 -0800", as Jekyll has it */
    return g_strdup_printf("%.*s%s%.*s%s", (int)clock, whole, clock == 16 ? ":00" : "",
                           (int)(rest - clock), whole + clock, whole + rest + gap);
}

bool
pm_time_parse(const char *text, const char *time_zone, int64_t *out_seconds, bool *out_zoned)
{
    /* the shape first: GLib also takes week dates and basic format, which nobody means here */
    if (strlen(text) < 10 || strlen(text) > 40 || text[4] != '-' || text[7] != '-' ||
        strspn(text, "0123456789-:.+TtZz ") != strlen(text))
        return false;
    g_autofree char *upper = g_ascii_strup(text, -1); /* RFC 3339 knows "t" and "z" too */
    g_autofree char *whole = completed(upper);
    g_autoptr(GTimeZone) zone =
        time_zone == NULL ? g_time_zone_new_utc() : g_time_zone_new_identifier(time_zone);
    if (zone == NULL)
        zone = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, zone);
    if (time == NULL)
        return false;
    *out_seconds = g_date_time_to_unix(time);
    if (out_zoned != NULL) {
        const char *clock = whole + 10;
        *out_zoned = strpbrk(clock, "Zz+") != NULL || strchr(clock, '-') != NULL;
    }
    return true;
}

char *
pm_time_format(PmArena *arena, int64_t seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    if (time == NULL)
        return pm_arena_strdup(arena, "out of range");
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    return pm_arena_strdup(arena, text);
}

/* One pass over a front matter. */
typedef struct {
    PmArena *arena;
    const PmNode *root;
    const PmFieldReading *reading;
} Reader;

/* The value at a key, or at one of a map: "title", "times.started". */
static const PmNode *
dotted(const PmNode *root, const char *key)
{
    const char *dot = strchr(key, '.');
    if (dot == NULL)
        return pm_node_get(root, key);
    return pm_node_get(pm_node_get_length(root, key, (size_t)(dot - key)), dot + 1);
}

static const char *
pointer_to(PmArena *arena, const char *key)
{
    if (key[0] == '/')
        return key;
    g_auto(GStrv) tildes = g_strsplit(key, "~", -1);
    g_autofree char *escaped = g_strjoinv("~0", tildes);
    g_auto(GStrv) slashes = g_strsplit(escaped, "/", -1);
    g_autofree char *joined = g_strjoinv("~1", slashes);
    return pm_arena_printf(arena, "/%s", joined);
}

const char *
pm_fields_theirs(PmArena *arena, const PmNode *root, const PmFieldReading *reading,
                 const char *ours)
{
    bool is_ours = pm_node_get(root, "schema") != NULL && dotted(root, ours) != NULL;
    for (size_t i = 0; reading != NULL && !is_ours && i < reading->alias_count; i++) {
        if (!g_str_equal(reading->aliases[i].ours, ours))
            continue;
        const char *pointer = pointer_to(arena, reading->aliases[i].theirs);
        if (pm_node_at(root, pointer) != NULL)
            return pointer;
    }
    return NULL;
}

static const PmNode *
field(const Reader *reader, const char *ours)
{
    const char *theirs = pm_fields_theirs(reader->arena, reader->root, reader->reading, ours);
    return theirs != NULL ? pm_node_at(reader->root, theirs) : dotted(reader->root, ours);
}

static const char *
string_of(const PmNode *map, const char *key)
{
    return pm_node_string(pm_node_get(map, key));
}

/* A list of strings; one string alone counts as a list of one. */
static const char *const *
strings_of(PmArena *arena, const PmNode *node)
{
    if (pm_node_string(node) != NULL) {
        const char **one = pm_arena_new0(arena, const char *, 2);
        one[0] = pm_node_string(node);
        return one;
    }
    if (!pm_node_is(node, PM_NODE_LIST))
        return no_strings;
    const char **out = pm_arena_new0(arena, const char *, node->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++)
        if (pm_node_string(node->items[i]) != NULL)
            out[count++] = pm_node_string(node->items[i]);
    return out;
}

static PmField
field_of(const PmNode *node)
{
    PmField out = { .state = PM_FIELD_BAD, .node = node };
    if (node == NULL || node->kind == PM_NODE_NULL)
        out.state = PM_FIELD_MISSING;
    else if (g_strcmp0(pm_node_string(node), "unknown") == 0)
        out.state = PM_FIELD_UNKNOWN;
    return out;
}

static PmField
time_of(const Reader *reader, const PmNode *node)
{
    PmField out = field_of(node);
    const char *text = pm_node_string(node);
    if (out.state == PM_FIELD_BAD && text != NULL &&
        pm_time_parse(text, reader->reading != NULL ? reader->reading->time_zone : NULL, &out.value,
                      NULL))
        out.state = PM_FIELD_GIVEN;
    return out;
}

static PmField
number_of(const PmNode *node)
{
    PmField out = field_of(node);
    if (out.state == PM_FIELD_BAD && pm_node_integer(node, &out.value))
        out.state = PM_FIELD_GIVEN;
    return out;
}

static bool
severity_named(const PmFieldReading *reading, const char *text, int *out_severity)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    for (size_t i = 0; reading != NULL && i < reading->severity_count; i++) {
        g_autofree char *word = g_utf8_casefold(reading->severities[i].word, -1);
        if (!g_str_equal(word, folded))
            continue;
        *out_severity = reading->severities[i].severity;
        return true;
    }
    return false;
}

static bool
is_scalar(const PmNode *node)
{
    return pm_node_is(node, PM_NODE_STRING) || pm_node_is(node, PM_NODE_NUMBER);
}

static PmField
severity_of(const Reader *reader, const PmNode *node)
{
    PmField out = field_of(node);
    int severity;
    if (out.state == PM_FIELD_BAD && is_scalar(node) &&
        (severity_named(reader->reading, node->text, &severity) ||
         pm_severity_parse(node->text, &severity))) {
        out.state = PM_FIELD_GIVEN;
        out.value = severity;
    }
    return out;
}

const char *
pm_severity_format(PmArena *arena, const PmField *severity)
{
    if (severity->state == PM_FIELD_GIVEN)
        return pm_arena_printf(arena, "SEV%d", (int)severity->value);
    return is_scalar(severity->node) ? severity->node->text : NULL;
}

static void
read_findings(PmArena *arena, PmFields *out, const PmNode *list)
{
    if (!pm_node_is(list, PM_NODE_LIST))
        return;
    PmFinding *findings = pm_arena_new0(arena, PmFinding, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *item = list->items[i];
        findings[i] = (PmFinding){ .node = item,
                                   .id = string_of(item, "id"),
                                   .class_name = string_of(item, "class"),
                                   .text = string_of(item, "text"),
                                   .accepted = string_of(item, "accepted"),
                                   .evidence = strings_of(arena, pm_node_get(item, "evidence")) };
    }
    out->findings = findings;
    out->finding_count = list->count;
}

static void
read_actions(PmArena *arena, PmFields *out, const PmNode *list)
{
    if (!pm_node_is(list, PM_NODE_LIST))
        return;
    PmAction *actions = pm_arena_new0(arena, PmAction, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *item = list->items[i];
        actions[i] = (PmAction){ .node = item,
                                 .id = string_of(item, "id"),
                                 .text = string_of(item, "text"),
                                 .effect = string_of(item, "effect"),
                                 .work = string_of(item, "work"),
                                 .owner = string_of(item, "owner"),
                                 .ticket = string_of(item, "ticket"),
                                 .no_ticket = string_of(item, "no_ticket"),
                                 .done_when = string_of(item, "done_when"),
                                 .status = string_of(item, "status"),
                                 .reason = string_of(item, "reason"),
                                 .proof = string_of(item, "proof"),
                                 .due = string_of(item, "due"),
                                 .findings = strings_of(arena, pm_node_get(item, "for")),
                                 .consulted = strings_of(arena, pm_node_get(item, "consulted")),
                                 .priority = number_of(pm_node_get(item, "priority")) };
    }
    out->actions = actions;
    out->action_count = list->count;
}

static void
read_parties(PmArena *arena, PmFields *out, const PmNode *list)
{
    if (!pm_node_is(list, PM_NODE_LIST))
        return;
    PmParty *parties = pm_arena_new0(arena, PmParty, list->count);
    for (size_t i = 0; i < list->count; i++)
        parties[i] = (PmParty){ .node = list->items[i],
                                .team = string_of(list->items[i], "team"),
                                .role = string_of(list->items[i], "role") };
    out->parties = parties;
    out->party_count = list->count;
}

static void
read_evidence(PmArena *arena, PmFields *out, const PmNode *list)
{
    if (!pm_node_is(list, PM_NODE_LIST))
        return;
    PmEvidence *evidence = pm_arena_new0(arena, PmEvidence, list->count);
    for (size_t i = 0; i < list->count; i++)
        evidence[i] = (PmEvidence){ .node = list->items[i],
                                    .id = string_of(list->items[i], "id"),
                                    .what = string_of(list->items[i], "what"),
                                    .at = string_of(list->items[i], "at"),
                                    .sha256 = string_of(list->items[i], "sha256"),
                                    .size = number_of(pm_node_get(list->items[i], "size")) };
    out->evidence = evidence;
    out->evidence_count = list->count;
}

PmFields
pm_fields_read(PmArena *arena, const PmNode *root, const PmFieldReading *reading)
{
    Reader reader = { .arena = arena, .root = root, .reading = reading };
    const PmNode *impact = pm_node_get(root, "impact");
    const PmNode *response = pm_node_get(root, "response");
    PmFields out = {
        .root = root,
        .id = pm_node_string(field(&reader, "id")),
        .title = pm_node_string(field(&reader, "title")),
        .kind = pm_node_string(field(&reader, "kind")),
        .status_text = pm_node_string(field(&reader, "status")),
        .owner = pm_node_string(field(&reader, "owner")),
        .summary = pm_node_string(field(&reader, "summary")),
        .detected_by = string_of(root, "detected_by"),
        .convened_by = string_of(root, "convened_by"),
        .severity = severity_of(&reader, field(&reader, "severity")),
        .customers = number_of(pm_node_get(impact, "customers")),
        .data_breach = string_of(impact, "data_breach"),
        .services = strings_of(arena, field(&reader, "services")),
        .tags = strings_of(arena, field(&reader, "tags")),
        .related = strings_of(arena, pm_node_get(root, "related")),
        .considered = strings_of(arena, pm_node_get(root, "considered")),
        .response = pm_node_is(response, PM_NODE_MAP) ? response : NULL,
    };
    out.status = pm_status_parse(out.status_text);
    for (PmTimeName name = 0; name < PM_TIME_COUNT; name++) {
        g_autofree char *key = g_strconcat("times.", time_names[name], NULL);
        out.times[name] = time_of(&reader, field(&reader, key));
    }
    read_findings(arena, &out, pm_node_get(root, "findings"));
    read_actions(arena, &out, pm_node_get(root, "actions"));
    read_parties(arena, &out, pm_node_get(root, "parties"));
    read_evidence(arena, &out, pm_node_get(root, "evidence"));
    return out;
}

bool
pm_fields_is_full(const PmFields *fields)
{
    if (g_strcmp0(fields->kind, "near-miss") == 0)
        return false;
    if (g_strcmp0(fields->kind, "security") == 0 || g_strcmp0(fields->kind, "data") == 0)
        return true;
    bool no_customers = fields->customers.state == PM_FIELD_GIVEN && fields->customers.value == 0;
    return !no_customers || g_strcmp0(fields->data_breach, "none") != 0;
}

const PmFinding *
pm_fields_finding(const PmFields *fields, const char *id)
{
    for (size_t i = 0; i < fields->finding_count; i++)
        if (g_strcmp0(fields->findings[i].id, id) == 0)
            return &fields->findings[i];
    return NULL;
}

const PmAction *
pm_fields_action(const PmFields *fields, const char *id)
{
    for (size_t i = 0; i < fields->action_count; i++)
        if (g_strcmp0(fields->actions[i].id, id) == 0)
            return &fields->actions[i];
    return NULL;
}

bool
pm_action_is_open(const PmAction *action)
{
    static const char *const ended[] = { "done", "confirmed", "not-doing", NULL };
    return action->status == NULL || !g_strv_contains(ended, action->status);
}

bool
pm_fields_end(const PmFields *fields, int64_t *out_time)
{
    static const PmTimeName order[] = { PM_TIME_RESOLVED, PM_TIME_MITIGATED, PM_TIME_STARTED };
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        if (fields->times[order[i]].state != PM_FIELD_GIVEN)
            continue;
        *out_time = fields->times[order[i]].value;
        return true;
    }
    return false;
}
