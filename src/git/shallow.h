/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boundaries of a shallow clone: commits whose parents exist but were not fetched
 * (gitrepository-layout(5), "shallow").
 */
#pragma once

#include "git/native.h"

/* Whether history is cut off behind `oid`. The list is read at the first question. */
bool pm_shallow_has(const PmRepository *repository, const git_oid *oid);
