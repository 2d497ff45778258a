/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/chain.h"

#include "config/config.h"
#include "git/content.h"

#include <string.h>

#define BLOB_LIMIT ((size_t)1024 * 1024 * 1024)
#define MAILMAP ".mailmap"

struct PmChain {
    PmRepository *repository;
    char *folder; /* of the last step; NULL: there was no policy */
    char *link;
};

PmChain *
pm_chain_new(PmRepository *repository)
{
    PmChain *chain = g_new0(PmChain, 1);
    chain->repository = repository;
    return chain;
}

void
pm_chain_free(PmChain *chain)
{
    if (chain == NULL)
        return;
    g_free(chain->folder);
    g_free(chain->link);
    g_free(chain);
}

const char *
pm_chain_link(const PmChain *chain)
{
    return chain->link;
}

static int
by_path(gconstpointer a, gconstpointer b)
{
    const PmTreeDelta *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

static bool
is_below(const char *folder, const char *path)
{
    return folder != NULL && g_str_has_prefix(path, folder);
}

/* Does the chain cover this path, where the documents are not asked? */
static bool
is_of_ledger(const char *path)
{
    return g_str_has_prefix(path, PM_CONFIG_FOLDER) || g_str_equal(path, MAILMAP);
}

static void
add_all(GPtrArray *all, const GPtrArray *deltas, const char *folder, bool below)
{
    for (guint i = 0; i < deltas->len; i++) {
        PmTreeDelta *delta = deltas->pdata[i];
        if (is_below(folder, delta->path) ? below : is_of_ledger(delta->path))
            g_ptr_array_add(all, delta);
    }
}

/* The bytes that `mode` and `blob` stand for, as the line has them. */
static char *
describe(PmChain *chain, const PmTreeDelta *delta, GError **error)
{
    if (delta->new_mode == 0)
        return g_strdup("000000 gone");
    if ((delta->new_mode & 0170000) == 0160000)
        return g_strdup_printf("%06o commit: %s", delta->new_mode, delta->new_blob.hex);
    g_autoptr(GBytes) bytes =
        pm_content_blob(chain->repository, &delta->new_blob, BLOB_LIMIT, error);
    if (bytes == NULL)
        return NULL;
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    return g_strdup_printf("%06o sha256: %s", delta->new_mode, digest);
}

static bool
add_files(PmChain *chain, GString *text, const GPtrArray *deltas, GError **error)
{
    for (guint i = 0; i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        g_autofree char *what = describe(chain, delta, error);
        if (what == NULL)
            return false;
        g_string_append_printf(text, "%s\t%s", what, delta->path);
        g_string_append_c(text, '\0');
    }
    return true;
}

static bool
finish(PmChain *chain, const PmOid *commit, const GPtrArray *deltas, GError **error)
{
    g_autoptr(GBytes) raw = pm_commit_bytes(chain->repository, commit, error);
    if (raw == NULL)
        return false;
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
    g_autoptr(GString) text = g_string_new("git-postmortem-link: 1\n");
    if (chain->link != NULL)
        g_string_append_printf(text, "previous: sha256:%s\n", chain->link);
    else
        g_string_append(text, "previous: none\n");
    g_string_append_printf(text, "commit: sha256:%s\n", digest);
    if (!add_files(chain, text, deltas, error))
        return false;
    g_free(chain->link);
    chain->link =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
    return true;
}

bool
pm_chain_add(PmChain *chain, const PmOid *old_commit, const PmOid *new_commit, const char *folder,
             GError **error)
{
    bool entered = folder != NULL && g_strcmp0(folder, chain->folder) != 0;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autoptr(GPtrArray) changed =
        pm_history_delta(chain->repository, old_commit, new_commit, "", false, error);
    g_autoptr(GPtrArray) whole = NULL;
    if (changed == NULL)
        return false;
    if (entered) {
        whole = pm_history_delta(chain->repository, NULL, new_commit, folder, false, error);
        if (whole == NULL)
            return false;
        add_all(all, whole, folder, true);
    }
    add_all(all, changed, folder, !entered);
    g_ptr_array_sort(all, by_path);
    if (!finish(chain, new_commit, all, error))
        return false;
    g_free(chain->folder);
    chain->folder = g_strdup(folder);
    return true;
}
