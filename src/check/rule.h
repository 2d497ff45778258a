/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule is a row: what it is called, how much it matters in each status, why, and a small pure
 * function. A rule can't fail, print, or stop another rule.
 */
#pragma once

#include "check/check.h"
#include "check/parts.h"
#include "check/wording.h"
#include "document/duty.h"
#include "document/timeline.h"

typedef struct PmCheck PmCheck;
typedef struct PmSuppressions PmSuppressions; /* check/suppress.h */

typedef enum {
    PM_NEEDS_NOTHING = 0,
    PM_NEEDS_FRONT = 1,   /* a front matter that is a mapping */
    PM_NEEDS_BODY = 2,    /* an outline of more than the headings */
    PM_NEEDS_CORPUS = 4,  /* look-ups into the corpus or the repository */
    PM_RULE_FOREIGN = 8,  /* also judges adopted documents that were not submitted; what they had
                             before is a warning */
    PM_RULE_PENDING = 16, /* something is not there yet: where that is no error so far, the message
                             says for which status it will be one */
    PM_RULE_FIRM = 32,    /* no comment in a document suppresses it: others rely on what it wants,
                             or the document has a field for the exception */
    PM_RULE_NARROW = 64,  /* suppressed by its own name, at the place, and by nothing wider */
    PM_NEEDS_SUPPRESSIONS = 128, /* judges comments that suppress, once the others have spoken */
} PmRuleNeeds;

struct PmRule {
    const char *id;          /* "timeline/order" */
    const char *summary;     /* one line: what it wants, as `explain` and SARIF print it */
    const char *explanation; /* a few sentences: why, and how to satisfy it */
    const char *failing;     /* an example document that has the finding, and … */
    const char
        *passing; /* … one that has not; both are run as tests. NULL: a golden test has them */
    PmSeverity severity[PM_STATUS_COUNT]; /* by the status it is judged as; NONE counts as draft */
    PmRuleNeeds needs;
    void (*run)(PmCheck *check); /* NULL: found by the parsers; the row is for explain and levels */
};

/* Levels by status: draft, in-review, reviewed, closed, withdrawn. */
#define PM_LEVELS(d, i, r, c, w)                                                                   \
    {                                                                                              \
        PM_SEVERITY_##d, PM_SEVERITY_##d, PM_SEVERITY_##i, PM_SEVERITY_##r, PM_SEVERITY_##c,       \
            PM_SEVERITY_##w                                                                        \
    }
#define PM_ALWAYS(level) PM_LEVELS(level, level, level, level, level)
/* What is written is wrong, whenever it is written; a withdrawn document may keep its faults. */
#define PM_FACT PM_LEVELS(ERROR, ERROR, ERROR, ERROR, WARNING)
/* The gates of PRODUCT section 4: the story, the content, the closure. */
#define PM_STORY PM_LEVELS(WARNING, ERROR, ERROR, ERROR, OFF)
#define PM_STORY_LATER                                                                             \
    PM_LEVELS(OFF, ERROR, ERROR, ERROR, OFF) /* not a word about it in a draft                     \
                                              */
#define PM_CONTENT PM_LEVELS(OFF, WARNING, ERROR, ERROR, OFF)
#define PM_CLOSURE PM_LEVELS(OFF, OFF, OFF, ERROR, OFF)
#define PM_DOUBT PM_LEVELS(WARNING, WARNING, WARNING, WARNING, OFF)
#define PM_HINT PM_LEVELS(ADVICE, ADVICE, ADVICE, ADVICE, OFF)

/* An example document for `failing` and `passing`. */
#define PM_EXAMPLE(front, body) "---\n" front "---\n" body

/* What a running rule sees. */
struct PmCheck {
    PmArena *arena; /* the document's, for what a rule needs on the way */
    const PmConfig *config;
    const PmSectionName *sections; /* that the config knows; ends with a NULL id */
    const PmDocument *document;
    bool full;                     /* pm_fields_is_full() */
    bool listed;                   /* as adopted, submitted or not */
    PmStatus status;               /* judged as; never NONE */
    const PmCheckLookups *lookups; /* never NULL; its functions may be */
    const PmSchema *schema;
    PmDiagnostics *diagnostics;
    const PmRule *rule;                 /* the running one */
    PmSeverity level;                   /* of its findings */
    const PmSeverity *levels;           /* by status, as the config has it for this document */
    PmParts parts;                      /* of the body */
    const PmTimeline *timeline;         /* private to pm_check_timeline() */
    const PmSuppressions *suppressions; /* NULL: the document has none */
    const PmDutyBook *duty_book;        /* the checker's */
    const PmDuty *duties;               /* private to pm_check_duties(), with … */
    size_t duty_count;                  /* … their number */
    const PmWording *wording;           /* private to pm_check_wording() */
};

/* A finding of the running rule at its level; NULL when it is off or the list is full. Complete
 * label, help, command in what comes back. */
PmDiagnostic *pm_check_report(PmCheck *check, PmSpan span, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The same, as a warning at most: it stands in the way of nothing. */
PmDiagnostic *pm_check_warn(PmCheck *check, PmSpan span, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* Give a finding (may be NULL) the command that mends it: "git postmortem <verb> <id><rest>";
 * nothing when the document has no id. In `rest`, pm_check_word() for what is not ours. */
void pm_check_mend(PmCheck *check, PmDiagnostic *found, const char *verb, const char *rest, ...)
    G_GNUC_PRINTF(4, 5);
/* The same for what only writing mends. */
void pm_check_edit(PmCheck *check, PmDiagnostic *found);
/* The words that come nearest to what is written: label "did you mean 'x'?". */
void pm_check_suggest(PmCheck *check, PmDiagnostic *found, const char *word,
                      const char *const *words);
/* The names of the config's teams, aliases too; ends with NULL. */
const char *const *pm_check_teams(PmCheck *check);
/* Text for a finding, which lives as long as the finding. */
const char *pm_check_text(PmCheck *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The first section of this id; false where there is none. */
bool pm_check_section(PmCheck *check, const char *id, PmSection *out_section);
/* Is there nothing in any section of this id? True also where there is none. */
bool pm_check_section_is_empty(PmCheck *check, const char *id);
/* Its title in the language of the config. */
const char *pm_check_section_title(const PmCheck *check, const char *id);
const PmTimeline *pm_check_timeline(PmCheck *check);
const PmWording *pm_check_wording(PmCheck *check);
const PmDuty *pm_check_duties(PmCheck *check, size_t *out_count);

/* Where to point when a key is missing: the very beginning, of which there is nothing to show. */
PmSpan pm_check_front_span(const PmCheck *check);
/* A member's key where it is written, else the same. */
PmSpan pm_check_key_span(const PmCheck *check, const PmNode *member);
/* The id of an item of a list, else its first key. */
PmSpan pm_check_item_span(const PmNode *item);

/* "finding F2"; "finding 2 of the list" where it has no id of its own. */
const char *pm_check_item(PmCheck *check, const char *noun, const char *id, size_t index);
/* Text of the document for a message: in quotes, at most 40 columns. */
const char *pm_check_quote(PmCheck *check, const char *text);
/* Text of the document as one word of a command line. */
const char *pm_check_word(PmCheck *check, const char *text);
/* Is a text there: not NULL, not blank? */
bool pm_check_has(const char *text);

/* What to do about a secret. */
extern const char pm_secret_help[];

/* The groups, one array a file rule_<group>.c; each ends with a NULL id. */
extern const PmRule *const pm_rule_groups[]; /* ends with NULL */
extern const PmRule pm_rules_text[];
extern const PmRule pm_rules_config[];
extern const PmRule pm_rules_schema[];
extern const PmRule pm_rules_file[];
extern const PmRule pm_rules_front_matter[];
extern const PmRule pm_rules_times[];
extern const PmRule pm_rules_calendar[];
extern const PmRule pm_rules_section[];
extern const PmRule pm_rules_heading[];
extern const PmRule pm_rules_placeholder[];
extern const PmRule pm_rules_timeline[];
extern const PmRule pm_rules_finding[];
extern const PmRule pm_rules_action[];
extern const PmRule pm_rules_follow_up[];
extern const PmRule pm_rules_external[];
extern const PmRule pm_rules_response[];
extern const PmRule pm_rules_security[];
extern const PmRule pm_rules_review[];
extern const PmRule pm_rules_evidence[];
extern const PmRule pm_rules_link[];
extern const PmRule pm_rules_secret[];
extern const PmRule pm_rules_suppress[];
extern const PmRule pm_rules_credential[];
extern const PmRule pm_rules_wording[];
