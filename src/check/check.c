/* SPDX-License-Identifier: Apache-2.0 */
#include "check/check.h"

#include "check/levels.h"
#include "check/suppress.h"
#include "data/json.h"
#include "data/yaml.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_check_resources_get_resource(void);

#define BUILT_IN_URI "https://git-postmortem.example/postmortem.schema.json"

struct PmChecker {
    PmArena *arena;
    const PmConfig *config;
    PmSchema *schema;
    PmFieldReading reading;
    PmLevels *levels;
    GHashTable *titles; /* of sections, pm_parts_titles_new() */
};

const char *
pm_check_schema_text(size_t *out_length)
{
    /* embedded data: the bytes outlive the GBytes that wraps them */
    g_autoptr(GBytes) bytes = g_resource_lookup_data(pm_check_resources_get_resource(),
                                                     "/check/postmortem.schema.json", 0, NULL);
    return g_bytes_get_data(bytes, out_length);
}

static const PmNode *
built_in(PmArena *arena)
{
    size_t length;
    const char *text = pm_check_schema_text(&length);
    const PmSource *source = pm_source_new(arena, "postmortem.schema.json", text, length);
    const PmNode *root = pm_json_parse(arena, source, pm_diagnostics_new(arena));
    g_assert(root != NULL);
    return root;
}

/* So that a schema of one's own can extend the built-in one. */
static const PmNode *
resolve(const char *uri, void *arena)
{
    return g_str_equal(uri, BUILT_IN_URI) ? built_in(arena) : NULL;
}

static const PmNode *
parse_schema(PmArena *arena, const PmSource *given, GError **error)
{
    const char *copy = pm_arena_strndup(arena, given->bytes, given->length);
    const PmSource *source =
        pm_source_new(arena, pm_arena_strdup(arena, given->name), copy, given->length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    size_t blank = strspn(copy, " \t\r\n");
    const PmNode *root = copy[blank] == '{'
                             ? pm_json_parse(arena, source, diagnostics)
                             : pm_yaml_parse(arena, source, (PmSpan){ 0, source->length },
                                             PM_YAML_DEFAULT, diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->severity != PM_SEVERITY_ERROR)
            continue;
        pm_error_set(error, PM_ERROR_FAILED, found->help, "'%s', line %u: %s", source->name,
                     pm_source_position(source, found->span.start).line, found->message);
        return NULL;
    }
    return root;
}

static PmSchema *
compile(PmArena *arena, const PmSource *given, GError **error)
{
    PmSchemaOptions options = { .resolver = resolve, .resolver_data = arena };
    if (given == NULL)
        return pm_schema_compile(built_in(arena), &options, error);
    const PmNode *root = parse_schema(arena, given, error);
    if (root == NULL)
        return NULL;
    PmSchema *schema = pm_schema_compile(root, &options, error);
    if (schema == NULL)
        g_prefix_error(error, "'%s': ", given->name);
    return schema;
}

PmFieldReading
pm_checker_reading(PmArena *arena, const PmConfig *config)
{
    PmFieldAlias *aliases = pm_arena_new0(arena, PmFieldAlias, config->field_count);
    size_t count = 0;
    for (size_t i = 0; i < config->field_count; i++)
        if (config->fields[i].theirs != NULL)
            aliases[count++] = (PmFieldAlias){ .ours = config->fields[i].ours,
                                               .theirs = config->fields[i].theirs };
    PmSeverityWord *words = pm_arena_new0(arena, PmSeverityWord, config->severity_count);
    for (size_t i = 0; i < config->severity_count; i++)
        words[i] = (PmSeverityWord){ .word = config->severities[i].word,
                                     .severity = config->severities[i].severity };
    return (PmFieldReading){ .aliases = aliases,
                             .alias_count = count,
                             .severities = words,
                             .severity_count = config->severity_count,
                             .time_zone = config->time_zone,
                             .sections = pm_parts_sections(arena, config) };
}

PmChecker *
pm_checker_new(const PmConfig *config, const PmSource *schema_source, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSchema *schema = compile(arena, schema_source, error);
    if (schema == NULL)
        return NULL;
    PmChecker *checker = g_new0(PmChecker, 1);
    *checker = (PmChecker){
        .arena = arena,
        .config = config,
        .schema = schema,
        .reading = pm_checker_reading(arena, config),
        .levels = pm_levels_new(config),
    };
    checker->titles = pm_parts_titles_new(checker->reading.sections);
    arena = NULL;
    return checker;
}

void
pm_checker_free(PmChecker *checker)
{
    if (checker == NULL)
        return;
    pm_levels_free(checker->levels);
    g_clear_pointer(&checker->titles, g_hash_table_unref);
    pm_schema_free(checker->schema);
    pm_arena_free(checker->arena);
    g_free(checker);
}

const PmConfig *
pm_checker_config(const PmChecker *checker)
{
    return checker->config;
}

/* One document under way. */
typedef struct {
    const PmChecker *checker;
    const PmLevelRow *rows; /* pm_levels_of() */
    PmCheck check;
    bool foreign; /* adopted, and judged as nothing but that */
    bool edited;  /* since it was adopted */
} Pass;

/* NULL: there is no such rule. */
static const PmLevelRow *
row_of(const Pass *pass, const char *id)
{
    size_t index = pm_levels_index(pass->checker->levels, id);
    return index == SIZE_MAX ? NULL : &pass->rows[index];
}

/* The level of a row for this document. */
static PmSeverity
level_of(const Pass *pass, const PmLevelRow *row)
{
    PmSeverity level = row->levels[pass->check.status];
    if (!pass->foreign)
        return level;
    if (!(row->rule->needs & PM_RULE_FOREIGN))
        return PM_SEVERITY_OFF;
    return pass->edited ? level : MIN(level, PM_SEVERITY_WARNING);
}

/*
 * A document counts as foreign while it has no front matter of ours and no status is asked of it.
 */
static const PmDocument *
load(Pass *pass, PmArena *arena, const PmSource *source, const char *id, PmDocumentFlags flags,
     PmStatus as, PmDiagnostics **out_found)
{
    const PmFieldReading *reading = &pass->checker->reading;
    *out_found = pm_diagnostics_new(pm_diagnostics_arena(pass->check.diagnostics));
    if (flags & PM_DOCUMENT_FOREIGN && as == PM_STATUS_NONE) {
        const PmDocument *document =
            pm_document_load(arena, source, id, flags, reading, *out_found);
        pass->foreign = pm_node_get(document->front, "schema") == NULL;
        if (pass->foreign)
            return document;
        *out_found = pm_diagnostics_new(pm_diagnostics_arena(pass->check.diagnostics));
    }
    flags &= ~(PmDocumentFlags)PM_DOCUMENT_FOREIGN;
    return pm_document_load(arena, source, id, flags, reading, *out_found);
}

/* Another spelling of a status is a step of the review, which the verbs make; but for the first. */
static bool
is_step(const PmDiagnostic *found)
{
    return found->fix_count > 0 && g_strcmp0(found->instance_path, "/status") == 0 &&
           strstr(found->fixes->text, pm_status_name(PM_STATUS_DRAFT)) == NULL;
}

/*
 * Findings of the parsers or the schema, at the catalogue's levels; not where `said` (place →
 * level, may be NULL) has something as loud.
 */
static void
take(Pass *pass, const PmDiagnostics *found, GHashTable *said)
{
    size_t errors = 0;
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        PmDiagnostic copy = *pm_diagnostics_get(found, i);
        const PmLevelRow *row = row_of(pass, copy.rule);
        errors += copy.severity == PM_SEVERITY_ERROR;
        if (is_step(&copy))
            copy.fix_count = 0;
        if (row != NULL)
            copy.severity = level_of(pass, row);
        void *place = GSIZE_TO_POINTER(copy.span.start);
        if (said == NULL || GPOINTER_TO_UINT(g_hash_table_lookup(said, place)) < copy.severity)
            pm_diagnostics_add(pass->check.diagnostics, &copy);
    }
    /* those over a list's limit are only counted, and an error among them must not be lost */
    size_t hidden = pm_diagnostics_count_of(found, PM_SEVERITY_ERROR) - errors;
    const PmLevelRow *row = row_of(pass, "file/findings");
    if (hidden > 0)
        pm_diagnostics_report(pass->check.diagnostics, row->rule->id, level_of(pass, row),
                              pass->check.document->source, pm_check_front_span(&pass->check),
                              "%zu more errors than can be listed", hidden);
}

/* Is all there that the rule needs? */
static bool
can_run(const Pass *pass, const PmRule *rule)
{
    const PmCheck *check = &pass->check;
    if ((rule->needs & PM_NEEDS_FRONT && check->document->front == NULL) ||
        (rule->needs & PM_NEEDS_SUPPRESSIONS && check->suppressions == NULL) ||
        (rule->needs & PM_NEEDS_BODY &&
         (check->document->outline == NULL || check->document->outline->limited)))
        return false;
    const PmCheckLookups *lookups = check->lookups;
    bool corpus = lookups->path_exists != NULL || lookups->digest != NULL ||
                  lookups->other_with_id != NULL || lookups->id_exists != NULL;
    return corpus || !(rule->needs & PM_NEEDS_CORPUS);
}

/* Those that judge suppressions, or all others. */
static void
run_rules(Pass *pass, PmRuleNeeds which)
{
    for (size_t i = 0; i < pm_levels_count(pass->checker->levels); i++) {
        const PmLevelRow *row = &pass->rows[i];
        pass->check.level = level_of(pass, row);
        pass->check.rule = row->rule;
        pass->check.levels = row->levels;
        if (row->rule->run != NULL && (row->rule->needs & PM_NEEDS_SUPPRESSIONS) == which &&
            pass->check.level != PM_SEVERITY_OFF && can_run(pass, row->rule))
            row->rule->run(&pass->check);
    }
}

/* Could there be a finding that it is meant for? */
static bool
is_awake(const Pass *pass, const PmSuppression *suppression)
{
    for (size_t i = 0; i < pm_levels_count(pass->checker->levels); i++) {
        const PmLevelRow *row = &pass->rows[i];
        if (pm_suppression_names(suppression, row->rule) &&
            level_of(pass, row) != PM_SEVERITY_OFF && can_run(pass, row->rule))
            return true;
    }
    return false;
}

/* After all others, of whose findings it takes some away. */
static void
suppress(Pass *pass)
{
    PmSuppressions *suppressions = pm_suppressions_read(pass->check.arena, pass->check.document);
    if (suppressions == NULL)
        return;
    pm_suppressions_apply(suppressions, pass->check.document, pass->check.diagnostics);
    for (size_t i = 0; i < suppressions->count; i++) {
        PmSuppression *row = &suppressions->items[i];
        row->awake = row->kind == PM_SUPPRESSION_HOLDS && !row->used && is_awake(pass, row);
    }
    pass->check.suppressions = suppressions;
    run_rules(pass, PM_NEEDS_SUPPRESSIONS);
}

/* Where rules have something to say, and how loud. */
static GHashTable *
places(const PmDiagnostics *list, size_t from)
{
    GHashTable *out = g_hash_table_new(NULL, NULL);
    for (size_t i = from; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(list, i);
        void *place = GSIZE_TO_POINTER(found->span.start);
        PmSeverity known = GPOINTER_TO_UINT(g_hash_table_lookup(out, place));
        g_hash_table_insert(out, place, GUINT_TO_POINTER(MAX(known, found->severity)));
    }
    return out;
}

const PmDocument *
pm_check_source(const PmChecker *checker, PmArena *arena, const PmSource *source, const char *id,
                PmDocumentFlags flags, PmStatus as, const PmCheckLookups *lookups,
                PmDiagnostics *diagnostics)
{
    static const PmCheckLookups nothing = { .today = "" };
    Pass pass = { .checker = checker,
                  .rows = pm_levels_of(checker->levels, source->name),
                  .edited = (flags & PM_DOCUMENT_EDITED) != 0 };
    pass.check = (PmCheck){ .arena = arena,
                            .config = checker->config,
                            .sections = checker->reading.sections,
                            .lookups = lookups != NULL ? lookups : &nothing,
                            .schema = checker->schema,
                            .diagnostics = diagnostics };
    PmDiagnostics *parsed;
    const PmDocument *document = load(&pass, arena, source, id, flags, as, &parsed);
    pass.check.document = document;
    pass.check.full = pm_fields_is_full(&document->fields);
    pass.check.listed = (flags & PM_DOCUMENT_FOREIGN) != 0;
    pass.check.status = as != PM_STATUS_NONE ? as : document->fields.status;
    if (pass.check.status == PM_STATUS_NONE)
        pass.check.status = PM_STATUS_DRAFT;
    take(&pass, parsed, NULL);

    PmDiagnostics *invalid = pm_diagnostics_new(pm_diagnostics_arena(diagnostics));
    if (!pass.foreign && document->front != NULL)
        pm_schema_validate(checker->schema, document->front, source, invalid);
    if (!pass.foreign && document->outline != NULL)
        pass.check.parts = pm_parts_read(arena, document->outline, checker->titles);
    size_t from = pm_diagnostics_count(diagnostics);
    run_rules(&pass, PM_NEEDS_NOTHING);
    if (pm_diagnostics_count(invalid) > 0) {
        /* a rule that speaks of the same place says it better than the schema */
        g_autoptr(GHashTable) said = places(diagnostics, from);
        take(&pass, invalid, said);
    }
    suppress(&pass);
    return document;
}
