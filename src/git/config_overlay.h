/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration from the environment, which libgit2 does not read: GIT_CONFIG_COUNT/KEY_n/VALUE_n,
 * and GIT_CONFIG_PARAMETERS, which `git -c key=value` sets, in its old and its new quoting
 * (git-config(1), "ENVIRONMENT").
 */
#pragma once

#include "base/error.h"

typedef struct PmConfigOverlay PmConfigOverlay;

/* Read the variables of `environment` (as from g_get_environ()). Fails as git does on what is
 * malformed. */
PmConfigOverlay *pm_config_overlay_new(char **environment, GError **error);
void pm_config_overlay_free(PmConfigOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmConfigOverlay, pm_config_overlay_free)

/* Whether `key` is set; `*out_value` is NULL for a key without "=", which means true. Borrowed. */
bool pm_config_overlay_get(const PmConfigOverlay *overlay, const char *key, const char **out_value);
