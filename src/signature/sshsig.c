/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/sshsig.h"

#include <string.h>

#define MAGIC "SSHSIG"
#define VERSION 1

void
pm_sshsig_free(PmSshsig *sshsig)
{
    if (!sshsig)
        return;
    pm_ssh_key_free(sshsig->key);
    g_free(sshsig->name_space);
    g_free(sshsig->hash);
    g_clear_pointer(&sshsig->bytes, g_bytes_unref);
    g_free(sshsig);
}

static bool
read_preamble(PmSshsig *sshsig, PmWire *rest)
{
    size_t length = strlen(MAGIC);
    if (rest->length < length || memcmp(rest->bytes, MAGIC, length) != 0)
        return false;
    *rest = (PmWire){ rest->bytes + length, rest->length - length };
    return pm_wire_u32(rest, &sshsig->version);
}

static const char *
read_envelope(PmSshsig *sshsig, PmWire rest)
{
    PmWire key, name_space, reserved, hash;
    if (!pm_wire_string(&rest, &key) || !pm_wire_string(&rest, &name_space) ||
        !pm_wire_string(&rest, &reserved) || !pm_wire_string(&rest, &hash) ||
        !pm_wire_string(&rest, &sshsig->signature))
        return "the signature is cut off";
    if (rest.length > 0)
        return "the signature has bytes after its end";
    sshsig->name_space = pm_wire_text(name_space);
    sshsig->hash = pm_wire_text(hash);
    if (!sshsig->name_space || !sshsig->hash)
        return "the signature's namespace or hash holds a NUL";
    sshsig->key = pm_ssh_key_parse(key);
    return sshsig->key ? NULL : "the signature's key is malformed";
}

PmSshsig *
pm_sshsig_parse(const char *base64, size_t length, const char **out_why)
{
    g_autoptr(PmSshsig) sshsig = g_new0(PmSshsig, 1);
    sshsig->bytes = pm_base64_decode(base64, length);
    if (!sshsig->bytes) {
        *out_why = "the signature is no base64";
        return NULL;
    }
    PmWire rest;
    rest.bytes = g_bytes_get_data(sshsig->bytes, &rest.length);
    if (!read_preamble(sshsig, &rest)) {
        *out_why = "the signature is no SSH signature";
        return NULL;
    }
    if (sshsig->version != VERSION)
        return g_steal_pointer(&sshsig);
    const char *why = read_envelope(sshsig, rest);
    if (why) {
        *out_why = why;
        return NULL;
    }
    return g_steal_pointer(&sshsig);
}
