/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_json.h"

#include "base/text.h"
#include "command/json.h"

static void
put_string(GString *out, const char *text)
{
    json_t *string = pm_json_text(text);
    char *dumped = json_dumps(string, JSON_ENCODE_ANY);
    g_string_append(out, dumped);
    free(dumped);
    json_decref(string);
}

static void
put_members(GString *out, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char *dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        g_string_append_printf(out, ",\"%s\":%s", key, dumped);
        free(dumped);
    }
    json_decref(object);
}

void
pm_show_json(PmContext *context, const char *path, const char *id, const PmDocument *document,
             json_t *more)
{
    g_autoptr(GString) out = g_string_new("{\"path\":");
    put_string(out, path);
    if (id != NULL) {
        g_string_append(out, ",\"id\":");
        put_string(out, id);
    }
    g_string_append(out, ",\"front_matter\":");
    if (document->front != NULL)
        pm_node_write_json(document->front, out);
    else
        g_string_append(out, "null");
    g_string_append(out, ",\"body\":{\"headings\":[");
    for (size_t i = 0; i < document->outline->heading_count; i++) {
        const PmHeading *heading = &document->outline->headings[i];
        PmPosition at = pm_source_position(document->source, heading->span.start);
        g_string_append_printf(out,
                               "%s{\"level\":%d,\"line\":%u,\"top\":%s,\"text\":", i > 0 ? "," : "",
                               heading->level, at.line, heading->top ? "true" : "false");
        put_string(out, heading->text);
        g_string_append_c(out, '}');
    }
    g_string_append(out, "]}");
    put_members(out, more);
    g_string_append(out, "}\n");
    g_autofree char *safe = pm_text_escape_json(out->str, (gssize)out->len);
    fputs(safe, context->out);
}
