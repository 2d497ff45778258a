/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git remembers of working files, so that it need not read them.
 */
#pragma once

#include "git/repository.h"

/*
 * Have git read these files anew when it is next asked. It takes a file of another size for a
 * changed one without reading it, also where a filter that is gone was all the difference. Entries
 * stay what they are; a path that has none is passed over.
 */
bool pm_index_forget_files(PmRepository *repository, const char *const *paths, size_t count,
                           GError **error);
