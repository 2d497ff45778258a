/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of an SSH signature, as base64 and as bytes.
 */
#include "signature/sshsig.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_one(const char *base64, size_t length)
{
    const char *why = NULL;
    g_autoptr(PmSshsig) sshsig = pm_sshsig_parse(base64, length, &why);
    g_assert_true((sshsig == NULL) == (why != NULL));
    if (sshsig && sshsig->key)
        g_free(pm_ssh_key_fingerprint(sshsig->key->base64));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_one((const char *)data, size);
    g_autofree char *base64 = g_base64_encode(data, size);
    read_one(base64, strlen(base64));
    return 0;
}
