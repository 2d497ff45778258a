/* SPDX-License-Identifier: Apache-2.0 */
#include "report/object.h"

#include <glib.h>
#include <string.h>

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
    for (const char *del; (del = memchr(bytes, '\x7f', size)) != NULL;) {
        size_t before = (size_t)(del - bytes);
        fwrite(bytes, 1, before, out);
        fputs("\\u007f", out);
        bytes = del + 1;
        size -= before + 1;
    }
    fwrite(bytes, 1, size, out);
    return 0; /* where writing fails, ferror(out) tells the caller */
}

void
pm_object_print(FILE *out, json_t *value)
{
    json_dump_callback(value, write_bytes, out, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
    json_decref(value);
}
