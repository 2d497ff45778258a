/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repository's own configuration, written as git config --local writes it.
 */
#pragma once

#include "git/repository.h"

/* Set a key to one value; NULL: take it out. What was read of the configuration stays as it was
 * read. */
bool pm_config_write(const PmRepository *repository, const char *key, const char *value,
                     GError **error);
