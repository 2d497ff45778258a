/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .postmortem/config.yaml: where documents are, the vocabulary, people and teams, levels of checks.
 * The review policy in it is read by ledger/policy.
 */
#pragma once

#include "base/diagnostic.h"
#include "base/error.h"
#include "data/node.h"

#define PM_CONFIG_FOLDER ".postmortem/"
#define PM_CONFIG_PATH ".postmortem/config.yaml"
#define PM_CONFIG_ALLOWED_SIGNERS ".postmortem/allowed_signers"
#define PM_CONFIG_OPENPGP ".postmortem/openpgp/" /* <e-mail>.asc: one public key each */
#define PM_CONFIG_SCHEMA ".postmortem/schema.json"
#define PM_CONFIG_ADOPTED ".postmortem/adopted"
#define PM_CONFIG_TEMPLATES ".postmortem/templates/"
#define PM_CONFIG_SIGNOFFS ".postmortem/signoffs/"
#define PM_CONFIG_CHECKPOINTS ".postmortem/checkpoints/"

#define PM_CONFIG_LIMIT (1024 * 1024)               /* bytes of any file in .postmortem/ */
#define PM_CONFIG_DOCUMENT_LIMIT (256 * 1024)       /* default of limits.document … */
#define PM_CONFIG_DOCUMENT_MOST (1024 * 1024)       /* … and its maximum */
#define PM_CONFIG_EVIDENCE_LIMIT (10 * 1024 * 1024) /* default of limits.evidence */

typedef struct {
    const char *email;
    const char *name; /* or NULL */
} PmPerson;

typedef struct {
    const char *name;
    const char *organisation;   /* or NULL: ours */
    const char *const *aliases; /* other names of it; ends with NULL */
    const char *const *members; /* e-mails; ends with NULL */
} PmTeam;

/* A word that stands for a severity, "down" for 1. */
typedef struct {
    int severity;
    const char *word;
} PmSeverityName;

/* Another repository that documents name files of. */
typedef struct {
    const char *name;
    const char *path; /* of a clone on this machine; a relative one from this repository's root */
} PmRepositoryPath;

/* One of the corpus's own keys that stands for one of ours. */
typedef struct {
    const char *ours;   /* "times.started" */
    const char *theirs; /* "start_time", or a JSON Pointer "/a/b" */
} PmFieldName;

/* A law whose duties to tell others this ledger comes under. */
typedef struct {
    const char *profile;      /* "gdpr" */
    const char *when;         /* which documents; NULL: as the law's profile has it */
    const char *organisation; /* who is to be told; NULL: the same */
    const PmNode *when_node;  /* or NULL */
} PmDutyProfile;

/* A duty of a ledger's own, such as a contract's. */
typedef struct {
    const char *duty;                         /* its name */
    const char *after, *within;               /* "aware", "24h" */
    const char *organisation, *kind, *source; /* or NULL */
    const char *when;                         /* which documents; NULL: all */
    const PmNode *node;
} PmDutySetting;

/* A section of a ledger's own, or what it makes of one of ours. */
typedef struct {
    const char *id;
    const char *title;          /* or NULL: of ours */
    const char *const *aliases; /* ends with NULL */
    const char *const *kinds;   /* that must have it; empty: all */
    const char *from;           /* the status that needs it: "in-review", "reviewed", "closed" */
    bool required;
    bool
        said; /* whether it is required; else, of one of ours, what the kind of document asks for */
} PmSectionSetting;

typedef struct {
    const char *rule; /* "wording/blame", or a group "wording" */
    PmSeverity severity;
    const char *status; /* the status that it holds in; NULL: all */
} PmLevel;

/* Levels of the documents whose path matches. */
typedef struct {
    const char *path; /* a glob, from the repository's root; '*' and '?' match a '/' too */
    const PmLevel *levels;
    size_t level_count;
} PmPathLevels;

#define PM_CONFIG_SEVERITIES 6 /* for an array by severity, 1 to 5 */
#define PM_CONFIG_PATHS_MAX 64 /* rows of checks.paths, as its schema says */

/* Never has NULL strings but where a comment says so. Lives in its arena. */
typedef struct {
    const PmNode *root;    /* the whole tree, for ledger/policy; NULL: defaults only */
    const char *ledger;    /* UUID; "" in defaults */
    const char *documents; /* "postmortems/", or "" for the whole repository */
    const char *layout;    /* "{year}/{id}.md", below documents */
    const char *time_zone; /* "UTC", "Asia/Seoul": for ids and times without zone */
    bool time_zone_named;  /* by the config, and so known, not only assumed */
    const char *language;  /* "en", "ko": of templates */
    const char *default_kind;
    int default_severity;         /* 0: none */
    const char *default_owner;    /* or NULL */
    const char *default_template; /* or NULL */
    const char *const *services;  /* known services; ends with NULL; empty: any */
    const char *const *tags;
    const char *const *ignore; /* globs of paths below documents that are no documents */
    const PmPerson *people;
    size_t person_count;
    const PmTeam *teams;
    size_t team_count;
    const PmDutyProfile *duty_profiles;
    size_t duty_profile_count;
    const PmDutySetting *duties;
    size_t duty_count;
    const PmRepositoryPath *repositories;
    size_t repository_count;
    const PmFieldName *fields;
    size_t field_count;
    const PmSeverityName *severities; /* what each means here, word by word */
    size_t severity_count;
    int due_days[PM_CONFIG_SEVERITIES]; /* that an action may take; 0: as many as it likes */
    const PmLevel *levels;
    size_t level_count;
    const PmPathLevels *paths; /* in the order of the text: a later one beats an earlier */
    size_t path_count;
    const PmSectionSetting *sections;
    size_t section_count;
    size_t document_limit;
    size_t evidence_limit;
} PmConfig;

/* What holds without a config file. */
const PmConfig *pm_config_defaults(PmArena *arena);

/*
 * Read the config in `source`. What is wrong with it goes to `diagnostics`; NULL when nothing can
 * be used: it does not parse, is not a mapping, or violates its schema.
 */
const PmConfig *pm_config_load(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics);

/* What made the load fail: the first error among what it found, or NULL. */
const PmDiagnostic *pm_config_fault(const PmDiagnostics *diagnostics);

/* The JSON Schema of the file, as text. Static. */
const char *pm_config_schema_text(size_t *out_length);

const PmPerson *pm_config_person(const PmConfig *config, const char *email);
/* The repository that "runbooks:docs/failover.md" names, where the config has one of that name, and
 * the path in it; NULL, and the text itself: none. */
const PmRepositoryPath *pm_config_repository(const PmConfig *config, const char *text,
                                             const char **out_path);
/* By its name, else by an alias. */
const PmTeam *pm_config_team(const PmConfig *config, const char *name);
/* The same text, or two names of one team. NULL is like NULL alone. */
bool pm_config_is_same_team(const PmConfig *config, const char *one, const char *other);
bool pm_config_is_member(const PmConfig *config, const char *team, const char *email);
/*
 * The level that rows give to a rule in a status, or `fallback`: an exact id wins over its group,
 * and of rows for one id the last.
 */
PmSeverity pm_config_level(const PmLevel *levels, size_t count, const char *rule,
                           const char *status, PmSeverity fallback);

/* "14d", "2w": how many days; false: it is neither. */
bool pm_config_days_parse(const char *text, int *out_days);
