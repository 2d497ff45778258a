/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FIFOs, devices and sockets in the place of a repository's files. Whoever opens a FIFO waits for
 * ever for somebody to write to it, and git and libgit2 do: so they are looked for beforehand.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What `path` leads to, in words, when that is no file or folder; /dev/null is as good as a file.
 * NULL: it is one, or is not there. */
const char *pm_special_file_kind(const char *path);
/* PM_ERROR_UNTRUSTED when it leads to something special. */
bool pm_special_file_refuse(const char *path, GError **error);
/* The same of all that is read in `git_dir` and in the common directory that it names: also what
 * the configuration includes, and every loose ref and its log. */
bool pm_special_file_check(const char *git_dir, GError **error);
/* The same of everything in the repository in `folder` itself (not above it), whoever reads it:
 * PM_ERROR_NOT_FOUND when there is none. */
bool pm_special_file_check_all(const char *folder, GError **error);
