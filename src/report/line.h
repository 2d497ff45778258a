/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding in words, for the formats that print lines: safe for a terminal.
 */
#pragma once

#include "base/diagnostic.h"

/* "c0ffee1 path:9:3: ", each part where it is known; the column counts code points. g_free() */
char *pm_line_place(const PmDiagnostic *diagnostic);
/* "path:9:3: error: message [rule]". g_free() */
char *pm_line_finding(const PmDiagnostic *diagnostic);
/* The message, and a line each for what else is said of it; nothing of it is escaped. g_free() */
char *pm_line_details(const PmDiagnostic *diagnostic);
