/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a sign-off: statement, signature, content and, when the policy is satisfied by it, the new
 * status, in one commit.
 */
#pragma once

#include "command/review.h"

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const PmReview *review;
    PmSignVerdict verdict;
    PmDemand demand;          /* role and party to sign in */
    const char *name, *email; /* who */
    bool is_author;           /* of part of the text: counts where the demand allows that */
    const char *replaces;     /* digest of the earlier statement, or NULL */
    const char *on;           /* a branch that is not checked out, or NULL */
} PmSignoffRequest;

typedef struct {
    PmWriteResult write;
    const char *verdict; /* in words */
    PmDemand demand;
    bool is_signed;
    bool becomes_reviewed;
    const char *digest; /* of the statement */
} PmSignoffResult;

bool pm_signoff_write(const PmSignoffRequest *request, PmSignoffResult *out_result, GError **error);
