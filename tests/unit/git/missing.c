/* SPDX-License-Identifier: Apache-2.0 */
/* A folder whose object is missing is no folder without the file. */
#include "git/content.h"

#include "scratch.h"

static void
expect(PmContent *content, const char *path, int code)
{
    PmContentEntry entry = { 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) unread = NULL;
    g_assert_false(pm_content_find(content, path, &entry, &error));
    g_assert_error(error, PM_ERROR, code);
    g_autoptr(GBytes) bytes = pm_content_read(content, path, 100, &unread);
    g_assert_error(unread, PM_ERROR, code);
}

static void
a_missing_tree_is_said(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid commit = scratch_commit(&scratch, "a/b/file", "text\n");
    g_autofree char *id = git(&scratch, "rev-parse", "HEAD:a/b");
    g_autofree char *object = g_strdup_printf(".git/objects/%.2s/%s", id, id + 2);
    g_autofree char *path = scratch_path(&scratch, object);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmContent) content = pm_content_commit(repository, &commit, NULL);
    g_assert_nonnull(content);
    expect(content, "a/b/file", PM_ERROR_UNTRUSTED);
    expect(content, "a/b/none", PM_ERROR_UNTRUSTED);
    expect(content, "a/none", PM_ERROR_NOT_FOUND);
    expect(content, "none/b", PM_ERROR_NOT_FOUND);
    /* what is said of one is not remembered for the next */
    expect(content, "a/b/file", PM_ERROR_UNTRUSTED);
    expect(content, "none", PM_ERROR_NOT_FOUND);
}

void test_git_missing(void);
void
test_git_missing(void)
{
    g_test_add_func("/git/content/a missing tree is said", a_missing_tree_is_said);
}
