/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who holds a lock of git's, and for how long, as far as the system tells: git leaves no name in
 * it. For the words of whoever has waited in vain.
 */
#pragma once

#include "base/error.h"

/*
 * PM_ERROR_CONFLICT: `what` ("the index", "'main'") is locked by the file `path`, its age (at least
 * the seconds that were `waited` for) and, where that is known, its owner; the hint is what to do
 * about it.
 */
void pm_lock_owner_explain(const char *what, const char *path, long waited, GError **error);
