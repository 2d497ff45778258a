/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of a pack (gitformat-pack(5), versions 1 and 2), looked at before libgit2 gets it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Does every offset lie in the pack, so that following it reads nothing else? libgit2 takes an
 * offset's word, and dies of a signal behind the end of the pack. Only what is dangerous is looked
 * for: what a wrong offset leads to has another hash than it should, and the checksum of the whole
 * file costs too much where millions of objects are packed.
 */
bool pm_pack_index_is_safe(const char *path);
