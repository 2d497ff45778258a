/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics to text, one document at a time, so that memory does not grow with their number. Lines and
 * columns are computed here, each format in its own unit.
 */
#pragma once

#include "base/diagnostic.h"

#include <stdio.h>

typedef struct PmReport PmReport;

typedef enum {
    PM_REPORT_PLAIN = 0,
    PM_REPORT_COLOR = 1,
} PmReportFlags;

typedef struct {
    size_t documents;
    size_t errors, warnings, advice;
    size_t fixable;
    size_t hidden;          /* findings not shown (before adoption, --since) */
    const char *first_rule; /* of the first finding, for the closing hint; or NULL */
} PmReportTotals;

/* One row of the table of formats. */
typedef struct {
    const char *name; /* "human" */
    const char *summary;
    void (*begin)(PmReport *report);
    void (*document)(PmReport *report, const PmDiagnostics *diagnostics);
    void (*end)(PmReport *report, const PmReportTotals *totals);
} PmReportFormat;

extern const PmReportFormat *const pm_report_formats[]; /* ends with NULL */
const PmReportFormat *pm_report_format(const char *name); /* NULL: no such format */

/* `out` is borrowed and stays the caller's. */
PmReport *pm_report_new(const PmReportFormat *format, FILE *out, PmReportFlags flags);
/* The findings of one document, sorted here. `name` counts it even when there are none. */
void pm_report_document(PmReport *report, const char *name, PmDiagnostics *diagnostics);
void pm_report_hidden(PmReport *report, size_t count);
/* Print the end and free; returns the totals. */
PmReportTotals pm_report_finish(PmReport *report);
