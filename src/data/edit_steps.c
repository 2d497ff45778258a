/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits one after the other, each read back. Some texts hold traps for a splice (a comment that
 * becomes text of the block above it, an empty line that a value keeps): whatever they are, a
 * document never says something else afterwards without anybody noticing.
 */
#include "base/error.h"
#include "data/edit.h"
#include "data/yaml.h"

#include <string.h>

/* Same value; where it stands and how it is quoted does not matter. */
static bool
is_same(const PmNode *a, const PmNode *b)
{
    if (a->kind != b->kind || a->count != b->count || a->boolean != b->boolean)
        return false;
    if (a->kind == PM_NODE_NUMBER || a->kind == PM_NODE_STRING)
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    for (size_t i = 0; i < a->count; i++) {
        const PmNode *left = a->items[i], *right = b->items[i];
        if (a->kind == PM_NODE_MAP && (left->key_length != right->key_length ||
                                       memcmp(left->key, right->key, left->key_length) != 0))
            return false;
        if (!is_same(left, right))
            return false;
    }
    return true;
}

static bool
is_rendered(PmArena *arena, const PmNode *node, const char *value)
{
    PmSource *source = pm_source_new(arena, "value", value, strlen(value));
    const PmNode *wanted = pm_yaml_parse(arena, source, (PmSpan){ 0, source->length },
                                         PM_YAML_TOLERANT, pm_diagnostics_new(arena));
    return node && wanted && is_same(node, wanted);
}

static bool
has_members(PmArena *arena, const PmNode *node, const PmEditStep *step)
{
    if (!pm_node_is(node, PM_NODE_MAP) || node->count != step->member_count)
        return false;
    for (size_t i = 0; i < step->member_count; i++) {
        const PmEditMember *member = &step->members[i];
        if (!is_rendered(arena, pm_node_get(node, member->key), member->value))
            return false;
    }
    return true;
}

/* `after` is what the step should have made of `before` (NULL or null: nothing was there). */
static bool
is_done(PmArena *arena, const PmNode *before, const PmNode *after, const PmEditStep *step)
{
    if (step->kind == PM_EDIT_SET)
        return is_rendered(arena, after, step->value);
    size_t count = before ? before->count : 0;
    if (!pm_node_is(after, PM_NODE_LIST) || after->count != count + 1)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_same(before->items[i], after->items[i]))
            return false;
    }
    const PmNode *item = after->items[count];
    return step->kind == PM_EDIT_APPEND ? is_rendered(arena, item, step->value)
                                        : has_members(arena, item, step);
}

/* The child of `after` that `old`, a child of the same collection before, has become. */
static const PmNode *
counterpart(const PmNode *after, const PmNode *old, const PmNode *removed)
{
    if (old->key)
        return pm_node_get_length(after, old->key, old->key_length);
    size_t position = old->position - (removed && old->position > removed->position ? 1 : 0);
    return position < after->count ? after->items[position] : NULL;
}

/* All children but `touched` are the same; one of `after` may be new at its end. */
static bool
are_others_same(const PmNode *before, const PmNode *after, const PmNode *touched,
                const PmNode *removed)
{
    for (size_t i = 0; before && i < before->count; i++) {
        const PmNode *old = before->items[i];
        const PmNode *new = old == touched ? NULL : counterpart(after, old, removed);
        if (old != touched && (!new || !is_same(old, new)))
            return false;
    }
    return true;
}

/* The step did what it says along `pointer`, and nothing beside it. */
static bool
is_expected(PmArena *arena, const PmNode *before, const PmNode *after, const char *pointer,
            const PmEditStep *step)
{
    if (before && before->kind == PM_NODE_NULL)
        before = NULL;
    if (*pointer == '\0')
        return is_done(arena, before, after, step);
    const char *token = pointer + 1;
    size_t length = strcspn(token, "/");
    const char *rest = token + length;
    const PmNode *old = before ? pm_node_child(before, token, length) : NULL;
    const PmNode *new = pm_node_child(after, token, length);
    size_t count = before ? before->count : 0;
    if (step->kind == PM_EDIT_REMOVE && *rest == '\0')
        return after->count == count - 1 && are_others_same(before, after, old, old);
    return new && after->count == count + (old ? 0 : 1) &&
           are_others_same(before, after, old, NULL) && is_expected(arena, old, new, rest, step);
}

static bool
apply_step(PmEdit *edit, const PmEditStep *step, GError **error)
{
    switch (step->kind) {
    case PM_EDIT_SET:
        return pm_edit_set(edit, step->pointer, step->value, error);
    case PM_EDIT_APPEND:
        return pm_edit_append(edit, step->pointer, step->value, error);
    case PM_EDIT_APPEND_MAP:
        return pm_edit_append_map(edit, step->pointer, step->members, step->member_count, error);
    case PM_EDIT_REMOVE:
        return pm_edit_remove(edit, step->pointer, error);
    }
    return false;
}

static const PmNode *
parse(PmArena *arena, const PmSource *source, PmSpan span)
{
    return pm_yaml_parse(arena, source, span, PM_YAML_TOLERANT, pm_diagnostics_new(arena));
}

/* One step: the new bytes, read back. */
static GBytes *
do_step(GBytes *bytes, const char *name, PmSpan *span, const PmEditStep *step, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    size_t length, new_length;
    const char *text = g_bytes_get_data(bytes, &length);
    PmEdit edit = { .source = pm_source_new(arena, name, text, length),
                    .span = *span,
                    .splices = pm_splices_new(arena) };
    edit.root = parse(arena, edit.source, *span);
    if (!edit.root) {
        pm_error_set(error, PM_ERROR_CONFLICT, NULL,
                     "'%s' cannot be edited: its YAML cannot be read", name);
        return NULL;
    }
    if (!apply_step(&edit, step, error))
        return NULL;
    g_autoptr(GBytes) result = pm_splices_apply(edit.splices, edit.source->bytes, length, error);
    if (!result)
        return NULL;
    const char *new_text = g_bytes_get_data(result, &new_length);
    PmSpan new_span = { span->start, new_length - (length - span->end) };
    const PmNode *root = parse(arena, pm_source_new(arena, name, new_text, new_length), new_span);
    if (!root || !is_expected(arena, edit.root, root, step->pointer, step)) {
        pm_error_set(error, PM_ERROR_CONFLICT, "edit it by hand, in an editor",
                     "'%s' of '%s' cannot be edited without changing something else", step->pointer,
                     name);
        return NULL;
    }
    *span = new_span;
    return g_steal_pointer(&result);
}

GBytes *
pm_edit_steps(const PmSource *source, PmSpan *span, const PmEditStep *steps, size_t count,
              GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(source->bytes, source->length);
    PmSpan current = *span;
    for (size_t i = 0; i < count; i++) {
        GBytes *next = do_step(bytes, source->name, &current, &steps[i], error);
        if (!next)
            return NULL;
        g_bytes_unref(bytes);
        bytes = next;
    }
    *span = current;
    return g_steal_pointer(&bytes);
}
