/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first packet of an armoured OpenPGP key, from armour and from bytes.
 */
#include "signature/openpgp_key.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *digest = pm_openpgp_key_digest(text);
    g_assert_true(digest == NULL || strlen(digest) == 64);
    g_autofree char *base64 = g_base64_encode(data, size);
    g_autofree char *armour = g_strdup_printf("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n%s\n"
                                              "-----END PGP PUBLIC KEY BLOCK-----\n",
                                              base64);
    g_autofree char *inside = pm_openpgp_key_digest(armour);
    g_assert_true(inside == NULL || size > 1);
    return 0;
}
