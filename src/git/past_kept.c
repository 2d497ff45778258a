/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line says on what the rest rests: this program, these boundaries. The second has the
 * tip and whether history is cut; then there is a line for each PmPast, and a last one, ".".
 */
#include "git/past_kept.h"
#include "git/unchecked.h"

#include "base/cache.h"

#include <stdio.h>
#include <string.h>

#define KIND "history"

enum { CHANGED = 1, TOOK = 2, ADDS = 4 };

/* Of this repository and these paths. */
static char *
make_key(const PmRepository *repository, const char *const *paths)
{
    g_autofree char *list = g_strjoinv("\n", (char **)paths);

    return g_strconcat(pm_repository_common_dir(repository), "\n", list, NULL);
}

/* A commit has behind it what it has, but for where a shallow clone ends. */
static char *
make_premise(const PmRepository *repository)
{
    g_autofree char *program = pm_cache_program();
    g_autofree char *path = pm_repository_shallow_path(repository);
    g_autofree char *boundaries = NULL;

    g_file_get_contents(path, &boundaries, NULL, NULL);
    g_autofree char *all = g_strjoin("\n", program, boundaries ? boundaries : "whole", NULL);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}

static bool
is_oid(const char *text)
{
    return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

static bool
parse_past(const char *line, PmPast *out_past)
{
    PmPast past = { .turn = 0 };
    unsigned flags = 0;
    int end = 0;

    if (sscanf(line, "%40s %40s %u %u %x %u%n", past.commit.hex, past.bringer.hex, &past.turn,
               &past.parents, &past.has, &flags, &end) != 6 ||
        line[end] != '\0' || !is_oid(past.commit.hex) || !is_oid(past.bringer.hex))
        return false;
    past.changed = (flags & CHANGED) != 0;
    past.took = (flags & TOOK) != 0;
    past.adds = (flags & ADDS) != 0;
    *out_past = past;
    return true;
}

/* False: it is not what we would write. */
static bool
parse(const char *text, const char *premise, PmPastFound *out_found)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    unsigned cut = 0;
    PmPast past;

    if (count < 4 || !g_str_equal(lines[0], premise) || !g_str_equal(lines[count - 2], ".") ||
        sscanf(lines[1], "%40s %u", out_found->tip.hex, &cut) != 2 || !is_oid(out_found->tip.hex))
        return false;
    out_found->cut = cut != 0;
    out_found->pasts = g_array_new(FALSE, FALSE, sizeof(PmPast));
    for (guint i = 2; i < count - 2; i++) {
        if (!parse_past(lines[i], &past))
            return false;
        g_array_append_val(out_found->pasts, past);
    }
    return true;
}

static bool
recall(const char *key, const char *premise, PmPastFound *out_found)
{
    g_autoptr(GBytes) kept = pm_cache_read(KIND, key);
    g_auto(PmPastFound) found = { .pasts = NULL };
    gsize length = 0;
    const char *data = kept ? g_bytes_get_data(kept, &length) : NULL;

    if (data == NULL)
        return false;
    g_autofree char *text = g_strndup(data, length);
    if (!parse(text, premise, &found))
        return false;
    *out_found = found;
    found.pasts = NULL;
    return true;
}

static void
keep(const char *key, const char *premise, const PmPastFound *found)
{
    g_autoptr(GString) text = g_string_new(premise);

    g_string_append_printf(text, "\n%s %d\n", found->tip.hex, found->cut);
    for (guint i = 0; i < found->pasts->len; i++) {
        const PmPast *past = &g_array_index(found->pasts, PmPast, i);
        unsigned flags =
            (past->changed ? CHANGED : 0) | (past->took ? TOOK : 0) | (past->adds ? ADDS : 0);
        g_string_append_printf(text, "%s %s %u %u %x %u\n", past->commit.hex, past->bringer.hex,
                               past->turn, past->parents, past->has, flags);
    }
    g_string_append(text, ".\n");
    pm_cache_write(KIND, key, text);
}

GArray *
pm_past_kept(PmRepository *repository, const PmOid *tip, const char *const *paths, bool full,
             bool *out_cut, GError **error)
{
    g_autofree char *key = make_key(repository, paths);
    g_autofree char *premise = make_premise(repository);
    g_auto(PmPastFound) earlier = { .pasts = NULL };
    g_auto(PmPastFound) found = { .pasts = NULL };
    bool known = !full && recall(key, premise, &earlier);

    g_autoptr(PmUnchecked) unchecked = pm_unchecked_begin(repository, error);
    if (unchecked == NULL ||
        !pm_past_since(repository, tip, paths, known ? &earlier : NULL, &found, error))
        return NULL;
    if (found.walked > 0)
        keep(key, premise, &found);
    *out_cut = found.cut;
    return g_steal_pointer(&found.pasts);
}
