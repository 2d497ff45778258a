/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON values as formats write them: whatever bytes a text holds, what is printed is ASCII, valid
 * and safe for a terminal.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* U+FFFD stands for what is not UTF-8. */
json_t *pm_object_text(const char *text);
/* Nothing is set for NULL. */
void pm_object_set_text(json_t *object, const char *key, const char *text);
void pm_object_set_number(json_t *object, const char *key, size_t number);
/* Print in one line, without its end, and free. */
void pm_object_print(FILE *out, json_t *value);
