/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/openpgp_packet.h"

#include <string.h>

#define CRC_START 0xb704ce /* section 6.1 */
#define CRC_POLYNOMIAL 0x1864cfb

static uint32_t
checksum(GBytes *bytes)
{
    size_t length;
    const unsigned char *data = g_bytes_get_data(bytes, &length);
    uint32_t crc = CRC_START;
    for (size_t i = 0; i < length; i++) {
        crc ^= (uint32_t)data[i] << 16;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x800000 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1;
    }
    return crc & 0xffffff;
}

/* "=XXXX": three octets, big-endian. */
static bool
fits_checksum(GBytes *bytes, const char *line)
{
    size_t length;
    g_autoptr(GBytes) said = pm_base64_decode(line, strcspn(line, "\n"));
    const unsigned char *octets = said != NULL ? g_bytes_get_data(said, &length) : NULL;
    return octets != NULL && length == 3 &&
           checksum(bytes) == ((uint32_t)octets[0] << 16 | (uint32_t)octets[1] << 8 | octets[2]);
}

/* What stands between the blank line behind the headers and the checksum or END line. */
GBytes *
pm_openpgp_dearmour(const char *armour, const char *begin)
{
    const char *start = strstr(armour, begin);
    const char *body = start != NULL ? strstr(start + strlen(begin), "\n\n") : NULL;
    if (body == NULL)
        return NULL;
    body += 2;
    const char *end = strstr(body, "\n-----END");
    const char *sum = strstr(body, "\n=");
    if (end == NULL)
        return NULL;
    bool is_summed = sum != NULL && sum < end;
    g_autoptr(GBytes) bytes = pm_base64_decode(body, (size_t)((is_summed ? sum : end) - body));
    if (bytes == NULL || (is_summed && !fits_checksum(bytes, sum + 2)))
        return NULL;
    return g_steal_pointer(&bytes);
}

/* Big-endian; false: cut off. */
static bool
take(PmWire *rest, size_t octets, size_t *out_value)
{
    size_t value = 0;
    if (rest->length < octets)
        return false;
    for (size_t i = 0; i < octets; i++)
        value = value << 8 | rest->bytes[i];
    *rest = (PmWire){ rest->bytes + octets, rest->length - octets };
    *out_value = value;
    return true;
}

/* Section 4.2.1; what has no end of its own is none of ours. */
static bool
take_old_length(PmWire *rest, unsigned kind, size_t *out_length)
{
    return kind < 3 && take(rest, (size_t)1 << kind, out_length);
}

/* Section 4.2.2; nor is what comes in parts. */
static bool
take_new_length(PmWire *rest, size_t *out_length)
{
    size_t first, second;
    if (!take(rest, 1, &first))
        return false;
    if (first == 255)
        return take(rest, 4, out_length);
    *out_length = first;
    if (first < 192)
        return true;
    if (first >= 224 || !take(rest, 1, &second))
        return false;
    *out_length = ((first - 192) << 8) + second + 192;
    return true;
}

bool
pm_openpgp_take_packet(PmWire *rest, PmOpenpgpPacket *out_packet)
{
    PmWire at = *rest;
    size_t header, length;
    if (!take(&at, 1, &header) || (header & 0x80) == 0)
        return false;
    bool is_new = (header & 0x40) != 0;
    if (!(is_new ? take_new_length(&at, &length) : take_old_length(&at, header & 3, &length)) ||
        length > at.length)
        return false;
    *out_packet = (PmOpenpgpPacket){ (unsigned)(is_new ? header & 0x3f : header >> 2 & 0x0f),
                                     { at.bytes, length } };
    *rest = (PmWire){ at.bytes + length, at.length - length };
    return true;
}

void
pm_openpgp_put_packet(GByteArray *to, unsigned tag, const void *body, size_t length)
{
    const guint8 header[] = { (guint8)(0xc0 | tag),   0xff,
                              (guint8)(length >> 24), (guint8)(length >> 16),
                              (guint8)(length >> 8),  (guint8)length };
    g_byte_array_append(to, header, sizeof header);
    g_byte_array_append(to, body, (guint)length);
}
