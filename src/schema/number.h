/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers as they are written: compared and divided digit by digit, so that nothing is lost beyond
 * 64 bits. Takes JSON's numbers and those of YAML's core schema (+5, .5, 0x1f, 0o17, .inf, .nan).
 *
 * Limits: hexadecimal and octal beyond 64 bits and exponents beyond ±10^15 are not told apart.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { PM_DECIMAL_FINITE, PM_DECIMAL_INFINITE, PM_DECIMAL_NAN } PmDecimalKind;

/* 0.d1d2d3… × 10^exponent, where d1 and the last digit are not 0. Borrows the text. */
typedef struct {
    PmDecimalKind kind;
    bool negative;
    const char *digits; /* from d1 on, with a '.' among them perhaps; NULL: they are in `own` */
    size_t count;       /* of digits; none for zero */
    int64_t exponent;
    char own[24];
} PmDecimal;

/* False when `text` is no number (then NaN, which is in no order to anything). */
bool pm_decimal_read(PmDecimal *out_number, const char *text, size_t length);
/* Below, at or above 0 as strcmp(); `*out_ordered` is false when one of them is NaN. */
int pm_decimal_compare(const PmDecimal *a, const PmDecimal *b, bool *out_ordered);
bool pm_decimal_is_integer(const PmDecimal *number);
/* `divisor` has at most PM_DECIMAL_DIVISOR_DIGITS significant digits and is not zero. */
bool pm_decimal_is_multiple(const PmDecimal *number, const PmDecimal *divisor);
/* A form that is the same for equal numbers. Appends. */
void pm_decimal_write(const PmDecimal *number, GString *out);

#define PM_DECIMAL_DIVISOR_DIGITS 18
