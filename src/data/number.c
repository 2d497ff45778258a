/* SPDX-License-Identifier: Apache-2.0 */
#include "data/number.h"

#include <string.h>

/* A decimal lexeme taken apart; the pieces point into it. */
typedef struct {
    bool sign; /* has one */
    bool negative;
    const char *whole;
    size_t whole_count;
    bool point;
    const char *fraction;
    size_t fraction_count;
    bool exponent;
    bool exponent_negative;
    const char *power;
    size_t power_count;
} Decimal;

static size_t
count_digits(const char *text, const char *end)
{
    const char *at = text;
    while (at < end && g_ascii_isdigit(*at))
        at++;
    return (size_t)(at - text);
}

/*
 * [-+]? [0-9]* ( '.' [0-9]* )? ( [eE] [-+]? [0-9]+ )?, with at least one digit before the exponent
 */
static bool
take_apart(const char *text, size_t length, Decimal *out)
{
    const char *end = text + length;
    Decimal number = { 0 };
    if (text < end && (*text == '-' || *text == '+')) {
        number.sign = true;
        number.negative = *text++ == '-';
    }
    number.whole = text;
    number.whole_count = count_digits(text, end);
    text += number.whole_count;
    if (text < end && *text == '.') {
        number.point = true;
        number.fraction = ++text;
        number.fraction_count = count_digits(text, end);
        text += number.fraction_count;
    }
    if (number.whole_count + number.fraction_count == 0)
        return false;
    if (text < end && (*text == 'e' || *text == 'E')) {
        number.exponent = true;
        text++;
        if (text < end && (*text == '-' || *text == '+'))
            number.exponent_negative = *text++ == '-';
        number.power = text;
        number.power_count = count_digits(text, end);
        if (number.power_count == 0)
            return false;
        text += number.power_count;
    }
    *out = number;
    return text == end;
}

/* 16 for 0x…, 8 for 0o…, else 0. */
static unsigned
radix_of(const char *lexeme, size_t length)
{
    if (length < 3 || length - 2 > PM_NUMBER_MAX_RADIX_DIGITS || lexeme[0] != '0' ||
        (lexeme[1] != 'x' && lexeme[1] != 'o'))
        return 0;
    int radix = lexeme[1] == 'x' ? 16 : 8;
    for (size_t i = 2; i < length; i++) {
        int digit = g_ascii_xdigit_value(lexeme[i]);
        if (digit < 0 || digit >= radix)
            return 0;
    }
    return (unsigned)radix;
}

/* .inf, .nan and their spellings, in the one that is written; NULL for others. */
static const char *
special_of(const char *lexeme, size_t length)
{
    static const struct {
        const char *spelling, *name;
    } specials[] = {
        { ".inf", ".inf" },   { ".Inf", ".inf" },  { ".INF", ".inf" },   { "+.inf", ".inf" },
        { "+.Inf", ".inf" },  { "+.INF", ".inf" }, { "-.inf", "-.inf" }, { "-.Inf", "-.inf" },
        { "-.INF", "-.inf" }, { ".nan", ".nan" },  { ".NaN", ".nan" },   { ".NAN", ".nan" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(specials); i++) {
        if (strlen(specials[i].spelling) == length &&
            memcmp(specials[i].spelling, lexeme, length) == 0)
            return specials[i].name;
    }
    return NULL;
}

bool
pm_number_is_json(const char *lexeme, size_t length)
{
    Decimal number;
    if (!take_apart(lexeme, length, &number))
        return false;
    return (!number.sign || number.negative) && number.whole_count > 0 &&
           (number.whole[0] != '0' || number.whole_count == 1) &&
           (!number.point || number.fraction_count > 0);
}

bool
pm_number_is_core(const char *lexeme, size_t length)
{
    Decimal number;
    return take_apart(lexeme, length, &number) || radix_of(lexeme, length) != 0 ||
           special_of(lexeme, length) != NULL;
}

/* The exponent, at most `limit` in size: numbers beyond do not fit or are zero anyway. */
static int64_t
power_of(const Decimal *number, int64_t limit)
{
    int64_t power = 0;
    for (size_t i = 0; i < number->power_count && power < limit; i++)
        power = power * 10 + (number->power[i] - '0');
    power = MIN(power, limit);
    return number->exponent_negative ? -power : power;
}

/* The digit at `index` of whole and fraction read as one row; 0 past the end. */
static unsigned
digit_at(const Decimal *number, size_t index)
{
    if (index < number->whole_count)
        return (unsigned)(number->whole[index] - '0');
    index -= number->whole_count;
    return index < number->fraction_count ? (unsigned)(number->fraction[index] - '0') : 0;
}

static bool
decimal_integer(const Decimal *number, int64_t *out_value)
{
    size_t count = number->whole_count + number->fraction_count;
    size_t first = 0, end = count; /* the digits that are not leading or trailing zeros */
    while (first < end && digit_at(number, first) == 0)
        first++;
    while (end > first && digit_at(number, end - 1) == 0)
        end--;
    if (first == end) {
        *out_value = 0;
        return true;
    }
    /* how many digits are before the point once the exponent has moved it */
    int64_t before = (int64_t)number->whole_count + power_of(number, (int64_t)count + 32);
    if (before < (int64_t)end || before - (int64_t)first > 19)
        return false;
    uint64_t magnitude = 0; /* 19 digits fit */
    for (size_t i = first; i < (size_t)before; i++)
        magnitude = magnitude * 10 + digit_at(number, i);
    if (magnitude > (uint64_t)INT64_MAX + (number->negative ? 1 : 0))
        return false;
    *out_value = number->negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static bool
radix_integer(const char *digits, size_t length, unsigned radix, int64_t *out_value)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (value > (uint64_t)INT64_MAX / radix)
            return false;
        value = value * radix + (uint64_t)g_ascii_xdigit_value(digits[i]);
    }
    if (value > (uint64_t)INT64_MAX)
        return false;
    *out_value = (int64_t)value;
    return true;
}

bool
pm_number_integer(const char *lexeme, size_t length, int64_t *out_value)
{
    unsigned radix = radix_of(lexeme, length);
    if (radix != 0)
        return radix_integer(lexeme + 2, length - 2, radix, out_value);
    Decimal number;
    return take_apart(lexeme, length, &number) && decimal_integer(&number, out_value);
}

/* Long multiplication in a row of decimal digits, least significant first. */
static void
write_radix(const char *digits, size_t length, unsigned radix, GString *out)
{
    /* an octal or hexadecimal digit is worth less than 1.21 decimal ones */
    guint8 decimal[PM_NUMBER_MAX_RADIX_DIGITS * 2] = { 0 };
    size_t count = 1;
    for (size_t i = 0; i < length; i++) {
        unsigned carry = (unsigned)g_ascii_xdigit_value(digits[i]);
        for (size_t k = 0; k < count; k++) {
            carry += decimal[k] * radix;
            decimal[k] = (guint8)(carry % 10);
            carry /= 10;
        }
        for (; carry > 0; carry /= 10)
            decimal[count++] = (guint8)(carry % 10);
    }
    while (count > 0)
        g_string_append_c(out, (char)('0' + decimal[--count]));
}

static void
write_decimal(const Decimal *number, GString *out)
{
    size_t zeros = 0;
    while (zeros + 1 < number->whole_count && number->whole[zeros] == '0')
        zeros++;
    if (number->negative)
        g_string_append_c(out, '-');
    if (number->whole_count == 0)
        g_string_append_c(out, '0');
    g_string_append_len(out, number->whole + zeros, (gssize)(number->whole_count - zeros));
    if (number->fraction_count > 0) {
        g_string_append_c(out, '.');
        g_string_append_len(out, number->fraction, (gssize)number->fraction_count);
    }
    if (number->exponent) {
        g_string_append(out, number->exponent_negative ? "e-" : "e+");
        g_string_append_len(out, number->power, (gssize)number->power_count);
    }
}

void
pm_number_write_json(const char *lexeme, size_t length, GString *out)
{
    unsigned radix = radix_of(lexeme, length);
    const char *special = special_of(lexeme, length);
    Decimal number;
    if (pm_number_is_json(lexeme, length))
        g_string_append_len(out, lexeme, (gssize)length);
    else if (radix != 0)
        write_radix(lexeme + 2, length - 2, radix, out);
    else if (special)
        g_string_append_printf(out, "\"%s\"", special);
    else if (take_apart(lexeme, length, &number))
        write_decimal(&number, out);
}
