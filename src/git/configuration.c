/* SPDX-License-Identifier: Apache-2.0 */
#include "git/configuration.h"

#include "git/config_include.h"
#include "git/config_overlay.h"

struct PmConfiguration {
    PmConfigOverlay *overlay;
    git_config *files;
    git_config *values; /* what the files said when they were opened */
};

/* A missing file is an empty one; what is no file (/dev/null, a FIFO) is never opened. */
static bool
add_file(git_config *files, const char *path, git_config_level_t level, git_repository *repository,
         GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return true;
    if (!pm_config_include_check(path, error))
        return false;
    if (git_config_add_file_ondisk(files, path, level, repository, 0) == 0)
        return true;
    pm_native_error(error, PM_ERROR_FAILED, NULL, "bad config file '%s'", path);
    return false;
}

static bool
is_true(const char *text)
{
    int value = 0;

    return text && git_config_parse_bool(&value, text) == 0 && value;
}

static bool
add_system(git_config *files, git_repository *repository, GError **error)
{
    const char *path = g_getenv("GIT_CONFIG_SYSTEM");

    if (is_true(g_getenv("GIT_CONFIG_NOSYSTEM")))
        return true;
    return add_file(files, path ? path : "/etc/gitconfig", GIT_CONFIG_LEVEL_SYSTEM, repository,
                    error);
}

/* GIT_CONFIG_GLOBAL stands for both of the user's files. */
static bool
add_global(git_config *files, git_repository *repository, GError **error)
{
    const char *instead = g_getenv("GIT_CONFIG_GLOBAL");
    const char *home = g_getenv("HOME");
    const char *xdg = g_getenv("XDG_CONFIG_HOME");
    g_autofree char *second = NULL;

    if (instead)
        return add_file(files, instead, GIT_CONFIG_LEVEL_GLOBAL, repository, error);
    if (xdg && *xdg)
        second = g_build_filename(xdg, "git", "config", NULL);
    else if (home)
        second = g_build_filename(home, ".config", "git", "config", NULL);
    if (second && !add_file(files, second, GIT_CONFIG_LEVEL_XDG, repository, error))
        return false;
    g_autofree char *first = home ? g_build_filename(home, ".gitconfig", NULL) : NULL;
    return first == NULL || add_file(files, first, GIT_CONFIG_LEVEL_GLOBAL, repository, error);
}

static bool
add_local(git_config *files, git_repository *repository, GError **error)
{
    g_autofree char *local = g_build_filename(git_repository_commondir(repository), "config", NULL);
    g_autofree char *worktree =
        g_build_filename(git_repository_path(repository), "config.worktree", NULL);
    int per_worktree = 0;

    if (!add_file(files, local, GIT_CONFIG_LEVEL_LOCAL, repository, error))
        return false;
    if (git_config_get_bool(&per_worktree, files, "extensions.worktreeconfig") != 0 ||
        !per_worktree)
        return true;
    /* libgit2 1.5 has no level for it; this one is above the local file in every version */
    return add_file(files, worktree, GIT_CONFIG_LEVEL_APP, repository, error);
}

PmConfiguration *
pm_configuration_new(git_repository *repository, GError **error)
{
    g_autoptr(PmConfiguration) configuration = g_new0(PmConfiguration, 1);
    g_auto(GStrv) environment = g_get_environ();

    configuration->overlay = pm_config_overlay_new(environment, error);
    if (configuration->overlay == NULL)
        return NULL;
    if (git_config_new(&configuration->files) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the configuration");
        return NULL;
    }
    if (!add_system(configuration->files, repository, error) ||
        !add_global(configuration->files, repository, error) ||
        (repository && !add_local(configuration->files, repository, error)))
        return NULL;
    /* otherwise libgit2 looks at each file again whenever a value is asked for */
    if (git_config_snapshot(&configuration->values, configuration->files) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the configuration");
        return NULL;
    }
    return g_steal_pointer(&configuration);
}

void
pm_configuration_free(PmConfiguration *configuration)
{
    if (configuration == NULL)
        return;
    pm_config_overlay_free(configuration->overlay);
    git_config_free(configuration->values);
    git_config_free(configuration->files);
    g_free(configuration);
}

git_config *
pm_configuration_files(const PmConfiguration *configuration)
{
    return configuration->files;
}

/* The last entry's value in the files, "true" for a key without one; NULL when unset. */
static char *
file_value(git_config *values, const char *key)
{
    git_config_entry *entry = NULL;
    char *value = NULL;

    if (git_config_get_entry(&entry, values, key) == 0)
        value = g_strdup(entry->value ? entry->value : "true");
    git_config_entry_free(entry);
    return value;
}

const char *
pm_configuration_scope(const PmConfiguration *configuration, const char *key)
{
    static const struct {
        git_config_level_t level;
        const char *scope;
    } scopes[] = {
        { GIT_CONFIG_LEVEL_SYSTEM, "--system" }, { GIT_CONFIG_LEVEL_XDG, "--global" },
        { GIT_CONFIG_LEVEL_GLOBAL, "--global" }, { GIT_CONFIG_LEVEL_LOCAL, "--local" },
        { GIT_CONFIG_LEVEL_APP, "--worktree" },
    };
    git_config_entry *entry = NULL;
    const char *value, *scope = NULL;

    if (pm_config_overlay_get(configuration->overlay, key, &value))
        return "";
    if (git_config_get_entry(&entry, configuration->values, key) == 0)
        for (size_t i = 0; i < G_N_ELEMENTS(scopes); i++)
            if (scopes[i].level == entry->level)
                scope = scopes[i].scope;
    git_config_entry_free(entry);
    return scope;
}

char *
pm_configuration_get(const PmConfiguration *configuration, const char *key)
{
    const char *value = NULL;

    if (pm_config_overlay_get(configuration->overlay, key, &value))
        return g_strdup(value ? value : "true");
    return file_value(configuration->values, key);
}

bool
pm_configuration_get_bool(const PmConfiguration *configuration, const char *key, bool fallback)
{
    g_autofree char *text = pm_configuration_get(configuration, key);
    int value = 0;

    if (text == NULL || git_config_parse_bool(&value, text) != 0)
        return fallback;
    return value != 0;
}

static int
collect(const git_config_entry *entry, void *data)
{
    g_ptr_array_add(data, g_strdup(entry->value ? entry->value : "true"));
    return 0;
}

char **
pm_configuration_get_all(const PmConfiguration *configuration, const char *key)
{
    GPtrArray *values = g_ptr_array_new();
    const char *value = NULL;

    git_config_get_multivar_foreach(configuration->values, key, NULL, collect, values);
    if (pm_config_overlay_get(configuration->overlay, key, &value))
        g_ptr_array_add(values, g_strdup(value ? value : "true"));
    g_ptr_array_add(values, NULL);
    return (char **)g_ptr_array_free(values, FALSE);
}

bool
pm_configuration_any_true(const PmConfiguration *configuration, const char *section,
                          const char *key)
{
    g_autoptr(git_config_iterator) iterator = NULL;
    git_config_entry *entry = NULL;
    bool found = false;

    /* not by libgit2's regular expressions, which leak memory for what does not match */
    if (git_config_iterator_new(&iterator, configuration->values) != 0)
        return false;
    while (!found && git_config_next(&entry, iterator) == 0)
        found = g_str_has_prefix(entry->name, section) && g_str_has_suffix(entry->name, key) &&
                is_true(entry->value ? entry->value : "true");
    return found;
}
