/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain words for findings: who ("severity", "actions[2]", "key 'x'"), what it is, what it may be.
 */
#pragma once

#include "base/diagnostic.h"
#include "schema/validate.h"

/* What a keyword's `describe` works with; texts go into `arena`. */
struct PmWords {
    const PmFinding *finding;
    const PmConstraint *constraint; /* of the finding */
    PmArena *arena;
    const char *subject;      /* the value that it is about */
    PmDiagnostic *diagnostic; /* to be completed: message, perhaps label, perhaps another span */
    size_t *guesses;          /* how many candidates may still be compared for suggestions */
};

void pm_words_say(PmWords *words, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "'hig'", "9", "true", "a list", at most about 40 characters, safe in one line. */
const char *pm_words_value(const PmWords *words, const PmNode *node);
const char *pm_words_text(const PmWords *words, const char *text, size_t length);
/* The value that the finding is about: its key or its value. */
const char *pm_words_instance(const PmWords *words);
/* ", is 9"; nothing where the subject is a key, which has been named then. */
const char *pm_words_is(const PmWords *words);
/* "a whole number or null", of a mask of kinds. */
const char *pm_words_kinds(const PmWords *words, unsigned kinds);
/* "1 item", "3 items" */
const char *pm_words_count(const PmWords *words, size_t count, const char *one, const char *many);
/* Label "did you mean 'x'?" where a candidate (NUL-terminated texts) is near. */
void pm_words_suggest(PmWords *words, const char *word, size_t length, const GPtrArray *candidates);

/*
 * Several findings that are one: the value fits none of several kinds, or none of several values.
 */
void pm_words_group(PmWords *words);

/* What `schema` says in its own `description`, when that is short; else NULL. */
const char *pm_words_description(const PmWords *words, const PmNode *schema);
/* "unknown key 'x'", and which of the `known` keys that its map lacks it may stand for. */
void pm_words_unknown_key(PmWords *words, const GPtrArray *known);

/* Point at a map's first key; where it is the whole document, at its beginning. */
void pm_words_point_at_start(PmWords *words);
/* Point at the key of a member that is wrong as a whole. */
void pm_words_point_at_key(PmWords *words, const PmNode *node);
