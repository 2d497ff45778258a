/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Histories that git makes of random steps, to ask it and us the same questions.
 */
#pragma once

#include "git/history.h"
#include "scratch.h"

/* Run a shell script in the repository, for what takes many commands. */
static inline void
script(const Scratch *scratch, const char *text)
{
    const char *const arguments[] = { "sh", "-ec", text, NULL };

    g_bytes_unref(scratch_run_full(scratch->path, arguments, NULL));
}

/* "id\nid…", as rev-list prints. */
static inline char *
joined(const GArray *oids)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < oids->len; i++)
        g_string_append_printf(text, "%s%s", i ? "\n" : "", g_array_index(oids, PmOid, i).hex);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/*
 * A history that git fast-import makes of random steps: commits on branches of a few files, merges
 * of random branches that take one side, the other, or something new. Times are in no order.
 */
static inline void
generate(const Scratch *scratch, guint32 seed, int steps)
{
    static const char *const paths[] = { "a", "dir/a", "dir/b", "dir/sub/c", "other/d", "dir.x/e" };
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autofree char *file = g_build_filename(scratch->folder, "stream", NULL);
    g_autoptr(GString) stream = g_string_new(NULL);
    int merged = -1;

    for (int i = 0; i < steps; i++) {
        int branch = i == 0 ? 0 : g_rand_int_range(random, 0, 4);
        g_string_append_printf(
            stream, "commit refs/heads/b%d\nmark :%d\ncommitter A <a@b> %d +0000\ndata 1\nx\n",
            branch, i + 1, 1700000000 + g_rand_int_range(random, 0, 50 * steps));
        if (i > 0)
            g_string_append_printf(stream, "from :%d\n",
                                   g_rand_int_range(random, MAX(1, i - 8), i + 1));
        merged =
            i > 3 && g_rand_int_range(random, 0, 3) == 0 ? g_rand_int_range(random, 1, i + 1) : -1;
        if (merged > 0)
            g_string_append_printf(stream, "merge :%d\n", merged);
        if (merged < 0 || g_rand_boolean(random)) {
            const char *path = paths[g_rand_int_range(random, 0, G_N_ELEMENTS(paths))];
            int what = g_rand_int_range(random, 0, 8);
            if (what == 0)
                g_string_append_printf(stream, "D %s\n", path);
            else
                g_string_append_printf(stream, "M %s inline %s\ndata 1\n%d\n",
                                       what == 1 ? "100755" : "100644", path, what % 4);
        }
        g_string_append(stream, "\n");
    }
    g_string_append_printf(stream, "reset refs/heads/main\nfrom :%d\n", steps);
    g_assert_true(g_file_set_contents(file, stream->str, -1, NULL));
    script(scratch, "git fast-import --quiet --force <../stream");
}
