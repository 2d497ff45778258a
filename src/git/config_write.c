/* SPDX-License-Identifier: Apache-2.0 */
#include "git/config_write.h"

#include "git/native.h"

/* A git_config of this one file: the repository's has others in it, and an order among them. */
static int
write_key(const PmRepository *repository, const char *key, const char *value)
{
    g_autoptr(git_config) config = NULL;
    g_autofree char *path = g_build_filename(pm_repository_common_dir(repository), "config", NULL);
    int result = git_config_new(&config);
    if (result == 0)
        result = git_config_add_file_ondisk(config, path, GIT_CONFIG_LEVEL_LOCAL,
                                            pm_repository_handle(repository), 1);
    if (result == 0)
        result = value != NULL ? git_config_set_string(config, key, value)
                               : git_config_delete_entry(config, key);
    return value == NULL && result == GIT_ENOTFOUND ? 0 : result;
}

bool
pm_config_write(const PmRepository *repository, const char *key, const char *value, GError **error)
{
    if (write_key(repository, key, value) == 0)
        return true;
    pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot write '%s' to the configuration", key);
    return false;
}
