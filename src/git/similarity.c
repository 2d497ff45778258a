/* SPDX-License-Identifier: Apache-2.0 */
#include "git/similarity.h"

#include "git/native.h"

#include <git2/sys/hashsig.h>

/* libgit2's own type, by our name */
static const git_hashsig *
native(const PmSimilarity *similarity)
{
    return (const git_hashsig *)similarity;
}

PmSimilarity *
pm_similarity_new(GBytes *text)
{
    size_t length;
    const char *data = g_bytes_get_data(text, &length);
    git_hashsig *out = NULL;

    pm_native_start();
    if (length == 0 || git_hashsig_create(&out, data, length, GIT_HASHSIG_ALLOW_SMALL_FILES) != 0)
        return NULL;
    return (PmSimilarity *)out;
}

void
pm_similarity_free(PmSimilarity *similarity)
{
    if (similarity != NULL)
        git_hashsig_free((git_hashsig *)similarity);
}

int
pm_similarity_percent(const PmSimilarity *a, const PmSimilarity *b)
{
    int percent = a == NULL || b == NULL ? 0 : git_hashsig_compare(native(a), native(b));
    return CLAMP(percent, 0, 100);
}
