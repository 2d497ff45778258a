/* SPDX-License-Identifier: Apache-2.0 */
#include "base/spelling.h"

#include <glib.h>
#include <string.h>

enum {
    SHORT = 5,   /* a slip in a shorter word makes another word too easily */
    LONGEST = 64 /* no word of a vocabulary is longer */
};

/* Lower case, '-' between words, nothing around them. g_free() */
static char *
folded(const char *word)
{
    char *out = g_strstrip(g_ascii_strdown(word, -1));
    char *end = out;
    for (const char *at = out; *at != '\0';) {
        size_t gap = strspn(at, " \t-_");
        at += gap;
        *end++ = gap > 0 ? '-' : *at++;
    }
    *end = '\0';
    return out;
}

static bool
is_swapped(const char *a, const char *b)
{
    return a[0] == b[1] && a[1] == b[0];
}

/* At most one insertion, deletion, replacement, or exchange of neighbours lies between them. */
static bool
is_one_slip(const char *a, const char *b)
{
    size_t left = strlen(a), right = strlen(b), shorter = MIN(left, right), before = 0, behind = 0;
    while (before < shorter && a[before] == b[before])
        before++;
    while (behind < shorter - before && a[left - 1 - behind] == b[right - 1 - behind])
        behind++;
    size_t rest = MAX(left, right) - before - behind;
    bool swapped = left == right && rest == 2 && is_swapped(a + before, b + before);
    return rest <= 1 || swapped;
}

static bool
is_same_word(const char *written, const char *word)
{
    return g_str_equal(written, word);
}

static bool
is_slip_of(const char *written, const char *word)
{
    return strlen(written) >= SHORT && strlen(word) >= SHORT && g_str_is_ascii(written) &&
           is_one_slip(written, word);
}

/* The only word that it is like; NULL: none, or several. */
static const char *
only(const char *written, const char *const *vocabulary,
     bool (*is_like)(const char *, const char *))
{
    const char *found = NULL;
    for (; *vocabulary != NULL; vocabulary++) {
        g_autofree char *word = folded(*vocabulary);
        if (!is_like(written, word))
            continue;
        if (found != NULL)
            return NULL;
        found = *vocabulary;
    }
    return found;
}

const char *
pm_spelling_of(const char *word, const char *const *vocabulary)
{
    if (strlen(word) > LONGEST || g_strv_contains(vocabulary, word))
        return NULL;
    g_autofree char *written = folded(word);
    if (*written == '\0')
        return NULL;
    for (const char *const *other = vocabulary; *other != NULL; other++) {
        g_autofree char *same = folded(*other);
        if (is_same_word(written, same))
            return only(written, vocabulary, is_same_word);
    }
    return only(written, vocabulary, is_slip_of);
}
