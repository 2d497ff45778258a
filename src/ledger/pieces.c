/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/pieces.h"

#include <stdbool.h>
#include <string.h>

#define WORDS_MIN 4  /* "customers were charged twice": fewer say the same by chance */
#define WORD_BYTES 6 /* of a script that puts no spaces between words: two characters */
#define KEY_START 14695981039346656037U /* FNV-1a, draft-eastlake-fnv */
#define KEY_PRIME 1099511628211U

typedef struct {
    GArray *pieces;
    GHashTable *keys;
} Cut;

static bool
is_letter(char byte)
{
    return g_ascii_isalpha(byte) || (guchar)byte >= 0x80;
}

static guint64
add_to_key(guint64 key, char byte)
{
    return (key ^ (guchar)g_ascii_tolower(byte)) * KEY_PRIME;
}

/* A run of letters; one alone ("T", "Z") is no word. */
static void
add_word(PmPiece *piece, const char *start, const char *end)
{
    guint wide = 0;
    if (end - start < 2)
        return;
    for (const char *at = start; at < end; at++) {
        piece->key = add_to_key(piece->key, *at);
        wide += (guchar)*at >= 0x80;
    }
    piece->key = add_to_key(piece->key, ' ');
    piece->words += MAX(1, wide / WORD_BYTES);
}

static void
add_piece(Cut *cut, const char *start, const char *end)
{
    PmPiece piece = { .key = KEY_START };
    for (const char *at = start; at < end;) {
        const char *name =
            end - at > 2 && at[0] == '{' && at[1] == '{' ? g_strstr_len(at, end - at, "}}") : NULL;
        const char *word = at;
        while (at < end && is_letter(*at))
            at++;
        add_word(&piece, word, at);
        at = name != NULL ? name + 2 : at == word ? at + 1 : at;
    }
    if (piece.words >= WORDS_MIN && g_hash_table_add(cut->keys, GSIZE_TO_POINTER(piece.key)))
        g_array_append_val(cut->pieces, piece);
}

/* Behind "  - key: ", where there is one. */
static const char *
skip_key(const char *start, const char *end)
{
    while (start < end && strchr(" -", *start) != NULL)
        start++;
    const char *at = start;
    while (at < end && (g_ascii_isalnum(*at) || strchr("_-.", *at) != NULL))
        at++;
    return at < end && *at == ':' ? at + 1 : start;
}

/* "{sufficient: fully, by: erin@example.org}" has many words, and says nothing in any of them. */
static void
cut_front(Cut *cut, const char *start, const char *end)
{
    bool flow = memchr(start, '{', (size_t)(end - start)) != NULL ||
                memchr(start, '[', (size_t)(end - start)) != NULL;
    for (const char *at = start; at < end;) {
        const char *stop = at;
        while (stop < end && !(flow && strchr(",{}[]", *stop) != NULL))
            stop++;
        add_piece(cut, skip_key(at, stop), stop);
        at = stop + 1;
    }
}

static void
cut_body(Cut *cut, const char *start, const char *end)
{
    if (*start != '#')
        add_piece(cut, start, end);
}

GArray *
pm_pieces_of(GBytes *text)
{
    size_t length;
    const char *at = g_bytes_get_data(text, &length);
    const char *end = at != NULL ? at + length : NULL;
    bool front = length > 3 && memcmp(at, "---", 3) == 0;
    Cut cut = { .pieces = g_array_new(FALSE, FALSE, sizeof(PmPiece)),
                .keys = g_hash_table_new(NULL, NULL) };
    for (size_t line = 0; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        front = front && (line == 0 || stop - at < 3 || memcmp(at, "---", 3) != 0);
        if (stop > at)
            (front ? cut_front : cut_body)(&cut, at, stop);
        at = stop + 1;
    }
    g_hash_table_unref(cut.keys);
    return cut.pieces;
}
