/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads {"id","text"} a line; answers {"id","value"}, or {"id","error","line","column","rule"} with
 * the first error. With the argument "tolerant", as foreign documents are read.
 */
#include "data/yaml.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const PmDiagnostic *
first_error(PmDiagnostics *diagnostics)
{
    pm_diagnostics_sort(diagnostics);
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->severity == PM_SEVERITY_ERROR)
            return found;
    }
    return NULL;
}

static void
print_error(json_t *id, const PmSource *source, const PmDiagnostic *error)
{
    PmPosition position = pm_source_position(source, error->span.start);
    json_t *answer =
        json_pack("{s:O, s:s, s:i, s:i, s:s}", "id", id, "error", error->message, "line",
                  (int)position.line, "column", (int)position.code_point, "rule", error->rule);
    char *text = json_dumps(answer, JSON_COMPACT);
    puts(text);
    free(text);
    json_decref(answer);
}

static void
print_value(json_t *id, const PmNode *root)
{
    /* jansson has no numbers beyond 64 bits: the value is written by us */
    char *quoted = json_dumps(id, JSON_ENCODE_ANY);
    g_autoptr(GString) value = g_string_new(NULL);
    pm_node_write_json(root, value);
    printf("{\"id\":%s,\"value\":%s}\n", quoted, value->str);
    free(quoted);
}

static void
answer(json_t *question, PmYamlFlags flags)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const json_t *text = json_object_get(question, "text");
    PmSource *source =
        pm_source_new(arena, "<text>", json_string_value(text), json_string_length(text));
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmNode *root =
        pm_yaml_parse(arena, source, (PmSpan){ 0, source->length }, flags, diagnostics);
    const PmDiagnostic *error = first_error(diagnostics);
    if (error)
        print_error(json_object_get(question, "id"), source, error);
    else
        print_value(json_object_get(question, "id"), root);
}

int
main(int argc, char **argv)
{
    bool tolerant = argc > 1 && strcmp(argv[1], "tolerant") == 0;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        json_t *question = json_loadb(line, (size_t)length, JSON_ALLOW_NUL, NULL);
        if (!question || !json_object_get(question, "id") || !json_object_get(question, "text")) {
            fprintf(stderr, "yaml_driver: not a question: %s", line);
            return 2;
        }
        answer(question, tolerant ? PM_YAML_TOLERANT : PM_YAML_DEFAULT);
        fflush(stdout);
        json_decref(question);
    }
    free(line);
    return 0;
}
