/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The people of a config, with their roles and teams, and somebody who joins them.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

/* NULL where nothing is said, but for the e-mail. */
typedef struct {
    const char *email, *name, *role, *team;
} PmRosterEntry;

/*
 * The text of a config with this person in it: the same text where all of it is there already.
 * PM_ERROR_USAGE for an e-mail, role or team that can't be. g_bytes_unref()
 */
GBytes *pm_roster_add(PmArena *arena, GBytes *config, const PmRosterEntry *entry, GError **error);
