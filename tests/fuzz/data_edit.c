/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pointer, a value and a YAML text, each ended by a NUL but for the last; the first letter of the
 * pointer says what is done. What comes back must still be YAML (pm_edit_steps() has read it), and
 * what was set must be there.
 */
#include "data/edit.h"
#include "data/scalar.h"
#include "data/yaml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text up to the next NUL, which is stepped over; NULL where there is none. */
static char *
next_text(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size > 0 ? memchr(*data, '\0', *size) : NULL;
    if (!end)
        return NULL;
    size_t length = (size_t)(end - *data);
    char *text = g_strndup((const char *)*data, length);
    *data += length + 1;
    *size -= length + 1;
    return text;
}

static void
run(const PmEditStep *step, const char *bytes, size_t size, const char *value)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    PmSpan span = { 0, size };
    PmSource *source = pm_source_new(arena, "fuzz", bytes, size);
    g_autoptr(GBytes) after = pm_edit_steps(source, &span, step, 1, &error);
    g_assert_true((after == NULL) == (error != NULL));
    if (!after || step->kind != PM_EDIT_SET)
        return;
    size_t length;
    const char *text = g_bytes_get_data(after, &length);
    PmSource *result = pm_source_new(arena, "fuzz", text, length);
    const PmNode *root =
        pm_yaml_parse(arena, result, span, PM_YAML_TOLERANT, pm_diagnostics_new(arena));
    g_assert_cmpstr(pm_node_string(pm_node_at(root, step->pointer)), ==, value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *pointer = next_text(&data, &size);
    g_autofree char *value = next_text(&data, &size);
    if (!pointer || !value || *pointer == '\0' || !g_utf8_validate(pointer, -1, NULL) ||
        !g_utf8_validate(value, -1, NULL))
        return 0;
    const char *rendered = pm_scalar_quote(arena, value);
    PmEditMember members[] = { { "id", rendered }, { "of", "1" } };
    PmEditStep step = { .pointer = pointer + 1,
                        .value = rendered,
                        .members = members,
                        .member_count = G_N_ELEMENTS(members) };
    step.kind = (PmEditKind)(*pointer & 3);
    run(&step, (const char *)data, size, value);
    return 0;
}
