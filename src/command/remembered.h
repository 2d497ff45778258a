/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of the working tree that were found without fault earlier, and are as they were: same
 * file, same rules, same day, same answers to what the rules asked of others. They need not be read
 * again.
 */
#pragma once

#include "command/checking.h"

typedef struct PmRemembered PmRemembered;

/* What is remembered of this working tree; empty when there is nothing. */
PmRemembered *pm_remembered_open(const PmChecking *checking);
void pm_remembered_free(PmRemembered *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmRemembered, pm_remembered_free)

/* What was asked when this document was found so, if it is the same file; else NULL. To be called
 * in the order of paths. g_free() */
char *pm_remembered_find(PmRemembered *self, const PmCorpusEntry *entry);
/* For next time: this one has no fault, and this (from pm_asked_end() or the above) was asked. In
 * the order of paths too. */
void pm_remembered_add(PmRemembered *self, const PmCorpusEntry *entry, const char *asked);
void pm_remembered_save(PmRemembered *self);
