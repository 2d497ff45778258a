/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include "data/json.h"
#include "data/yaml.h"
#include "schema/schema.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_config_resources_get_resource(void);

static const char *const no_strings[] = { NULL };

static const PmConfig defaults = {
    .ledger = "",
    .documents = "postmortems/",
    .layout = "{year}/{id}.md",
    .time_zone = "UTC",
    .language = "en",
    .default_kind = "outage",
    .services = no_strings,
    .tags = no_strings,
    .ignore = no_strings,
    .document_limit = PM_CONFIG_DOCUMENT_LIMIT,
    .evidence_limit = PM_CONFIG_EVIDENCE_LIMIT,
};

const PmConfig *
pm_config_defaults(PmArena *arena)
{
    PmConfig *config = pm_arena_new0(arena, PmConfig, 1);
    *config = defaults;
    return config;
}

const char *
pm_config_schema_text(size_t *out_length)
{
    /* embedded data: the bytes outlive the GBytes that wraps them */
    g_autoptr(GBytes) bytes = g_resource_lookup_data(pm_config_resources_get_resource(),
                                                     "/config/config.schema.json", 0, NULL);
    return g_bytes_get_data(bytes, out_length);
}

static const char *
text_or(const PmNode *map, const char *key, const char *fallback)
{
    const char *text = pm_node_string(pm_node_get(map, key));
    return text != NULL ? text : fallback;
}

static const char *const *
strings(PmArena *arena, const PmNode *list)
{
    if (!pm_node_is(list, PM_NODE_LIST))
        return no_strings;
    const char **out = pm_arena_new0(arena, const char *, list->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const char *text = pm_node_string(list->items[i]);
        if (text != NULL)
            out[count++] = text;
    }
    return out;
}

/* "docs/postmortems" → "docs/postmortems/"; "." and "" mean the whole repository. */
static const char *
folder(PmArena *arena, const char *text)
{
    g_autofree char *canonical = g_canonicalize_filename(text, "/");
    if (g_str_equal(canonical, "/"))
        return "";
    return pm_arena_printf(arena, "%s/", canonical + 1);
}

static void
read_people(PmArena *arena, PmConfig *config, const PmNode *people)
{
    if (!pm_node_is(people, PM_NODE_LIST))
        return;
    PmPerson *out = pm_arena_new0(arena, PmPerson, people->count);
    for (size_t i = 0; i < people->count; i++)
        out[i] = (PmPerson){ .email = text_or(people->items[i], "email", ""),
                             .name = text_or(people->items[i], "name", NULL) };
    config->people = out;
    config->person_count = people->count;
}

static void
read_teams(PmArena *arena, PmConfig *config, const PmNode *teams)
{
    if (!pm_node_is(teams, PM_NODE_MAP))
        return;
    PmTeam *out = pm_arena_new0(arena, PmTeam, teams->count);
    for (size_t i = 0; i < teams->count; i++)
        out[i] = (PmTeam){ .name = teams->items[i]->key,
                           .organisation = text_or(teams->items[i], "organisation", NULL),
                           .aliases = strings(arena, pm_node_get(teams->items[i], "aliases")),
                           .members = strings(arena, pm_node_get(teams->items[i], "members")) };
    config->teams = out;
    config->team_count = teams->count;
}

/* external: {profiles: [gdpr, {profile: nis2, when: severity<=2}]} */
static void
read_duty_profiles(PmArena *arena, PmConfig *config, const PmNode *profiles)
{
    if (!pm_node_is(profiles, PM_NODE_LIST))
        return;
    PmDutyProfile *out = pm_arena_new0(arena, PmDutyProfile, profiles->count);
    for (size_t i = 0; i < profiles->count; i++) {
        const PmNode *item = profiles->items[i];
        const char *name = pm_node_string(item);
        out[i] = (PmDutyProfile){ .profile = name != NULL ? name : text_or(item, "profile", ""),
                                  .when = text_or(item, "when", NULL),
                                  .organisation = text_or(item, "organisation", NULL),
                                  .when_node = pm_node_get(item, "when") };
    }
    config->duty_profiles = out;
    config->duty_profile_count = profiles->count;
}

static void
read_duties(PmArena *arena, PmConfig *config, const PmNode *clocks)
{
    if (!pm_node_is(clocks, PM_NODE_LIST))
        return;
    PmDutySetting *out = pm_arena_new0(arena, PmDutySetting, clocks->count);
    for (size_t i = 0; i < clocks->count; i++) {
        const PmNode *item = clocks->items[i];
        out[i] = (PmDutySetting){ .duty = text_or(item, "duty", ""),
                                  .after = text_or(item, "after", ""),
                                  .within = text_or(item, "within", ""),
                                  .organisation = text_or(item, "organisation", NULL),
                                  .kind = text_or(item, "kind", NULL),
                                  .source = text_or(item, "source", NULL),
                                  .when = text_or(item, "when", NULL),
                                  .node = item };
    }
    config->duties = out;
    config->duty_count = clocks->count;
}

static void
read_repositories(PmArena *arena, PmConfig *config, const PmNode *repositories)
{
    if (!pm_node_is(repositories, PM_NODE_MAP))
        return;
    PmRepositoryPath *out = pm_arena_new0(arena, PmRepositoryPath, repositories->count);
    for (size_t i = 0; i < repositories->count; i++)
        out[i] = (PmRepositoryPath){ .name = repositories->items[i]->key,
                                     .path = pm_node_string(repositories->items[i]) };
    config->repositories = out;
    config->repository_count = repositories->count;
}

static void
read_fields(PmArena *arena, PmConfig *config, const PmNode *fields)
{
    if (!pm_node_is(fields, PM_NODE_MAP))
        return;
    PmFieldName *out = pm_arena_new0(arena, PmFieldName, fields->count);
    for (size_t i = 0; i < fields->count; i++)
        out[i] = (PmFieldName){ .ours = fields->items[i]->key,
                                .theirs = pm_node_string(fields->items[i]) };
    config->fields = out;
    config->field_count = fields->count;
}

/* 1: down, or 1: [down, critical] */
static void
read_severities(PmArena *arena, PmConfig *config, const PmNode *severities)
{
    if (!pm_node_is(severities, PM_NODE_MAP))
        return;
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(PmSeverityName));
    for (size_t i = 0; i < severities->count; i++) {
        const PmNode *item = severities->items[i];
        PmSeverityName row = { .severity = g_ascii_digit_value(item->key[0]) };
        const char *const one[] = { pm_node_string(item), NULL };
        const char *const *words = one[0] != NULL ? one : strings(arena, item);
        for (; *words != NULL; words++) {
            row.word = *words;
            g_array_append_val(out, row);
        }
    }
    PmSeverityName *rows = pm_arena_new0(arena, PmSeverityName, out->len);
    for (guint i = 0; i < out->len; i++)
        rows[i] = g_array_index(out, PmSeverityName, i);
    config->severities = rows;
    config->severity_count = out->len;
}

/* actions: {due: {1: 14d, 2: 4w}} */
static void
read_due(PmConfig *config, const PmNode *due)
{
    for (size_t i = 0; pm_node_is(due, PM_NODE_MAP) && i < due->count; i++)
        pm_config_days_parse(pm_node_string(due->items[i]),
                             &config->due_days[g_ascii_digit_value(due->items[i]->key[0])]);
}

static void
read_sections(PmArena *arena, PmConfig *config, const PmNode *sections)
{
    if (!pm_node_is(sections, PM_NODE_LIST))
        return;
    PmSectionSetting *out = pm_arena_new0(arena, PmSectionSetting, sections->count);
    for (size_t i = 0; i < sections->count; i++) {
        const PmNode *item = sections->items[i], *required = pm_node_get(item, "required");
        out[i] = (PmSectionSetting){ .id = text_or(item, "id", ""),
                                     .title = text_or(item, "title", NULL),
                                     .aliases = strings(arena, pm_node_get(item, "aliases")),
                                     .kinds = strings(arena, pm_node_get(item, "for")),
                                     .from = text_or(item, "from", "in-review"),
                                     .required = required == NULL || required->boolean };
        out[i].said = required != NULL || pm_node_get(item, "for") != NULL ||
                      pm_node_get(item, "from") != NULL;
    }
    config->sections = out;
    config->section_count = sections->count;
}

static PmSeverity
severity_named(const char *name)
{
    for (PmSeverity s = PM_SEVERITY_ADVICE; s <= PM_SEVERITY_ERROR; s++)
        if (g_strcmp0(name, pm_severity_name(s)) == 0)
            return s;
    return PM_SEVERITY_OFF;
}

/* timeline: none, or timeline: {draft: none, in-review: error} */
static const PmLevel *
read_levels(PmArena *arena, const PmNode *levels, size_t *out_count)
{
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(PmLevel));
    for (size_t i = 0; pm_node_is(levels, PM_NODE_MAP) && i < levels->count; i++) {
        const PmNode *item = levels->items[i];
        PmLevel row = { .rule = item->key, .severity = severity_named(pm_node_string(item)) };
        if (item->kind != PM_NODE_MAP)
            g_array_append_val(out, row);
        for (size_t k = 0; item->kind == PM_NODE_MAP && k < item->count; k++) {
            row.status = item->items[k]->key;
            row.severity = severity_named(pm_node_string(item->items[k]));
            g_array_append_val(out, row);
        }
    }
    PmLevel *rows = pm_arena_new0(arena, PmLevel, out->len);
    for (guint i = 0; i < out->len; i++)
        rows[i] = g_array_index(out, PmLevel, i);
    *out_count = out->len;
    return rows;
}

static void
read_checks(PmArena *arena, PmConfig *config, const PmNode *checks)
{
    config->levels = read_levels(arena, pm_node_get(checks, "levels"), &config->level_count);
    const PmNode *paths = pm_node_get(checks, "paths");
    if (!pm_node_is(paths, PM_NODE_LIST))
        return;
    PmPathLevels *out = pm_arena_new0(arena, PmPathLevels, paths->count);
    for (size_t i = 0; i < paths->count; i++) {
        out[i].path = text_or(paths->items[i], "path", "");
        out[i].levels =
            read_levels(arena, pm_node_get(paths->items[i], "levels"), &out[i].level_count);
    }
    config->paths = out;
    config->path_count = paths->count;
}

static bool
is_valid(PmArena *arena, const PmNode *root, const PmSource *source, PmDiagnostics *diagnostics)
{
    size_t length;
    const char *text = pm_config_schema_text(&length);
    PmDiagnostics *ours = pm_diagnostics_new(arena);
    const PmNode *schema_root =
        pm_json_parse(arena, pm_source_new(arena, "config.schema.json", text, length), ours);
    g_assert(schema_root != NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = pm_schema_compile(schema_root, &(PmSchemaOptions){ 0 }, &error);
    g_assert_no_error(error);
    return pm_schema_validate(schema, root, source, diagnostics);
}

const PmConfig *
pm_config_load(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics)
{
    size_t errors = pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR);
    const PmNode *root =
        pm_yaml_parse(arena, source, (PmSpan){ 0, source->length }, PM_YAML_DEFAULT, diagnostics);
    /* a config with any error in it must not be half obeyed: it says who may sign */
    if (root == NULL || pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) != errors ||
        !is_valid(arena, root, source, diagnostics))
        return NULL;

    PmConfig *config = pm_arena_new0(arena, PmConfig, 1);
    *config = defaults;
    config->root = root;
    config->ledger = text_or(root, "ledger", config->ledger);
    config->documents = folder(arena, text_or(root, "documents", "postmortems"));
    config->layout = text_or(root, "layout", config->layout);
    config->time_zone = text_or(root, "timezone", config->time_zone);
    config->time_zone_named = pm_node_get(root, "timezone") != NULL;
    config->language = text_or(root, "language", config->language);
    const PmNode *preset = pm_node_get(root, "defaults");
    config->default_kind = text_or(preset, "kind", config->default_kind);
    config->default_owner = text_or(preset, "owner", NULL);
    config->default_template = text_or(preset, "template", NULL);
    int64_t number;
    if (pm_node_integer(pm_node_get(preset, "severity"), &number))
        config->default_severity = (int)number;
    config->services = strings(arena, pm_node_get(root, "services"));
    config->tags = strings(arena, pm_node_get(root, "tags"));
    config->ignore = strings(arena, pm_node_get(root, "ignore"));
    read_people(arena, config, pm_node_get(root, "people"));
    read_teams(arena, config, pm_node_get(root, "teams"));
    const PmNode *external = pm_node_get(root, "external");
    read_duty_profiles(arena, config, pm_node_get(external, "profiles"));
    read_duties(arena, config, pm_node_get(external, "clocks"));
    read_repositories(arena, config, pm_node_get(root, "repositories"));
    read_fields(arena, config, pm_node_get(root, "fields"));
    read_severities(arena, config, pm_node_get(root, "severities"));
    read_due(config, pm_node_get(pm_node_get(root, "actions"), "due"));
    read_sections(arena, config, pm_node_get(root, "sections"));
    read_checks(arena, config, pm_node_get(root, "checks"));
    if (pm_node_integer(pm_node_get(pm_node_get(root, "limits"), "document"), &number))
        config->document_limit = (size_t)number;
    if (pm_node_integer(pm_node_get(pm_node_get(root, "limits"), "evidence"), &number))
        config->evidence_limit = (size_t)number;
    return config;
}

const PmDiagnostic *
pm_config_fault(const PmDiagnostics *diagnostics)
{
    const PmDiagnostic *first = NULL;
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->severity == PM_SEVERITY_ERROR &&
            (first == NULL || found->span.start < first->span.start))
            first = found;
    }
    bool hidden = first == NULL && pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) > 0;
    return hidden ? pm_diagnostics_get(diagnostics, 0) : first; /* over the list's limit */
}

const PmPerson *
pm_config_person(const PmConfig *config, const char *email)
{
    for (size_t i = 0; i < config->person_count; i++)
        if (g_ascii_strcasecmp(config->people[i].email, email) == 0)
            return &config->people[i];
    return NULL;
}

const PmRepositoryPath *
pm_config_repository(const PmConfig *config, const char *text, const char **out_path)
{
    const char *colon = strchr(text, ':');
    *out_path = text;
    for (size_t i = 0; colon != NULL && i < config->repository_count; i++) {
        const PmRepositoryPath *row = &config->repositories[i];
        size_t length = strlen(row->name);
        if ((size_t)(colon - text) != length || strncmp(text, row->name, length) != 0)
            continue;
        *out_path = colon + 1;
        return row;
    }
    return NULL;
}

const PmTeam *
pm_config_team(const PmConfig *config, const char *name)
{
    for (size_t i = 0; i < config->team_count; i++)
        if (g_str_equal(config->teams[i].name, name))
            return &config->teams[i];
    for (size_t i = 0; i < config->team_count; i++)
        if (g_strv_contains(config->teams[i].aliases, name))
            return &config->teams[i];
    return NULL;
}

bool
pm_config_is_same_team(const PmConfig *config, const char *one, const char *other)
{
    if (one == NULL || other == NULL || g_str_equal(one, other))
        return g_strcmp0(one, other) == 0;
    const PmTeam *team = pm_config_team(config, one);
    return team != NULL && team == pm_config_team(config, other);
}

bool
pm_config_is_member(const PmConfig *config, const char *team, const char *email)
{
    const PmTeam *found = pm_config_team(config, team);
    for (size_t i = 0; found != NULL && found->members[i] != NULL; i++)
        if (g_ascii_strcasecmp(found->members[i], email) == 0)
            return true;
    return false;
}

PmSeverity
pm_config_level(const PmLevel *levels, size_t count, const char *rule, const char *status,
                PmSeverity fallback)
{
    size_t group = strcspn(rule, "/");
    PmSeverity of_group = fallback, level = fallback;
    bool exact = false;
    for (size_t i = 0; i < count; i++) {
        const PmLevel *row = &levels[i];
        if (row->status != NULL && g_strcmp0(row->status, status) != 0)
            continue;
        if (g_str_equal(row->rule, rule)) {
            level = row->severity;
            exact = true;
        } else if (strlen(row->rule) == group && strncmp(row->rule, rule, group) == 0) {
            of_group = row->severity;
        }
    }
    return exact ? level : of_group;
}

bool
pm_config_days_parse(const char *text, int *out_days)
{
    enum { DIGITS = 3 };
    size_t digits = strspn(text, "0123456789");
    bool weeks = g_str_equal(text + digits, "w");
    if (digits == 0 || digits > DIGITS || (!weeks && !g_str_equal(text + digits, "d")))
        return false;
    int number = 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + g_ascii_digit_value(text[i]);
    *out_days = number * (weeks ? 7 : 1);
    return true;
}
