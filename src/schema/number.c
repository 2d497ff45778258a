/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/number.h"

#include <string.h>

#define EXPONENT_LIMIT INT64_C(1000000000000000)

/* Walks the significant digits of a number, over the point. */
typedef struct {
    const char *at;
    size_t left;
} Digits;

static Digits
digits_of(const PmDecimal *number)
{
    return (Digits){ .at = number->digits ? number->digits : number->own, .left = number->count };
}

/* 0 where there are no more, as many as one likes. */
static unsigned
next_digit(Digits *digits)
{
    if (digits->left == 0)
        return 0;
    if (*digits->at == '.')
        digits->at++;
    digits->left--;
    return (unsigned)(*digits->at++ - '0');
}

static bool
read_exponent(const char *at, const char *end, int64_t *out_exponent)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end)
        return false;
    int64_t value = 0;
    for (; at < end; at++) {
        if (!g_ascii_isdigit(*at))
            return false;
        value = MIN(value * 10 + (*at - '0'), EXPONENT_LIMIT);
    }
    *out_exponent = negative ? -value : value;
    return true;
}

static bool
read_decimal(PmDecimal *number, const char *at, const char *end)
{
    bool point = false;
    bool any = false;
    size_t total = 0;
    int64_t exponent = 0;
    for (; at < end && (g_ascii_isdigit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (!number->digits && *at == '0') {
            exponent -= point;
            continue;
        }
        if (!number->digits)
            number->digits = at;
        exponent += !point;
        total++;
        if (*at != '0')
            number->count = total;
    }
    if (!any)
        return false;
    int64_t written = 0;
    if (at < end && (*at != 'e' && *at != 'E'))
        return false;
    if (at < end && !read_exponent(at + 1, end, &written))
        return false;
    number->exponent = number->count > 0 ? exponent + written : 0;
    return true;
}

/* YAML's 0x1f and 0o17, which have no sign. */
static bool
read_radix(PmDecimal *number, const char *at, const char *end, unsigned radix)
{
    uint64_t value = 0;
    if (at == end)
        return false;
    for (; at < end; at++) {
        int digit = g_ascii_xdigit_value(*at);
        if (digit < 0 || (unsigned)digit >= radix)
            return false;
        if (value > (UINT64_MAX - (unsigned)digit) / radix) {
            number->kind = PM_DECIMAL_INFINITE;
            return true;
        }
        value = value * radix + (unsigned)digit;
    }
    g_snprintf(number->own, sizeof number->own, "%" G_GUINT64_FORMAT, value);
    size_t length = strlen(number->own);
    number->exponent = value ? (int64_t)length : 0;
    while (length > 0 && number->own[length - 1] == '0')
        length--;
    number->count = length;
    return true;
}

static bool
is_word(const char *at, const char *end, const char *word)
{
    return (size_t)(end - at) == strlen(word) && g_ascii_strncasecmp(at, word, strlen(word)) == 0;
}

static bool
read_number(PmDecimal *number, const char *at, const char *end)
{
    if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'o'))
        return read_radix(number, at + 2, end, at[1] == 'x' ? 16 : 8);
    number->negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (is_word(at, end, ".inf")) {
        number->kind = PM_DECIMAL_INFINITE;
        return true;
    }
    return read_decimal(number, at, end);
}

bool
pm_decimal_read(PmDecimal *out_number, const char *text, size_t length)
{
    *out_number = (PmDecimal){ .kind = PM_DECIMAL_FINITE };
    if (read_number(out_number, text, text + length))
        return true;
    *out_number = (PmDecimal){ .kind = PM_DECIMAL_NAN };
    return is_word(text, text + length, ".nan");
}

static bool
is_zero(const PmDecimal *number)
{
    return number->kind == PM_DECIMAL_FINITE && number->count == 0;
}

static int
sign_of(const PmDecimal *number)
{
    return is_zero(number) ? 0 : number->negative ? -1 : 1;
}

/* Of two finite numbers other than zero, without their signs. */
static int
compare_size(const PmDecimal *a, const PmDecimal *b)
{
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -1 : 1;
    Digits left = digits_of(a);
    Digits right = digits_of(b);
    while (left.left > 0 || right.left > 0) {
        unsigned x = next_digit(&left);
        unsigned y = next_digit(&right);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int
pm_decimal_compare(const PmDecimal *a, const PmDecimal *b, bool *out_ordered)
{
    *out_ordered = a->kind != PM_DECIMAL_NAN && b->kind != PM_DECIMAL_NAN;
    int sign = sign_of(a);
    if (sign != sign_of(b))
        return sign < sign_of(b) ? -1 : 1;
    if (a->kind != PM_DECIMAL_FINITE || b->kind != PM_DECIMAL_FINITE)
        return sign * ((a->kind != PM_DECIMAL_FINITE) - (b->kind != PM_DECIMAL_FINITE));
    return sign == 0 ? 0 : sign * compare_size(a, b);
}

bool
pm_decimal_is_integer(const PmDecimal *number)
{
    return number->kind == PM_DECIMAL_FINITE && (int64_t)number->count <= MAX(number->exponent, 0);
}

/*
 * With number = A × 10^p and divisor = M × 10^q, and neither A nor M ending in 0: below q no power
 * of ten is left to divide A by. From q on, 10^(p-q) takes its twos and fives out of M; what
 * remains has to divide A.
 */
bool
pm_decimal_is_multiple(const PmDecimal *number, const PmDecimal *divisor)
{
    if (number->kind != PM_DECIMAL_FINITE)
        return false;
    if (is_zero(number))
        return true;
    int64_t power =
        (number->exponent - (int64_t)number->count) - (divisor->exponent - (int64_t)divisor->count);
    if (power < 0)
        return false;

    uint64_t modulus = 0;
    Digits digits = digits_of(divisor);
    while (digits.left > 0)
        modulus = modulus * 10 + next_digit(&digits);
    for (int64_t i = 0; i < power && modulus % 2 == 0; i++)
        modulus /= 2;
    for (int64_t i = 0; i < power && modulus % 5 == 0; i++)
        modulus /= 5;

    /* below 10^18 each step stays below 10^19, which fits */
    uint64_t rest = 0;
    digits = digits_of(number);
    while (digits.left > 0)
        rest = (rest * 10 + next_digit(&digits)) % modulus;
    return rest == 0;
}

void
pm_decimal_write(const PmDecimal *number, GString *out)
{
    if (number->negative && !is_zero(number))
        g_string_append_c(out, '-');
    if (number->kind != PM_DECIMAL_FINITE) {
        g_string_append(out, number->kind == PM_DECIMAL_NAN ? "nan" : "inf");
        return;
    }
    Digits digits = digits_of(number);
    while (digits.left > 0)
        g_string_append_c(out, (char)('0' + next_digit(&digits)));
    g_string_append_printf(out, "e%" G_GINT64_FORMAT, number->exponent);
}
