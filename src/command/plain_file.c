/* SPDX-License-Identifier: Apache-2.0 */
#include "command/plain_file.h"

#include "base/text.h"

#include <string.h>

bool
pm_plain_file_is_executable(PmContent *content, const char *path)
{
    PmContentEntry entry = { 0 };
    bool executable =
        pm_content_find(content, path, &entry, NULL) && (entry.mode & 0170111) == 0100111;
    g_free(entry.path);
    return executable;
}

/* Paths are from the top, where git runs its hooks: GIT_PREFIX is where it was called. */
static bool
is_at_top(const char *top)
{
    const char *prefix = g_getenv("GIT_PREFIX");
    g_autofree char *here = g_get_current_dir();
    size_t length = strlen(here);
    return (prefix == NULL || *prefix == '\0') && strncmp(top, here, length) == 0 &&
           (top[length] == '\0' || g_str_equal(top + length, "/"));
}

const char *
pm_plain_file_command(PmContext *context, const char *path, PmPlainFileHow how)
{
    const char *top = pm_repository_workdir(context->repository);
    if (top == NULL)
        return NULL;
    g_autofree char *full = is_at_top(top) ? g_strdup(path) : g_build_filename(top, path, NULL);
    g_autofree char *word = pm_text_shell_word(full);
    bool commit = how == PM_PLAIN_FILE_COMMIT;
    /* where git does not look at a file's mode, only the index can be told */
    if (pm_repository_config_bool(context->repository, "core.fileMode", true))
        return pm_arena_printf(context->arena, "chmod 644 %s && git %s %s", word,
                               commit ? "commit -m 'A plain file'" : "add", word);
    return pm_arena_printf(context->arena, "git add --chmod=-x %s%s", word,
                           commit ? " && git commit -m 'A plain file'" : "");
}
