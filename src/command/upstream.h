/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the branch follows: branch.<name>.remote and .merge, as far as it was fetched.
 */
#pragma once

#include "command/command.h"

/* The ref that git keeps of it, "refs/remotes/origin/main"; NULL: it follows none. g_free() */
char *pm_upstream(PmContext *context);
