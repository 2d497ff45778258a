/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a front matter says beside its keys and values: comments, tags, anchors, directives. libyaml
 * drops comments, and no tree has them; a reader of the file sees them all the same, so a text that
 * is moved into one has not gone unseen.
 */
#pragma once

#include "document/document.h"

/* A comment that begins so suppresses findings (check/suppress.h): where it stands means something.
 */
#define PM_RESIDUE_IGNORE "postmortem-ignore"

typedef struct {
    PmSpan span;        /* from '#' to the end of the line */
    bool alone;         /* on a line of its own */
    bool first;         /* alone, and before the first key */
    const PmNode *node; /* alone: the key or item that follows, or whose value does; else the one
                           that it is beside. NULL: there is none */
} PmComment;

/*
 * The comments, in the order of the text. None where it is not certain what is a comment: the front
 * matter has errors, or anchors or tags. GArray of PmComment, g_array_unref()
 */
GArray *pm_residue_comments(const PmDocument *document);

/*
 * One line each comment, and a line of whatever else there is, in the order of the text; spaces,
 * line ends and the marks that YAML is built with are left out. "" when there is nothing. Of a
 * comment that suppresses findings it also says what it stands at. g_free()
 */
char *pm_residue(const PmDocument *document);
