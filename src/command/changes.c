/* SPDX-License-Identifier: Apache-2.0 */
#include "command/changes.h"

#include "base/text.h"
#include "command/json.h"

#define VALUE_COLUMNS 40

/* A value may be a paragraph. A key that nobody has filled in yet has none. */
static const char *
value_of(PmContext *context, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return NULL;
    g_autofree char *cut = pm_text_ellipsize(pm_context_safe(context, text), VALUE_COLUMNS);
    return pm_arena_strdup(context->arena, cut);
}

const char *
pm_change_text(PmContext *context, const PmDifferenceItem *item)
{
    const char *before = value_of(context, item->old_text);
    const char *now = value_of(context, item->new_text);
    if (before != NULL && now != NULL)
        return pm_arena_printf(context->arena, "%s → %s", before, now);
    if (now != NULL)
        return pm_arena_printf(context->arena, "now %s", now);
    return before != NULL ? pm_arena_printf(context->arena, "was %s", before) : "changed";
}

const char *
pm_change_line(PmContext *context, const PmDifferenceItem *item)
{
    return pm_arena_printf(context->arena, "%s %s", pm_context_safe(context, item->where),
                           pm_change_text(context, item));
}

json_t *
pm_changes_json(const PmDifference *difference)
{
    json_t *list = json_array();
    for (size_t i = 0; i < difference->count; i++) {
        const PmDifferenceItem *item = &difference->items[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:b}", "where", pm_json_text(item->where),
                                        "old", pm_json_text(item->old_text), "new",
                                        pm_json_text(item->new_text), "material", item->material));
    }
    return list;
}
