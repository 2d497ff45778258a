/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reports say of the rules: the checks of documents and what the audit finds, in one look-up.
 */
#pragma once

#include "report/report.h"

PmReportRuleFind pm_catalogue_find;
