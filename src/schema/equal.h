/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Equality of JSON values (core, section 4.2.2): numbers by value, maps without order.
 */
#pragma once

#include "data/node.h"

/* Looks up keys in `b` alone, so that `a` may be part of a schema which many threads share. */
bool pm_node_equals(const PmNode *a, const PmNode *b);

/* The first item that is there before already, or NULL. Not quadratic in the list's length. */
const PmNode *pm_node_first_repeated(const PmNode *list, const PmNode **out_earlier);
