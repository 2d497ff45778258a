/* SPDX-License-Identifier: Apache-2.0 */
/* The phrases themselves. Each was read against real reports: rather one less than a false one. */
#pragma once

#include "check/phrase.h"

/* They end with a NULL text. */
extern const PmPhrase pm_phrases_vague[]; /* in texts of actions alone */
extern const PmPhrase pm_phrases_blame[];
extern const PmPhrase pm_phrases_counterfactual[];
