/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between libgit2's types and ours, for the files of this room: releases for its handles, ids, and
 * its last error in our words. No other room includes this.
 */
#pragma once

#include "git/repository.h"

#include <git2.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_blob, git_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config_iterator, git_config_iterator_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb_object, git_odb_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_patch, git_patch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_refdb, git_refdb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference_iterator, git_reference_iterator_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_refspec, git_refspec_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree_entry, git_tree_entry_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(git_buf, git_buf_dispose)

/* Start libgit2 once a process; it is never shut down. */
void pm_native_start(void);

PmOid pm_native_oid(const git_oid *oid);
/* False with PM_ERROR_USAGE when `oid` is not 40 hexadecimal digits. */
bool pm_native_oid_parse(const PmOid *oid, git_oid *out_oid, GError **error);

/* The formatted message, then ": " and what libgit2 said last. */
void pm_native_error(GError **error, PmErrorCode code, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/*
 * An object of the wanted type (GIT_OBJECT_ANY for all) from the repository's database; libgit2
 * checks its hash. PM_ERROR_NOT_FOUND (the hint names the filter of a partial clone),
 * PM_ERROR_LIMIT over `limit` bytes, PM_ERROR_UNTRUSTED when it is of another type or corrupt.
 */
git_odb_object *pm_native_object(const PmRepository *repository, const git_oid *oid,
                                 git_object_t type, size_t limit, GError **error);
