/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads {"id","text","steps":[{"kind","pointer","value","members":[["key","value"],…]},…]} a line;
 * answers {"id","text"} or {"id","error"}. Kinds are set, append, append-map and remove; values are
 * YAML. With "raw": true, the one step is not read back, so that its splices are seen as they are.
 */
#include "base/error.h"
#include "data/edit.h"
#include "data/yaml.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {
    [PM_EDIT_SET] = "set",
    [PM_EDIT_APPEND] = "append",
    [PM_EDIT_APPEND_MAP] = "append-map",
    [PM_EDIT_REMOVE] = "remove",
};

static PmEditStep
step_of(PmArena *arena, json_t *asked)
{
    PmEditStep step = { .pointer = json_string_value(json_object_get(asked, "pointer")),
                        .value = json_string_value(json_object_get(asked, "value")) };
    const char *kind = json_string_value(json_object_get(asked, "kind"));
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_strcmp0(kinds[i], kind) == 0)
            step.kind = (PmEditKind)i;
    }
    const json_t *members = json_object_get(asked, "members");
    PmEditMember *copied = pm_arena_new0(arena, PmEditMember, json_array_size(members) + 1);
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *pair = json_array_get(members, i);
        copied[i].key = json_string_value(json_array_get(pair, 0));
        copied[i].value = json_string_value(json_array_get(pair, 1));
    }
    step.members = copied;
    step.member_count = json_array_size(members);
    return step;
}

static GBytes *
edit_raw(PmArena *arena, const PmSource *source, const PmEditStep *step, GError **error)
{
    PmEdit edit = { .source = source,
                    .span = { 0, source->length },
                    .splices = pm_splices_new(arena) };
    edit.root =
        pm_yaml_parse(arena, source, edit.span, PM_YAML_TOLERANT, pm_diagnostics_new(arena));
    if (!edit.root) {
        pm_error_set(error, PM_ERROR_CONFLICT, NULL, "the YAML cannot be read");
        return NULL;
    }
    bool done =
        step->kind == PM_EDIT_SET      ? pm_edit_set(&edit, step->pointer, step->value, error)
        : step->kind == PM_EDIT_APPEND ? pm_edit_append(&edit, step->pointer, step->value, error)
        : step->kind == PM_EDIT_REMOVE
            ? pm_edit_remove(&edit, step->pointer, error)
            : pm_edit_append_map(&edit, step->pointer, step->members, step->member_count, error);
    return done ? pm_splices_apply(edit.splices, source->bytes, source->length, error) : NULL;
}

static json_t *
answer(json_t *question)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    const json_t *text = json_object_get(question, "text");
    PmSource *source =
        pm_source_new(arena, "<text>", json_string_value(text), json_string_length(text));
    json_t *asked = json_object_get(question, "steps");
    size_t count = json_array_size(asked);
    PmEditStep *steps = pm_arena_new0(arena, PmEditStep, count + 1);
    for (size_t i = 0; i < count; i++)
        steps[i] = step_of(arena, json_array_get(asked, i));
    PmSpan span = { 0, source->length };
    g_autoptr(GBytes) bytes = json_is_true(json_object_get(question, "raw"))
                                  ? edit_raw(arena, source, &steps[0], &error)
                                  : pm_edit_steps(source, &span, steps, count, &error);
    json_t *id = json_object_get(question, "id");
    if (!bytes)
        return json_pack("{s:O, s:s}", "id", id, "error", error->message);
    size_t length;
    const char *result = g_bytes_get_data(bytes, &length);
    return json_pack("{s:O, s:s%}", "id", id, "text", result ? result : "", length);
}

int
main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        json_t *question = json_loadb(line, (size_t)length, 0, NULL);
        if (!question || !json_object_get(question, "id") || !json_object_get(question, "text")) {
            fprintf(stderr, "edit_driver: not a question: %s", line);
            return 2;
        }
        json_t *answered = answer(question);
        char *text = json_dumps(answered, JSON_COMPACT);
        puts(text);
        fflush(stdout);
        free(text);
        json_decref(answered);
        json_decref(question);
    }
    free(line);
    return 0;
}
