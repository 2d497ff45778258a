/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/number.h"

#include "../oracle.h"

#include <string.h>

#define PAIRS 4000

static void
add_digits(GRand *random, GString *out, int least, int most)
{
    for (int i = g_rand_int_range(random, least, most + 1); i > 0; i--)
        g_string_append_c(out, "0000123456789"[g_rand_int_range(random, 0, 13)]);
}

/* A JSON-like lexeme with few enough digits to divide by. */
static char *
lexeme(GRand *random)
{
    GString *out = g_string_new(g_rand_boolean(random) ? "-" : "");
    add_digits(random, out, 1, 8);
    if (g_rand_boolean(random)) {
        g_string_append_c(out, '.');
        add_digits(random, out, 1, 8);
    }
    if (g_rand_boolean(random))
        g_string_append_printf(out, "e%d", g_rand_int_range(random, -12, 13));
    return g_string_free(out, FALSE);
}

static PmDecimal
decimal(const char *text)
{
    PmDecimal number;
    g_assert_true(pm_decimal_read(&number, text, strlen(text)));
    return number;
}

/*
 * One line a pair: order, whether the first is an integer, whether it is a multiple of the second.
 */
static void
order_and_multiples_are_those_of_python_fractions(void)
{
    static const char program[] = "import sys\n"
                                  "from fractions import Fraction as F\n"
                                  "for line in open(sys.argv[1]):\n"
                                  "    a, b = (F(x) for x in line.split())\n"
                                  "    print((a > b) - (a < b), int(a.denominator == 1), int(b == "
                                  "0 or (a / b).denominator == 1))\n";
    static const char *const arguments[] = { "python3", "-c", program, NULL };
    if (!oracle_found("python3"))
        return;
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autoptr(GString) asked = g_string_new(NULL);
    g_autoptr(GString) answered = g_string_new(NULL);
    for (int i = 0; i < PAIRS; i++) {
        g_autofree char *left = lexeme(random);
        g_autofree char *right = lexeme(random);
        g_string_append_printf(asked, "%s %s\n", left, right);
        PmDecimal a = decimal(left);
        PmDecimal b = decimal(right);
        bool ordered;
        int order = pm_decimal_compare(&a, &b, &ordered);
        g_assert_true(ordered);
        g_string_append_printf(answered, "%d %d %d\n", order, pm_decimal_is_integer(&a),
                               b.count == 0 || pm_decimal_is_multiple(&a, &b));
    }
    g_autofree char *right = oracle_ask(arguments, asked->str, asked->len, NULL);
    g_assert_cmpstr(answered->str, ==, right);
}

static void
numbers_beyond_64_bits_are_exact(void)
{
    PmDecimal a = decimal("98249283749234923498293171823948729348710298301928331");
    PmDecimal b = decimal("98249283749234923498293171823948729348710298301928332");
    bool ordered;
    g_assert_cmpint(pm_decimal_compare(&a, &b, &ordered), <, 0);
    PmDecimal huge = decimal("1e400");
    PmDecimal half = decimal("0.5");
    PmDecimal three = decimal("3");
    g_assert_true(pm_decimal_is_integer(&huge));
    g_assert_true(pm_decimal_is_multiple(&huge, &half));
    g_assert_false(pm_decimal_is_multiple(&huge, &three));
}

static void
spellings_of_yaml_have_their_values(void)
{
    static const char *const equal[][2] = {
        { "0x1F", "31" },  { "0o17", "15" },
        { "+5", "5.0" },   { ".5", "5e-1" },
        { "5.", "5" },     { "-0", "0.00" },
        { "0x0", "0e99" }, { "0xffffffffffffffff", "18446744073709551615" },
    };
    bool ordered;
    for (size_t i = 0; i < G_N_ELEMENTS(equal); i++) {
        PmDecimal a = decimal(equal[i][0]);
        PmDecimal b = decimal(equal[i][1]);
        g_assert_cmpint(pm_decimal_compare(&a, &b, &ordered), ==, 0);
        g_autoptr(GString) left = g_string_new(NULL);
        g_autoptr(GString) right = g_string_new(NULL);
        pm_decimal_write(&a, left);
        pm_decimal_write(&b, right);
        g_assert_cmpstr(left->str, ==, right->str);
    }
    PmDecimal infinite = decimal("-.inf");
    PmDecimal big = decimal("-1e999");
    PmDecimal none = decimal(".nan");
    g_assert_cmpint(pm_decimal_compare(&infinite, &big, &ordered), <, 0);
    g_assert_false(pm_decimal_is_integer(&infinite));
    pm_decimal_compare(&none, &none, &ordered);
    g_assert_false(ordered);
}

static void
what_is_no_number_is_none(void)
{
    static const char *const texts[] = { "",   "-",   ".",  "1e",  "1e+", "1.2.3",
                                         "0x", "0xg", "1 ", "one", "--1" };
    PmDecimal number;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_false(pm_decimal_read(&number, texts[i], strlen(texts[i])));
}

void
test_schema_number(void)
{
    g_test_add_func("/schema/number/order and multiples are those of Python's fractions",
                    order_and_multiples_are_those_of_python_fractions);
    g_test_add_func("/schema/number/numbers beyond 64 bits are exact",
                    numbers_beyond_64_bits_are_exact);
    g_test_add_func("/schema/number/spellings of YAML have their values",
                    spellings_of_yaml_have_their_values);
    g_test_add_func("/schema/number/what is no number is none", what_is_no_number_is_none);
}
