/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the repository around a directory is, and whether git would trust it: git refuses
 * repositories that belong to somebody else (safe.directory) and, where asked to, bare ones that
 * were only found (safe.bareRepository). git-config(1).
 */
#pragma once

#include "git/configuration.h"

/*
 * Find the repository around `start` and refuse it where git would. PM_ERROR_NOT_FOUND with the
 * hint `git init`; PM_ERROR_UNTRUSTED with the command that makes the exception.
 */
bool pm_ownership_check(const char *start, const PmConfiguration *trusted, GError **error);
