/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding, and the totals, as our own JSON has them. "column" counts code points; the same place
 * in bytes and UTF-16 units is beside it. What is not known is not there.
 */
#pragma once

#include "report/object.h"
#include "report/report.h"

json_t *pm_finding_object(const PmDiagnostic *diagnostic, const char *fingerprint);
json_t *pm_finding_totals(const PmReportTotals *totals);
