/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that is started once and asked many times: a line to its standard input, lines back. As
 * with program.h: an argv, LC_ALL=C and TZ=UTC, and no SIGPIPE. What it says on standard error is
 * dropped.
 */
#pragma once

#include "base/error.h"

typedef struct PmCoprocess PmCoprocess;

/* NULL when it can't be started. */
PmCoprocess *pm_coprocess_new(const char *const *argv);
/* It is ended, whatever it is at. */
void pm_coprocess_free(PmCoprocess *coprocess);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmCoprocess, pm_coprocess_free)

/* What it says to `line` (without its end), up to the line that is `last` and nothing else. NULL
 * when it ended, says more than 1 MiB, or took too long: it is of no more use then. g_free() */
char *pm_coprocess_ask(PmCoprocess *coprocess, const char *line, const char *last,
                       unsigned seconds);
