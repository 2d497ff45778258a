/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a finding is known by from one run to the next: SHA-256 of its rule, path, message and the
 * text of its line, trimmed. No line number is in it, so that it survives what is written above.
 */
#pragma once

#include "base/diagnostic.h"

/*
 * Of each finding of the list, in its order: 64 hex digits, unique in the list, as equal ones are
 * counted. g_strfreev()
 */
char **pm_fingerprints_new(const PmDiagnostics *diagnostics);
