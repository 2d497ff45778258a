/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema_driver REMOTES_DIR [format]: one question {"id","schema","instance"} a line, one answer
 * {"id","valid"} or {"id","error"} a line (tests/README.md). http://localhost:1234/x is the file
 * REMOTES_DIR/x. The line is read by data/json, which keeps numbers as they are written.
 */
#include "data/json.h"
#include "schema/schema.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST "http://localhost:1234/"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

typedef struct {
    const char *folder;
    PmArena *arena;
    GHashTable *read; /* URI → PmNode */
} Remotes;

static const PmNode *
parse(PmArena *arena, const char *name, const char *text, size_t length)
{
    const PmSource *source = pm_source_new(arena, name, text, length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmNode *node = pm_json_parse(arena, source, diagnostics);
    return pm_diagnostics_count(diagnostics) == 0 ? node : NULL;
}

static const PmNode *
find_remote(const char *uri, void *data)
{
    Remotes *remotes = data;
    const PmNode *known = g_hash_table_lookup(remotes->read, uri);
    if (known || !g_str_has_prefix(uri, HOST))
        return known;
    g_autofree char *path = g_build_filename(remotes->folder, uri + strlen(HOST), NULL);
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    const char *kept = pm_arena_strndup(remotes->arena, text, length);
    const PmNode *node = parse(remotes->arena, uri, kept, length);
    g_hash_table_insert(remotes->read, pm_arena_strdup(remotes->arena, uri), (void *)node);
    return node;
}

static json_t *
answer_question(const PmNode *question, const PmSchemaOptions *options)
{
    const PmNode *instance = pm_node_get(question, "instance");
    const PmNode *text = pm_node_get(question, "schema");
    g_autoptr(json_t) id = json_string(pm_node_string(pm_node_get(question, "id")));
    if (!instance || !text)
        return json_pack("{s:O?, s:s}", "id", id, "error",
                         "a question has an id, a schema and an instance");
    g_autoptr(GError) error = NULL;
    g_autoptr(PmSchema) schema = pm_schema_compile(text, options, &error);
    if (!schema)
        return json_pack("{s:O?, s:s}", "id", id, "error", error->message);
    return json_pack("{s:O?, s:b}", "id", id, "valid", pm_schema_accepts(schema, instance));
}

static void
answer_line(const char *line, size_t length, const PmSchemaOptions *options)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmNode *question = parse(arena, "question", line, length);
    g_autoptr(json_t) answer = question ? answer_question(question, options)
                                        : json_pack("{s:s}", "error", "the question is not JSON");
    json_dumpf(answer, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: schema_driver REMOTES_DIR [format]\n", stderr);
        return 129;
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GHashTable) read = g_hash_table_new(g_str_hash, g_str_equal);
    Remotes remotes = { .folder = argv[1], .arena = arena, .read = read };
    const PmSchemaOptions options = {
        .resolver = find_remote,
        .resolver_data = &remotes,
        .assert_formats = argc > 2 && strcmp(argv[2], "format") == 0,
    };
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, stdin)) >= 0;)
        answer_line(line, (size_t)length, &options);
    free(line);
    return 0;
}
