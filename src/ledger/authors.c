/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"
#include "ledger/contribution.h"

#include <string.h>

#define MAILMAP_LIMIT ((size_t)16 * 1024 * 1024)

void
pm_authors_free(PmAuthors *authors)
{
    if (authors == NULL)
        return;
    g_clear_pointer(&authors->mailmap, pm_mailmap_free);
    g_clear_pointer(&authors->histories, g_hash_table_unref);
    g_clear_pointer(&authors->contributions, g_hash_table_unref);
    g_clear_pointer(&authors->origins, pm_origins_free);
    g_clear_pointer(&authors->written.renames, pm_renames_free);
    g_clear_pointer(&authors->touching, g_hash_table_unref);
    g_clear_pointer(&authors->policy_touching, g_hash_table_unref);
    g_clear_pointer(&authors->positions, g_hash_table_unref);
    g_clear_pointer(&authors->changes, g_ptr_array_unref);
    g_clear_pointer(&authors->versions, g_hash_table_unref);
    g_free(authors->prefix);
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

static bool
wants(const char *path, const void *data)
{
    const char *prefix = data;
    return g_str_has_prefix(path, prefix) || g_str_has_prefix(path, PM_CONFIG_FOLDER) ||
           pm_origins_is_text(prefix, path);
}

/* One walk for all: what the commits did, and where each stands in their order. */
static bool
read_changes(PmAuthors *authors, const PmOid *tip, GError **error)
{
    PmPathFilter only = { wants, authors->prefix };
    authors->changes =
        pm_history_changes(authors->repository, tip, "", &only, &authors->cut, error);
    if (authors->changes == NULL)
        return false;
    authors->positions = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < authors->changes->len; i++)
        g_hash_table_insert(authors->positions,
                            ((PmHistoryChange *)authors->changes->pdata[i])->commit.hex,
                            GUINT_TO_POINTER(i));
    return true;
}

static gboolean
take_policy(void *path, void *commits, void *table)
{
    if (!g_str_has_prefix(path, PM_CONFIG_FOLDER))
        return FALSE;
    g_hash_table_insert(table, path, g_array_ref(commits));
    return TRUE;
}

PmAuthors *
pm_authors_new(PmRepository *repository, const PmOid *tip, const PmSteps *steps, const char *prefix,
               GError **error)
{
    g_autoptr(PmAuthors) authors = g_new0(PmAuthors, 1);
    authors->repository = repository;
    authors->written.repository = repository;
    authors->steps = steps;
    authors->prefix = g_strdup(prefix);
    authors->contributions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    authors->histories =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    if (!read_mailmap(authors, tip, error) || !read_changes(authors, tip, error))
        return NULL;
    authors->touching = pm_history_by_path(authors->changes);
    authors->policy_touching =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    g_hash_table_foreach_remove(authors->touching, take_policy, authors->policy_touching);
    authors->written.renames = pm_renames_new(repository, authors->changes);
    return g_steal_pointer(&authors);
}

bool
pm_authors_looked(const PmAuthors *authors)
{
    return authors->origins != NULL;
}

void
pm_authors_look(PmAuthors *authors, size_t first)
{
    for (guint i = 0; authors->written.unread == NULL && i < authors->changes->len; i++) {
        const PmHistoryChange *change = authors->changes->pdata[i];
        size_t step;
        if (pm_steps_find(authors->steps, change->commit.hex, &step) && step >= first)
            authors->written.unread = pm_origins_look(authors->repository, authors->prefix, change);
    }
}

bool
pm_authors_is_cut(const PmAuthors *authors)
{
    return authors->cut;
}

const char *
pm_authors_unread(const PmAuthors *authors)
{
    if (authors->written.unread != NULL || authors->origins == NULL)
        return authors->written.unread;
    return pm_origins_unread(authors->origins);
}

char *
pm_contributions_person(const PmAuthors *authors, const char *name, const char *email)
{
    const char *real_name = NULL;
    const char *real_email = NULL;
    pm_mailmap_resolve(authors->mailmap, name, email, &real_name, &real_email);
    return g_utf8_strdown(real_email, -1);
}

char *
pm_authors_person(const PmAuthors *authors, const char *email)
{
    return pm_contributions_person(authors, "", email);
}

const PmOid *
pm_authors_addition(const PmAuthors *authors, const char *path, size_t index)
{
    GHashTable *table =
        g_str_has_prefix(path, PM_CONFIG_FOLDER) ? authors->policy_touching : authors->touching;
    const GArray *commits = g_hash_table_lookup(table, path);
    for (guint i = 0; commits != NULL && i < commits->len; i++) {
        const PmOid *commit = &g_array_index(commits, PmOid, i);
        size_t step;
        if (pm_steps_find(authors->steps, commit->hex, &step) && step <= index)
            return commit;
    }
    return NULL;
}

static bool
contains(const GPtrArray *list, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)list, text, g_str_equal, NULL);
}

/* Is there anything of this person's in the text: an action is, where the text has it. */
static bool
is_in(const PmContribution *one, GBytes *content)
{
    return one->wrote || content == NULL || pm_written_has_action(content, one->actions);
}

PmAuthorship
pm_authors_of(PmAuthors *authors, const char *path, size_t index, const char *email,
              const char *signoff, GBytes *content)
{
    g_autofree char *person = pm_authors_person(authors, email);
    g_autofree char *address = g_utf8_strdown(email, -1);
    const GPtrArray *all = pm_contributions_to(authors, path);
    const PmOid *added = signoff != NULL ? pm_authors_addition(authors, signoff, index) : NULL;
    PmAuthorship out = PM_AUTHORSHIP_NONE;
    for (guint i = 0; i < all->len; i++) {
        const PmContribution *one = all->pdata[i];
        /* .mailmap is anybody's to change: it can make two one, but nobody another */
        bool theirs = contains(one->people, person) || contains(one->addresses, address);
        if (one->step > index || (theirs && !is_in(one, content)))
            continue;
        if (theirs)
            return PM_AUTHORSHIP_SOME;
        if (contains(one->signers, person) ||
            (added != NULL && g_str_equal(added->hex, one->commit.hex)))
            out = PM_AUTHORSHIP_SQUASHED;
    }
    return out;
}

/* Did the commit write here, and more than an action? */
static bool
is_edit(const PmAuthors *authors, const PmContribution *one)
{
    const PmHistoryChange *change = authors->changes->pdata[one->position];
    return one->wrote && g_str_equal(change->commit.hex, one->commit.hex);
}

char **
pm_authors_commits(PmAuthors *authors, const char *path, size_t first, const char *email)
{
    g_autofree char *person = email != NULL ? pm_authors_person(authors, email) : NULL;
    const GPtrArray *all = pm_contributions_to(authors, path);
    GPtrArray *commits = g_ptr_array_new();
    for (guint i = all->len; i > 0; i--) {
        const PmContribution *one = all->pdata[i - 1];
        bool theirs = person == NULL ? is_edit(authors, one) : contains(one->people, person);
        if (one->step >= first && theirs)
            g_ptr_array_add(commits, g_strdup(one->commit.hex));
    }
    g_ptr_array_add(commits, NULL);
    return (char **)g_ptr_array_free(commits, FALSE);
}

char **
pm_authors_list(PmAuthors *authors, const char *path, size_t index)
{
    const GPtrArray *all = pm_contributions_to(authors, path);
    GPtrArray *people = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        const PmContribution *one = all->pdata[i];
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
pm_authors_adder(PmAuthors *authors, const char *path, size_t index)
{
    const PmOid *added = pm_authors_addition(authors, path, index);
    g_autoptr(PmCommit) commit =
        added == NULL ? NULL : pm_commit_read(authors->repository, added, NULL);
    return commit != NULL ? g_strdup(commit->author_email) : NULL;
}
