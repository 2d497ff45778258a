/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents, base URIs and anchors (core, sections 8.2 and 9): which schema a URI reference means.
 * No network: the document itself, the 2020-12 meta-schemas (embedded), and what the caller's
 * resolver has.
 */
#pragma once

#include "schema/compile.h"

/* Base URI of what has none. */
#define PM_RESOURCE_NO_BASE "json-schema:///"

/* Register the schemas in `root` under `uri`. */
const PmResource *pm_resource_add(PmCompiler *compiler, const PmNode *root, const char *uri,
                                  bool foreign, GError **error);
/* The document with this absolute URI, loaded where needed but not scanned; NULL: there is none. */
const PmNode *pm_resource_document(PmCompiler *compiler, const char *uri);
/* `reference` resolved against `base` as RFC 3986 says (fragment kept), or NULL. In `arena`. */
const char *pm_resource_resolve(PmArena *arena, const char *base, const char *reference);

/* The schema that the reference in `constraint` means; `*out_anchor` is the name of the
 * $dynamicAnchor that it was found by, or NULL. */
const PmSubschema *pm_resource_follow(PmCompiler *compiler, const PmConstraint *constraint,
                                      const char **out_anchor, GError **error);
