/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the formats of this folder know of a report. A format's row is at the end of its file.
 */
#pragma once

#include "report/report.h"

struct PmReport {
    const PmReportFormat *format;
    FILE *out;
    PmReportFlags flags;
    unsigned width; /* 0: not a terminal */
    PmReportTotals totals;
    size_t printed; /* findings so far */
    bool roomy;     /* the last finding took several lines */
};

extern const PmReportFormat pm_report_human;
extern const PmReportFormat pm_report_json;

/* The path that a finding is about, or NULL. */
const char *pm_report_path(const PmDiagnostic *diagnostic);
