/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `$schema` and `$vocabulary` (core, section 8.1): which keywords count. Only 2020-12 and
 * meta-schemas that are made of its vocabularies; older drafts are refused by name, with the
 * keywords that differ.
 */
#pragma once

#include "schema/compile.h"

/* All of 2020-12, formats as annotations. */
#define PM_DIALECT_DEFAULT (0xffU & ~(unsigned)PM_VOCABULARY_FORMAT_ASSERTION)

/* The vocabularies that `node`, the root of `resource`, declares with `$schema`. */
bool pm_dialect_read(PmCompiler *compiler, const PmNode *node, PmResource *resource,
                     GError **error);
