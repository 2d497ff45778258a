/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SSH signature format (OpenSSH's PROTOCOL.sshsig): what an armour holds, read without
 * believing any of it.
 */
#pragma once

#include "signature/ssh_key.h"

typedef struct {
    GBytes *bytes; /* what the rest borrows from */
    uint32_t version;
    char *name_space;
    char *hash;       /* "sha256", "sha512" */
    PmWire signature; /* algorithm and signature, as RFC 4253 section 6.6 has them */
    PmSshKey *key;
} PmSshsig;

/* The base64 between BEGIN and END. NULL, and a few words, when that is no SSH signature. Of a
 * version that we don't know, only `version` is filled. */
PmSshsig *pm_sshsig_parse(const char *base64, size_t length, const char **out_why);
void pm_sshsig_free(PmSshsig *sshsig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmSshsig, pm_sshsig_free)
