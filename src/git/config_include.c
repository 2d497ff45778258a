/* SPDX-License-Identifier: Apache-2.0 */
#include "git/config_include.h"

#include "base/home.h"
#include "git/file_read.h"
#include "git/native.h"
#include "git/special_file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libgit2's own. */
#define DEPTH_MAX 10
/* Each file may include ten others, which is a number of files that nobody waits for. */
#define FILES_MAX 500
#define FILE_MAX (16u * 1024 * 1024)

/* The sections [include] and [includeIf …] under the names [xnclude] and [xncludeIf …]. */
static bool
rename_sections(char *text, size_t length)
{
    static const char section[] = "[include";
    bool any = false;

    for (char *at = memchr(text, '[', length); at;
         at = memchr(at + 1, '[', length - (size_t)(at + 1 - text))) {
        if (length - (size_t)(at - text) < strlen(section) ||
            g_ascii_strncasecmp(at, section, strlen(section)) != 0)
            continue;
        at[1] = 'x';
        any = true;
    }
    return any;
}

static char *
resolve(const char *value, const char *including)
{
    g_autofree char *folder = g_path_get_dirname(including);
    g_autofree char *expanded = pm_home_expand(value);
    return g_canonicalize_filename(expanded, folder);
}

static bool
list(const git_config *config, const char *including, GPtrArray *paths)
{
    g_autoptr(git_config_iterator) iterator = NULL;
    git_config_entry *entry = NULL;
    int status = git_config_iterator_new(&iterator, config);

    while (status == 0 && (status = git_config_next(&entry, iterator)) == 0)
        if (g_str_has_prefix(entry->name, "xnclude") && g_str_has_suffix(entry->name, ".path") &&
            entry->value != NULL)
            g_ptr_array_add(paths, resolve(entry->value, including));
    return status == GIT_ITEROVER;
}

/* libgit2 itself parses a copy that lives in memory, so that it and we see the same includes. */
static bool
parse(const char *path, const char *text, size_t length, GPtrArray *paths, GError **error)
{
    g_autoptr(git_config) config = NULL;
    int memory = memfd_create("config", MFD_CLOEXEC);
    g_autofree char *copy = g_strdup_printf("/proc/self/fd/%d", memory);

    bool fine = memory >= 0 && write(memory, text, length) == (ssize_t)length &&
                git_config_open_ondisk(&config, copy) == 0 && list(config, path, paths);
    if (!fine) {
        g_autofree char *quoted = g_shell_quote(path);
        g_autofree char *hint = g_strdup_printf("git config --list --file %s says where", quoted);
        pm_error_set(error, PM_ERROR_FAILED, hint, "bad config file '%s'", path);
    }
    if (memory >= 0)
        close(memory);
    return fine;
}

static bool
check(const char *path, int depth, unsigned *files, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    size_t length;

    if (!pm_special_file_refuse(path, error))
        return false;
    if (++*files > FILES_MAX) {
        pm_error_set(error, PM_ERROR_LIMIT, "git config --list --show-origin lists them",
                     "the configuration includes '%s', and more than %d files in all", path,
                     FILES_MAX);
        return false;
    }
    if (depth > DEPTH_MAX || pm_file_read(path, FILE_MAX, &bytes) != 0)
        return true;
    const char *text = g_bytes_get_data(bytes, &length);
    g_autofree char *copy = g_memdup2(text, length);
    if (length == FILE_MAX) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "'%s' has more than %u bytes", path, FILE_MAX);
        return false;
    }
    if (length == 0 || !rename_sections(copy, length))
        return true;
    if (!parse(path, copy, length, paths, error))
        return false;
    for (guint i = 0; i < paths->len; i++)
        if (!check(paths->pdata[i], depth + 1, files, error))
            return false;
    return true;
}

bool
pm_config_include_check(const char *path, GError **error)
{
    unsigned files = 0;

    return check(path, 0, &files, error);
}
