/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document as JSON: {"path", "id", "front_matter", "body": {"headings": [{"level", "line",
 * "text"}]}, …}. Stable: other programs read it.
 */
#pragma once

#include "command/command.h"
#include "document/document.h"

#include <jansson.h>

/* On a line of its own, with the members of `more` (NULL: none), which is released. `id`: NULL for
 * a file of no ledger. */
void pm_show_json(PmContext *context, const char *path, const char *id, const PmDocument *document,
                  json_t *more);
