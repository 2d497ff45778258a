/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query language of `list` and of `when:` in a policy, over typed fields:
 *
 *     severity<=2 service:checkout (status:draft,in-review or not full) "connection pool"
 *
 * Terms side by side must all hold; `or`, `not` (or a leading '-') and parentheses as one expects.
 * A term is `field op value` with op one of : = != < <= > >=, the word `full`, or text looked for
 * in id and title. Values are quoted with "…" where they hold blanks; a,b means either. Times are
 * UTC and as long as one cares to write them: started>=2026-01 begins with January.
 */
#pragma once

#include "base/error.h"
#include "document/document.h"

typedef struct PmFilter PmFilter;

#define PM_FILTER_LIMIT 4096 /* bytes of a query */

/* What a term answers of a field that is missing or unknown. */
typedef enum { PM_ANSWER_NO, PM_ANSWER_UNKNOWN, PM_ANSWER_YES } PmAnswer;

typedef enum {
    PM_FILTER_ANY = 0,
    PM_FILTER_OURS = 1, /* kind and status must be of our words: a policy's slip must not pass */
} PmFilterFlags;

/*
 * PM_ERROR_USAGE says what is wrong and near what: an unknown field or word gets a suggestion, an
 * order of what has none is refused. Lives in the arena.
 */
const PmFilter *pm_filter_parse(PmArena *arena, const char *text, PmFilterFlags flags,
                                GError **error);

/*
 * Does it ask for fields alone? A word by itself is looked for in id and title: right for a person,
 * and never what a policy means.
 */
bool pm_filter_is_typed(const PmFilter *filter);

/* `today` ("2026-01-20") is what `actions:overdue` is judged against. */
PmAnswer pm_filter_ask(const PmFilter *filter, const PmDocument *document, const char *today);

/* A term of a query, and why it answers as it does. */
typedef struct {
    const char *term; /* as written, "severity<=2" */
    bool negated;     /* it stands below a `not` */
    PmAnswer answer;  /* of the term, or of its negation */
    const char *fact; /* "severity is SEV2"; of what nobody knows, that it counts as the stricter */
} PmFilterReason;

/*
 * The terms by which the query answers as it does: of what must all hold, each; of alternatives,
 * those that do; of a NO, those that keep it from holding. In the arena.
 */
const PmFilterReason *pm_filter_reasons(PmArena *arena, const PmFilter *filter,
                                        const PmDocument *document, const char *today,
                                        size_t *out_count);
