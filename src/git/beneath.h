/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening files beneath a folder without ever following a link: openat2(2) where the kernel has it,
 * else a walk with O_NOFOLLOW.
 */
#pragma once

#include "base/error.h"

/*
 * Whether `path` may be a path in a tree: relative, no empty, "." or ".." parts, no part ".git" in
 * any letter case. "" is not one.
 */
bool pm_beneath_is_path(const char *path);

/*
 * open(2) of `path` beneath the folder `root`. Never blocks on a FIFO. -1 with PM_ERROR_NOT_FOUND,
 * PM_ERROR_UNTRUSTED for a link on the way or at the end and for what is no path, PM_ERROR_FAILED.
 */
int pm_beneath_open(int root, const char *path, int flags, unsigned mode, GError **error);
/* The folder that holds `path`, for *at() calls; `*out_name` is the last part. */
int pm_beneath_open_parent(int root, const char *path, const char **out_name, GError **error);
