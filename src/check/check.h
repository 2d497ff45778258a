/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All rules over one document. Pure: what a rule wants to know of the corpus or the repository
 * comes through look-ups that the caller provides. A checker is read-only once made: any number of
 * threads may use it, each with its own arena.
 */
#pragma once

#include "config/config.h"
#include "document/document.h"
#include "schema/schema.h"

typedef struct PmRule PmRule;

/* NULL members: not known here, and the rules that need them are silent. Must be thread-safe. */
typedef struct {
    /* Is there such a file, relative to the repository's root? */
    bool (*path_exists)(const char *path, void *data);
    /* SHA-256 of that file in hex, or NULL. g_free() */
    char *(*digest)(const char *path, void *data);
    /* How many bytes it has; false: it can't be read. */
    bool (*size)(const char *path, uint64_t *out_size, void *data);
    /* The path of another document of this id in the corpus, or NULL. Valid for the check. */
    const char *(*other_with_id)(const char *id, const char *path, void *data);
    /* The path of another document of this id on another branch, with that branch's name; or NULL.
     * Valid for the check. */
    const char *(*on_branch)(const char *id, const char *path, const char **out_branch, void *data);
    /* Is this the id of a document of the corpus? */
    bool (*id_exists)(const char *id, void *data);
    /* Does the document `id` of the corpus have `other` in its 'related'? */
    bool (*relates)(const char *id, const char *other, void *data);
    /* Has the document at `path`, which is in review, all the sign-offs that the policy asks for?
     */
    bool (*is_signed_off)(const char *path, void *data);
    /* The e-mail that .mailmap has for this one; itself where it has none. g_free() */
    char *(*person_of)(const char *email, void *data);
    /* Is this moment, in seconds since the epoch, over? NULL also for gates: whether one holds must
     * not change overnight. */
    bool (*is_over)(int64_t seconds, void *data);
    void *data;
    const char *today; /* "2026-01-20"; never NULL */
    bool loose;        /* the document is of no ledger: none of our verbs can mend it */
} PmCheckLookups;

typedef struct PmChecker PmChecker;

/*
 * A checker for a config. `schema_source`: the text of .postmortem/schema.json (JSON or YAML by its
 * look), NULL: the built-in one. PM_ERROR_FAILED when that schema can't be compiled.
 */
PmChecker *pm_checker_new(const PmConfig *config, const PmSource *schema_source, GError **error);
void pm_checker_free(PmChecker *checker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmChecker, pm_checker_free)
const PmConfig *pm_checker_config(const PmChecker *checker);

/* How config and time zone want fields read. */
PmFieldReading pm_checker_reading(PmArena *arena, const PmConfig *config);

/*
 * Load and check one document: syntax, schema and rules, judged as its own status, or as `as` when
 * that is not PM_STATUS_NONE (gates). Findings of the parsers get their levels here too. `lookups`
 * may be NULL.
 */
const PmDocument *pm_check_source(const PmChecker *checker, PmArena *arena, const PmSource *source,
                                  const char *id, PmDocumentFlags flags, PmStatus as,
                                  const PmCheckLookups *lookups, PmDiagnostics *diagnostics);

/*
 * What the rules on secrets have to say of any text, such as a file that is to be attached: at the
 * levels of a draft at `source->name`, and with no way to suppress it.
 */
void pm_check_secrets(const PmChecker *checker, PmArena *arena, const PmSource *source,
                      PmDiagnostics *diagnostics);

/* The built-in front-matter schema as text. Static. */
const char *pm_check_schema_text(size_t *out_length);

/* The catalogue. */
const PmRule *pm_rule_find(const char *id);
const char *const *pm_rule_ids(void); /* sorted, ends with NULL; for "did you mean". Static. */
