/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Did this person sign these bytes, by the keys that a policy has of her? The same question for
 * sign-offs and checkpoints, when they are made and when they are verified.
 */
#pragma once

#include "ledger/policy.h"
#include "ledger/verifier.h"

typedef struct {
    const char *text; /* the statement, as signed */
    size_t length;
    const char *armour;
    const char *email; /* who it must be */
    int64_t time;      /* the ledger's, at which keys are judged; seconds since the epoch */
} PmSignatureClaim;

typedef struct {
    PmVerdict verdict; /* PM_VERDICT_GOOD: it is hers, and the key is nobody else's */
    bool is_shared;    /* not good alone because the key is listed for several people */
    const char *key;   /* fingerprint, where known */
    const char *why;   /* "is untrusted: …", when not good */
} PmSignatureFinding;

/* The answer lives in `arena`. */
PmSignatureFinding pm_signature_judge(PmArena *arena, const PmPolicy *policy,
                                      const PmVerifier *verifier, const PmSignatureClaim *claim);
