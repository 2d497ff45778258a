/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON on its way out of a verb. Programs read it, and people see it: nothing in it is anything
 * that a terminal acts on.
 */
#pragma once

#include "command/command.h"

#include <jansson.h>

/* A string, with U+FFFD for what is not UTF-8; null for NULL. */
json_t *pm_json_text(const char *text);

/* Print `root` with jansson's `flags` and a line end, and release it. */
void pm_json_print(PmContext *context, json_t *root, size_t flags);
