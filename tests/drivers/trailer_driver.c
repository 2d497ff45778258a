/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trailers for any suite: {"id","message"} with the message in base64, one a line, is answered by
 * {"id","trailers":[["key","value"],…]}, one a line.
 */
#include "git/trailer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes that JSON can't carry become U+FFFD. */
static json_t *
text(const char *bytes)
{
    g_autofree char *valid = g_utf8_make_valid(bytes, -1);

    return json_string(valid);
}

static json_t *
answer(const json_t *request)
{
    const char *message = json_string_value(json_object_get(request, "message"));
    json_t *reply = json_object();
    gsize length = 0;

    json_object_set(reply, "id", json_object_get(request, "id"));
    if (message == NULL) {
        json_object_set_new(reply, "error", json_string("no message"));
        return reply;
    }
    /* GLib puts a NUL behind what it decodes; a NUL inside ends the message, as it does for git */
    g_autofree char *bytes = (char *)g_base64_decode(message, &length);
    g_autofree char *copy = g_strndup(bytes ? bytes : "", length);
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(copy);
    json_t *rows = json_array();
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        json_t *row = json_array();
        json_array_append_new(row, text(trailer->key));
        json_array_append_new(row, text(trailer->value));
        json_array_append_new(rows, row);
    }
    json_object_set_new(reply, "trailers", rows);
    return reply;
}

int
main(void)
{
    char *line = NULL;
    size_t size = 0;

    while (getline(&line, &size, stdin) > 0) {
        json_error_t problem;
        json_t *request = json_loads(line, JSON_ALLOW_NUL, &problem);
        json_t *reply =
            request ? answer(request) : json_pack("{s:n, s:s}", "id", "error", problem.text);

        json_dumpf(reply, stdout, JSON_COMPACT);
        putchar('\n');
        fflush(stdout);
        json_decref(reply);
        json_decref(request);
    }
    free(line);
    return 0;
}
