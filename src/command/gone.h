/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents that are committed, and whose file somebody took away from the working tree.
 */
#pragma once

#include "command/command.h"
#include "ledger/corpus.h"
#include "report/report.h"

/* git mv and git rm take it out of the index, too: that was meant. */
typedef enum { PM_GONE_ANYHOW, PM_GONE_BY_ACCIDENT } PmGone;

/*
 * Those of HEAD whose file is not in the working tree. Empty where there is none, and where a
 * sparse checkout leaves files out by itself. `corpus`: of the working tree. Elements const
 * PmCorpusEntry *; g_ptr_array_unref().
 */
GPtrArray *pm_gone_list(PmContext *context, const PmCorpus *corpus, PmGone which);
/* What is wrong, in words; and the command that brings it back. In the arena. */
#define PM_GONE_WHAT "its file is missing in the working tree, and is committed"
const char *pm_gone_command(PmContext *context, const PmCorpusEntry *entry);
/* That as an error: PM_ERROR_STATE. */
void pm_gone_refuse(PmContext *context, const PmCorpusEntry *entry, GError **error);

/* pm_corpus_resolve(), which says so when what `word` names is gone. */
const PmCorpusEntry *pm_gone_resolve(PmContext *context, const PmCorpus *corpus, const char *word,
                                     GError **error);
/* Tell a report of those that are gone by accident: what has no file can't be checked, and is there
 * all the same. */
void pm_gone_report(PmContext *context, const PmCorpus *corpus, PmReport *report);
