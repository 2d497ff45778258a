/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A private temporary directory (mode 0700) for the files that ssh-keygen and gpg insist on. It is
 * removed with everything in it when it goes out of scope; of a process that was interrupted, by
 * the next one that needs such a directory.
 */
#pragma once

#include "base/error.h"

typedef struct PmScratch PmScratch;

PmScratch *pm_scratch_new(GError **error);
void pm_scratch_free(PmScratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmScratch, pm_scratch_free)

const char *pm_scratch_path(const PmScratch *scratch);

/* Write a file (mode 0600) and return its absolute path, which lives as long as `scratch`; NULL
 * with an error. */
const char *pm_scratch_write(PmScratch *scratch, const char *name, const char *text, size_t length,
                             GError **error);
