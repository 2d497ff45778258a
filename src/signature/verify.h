/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes and a signature to a verdict. A table of formats: SSH signatures in process where the key
 * is of a usual kind, else by ssh-keygen; OpenPGP by gpg.
 */
#pragma once

#include "signature/allowed.h"
#include "signature/openpgp_home.h"

typedef enum {
    PM_VERDICT_GOOD,
    PM_VERDICT_BAD,       /* the bytes are not what was signed */
    PM_VERDICT_UNTRUSTED, /* good, but the key is nobody's that we know, or not this principal's */
    PM_VERDICT_EXPIRED,
    PM_VERDICT_NOT_YET_VALID,
    PM_VERDICT_REVOKED,
    PM_VERDICT_CANNOT_CHECK, /* a key or format that we don't know, or the program is missing */
} PmVerdict;
const char *
pm_verdict_name(PmVerdict verdict); /* "good", "bad", "untrusted", "expired", "not-yet-valid", … */

typedef struct {
    const char *payload;
    size_t payload_length;
    const char *signature;       /* armour */
    const char *allowed_signers; /* the text of the file; NULL: none. Lines that don't parse vouch
                                    for nobody */
    const char *name_space;      /* "signoff@git-postmortem", "git" */
    const char *principal; /* who it must be; NULL: whoever the key stands for, if that is one */
    const char *revoked;   /* SSH public keys, one a line, or NULL; a line that is none makes it
                              cannot-check */
    const char *krl;       /* path of a key revocation list (OpenSSH's PROTOCOL.krl), or NULL */
    bool dates_in_utc;     /* of allowed_signers, where they name no zone; else local time */
    int64_t time; /* the moment that validity is judged at; seconds since the epoch; -1: validity
                     dates are not judged */
    const char *openpgp_key; /* armour of the reviewer's public key, exactly one; NULL: OpenPGP
                                can't be checked */
    const char *ssh_program; /* NULL: ssh-keygen */
    const char *gpg_program; /* NULL: gpg */
    PmOpenpgpHomes *openpgp_homes; /* kept from question to question; NULL: for this one alone */
} PmSignatureQuestion;

typedef struct {
    PmVerdict verdict;
    char *principal; /* literal, of the key's line (OpenPGP: the question's); NULL unless good */
    char *key;       /* "SHA256:…" fingerprint, or an OpenPGP fingerprint, where known */
    char *why;       /* a few words when not good */
    bool is_shared; /* the key is listed for other principals too, by pattern, or by name, be it for
                       another namespace or time: one hand can sign for several */
} PmSignatureAnswer;

/* Never fails on bad input: that is a verdict. Overwrites `*out_answer`. */
void pm_signature_verify(const PmSignatureQuestion *question, PmSignatureAnswer *out_answer);
void pm_signature_answer_clear(PmSignatureAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmSignatureAnswer, pm_signature_answer_clear)
