/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks over many documents: read in order, checked in parallel, reported in order, in chunks, so
 * that memory does not grow with their number.
 */
#pragma once

#include "check/check.h"
#include "command/command.h"
#include "ledger/corpus.h"
#include "report/report.h"

typedef struct {
    PmContext *context;
    PmContent *content;
    const PmCorpus *corpus; /* NULL: no ledger, no look-ups */
    const PmChecker *checker;
    bool all; /* also what was there at adoption */
    const char *today;
} PmChecking;

/*
 * Check the entries and report each. A document that can't be read is a finding (file/unreadable).
 */
bool pm_checking_run(const PmChecking *checking, const PmCorpusEntry *const *entries, size_t count,
                     PmReport *report, GError **error);

/* One text that is no entry of the corpus: stdin, or a file outside of any repository. */
void pm_checking_text(const PmChecking *checking, const char *name, const char *id, GBytes *bytes,
                      PmReport *report);

/* "human", "json"; NULL: human. PM_ERROR_USAGE with "did you mean". */
PmReport *pm_checking_report(PmContext *context, const char *format, GError **error);
/* End the report; the exit code that it means. */
int pm_checking_finish(PmReport *report);
