/* SPDX-License-Identifier: Apache-2.0 */
#include "git/hook_files.h"

#include "base/home.h"

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
    g_autofree char *expanded = pm_home_expand(configured);
    return g_canonicalize_filename(expanded, base ? base : pm_repository_git_dir(repository));
}

/* Where a path leads to, of which the end need not be there yet. */
static char *
resolve(const char *path)
{
    g_autofree char *start = g_canonicalize_filename(path, NULL);
    g_autofree char *rest = g_strdup("");

    for (;;) {
        g_autofree char *there = realpath(start, NULL);
        if (there != NULL)
            return *rest ? g_build_filename(there, rest, NULL) : g_steal_pointer(&there);
        g_autofree char *name = g_path_get_basename(start);
        g_autofree char *above = g_path_get_dirname(start);
        g_autofree char *tail = g_build_filename(name, *rest ? rest : NULL, NULL);
        g_free(g_steal_pointer(&rest));
        g_free(g_steal_pointer(&start));
        rest = g_steal_pointer(&tail);
        start = g_steal_pointer(&above);
    }
}

static bool
is_inside(const char *path, const char *folder)
{
    g_autofree char *root = folder ? resolve(folder) : NULL;
    g_autofree char *prefix = root ? g_strconcat(root, "/", NULL) : NULL;

    return prefix && (strcmp(path, root) == 0 || g_str_has_prefix(path, prefix));
}

bool
pm_hook_is_shared(const PmRepository *repository, char **out_folder)
{
    g_autofree char *folder = hooks_folder(repository);
    g_autofree char *real = resolve(folder);
    const char *common = pm_repository_common_dir(repository);
    /* that of the main working tree is a linked one's, too */
    g_autofree char *canonical = g_canonicalize_filename(common, NULL);
    g_autofree char *main_tree =
        g_str_has_suffix(canonical, "/.git") ? g_path_get_dirname(canonical) : g_strdup(canonical);

    *out_folder = g_steal_pointer(&folder);
    return !is_inside(real, common) && !is_inside(real, main_tree) &&
           !is_inside(real, pm_repository_workdir(repository));
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

char *
pm_hook_place_for_line(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *above = g_path_get_dirname(folder);

    return g_str_has_suffix(folder, "/.husky/_") ? g_build_filename(above, name, NULL)
                                                 : g_strdup(path);
}

static bool
refuse_foreign(const char *path, const char *text, GError **error)
{
    g_autofree char *line = line_to_add(text);
    g_autofree char *place = pm_hook_place_for_line(path);
    bool other = strcmp(place, path) != 0;
    g_autofree char *hint = g_strdup_printf("add this line to %s: %s", other ? place : "it", line);

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
