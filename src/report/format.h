/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the formats of this folder know of a report. A format's row is at the end of its file.
 */
#pragma once

#include "report/report.h"

#define PM_REPORT_TOOL "git-postmortem"
#define PM_REPORT_EXPLAIN "git postmortem explain"

struct PmReport {
    const PmReportFormat *format;
    FILE *out;
    PmReportFlags flags;
    unsigned width; /* 0: not a terminal */
    PmReportTotals totals;
    PmReportRuleFind *find_rule; /* may be NULL */
    const char *document;        /* the name of the one being reported, or NULL */
    size_t printed;              /* findings so far */
    bool roomy;                  /* the last finding took several lines */
    GHashTable *rules;           /* of the findings so far: id → number from 0; or NULL */
    size_t of_severity[PM_SEVERITY_ERROR + 1]; /* printed so far */
};

extern const PmReportFormat pm_report_human;
extern const PmReportFormat pm_report_concise;
extern const PmReportFormat pm_report_json;
extern const PmReportFormat pm_report_ndjson;
extern const PmReportFormat pm_report_sarif;
extern const PmReportFormat pm_report_github;
extern const PmReportFormat pm_report_gitlab;
extern const PmReportFormat pm_report_rdjson;
extern const PmReportFormat pm_report_junit;

/* The path that a finding is about, or NULL. */
const char *pm_report_path(const PmDiagnostic *diagnostic);

/* Print a finding; its fingerprint is as fingerprint.h says. */
typedef void PmReportFinding(PmReport *report, const PmDiagnostic *diagnostic,
                             const char *fingerprint);

/* Print each finding of a document. */
void pm_report_each(PmReport *report, const PmDiagnostics *diagnostics, PmReportFinding *print);
/* For the formats that have no place for a summary: where the list was full, say so as one more
 * finding, as grave as what is left out. */
void pm_report_rest(PmReport *report, const PmDiagnostics *diagnostics, PmReportFinding *print);
/* Begin the next element of a JSON array, on a line of its own. */
void pm_report_comma(PmReport *report);
