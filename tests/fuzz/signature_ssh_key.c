/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSH public keys and certificates: the text of a .pub file, and the bytes inside.
 */
#include "signature/ssh_key.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read as a key is one line of a .pub file, and the same key when that is read. */
static void
read_bytes(const uint8_t *data, size_t size)
{
    g_autoptr(PmSshKey) key = pm_ssh_key_parse((PmWire){ data, size });
    if (key == NULL)
        return;
    g_free(pm_ssh_key_fingerprint(key->base64));
    g_autoptr(GBytes) plain = pm_base64_decode(key->base64, strlen(key->base64));
    g_assert_nonnull(plain);
    PmWire wire;
    wire.bytes = g_bytes_get_data(plain, &wire.length);
    g_autoptr(PmSshKey) again = pm_ssh_key_parse(wire);
    g_assert_nonnull(again);
    g_assert_cmpstr(again->base64, ==, key->base64);
    g_assert_null(again->authority);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_bytes(data, size);
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *type = NULL, *base64 = NULL;
    if (pm_ssh_key_read(text, &type, &base64)) {
        g_autoptr(GBytes) blob = pm_base64_decode(base64, strlen(base64));
        g_assert_nonnull(blob);
        read_bytes(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob));
    }
    return 0;
}
