/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any message. A composed one reads back as it was meant, whatever its body; trailers that were
 * found can be written again.
 */
#include "git/trailer.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GPtrArray) found = pm_trailers_parse(text);
    const PmTrailer ours[] = { { (char *)"Postmortem", (char *)"2026-01-14-x" } };

    for (guint i = 0; i < found->len; i++) {
        const PmTrailer *trailer = found->pdata[i];
        g_assert_true(*trailer->key && strchr(trailer->value, '\n') == NULL);
        g_autofree char *again = pm_trailers_compose("s", NULL, trailer, 1, NULL);
        if (again) {
            g_autoptr(GPtrArray) once_more = pm_trailers_parse(again);
            g_assert_cmpstr(pm_trailers_get(once_more, trailer->key), ==, trailer->value);
        }
    }
    for (size_t count = 0; count <= 1; count++) {
        g_autofree char *message = pm_trailers_compose("subject", text, ours, count, NULL);
        g_assert_nonnull(message);
        g_autoptr(GPtrArray) read = pm_trailers_parse(message);
        g_assert_cmpuint(read->len, ==, count);
    }
    return 0;
}
