/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <string.h>

GQuark
pm_error_quark(void)
{
    return g_quark_from_static_string("pm-error-quark");
}

/* A line end from outside (a path may hold one) must not pass for the start of a hint. */
G_GNUC_PRINTF(1, 0)
static char *
one_line(const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    if (!strchr(text, '\n'))
        return g_steal_pointer(&text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strjoinv("\\x0a", lines);
}

void
pm_error_set(GError **error, PmErrorCode code, const char *hint, const char *format, ...)
{
    if (!error)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = one_line(format, arguments);
    va_end(arguments);
    g_set_error(error, PM_ERROR, (int)code, "%s%s%s", message, hint ? "\n" : "", hint ? hint : "");
}

const char *
pm_error_hint(const GError *error, size_t *out_length)
{
    const char *end = strchr(error->message, '\n');
    if (out_length)
        *out_length = end ? (size_t)(end - error->message) : strlen(error->message);
    return end ? end + 1 : NULL;
}
