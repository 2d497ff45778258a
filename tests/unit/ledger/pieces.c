/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as somebody's words, and what is the same words again. */
#include "ledger/pieces.h"

#include <string.h>

static GArray *
pieces(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    return pm_pieces_of(bytes);
}

static void
expect_words(const char *text, guint wanted)
{
    g_autoptr(GArray) found = pieces(text);
    guint words = 0;
    for (guint i = 0; i < found->len; i++)
        words += g_array_index(found, PmPiece, i).words;
    if (words != wanted)
        g_error("%s: %u words, wanted %u", text, words, wanted);
}

static void
lines_that_are_long_enough_are_counted(void)
{
    expect_words("", 0);
    expect_words("\n", 0);
    expect_words("Nobody looked at it", 4);
    expect_words("Nobody looked at it\n", 4);
    expect_words("Nobody looked\nat it\n", 0);
    expect_words("Nobody looked at it\nNobody looked at it\n", 4); /* once */
    expect_words("# What we learnt, and from whom\n", 0);
    expect_words("|------|------|\n---\n***\n", 0);
    expect_words("- 2026-01-14T10:00Z 5 x a 7\n", 0); /* single letters are no words */
}

static void
other_scripts_have_words_too(void)
{
    expect_words("결제가 모두 실패한 뒤에 다시 열었다\n", 6);
    expect_words("データベースへの接続が足りなくなった\n", 9); /* no spaces: by length */
}

static void
a_front_matter_counts_by_its_values(void)
{
    expect_words("---\nsummary: Nobody looked at it\n---\n", 4);
    expect_words("---\nwho_looked_at_it: dana\n---\n", 0);
    expect_words("---\nresponse: {sufficient: fully, complete: fully, by: a@b.example}\n---\n", 0);
    expect_words("---\nservices: [one, two, three, four, five]\n---\n", 0);
    expect_words("---\nactions:\n  - {id: A1, text: Somebody looks at it}\n---\n", 4);
    expect_words("---\nid: x\n---\na, b: one, two, three, four, five\n", 5); /* the body is prose */
    expect_words("---\nid: x", 0);
}

static void
the_same_words_are_known_again(void)
{
    static const char *const same[] = { "> * **NOBODY looked at it.**\r\n",
                                        "---\ntext: \"Nobody looked, at it\"\n---\n",
                                        "{{date}} nobody looked at it {{name}} {{x\n",
                                        "| 10:05 | Nobody looked at it | 7 |" };
    g_autoptr(GArray) first = pieces("Nobody looked at it\n");
    for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
        g_autoptr(GArray) other = pieces(same[i]);
        g_assert_cmpuint(other->len, ==, 1);
        g_assert_cmpuint(g_array_index(other, PmPiece, 0).key, ==,
                         g_array_index(first, PmPiece, 0).key);
    }
    g_autoptr(GArray) turned = pieces("It looked at nobody\n");
    g_assert_cmpuint(g_array_index(turned, PmPiece, 0).key, !=,
                     g_array_index(first, PmPiece, 0).key);
}

#define TEST(name) g_test_add_func("/ledger/pieces/" #name, name)

void test_ledger_pieces(void);
void
test_ledger_pieces(void)
{
    TEST(lines_that_are_long_enough_are_counted);
    TEST(other_scripts_have_words_too);
    TEST(a_front_matter_counts_by_its_values);
    TEST(the_same_words_are_known_again);
}
