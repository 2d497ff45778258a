/* SPDX-License-Identifier: Apache-2.0 */
#include "check/check.h"

#include "check/duties.h"
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
    PmDutyBook duty_book;
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
        .duty_book = pm_duties_book(arena, config),
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
 * Errors over a list's limit are only counted. Who looks at what is listed, as gates do, finds one
 * that stands for them: a flood of warnings, or of what is suppressed, hides no error.
 */
static void
tell_hidden(Pass *pass, size_t hidden)
{
    const PmLevelRow *row = row_of(pass, "file/findings");
    PmSeverity level = level_of(pass, row);
    if (hidden == 0 || level == PM_SEVERITY_OFF)
        return;
    PmArena *arena = pm_diagnostics_arena(pass->check.diagnostics);
    PmDiagnostic found = {
        .rule = row->rule->id,
        .severity = level,
        .source = pass->check.document->source,
        .span = pm_check_front_span(&pass->check),
        .message = pm_arena_printf(arena, "%zu more error%s than can be listed", hidden,
                                   hidden == 1 ? "" : "s"),
        .help = "mend, or suppress, what is listed, and check again",
    };
    pm_diagnostics_insist(pass->check.diagnostics, &found);
}

/* Errors that a list has counted and not kept. */
static size_t
hidden_errors(const PmDiagnostics *list)
{
    size_t hidden = pm_diagnostics_count_of(list, PM_SEVERITY_ERROR);
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        hidden -= pm_diagnostics_get(list, i)->severity == PM_SEVERITY_ERROR;
    return hidden;
}

/* A finding of the parsers or the schema, at the catalogue's level. */
static PmDiagnostic
at_level(const Pass *pass, const PmDiagnostic *found)
{
    PmDiagnostic out = *found;
    const PmLevelRow *row = row_of(pass, found->rule);
    if (is_step(found))
        out.fix_count = 0;
    if (row != NULL)
        out.severity = level_of(pass, row);
    return out;
}

static void
take_parsed(Pass *pass, const PmDiagnostics *found)
{
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        PmDiagnostic copy = at_level(pass, pm_diagnostics_get(found, i));
        pm_diagnostics_add(pass->check.diagnostics, &copy);
    }
    tell_hidden(pass, hidden_errors(found));
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

/*
 * A number that stands where the schema wants something else, such as a text: in quotes, digit for
 * digit, or as the number that it is? Only who wrote it knows.
 */
static void
withhold_numbers(const Pass *pass, const PmDiagnostics *invalid)
{
    g_autoptr(GHashTable) wrong = g_hash_table_new(NULL, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(invalid); i++)
        g_hash_table_add(wrong, GSIZE_TO_POINTER(pm_diagnostics_get(invalid, i)->span.start));
    for (size_t i = 0; i < pm_diagnostics_count(pass->check.diagnostics); i++) {
        /* the list's own, which is not const */
        PmDiagnostic *own = (PmDiagnostic *)pm_diagnostics_get(pass->check.diagnostics, i);
        if (own->fix_count == 0 || !g_str_equal(own->rule, "yaml/ambiguous") ||
            *own->fixes->text == '"' ||
            !g_hash_table_contains(wrong, GSIZE_TO_POINTER(own->span.start)))
            continue;
        own->fix_count = 0;
        own->label = "in quotes, if it is text";
    }
}

/* Where rules have something to say, and how loud: place → level. */
static GHashTable *
places(const PmDiagnostics *list)
{
    GHashTable *out = g_hash_table_new(NULL, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(list, i);
        const PmRule *rule = pm_rule_find(found->rule);
        if (rule == NULL || rule->run == NULL)
            continue;
        void *place = GSIZE_TO_POINTER(found->span.start);
        PmSeverity known = GPOINTER_TO_UINT(g_hash_table_lookup(out, place));
        g_hash_table_insert(out, place, GUINT_TO_POINTER(MAX(known, found->severity)));
    }
    return out;
}

/*
 * What the schema found, firm or not; but not where a rule has something as loud to say, which says
 * it better.
 */
static void
take_invalid(Pass *pass, const PmDiagnostics *invalid, bool firm)
{
    if (pm_diagnostics_count(invalid) == 0)
        return;
    g_autoptr(GHashTable) said = places(pass->check.diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(invalid); i++) {
        PmDiagnostic copy = at_level(pass, pm_diagnostics_get(invalid, i));
        const PmLevelRow *row = row_of(pass, copy.rule);
        void *place = GSIZE_TO_POINTER(copy.span.start);
        if ((row == NULL || row->rule->needs & PM_RULE_FIRM) == firm &&
            GPOINTER_TO_UINT(g_hash_table_lookup(said, place)) < copy.severity)
            pm_diagnostics_add(pass->check.diagnostics, &copy);
    }
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
                            .duty_book = &checker->duty_book,
                            .diagnostics = diagnostics };
    PmDiagnostics *parsed;
    const PmDocument *document = load(&pass, arena, source, id, flags, as, &parsed);
    pass.check.document = document;
    pass.check.full = pm_fields_is_full(&document->fields);
    pass.check.listed = (flags & PM_DOCUMENT_FOREIGN) != 0;
    pass.check.status = as != PM_STATUS_NONE ? as : document->fields.status;
    if (pass.check.status == PM_STATUS_NONE)
        pass.check.status = PM_STATUS_DRAFT;
    take_parsed(&pass, parsed);

    PmDiagnostics *invalid = pm_diagnostics_new(pm_diagnostics_arena(diagnostics));
    if (!pass.foreign && document->front != NULL)
        pm_schema_validate(checker->schema, document->front, source, invalid);
    if (!pass.foreign && document->outline != NULL)
        pass.check.parts = pm_parts_read(arena, document->outline, checker->titles);
    withhold_numbers(&pass, invalid);
    run_rules(&pass, PM_NEEDS_NOTHING);
    take_invalid(&pass, invalid, false);
    suppress(&pass);
    /* a rule that a comment has silenced speaks no more for what no comment may silence */
    take_invalid(&pass, invalid, true);
    tell_hidden(&pass, hidden_errors(invalid));
    tell_hidden(&pass, hidden_errors(diagnostics));
    return document;
}

void
pm_check_secrets(const PmChecker *checker, PmArena *arena, const PmSource *source,
                 PmDiagnostics *diagnostics)
{
    static const PmCheckLookups nothing = { .today = "", .loose = true };
    const PmLevelRow *rows = pm_levels_of(checker->levels, source->name);
    const PmDocument document = { .source = source };
    PmCheck check = { .arena = arena,
                      .config = checker->config,
                      .sections = checker->reading.sections,
                      .lookups = &nothing,
                      .schema = checker->schema,
                      .document = &document,
                      .status = PM_STATUS_DRAFT,
                      .diagnostics = diagnostics };
    for (size_t i = 0; i < pm_levels_count(checker->levels); i++) {
        check.rule = rows[i].rule;
        check.level = rows[i].levels[PM_STATUS_DRAFT];
        check.levels = rows[i].levels;
        if (g_str_has_prefix(check.rule->id, "secret/") && check.level != PM_SEVERITY_OFF)
            check.rule->run(&check);
    }
}
