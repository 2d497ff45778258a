/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML text to nodes: libyaml's events, resolved by the YAML 1.2.2 core schema (section 10.3).
 * libyaml marks count code points; they become byte spans here, and nobody above sees one.
 *
 * Findings (rule ids, all with a span in `source`):
 *   yaml/syntax, yaml/encoding (not UTF-8, control characters in decoded scalars),
 * yaml/duplicate-key, yaml/anchor, yaml/alias, yaml/tag, yaml/depth, yaml/size, yaml/documents
 * (more than one), yaml/merge-key, yaml/line-break (U+0085, U+2028, U+2029: breaks to libyaml
 * alone), yaml/ambiguous (a plain scalar that YAML 1.1 and 1.2 readers take differently: a warning,
 * with the quoting splice as its fix).
 */
#pragma once

#include "base/diagnostic.h"
#include "data/node.h"

typedef enum {
    PM_YAML_DEFAULT = 0,
    PM_YAML_TOLERANT =
        1, /* foreign documents: anchors, aliases, tags are warnings, ambiguity is silent */
} PmYamlFlags;

#define PM_YAML_MAX_DEPTH 32
#define PM_YAML_MAX_NODES 100000 /* after aliases are resolved */

/*
 * Read the one YAML document in bytes `span` of `source`. NULL when it does not parse (an error is
 * in `diagnostics` then). An empty text is a PM_NODE_NULL. Anchors, aliases and standard tags
 * resolve under the node budget, so that foreign documents still read.
 */
const PmNode *pm_yaml_parse(PmArena *arena, const PmSource *source, PmSpan span, PmYamlFlags flags,
                            PmDiagnostics *diagnostics);
