/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Usage and the man page, from the rows of the table.
 */
#pragma once

#include "command/command.h"

/* "usage: git postmortem finding add [options] <text>"; g_free() */
char *pm_help_line(const PmCommand *command, const char *path);
/* `path`: "finding add". Two columns, at most `columns` wide. */
void pm_help_usage(FILE *out, const PmCommand *command, const char *path, unsigned columns);
void pm_help_overview(FILE *out, unsigned columns);
/* The whole git-postmortem(1) as Markdown: the hand-written parts of src/manual/ around the rows.
 * g_free() */
char *pm_help_manual(void);
