/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/contribution.h"

#include "document/name.h"
#include "git/trailer.h"
#include "ledger/signoff.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)16 * 1024 * 1024)

static void
free_contribution(void *data)
{
    PmContribution *contribution = data;
    g_ptr_array_unref(contribution->actions);
    g_ptr_array_unref(contribution->people);
    g_ptr_array_unref(contribution->addresses);
    g_ptr_array_unref(contribution->signers);
    g_ptr_array_unref(contribution->sources);
    g_free(contribution);
}

/* Who signed in the file at `path` as `commit` has it; NULL when that can't be read. */
static char *
signer_of(PmAuthors *authors, const PmOid *commit, const char *path)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) bytes = pm_written_read(&authors->written, commit, path);
    PmSignoff signoff;
    if (bytes == NULL || !pm_signoff_parse(arena, g_bytes_get_data(bytes, NULL),
                                           g_bytes_get_size(bytes), &signoff, NULL))
        return NULL;
    return pm_authors_person(authors, signoff.statement.reviewer);
}

/* Those whose sign-offs of the document at `path` came in this very commit. */
static GPtrArray *
signers_of(PmAuthors *authors, const PmOid *commit, const char *path)
{
    GPtrArray *people = g_ptr_array_new_with_free_func(g_free);
    const PmHistoryChange *change = pm_renames_change(authors->written.renames, commit);
    g_autofree char *folder = pm_name_signoffs(path);
    size_t step;
    if (!pm_steps_find(authors->steps, commit->hex, &step))
        return people;
    for (guint i = 0; change != NULL && i < change->deltas->len; i++) {
        const char *file = ((const PmTreeDelta *)change->deltas->pdata[i])->path;
        if (!g_str_has_prefix(file, folder) || !g_str_has_suffix(file, ".signoff") ||
            !g_str_equal(pm_authors_addition(authors, file, step)->hex, commit->hex))
            continue;
        char *person = signer_of(authors, commit, file);
        if (person != NULL)
            g_ptr_array_add(people, person);
    }
    return people;
}

static bool
contains(const GPtrArray *list, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)list, text, g_str_equal, NULL);
}

/* "Erin Doe <erin@example.org>" to a name and an e-mail; false when it is none. */
static bool
read_person(const char *text, char **out_name, char **out_email)
{
    const char *open = strrchr(text, '<');
    const char *close = open != NULL ? strchr(open, '>') : NULL;
    if (close == NULL)
        return false;
    *out_name = g_strchomp(g_strndup(text, (size_t)(open - text)));
    *out_email = g_strndup(open + 1, (size_t)(close - open - 1));
    return true;
}

static bool
is_co_author(const PmTrailer *trailer, char **out_name, char **out_email)
{
    return g_ascii_strcasecmp(trailer->key, "Co-authored-by") == 0 &&
           read_person(trailer->value, out_name, out_email);
}

static void
add_author(const PmAuthors *authors, PmContribution *one, const char *name, const char *email)
{
    g_ptr_array_add(one->people, pm_contributions_person(authors, name, email));
    g_ptr_array_add(one->addresses, g_utf8_strdown(email, -1));
}

static void
add_co_authors(PmAuthors *authors, PmContribution *one, const PmCommit *commit, const char *path)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(commit->message);
    g_autoptr(GPtrArray) signers = NULL;
    for (guint i = 0; i < trailers->len; i++) {
        g_autofree char *name = NULL;
        g_autofree char *email = NULL;
        if (!is_co_author(trailers->pdata[i], &name, &email))
            continue;
        g_autofree char *person = pm_contributions_person(authors, name, email);
        if (signers == NULL)
            signers = signers_of(authors, &commit->oid, path);
        if (contains(signers, person))
            g_ptr_array_add(one->signers, g_steal_pointer(&person));
        else
            add_author(authors, one, name, email);
    }
}

static PmContribution *
contribution_new(const PmOid *commit, guint position)
{
    PmContribution *one = g_new0(PmContribution, 1);
    one->commit = *commit;
    one->position = position;
    one->actions = g_ptr_array_new_with_free_func(g_free);
    one->people = g_ptr_array_new_with_free_func(g_free);
    one->addresses = g_ptr_array_new_with_free_func(g_free);
    one->signers = g_ptr_array_new_with_free_func(g_free);
    one->sources = g_ptr_array_new_with_free_func(g_free);
    return one;
}

GPtrArray *
pm_contributions_people(PmAuthors *authors, const PmCommit *commit)
{
    GPtrArray *people = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(commit->message);
    g_ptr_array_add(people,
                    pm_contributions_person(authors, commit->author_name, commit->author_email));
    for (guint i = 0; i < trailers->len; i++) {
        g_autofree char *name = NULL;
        g_autofree char *email = NULL;
        if (is_co_author(trailers->pdata[i], &name, &email))
            g_ptr_array_add(people, pm_contributions_person(authors, name, email));
    }
    return people;
}

guint
pm_contributions_position(const PmAuthors *authors, const PmOid *commit)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(authors->positions, commit->hex));
}

static const PmTreeDelta *
delta_at(const PmHistoryChange *change, const char *path)
{
    for (guint i = 0; i < change->deltas->len; i++)
        if (g_str_equal(((const PmTreeDelta *)change->deltas->pdata[i])->path, path))
            return change->deltas->pdata[i];
    return NULL;
}

/* The last text at a path before a commit; NULL: none. */
static GBytes *
text_before(PmAuthors *authors, const char *path, guint position)
{
    const GArray *commits = g_hash_table_lookup(authors->touching, path);
    for (guint i = commits != NULL ? commits->len : 0; i > 0; i--) {
        guint at = pm_contributions_position(authors, &g_array_index(commits, PmOid, i - 1));
        const PmTreeDelta *delta = delta_at(authors->changes->pdata[at], path);
        if (at < position && delta->new_mode != 0)
            return pm_content_blob(authors->repository, &delta->new_blob, TEXT_LIMIT, NULL);
    }
    return NULL;
}

/* The texts that the commit copied to `path` whole, which are sources of it from then on. */
static GPtrArray *
copied_by(PmAuthors *authors, const PmContribution *one, const char *path)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    const GPtrArray *origins = pm_origins_of(authors->origins, &one->commit, path);
    for (guint i = 0; origins != NULL && i < origins->len; i++) {
        const PmOrigin *origin = origins->pdata[i];
        GBytes *text = origin->whole ? text_before(authors, origin->path, one->position) : NULL;
        if (text == NULL)
            continue;
        g_ptr_array_add(texts, text);
        if (!g_str_equal(origin->path, path))
            g_ptr_array_add(one->sources, g_strdup(origin->path));
    }
    return texts;
}

static void
add_people(PmAuthors *authors, PmContribution *one, const PmCommit *commit, const char *path)
{
    add_author(authors, one, commit->author_name, commit->author_email);
    add_co_authors(authors, one, commit, path);
}

static PmContribution *
contribution_of(PmAuthors *authors, const PmOid *oid, const char *path, const GPtrArray *names)
{
    PmContribution *one = contribution_new(oid, pm_contributions_position(authors, oid));
    g_autoptr(PmCommit) commit = pm_commit_read(authors->repository, oid, NULL);
    if (commit == NULL || !pm_steps_find(authors->steps, oid->hex, &one->step))
        return one;
    g_autoptr(GPtrArray) copied = copied_by(authors, one, path);
    PmWriting writing = { .commit = commit,
                          .path = path,
                          .names = names,
                          .copied = copied,
                          .sources = one->sources,
                          .actions = one->actions };
    one->wrote = pm_written_by(&authors->written, &writing);
    if (one->wrote || one->actions->len > 0)
        add_people(authors, one, commit, path);
    return one;
}

/* Whoever wrote, elsewhere, what the commit brought to `path` as a part of it. */
static void
add_parts(PmAuthors *authors, const PmContribution *one, const char *path, GPtrArray *all)
{
    const GPtrArray *origins = pm_origins_of(authors->origins, &one->commit, path);
    for (guint i = 0; origins != NULL && i < origins->len; i++) {
        const PmOrigin *origin = origins->pdata[i];
        for (guint k = 0; !origin->whole && k < origin->commits->len; k++) {
            const PmOid *oid = &g_array_index(origin->commits, PmOid, k);
            g_autoptr(PmCommit) commit = pm_commit_read(authors->repository, oid, NULL);
            if (commit == NULL || commit->boundary)
                continue;
            PmContribution *part = contribution_new(oid, one->position);
            part->step = one->step;
            part->wrote = true;
            add_people(authors, part, commit, origin->path);
            g_ptr_array_add(all, part);
        }
    }
}

/* The names that a document had until now, the latest last. */
static void
add_names(GPtrArray *names, const GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++)
        if (!contains(names, sources->pdata[i]))
            g_ptr_array_add(names, sources->pdata[i]);
}

const GPtrArray *
pm_contributions_at(PmAuthors *authors, const char *path)
{
    GPtrArray *known = g_hash_table_lookup(authors->contributions, path);
    if (known != NULL)
        return known;
    if (authors->origins == NULL)
        authors->origins =
            pm_origins_new(authors->repository, authors->steps, authors->changes, authors->prefix);
    known = g_ptr_array_new_with_free_func(free_contribution);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const GArray *commits = g_hash_table_lookup(authors->touching, path);
    for (guint i = 0; commits != NULL && i < commits->len; i++) {
        PmContribution *one =
            contribution_of(authors, &g_array_index(commits, PmOid, i), path, names);
        g_ptr_array_add(known, one);
        add_parts(authors, one, path, known);
        add_names(names, one->sources);
    }
    g_hash_table_insert(authors->contributions, g_strdup(path), known);
    return known;
}

/* A text at a path, up to the commit that moved it elsewhere. */
typedef struct {
    const char *path;
    guint end; /* a position */
} Stretch;

/* Who wrote in one stretch, and the stretches at other paths that its text came from. */
static void
follow(PmAuthors *authors, const Stretch *stretch, guint begin, GPtrArray *all, GArray *queue)
{
    const GPtrArray *parts = pm_contributions_at(authors, stretch->path);
    for (guint i = 0; i < parts->len; i++) {
        PmContribution *one = parts->pdata[i];
        if (one->position < begin || one->position >= stretch->end)
            continue;
        if (one->wrote || one->actions->len > 0)
            g_ptr_array_add(all, one);
        for (guint k = 0; k < one->sources->len; k++) {
            Stretch next = { one->sources->pdata[k], one->position };
            g_array_append_val(queue, next);
        }
    }
}

const GPtrArray *
pm_contributions_to(PmAuthors *authors, const char *path)
{
    GPtrArray *all = g_hash_table_lookup(authors->histories, path);
    if (all != NULL)
        return all;
    all = g_ptr_array_new();
    g_hash_table_insert(authors->histories, g_strdup(path), all);
    g_autoptr(GHashTable) ends = g_hash_table_new(g_str_hash, g_str_equal); /* of what is done */
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(Stretch));
    Stretch next = { path, authors->changes->len };
    g_array_append_val(queue, next);
    while (queue->len > 0) {
        next = g_array_index(queue, Stretch, queue->len - 1);
        g_array_set_size(queue, queue->len - 1);
        guint begin = GPOINTER_TO_UINT(g_hash_table_lookup(ends, next.path));
        if (begin >= next.end)
            continue;
        g_hash_table_insert(ends, (void *)next.path, GUINT_TO_POINTER(next.end));
        follow(authors, &next, begin, all, queue);
    }
    return all;
}
