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

/* An earlier state of the documents, whose findings are no news. */
typedef struct {
    PmContent *content;
    const PmCorpus *corpus;
    PmOid commit;
} PmEarlier;

typedef struct {
    PmContext *context;
    PmContent *content;
    const PmCorpus *corpus; /* NULL, and no content either: no ledger, no look-ups */
    const PmChecker *checker;
    const PmEarlier *earlier; /* or NULL */
    const PmOid *tip;         /* whose history says what is signed off; NULL: HEAD's */
    bool branches;            /* also against documents of other branches */
    bool all;                 /* also what was there at adoption */
    bool barred; /* nothing but what may not get into the ledger: errors, and few of a draft's */
    bool whole;  /* all of the working tree: what was without fault and is unchanged is not read */
    const char *today;
    GHashTable *tried; /* paths where --fix did what it can; NULL: it did not run */
} PmChecking;

/*
 * Check the entries and report each. A document that can't be read is a finding (file/unreadable).
 */
bool pm_checking_run(const PmChecking *checking, const PmCorpusEntry *const *entries, size_t count,
                     PmReport *report, GError **error);

/* What comes from a file or standard input ("-") instead of what the entry's path holds. One that
 * can't be read is a finding too, unless it is not there. */
bool pm_checking_input(const PmChecking *checking, const char *path, const PmCorpusEntry *entry,
                       PmReport *report, GError **error);

/* A name of report/; NULL: human. PM_ERROR_USAGE with "did you mean". */
PmReport *pm_checking_report(PmContext *context, const char *format, GError **error);
/* End the report; the exit code that it means. */
int pm_checking_finish(PmReport *report);
