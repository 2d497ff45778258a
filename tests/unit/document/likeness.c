/* SPDX-License-Identifier: Apache-2.0 */
#include "document/likeness.h"

#include "../oracle.h"

#include <string.h>

void test_document_likeness(void);

/* Actions as teams write them, in three languages and in a script without spaces. */
static const char *const texts[] = {
    "Add alarms for fluentd in case not enough/no log data is being sent",
    "Setup more Fluentd alerts",
    "Document the rollover process",
    "Version lock Flux",
    "결제 재시도 횟수를 2회로 제한",
    "장애 공지 담당자를 정한다",
    "Wiederholungsversuche pro Anfrage begrenzen",
    "Bereitschaftsplan überarbeiten",
    "決済の再試行を二回に制限する",
    "Implement staging environment",
};

static PmLikeness *
likeness_of_all(void)
{
    PmLikeness *likeness = pm_likeness_new();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        pm_likeness_add(likeness, texts[i]);
    return likeness;
}

static void
what_is_said_again_in_other_words_is_found(void)
{
    static const struct {
        const char *text;
        guint wanted;
    } rows[] = {
        { "Add alarms for Fluentd in case not enough/no log data is being sent (per node)", 0 },
        { "VERSION-LOCK FLUX!", 3 },
        { "Documenting of the rollover", 2 },
        { "결제의 재시도를 2회로 제한한다", 4 },
        { "Die Zahl der Wiederholungsversuche je Anfrage begrenzen", 6 },
        { "BEREITSCHAFTSPLAN ÜBERARBEITEN", 7 },
        { "決済の再試行を制限", 8 },
    };
    g_autoptr(PmLikeness) likeness = likeness_of_all();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) found = pm_likeness_find(likeness, rows[i].text, PM_LIKENESS_SAME);
        g_assert_cmpuint(found->len, ==, 1);
        g_assert_cmpuint(g_array_index(found, PmLike, 0).text, ==, rows[i].wanted);
    }
}

static void
what_shares_a_word_is_another_matter(void)
{
    static const char *const rows[] = { "Flux metrics and alerts",
                                        "Replace fluentd by vector",
                                        "결제 화면 문구 수정",
                                        "Feiertage im Bereitschaftsdienst entlohnen",
                                        "the",
                                        "",
                                        "!?…",
                                        "xyz" };
    g_autoptr(PmLikeness) likeness = likeness_of_all();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) found = pm_likeness_find(likeness, rows[i], PM_LIKENESS_SAME);
        g_assert_cmpuint(found->len, ==, 0);
    }
}

/* NFC and NFD, upper and lower case, and what stands between words. */
static void
one_text_in_another_spelling_is_the_same(void)
{
    g_autoptr(PmLikeness) likeness = likeness_of_all();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *apart = g_utf8_normalize(texts[i], -1, G_NORMALIZE_NFD);
        g_autofree char *upper = g_utf8_strup(apart, -1);
        g_autofree char *marked = g_strconcat("* **", upper, "**.", NULL);
        g_autoptr(GArray) found = pm_likeness_find(likeness, marked, 0.01);
        g_assert_cmpuint(g_array_index(found, PmLike, 0).text, ==, i);
        g_assert_cmpfloat(g_array_index(found, PmLike, 0).closeness, >, 0.9999);
    }
}

static void
the_closest_comes_first_and_of_equals_the_first(void)
{
    g_autoptr(PmLikeness) likeness = pm_likeness_new();
    pm_likeness_add(likeness, "limit the retries of checkout");
    pm_likeness_add(likeness, "limit retries");
    pm_likeness_add(likeness, "another thing");
    pm_likeness_add(likeness, "Limit retries");
    for (int turn = 0; turn < 2; turn++) { /* a question leaves nothing behind */
        g_autoptr(GArray) found = pm_likeness_find(likeness, "limit retries", 0.2);
        g_assert_cmpuint(found->len, ==, 3);
        g_assert_cmpuint(g_array_index(found, PmLike, 0).text, ==, 1);
        g_assert_cmpuint(g_array_index(found, PmLike, 1).text, ==, 3);
        g_assert_cmpuint(g_array_index(found, PmLike, 2).text, ==, 0);
        g_assert_cmpfloat(g_array_index(found, PmLike, 0).closeness, ==,
                          g_array_index(found, PmLike, 1).closeness);
    }
}

static void
what_is_rare_counts_more(void)
{
    g_autoptr(PmLikeness) likeness = pm_likeness_new();
    pm_likeness_add(likeness, "add alerts zookeeper");
    pm_likeness_add(likeness, "add alerts kafka");
    for (int i = 0; i < 30; i++)
        pm_likeness_add(likeness, "add alerts");
    g_autoptr(GArray) found = pm_likeness_find(likeness, "zookeeper", 0.8);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpuint(g_array_index(found, PmLike, 0).text, ==, 0);
}

/* Python computes the same cosine from the same definition. */
static void
closeness_is_what_the_definition_says(void)
{
    if (!oracle_found("python3"))
        return;
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/document/likeness.py", NULL);
    const char *const ask[] = { "python3", script, NULL };
    g_autoptr(PmLikeness) likeness = likeness_of_all();
    g_autoptr(GString) table = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) found = pm_likeness_find(likeness, texts[i], 0.001);
        for (size_t k = 0; k < G_N_ELEMENTS(texts); k++) {
            double closeness = 0;
            for (guint n = 0; n < found->len; n++)
                if (g_array_index(found, PmLike, n).text == k)
                    closeness = g_array_index(found, PmLike, n).closeness;
            char number[G_ASCII_DTOSTR_BUF_SIZE];
            g_string_append_printf(table, "%s\t%s\t%s\n", texts[i], texts[k],
                                   g_ascii_formatd(number, sizeof number, "%.6f", closeness));
        }
    }
    g_autofree char *wrong = oracle_ask(ask, table->str, table->len, NULL);
    g_assert_cmpstr(wrong, ==, "");
}

/* Ten thousand texts of a megabyte each, all alike, half of them no text at all. */
static void
hostile_texts_are_bounded(void)
{
    g_autofree char *letters = g_malloc0(1024 * 1024 + 1);
    memset(letters, 0xb7, 1024 * 1024);
    g_autofree char *words = g_malloc0(1024 * 1024 + 1);
    for (size_t i = 0; i < 1024 * 1024; i++)
        words[i] = (char)('a' + (i * i + i / 7) % 26);
    g_autoptr(PmLikeness) likeness = pm_likeness_new();
    for (int i = 0; i < 5000; i++) {
        pm_likeness_add(likeness, words);
        pm_likeness_add(likeness, letters);
    }
    gint64 began = g_get_monotonic_time();
    g_autoptr(GArray) found = pm_likeness_find(likeness, words, PM_LIKENESS_SAME);
    g_assert_cmpuint(found->len, ==, 5000);
    g_assert_cmpint(g_get_monotonic_time() - began, <, 5 * G_USEC_PER_SEC);
}

void
test_document_likeness(void)
{
#define ADD(test) g_test_add_func("/document/likeness/" #test, test)
    ADD(what_is_said_again_in_other_words_is_found);
    ADD(what_shares_a_word_is_another_matter);
    ADD(one_text_in_another_spelling_is_the_same);
    ADD(the_closest_comes_first_and_of_equals_the_first);
    ADD(what_is_rare_counts_more);
    ADD(closeness_is_what_the_definition_says);
    ADD(hostile_texts_are_bounded);
#undef ADD
}
