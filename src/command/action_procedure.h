/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file that an action of work `sop` changes: in this repository, or in another one that the
 * config names. It is only read.
 */
#pragma once

#include "command/command.h"
#include "document/document.h"

/*
 * The commit since the incident's end that changed it: "commit 4ba1c9e… changed docs/failover.md",
 * in the context's arena. PM_ERROR_REFUSED where nothing did, or it is again as it was.
 */
bool pm_procedure_prove(PmContext *context, const PmDocument *document, const PmAction *action,
                        const char **out_proof, GError **error);
