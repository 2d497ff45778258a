/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading SSH's binary encoding (RFC 4251, section 5), and base64 that has only one way to be
 * written.
 */
#pragma once

#include "base/error.h"

#include <stdint.h>

/* Borrowed bytes; a reader consumes them from the front. */
typedef struct {
    const unsigned char *bytes;
    size_t length;
} PmWire;

/* False, with nothing consumed, when not enough bytes are left. */
bool pm_wire_u8(PmWire *wire, uint8_t *out_value);
bool pm_wire_u32(PmWire *wire, uint32_t *out_value);
bool pm_wire_u64(PmWire *wire, uint64_t *out_value);
bool pm_wire_string(PmWire *wire, PmWire *out_string);

bool pm_wire_equal(PmWire wire, const char *text);
/* NULL when the bytes hold a NUL. g_free() */
char *pm_wire_text(PmWire wire);

/* Write the encoding of a string. */
void pm_wire_put_string(GByteArray *to, const void *bytes, size_t length);

/* The bytes of base64 text; white space in it is skipped. NULL when it isn't exactly what an
 * encoder writes: a sign outside the alphabet, missing padding, stray bits. */
GBytes *pm_base64_decode(const char *text, size_t length);
