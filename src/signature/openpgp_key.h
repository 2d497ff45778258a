/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an armoured OpenPGP public key begins with (RFC 4880 sections 4.2, 5.5.1 and 6.2): enough to
 * tell whether two armours are of one primary key. gpg says everything else.
 */
#pragma once

/* SHA-256 of the primary key's packet, in hex; NULL when the armour does not begin with one.
 * g_free() */
char *pm_openpgp_key_digest(const char *armour);
