/* SPDX-License-Identifier: Apache-2.0 */
#include "check/phrase.h"

#include <string.h>

#define BUCKETS 4096
/* Of a word that is looked at to see whether it is a participle. */
#define LONG_WORD 40

struct PmPhrases {
    const PmPhrase *items;
    size_t count;
    guint16 *next;          /* of the same bucket: place in items, plus one */
    guint16 first[BUCKETS]; /* by the first two bytes */
};

static size_t
bucket_of(const char *text)
{
    unsigned one = (guchar)g_ascii_tolower(text[0]), two = (guchar)g_ascii_tolower(text[1]);
    return (one * 61 + two) % BUCKETS;
}

PmPhrases *
pm_phrases_new(const PmPhrase *phrases, size_t count)
{
    PmPhrases *self = g_new0(PmPhrases, 1);
    g_assert(count < G_MAXUINT16);
    self->items = phrases;
    self->count = count;
    self->next = g_new0(guint16, count);
    for (size_t i = 0; i < count; i++) {
        size_t bucket = bucket_of(phrases[i].text);
        self->next[i] = self->first[bucket];
        self->first[bucket] = (guint16)(i + 1);
    }
    return self;
}

/* Opening marks and what closes them. A backtick closes with as many as opened it. */
static const struct {
    const char *open, *close;
    bool lone; /* also an apostrophe: opens behind no letter, closes in front of none */
} quotes[] = {
    { "\"", "\"", false }, { "“", "”", false },      { "„", "“", false }, { "「", "」", false },
    { "『", "』", false }, { "«", "»", false },      { "‘", "’", true },  { "'", "'", true },
    { "](", ")", false },  { "<!--", "-->", false },
};

typedef struct {
    const PmPhrases *phrases;
    const char *bytes;
    PmSpan span;
    size_t first;                        /* where its first word may begin */
    bool unclosed[G_N_ELEMENTS(quotes)]; /* from here on there is no such closing mark */
    guint32 open_code;                   /* the same of backticks, by their number */
    PmPhraseFound found;
    void *data;
} Scan;

static bool
is_word_byte(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

/* What may stand before the first word: blanks, marks of a list, a task or emphasis, an id "A1:".
 */
static size_t
first_word(const char *bytes, PmSpan span)
{
    size_t at = span.start;
    while (at < span.end && strchr(" \t\r\n*_-+[]xX#>|~", bytes[at]) != NULL && bytes[at] != '\0') {
        bool mark = bytes[at] == 'x' || bytes[at] == 'X';
        if (mark && (at + 1 == span.end || bytes[at + 1] != ']'))
            break;
        at++;
    }
    return at;
}

static bool
begins_with(const Scan *self, size_t at, const char *text)
{
    size_t length = strlen(text);
    return self->span.end - at >= length && memcmp(self->bytes + at, text, length) == 0;
}

static size_t
backticks(const Scan *self, size_t at)
{
    size_t count = 0;
    while (at + count < self->span.end && self->bytes[at + count] == '`')
        count++;
    return count;
}

/* Behind code that opens at `at`, or behind the marks alone where nothing closes it. */
static size_t
code_end(Scan *self, size_t at)
{
    size_t marks = backticks(self, at);
    size_t kind = MIN(marks, 31), end = at + marks;
    if (self->open_code & (1u << kind))
        return end;
    for (size_t i = end, again; i < self->span.end; i += MAX(again, 1)) {
        again = backticks(self, i);
        if (again == marks)
            return i + again;
    }
    self->open_code |= 1u << kind;
    return end;
}

static bool
is_lone_end(const Scan *self, size_t at, size_t length)
{
    size_t behind = at + length;
    return !g_ascii_isspace(self->bytes[at - 1]) &&
           (behind == self->span.end || !is_word_byte(self->bytes[behind]));
}

/* Behind what is quoted from `at` on; 0: nothing is. */
static size_t
quote_end(Scan *self, size_t at)
{
    for (size_t i = 0; i < G_N_ELEMENTS(quotes); i++) {
        if (!begins_with(self, at, quotes[i].open))
            continue;
        if (self->unclosed[i] ||
            (quotes[i].lone && at > self->span.start && is_word_byte(self->bytes[at - 1])))
            return 0;
        size_t length = strlen(quotes[i].close), from = at + strlen(quotes[i].open);
        while (from < self->span.end) {
            const char *close =
                memmem(self->bytes + from, self->span.end - from, quotes[i].close, length);
            if (close == NULL)
                break;
            from = (size_t)(close - self->bytes);
            if (!quotes[i].lone || is_lone_end(self, from, length))
                return from + length;
            from += length;
        }
        self->unclosed[i] = true;
        return 0;
    }
    return 0;
}

/* The length of an apostrophe of any shape at `at`; of a YAML string in single quotes it is two. */
static size_t
apostrophe(const Scan *self, size_t at)
{
    if (begins_with(self, at, "''"))
        return 2;
    if (begins_with(self, at, "’"))
        return strlen("’");
    return begins_with(self, at, "'") ? 1 : 0;
}

static size_t
blanks(const Scan *self, size_t at)
{
    size_t end = at;
    while (end < self->span.end && g_ascii_isspace(self->bytes[end]))
        end++;
    return end - at;
}

/* Where `text` ends that begins at `at`; 0: it does not. */
static size_t
match(const Scan *self, size_t at, const char *text, size_t text_length)
{
    for (const char *end = text + text_length; text < end; text++) {
        size_t length = *text == ' ' ? blanks(self, at)
                        : *text == '\''
                            ? apostrophe(self, at)
                            : at < self->span.end && g_ascii_tolower(self->bytes[at]) == *text;
        if (length == 0)
            return 0;
        at += length;
    }
    return at;
}

static bool
ends_word(const Scan *self, size_t at, const char *text)
{
    char last = text[strlen(text) - 1];
    return !is_word_byte(last) || at >= self->span.end ||
           !(is_word_byte(self->bytes[at]) || self->bytes[at] == '-');
}

/* Letters of any script in front of a phrase make it a part of a word. */
static bool
begins_word(const Scan *self, size_t at)
{
    if (at == self->span.start)
        return true;
    const char *before = self->bytes + at - 1;
    if ((guchar)*before < 0x80)
        return !is_word_byte(*before) && strchr("-/.@", *before) == NULL;
    before = g_utf8_find_prev_char(self->bytes + self->span.start, self->bytes + at);
    gunichar c = before != NULL ? g_utf8_get_char_validated(before, self->bytes + at - before) : 0;
    return c >= 0x110000 || !g_unichar_isalpha(c);
}

static size_t
word_length(const Scan *self, size_t at)
{
    size_t length = 0;
    while (at + length < self->span.end && g_ascii_isalpha(self->bytes[at + length]))
        length++;
    return length;
}

static bool
is_one_of(const char *word, const char *const *words)
{
    return g_strv_contains(words, word);
}

/* "also", "really": between an auxiliary verb and its participle. */
static bool
is_adverb(const char *word)
{
    static const char *const adverbs[] = { "also", "never", "always", "already", "just",
                                           "not",  "then",  "at",     "least",   NULL };
    return is_one_of(word, adverbs) || g_str_has_suffix(word, "ly");
}

static bool
is_participle(const char *word)
{
    static const char *const strong[] = { "been",    "known",   "done",    "caught",     "told",
                                          "kept",    "made",    "seen",    "gone",       "sent",
                                          "taken",   "given",   "found",   "understood", "chosen",
                                          "written", "thought", "begun",   "built",      "foreseen",
                                          "spoken",  "shown",   "brought", "held",       NULL };
    /* as often in front of a thing that one has */
    static const char *const adjectives[] = {
        "dedicated", "automated", "detailed",     "limited", "shared",      "centralized", "need",
        "speed",     "advanced",  "standardized", "hundred", "distributed", NULL
    };
    return is_one_of(word, strong) ||
           (strlen(word) > 3 && g_str_has_suffix(word, "ed") && !is_one_of(word, adjectives));
}

static bool
participle_follows(const Scan *self, size_t at)
{
    for (int i = 0; i < 3; i++) {
        while (at < self->span.end && strchr(" *_\r\n\t", self->bytes[at]) != NULL)
            at++;
        size_t length = word_length(self, at);
        if (length == 0 || length > LONG_WORD)
            return false;
        g_autofree char *word = g_ascii_strdown(self->bytes + at, (gssize)length);
        if (is_participle(word))
            return true;
        if (!is_adverb(word))
            return false;
        at += length;
    }
    return false;
}

static bool
is_followed_by(const Scan *self, size_t at, const char *words)
{
    at += blanks(self, at);
    for (size_t length; *words != '\0'; words += length + (words[length] == '|')) {
        length = strcspn(words, "|");
        size_t end = match(self, at, words, length);
        if (end > 0 && (end == self->span.end || !is_word_byte(self->bytes[end])))
            return true;
    }
    return false;
}

static bool
is_rest(const Scan *self, size_t at)
{
    while (at < self->span.end && (g_ascii_isspace(self->bytes[at]) || self->bytes[at] == '.'))
        at++;
    return at == self->span.end;
}

/* Where `phrase` ends that begins at `at` and is meant there; 0: not so. */
static size_t
judge(const Scan *self, const PmPhrase *phrase, size_t at)
{
    size_t end = match(self, at, phrase->text, strlen(phrase->text));
    bool meant = end > 0 && ends_word(self, end, phrase->text) &&
                 (phrase->flags & PM_PHRASE_INSIDE || begins_word(self, at)) &&
                 (!(phrase->flags & PM_PHRASE_FIRST) || at == self->first) &&
                 (!(phrase->flags & PM_PHRASE_LAST) || is_rest(self, end)) &&
                 (!(phrase->flags & PM_PHRASE_PARTICIPLE) || participle_follows(self, end)) &&
                 (phrase->unless == NULL || !is_followed_by(self, end, phrase->unless));
    return meant ? end : 0;
}

/* Report the longest phrase at `at`; returns its end, `at`: none. */
static size_t
phrase_at(const Scan *self, size_t at)
{
    const PmPhrase *best = NULL;
    size_t best_end = at;
    if (self->span.end - at < 2)
        return at;
    const char *key = apostrophe(self, at) > 0 ? "'s" : self->bytes + at; /* whatever its shape */
    guint16 i = self->phrases->first[bucket_of(key)];
    for (; i > 0; i = self->phrases->next[i - 1]) {
        const PmPhrase *phrase = &self->phrases->items[i - 1];
        size_t end = judge(self, phrase, at);
        if (end > best_end) {
            best = phrase;
            best_end = end;
        }
    }
    if (best != NULL)
        self->found(best, (PmSpan){ at, best_end }, self->data);
    return best_end;
}

/* Behind the word at `at`, or behind the phrase that begins with it. */
static size_t
word_end(const Scan *self, size_t at)
{
    size_t end = phrase_at(self, at);
    if (end > at)
        return end;
    if ((guchar)self->bytes[at] >= 0x80)
        return at + 1;
    while (at < self->span.end && is_word_byte(self->bytes[at]))
        at++;
    return at;
}

void
pm_phrases_scan(const PmPhrases *phrases, const char *bytes, PmSpan span, PmPhraseFound found,
                void *data)
{
    Scan self = { .phrases = phrases,
                  .bytes = bytes,
                  .span = span,
                  .first = first_word(bytes, span),
                  .found = found,
                  .data = data };
    for (size_t at = span.start; at < span.end;) {
        char c = bytes[at];
        if (is_word_byte(c)) {
            at = word_end(&self, at);
            continue;
        }
        size_t behind = c == '`'                                          ? code_end(&self, at)
                        : (guchar)c >= 0x80 || strchr("\"']<", c) != NULL ? quote_end(&self, at)
                                                                          : 0;
        bool may_begin = (guchar)c >= 0xc0 || c == '\'';
        at = behind > at ? behind : may_begin ? MAX(word_end(&self, at), at + 1) : at + 1;
    }
}
