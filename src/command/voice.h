/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which role, and for which party, somebody may object, take back, excuse or override; and what
 * stands in their way.
 */
#pragma once

#include "command/reviewer.h"

typedef struct {
    PmDemand demand;      /* the role, and the party */
    const char *replaces; /* digest of their own statement that it takes the place of, or NULL */
} PmVoice;

/* PM_ERROR_REFUSED says what stands in the way, and what to do. */
typedef bool (*PmVoiceChoice)(const PmReviewer *reviewer, PmVoice *out_voice, GError **error);

bool pm_voice_object(const PmReviewer *reviewer, PmVoice *out_voice, GError **error);
bool pm_voice_revoke(const PmReviewer *reviewer, PmVoice *out_voice, GError **error);
bool pm_voice_excuse(const PmReviewer *reviewer, PmVoice *out_voice, GError **error);
bool pm_voice_override(const PmReviewer *reviewer, PmVoice *out_voice, GError **error);
