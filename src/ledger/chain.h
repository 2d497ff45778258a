/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chain of SHA-256 over the steps of a ledger, so that two objects with one SHA-1 can't swap what
 * lies behind a link that is known (LEDGER section 6). What a link is made of never changes; each
 * is the SHA-256 of:
 *
 *     git-postmortem-link: 1 LF
 *     previous: sha256:<hex> | none LF
 *     commit: sha256:<hex> LF              of what `git cat-file commit` prints
 *     <mode> <what>: <hex> TAB <path> NUL  for each file that the step changed, sorted by path
 *
 * "100644 sha256: …" is a file or a link, by its bytes; "160000 commit: …" a submodule, by its
 * commit; "000000 gone" without a digest what is no longer there. The files are those of
 * .postmortem/ and of the documents' folder as the policy after the step names it, and .mailmap at
 * the top; in the first step with that folder, all that is in it.
 */
#pragma once

#include "git/history.h"

typedef struct PmChain PmChain;

PmChain *pm_chain_new(PmRepository *repository);
void pm_chain_free(PmChain *chain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmChain, pm_chain_free)

/* The next step. `old_commit` is NULL for the first, `folder` ("" or "dir/") while there is no
 * policy. Fails when an object can't be read. */
bool pm_chain_add(PmChain *chain, const PmOid *old_commit, const PmOid *new_commit,
                  const char *folder, GError **error);
/* Hex digits, of the last step; NULL before the first. Borrowed until the next. */
const char *pm_chain_link(const PmChain *chain);
