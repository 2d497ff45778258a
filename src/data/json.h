/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict JSON text (RFC 8259) to the same nodes: number lexemes kept, duplicate keys and bad
 * escapes are findings (json/syntax, json/duplicate-key, json/depth). Depth at most 512. Lone
 * surrogates in escapes become U+FFFD.
 */
#pragma once

#include "base/diagnostic.h"
#include "data/node.h"

#define PM_JSON_MAX_DEPTH 512

const PmNode *pm_json_parse(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics);
