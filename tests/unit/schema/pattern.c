/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/pattern.h"

#include "base/error.h"

#include <string.h>

static void
check(const char *expression, const char *text, PmPatternAnswer expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmPattern) pattern = pm_pattern_compile(expression, strlen(expression), &error);
    g_assert_no_error(error);
    size_t work = 0;
    PmPatternAnswer answer = pm_pattern_matches(pattern, text, strlen(text), &work);
    if (answer != expected)
        g_error("'%s' on '%s' gives %d", expression, text, (int)answer);
}

/* ECMA-262 decides; where PCRE2 alone would say the opposite. */
static void
expressions_mean_what_ecma_262_says(void)
{
    static const struct {
        const char *expression;
        const char *yes;
        const char *no;
    } cases[] = {
        { "^a$", "a", "a\n" },
        { "^.$", "x", "\xe2\x80\xa8" }, /* U+2028 ends a line */
        { "^\\s$", "\xef\xbb\xbf", "x" },
        { "^[\\s]$", "\xc2\xa0", "x" },
        { "^[\\S]$", "x", "\xe3\x80\x80" },
        { "^\\v$", "\v", "\n" },
        { "^\\d$", "7", "\xd9\xa7" },
        { "^\\w$", "_", "\xc3\xa9" },
        { "^\\p{Letter}$", "\xec\x9e\xa5", "1" },
        { "^\\p{Script=Hangul}$", "\xec\x9e\xa5", "a" },
        { "^\\P{Lu}$", "a", "A" },
        { "^[\\p{L}\\-]$", "-", "1" },
        { "^\\u0041$", "A", "u0041" },
        { "^\\ud83d\\udc32$", "\xf0\x9f\x90\xb2", "x" },
        { "^\\u{1f432}$", "\xf0\x9f\x90\xb2", "u" },
        { "^\\cC$", "\x03", "C" },
        { "^[[:alpha:]$", "a", "b" },
        { "^[]a", "", "a" }, /* an empty class matches nothing: `yes` is not asked */
        { "^[^]$", "\n", "" },
        { "(a)|\\1b", "b", "c" },
        { "^(?<year>\\d{4})-\\k<year>$", "2026-2026", "2026-2025" },
        { "^a{2,}$", "aa", "a" },
        { "^{a}$", "{a}", "a" },
        { "^(?!x)\\S+(?<=z)$", "yz", "xz" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (*cases[i].yes)
            check(cases[i].expression, cases[i].yes, PM_PATTERN_YES);
        check(cases[i].expression, cases[i].no, PM_PATTERN_NO);
    }
}

static void
what_only_pcre2_knows_is_refused(void)
{
    static const char *const expressions[] = {
        "\\A",         "\\Z",          "\\a",     "\\h",   "\\K",     "\\Qx\\E",
        "\\X",         "a++",          "a*+",     "(?>a)", "(?i)a",   "(?#x)",
        "(?P<a>b)",    "(?|a)",        "(?R)",    "(?1)",  "(*FAIL)", "(*UCP)a",
        "\\p{}",       "\\p{No Such}", "\\u12",   "\\u{}", "\\ud83d", "\\x1",
        "\\",          "[a",           "(",       ")",     "a**",     "\\1x(",
        "\\u{110000}", "\\01",         "a{2}{3}", "a+{2}", "\\k<a",   "(a)\\1234567890",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(expressions); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PmPattern) pattern =
            pm_pattern_compile(expressions[i], strlen(expressions[i]), &error);
        if (pattern)
            g_error("'%s' is taken", expressions[i]);
        g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
    }
}

/* However short the rest of the expression is. */
static void
a_refusal_shows_the_place_and_no_more(void)
{
    static const char *const cases[][2] = {
        { "ab\\Z", "unknown escape '\\Z' in a regular expression" },
        { "ab\\\xec\x9e\xa5", "unknown escape '\\\xec\x9e\xa5' in a regular expression" },
        { "a**", "nothing to repeat after '**' in a regular expression" },
        { "(?", "unknown group '(?' in a regular expression" },
        { "\\ud83d", "half a character '\\ud83d' in a regular expression" },
        { "\\p{No Such}x", "unknown property 'No Such' in a regular expression" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i][0]);
        g_autofree char *exact = g_memdup2(cases[i][0], length); /* no NUL behind it */
        g_autoptr(GError) error = NULL;
        g_autoptr(PmPattern) pattern = pm_pattern_compile(exact, length, &error);
        g_assert_null(pattern);
        g_assert_cmpstr(error->message, ==, cases[i][1]);
    }
}

static void
a_look_behind_of_variable_length_is_beyond_us(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmPattern) pattern = pm_pattern_compile("(?<=a+)b", 8, &error);
    g_assert_null(pattern);
    g_assert_error(error, PM_ERROR, PM_ERROR_LIMIT);
}

static void
a_hostile_expression_meets_a_limit(void)
{
    g_autofree char *text = g_strnfill(100, 'a');
    g_autofree char *failing = g_strconcat(text, "!", NULL);
    check("^(a+)+$", failing, PM_PATTERN_LIMIT);
    check("(a|aa)+$", failing, PM_PATTERN_LIMIT);
}

/* What PCRE2's own limits do not see: long walks that begin at each letter, or compare again. */
static void
no_expression_walks_without_being_seen(void)
{
    static const char *const expressions[] = {
        "[a-z]+[0-9]",       "(?=[a-z]*[0-9])x?",    "^(?:a(?=[a-z]*[0-9])|a)*$", "^(a*)\\1[bc]",
        "[a-z]{60000}[0-9]", "(?:[a-z]+?[0-9]|x)*$", "(?<a>a*)\\k<a>[bc]",
    };
    g_autofree char *text = g_strnfill(200000, 'a');
    for (size_t i = 0; i < G_N_ELEMENTS(expressions); i++)
        check(expressions[i], text, PM_PATTERN_LIMIT);
    check("[a-z]+[0-9]{2}", "a1 ab12", PM_PATTERN_YES);
    check("^(a|b)\\1{2}c$", "bbbc", PM_PATTERN_YES);
    check("^(a|b)\\1{2}c$", "babc", PM_PATTERN_NO);
    check("^(?<x>a|b)\\k<x>{2}c$", "aaac", PM_PATTERN_YES);
    check("^(?<x>a|b)\\k<x>{2}c$", "aac", PM_PATTERN_NO);
    check("^\xf0\x9f\x90\xb2*장{2}$", "\xf0\x9f\x90\xb2\xf0\x9f\x90\xb2장장", PM_PATTERN_YES);
    check("^[\\w-]{3,}?$", "a-b", PM_PATTERN_YES);
}

static size_t
work_on_words(size_t count)
{
    g_autoptr(PmPattern) pattern = pm_pattern_compile("[a-z]+[0-9]", 11, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append(text, "services were down ");
    size_t work = 0;
    g_assert_cmpint(pm_pattern_matches(pattern, text->str, text->len, &work), ==, PM_PATTERN_NO);
    return work;
}

static void
work_grows_as_the_text_does(void)
{
    g_assert_cmpuint(work_on_words(100), >, 0);
    g_assert_cmpuint(work_on_words(10000), <, 101 * work_on_words(100));
}

static void
nul_and_bytes_that_are_not_utf_8_do_no_harm(void)
{
    g_autoptr(PmPattern) pattern = pm_pattern_compile("^a\0b$", 5, NULL);
    g_assert_nonnull(pattern);
    size_t work = 0;
    g_assert_cmpint(pm_pattern_matches(pattern, "a\0b", 3, &work), ==, PM_PATTERN_YES);
    g_assert_cmpint(pm_pattern_matches(pattern, "a\xff", 2, &work), ==, PM_PATTERN_NO);
    g_autoptr(PmPattern) broken = pm_pattern_compile("\xff", 1, NULL);
    g_assert_null(broken);
    g_autoptr(PmPattern) escaped = pm_pattern_compile("\\\xff", 2, NULL);
    g_assert_null(escaped);
}

void
test_schema_pattern(void)
{
    g_test_add_func("/schema/pattern/expressions mean what ECMA-262 says",
                    expressions_mean_what_ecma_262_says);
    g_test_add_func("/schema/pattern/what only PCRE2 knows is refused",
                    what_only_pcre2_knows_is_refused);
    g_test_add_func("/schema/pattern/a refusal shows the place and no more",
                    a_refusal_shows_the_place_and_no_more);
    g_test_add_func("/schema/pattern/a look-behind of variable length is beyond us",
                    a_look_behind_of_variable_length_is_beyond_us);
    g_test_add_func("/schema/pattern/a hostile expression meets a limit",
                    a_hostile_expression_meets_a_limit);
    g_test_add_func("/schema/pattern/no expression walks without being seen",
                    no_expression_walks_without_being_seen);
    g_test_add_func("/schema/pattern/work grows as the text does", work_grows_as_the_text_does);
    g_test_add_func("/schema/pattern/NUL and bytes that are not UTF-8 do no harm",
                    nul_and_bytes_that_are_not_utf_8_do_no_harm);
}
