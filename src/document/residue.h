/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a front matter says beside its keys and values: comments, tags, anchors, directives. libyaml
 * drops comments, and no tree has them; a reader of the file sees them all the same, so a text that
 * is moved into one has not gone unseen.
 */
#pragma once

#include "document/document.h"

/*
 * One line each comment, and a line of whatever else there is, in the order of the text; spaces,
 * line ends and the marks that YAML is built with are left out. "" when there is nothing. g_free()
 */
char *pm_residue(const PmDocument *document);
