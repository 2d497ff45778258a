/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The past of some paths, remembered from one run to the next (base/cache): what a commit has
 * behind it never changes, so that only what came since is walked.
 */
#pragma once

#include "git/past.h"

/* As pm_past_of(). With `full` nothing that was remembered is believed. */
GArray *pm_past_kept(PmRepository *repository, const PmOid *tip, const char *const *paths,
                     bool full, bool *out_cut, GError **error);
