/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table that `actions` prints.
 */
#pragma once

#include "command/action_rows.h"

/* `rows`: PmActionRow. Whole to a file or a pipe; on a terminal, where a row is too wide, in two
 * lines, and what there is no room for is cut from the text. */
void pm_actions_print(PmContext *context, const GArray *rows);
