/* SPDX-License-Identifier: Apache-2.0 */
#include "report/object.h"

#include <glib.h>

json_t *
pm_object_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

void
pm_object_set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, pm_object_text(text));
}

void
pm_object_set_number(json_t *object, const char *key, size_t number)
{
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

/* jansson escapes all that a terminal acts on but DEL, which can only be inside of a string. */
static int
write_bytes(const char *bytes, size_t size, void *out)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\x7f')
            fputs("\\u007f", out);
        else
            putc(bytes[i], out);
    }
    return 0; /* where writing fails, ferror(out) tells the caller */
}

void
pm_object_print(FILE *out, json_t *value)
{
    json_dump_callback(value, write_bytes, out, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
    json_decref(value);
}
