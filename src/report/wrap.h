/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prose in the columns of a terminal.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

/*
 * Print `text`, which went through the escape, and a line end: in lines of at most `columns`, the
 * first from column `at`, where the cursor is, the others behind `indent` blanks. A word that is
 * longer stays whole.
 */
void pm_wrap_print(FILE *out, const char *text, size_t at, size_t indent, size_t columns);
