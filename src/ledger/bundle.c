/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/bundle.h"

#include <string.h>

bool
pm_bundle_has(const char *path, const char *documents)
{
    if (g_str_has_prefix(path, PM_CONFIG_SIGNOFFS) || g_str_has_prefix(path, PM_CONFIG_CHECKPOINTS))
        return false;
    g_autofree char *attributes = g_strconcat(documents, ".gitattributes", NULL);
    return g_str_has_prefix(path, PM_CONFIG_FOLDER) || g_str_equal(path, attributes);
}

bool
pm_bundle_step_may_have(const char *path, const char *documents)
{
    return pm_bundle_has(path, documents) || g_str_has_prefix(path, PM_CONFIG_SIGNOFFS);
}

char *
pm_bundle_digest(const void *bytes, size_t length)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
}

static bool
add_line(GString *manifest, PmContent *content, const PmContentEntry *entry, GError **error)
{
    if (strpbrk(entry->path, "\n\r\\") != NULL) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL,
                     "'%s' has a character in its name that a policy file may not have",
                     entry->path);
        return false;
    }
    g_autoptr(GBytes) bytes = pm_content_read(content, entry->path, 64 * PM_CONFIG_LIMIT, error);
    if (bytes == NULL)
        return false;
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    g_string_append_printf(manifest, "%s  %s\n", digest, entry->path);
    return true;
}

static int
by_path(gconstpointer a, gconstpointer b)
{
    const PmContentEntry *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

char *
pm_bundle_manifest(PmContent *content, const char *documents, GError **error)
{
    g_autoptr(GPtrArray) files = pm_content_list(content, PM_CONFIG_FOLDER, error);
    if (files == NULL)
        return NULL;
    g_autofree char *path = g_strconcat(documents, ".gitattributes", NULL);
    g_autoptr(GError) missing = NULL;
    PmContentEntry attributes = { 0 };
    bool found = pm_content_find(content, path, &attributes, &missing);
    if (!found && !g_error_matches(missing, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&missing));
        return NULL;
    }
    g_autoptr(GPtrArray) bundle = g_ptr_array_new();
    for (guint i = 0; i < files->len; i++) {
        PmContentEntry *entry = files->pdata[i];
        if (pm_bundle_has(entry->path, documents))
            g_ptr_array_add(bundle, entry);
    }
    if (found)
        g_ptr_array_add(bundle, &attributes);
    g_ptr_array_sort(bundle, by_path);
    g_autoptr(GString) manifest = g_string_new(NULL);
    bool whole = true;
    for (guint i = 0; whole && i < bundle->len; i++)
        whole = add_line(manifest, content, bundle->pdata[i], error);
    g_free(attributes.path);
    return whole ? g_string_free(g_steal_pointer(&manifest), FALSE) : NULL;
}
