/* SPDX-License-Identifier: Apache-2.0 */
/* Expected values by Python: int("ff…", 16), float(). */
#include "data/number.h"

#include "reading.h"

void test_data_number(void);

static void
core_lexemes_become_json_of_the_same_value(void)
{
    static const struct {
        const char *lexeme, *json;
    } rows[] = {
        { "+12", "12" },
        { "-012", "-12" },
        { "000", "0" },
        { ".5", "0.5" },
        { "-.50", "-0.50" },
        { "5.", "5" },
        { "1.e3", "1e+3" },
        { "+12e03", "12e+03" },
        { "1E-2", "1E-2" },
        { "0x1F", "31" },
        { "0x0000", "0" },
        { "0o777", "511" },
        { "0xffffffffffffffffffffffff", "79228162514264337593543950335" },
        { ".INF", "\".inf\"" },
        { "-.Inf", "\"-.inf\"" },
        { ".NaN", "\".nan\"" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        pm_number_write_json(rows[i].lexeme, strlen(rows[i].lexeme), out);
        g_assert_cmpstr(out->str, ==, rows[i].json);
    }
}

static void
radix_lexemes_have_a_limit(void)
{
    for (size_t digits = PM_NUMBER_MAX_RADIX_DIGITS; digits <= PM_NUMBER_MAX_RADIX_DIGITS + 1;
         digits++) {
        g_autofree char *fill = g_strnfill(digits, 'f');
        g_autofree char *lexeme = g_strconcat("0x", fill, NULL);
        g_autoptr(GString) out = g_string_new(NULL);
        bool fits = digits <= PM_NUMBER_MAX_RADIX_DIGITS;
        g_assert_cmpint(pm_number_is_core(lexeme, strlen(lexeme)), ==, fits);
        pm_number_write_json(lexeme, strlen(lexeme), out);
        g_assert_cmpuint(out->len, ==, fits ? 309 : 0); /* len(str(16**256 - 1)) */
    }
}

static void
radix_integers_fit_or_do_not(void)
{
    int64_t value = 0;
    g_assert_true(pm_number_integer("0x7fffffffffffffff", 18, &value));
    g_assert_cmpint(value, ==, INT64_MAX);
    g_assert_false(pm_number_integer("0x8000000000000000", 18, &value));
    g_assert_false(pm_number_integer("0xffffffffffffffffff", 20, &value));
    g_assert_true(pm_number_integer("0o17", 4, &value));
    g_assert_cmpint(value, ==, 15);
}

void
test_data_number(void)
{
    g_test_add_func("/number/core lexemes become JSON of the same value",
                    core_lexemes_become_json_of_the_same_value);
    g_test_add_func("/number/radix lexemes have a limit", radix_lexemes_have_a_limit);
    g_test_add_func("/number/radix integers fit or do not", radix_integers_fit_or_do_not);
}
