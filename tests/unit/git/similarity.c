/* SPDX-License-Identifier: Apache-2.0 */
#include "git/similarity.h"

#include "scratch.h"

static int
percent(const char *a, const char *b)
{
    g_autoptr(GBytes) one = g_bytes_new_static(a, strlen(a));
    g_autoptr(GBytes) other = g_bytes_new_static(b, strlen(b));
    g_autoptr(PmSimilarity) left = pm_similarity_new(one);
    g_autoptr(PmSimilarity) right = pm_similarity_new(other);
    int there = pm_similarity_percent(left, right);

    g_assert_cmpint(pm_similarity_percent(right, left), ==, there);
    return there;
}

static void
same_similar_other(void)
{
    static const char text[] = "# Outage\n\nThe writer was slow.\nRetries made it worse.\n"
                               "It was restarted at noon.\n";

    g_assert_cmpint(percent(text, text), ==, 100);
    g_assert_cmpint(percent(text, "# Outage\n\nThe writer was slow.\nRetries made it worse.\n"
                                  "It was restarted at one.\n"),
                    >=, 50);
    g_assert_cmpint(percent(text, "Nothing of it.\nNot a line.\nNor a word.\n"), <, 50);
    g_assert_cmpint(percent(text, "x"), <, 50);
}

/* Two empty texts have nothing in common: an empty report is found by its bytes alone. */
static void
empty(void)
{
    g_assert_cmpint(percent("", ""), ==, 0);
    g_assert_cmpint(percent("", "text\n"), ==, 0);
    pm_similarity_free(NULL);
}

void test_git_similarity(void);
void
test_git_similarity(void)
{
    g_test_add_func("/git/similarity/same, similar and other texts", same_similar_other);
    g_test_add_func("/git/similarity/empty texts have nothing in common", empty);
}
