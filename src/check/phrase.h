/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixed phrases in running text, found in one pass however many there are. Letter case, line ends
 * and the shape of an apostrophe don't matter; what is quoted or code is passed over.
 */
#pragma once

#include "base/source.h"

#include <stdbool.h>

typedef enum {
    PM_PHRASE_ANYWHERE = 0,
    PM_PHRASE_FIRST = 1,      /* the text begins with it */
    PM_PHRASE_LAST = 2,       /* the text ends with it, but for a full stop */
    PM_PHRASE_PARTICIPLE = 4, /* "should have": "noticed" comes behind it, and not "two nodes" */
    PM_PHRASE_INSIDE = 8,     /* may begin in the middle of a word: Korean endings */
} PmPhraseFlags;

typedef struct {
    const char *text; /* lower case, one space between words, ' for an apostrophe */
    PmPhraseFlags flags;
    const char *unless; /* words that would take the sting out of it behind it, "a|b"; NULL: none */
} PmPhrase;

typedef struct PmPhrases PmPhrases;

/* Of `count` phrases that outlive it; read-only once made. */
PmPhrases *pm_phrases_new(const PmPhrase *phrases, size_t count);

/* Called for each that is found: where it is, in the text that was given. */
typedef void (*PmPhraseFound)(const PmPhrase *phrase, PmSpan at, void *data);

/*
 * Find phrases in `span` of `bytes`, a paragraph or a cell as it is written: linear in its length,
 * whatever it holds. The longest of several that begin at one place counts.
 */
void pm_phrases_scan(const PmPhrases *phrases, const char *bytes, PmSpan span, PmPhraseFound found,
                     void *data);
