/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands behind standard output, and what is shown there in which way: whether it is a
 * terminal, how wide, colour and the pager, all as git decides them (git-config(1), color.ui and
 * core.pager; git(1), GIT_PAGER), with NO_COLOR beside.
 */
#pragma once

#include "command/command.h"

/* Streams, width, and colour as the environment wants it. To be called before any file is opened:
 * it also holds the place of streams that are closed. */
void pm_terminal_init(PmContext *context);

/* Colour as the configuration wants it, of the context's repository if there is one. */
void pm_terminal_configure(PmContext *context);

/* From here on until pm_terminal_end_page() what is printed to context->out goes to the pager,
 * where there is one to go to. */
void pm_terminal_begin_page(PmContext *context);
void pm_terminal_end_page(PmContext *context);

/* All that was printed is written: false where it could not be, other than to a reader who left. */
bool pm_terminal_finish(PmContext *context);
