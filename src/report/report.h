/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics to text, one document at a time, so that memory does not grow with their number.
 * Lines and columns are computed here, each format in its own unit.
 */
#pragma once

#include "base/diagnostic.h"

#include <stdio.h>

typedef struct PmReport PmReport;

typedef enum {
    PM_REPORT_PLAIN = 0,
    PM_REPORT_COLOR = 1,
    PM_REPORT_QUIET = 2, /* errors alone, without a summary; formats for programs say all */
} PmReportFlags;

typedef struct {
    size_t documents;
    size_t errors, warnings, advice;
    size_t fixable;
    size_t suppressed;      /* findings taken out by comments of their documents */
    size_t hidden;          /* findings not shown: they were there at adoption */
    size_t known;           /* findings not shown: they were there at the earlier revision */
    size_t as_adopted;      /* documents not looked at: they are as they were then */
    size_t unlisted;        /* counted above, but over the limit of one document's list */
    const char *first_rule; /* of the first of the gravest, for the closing hint; static; or NULL */
    PmSeverity gravest;
} PmReportTotals;

/* One row of the table of formats. */
typedef struct {
    const char *name; /* "human" */
    const char *summary;
    void (*begin)(PmReport *report); /* may be NULL */
    void (*document)(PmReport *report,
                     const PmDiagnostics *diagnostics); /* or, where it is NULL, */
    /* each finding by itself, and one more for what is over the limit of a list */
    void (*finding)(PmReport *report, const PmDiagnostic *diagnostic, const char *fingerprint);
    void (*end)(PmReport *report, const PmReportTotals *totals); /* may be NULL */
} PmReportFormat;

/* What a catalogue says of a rule; it lives above this room, and so the caller lends it. */
typedef struct {
    const char *id;
    const char *summary;     /* one line: what it wants */
    const char *explanation; /* a few sentences: why, and what to do */
    PmSeverity level;        /* the gravest that it has by itself */
} PmReportRule;

/* False: there is no such rule. What is found is static. */
typedef bool PmReportRuleFind(const char *id, PmReportRule *out_rule);

extern const PmReportFormat *const pm_report_formats[];   /* ends with NULL */
const PmReportFormat *pm_report_format(const char *name); /* NULL: no such format */

/*
 * `out` is borrowed and stays the caller's, who asks it (ferror, fclose) whether all was written.
 */
PmReport *pm_report_new(const PmReportFormat *format, FILE *out, PmReportFlags flags);
/* Columns of the terminal, for excerpts of long lines. Before this, 80 where `out` is a terminal; 0
 * means no terminal: excerpts are cut then too, but further out. */
void pm_report_set_width(PmReport *report, unsigned columns);
/* Where formats that describe rules find them; without it, they only name them. */
void pm_report_set_rules(PmReport *report, PmReportRuleFind *find);
/* The findings of one document, sorted here; nothing of them is kept. `name` counts it even when
 * there are none; NULL counts no document (findings about a history). */
void pm_report_document(PmReport *report, const char *name, PmDiagnostics *diagnostics);
void pm_report_hidden(PmReport *report, size_t count);
void pm_report_known(PmReport *report, size_t count);
/* Count a document that is not looked at, because it is as it was adopted. */
void pm_report_as_adopted(PmReport *report);
/* So far. */
PmReportTotals pm_report_totals(const PmReport *report);
/* Print the end and free; returns the totals. */
PmReportTotals pm_report_finish(PmReport *report);
/* Free without printing an end: for findings that stand inside of a longer output. */
void pm_report_free(PmReport *report);
