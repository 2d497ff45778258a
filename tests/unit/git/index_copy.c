/* SPDX-License-Identifier: Apache-2.0 */
#include "git/index_copy.h"

#include "scratch.h"

#define BLOB "78981922613b2afb6025042ff6bd878ac1994e85"

#define run(scratch, ...)                                                                          \
    g_bytes_unref(                                                                                 \
        scratch_run_full((scratch)->path, (const char *const[]){ __VA_ARGS__, NULL }, NULL))

static PmIndexCopy *
read_index(const char *path)
{
    g_autoptr(GError) error = NULL;
    PmIndexCopy *copy = pm_index_copy_read(path, &error);

    g_assert_no_error(error);
    return copy;
}

static PmIndexCopy *
again(PmIndexCopy *earlier, const char *path)
{
    g_autoptr(GError) error = NULL;
    PmIndexCopy *copy = pm_index_copy_again(earlier, path, &error);

    g_assert_no_error(error);
    return copy;
}

static bool
has(const PmIndexCopy *copy, const char *path)
{
    return pm_index_copy_find(copy, path).mode != 0;
}

/* An index of other entries: as many bytes, and its time. */
static void
write_over(const Scratch *scratch, const char *path, const char *bytes, gsize length)
{
    g_autofree char *old = scratch_path(scratch, "old");
    FILE *file = NULL;

    run(scratch, "cp", "-p", path, old);
    file = fopen(path, "r+");
    g_assert_true(fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
    run(scratch, "touch", "-r", old, path);
}

static void
once_where_unchanged(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *path = scratch_path(&scratch, ".git/index");
    g_autofree char *bytes = NULL;
    gsize length = 0;

    scratch_commit(&scratch, "a", "a\n");
    git_do(&scratch, "update-index", "--add", "--cacheinfo", "100644," BLOB ",b");
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    git_do(&scratch, "update-index", "--force-remove", "b");
    git_do(&scratch, "update-index", "--add", "--cacheinfo", "100644," BLOB ",c");
    PmIndexCopy *copy = read_index(path);
    PmIndexCopy *same = again(copy, path);
    g_assert_true(same == copy && has(same, "c"));
    write_over(&scratch, path, bytes, length);
    PmIndexCopy *other = again(same, path);
    g_assert_true(has(other, "b") && !has(other, "c"));
    pm_index_copy_free(other);
}

void test_git_index_copy(void);
void
test_git_index_copy(void)
{
    g_test_add_func("/git/index_copy/what was read is read again only if it changed",
                    once_where_unchanged);
}
