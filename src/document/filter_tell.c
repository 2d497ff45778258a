/* SPDX-License-Identifier: Apache-2.0 */
/* What a document has at a field that a query asks for, in words. */
#include "document/filter_field.h"

static const char *
sentence(PmArena *arena, const char *name, const char *value)
{
    return pm_arena_printf(arena, "%s is %s", name, value != NULL ? value : "missing");
}

/* Of what can be missing, unknown, or not of its type. */
static const char *
tell_field(PmArena *arena, const char *name, const PmField *field, const char *value)
{
    const char *text = field->node != NULL ? pm_node_string(field->node) : NULL;
    switch (field->state) {
    case PM_FIELD_GIVEN:
        return sentence(arena, name, value);
    case PM_FIELD_UNKNOWN:
        return sentence(arena, name, "unknown");
    case PM_FIELD_BAD:
        return text != NULL ? pm_arena_printf(arena, "%s is '%s'", name, text)
                            : sentence(arena, name, "of another type");
    case PM_FIELD_MISSING:
        break;
    }
    return sentence(arena, name, NULL);
}

const char *
pm_filter_tell_string(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    return sentence(arena, field->name,
                    G_STRUCT_MEMBER(const char *, &document->fields, field->offset));
}

/* "service is checkout, payments-db" */
static const char *
tell_all(PmArena *arena, const char *name, const GPtrArray *words)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        if (words->pdata[i] != NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                                   (const char *)words->pdata[i]);
    return sentence(arena, name, text->len > 0 ? text->str : NULL);
}

const char *
pm_filter_tell_list(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    const char *const *list =
        G_STRUCT_MEMBER(const char *const *, &document->fields, field->offset);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (size_t i = 0; list[i] != NULL; i++)
        g_ptr_array_add(words, (void *)list[i]);
    return tell_all(arena, field->name, words);
}

const char *
pm_filter_tell_number(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    const PmField *number = G_STRUCT_MEMBER_P(&document->fields, field->offset);
    return tell_field(arena, field->name, number,
                      pm_arena_printf(arena, "%" G_GINT64_FORMAT, number->value));
}

const char *
pm_filter_tell_severity(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    const PmField *severity = &document->fields.severity;
    return tell_field(arena, field->name, severity, pm_severity_format(arena, severity));
}

const char *
pm_filter_tell_time(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    const PmField *time = G_STRUCT_MEMBER_P(&document->fields, field->offset);
    bool given = time->state == PM_FIELD_GIVEN;
    return tell_field(arena, field->name, time, given ? pm_time_format(arena, time->value) : NULL);
}

const char *
pm_filter_tell_id(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    return sentence(arena, field->name, document->id);
}

const char *
pm_filter_tell_teams(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (size_t i = 0; i < document->fields.party_count; i++)
        g_ptr_array_add(words, (void *)document->fields.parties[i].team);
    return tell_all(arena, field->name, words);
}

const char *
pm_filter_tell_classes(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (size_t i = 0; i < document->fields.finding_count; i++)
        g_ptr_array_add(words, (void *)document->fields.findings[i].class_name);
    return tell_all(arena, field->name, words);
}

const char *
pm_filter_tell_actions(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    size_t open = 0;
    for (size_t i = 0; i < document->fields.action_count; i++)
        open += pm_action_is_open(&document->fields.actions[i]) ? 1 : 0;
    return pm_arena_printf(arena, "%s: %zu, %zu of them open", field->name,
                           document->fields.action_count, open);
}

/* Which of the facts decides (PRODUCT section 4). What is not known counts as the worse. */
const char *
pm_filter_tell_full(PmArena *arena, const PmFilterField *field, const PmDocument *document)
{
    const PmFields *fields = &document->fields;
    const PmField *customers = &fields->customers;
    const char *many = pm_arena_printf(arena, "%" G_GINT64_FORMAT, customers->value);
    (void)field;
    if (g_strcmp0(fields->kind, "near-miss") == 0 || g_strcmp0(fields->kind, "security") == 0 ||
        g_strcmp0(fields->kind, "data") == 0)
        return sentence(arena, "kind", fields->kind);
    if (customers->state == PM_FIELD_GIVEN && customers->value != 0)
        return sentence(arena, "customers", many);
    if (fields->data_breach != NULL && g_strcmp0(fields->data_breach, "none") != 0 &&
        g_strcmp0(fields->data_breach, "unknown") != 0)
        return sentence(arena, "data_breach", fields->data_breach);
    if (customers->state != PM_FIELD_GIVEN)
        return pm_arena_printf(arena, "%s, which counts as the stricter case",
                               tell_field(arena, "customers", customers, NULL));
    if (g_strcmp0(fields->data_breach, "none") != 0)
        return pm_arena_printf(arena, "%s, which counts as the stricter case",
                               sentence(arena, "data_breach", fields->data_breach));
    return pm_arena_printf(arena, "customers is 0, data_breach is none");
}
