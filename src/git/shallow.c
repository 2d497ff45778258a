/* SPDX-License-Identifier: Apache-2.0 */
#include "git/shallow.h"

#include "git/handle.h"

static GHashTable *
load(const PmRepository *repository)
{
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *path = pm_repository_shallow_path(repository);
    g_autofree char *text = NULL;

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents(path, &text, NULL, NULL))
        return ids;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (**line)
            g_hash_table_add(ids, g_ascii_strdown(g_strstrip(*line), -1));
    }
    return ids;
}

bool
pm_shallow_has(const PmRepository *repository, const git_oid *oid)
{
    if (repository->shallow == NULL)
        /* a memory, not a change that anybody could see */
        ((PmRepository *)repository)->shallow = load(repository);
    return g_hash_table_size(repository->shallow) > 0 &&
           g_hash_table_contains(repository->shallow, pm_native_oid(oid).hex);
}
