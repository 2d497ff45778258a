/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comments of a document that suppress findings in it, each with a reason:
 *   in the text          <!-- postmortem-ignore timeline/order: the clocks differed -->
 *   in the front matter  # postmortem-ignore times/order: the clocks differed
 * The reason is not optional, and a rule that is firm (PM_RULE_FIRM) is not suppressed.
 */
#pragma once

#include "check/rule.h"

typedef enum {
    PM_SUPPRESSION_HOLDS,
    PM_SUPPRESSION_UNKNOWN, /* no such rule or group, or none is named */
    PM_SUPPRESSION_REFUSED, /* the rule is firm, or not for a group to suppress */
    PM_SUPPRESSION_UNREASONED,
} PmSuppressionKind;

/* One name in one comment. */
typedef struct {
    PmSuppressionKind kind;
    PmSpan comment;
    PmSpan place;     /* of the name; the whole comment where there is none */
    const char *name; /* "timeline/order", or a group "wording"; "" where there is none */
    PmSpan covers;    /* findings that begin in here, its end among it */
    bool nowhere;     /* covers nothing */
    bool placeless;   /* also covers findings that point at the very beginning */
    bool used;
    PmSpan first; /* what it was used for first */
    bool awake;   /* the caller's: could there be a finding at all? */
} PmSuppression;

struct PmSuppressions {
    PmSuppression *items; /* those of the front matter first, each in the order of the text */
    size_t count;
};

/* NULL: the document has none. */
PmSuppressions *pm_suppressions_read(PmArena *arena, const PmDocument *document);

/* Is the rule one that the suppression is meant for? */
bool pm_suppression_names(const PmSuppression *suppression, const PmRule *rule);

/* Take what is suppressed out of `list`, where it is counted, and note what was used. */
void pm_suppressions_apply(PmSuppressions *self, const PmDocument *document, PmDiagnostics *list);

/* A comment that is one of ours: what stands behind its keyword. */
bool pm_suppress_keyword(const PmSource *source, PmSpan comment, PmSpan *out_text);

/* What a comment covers. */
typedef struct {
    PmSpan comment;
    PmSpan text; /* behind the keyword */
    PmSpan covers;
    bool nowhere, placeless;
} PmSuppressComment;

/* All of the document, of PmSuppressComment. g_array_unref() */
GArray *pm_suppress_comments(PmArena *arena, const PmDocument *document);
