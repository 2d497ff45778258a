/* SPDX-License-Identifier: Apache-2.0 */
#include "command/line_ends.h"

#include "config/config.h"
#include "git/commit.h"
#include "git/index_refresh.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

static bool
git_writes_crlf(PmContext *context)
{
    const PmRepository *repository = context->repository;
    g_autofree char *eol = pm_repository_config(repository, "core.eol");
    return g_strcmp0(eol, "crlf") == 0 ||
           pm_repository_config_bool(repository, "core.autocrlf", false);
}

/* Is `now` the text with CRLF for each LF? git lets be a text that has a CR already. */
static bool
is_converted(GBytes *committed, GBytes *now)
{
    size_t length, now_length, at = 0;
    const char *text = g_bytes_get_data(committed, &length);
    const char *held = g_bytes_get_data(now, &now_length);
    if (length == now_length || (length > 0 && memchr(text, '\r', length) != NULL))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' && (at == now_length || held[at++] != '\r'))
            return false;
        if (at == now_length || held[at++] != text[i])
            return false;
    }
    return at == now_length;
}

bool
pm_line_ends_are_gits(PmContext *context, GBytes *committed, GBytes *now)
{
    return is_converted(committed, now) && git_writes_crlf(context);
}

/* Without our attributes git goes on converting, and the files are well. */
static bool
is_kept_as_is(PmContent *worktree, const char *folder)
{
    g_autofree char *path = g_strconcat(folder, ".gitattributes", NULL);
    g_autoptr(GBytes) bytes = pm_content_read(worktree, path, TEXT_LIMIT, NULL);
    if (bytes == NULL)
        return false;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix(lines[i], "*.md -text"))
            return true;
    return false;
}

static void
clear_change(void *data)
{
    PmChange *change = data;
    g_bytes_unref(change->bytes);
    g_bytes_unref(change->expected);
}

static GArray *
list_changes(PmContent *tip, PmContent *worktree, const GPtrArray *files)
{
    GArray *changes = g_array_new(FALSE, FALSE, sizeof(PmChange));
    g_array_set_clear_func(changes, clear_change);
    for (guint i = 0; i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        if (!g_str_has_suffix(path, ".md"))
            continue;
        g_autoptr(GBytes) committed = pm_content_read(tip, path, TEXT_LIMIT, NULL);
        g_autoptr(GBytes) now = pm_content_read(worktree, path, TEXT_LIMIT, NULL);
        if (committed == NULL || now == NULL || !is_converted(committed, now))
            continue;
        PmChange change = { .path = path,
                            .bytes = g_bytes_ref(committed),
                            .expected = g_bytes_ref(now) };
        g_array_append_val(changes, change);
    }
    return changes;
}

static bool
write_changes(PmContext *context, const GArray *changes, GError **error)
{
    PmRepository *repository = context->repository;
    const PmChange *all = (const PmChange *)(const void *)changes->data;
    const char **paths = pm_arena_new0(context->arena, const char *, changes->len);
    for (guint i = 0; i < changes->len; i++)
        paths[i] = all[i].path;
    return pm_git_write_files(repository, all, changes->len, error) &&
           pm_index_forget_files(repository, paths, changes->len, error);
}

bool
pm_line_ends_restore(PmContext *context, const char *folder, size_t *out_count, GError **error)
{
    PmRepository *repository = context->repository;
    PmOid head;
    *out_count = 0;
    if (pm_repository_is_bare(repository) || !git_writes_crlf(context) ||
        !pm_repository_resolve(repository, "HEAD", &head, NULL))
        return true;
    g_autoptr(PmContent) worktree = pm_content_worktree(repository, error);
    g_autoptr(PmContent) tip =
        worktree != NULL ? pm_content_commit(repository, &head, error) : NULL;
    if (tip == NULL)
        return false;
    if (!is_kept_as_is(worktree, folder))
        return true;
    g_autoptr(GPtrArray) files = pm_content_list(tip, folder, error);
    if (files == NULL)
        return false;
    g_autoptr(GArray) changes = list_changes(tip, worktree, files);
    if (changes->len > 0 && !write_changes(context, changes, error))
        return false;
    *out_count = changes->len;
    return true;
}
