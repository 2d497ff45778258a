/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who somebody really is (gitmailmap(5)). libgit2's own compares letter case, which git does not:
 * an address in capitals would be a second person.
 */
#pragma once

#include <glib.h>

typedef struct PmMailmap PmMailmap;

/* Later lines win over earlier ones. */
PmMailmap *pm_mailmap_new(const char *text);
void pm_mailmap_free(PmMailmap *mailmap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmMailmap, pm_mailmap_free)

/* Borrowed from `mailmap` or from the arguments. */
void pm_mailmap_resolve(const PmMailmap *mailmap, const char *name, const char *email,
                        const char **out_name, const char **out_email);
