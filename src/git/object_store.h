/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The object database of a repository, put together here and not by libgit2, so that all that it
 * reads of files which somebody else may have made went through checks that it does not have:
 * loose objects are read by git/loose_object, a pack's index is looked at by git/pack_index, a
 * multi-pack-index and a commit-graph are not read at all.
 */
#pragma once

#include "git/native.h"

/*
 * Where the repository whose common directory this is has its objects: GIT_OBJECT_DIRECTORY, the
 * quarantine of a receiving hook, goes first.
 */
char *pm_object_store_folder(const char *common_dir);
/*
 * Packs and loose objects of `folder`, of GIT_ALTERNATE_OBJECT_DIRECTORIES, and of all alternates
 * that they name; `out_folders` (char *; may be NULL) gets all of these. PM_ERROR_UNTRUSTED for a
 * file that would do harm.
 */
git_odb *pm_object_store_open(const char *folder, GPtrArray *out_folders, GError **error);
