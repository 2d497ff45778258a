/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are the objects of a repository the files that they were? What was read of them then would be
 * read again.
 */
#pragma once

#include "git/repository.h"

/*
 * A digest over the names, inodes, sizes and times of all files that hold objects, and of the list
 * of boundaries of a shallow clone; of the alternates', too. NULL when one of them is so young that
 * it may change again within the same tick of its clock, or can't be looked at. g_free()
 */
char *pm_store_stamp(const PmRepository *repository);
