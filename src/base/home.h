/* SPDX-License-Identifier: Apache-2.0 */
/* Paths in git's configuration, of the kind that git config calls pathname. */
#pragma once

/* A leading ~/ or ~user/ as git expands it; any other path as it is. g_free() */
char *pm_home_expand(const char *path);
