/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_wire.h"

#include <string.h>

static uint64_t
big_endian(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static bool
take(PmWire *wire, size_t count, uint64_t *out_value)
{
    if (wire->length < count)
        return false;
    *out_value = big_endian(wire->bytes, count);
    wire->bytes += count;
    wire->length -= count;
    return true;
}

bool
pm_wire_u8(PmWire *wire, uint8_t *out_value)
{
    uint64_t value;
    if (!take(wire, 1, &value))
        return false;
    *out_value = (uint8_t)value;
    return true;
}

bool
pm_wire_u32(PmWire *wire, uint32_t *out_value)
{
    uint64_t value;
    if (!take(wire, 4, &value))
        return false;
    *out_value = (uint32_t)value;
    return true;
}

bool
pm_wire_u64(PmWire *wire, uint64_t *out_value)
{
    return take(wire, 8, out_value);
}

bool
pm_wire_string(PmWire *wire, PmWire *out_string)
{
    PmWire rest = *wire;
    uint32_t length;
    if (!pm_wire_u32(&rest, &length) || length > rest.length)
        return false;
    *out_string = (PmWire){ rest.bytes, length };
    *wire = (PmWire){ rest.bytes + length, rest.length - length };
    return true;
}

bool
pm_wire_equal(PmWire wire, const char *text)
{
    return wire.length == strlen(text) && memcmp(wire.bytes, text, wire.length) == 0;
}

char *
pm_wire_text(PmWire wire)
{
    if (wire.length > 0 && memchr(wire.bytes, '\0', wire.length))
        return NULL;
    return g_strndup((const char *)wire.bytes, wire.length);
}

void
pm_wire_put_string(GByteArray *to, const void *bytes, size_t length)
{
    uint32_t prefix = GUINT32_TO_BE((uint32_t)length);
    g_byte_array_append(to, (const guint8 *)&prefix, sizeof prefix);
    if (length > 0)
        g_byte_array_append(to, bytes, (guint)length);
}

GBytes *
pm_base64_decode(const char *text, size_t length)
{
    g_autofree char *packed = g_malloc(length + 1);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isspace(text[i]) && text[i] != '\v')
            packed[count++] = text[i];
    }
    packed[count] = '\0';
    if (count == 0)
        return NULL;

    /* GLib's decoder forgives everything; writing the bytes again shows whether there was something
     * to forgive */
    size_t decoded = 0;
    g_autofree guchar *bytes = g_base64_decode(packed, &decoded);
    g_autofree char *again = g_base64_encode(bytes, decoded);
    if (strlen(again) != count || memcmp(again, packed, count) != 0)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&bytes), decoded);
}
