/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration that git would see: command line, worktree, local, global, system, in this
 * order of precedence, with the files that GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM and
 * GIT_CONFIG_NOSYSTEM name.
 */
#pragma once

#include "git/native.h"

typedef struct PmConfiguration PmConfiguration;

/* Without a repository (NULL): system, global and command line alone. */
PmConfiguration *pm_configuration_new(git_repository *repository, GError **error);
void pm_configuration_free(PmConfiguration *configuration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmConfiguration, pm_configuration_free)

/* The files alone, without the command line: for git_repository_set_config(). Borrowed. */
git_config *pm_configuration_files(const PmConfiguration *configuration);

/* NULL when unset; a key without a value gives "true". g_free() */
char *pm_configuration_get(const PmConfiguration *configuration, const char *key);
/* Where the value comes from: "--system", "--global", "--local" or "--worktree", as git config
 * names them; "" from the command line; NULL when unset. */
const char *pm_configuration_scope(const PmConfiguration *configuration, const char *key);
bool pm_configuration_get_bool(const PmConfiguration *configuration, const char *key,
                               bool fallback);
/* All values of a key that may be given several times, least important first, with "" where a later
 * file empties the list. g_strfreev() */
char **pm_configuration_get_all(const PmConfiguration *configuration, const char *key);
/* Whether a key that begins with `section` and ends with `key` ("remote.", ".promisor") has a true
 * value. */
bool pm_configuration_any_true(const PmConfiguration *configuration, const char *section,
                               const char *key);
