/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a row of verify.c's table of formats is. Adding a format: one file, one row.
 */
#pragma once

#include "signature/verify.h"

/* An armour that begins and ends with the right lines; `body` is what stands between them. */
typedef struct {
    const PmSignatureQuestion *question;
    const char *body;
    size_t length;
} PmArmour;

typedef struct {
    const char *begin, *end;
    void (*verify)(const PmArmour *armour, PmSignatureAnswer *answer); /* NULL: cannot be checked */
    bool has_headers; /* lines of words, up to a blank one */
} PmSignatureFormat;

/* Programs that check a signature ask nobody anything, so they are quick or they hang. */
#define PM_VERIFY_SECONDS 30

/* Set verdict and reason; the answer's other fields stay. */
void pm_signature_answer_say(PmSignatureAnswer *answer, PmVerdict verdict, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* ssh.c */
void pm_ssh_verify(const PmArmour *armour, PmSignatureAnswer *answer);
/* openpgp.c */
void pm_openpgp_verify(const PmArmour *armour, PmSignatureAnswer *answer);
