/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings as data that can be kept in a file: those about commits and paths, which have no text at
 * hand.
 */
#pragma once

#include "base/diagnostic.h"

#include <glib.h>

/* Of each: rule, severity, path, commit, message, help, command. */
#define PM_DIAGNOSTIC_FORM "(sumsmsmsmsms)"

/* Floating. NULL: one of `list` from index `first` on holds what is no UTF-8, or was only counted,
 * and would not come back as it was. */
GVariant *pm_diagnostics_pack(const PmDiagnostics *list, size_t first);
/* Add what pm_diagnostics_pack() made, of type "a" PM_DIAGNOSTIC_FORM. */
void pm_diagnostics_unpack(PmDiagnostics *list, GVariant *packed);
