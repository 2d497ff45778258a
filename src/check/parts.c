/* SPDX-License-Identifier: Apache-2.0 */
#include "check/parts.h"

/* What the config says of a section, in the order of the file. */
static const PmSectionSetting *
next_setting(const PmConfig *config, const char *id, size_t *at)
{
    for (; *at < config->section_count; ++*at)
        if (g_str_equal(config->sections[*at].id, id))
            return &config->sections[(*at)++];
    return NULL;
}

static void
add_titles(GPtrArray *titles, const char *const *more)
{
    for (; *more != NULL; more++)
        g_ptr_array_add(titles, (void *)*more);
}

/* Ours keep their first two titles in front: English and Korean. */
static const char *const *
titles_of(PmArena *arena, const PmConfig *config, const char *id)
{
    g_autoptr(GPtrArray) titles = g_ptr_array_new();
    const PmSectionName *ours = pm_section_name(id);
    if (ours != NULL)
        add_titles(titles, ours->titles);
    size_t at = 0;
    for (const PmSectionSetting *row; (row = next_setting(config, id, &at)) != NULL;) {
        if (row->title != NULL)
            g_ptr_array_add(titles, (void *)row->title);
        add_titles(titles, row->aliases);
    }
    const char **out = pm_arena_new0(arena, const char *, titles->len + 1);
    for (guint i = 0; i < titles->len; i++)
        out[i] = titles->pdata[i];
    return out;
}

const PmSectionName *
pm_parts_sections(PmArena *arena, const PmConfig *config)
{
    if (config->section_count == 0)
        return pm_section_names;
    size_t count = 0;
    PmSectionName *out =
        pm_arena_new0(arena, PmSectionName, PM_SECTION_COUNT + config->section_count + 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (; count < PM_SECTION_COUNT; count++) {
        const char *id = pm_section_names[count].id;
        g_hash_table_add(seen, (void *)id);
        out[count] = (PmSectionName){ .id = id, .titles = titles_of(arena, config, id) };
    }
    for (size_t i = 0; i < config->section_count; i++) {
        const char *id = config->sections[i].id;
        if (g_hash_table_add(seen, (void *)id))
            out[count++] = (PmSectionName){ .id = id, .titles = titles_of(arena, config, id) };
    }
    return out;
}

GHashTable *
pm_parts_titles_new(const PmSectionName *sections)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    GHashTable *titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; sections[i].id != NULL; i++)
        for (const char *const *title = sections[i].titles; *title != NULL; title++) {
            const char *normal = pm_section_normalise(arena, *title);
            if (!g_hash_table_contains(titles, normal))
                g_hash_table_insert(titles, g_strdup(normal), GSIZE_TO_POINTER(i + 1));
        }
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
