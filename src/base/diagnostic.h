/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a document or a history has wrong: one type for YAML syntax, schema, rules and audit, so
 * that one set of reporters prints them all. Everything in a list lives in the list's arena or is
 * static.
 */
#pragma once

#include "base/source.h"
#include "base/splice.h"

#include <stdbool.h>

typedef enum {
    PM_SEVERITY_OFF,
    PM_SEVERITY_ADVICE,
    PM_SEVERITY_WARNING,
    PM_SEVERITY_ERROR,
} PmSeverity;

typedef struct {
    const char *rule; /* "times/order": a row of the catalogue */
    PmSeverity severity;
    const PmSource *source;    /* NULL for a finding about a commit or a path without text */
    PmSpan span;               /* in source */
    const char *path;          /* where source is NULL: the path, or NULL */
    const char *commit;        /* hex id of the commit that brought it, or NULL */
    const char *message;       /* one line, what is wrong; raw text, reporters escape */
    const char *label;         /* a few words beside the caret, or NULL */
    const char *help;          /* a sentence: how to think about it, or NULL; may have lines */
    const char *command;       /* a command that mends it, or NULL */
    const char *instance_path; /* JSON Pointer into the front matter, or NULL */
    const char *schema_path;   /* JSON Pointer into the schema, or NULL */
    const PmSplice *fixes;     /* edits of source that mend it without changing meaning */
    size_t fix_count;
} PmDiagnostic;

typedef struct PmDiagnostics PmDiagnostics;

PmDiagnostics *pm_diagnostics_new(PmArena *arena);
PmArena *pm_diagnostics_arena(const PmDiagnostics *list);
/* Copy the struct (not what it points to) to the end; severity OFF is dropped. Returns the copy, to
 * be completed by the caller, or NULL. At most 10,000 are kept of one list, the rest only counted:
 * NULL then too. */
PmDiagnostic *pm_diagnostics_add(PmDiagnostics *list, const PmDiagnostic *diagnostic);
/* The same, in a full list too: for what speaks of those that are only counted. */
PmDiagnostic *pm_diagnostics_insist(PmDiagnostics *list, const PmDiagnostic *diagnostic);
/* Shorthand for the usual case; NULL as above. */
PmDiagnostic *pm_diagnostics_report(PmDiagnostics *list, const char *rule, PmSeverity severity,
                                    const PmSource *source, PmSpan span, const char *format, ...)
    G_GNUC_PRINTF(6, 7);

/* Order by path, offset, rule, and otherwise as added; drop exact repetitions (same path, commit,
 * rule, span and message). */
void pm_diagnostics_sort(PmDiagnostics *list);
/* Those for which `is` says true are at most as grave as this. */
void pm_diagnostics_lower(PmDiagnostics *list, PmSeverity most,
                          bool (*is)(const PmDiagnostic *, void *), void *data);
/* Remove those for which `keep` says false. */
void pm_diagnostics_filter(PmDiagnostics *list, bool (*keep)(const PmDiagnostic *, void *),
                           void *data);
/* The same of those that are suppressed where they stand; they are counted. */
void pm_diagnostics_suppress(PmDiagnostics *list, bool (*is)(const PmDiagnostic *, void *),
                             void *data);
size_t pm_diagnostics_suppressed(const PmDiagnostics *list);
size_t pm_diagnostics_count(const PmDiagnostics *list);
const PmDiagnostic *pm_diagnostics_get(const PmDiagnostics *list, size_t index);
/* Those over the limit are in here, so that a verdict does not depend on the order of findings. */
size_t pm_diagnostics_count_of(const PmDiagnostics *list, PmSeverity severity);
size_t pm_diagnostics_dropped(const PmDiagnostics *list); /* over the limit */
const char *pm_severity_name(PmSeverity severity);        /* "error", "warning", "advice" */
