/* SPDX-License-Identifier: Apache-2.0 */
/*
 * N-grams are told apart by a hash (feature hashing), so that memory is bounded whatever the texts
 * hold: two of them that share a place make a little difference in their weight, and no text close
 * to another.
 */
#include "document/likeness.h"

#include <math.h>
#include <stdint.h>

#define PLACES (1U << 18)  /* of n-grams */
#define EDGE ((gunichar)1) /* before and behind a word */

struct PmLikeness {
    GArray
        *starts;   /* guint: where the n-grams of each text begin in `grams`; one more at the end */
    GArray *grams; /* uint32_t places, each once in a text */
    uint32_t *seen;  /* by place: the last text that was read and has it, from 1 */
    uint32_t *count; /* by place: how many texts have it */
    uint32_t turn;   /* of the text that is read */
    /* made at the first question: */
    uint32_t *first; /* by place, PLACES + 1: where its texts begin in `texts` */
    uint32_t *texts;
    double *norms; /* by text */
    double *sums;  /* by text; zero between questions */
};

PmLikeness *
pm_likeness_new(void)
{
    PmLikeness *self = g_new0(PmLikeness, 1);
    self->starts = g_array_new(FALSE, FALSE, sizeof(guint));
    self->grams = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    self->seen = g_new0(uint32_t, PLACES);
    self->count = g_new0(uint32_t, PLACES);
    g_array_append_val(self->starts, self->grams->len);
    return self;
}

void
pm_likeness_free(PmLikeness *likeness)
{
    if (likeness == NULL)
        return;
    g_array_unref(likeness->starts);
    g_array_unref(likeness->grams);
    g_free(likeness->seen);
    g_free(likeness->count);
    g_free(likeness->first);
    g_free(likeness->texts);
    g_free(likeness->norms);
    g_free(likeness->sums);
    g_free(likeness);
}

/* N-grams of one text on their way into a list. */
typedef struct {
    PmLikeness *likeness;
    GArray *grams;
    GArray *word; /* gunichar: its edge, and what was read of it */
} Reading;

static void
add_gram(const Reading *self, const gunichar *characters, size_t count)
{
    PmLikeness *likeness = self->likeness;
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, a character at a time */
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ characters[i]) * UINT64_C(1099511628211);
    uint32_t place = (uint32_t)((hash ^ (hash >> 32)) % PLACES);
    if (likeness->seen[place] == likeness->turn)
        return;
    likeness->seen[place] = likeness->turn;
    g_array_append_val(self->grams, place);
}

/* Three letters of a script whose words are long, two of one that writes syllables or words. */
static void
end_word(const Reading *self)
{
    const gunichar edge = EDGE;
    if (self->word->len < 2)
        return;
    g_array_append_val(self->word, edge);
    const gunichar *characters = (const gunichar *)(void *)self->word->data;
    size_t count = g_unichar_iswide(characters[1]) ? 2 : 3;
    for (size_t i = 0; i + count <= self->word->len; i++)
        add_gram(self, characters + i, count);
    g_array_set_size(self->word, 1);
}

/* One spelling for all cases and forms; most texts are ASCII. g_free() */
static char *
fold(const char *text)
{
    g_autofree char *cut = g_strndup(text, PM_LIKENESS_TEXT_MOST);
    if (g_str_is_ascii(cut))
        return g_ascii_strdown(cut, -1);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    g_autofree char *lower = g_utf8_casefold(valid, -1);
    return g_utf8_normalize(lower, -1, G_NORMALIZE_NFC);
}

/* Letters, digits and what belongs to them are a word; anything else stands between words. */
static void
read_grams(PmLikeness *likeness, const char *text, GArray *grams)
{
    const gunichar edge = EDGE;
    g_autofree char *folded = fold(text != NULL ? text : "");
    g_autoptr(GArray) word = g_array_new(FALSE, FALSE, sizeof(gunichar));
    Reading self = { .likeness = likeness, .grams = grams, .word = word };
    g_array_append_val(word, edge);
    likeness->turn++;
    for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c) || g_unichar_ismark(c))
            g_array_append_val(word, c);
        else
            end_word(&self);
    }
    end_word(&self);
}

static guint
count_of(const PmLikeness *self)
{
    return self->starts->len - 1;
}

static uint32_t
gram_at(const GArray *grams, guint at)
{
    return g_array_index(grams, uint32_t, at);
}

void
pm_likeness_add(PmLikeness *likeness, const char *text)
{
    g_assert(likeness->first == NULL);
    guint before = likeness->grams->len;
    read_grams(likeness, text, likeness->grams);
    for (guint i = before; i < likeness->grams->len; i++)
        likeness->count[gram_at(likeness->grams, i)]++;
    g_array_append_val(likeness->starts, likeness->grams->len);
}

/* What every text has says little, and what few have says much. */
static double
square_weight(const PmLikeness *self, uint32_t place)
{
    double weight = log(1 + (double)count_of(self) / MAX(self->count[place], 1));
    return weight * weight;
}

/* Which texts have an n-gram, and how long each text is. */
static void
prepare(PmLikeness *self)
{
    self->first = g_new0(uint32_t, PLACES + 1);
    self->texts = g_new0(uint32_t, self->grams->len + 1);
    self->norms = g_new0(double, count_of(self) + 1);
    self->sums = g_new0(double, count_of(self) + 1);
    for (uint32_t place = 0; place < PLACES; place++)
        self->first[place + 1] = self->first[place] + self->count[place];
    g_autofree uint32_t *next = g_memdup2(self->first, PLACES * sizeof *next);
    for (guint text = 0; text < count_of(self); text++) {
        guint end = g_array_index(self->starts, guint, text + 1);
        double sum = 0;
        for (guint i = g_array_index(self->starts, guint, text); i < end; i++) {
            uint32_t place = gram_at(self->grams, i);
            sum += square_weight(self, place);
            self->texts[next[place]++] = text;
        }
        self->norms[text] = sqrt(sum);
    }
}

static int
closest_first(gconstpointer a, gconstpointer b)
{
    const PmLike *left = a, *right = b;
    if (left->closeness != right->closeness)
        return left->closeness > right->closeness ? -1 : 1;
    return left->text < right->text ? -1 : left->text > right->text;
}

/* Add up what each text shares with these; those that share anything are `touched`. The norm. */
static double
share(PmLikeness *self, const GArray *grams, GArray *touched)
{
    double norm = 0;
    for (guint i = 0; i < grams->len; i++) {
        uint32_t place = gram_at(grams, i);
        double square = square_weight(self, place);
        norm += square;
        for (uint32_t k = self->first[place]; k < self->first[place + 1]; k++) {
            if (self->sums[self->texts[k]] == 0)
                g_array_append_val(touched, self->texts[k]);
            self->sums[self->texts[k]] += square;
        }
    }
    return sqrt(norm);
}

GArray *
pm_likeness_find(PmLikeness *likeness, const char *text, double least)
{
    g_assert(least > 0);
    g_autoptr(GArray) grams = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autoptr(GArray) touched = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    GArray *found = g_array_new(FALSE, FALSE, sizeof(PmLike));
    if (likeness->first == NULL)
        prepare(likeness);
    read_grams(likeness, text, grams);
    double norm = share(likeness, grams, touched);
    for (guint i = 0; i < touched->len; i++) {
        uint32_t other = gram_at(touched, i);
        double closeness = likeness->sums[other] / (norm * likeness->norms[other]);
        PmLike like = { .text = other, .closeness = MIN(closeness, 1.0) };
        likeness->sums[other] = 0;
        if (like.closeness >= least)
            g_array_append_val(found, like);
    }
    g_array_sort(found, closest_first);
    return found;
}
