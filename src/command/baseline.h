/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The findings that a document had before: at adoption, or at an earlier revision. Each one of then
 * excuses one of now, wherever in the text that stands by now.
 */
#pragma once

#include "base/diagnostic.h"

/* What makes two findings of a document the same one: rule and message, of secrets their text too:
 * another key is another secret. g_free() */
char *pm_baseline_key(const PmDiagnostic *found);
bool pm_baseline_is_same(const PmDiagnostic *a, const PmDiagnostic *b);

typedef struct PmBaseline PmBaseline;

PmBaseline *pm_baseline_new(const PmDiagnostics *then);
void pm_baseline_free(PmBaseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmBaseline, pm_baseline_free)

/* Is this one new? Where it is not, one of then is used up. */
bool pm_baseline_is_new(PmBaseline *baseline, const PmDiagnostic *found);
/* Keep what is new; how many others there were. */
size_t pm_baseline_filter(PmBaseline *baseline, PmDiagnostics *now);
