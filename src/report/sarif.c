/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SARIF 2.1.0 (OASIS standard). Results are written as they come, and the tool with the rules that
 * they are of after them: the order of members is free. Numbers of sections are the standard's.
 *
 * Columns are code points (columnKind), ends are exclusive (3.30.8), a byte-order mark counts in no
 * column (3.30.2) but in byte offsets.
 */
#include "report/finding.h"
#include "report/format.h"
#include "report/line.h"
#include "report/object.h"
#include "report/region.h"

#include <string.h>

static const char *const levels[] = {
    [PM_SEVERITY_OFF] = "none",
    [PM_SEVERITY_ADVICE] = "note",
    [PM_SEVERITY_WARNING] = "warning",
    [PM_SEVERITY_ERROR] = "error",
};

static void
begin(PmReport *report)
{
    report->rules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    fputs("{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/"
          "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{"
          "\"columnKind\":\"unicodeCodePoints\",\"newlineSequences\":[\"\\r\\n\",\"\\n\",\"\\r\"],"
          "\"originalUriBaseIds\":{\"" PM_REGION_BASE "\":{\"description\":{\"text\":"
          "\"The root of the repository\"}}},\"results\":[",
          report->out);
}

/*
 * Text in which nothing is a placeholder (3.11.5) or a link (3.11.6), whatever a document says.
 */
static char *
literal(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        if (*p == ']' && p[1] == '(')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
        if (*p == '{' || *p == '}')
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

static void
set_message(json_t *object, const char *key, const char *text)
{
    if (!text)
        return;
    g_autofree char *plain = literal(text);
    json_t *message = json_object();
    pm_object_set_text(message, "text", plain);
    json_object_set_new(object, key, message);
}

static size_t
number_of_rule(PmReport *report, const char *id)
{
    void *number;
    if (g_hash_table_lookup_extended(report->rules, id, NULL, &number))
        return GPOINTER_TO_SIZE(number);
    size_t next = g_hash_table_size(report->rules);
    g_hash_table_insert(report->rules, g_strdup(id), GSIZE_TO_POINTER(next));
    return next;
}

static json_t *
replacements_new(const PmDiagnostic *diagnostic)
{
    json_t *replacements = json_array();
    for (size_t i = 0; i < diagnostic->fix_count; i++) {
        const PmSplice *fix = &diagnostic->fixes[i];
        json_t *replacement = json_object();
        json_object_set_new(replacement, "deletedRegion",
                            pm_region_object(diagnostic->source, fix->at));
        if (fix->length > 0) {
            g_autofree char *text = g_strndup(fix->text, fix->length);
            json_t *content = json_object();
            pm_object_set_text(content, "text", text);
            json_object_set_new(replacement, "insertedContent", content);
        }
        json_array_append_new(replacements, replacement);
    }
    return replacements;
}

/* One fix of one file (3.55). */
static void
set_fixes(json_t *result, const PmDiagnostic *diagnostic)
{
    if (!diagnostic->source || diagnostic->fix_count == 0)
        return;
    json_t *change = json_object();
    json_object_set_new(change, "artifactLocation", pm_region_artifact(pm_report_path(diagnostic)));
    json_object_set_new(change, "replacements", replacements_new(diagnostic));
    json_t *fix = json_object(), *changes = json_array(), *fixes = json_array();
    json_array_append_new(changes, change);
    json_object_set_new(fix, "artifactChanges", changes);
    json_array_append_new(fixes, fix);
    json_object_set_new(result, "fixes", fixes);
}

static void
set_locations(json_t *result, const PmDiagnostic *diagnostic)
{
    json_t *location = pm_region_location(diagnostic);
    if (!location)
        return;
    json_t *locations = json_array();
    json_array_append_new(locations, location);
    json_object_set_new(result, "locations", locations);
}

/* What the standard has no member for. */
static void
set_properties(json_t *result, const PmDiagnostic *diagnostic)
{
    const struct {
        const char *key, *text;
    } members[] = {
        { "command", diagnostic->command },
        { "instancePath", diagnostic->instance_path },
        { "schemaPath", diagnostic->schema_path },
        { "commit", diagnostic->commit },
    };
    json_t *properties = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        pm_object_set_text(properties, members[i].key, members[i].text);
    if (json_object_size(properties) > 0)
        json_object_set_new(result, "properties", properties);
    else
        json_decref(properties);
}

static void
finding(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint)
{
    g_autofree char *text = pm_line_details(diagnostic);
    json_t *fingerprints = json_object();
    pm_object_set_text(fingerprints, "findingHash/v1", fingerprint);
    json_t *result = json_object();
    pm_object_set_text(result, "ruleId", diagnostic->rule);
    pm_object_set_number(result, "ruleIndex", number_of_rule(report, diagnostic->rule));
    pm_object_set_text(result, "level", levels[diagnostic->severity]);
    set_message(result, "message", text);
    set_locations(result, diagnostic);
    json_object_set_new(result, "partialFingerprints", fingerprints);
    set_fixes(result, diagnostic);
    set_properties(result, diagnostic);
    pm_report_comma(report);
    pm_object_print(report->out, result);
}

static json_t *
rule_new(const PmReport *report, const char *id)
{
    json_t *object = json_object();
    pm_object_set_text(object, "id", id);
    PmReportRule rule = { 0 };
    if (!report->find_rule || !report->find_rule(id, &rule))
        return object;
    g_autofree char *help = g_strdup_printf("%s\n\n" PM_REPORT_EXPLAIN " %s", rule.explanation, id);
    json_t *configuration = json_object();
    pm_object_set_text(configuration, "level", levels[rule.level]);
    set_message(object, "shortDescription", rule.summary);
    set_message(object, "fullDescription", rule.explanation);
    set_message(object, "help", help);
    json_object_set_new(object, "defaultConfiguration", configuration);
    return object;
}

/* Those that were found, in the order of their numbers. */
static json_t *
rules_new(const PmReport *report)
{
    guint count = g_hash_table_size(report->rules);
    g_autofree const char **ids = g_new0(const char *, count + 1);
    GHashTableIter iter;
    void *id, *number;
    g_hash_table_iter_init(&iter, report->rules);
    while (g_hash_table_iter_next(&iter, &id, &number))
        ids[GPOINTER_TO_SIZE(number)] = id;
    json_t *rules = json_array();
    for (guint i = 0; i < count; i++)
        json_array_append_new(rules, rule_new(report, ids[i]));
    return rules;
}

static void
end(PmReport *report, const PmReportTotals *totals)
{
    json_t *driver = json_object(), *tool = json_object();
    pm_object_set_text(driver, "name", PM_REPORT_TOOL);
    pm_object_set_text(driver, "semanticVersion", PM_VERSION);
    json_object_set_new(driver, "rules", rules_new(report));
    json_object_set_new(tool, "driver", driver);
    fputs("\n],\"tool\":", report->out);
    pm_object_print(report->out, tool);
    fputs(",\n\"properties\":{\"summary\":", report->out);
    pm_object_print(report->out, pm_finding_totals(totals));
    fputs("}}]}\n", report->out);
}

const PmReportFormat pm_report_sarif = {
    .name = "sarif",
    .summary = "SARIF 2.1.0",
    .begin = begin,
    .finding = finding,
    .end = end,
};
