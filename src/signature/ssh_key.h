/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSH public keys and certificates: as bytes (RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH's
 * PROTOCOL.certkeys and PROTOCOL.u2f) and as the text of a .pub file.
 */
#pragma once

#include "signature/ssh_wire.h"

typedef struct {
    char *type;    /* "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com" */
    PmWire whole;  /* with its certificate; borrowed like the next */
    char *base64;  /* the key without its certificate, as a .pub file has it */
    PmWire fields; /* of the plain key, after the type; borrowed from the bytes that were parsed */
    /* of a certificate, else NULL and 0 */
    char *authority; /* base64 of the key that signed it */
    char **principals;
    uint64_t valid_after, valid_before;
} PmSshKey;

/* NULL when the bytes are no key. A plain key of a type that we don't know is let through, for
 * ssh-keygen to judge. The key borrows from `blob`. */
PmSshKey *pm_ssh_key_parse(PmWire blob);
void pm_ssh_key_free(PmSshKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSshKey, pm_ssh_key_free)

/* "SHA256:…" as ssh-keygen -l prints it, of base64 that pm_ssh_key_* gave. g_free() */
char *pm_ssh_key_fingerprint(const char *base64);

/* "TYPE BASE64 [comment]" at `text`: true when both fit together. The copies are free of white
 * space; g_free(). */
bool pm_ssh_key_read(const char *text, char **out_type, char **out_base64);
