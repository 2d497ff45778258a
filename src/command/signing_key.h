/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Can this person make a signature that the ledger takes, as far as can be told without making one?
 */
#pragma once

#include "command/command.h"
#include "ledger/policy.h"

/* NULL: yes, or nothing can be said. Else what is wrong, and `*out_remedy` is the command that
 * mends it. In the arena. */
const char *pm_signing_key_trouble(PmContext *context, const PmPolicy *policy,
                                   const char **out_remedy);
