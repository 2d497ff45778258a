/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify is asked about: a tip, what came since an earlier step, some of the documents.
 */
#pragma once

#include "command/command.h"
#include "ledger/audit.h"

typedef struct {
    PmOid tip;
    const char *word; /* the revision as typed; NULL: HEAD */
    bool range;       /* only what came after `from` */
    PmOid from;
    GHashTable *documents; /* paths (char *); NULL: all. Owned */
} PmVerifyScope;

/* From the words of the command line: a revision or a range, and documents by id or path, which are
 * looked up at the tip. An id comes before a ref of the same name. */
bool pm_verify_scope_read(PmContext *context, char **words, PmVerifyScope *out_scope,
                          GError **error);
void pm_verify_scope_clear(PmVerifyScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmVerifyScope, pm_verify_scope_clear)

/* Forget findings of what is not asked about. PM_ERROR_USAGE when the range begins beside the line.
 */
bool pm_verify_scope_apply(PmContext *context, const PmVerifyScope *scope, const PmAudit *audit,
                           PmDiagnostics *diagnostics, GError **error);

/* How many sign-offs of what is asked about can't be checked here. */
size_t pm_verify_scope_unknown(const PmVerifyScope *scope, const PmAudit *audit);

/* What this repository remembers of the branch that is shared: the reflog of the upstream branch,
 * and in a bare repository that of the branch itself. Elements PmAuditSeen, of commits that the
 * branch was moved away from; g_array_unref() */
GArray *pm_verify_seen(PmContext *context, const PmVerifyScope *scope, const char *upstream);
