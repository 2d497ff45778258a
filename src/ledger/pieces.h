/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sentences of a text, to know them again elsewhere: a body line, or a value of the front
 * matter, that is long enough to be somebody's words. Told by its words alone: letters of any
 * script, in lower case; neither digits nor marks nor line ends matter.
 */
#pragma once

#include <glib.h>

typedef struct {
    guint64 key; /* of the words; two of one key are taken for the same */
    guint words;
} PmPiece;

/* Elements PmPiece, none twice. Headings, single values and short lines are none; {{names}} of a
 * template are no words. g_array_unref() */
GArray *pm_pieces_of(GBytes *text);
