/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A git repository, opened and configured as git's own commands see it: from the environment
 * (GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_COMMON_DIR …), with `git -c` (GIT_CONFIG_PARAMETERS)
 * and GIT_CONFIG_COUNT/KEY_n/VALUE_n, GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM, GIT_CONFIG_NOSYSTEM,
 * all of which libgit2 1.5 ignores. One handle is used by one thread.
 */
#pragma once

#include "base/error.h"

#include <stdint.h>

typedef struct PmRepository PmRepository;

/*
 * A git object id as hex (40 digits of SHA-1) in a value that can be copied and compared by strcmp.
 */
typedef struct {
    char hex[41];
} PmOid;

#define PM_OID_ZERO ((PmOid){ "0000000000000000000000000000000000000000" })

/*
 * Open the repository around `directory` (NULL: the current one). Refused with git's own remedy:
 * not a repository (PM_ERROR_NOT_FOUND, hint `git init`), dubious ownership, extensions that
 * libgit2 does not know (sha256, reftable; also version 0 with objectformat), bare without
 * permission.
 */
PmRepository *pm_repository_open(const char *directory, GError **error);
void pm_repository_close(PmRepository *repository);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmRepository, pm_repository_close)

bool pm_repository_is_bare(const PmRepository *repository);
bool pm_repository_is_shallow(const PmRepository *repository);
bool pm_repository_is_partial(const PmRepository *repository);
const char *
pm_repository_workdir(const PmRepository *repository); /* absolute, ends with '/'; NULL when bare */
const char *pm_repository_git_dir(const PmRepository *repository);    /* ends with '/' */
const char *pm_repository_common_dir(const PmRepository *repository); /* ends with '/' */
const char *
pm_repository_index_path(const PmRepository *repository); /* absolute; GIT_INDEX_FILE is honoured */
/* False when GIT_INDEX_FILE names another one. */
bool pm_repository_has_own_index(const PmRepository *repository);
char *pm_repository_shallow_path(
    const PmRepository *repository); /* the list of boundaries, there or not; g_free() */

/* "merge", "rebase", "cherry-pick" … while one is under way that a commit would disturb, else NULL.
 */
const char *pm_repository_state(const PmRepository *repository);

/* The branch that HEAD names, "refs/heads/main", also when unborn; NULL with PM_ERROR_STATE when
 * detached. */
char *pm_repository_head_ref(const PmRepository *repository, GError **error);
/* The ref that a symbolic one names; NULL: it is none, or there is none. g_free() */
char *pm_repository_symbolic_ref(const PmRepository *repository, const char *ref);
/* The commit of a ref, or PM_OID_ZERO when it does not exist. Re-read from disk at each call. */
bool pm_repository_read_ref(const PmRepository *repository, const char *ref, PmOid *out_oid,
                            GError **error);
/* The commit that a revision ("HEAD", "main~3", a hash) names. PM_ERROR_NOT_FOUND. */
bool pm_repository_resolve(const PmRepository *repository, const char *revision, PmOid *out_commit,
                           GError **error);
/* The names of all refs, sorted. g_strfreev() */
char **pm_repository_refs(const PmRepository *repository, GError **error);

/* Configuration: overlay first, then worktree, local, global, system. g_free(); NULL when unset. */
char *pm_repository_config(const PmRepository *repository, const char *key);
/* The same without the repository's own files: system, global and command line alone. For program
 * names in read-only verbs (LEDGER section 7.8). Also where there is no repository (NULL). */
char *pm_repository_config_trusted(const PmRepository *repository, const char *key);
/* Where a value was set, as an option of git config: "--global"; "" on the command line; NULL
 * when unset. */
const char *pm_repository_config_scope(const PmRepository *repository, const char *key);
bool pm_repository_config_bool(const PmRepository *repository, const char *key, bool fallback);

/* Who: as git does (GIT_AUTHOR_*, GIT_COMMITTER_*, author.*, committer.*, user.*). A missing
 * identity is PM_ERROR_STATE with git's remedy as the hint; names and e-mails with control
 * characters, '<' or '>' are refused. */
typedef struct {
    char *name;
    char *email;
    int64_t time;       /* seconds since the epoch; GIT_*_DATE is honoured */
    int offset_minutes; /* east of UTC */
} PmIdentity;
typedef enum { PM_IDENTITY_AUTHOR, PM_IDENTITY_COMMITTER } PmIdentityRole;
bool pm_repository_identity(const PmRepository *repository, PmIdentityRole role,
                            PmIdentity *out_identity, GError **error);
void pm_identity_clear(PmIdentity *identity);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmIdentity, pm_identity_clear)

/* The name and e-mail that .mailmap (of HEAD or the work tree, and mailmap.file) gives for these.
 * g_free() each. */
void pm_repository_mailmap(const PmRepository *repository, const char *name, const char *email,
                           char **out_name, char **out_email);

/* The program that git would start to edit (GIT_EDITOR, core.editor, VISUAL, EDITOR,
 * "editor"/"vi"); NULL on a dumb terminal where none is named. g_free() */
char *pm_repository_editor(const PmRepository *repository);

/* The command line that git would page with (GIT_PAGER, core.pager, PAGER, "pager"/"less"), but for
 * a core.pager of the repository's own: reading verbs run nothing that it names. May be empty.
 * g_free() */
char *pm_repository_pager(void);

/* `path`, absolute or relative to the current directory, as a path in the repository.
 * PM_ERROR_UNTRUSTED when it is outside or passes through a symbolic link. g_free() */
char *pm_repository_relative(const PmRepository *repository, const char *path, GError **error);
/* Is `path` one of the working tree that is, or passes through, a symbolic link? */
bool pm_repository_is_led_away(const PmRepository *repository, const char *path);

/* For the other files of this room. */
struct git_repository *pm_repository_handle(const PmRepository *repository);
