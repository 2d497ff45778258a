/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule is a row: what it is called, how much it matters in each status, why, and a small pure function. A
 * rule can't fail, print, or stop another rule.
 */
#pragma once

#include "check/check.h"

typedef struct PmCheck PmCheck;

typedef enum {
    PM_NEEDS_NOTHING = 0,
    PM_NEEDS_FRONT = 1,    /* a front matter that is a mapping */
    PM_NEEDS_BODY = 2,     /* an outline */
    PM_NEEDS_CORPUS = 4,   /* look-ups into the corpus or the repository */
    PM_RULE_FOREIGN = 8,   /* also judges adopted documents that were not submitted */
} PmRuleNeeds;

struct PmRule {
    const char *id;      /* "timeline/order" */
    const char *summary; /* one line: what it wants, as `explain` and SARIF print it */
    const char *explanation; /* a few sentences: why, and how to satisfy it */
    const char *failing; /* an example document that has the finding, and … */
    const char *passing; /* … one that has not; both are run as tests. NULL where a golden test must show it */
    PmSeverity severity[PM_STATUS_COUNT]; /* by the status it is judged as; NONE counts as draft */
    PmRuleNeeds needs;
    void (*run)(PmCheck *check); /* NULL: found by the parsers; the row is for explain and levels */
};

/* What a running rule sees. */
struct PmCheck {
    PmArena *arena;
    const PmConfig *config;
    const PmDocument *document;
    PmStatus status; /* judged as */
    const PmCheckLookups *lookups; /* never NULL; its functions may be */
    const PmSchema *schema;
    PmDiagnostics *diagnostics;
    const PmRule *rule; /* the running one */
};

/* A finding of the running rule at its level; NULL when it is off or the list is full. Complete label, help, command
 * in what comes back. */
PmDiagnostic *pm_check_report(PmCheck *check, PmSpan span, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Where to point when a key is missing: the front matter's first line. */
PmSpan pm_check_front_span(const PmCheck *check);

/* The groups, one array a file rule_<group>.c; each ends with a NULL id. */
extern const PmRule *const pm_rule_groups[]; /* ends with NULL */
