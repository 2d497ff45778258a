/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/schema.h"

#include "schema/compile.h"
#include "schema/words.h"

#include <string.h>

/* Comparisons that a validation may spend on suggestions. */
#define MAX_GUESSES 50000

struct PmSchema {
    PmArena *arena;
    GPtrArray *tables;
    GPtrArray *patterns;
    const PmSubschema *root;
};

PmSchema *
pm_schema_compile(const PmNode *root, const PmSchemaOptions *options, GError **error)
{
    static const PmSchemaOptions none = { 0 };
    g_autoptr(PmArena) arena = pm_arena_new();
    g_auto(PmCompiler) compiler;
    pm_compiler_init(&compiler, arena, options ? options : &none);
    const PmSubschema *compiled = pm_compiler_run(&compiler, root, error);
    if (!compiled)
        return NULL;
    PmSchema *schema = g_new(PmSchema, 1);
    *schema = (PmSchema){
        .arena = g_steal_pointer(&arena),
        .tables = g_steal_pointer(&compiler.tables),
        .patterns = g_steal_pointer(&compiler.patterns),
        .root = compiled,
    };
    return schema;
}

void
pm_schema_free(PmSchema *schema)
{
    if (!schema)
        return;
    g_ptr_array_unref(schema->tables);
    g_ptr_array_unref(schema->patterns);
    pm_arena_free(schema->arena);
    g_free(schema);
}

bool
pm_schema_accepts(const PmSchema *schema, const PmNode *instance)
{
    PmRun run = { 0 };
    return pm_run_apply(&run, NULL, schema->root, instance, NULL);
}

/* Where findings become diagnostics. */
typedef struct {
    PmDiagnostics *list;
    PmArena *arena;
    const PmSource *source;
    size_t prefix; /* of a pointer, when the instance is a part of a larger tree */
    size_t guesses;
    GHashTable *said; /* rule, place and message: a leaf may be reached in more than one way */
} Report;

/* "severity", "actions[2]", "key 'x'", "the document" */
static const char *
subject_of(const PmWords *words, const char *pointer)
{
    const PmFinding *finding = words->finding;
    const PmNode *node = finding->instance;
    if (finding->named)
        return pm_arena_printf(words->arena, "key %s",
                               pm_words_text(words, node->key, node->key_length));
    const char *last = strrchr(pointer, '/');
    if (!last)
        return "the document";
    if (!node->key && node->parent && node->parent->key)
        return pm_arena_printf(words->arena, "%s[%s]", node->parent->key, last + 1);
    if (!node->key)
        return pm_arena_printf(words->arena, "item %s", last + 1);
    const char *quoted = pm_words_text(words, node->key, node->key_length);
    bool plain = node->key_length > 0 &&
                 strspn(node->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-") == node->key_length;
    return plain && node->key_length < 40 ? node->key : quoted;
}

static void
describe(const Report *report, const PmFinding *finding, PmDiagnostic *diagnostic)
{
    PmWords words = {
        .finding = finding,
        .constraint = finding->constraint,
        .arena = report->arena,
        .diagnostic = diagnostic,
        .guesses = (size_t *)&report->guesses,
    };
    words.subject = subject_of(&words, diagnostic->instance_path);
    const PmConstraint *place = finding->choice ? finding->choice : finding->constraint;
    diagnostic->rule = place ? place->keyword->rule : "schema/false";
    const PmNode *node = finding->refused ? finding->refused : place ? place->value : NULL;
    diagnostic->schema_path = node ? pm_node_pointer(report->arena, node) : "";
    if (finding->group > 0)
        pm_words_group(&words);
    else if (finding->constraint)
        finding->constraint->keyword->describe(&words);
    else
        pm_words_say(&words, "the schema allows nothing");
    bool whole = !finding->refused && finding->instance->kind != PM_NODE_MAP;
    if (place && whole)
        diagnostic->help = pm_words_description(&words, place->owner->node);
}

static void
report_finding(Report *report, const PmFinding *finding)
{
    const PmNode *node = finding->instance;
    PmDiagnostic diagnostic = {
        .severity = PM_SEVERITY_ERROR,
        .source = report->source,
        .span = finding->named ? node->key_span : node->span,
        .instance_path = pm_node_pointer(report->arena, node) + report->prefix,
    };
    describe(report, finding, &diagnostic);
    char *said = g_strdup_printf("%s %" G_GSIZE_FORMAT " %s", diagnostic.rule,
                                 diagnostic.span.start, diagnostic.message);
    if (g_hash_table_add(report->said, said))
        pm_diagnostics_add(report->list, &diagnostic);
}

/* Why nothing could be said of the instance. */
static void
report_stop(Report *report, const PmRun *run)
{
    static const char *const reasons[] = {
        [PM_STOP_DEPTH] = "the schema leads back to itself without end, or is nested too deep",
        [PM_STOP_STEPS] = "it takes too long to tell whether this fits the schema",
        [PM_STOP_PATTERN] = "it takes too long to tell whether this matches the schema's pattern",
    };
    const PmConstraint *place = run->stop_constraint;
    const PmNode *node = run->stop_instance;
    PmDiagnostic diagnostic = {
        .rule = run->stop == PM_STOP_PATTERN && place ? place->keyword->rule : "schema/limit",
        .severity = PM_SEVERITY_ERROR,
        .source = report->source,
        .span = node->span,
        .message = reasons[run->stop],
        .instance_path = pm_node_pointer(report->arena, node) + report->prefix,
        .schema_path = place ? pm_node_pointer(report->arena, place->value) : "",
    };
    pm_diagnostics_add(report->list, &diagnostic);
}

static void
report_all(Report *report, const PmRun *run)
{
    for (guint i = 0; i < run->findings->len;) {
        const PmFinding *finding = &g_array_index(run->findings, PmFinding, i);
        report_finding(report, finding);
        i += finding->group > 0 ? (guint)finding->group : 1;
    }
    if (run->stop != PM_STOP_NOT)
        report_stop(report, run);
}

bool
pm_schema_validate(const PmSchema *schema, const PmNode *instance, const PmSource *source,
                   PmDiagnostics *diagnostics)
{
    PmRun run = { 0 };
    if (pm_run_apply(&run, NULL, schema->root, instance, NULL))
        return true;
    /* once more, for the reasons; what was too much without them will be too much again */
    g_autoptr(GArray) findings = g_array_new(FALSE, FALSE, sizeof(PmFinding));
    run.findings = findings;
    if (run.stop == PM_STOP_NOT || run.stop == PM_STOP_PATTERN) {
        run = (PmRun){ .findings = findings };
        pm_run_apply(&run, NULL, schema->root, instance, NULL);
    }

    PmArena *arena = pm_diagnostics_arena(diagnostics);
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Report report = {
        .list = diagnostics, .arena = arena, .source = source, .guesses = MAX_GUESSES, .said = said
    };
    report.prefix = strlen(pm_node_pointer(arena, instance));
    report_all(&report, &run);
    return false;
}
