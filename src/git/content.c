/* SPDX-License-Identifier: Apache-2.0 */
#include "git/content.h"

#include "git/beneath.h"
#include "git/content_kind.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
pm_content_close(PmContent *content)
{
    if (content == NULL)
        return;
    if (content->root >= 0)
        close(content->root);
    git_index_free(content->index);
    git_tree_free(content->tree);
    g_free(content);
}

PmRepository *
pm_content_repository(const PmContent *content)
{
    return content->repository;
}

static void
entry_free(gpointer data)
{
    PmContentEntry *entry = data;

    g_free(entry->path);
    g_free(entry);
}

bool
pm_content_wants(const PmPathFilter *only, const char *path)
{
    return only == NULL || only->wants(path, only->data);
}

bool
pm_content_add(GPtrArray *entries, char *path, const git_oid *blob, unsigned mode, GError **error)
{
    PmContentEntry *entry = g_new0(PmContentEntry, 1);

    entry->path = path;
    entry->blob = blob ? pm_native_oid(blob) : PM_OID_ZERO;
    entry->mode = mode;
    g_ptr_array_add(entries, entry);
    if (entries->len <= PM_CONTENT_ENTRIES_MAX)
        return true;
    pm_error_set(error, PM_ERROR_LIMIT, NULL, "more than %d files", PM_CONTENT_ENTRIES_MAX);
    return false;
}

bool
pm_content_check_depth(unsigned depth, const char *path, GError **error)
{
    if (depth <= PM_CONTENT_DEPTH_MAX)
        return true;
    pm_error_set(error, PM_ERROR_LIMIT, NULL, "folders more than %d deep at '%.200s'",
                 PM_CONTENT_DEPTH_MAX, path);
    return false;
}

void
pm_content_absent(const char *path, GError **error)
{
    pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "there is no file '%s'", path);
}

void
pm_content_linked(const char *path, GError **error)
{
    pm_error_set(error, PM_ERROR_UNTRUSTED, "put a regular file or folder in its place",
                 "'%s' is or passes through a symbolic link", path);
}

static int
compare_entries(gconstpointer a, gconstpointer b)
{
    const PmContentEntry *const *left = a;
    const PmContentEntry *const *right = b;

    return strcmp((*left)->path, (*right)->path);
}

GPtrArray *
pm_content_list_of(PmContent *content, const char *prefix, const PmPathFilter *only, GError **error)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    g_autofree char *folder = g_strdup(prefix);

    if (*folder) {
        size_t length = strlen(folder);
        if (folder[length - 1] == '/')
            folder[length - 1] = '\0';
        if (!pm_beneath_is_path(folder)) {
            pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no folder in the repository",
                         prefix);
            return NULL;
        }
    }
    if (!content->kind->list(content, folder, only, entries, error))
        return NULL;
    g_ptr_array_sort(entries, compare_entries);
    return g_steal_pointer(&entries);
}

GPtrArray *
pm_content_list(PmContent *content, const char *prefix, GError **error)
{
    return pm_content_list_of(content, prefix, NULL, error);
}

bool
pm_content_find(PmContent *content, const char *path, PmContentEntry *out_entry, GError **error)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };

    if (!pm_beneath_is_path(path)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no path inside the repository",
                     path);
        return false;
    }
    if (!content->kind->find(content, path, &entry, error))
        return false;
    entry.path = g_strdup(path);
    *out_entry = entry;
    return true;
}

GBytes *
pm_content_read(PmContent *content, const char *path, size_t limit, GError **error)
{
    if (!pm_beneath_is_path(path)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is no path inside the repository",
                     path);
        return NULL;
    }
    return content->kind->read(content, path, limit, error);
}

GBytes *
pm_content_read_found(PmContent *content, const char *path, size_t limit, GError **error)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };

    if (!content->kind->find(content, path, &entry, error))
        return NULL;
    if (!S_ISREG(entry.mode)) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, "put a regular file in its place",
                     "'%s' is not a regular file (mode %06o)", path, entry.mode);
        return NULL;
    }
    GError *reason = NULL;
    GBytes *bytes = pm_content_blob(content->repository, &entry.blob, limit, &reason);
    if (bytes != NULL)
        return bytes;
    /* the path is there: whoever asks whether it is must not take this for a no */
    if (g_error_matches(reason, PM_ERROR, PM_ERROR_NOT_FOUND))
        reason->code = (int)PM_ERROR_UNTRUSTED;
    g_propagate_prefixed_error(error, reason, "'%s': ", path);
    return NULL;
}

GBytes *
pm_content_blob(PmRepository *repository, const PmOid *blob, size_t limit, GError **error)
{
    git_oid oid;

    if (!pm_native_oid_parse(blob, &oid, error))
        return NULL;
    g_autoptr(git_odb_object) object =
        pm_native_object(repository, &oid, GIT_OBJECT_BLOB, limit, error);
    if (object == NULL)
        return NULL;
    return g_bytes_new(git_odb_object_data(object), git_odb_object_size(object));
}

PmOid
pm_content_hash(const void *bytes, size_t length)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_autofree char *header = g_strdup_printf("blob %zu", length);
    const char *cursor = bytes;
    PmOid result;

    g_checksum_update(checksum, (const guchar *)header, (gssize)strlen(header) + 1);
    if (length > 0)
        g_checksum_update(checksum, (const guchar *)cursor, (gssize)length);
    g_strlcpy(result.hex, g_checksum_get_string(checksum), sizeof(result.hex));
    return result;
}
