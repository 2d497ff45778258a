/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was known and what was asked before, for programs: the members `known_unfixed` and
 * `asked_before`.
 */
#pragma once

#include "command/asked_before.h"
#include "command/known_open.h"

#include <jansson.h>

/* null where the document doesn't say when it began, or of what services. */
json_t *pm_links_json_known(PmContext *context, const PmKnown *known);
json_t *pm_links_json_asked(PmContext *context, const GArray *asked);
