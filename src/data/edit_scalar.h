/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another text in the place of a scalar, written the way the scalar is.
 */
#pragma once

#include "base/splice.h"
#include "data/node.h"

/*
 * The splice that gives the string or number `node` this text as its value: in the quotes that it
 * has; a plain one gets quotes where the text needs them. NULL where it can't be done in place: it
 * came through an alias, or is a block of lines, or there is nothing written.
 */
const PmSplice *pm_edit_scalar(PmArena *arena, const PmNode *node, const char *text);
