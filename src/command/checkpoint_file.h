/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints as files, which people keep where the ledger is not.
 */
#pragma once

#include "command/command.h"
#include "ledger/audit.h"

/* Is there a file of this name that holds a checkpoint? Then it is read, strictly. False with an
 * error when it can't be, and without one when it is none. Lives in the context's arena. */
bool pm_checkpoint_file_read(PmContext *context, const char *path, PmCheckpoint *out_checkpoint,
                             GError **error);

/*
 * Write what an audit, which made the chain, has found fine. Signed where the user has a key that
 * the ledger knows; `*out_unsigned` says why it is not, or NULL. PM_ERROR_REFUSED when the file is
 * there and is no checkpoint.
 */
bool pm_checkpoint_file_write(PmContext *context, const char *path, const PmAudit *audit,
                              const PmOid *tip, const char **out_unsigned, GError **error);
