/* SPDX-License-Identifier: Apache-2.0 */
#include "check/parts.h"

GHashTable *
pm_parts_titles_new(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    GHashTable *titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; pm_section_names[i].id != NULL; i++)
        for (const char *const *title = pm_section_names[i].titles; *title != NULL; title++)
            g_hash_table_insert(titles, g_strdup(pm_section_normalise(arena, *title)),
                                GSIZE_TO_POINTER(i + 1));
    return titles;
}

PmParts
pm_parts_read(PmArena *arena, const PmOutline *outline, GHashTable *titles)
{
    PmPart *items = pm_arena_new0(arena, PmPart, outline->heading_count);
    const char **all = pm_arena_new0(arena, const char *, outline->heading_count);
    size_t count = 0;
    for (size_t i = 0; i < outline->heading_count; i++) {
        if (!outline->headings[i].top)
            continue;
        const char *title = pm_section_normalise(arena, outline->headings[i].text);
        all[i] = title;
        size_t name = GPOINTER_TO_SIZE(g_hash_table_lookup(titles, title));
        if (name > 0)
            items[count++] = (PmPart){ .heading = i, .name = name - 1, .title = title };
    }
    return (PmParts){ .items = items, .count = count, .titles = all };
}
