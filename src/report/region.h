/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a finding is, as SARIF says it: artifactLocation (3.4), region (3.30), location (3.28).
 */
#pragma once

#include "base/diagnostic.h"
#include "report/object.h"

#define PM_REGION_BASE "%SRCROOT%"

json_t *pm_region_object(const PmSource *source, PmSpan span);
json_t *pm_region_artifact(const char *path);
/* NULL where nothing is known. */
json_t *pm_region_location(const PmDiagnostic *diagnostic);
