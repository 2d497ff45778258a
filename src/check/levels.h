/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the config makes of the levels of all rules: for most documents the same, and resolved once;
 * for those of a path that has levels of its own, once for each set of rows that match. May be
 * asked by any number of threads.
 */
#pragma once

#include "check/rule.h"

typedef struct {
    const PmRule *rule;
    PmSeverity levels[PM_STATUS_COUNT];
} PmLevelRow;

typedef struct PmLevels PmLevels;

/* The config must outlive it. */
PmLevels *pm_levels_new(const PmConfig *config);
void pm_levels_free(PmLevels *levels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmLevels, pm_levels_free)

size_t pm_levels_count(const PmLevels *levels);
/* The rows of a document, in the order of the groups; they live as long as `levels`. */
const PmLevelRow *pm_levels_of(PmLevels *levels, const char *path);
/* The place of a rule among them; SIZE_MAX where there is no such rule. */
size_t pm_levels_index(const PmLevels *levels, const char *id);
