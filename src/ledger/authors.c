/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/authors.h"

#include "config/config.h"
#include "document/name.h"
#include "git/mailmap.h"
#include "git/trailer.h"
#include "ledger/signoff.h"
#include "ledger/written.h"

#include <string.h>

#define MAILMAP_LIMIT ((size_t)16 * 1024 * 1024)

/* A commit's part in a document's text. */
typedef struct {
    PmOid commit;
    size_t step;       /* that brought it in */
    bool wrote;        /* material text; else it only moved the document, or nothing of the kind */
    GPtrArray *people; /* char *: the author and Co-authored-by */
    GPtrArray *addresses; /* char *: theirs, as the commit has them */
    GPtrArray *signers;   /* char *: of Co-authored-by, those who also signed in it */
    GPtrArray *sources;   /* char *: where the text was before the commit moved it */
} Contribution;

struct PmAuthors {
    PmRepository *repository;
    PmMailmap *mailmap; /* as the tip has it: no working tree and no user's file has a say */
    const PmSteps *steps;
    bool cut;
    GHashTable *touching, *policy_touching; /* path → GArray of PmOid, oldest first */
    PmWritten written;
    GHashTable *contributions; /* path → GPtrArray of Contribution, one a commit of `touching` */
    GHashTable *histories;     /* path → GPtrArray of Contribution, those of its sources, too */
};

static void
free_contribution(void *data)
{
    Contribution *contribution = data;
    g_ptr_array_unref(contribution->people);
    g_ptr_array_unref(contribution->addresses);
    g_ptr_array_unref(contribution->signers);
    g_ptr_array_unref(contribution->sources);
    g_free(contribution);
}

void
pm_authors_free(PmAuthors *authors)
{
    if (authors == NULL)
        return;
    g_clear_pointer(&authors->mailmap, pm_mailmap_free);
    g_clear_pointer(&authors->histories, g_hash_table_unref);
    g_clear_pointer(&authors->contributions, g_hash_table_unref);
    g_clear_pointer(&authors->written.renames, pm_renames_free);
    g_clear_pointer(&authors->touching, g_hash_table_unref);
    g_clear_pointer(&authors->policy_touching, g_hash_table_unref);
    g_free(authors->written.unread);
    g_free(authors);
}

static bool
read_mailmap(PmAuthors *authors, const PmOid *tip, GError **error)
{
    g_autoptr(PmContent) content = pm_content_commit(authors->repository, tip, error);
    if (content == NULL)
        return false;
    g_autoptr(GBytes) bytes = pm_content_read(content, ".mailmap", MAILMAP_LIMIT, NULL);
    size_t length = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    g_autofree char *text = g_strndup(data != NULL ? data : "", length);
    authors->mailmap = pm_mailmap_new(text);
    return true;
}

PmAuthors *
pm_authors_new(PmRepository *repository, const PmOid *tip, const PmSteps *steps, const char *prefix,
               GError **error)
{
    g_autoptr(PmAuthors) authors = g_new0(PmAuthors, 1);
    bool cut = false;
    authors->repository = repository;
    authors->written.repository = repository;
    authors->steps = steps;
    authors->contributions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    authors->histories =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    if (!read_mailmap(authors, tip, error))
        return NULL;
    authors->touching = pm_history_touching(repository, tip, prefix, &authors->cut, error);
    if (authors->touching == NULL)
        return NULL;
    authors->policy_touching = pm_history_touching(repository, tip, PM_CONFIG_FOLDER, &cut, error);
    if (authors->policy_touching == NULL)
        return NULL;
    authors->cut |= cut;
    authors->written.renames = pm_renames_new(repository, authors->touching);
    return g_steal_pointer(&authors);
}

bool
pm_authors_is_cut(const PmAuthors *authors)
{
    return authors->cut;
}

const char *
pm_authors_unread(const PmAuthors *authors)
{
    return authors->written.unread;
}

static char *
person_of(const PmAuthors *authors, const char *name, const char *email)
{
    const char *real_name = NULL;
    const char *real_email = NULL;
    pm_mailmap_resolve(authors->mailmap, name, email, &real_name, &real_email);
    return g_utf8_strdown(real_email, -1);
}

char *
pm_authors_person(const PmAuthors *authors, const char *email)
{
    return person_of(authors, "", email);
}

const PmOid *
pm_authors_addition(const PmAuthors *authors, const char *path)
{
    GHashTable *table =
        g_str_has_prefix(path, PM_CONFIG_FOLDER) ? authors->policy_touching : authors->touching;
    const GArray *commits = g_hash_table_lookup(table, path);
    return commits == NULL || commits->len == 0 ? NULL : &g_array_index(commits, PmOid, 0);
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
    const GPtrArray *touched = pm_renames_touched(authors->written.renames, commit);
    g_autofree char *folder = pm_name_signoffs(path);
    for (guint i = 0; touched != NULL && i < touched->len; i++) {
        const char *file = touched->pdata[i];
        if (!g_str_has_prefix(file, folder) || !g_str_has_suffix(file, ".signoff") ||
            !g_str_equal(pm_authors_addition(authors, file)->hex, commit->hex))
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

static void
add_author(const PmAuthors *authors, Contribution *one, const char *name, const char *email)
{
    g_ptr_array_add(one->people, person_of(authors, name, email));
    g_ptr_array_add(one->addresses, g_utf8_strdown(email, -1));
}

static void
add_co_authors(PmAuthors *authors, Contribution *one, const PmCommit *commit, const char *path)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(commit->message);
    g_autoptr(GPtrArray) signers = NULL;
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        g_autofree char *name = NULL;
        g_autofree char *email = NULL;
        if (g_ascii_strcasecmp(trailer->key, "Co-authored-by") != 0 ||
            !read_person(trailer->value, &name, &email))
            continue;
        g_autofree char *person = person_of(authors, name, email);
        if (signers == NULL)
            signers = signers_of(authors, &commit->oid, path);
        if (contains(signers, person))
            g_ptr_array_add(one->signers, g_steal_pointer(&person));
        else
            add_author(authors, one, name, email);
    }
}

static Contribution *
contribution_of(PmAuthors *authors, const PmOid *oid, const char *path)
{
    Contribution *one = g_new0(Contribution, 1);
    one->commit = *oid;
    one->people = g_ptr_array_new_with_free_func(g_free);
    one->addresses = g_ptr_array_new_with_free_func(g_free);
    one->signers = g_ptr_array_new_with_free_func(g_free);
    one->sources = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(PmCommit) commit = pm_commit_read(authors->repository, oid, NULL);
    if (commit == NULL || !pm_steps_find(authors->steps, oid->hex, &one->step) ||
        !pm_written_by(&authors->written, commit, path, one->sources))
        return one;
    one->wrote = true;
    add_author(authors, one, commit->author_name, commit->author_email);
    add_co_authors(authors, one, commit, path);
    return one;
}

static const GPtrArray *
contributions(PmAuthors *authors, const char *path)
{
    GPtrArray *known = g_hash_table_lookup(authors->contributions, path);
    if (known != NULL)
        return known;
    known = g_ptr_array_new_with_free_func(free_contribution);
    const GArray *commits = g_hash_table_lookup(authors->touching, path);
    for (guint i = 0; commits != NULL && i < commits->len; i++)
        g_ptr_array_add(known, contribution_of(authors, &g_array_index(commits, PmOid, i), path));
    g_hash_table_insert(authors->contributions, g_strdup(path), known);
    return known;
}

/* How many commits touched `path` before `commit` did. */
static guint
count_before(const PmAuthors *authors, const char *path, const PmOid *commit)
{
    const GArray *commits = g_hash_table_lookup(authors->touching, path);
    guint i = 0;
    while (commits != NULL && i < commits->len &&
           !g_str_equal(g_array_index(commits, PmOid, i).hex, commit->hex))
        i++;
    return i;
}

/* A text at a path, up to one of the commits that touched it. */
typedef struct {
    const char *path;
    guint end;
} Stretch;

/* Who wrote in one stretch, and the stretches at other paths that its text came from. */
static void
follow(PmAuthors *authors, const Stretch *stretch, guint begin, GPtrArray *all, GArray *queue)
{
    const GPtrArray *parts = contributions(authors, stretch->path);
    for (guint i = begin; i < stretch->end; i++) {
        Contribution *one = parts->pdata[i];
        if (one->wrote)
            g_ptr_array_add(all, one);
        for (guint k = 0; k < one->sources->len; k++) {
            const char *source = one->sources->pdata[k];
            Stretch next = { source, count_before(authors, source, &one->commit) };
            g_array_append_val(queue, next);
        }
    }
}

/* Whoever wrote the text, at this path and at those that it was moved from. */
static const GPtrArray *
history(PmAuthors *authors, const char *path)
{
    GPtrArray *all = g_hash_table_lookup(authors->histories, path);
    if (all != NULL)
        return all;
    all = g_ptr_array_new();
    g_hash_table_insert(authors->histories, g_strdup(path), all);
    g_autoptr(GHashTable) ends = g_hash_table_new(g_str_hash, g_str_equal); /* of what is done */
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(Stretch));
    Stretch next = { path, contributions(authors, path)->len };
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

PmAuthorship
pm_authors_of(PmAuthors *authors, const char *path, size_t index, const char *email,
              const char *signoff)
{
    g_autofree char *person = pm_authors_person(authors, email);
    g_autofree char *address = g_utf8_strdown(email, -1);
    const GPtrArray *all = history(authors, path);
    const PmOid *added = signoff != NULL ? pm_authors_addition(authors, signoff) : NULL;
    PmAuthorship out = PM_AUTHORSHIP_NONE;
    for (guint i = 0; i < all->len; i++) {
        const Contribution *one = all->pdata[i];
        if (one->step > index)
            continue;
        /* .mailmap is anybody's to change: it can make two one, but nobody another */
        if (contains(one->people, person) || contains(one->addresses, address))
            return PM_AUTHORSHIP_SOME;
        if (contains(one->signers, person) ||
            (added != NULL && g_str_equal(added->hex, one->commit.hex)))
            out = PM_AUTHORSHIP_SQUASHED;
    }
    return out;
}

char **
pm_authors_commits(PmAuthors *authors, const char *path, size_t first, const char *email)
{
    g_autofree char *person = email != NULL ? pm_authors_person(authors, email) : NULL;
    const GPtrArray *all = history(authors, path);
    GPtrArray *commits = g_ptr_array_new();
    for (guint i = all->len; i > 0; i--) {
        const Contribution *one = all->pdata[i - 1];
        if (one->step >= first && (person == NULL || contains(one->people, person)))
            g_ptr_array_add(commits, g_strdup(one->commit.hex));
    }
    g_ptr_array_add(commits, NULL);
    return (char **)g_ptr_array_free(commits, FALSE);
}

char **
pm_authors_list(PmAuthors *authors, const char *path, size_t index)
{
    const GPtrArray *all = history(authors, path);
    GPtrArray *people = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        const Contribution *one = all->pdata[i];
        for (guint k = 0; one->step <= index && k < one->people->len; k++)
            if (!contains(people, one->people->pdata[k]))
                g_ptr_array_add(people, g_strdup(one->people->pdata[k]));
    }
    g_ptr_array_add(people, NULL);
    return (char **)g_ptr_array_free(people, FALSE);
}

GHashTable *
pm_authors_policy(const PmAuthors *authors)
{
    return authors->policy_touching;
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
pm_authors_signoffs(const PmAuthors *authors)
{
    GPtrArray *signoffs = g_ptr_array_new();
    GHashTable *tables[] = { authors->touching, authors->policy_touching };
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        GHashTableIter iterator;
        void *path;
        g_hash_table_iter_init(&iterator, tables[i]);
        while (g_hash_table_iter_next(&iterator, &path, NULL))
            if (g_str_has_suffix(path, ".signoff"))
                g_ptr_array_add(signoffs, path);
    }
    g_ptr_array_sort(signoffs, by_text);
    return signoffs;
}

char *
pm_authors_adder(PmAuthors *authors, const char *path)
{
    const PmOid *added = pm_authors_addition(authors, path);
    g_autoptr(PmCommit) commit =
        added == NULL ? NULL : pm_commit_read(authors->repository, added, NULL);
    return commit == NULL ? NULL : person_of(authors, commit->author_name, commit->author_email);
}
