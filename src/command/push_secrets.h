/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets that commits of a push bring, gone again by its end or not: what is pushed is known.
 */
#pragma once

#include "base/diagnostic.h"
#include "command/command.h"

typedef struct {
    const PmOid *known; /* what is behind these is on the other side already */
    size_t known_count;
    PmOid tip;
    PmOid judge; /* whose config and schema say what a document is; they need not be there */
} PmPushedRange;

/* An error of each goes to `found`, at the commit that brought it. */
bool pm_push_secrets(PmContext *context, const PmPushedRange *range, PmDiagnostics *found,
                     GError **error);
