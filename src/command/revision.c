/* SPDX-License-Identifier: Apache-2.0 */
#include "command/revision.h"

#include "command/input.h"
#include "git/range.h"
#include "ledger/corpus.h"

#include <string.h>

typedef struct {
    PmContext *context;
    const PmCorpus *corpus; /* opened when first asked for; NULL: no ledger */
    PmRevision found;
} Taking;

static bool
resolve(const Taking *self, const char *word, size_t length, PmOid *out_commit)
{
    g_autofree char *text = length > 0 ? g_strndup(word, length) : g_strdup("HEAD");
    return pm_repository_resolve(self->context->repository, text, out_commit, NULL);
}

/* By the places where git looks for a short name: gitrevisions(7), <refname>. */
static bool
is_ref(const Taking *self, const char *word)
{
    static const char *const places[] = { "", "refs/", "refs/tags/", "refs/heads/",
                                          "refs/remotes/" };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *name = g_strconcat(places[i], word, NULL);
        PmOid oid;
        if ((i > 0 || g_str_equal(word, "HEAD") || g_str_has_prefix(word, "refs/")) &&
            pm_repository_read_ref(self->context->repository, name, &oid, NULL) &&
            !g_str_equal(oid.hex, PM_OID_ZERO.hex))
            return true;
    }
    return g_str_equal(word, "HEAD");
}

/* An exact id or path; with `part`, also a part of one id. */
static bool
is_document(Taking *self, const char *word, bool part)
{
    PmContext *context = self->context;
    if (self->corpus == NULL && context->content != NULL && *context->config->ledger != '\0')
        self->corpus = pm_corpus_open(context->arena, context->content, context->config, NULL);
    if (self->corpus == NULL)
        return false;
    const PmCorpusEntry *entry = pm_corpus_resolve(self->corpus, word, NULL);
    return entry != NULL &&
           (part || g_str_equal(entry->id, word) || g_str_equal(entry->path, word));
}

/* One side of a range. What is no commit is an error, unless the word names a document. */
static bool
resolve_side(Taking *self, const char *side, size_t length, const char *word, PmOid *out_commit,
             GError **error)
{
    if (resolve(self, side, length, out_commit))
        return true;
    if (is_document(self, word, true))
        return false;
    bool shallow = pm_repository_is_shallow(self->context->repository);
    pm_error_set(error, PM_ERROR_NOT_FOUND,
                 shallow ? "fetch the rest with: git fetch --unshallow (in CI: fetch-depth: 0)"
                         : "git log --oneline --all shows what there is",
                 "'%.*s' in '%s' names no commit", (int)length, side, word);
    return false;
}

/* "a..b", "a...b", with HEAD where a side is empty. */
static bool
read_range(Taking *self, const char *word, GError **error)
{
    const char *dots = strstr(word, "..");
    if (dots == NULL || g_str_has_prefix(word, "../") || g_str_equal(word, ".."))
        return false;
    bool three = dots[2] == '.';
    const char *right = dots + (three ? 3 : 2);
    PmRevision range = { .word = word, .range = true };
    if (!resolve_side(self, word, (size_t)(dots - word), word, &range.from, error) ||
        !resolve_side(self, right, strlen(right), word, &range.to, error))
        return false;
    PmOid fork;
    if (three && !pm_range_fork(self->context->repository, &range.from, &range.to, &fork, error))
        return false;
    if (three)
        range.from = fork;
    self->found = range;
    return true;
}

/* "REV:path": the path, or NULL. */
static char *
path_behind(const Taking *self, char *word, PmOid *out_commit)
{
    char *colon = strchr(word, ':');
    if (colon == NULL || colon == word || colon[1] == '\0' ||
        !resolve(self, word, (size_t)(colon - word), out_commit))
        return NULL;
    return colon + 1;
}

static bool
is_revision(Taking *self, const char *word)
{
    if (is_document(self, word, false) || (!is_ref(self, word) && is_document(self, word, true)))
        return false;
    PmRevision found = { .word = word };
    if (!resolve(self, word, strlen(word), &found.to))
        return false;
    self->found = found;
    return true;
}

/* Is this word, or its beginning, a revision? `*out_rest`: what stays of it. */
static bool
read_word(Taking *self, char *word, char **out_rest, GError **error)
{
    bool on_disk = !pm_repository_is_bare(self->context->repository);
    *out_rest = NULL;
    if (g_str_equal(word, PM_INPUT_STDIN) || *word == '\0' ||
        (on_disk && g_file_test(word, G_FILE_TEST_EXISTS)))
        return false;
    PmRevision at = { .word = word };
    *out_rest = path_behind(self, word, &at.to);
    if (*out_rest != NULL)
        self->found = at;
    return *out_rest != NULL || read_range(self, word, error) ||
           (*error == NULL && is_revision(self, word));
}

/* "REV:a REV:b" name one revision. */
static bool
is_same(const PmRevision *a, const PmRevision *b)
{
    return !a->range && !b->range && g_str_equal(a->to.hex, b->to.hex);
}

bool
pm_revision_take(PmContext *context, char **words, PmRevision *out_revision, char ***out_rest,
                 GError **error)
{
    Taking self = { .context = context };
    PmRevision taken = { 0 };
    g_autofree char **rest = g_new0(char *, g_strv_length(words) + 1);
    size_t kept = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        GError *found = NULL;
        char *path = NULL;
        bool is_one = context->repository != NULL && read_word(&self, words[i], &path, &found);
        if (found != NULL) {
            g_propagate_error(error, found);
            return false;
        }
        if (is_one && taken.word != NULL && !is_same(&taken, &self.found)) {
            pm_error_set(error, PM_ERROR_USAGE, "one at a time; a range is written from..to",
                         "'%s' and '%s' are two revisions", taken.word, words[i]);
            return false;
        }
        if (is_one)
            taken = self.found;
        if (!is_one || path != NULL)
            rest[kept++] = is_one ? path : words[i];
    }
    *out_revision = taken;
    *out_rest = g_steal_pointer(&rest);
    return true;
}
