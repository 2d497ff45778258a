/* SPDX-License-Identifier: Apache-2.0 */
#include "git/hook_files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* A hook is a few lines of shell; what is longer is nobody's marker of ours. */
#define HOOK_MAX ((size_t)1024 * 1024)

/*
 * The folder that git runs hooks from; a relative core.hooksPath counts from where hooks are run.
 */
static char *
hooks_folder(const PmRepository *repository)
{
    g_autofree char *configured = pm_repository_config(repository, "core.hooksPath");
    const char *base = pm_repository_workdir(repository);

    if (configured == NULL || *configured == '\0')
        return g_build_filename(pm_repository_common_dir(repository), "hooks", NULL);
    if (g_str_has_prefix(configured, "~/"))
        return g_build_filename(g_get_home_dir(), configured + 2, NULL);
    return g_canonicalize_filename(configured, base ? base : pm_repository_git_dir(repository));
}

static bool
is_name(const char *name)
{
    return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name);
}

bool
pm_hook_state(PmRepository *repository, const char *name, const char *marker,
              PmHookState *out_state, char **out_path, GError **error)
{
    g_autofree char *folder = hooks_folder(repository);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    PmHookState state = PM_HOOK_FOREIGN;
    struct stat status;

    if (!is_name(name)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is no hook", name);
        return false;
    }
    if (g_lstat(path, &status) != 0 && errno != ENOENT && errno != ENOTDIR) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot look at '%s': %s", path,
                     g_strerror(errno));
        return false;
    }
    if (g_lstat(path, &status) != 0)
        state = PM_HOOK_ABSENT;
    else if (S_ISREG(status.st_mode) && (guint64)status.st_size <= HOOK_MAX &&
             g_file_get_contents(path, &text, NULL, NULL) && strstr(text, marker))
        state = PM_HOOK_OURS; /* a link is not: what it points to may be shared */
    *out_state = state;
    if (out_path)
        *out_path = g_steal_pointer(&path);
    return true;
}

/* The last line of `text` that does something, as a line for the middle of another hook. */
static char *
line_to_add(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const char *last = "";

    for (char **line = lines; *line; line++) {
        g_strstrip(*line);
        if (**line && **line != '#')
            last = *line;
    }
    return g_strconcat(g_str_has_prefix(last, "exec ") ? last + 5 : last, " || exit 1", NULL);
}

static bool
refuse_foreign(const char *path, const char *text, GError **error)
{
    g_autofree char *line = line_to_add(text);
    g_autofree char *hint = g_strdup_printf("add this line to it: %s", line);

    pm_error_set(error, PM_ERROR_STATE, hint, "there is already a hook of yours at '%s'", path);
    return false;
}

/* git passes over a hook that can't be executed, and writing keeps the mode of an existing file. */
static bool
write_program(const char *path, const char *text, GError **error)
{
    struct stat status;

    if (!g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0777, error))
        return false;
    if (g_stat(path, &status) == 0 &&
        chmod(path, status.st_mode | (status.st_mode & 0444) >> 2) == 0)
        return true;
    g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                        g_strerror(errno));
    return false;
}

bool
pm_hook_install(PmRepository *repository, const char *name, const char *text, const char *marker,
                GError **error)
{
    g_autofree char *path = NULL;
    PmHookState state = PM_HOOK_ABSENT;
    GError *reason = NULL;

    if (!pm_hook_state(repository, name, marker, &state, &path, error))
        return false;
    if (state == PM_HOOK_FOREIGN)
        return refuse_foreign(path, text, error);
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make folder '%s': %s", folder,
                     g_strerror(errno));
        return false;
    }
    if (write_program(path, text, &reason))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write hook '%s': %s", path, reason->message);
    g_error_free(reason);
    return false;
}

bool
pm_hook_uninstall(PmRepository *repository, const char *name, const char *marker, GError **error)
{
    g_autofree char *path = NULL;
    PmHookState state = PM_HOOK_ABSENT;

    if (!pm_hook_state(repository, name, marker, &state, &path, error))
        return false;
    if (state == PM_HOOK_ABSENT)
        return true;
    if (state == PM_HOOK_FOREIGN) {
        pm_error_set(error, PM_ERROR_STATE, "take our line out of it by hand",
                     "the hook at '%s' is not ours to remove", path);
        return false;
    }
    if (g_unlink(path) == 0 || errno == ENOENT)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot remove '%s': %s", path, g_strerror(errno));
    return false;
}
