/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/steps.h"

#include "document/difference.h"
#include "git/trailer.h"

#include <string.h>

/* A commit's part in a document's text. */
typedef struct {
    size_t step;   /* that brought it in */
    char **emails; /* author and co-authors, mapped */
} Contribution;

struct PmSteps {
    PmRepository *repository;
    GArray *line; /* PmOid, oldest first */
    bool cut;
    GHashTable *step_of;  /* hex → GSIZE_TO_POINTER(index + 1) */
    GHashTable *touching; /* path → GArray of PmOid, oldest first */
    GHashTable *authors;  /* path → GPtrArray of Contribution */
};

static void
free_contribution(void *data)
{
    Contribution *contribution = data;
    g_strfreev(contribution->emails);
    g_free(contribution);
}

void
pm_steps_close(PmSteps *steps)
{
    if (steps == NULL)
        return;
    g_clear_pointer(&steps->line, g_array_unref);
    g_clear_pointer(&steps->step_of, g_hash_table_unref);
    g_clear_pointer(&steps->touching, g_hash_table_unref);
    g_clear_pointer(&steps->authors, g_hash_table_unref);
    g_free(steps);
}

/* Everything reachable from step `index` that no earlier step reached came with it. */
static bool
mark_step(PmSteps *steps, size_t index, GError **error)
{
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(PmOid));
    g_array_append_val(queue, g_array_index(steps->line, PmOid, index));
    while (queue->len > 0) {
        PmOid oid = g_array_index(queue, PmOid, queue->len - 1);
        g_array_set_size(queue, queue->len - 1);
        if (g_hash_table_contains(steps->step_of, oid.hex))
            continue;
        g_hash_table_insert(steps->step_of, g_strdup(oid.hex), GSIZE_TO_POINTER(index + 1));
        g_autoptr(PmCommit) commit = pm_commit_read(steps->repository, &oid, error);
        if (commit == NULL)
            return false;
        g_array_append_vals(queue, commit->parents, (guint)commit->parent_count);
    }
    return true;
}

PmSteps *
pm_steps_open(PmRepository *repository, const PmOid *tip, const char *prefix, GError **error)
{
    g_autoptr(PmSteps) steps = g_new0(PmSteps, 1);
    steps->repository = repository;
    steps->step_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    steps->authors =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    steps->line = pm_history_first_parents(repository, tip, &steps->cut, error);
    if (steps->line == NULL)
        return NULL;
    bool cut = false;
    steps->touching = pm_history_touching(repository, tip, prefix, &cut, error);
    if (steps->touching == NULL)
        return NULL;
    steps->cut |= cut;
    for (size_t i = 0; i < steps->line->len; i++)
        if (!mark_step(steps, i, error))
            return NULL;
    return g_steal_pointer(&steps);
}

size_t
pm_steps_count(const PmSteps *steps)
{
    return steps->line->len;
}

const PmOid *
pm_steps_get(const PmSteps *steps, size_t index)
{
    return &g_array_index(steps->line, PmOid, index);
}

bool
pm_steps_is_cut(const PmSteps *steps)
{
    return steps->cut;
}

static GBytes *
read_at(PmSteps *steps, const PmOid *commit, const char *path)
{
    g_autoptr(PmContent) content = pm_content_commit(steps->repository, commit, NULL);
    return content == NULL ? NULL : pm_content_read(content, path, 16 * 1024 * 1024, NULL);
}

/* Did `commit` change the text at `path` materially, against its first parent? */
static bool
is_material(PmSteps *steps, const PmCommit *commit, const char *path)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) after = read_at(steps, &commit->oid, path);
    if (after == NULL) /* a deletion writes nothing */
        return false;
    g_autoptr(GBytes) before = NULL;
    if (commit->parent_count > 0)
        before = read_at(steps, &commit->parents[0], path);
    PmDifference difference = pm_difference_bytes(arena, before, after);
    return difference.material && !(before != NULL && difference.response_only);
}

static char *
mapped(PmSteps *steps, const char *name, const char *email)
{
    g_autofree char *real_name = NULL;
    char *real_email = NULL;
    pm_repository_mailmap(steps->repository, name, email, &real_name, &real_email);
    return real_email;
}

/* "Co-authored-by: Erin Doe <erin@example.org>" */
static void
add_co_authors(PmSteps *steps, const PmCommit *commit, GPtrArray *emails)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(commit->message);
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        const char *open = strrchr(trailer->value, '<');
        const char *close = open != NULL ? strchr(open, '>') : NULL;
        if (g_ascii_strcasecmp(trailer->key, "Co-authored-by") != 0 || close == NULL)
            continue;
        g_autofree char *name =
            g_strchomp(g_strndup(trailer->value, (size_t)(open - trailer->value)));
        g_autofree char *email = g_strndup(open + 1, (size_t)(close - open - 1));
        g_ptr_array_add(emails, mapped(steps, name, email));
    }
}

static Contribution *
contribution_of(PmSteps *steps, const PmOid *oid, const char *path)
{
    g_autoptr(PmCommit) commit = pm_commit_read(steps->repository, oid, NULL);
    if (commit == NULL || !is_material(steps, commit, path))
        return NULL;
    g_autoptr(GPtrArray) emails = g_ptr_array_new();
    g_ptr_array_add(emails, mapped(steps, commit->author_name, commit->author_email));
    add_co_authors(steps, commit, emails);
    g_ptr_array_add(emails, NULL);
    Contribution *contribution = g_new0(Contribution, 1);
    contribution->step = GPOINTER_TO_SIZE(g_hash_table_lookup(steps->step_of, oid->hex)) - 1;
    contribution->emails = (char **)g_ptr_array_free(g_steal_pointer(&emails), FALSE);
    return contribution;
}

static const GPtrArray *
contributions(PmSteps *steps, const char *path)
{
    GPtrArray *known = g_hash_table_lookup(steps->authors, path);
    if (known != NULL)
        return known;
    known = g_ptr_array_new_with_free_func(free_contribution);
    const GArray *commits = g_hash_table_lookup(steps->touching, path);
    for (guint i = 0; commits != NULL && i < commits->len; i++) {
        Contribution *one = contribution_of(steps, &g_array_index(commits, PmOid, i), path);
        if (one != NULL)
            g_ptr_array_add(known, one);
    }
    g_hash_table_insert(steps->authors, g_strdup(path), known);
    return known;
}

char **
pm_steps_authors(PmSteps *steps, const char *path, size_t index)
{
    const GPtrArray *all = contributions(steps, path);
    GPtrArray *emails = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        const Contribution *one = all->pdata[i];
        for (size_t k = 0; one->step <= index && one->emails[k] != NULL; k++)
            if (!g_ptr_array_find_with_equal_func(emails, one->emails[k], g_str_equal, NULL))
                g_ptr_array_add(emails, g_strdup(one->emails[k]));
    }
    g_ptr_array_add(emails, NULL);
    return (char **)g_ptr_array_free(emails, FALSE);
}

bool
pm_steps_is_author(PmSteps *steps, const char *path, size_t index, const char *email)
{
    g_autofree char *real = mapped(steps, "", email);
    g_auto(GStrv) emails = pm_steps_authors(steps, path, index);
    for (size_t i = 0; emails[i] != NULL; i++)
        if (g_ascii_strcasecmp(emails[i], real) == 0)
            return true;
    return false;
}

char *
pm_steps_adder(PmSteps *steps, const char *path)
{
    const GArray *commits = g_hash_table_lookup(steps->touching, path);
    if (commits == NULL || commits->len == 0)
        return NULL;
    g_autoptr(PmCommit) commit =
        pm_commit_read(steps->repository, &g_array_index(commits, PmOid, 0), NULL);
    return commit == NULL ? NULL : mapped(steps, commit->author_name, commit->author_email);
}
