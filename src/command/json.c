/* SPDX-License-Identifier: Apache-2.0 */
#include "command/json.h"

#include "base/text.h"

json_t *
pm_json_text(const char *text)
{
    if (text == NULL)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

static int
append(const char *bytes, size_t size, void *out)
{
    g_string_append_len(out, bytes, (gssize)size);
    return 0;
}

void
pm_json_print(PmContext *context, json_t *root, size_t flags)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_dump_callback(root, append, text, flags | JSON_ENCODE_ANY);
    json_decref(root);
    g_autofree char *safe = pm_text_escape_json(text->str, (gssize)text->len);
    fprintf(context->out, "%s\n", safe);
}
