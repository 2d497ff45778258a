/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packets that OpenPGP armour holds (RFC 4880, sections 4 and 6), as far as one has to look at
 * them before gpg does.
 */
#pragma once

#include "signature/ssh_wire.h"

enum {
    PM_OPENPGP_SIGNATURE = 2,
    PM_OPENPGP_PUBLIC_KEY = 6,
    PM_OPENPGP_LITERAL = 11,
};

typedef struct {
    unsigned tag;
    PmWire body; /* borrowed */
} PmOpenpgpPacket;

/* The bytes of the first armour that begins with the line `begin`, checked by its checksum when it
 * has one; NULL: no such armour. */
GBytes *pm_openpgp_dearmour(const char *armour, const char *begin);

/* Consume the packet at the front; false when there is none of a length that is said. */
bool pm_openpgp_take_packet(PmWire *rest, PmOpenpgpPacket *out_packet);
/* Write one. */
void pm_openpgp_put_packet(GByteArray *to, unsigned tag, const void *body, size_t length);
