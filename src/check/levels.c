/* SPDX-License-Identifier: Apache-2.0 */
#include "check/levels.h"

#include "base/text.h"

struct PmLevels {
    const PmConfig *config;
    size_t count;
    PmLevelRow *general;
    GHashTable *by_id;   /* rule id → its place, plus one */
    GMutex lock;         /* of by_mask */
    GHashTable *by_mask; /* which rows of config->paths match → PmLevelRow[count] */
};

static PmLevelRow *
rows_new(const PmLevels *self)
{
    PmLevelRow *rows = g_new0(PmLevelRow, self->count), *row = rows;
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++)
            *row++ = (PmLevelRow){ .rule = rule };
    return rows;
}

/* What no status can be read of counts as a draft. */
static const char *
status_name(PmStatus status)
{
    return pm_status_name(status == PM_STATUS_NONE ? PM_STATUS_DRAFT : status);
}

static void
resolve(const PmLevels *self, PmLevelRow *rows, const PmLevel *levels, size_t count)
{
    for (size_t i = 0; i < self->count; i++)
        for (PmStatus status = PM_STATUS_NONE; status < PM_STATUS_COUNT; status++)
            rows[i].levels[status] = pm_config_level(levels, count, rows[i].rule->id,
                                                     status_name(status), rows[i].levels[status]);
}

static PmLevelRow *
general_new(const PmLevels *self)
{
    PmLevelRow *rows = rows_new(self);
    for (size_t i = 0; i < self->count; i++)
        for (PmStatus status = PM_STATUS_NONE; status < PM_STATUS_COUNT; status++)
            rows[i].levels[status] = rows[i].rule->severity[status];
    resolve(self, rows, self->config->levels, self->config->level_count);
    return rows;
}

PmLevels *
pm_levels_new(const PmConfig *config)
{
    PmLevels *self = g_new0(PmLevels, 1);
    self->config = config;
    self->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++)
            g_hash_table_insert(self->by_id, (void *)rule->id, GSIZE_TO_POINTER(++self->count));
    self->general = general_new(self);
    g_assert(config->path_count <= PM_CONFIG_PATHS_MAX);
    g_mutex_init(&self->lock);
    self->by_mask = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    return self;
}

void
pm_levels_free(PmLevels *levels)
{
    if (levels == NULL)
        return;
    g_hash_table_unref(levels->by_id);
    g_hash_table_unref(levels->by_mask);
    g_mutex_clear(&levels->lock);
    g_free(levels->general);
    g_free(levels);
}

size_t
pm_levels_count(const PmLevels *levels)
{
    return levels->count;
}

size_t
pm_levels_index(const PmLevels *levels, const char *id)
{
    return GPOINTER_TO_SIZE(g_hash_table_lookup(levels->by_id, id)) - 1;
}

/* One bit for each row of config->paths. */
static gint64
matching(const PmLevels *self, const char *path)
{
    guint64 mask = 0;
    for (size_t i = 0; i < self->config->path_count; i++)
        if (pm_text_matches(self->config->paths[i].path, path))
            mask |= G_GUINT64_CONSTANT(1) << i;
    return (gint64)mask;
}

static PmLevelRow *
special_new(const PmLevels *self, gint64 mask)
{
    PmLevelRow *rows = g_memdup2(self->general, self->count * sizeof *rows);
    for (size_t i = 0; i < self->config->path_count; i++)
        if ((guint64)mask >> i & 1)
            resolve(self, rows, self->config->paths[i].levels, self->config->paths[i].level_count);
    return rows;
}

const PmLevelRow *
pm_levels_of(PmLevels *levels, const char *path)
{
    gint64 mask = matching(levels, path);
    if (mask == 0)
        return levels->general;
    g_mutex_lock(&levels->lock);
    PmLevelRow *rows = g_hash_table_lookup(levels->by_mask, &mask);
    if (rows == NULL) {
        rows = special_new(levels, mask);
        g_hash_table_insert(levels->by_mask, g_memdup2(&mask, sizeof mask), rows);
    }
    g_mutex_unlock(&levels->lock);
    return rows;
}
