/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document in the user's editor, and what becomes of it.
 */
#pragma once

#include "command/command.h"

/* Open the document that `word` names in the editor; then judge and commit it, as one event "edit".
 * Exit code, or -1 with an error; what was written is in the working tree then. */
int pm_edit_session(PmContext *context, const PmWriteOptions *options, const char *word,
                    GError **error);
