/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who, of the people that a config names, could sign for something that the policy asks for.
 */
#pragma once

#include "command/own_text.h"

typedef struct {
    const char *email;
    bool keyless; /* the policy asks for a signature, and knows no key of theirs */
} PmSigner;

/*
 * They hold the role, wrote none of the text where that matters, and what they signed does not
 * count already. In the arena.
 */
const PmSigner *pm_signers(const PmOwnText *self, const PmDemandStatus *status, size_t *out_count);
