/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a regular expression up to the first line feed, the text that it is tried on behind
 * it. */
#include "schema/pattern.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *line = size > 0 ? memchr(text, '\n', size) : NULL;
    size_t length = line ? (size_t)(line - text) : size;
    g_autoptr(GError) error = NULL;
    g_autoptr(PmPattern) pattern = pm_pattern_compile(text, length, &error);
    g_assert_true((pattern != NULL) != (error != NULL));
    size_t work = 0;
    if (pattern)
        pm_pattern_matches(pattern, line ? line + 1 : text, line ? size - length - 1 : size, &work);
    g_assert_cmpuint(work, <=, 4100000);
    return 0;
}
