/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields that a query can ask for, and how each answers one value. Private to the filter*.c
 * files.
 */
#pragma once

#include "document/filter.h"

typedef enum {
    PM_FILTER_IS,
    PM_FILTER_IS_NOT,
    PM_FILTER_LESS,
    PM_FILTER_LESS_EQUAL,
    PM_FILTER_MORE,
    PM_FILTER_MORE_EQUAL,
} PmFilterOp;

/* What a term sees. */
typedef struct {
    const PmDocument *document;
    const char *today; /* "2026-01-14" */
} PmFilterSubject;

typedef struct PmFilterField PmFilterField;
struct PmFilterField {
    const char *name;
    /* what the document has there, as a sentence: "severity is SEV2"; in the arena */
    const char *(*tell)(PmArena *arena, const PmFilterField *field, const PmDocument *document);
    PmAnswer (*ask)(const PmFilterField *field, const PmFilterSubject *subject, PmFilterOp op,
                    const char *value);
    size_t offset;                     /* of the member in PmFields */
    bool (*accepts)(const char *text); /* a value of its form; NULL: any */
    const char *form;                  /* what its values look like */
    const char *const *words;          /* the only values; NULL: any */
    bool ordered;                      /* < and > mean something */
    bool open;                         /* words of an adopted corpus may come besides */
};

/* The ways to tell (filter_tell.c). */
const char *pm_filter_tell_string(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_list(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_number(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_severity(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_time(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_id(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_teams(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_classes(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_actions(PmArena *, const PmFilterField *, const PmDocument *);
const char *pm_filter_tell_full(PmArena *, const PmFilterField *, const PmDocument *);

/* Text as it is compared: valid, composed, case folded. g_free() */
char *pm_filter_fold(const char *text);

/* The field of this name, or NULL. */
const PmFilterField *pm_filter_field(const char *name);

/* Can a document have this value? `equality`: the word `unknown` makes sense too. */
bool pm_filter_field_accepts(const PmFilterField *field, const char *value, bool equality,
                             PmFilterFlags flags);

/* All names, sorted as they are explained; ends with NULL. g_free() the list, not the names. */
const char **pm_filter_field_names(void);
