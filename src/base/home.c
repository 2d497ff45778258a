/* SPDX-License-Identifier: Apache-2.0 */
#include "base/home.h"

#include <glib.h>
#include <pwd.h>
#include <string.h>

char *
pm_home_expand(const char *path)
{
    if (*path != '~')
        return g_strdup(path);
    size_t length = strcspn(path, "/");
    if (length == 1) {
        const char *home = g_getenv("HOME");
        return g_strconcat(home != NULL && *home != '\0' ? home : g_get_home_dir(), path + 1, NULL);
    }
    g_autofree char *name = g_strndup(path + 1, length - 1);
    char names[16384];
    struct passwd entry, *user = NULL;
    (void)getpwnam_r(name, &entry, names, sizeof names, &user);
    return user != NULL ? g_strconcat(user->pw_dir, path + length, NULL) : g_strdup(path);
}
