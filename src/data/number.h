/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Number lexemes of JSON (RFC 8259, section 6) and of the YAML 1.2.2 core schema (section 10.3.2),
 * without going through a double: 0.1 and 12345678901234567890 stay what they are.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* 0x and 0o lexemes with more digits than this are text: turning them into decimal takes quadratic
 * time. */
#define PM_NUMBER_MAX_RADIX_DIGITS 256

/* The whole lexeme is a number of JSON's grammar, of the core schema. */
bool pm_number_is_json(const char *lexeme, size_t length);
bool pm_number_is_core(const char *lexeme, size_t length);

/* The value of a lexeme without a fraction (1.0 and 1e3 count), when it fits. */
bool pm_number_integer(const char *lexeme, size_t length, int64_t *out_value);

/* Append the lexeme in JSON's grammar with the same value. JSON has no infinity and no NaN: they
 * become the strings ".inf", "-.inf" and ".nan". */
void pm_number_write_json(const char *lexeme, size_t length, GString *out);
