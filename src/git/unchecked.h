/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading objects as git log does: their bytes are not hashed, which is half of the work of a long
 * walk. A damaged stream is still found, another object under a false name is not: never for an
 * audit. Between begin and end the repository reads from an object database of its own, so that
 * nothing that was believed is remembered after it.
 */
#pragma once

#include "git/repository.h"

typedef struct PmUnchecked PmUnchecked;

/* No other thread reads objects until the end, since libgit2 has one switch for all. */
PmUnchecked *pm_unchecked_begin(PmRepository *repository, GError **error);
void pm_unchecked_end(PmUnchecked *unchecked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmUnchecked, pm_unchecked_end)
