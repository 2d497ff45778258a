/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/origins.h"

#include "base/ahead.h"
#include "config/config.h"
#include "document/name.h"
#include "document/template.h"
#include "ledger/pieces.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)
#define IN_FLIGHT 32 /* commits */

/* How much of another text makes it an origin, in words: some sentences say the same by chance. */
#define WHOLE_WORDS 20  /* and half of the document */
#define PART_WORDS 40   /* whatever else is in it */
#define COMMON_PLACES 3 /* a sentence that stands in more of them is a phrase */

/* A sentence that is known. */
typedef struct {
    const char *path; /* where it stood first; NULL: in a template */
    guint change;     /* that brought it there */
    guint places;     /* how many paths have had it */
} Known;

struct PmOrigins {
    PmRepository *repository;
    const GPtrArray *changes;
    const char *prefix;
    GHashTable *keys;  /* of a piece → its place in `known`, and 1 */
    GArray *known;     /* Known */
    GHashTable *stood; /* of a piece and a path: it stood there */
    GHashTable *found; /* "commit path" → GPtrArray of PmOrigin */
    char *unread;
};

/* The version of a path that a change made. */
typedef struct {
    PmAheadJob job;
    const PmOrigins *origins;
    guint change;
    const PmTreeDelta *delta;
    GArray *pieces; /* NULL: it can't be read */
    bool missed;    /* … and leaves something open */
} Version;

/* What a version has of one other path. */
typedef struct {
    const char *path;
    guint words;
    bool fresh; /* some of it was never here before */
    GArray *commits;
} Share;

static void
free_origin(void *data)
{
    PmOrigin *origin = data;
    g_array_unref(origin->commits);
    g_free(origin);
}

void
pm_origins_free(PmOrigins *origins)
{
    if (origins == NULL)
        return;
    g_hash_table_unref(origins->keys);
    g_hash_table_unref(origins->stood);
    g_hash_table_unref(origins->found);
    g_array_unref(origins->known);
    g_free(origins->unread);
    g_free(origins);
}

static bool
is_template(const char *path)
{
    return g_str_has_prefix(path, PM_CONFIG_TEMPLATES);
}

bool
pm_origins_is_text(const char *prefix, const char *path)
{
    static const char *const names[] = { ".md", ".markdown", ".txt", ".rst", ".adoc", ".org" };
    bool named = false;
    for (size_t i = 0; !named && i < G_N_ELEMENTS(names); i++)
        named = g_str_has_suffix(path, names[i]);
    if (!g_str_has_prefix(path, prefix))
        return named;
    g_autofree char *owner = pm_name_owner(path);
    return owner == NULL || g_str_has_suffix(path, ".md"); /* evidence is there to be quoted */
}

static bool
is_document(const char *prefix, const char *path)
{
    g_autofree char *owner = pm_name_owner(path);
    return owner == NULL && g_str_has_prefix(path, prefix);
}

static Known *
known_of(const PmOrigins *self, const PmPiece *piece)
{
    guint at = GPOINTER_TO_UINT(g_hash_table_lookup(self->keys, GSIZE_TO_POINTER(piece->key)));
    return at == 0 ? NULL : &g_array_index(self->known, Known, at - 1);
}

static void *
stand_of(const PmPiece *piece, const char *path)
{
    return GSIZE_TO_POINTER(piece->key ^ ((guint64)g_str_hash(path) * 0x9E3779B97F4A7C15U));
}

static void
learn(PmOrigins *self, const PmPiece *piece, const char *path, guint change)
{
    Known *known = known_of(self, piece);
    if (known == NULL) {
        Known one = { .path = path, .change = change };
        g_array_append_val(self->known, one);
        g_hash_table_insert(self->keys, GSIZE_TO_POINTER(piece->key),
                            GUINT_TO_POINTER(self->known->len));
        known = &g_array_index(self->known, Known, self->known->len - 1);
    }
    if (path == NULL)
        known->path = NULL; /* a template may be made of a document */
    else if (g_hash_table_add(self->stood, stand_of(piece, path)))
        known->places++;
}

static void
learn_all(PmOrigins *self, const GArray *pieces, const char *path, guint change)
{
    for (guint i = 0; i < pieces->len; i++)
        learn(self, &g_array_index(pieces, PmPiece, i), path, change);
}

static Share *
share_of(GArray *shares, const char *path)
{
    for (guint i = 0; i < shares->len; i++)
        if (g_str_equal(g_array_index(shares, Share, i).path, path))
            return &g_array_index(shares, Share, i);
    Share share = { .path = path, .commits = g_array_new(FALSE, FALSE, sizeof(PmOid)) };
    g_array_append_val(shares, share);
    return &g_array_index(shares, Share, shares->len - 1);
}

static void
add_commit(GArray *commits, const PmOid *commit)
{
    for (guint i = 0; i < commits->len; i++)
        if (g_str_equal(g_array_index(commits, PmOid, i).hex, commit->hex))
            return;
    g_array_append_val(commits, *commit);
}

/* Add a sentence to what is had of where it stood first. Returns its words, as far as they count.
 */
static guint
add_share(PmOrigins *self, const Version *version, const PmPiece *piece, GArray *shares)
{
    const Known *known = known_of(self, piece);
    const PmTreeDelta *delta = version->delta;
    if (known == NULL)
        return piece->words;
    bool own = known->path != NULL && g_str_equal(known->path, delta->path);
    if (known->path == NULL || (!own && known->places > COMMON_PLACES))
        return 0;
    if (own && delta->old_mode != 0)
        return piece->words;
    Share *share = share_of(shares, known->path);
    share->words += piece->words;
    share->fresh |= own || !g_hash_table_contains(self->stood, stand_of(piece, delta->path));
    add_commit(share->commits,
               &((const PmHistoryChange *)self->changes->pdata[known->change])->commit);
    return piece->words;
}

static char *
key_of(const PmOid *commit, const char *path)
{
    return g_strconcat(commit->hex, " ", path, NULL);
}

static void
note_origin(PmOrigins *self, const Version *version, const Share *share, bool whole)
{
    const PmOid *commit = &((const PmHistoryChange *)self->changes->pdata[version->change])->commit;
    g_autofree char *key = key_of(commit, version->delta->path);
    GPtrArray *origins = g_hash_table_lookup(self->found, key);
    if (origins == NULL) {
        origins = g_ptr_array_new_with_free_func(free_origin);
        g_hash_table_insert(self->found, g_steal_pointer(&key), origins);
    }
    PmOrigin *origin = g_new0(PmOrigin, 1);
    origin->path = share->path;
    origin->whole = whole;
    origin->commits = g_array_ref(share->commits);
    g_ptr_array_add(origins, origin);
}

static void
judge(PmOrigins *self, const Version *version)
{
    g_autoptr(GArray) shares = g_array_new(FALSE, FALSE, sizeof(Share));
    guint words = 0;
    for (guint i = 0; i < version->pieces->len; i++)
        words += add_share(self, version, &g_array_index(version->pieces, PmPiece, i), shares);
    for (guint i = 0; i < shares->len; i++) {
        const Share *share = &g_array_index(shares, Share, i);
        bool whole = share->words >= WHOLE_WORDS && share->words * 2 >= words;
        if (share->fresh && (whole || share->words >= PART_WORDS))
            note_origin(self, version, share, whole);
        g_array_unref(share->commits);
    }
}

/* NULL: it can't be read; `*out_missed` tells whether that leaves something open. */
static GBytes *
read_text(PmRepository *repository, const char *prefix, const PmTreeDelta *delta, bool *out_missed)
{
    g_autoptr(GError) error = NULL;
    GBytes *text = pm_content_blob(repository, &delta->new_blob, TEXT_LIMIT, &error);
    bool huge = g_error_matches(error, PM_ERROR, PM_ERROR_LIMIT);
    *out_missed = text == NULL && (!huge || is_document(prefix, delta->path));
    return text;
}

/* In any thread. */
static void
read_pieces(PmAheadJob *job, void *data)
{
    Version *version = (Version *)job;
    const PmOrigins *self = version->origins;
    (void)data;
    g_autoptr(GBytes) text =
        read_text(self->repository, self->prefix, version->delta, &version->missed);
    if (text != NULL)
        version->pieces = pm_pieces_of(text);
}

/* Does the change bring a text there that words can come from? */
static bool
brings_text(const char *prefix, const PmTreeDelta *delta)
{
    return (delta->new_mode & 0170000) == 0100000 &&
           (is_template(delta->path) || pm_origins_is_text(prefix, delta->path));
}

char *
pm_origins_look(PmRepository *repository, const char *prefix, const PmHistoryChange *change)
{
    for (guint i = 0; i < change->deltas->len; i++) {
        const PmTreeDelta *delta = change->deltas->pdata[i];
        bool missed = false;
        if (brings_text(prefix, delta))
            g_bytes_unref(read_text(repository, prefix, delta, &missed));
        if (missed)
            return g_strdup(delta->path);
    }
    return NULL;
}

static void
free_version(void *data)
{
    Version *version = data;
    if (version->pieces != NULL)
        g_array_unref(version->pieces);
    g_free(version);
}

/* The texts that a change brought, which are being read. */
static GPtrArray *
begin(PmOrigins *self, PmAhead *readers, guint at)
{
    const PmHistoryChange *change = self->changes->pdata[at];
    GPtrArray *versions = g_ptr_array_new_with_free_func(free_version);
    for (guint i = 0; i < change->deltas->len; i++) {
        const PmTreeDelta *delta = change->deltas->pdata[i];
        if (!brings_text(self->prefix, delta))
            continue;
        Version *version = g_new0(Version, 1);
        version->origins = self;
        version->change = at;
        version->delta = delta;
        g_ptr_array_add(versions, version);
        pm_ahead_push(readers, &version->job);
    }
    return versions;
}

static void
wait_for(PmOrigins *self, PmAhead *readers, GPtrArray *versions)
{
    for (guint i = versions->len; i-- > 0;)
        pm_ahead_wait(readers, &((Version *)versions->pdata[i])->job);
    for (guint i = 0; i < versions->len;) {
        const Version *version = versions->pdata[i];
        if (version->missed && self->unread == NULL)
            self->unread = g_strdup(version->delta->path);
        if (version->pieces == NULL)
            g_ptr_array_remove_index(versions, i);
        else
            i++;
    }
}

/* What came in one commit is all of one time: nothing of it is from another. */
static void
follow(PmOrigins *self, const GPtrArray *versions)
{
    for (guint i = 0; i < versions->len; i++) {
        const Version *version = versions->pdata[i];
        if (is_document(self->prefix, version->delta->path))
            judge(self, version);
    }
    for (guint i = 0; i < versions->len; i++) {
        const Version *version = versions->pdata[i];
        const char *path = version->delta->path;
        learn_all(self, version->pieces, is_template(path) ? NULL : path, version->change);
    }
}

static void
learn_templates(PmOrigins *self)
{
    const char *const *names = pm_template_names();
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *const *languages = pm_template_languages();
        for (size_t k = 0; languages[k] != NULL; k++) {
            size_t length;
            const char *text = pm_template_text(names[i], languages[k], &length);
            g_autoptr(GBytes) bytes = g_bytes_new_static(text, length);
            g_autoptr(GArray) pieces = pm_pieces_of(bytes);
            learn_all(self, pieces, NULL, 0);
        }
    }
}

typedef struct {
    size_t step;
    guint change;
} Turn;

static int
by_step(gconstpointer a, gconstpointer b)
{
    const Turn *left = a, *right = b;
    if (left->step != right->step)
        return left->step < right->step ? -1 : 1;
    return left->change < right->change ? -1 : left->change > right->change;
}

/* The texts are read by all cores, and followed in their order. */
static void
follow_all(PmOrigins *self, const GArray *turns)
{
    PmAhead *readers = pm_ahead_new(read_pieces, NULL);
    GPtrArray *begun[IN_FLIGHT];
    for (guint i = 0, next = 0; i < turns->len; i++) {
        for (; next < MIN(i + IN_FLIGHT, turns->len); next++)
            begun[next % IN_FLIGHT] = begin(self, readers, g_array_index(turns, Turn, next).change);
        g_autoptr(GPtrArray) versions = begun[i % IN_FLIGHT];
        wait_for(self, readers, versions);
        follow(self, versions);
    }
    pm_ahead_free(readers);
}

/* Step by step, so that what a step says stays true whatever comes in later: of two branches, the
 * one that was merged earlier had a sentence first. */
PmOrigins *
pm_origins_new(PmRepository *repository, const PmSteps *steps, const GPtrArray *changes,
               const char *prefix)
{
    PmOrigins *self = g_new0(PmOrigins, 1);
    self->repository = repository;
    self->changes = changes;
    self->prefix = prefix;
    self->keys = g_hash_table_new(NULL, NULL);
    self->stood = g_hash_table_new(NULL, NULL);
    self->known = g_array_new(FALSE, FALSE, sizeof(Known));
    self->found =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    learn_templates(self);
    g_autoptr(GArray) turns = g_array_new(FALSE, FALSE, sizeof(Turn));
    for (guint i = 0; i < changes->len; i++) {
        Turn turn = { .change = i };
        if (pm_steps_find(steps, ((const PmHistoryChange *)changes->pdata[i])->commit.hex,
                          &turn.step))
            g_array_append_val(turns, turn);
    }
    g_array_sort(turns, by_step);
    follow_all(self, turns);
    return self;
}

const GPtrArray *
pm_origins_of(const PmOrigins *origins, const PmOid *commit, const char *path)
{
    g_autofree char *key = key_of(commit, path);
    return g_hash_table_lookup(origins->found, key);
}

const char *
pm_origins_unread(const PmOrigins *origins)
{
    return origins->unread;
}
