/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/openpgp_key.h"

#include "signature/ssh_wire.h"

#include <string.h>

#define BEGIN "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
#define PUBLIC_KEY 6 /* the packet's tag */

/* Between the blank line behind the headers and the checksum or END line; NULL: no armour. */
static GBytes *
read_armour(const char *armour)
{
    const char *start = strstr(armour, BEGIN);
    const char *body = start != NULL ? strstr(start + strlen(BEGIN) - 1, "\n\n") : NULL;
    if (body == NULL)
        return NULL;
    body += 2;
    const char *end = strstr(body, "\n-----END");
    const char *checksum = strstr(body, "\n=");
    if (end == NULL || (checksum != NULL && checksum < end))
        end = checksum;
    return end != NULL ? pm_base64_decode(body, (size_t)(end - body)) : NULL;
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

/* Section 4.2.1; a key has no length that is indeterminate. */
static bool
take_old_length(PmWire *rest, unsigned kind, size_t *out_length)
{
    return kind < 3 && take(rest, (size_t)1 << kind, out_length);
}

/* Section 4.2.2; nor has it a partial one. */
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

static bool
first_key(PmWire rest, PmWire *out_packet)
{
    size_t header, length;
    if (!take(&rest, 1, &header) || (header & 0x80) == 0)
        return false;
    bool is_new = (header & 0x40) != 0;
    size_t tag = is_new ? header & 0x3f : header >> 2 & 0x0f;
    if (tag != PUBLIC_KEY ||
        !(is_new ? take_new_length(&rest, &length) : take_old_length(&rest, header & 3, &length)))
        return false;
    *out_packet = (PmWire){ rest.bytes, length };
    return length > 0 && length <= rest.length;
}

char *
pm_openpgp_key_digest(const char *armour)
{
    g_autoptr(GBytes) bytes = read_armour(armour);
    PmWire all, packet;
    if (bytes == NULL)
        return NULL;
    all.bytes = g_bytes_get_data(bytes, &all.length);
    return first_key(all, &packet)
               ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, packet.bytes, packet.length)
               : NULL;
}
