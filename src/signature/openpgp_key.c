/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/openpgp_key.h"

#include "signature/openpgp_packet.h"

#define BEGIN "-----BEGIN PGP PUBLIC KEY BLOCK-----"

char *
pm_openpgp_key_digest(const char *armour)
{
    g_autoptr(GBytes) bytes = pm_openpgp_dearmour(armour, BEGIN);
    PmOpenpgpPacket packet;
    PmWire all;
    if (bytes == NULL)
        return NULL;
    all.bytes = g_bytes_get_data(bytes, &all.length);
    return pm_openpgp_take_packet(&all, &packet) && packet.tag == PM_OPENPGP_PUBLIC_KEY &&
                   packet.body.length > 0
               ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, packet.body.bytes,
                                             packet.body.length)
               : NULL;
}
