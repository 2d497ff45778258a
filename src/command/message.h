/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user's text for a commit: -m, -F, -e.
 */
#pragma once

#include "command/command.h"

/*
 * NULL in `*out_text` when none was given; else without blank lines around it, in the context's
 * arena. `about` tells in the editor what the text is for. Standard input can be read once: so can
 * this.
 */
bool pm_message_read(PmContext *context, const PmWriteOptions *options, const char *about,
                     const char **out_text, GError **error);
