/* SPDX-License-Identifier: Apache-2.0 */
#include "command/links_json.h"

#include "command/json.h"

typedef struct {
    const char *key, *text;
} Member;

static json_t *
object_of(const Member *members, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, members[i].key, pm_json_text(members[i].text));
    return object;
}

static json_t *
time_of(PmContext *context, int64_t time)
{
    return pm_json_text(time != PM_GIST_NO_TIME ? pm_time_format(context->arena, time) : NULL);
}

static json_t *
json_of_known(PmContext *context, const PmKnownOpen *known)
{
    const Member members[] = {
        { "id", known->id },
        { "path", known->path },
        { "action", known->action },
        { "text", known->text },
        { "status_then", known->then },
        { "status_now", known->now },
        { "became", known->became },
        { "basis", known->basis == PM_KNOWN_BY_ITSELF ? "document" : "history" },
    };
    json_t *one = object_of(members, G_N_ELEMENTS(members));
    json_t *services = json_array();
    for (size_t i = 0; known->services[i] != NULL; i++)
        json_array_append_new(services, pm_json_text(known->services[i]));
    json_object_set_new(one, "services", services);
    json_object_set_new(one, "since", time_of(context, known->since));
    json_object_set_new(one, "days_open",
                        known->days >= 0 ? json_integer(known->days) : json_null());
    json_object_set_new(one, "or_more", json_boolean(known->at_least));
    return one;
}

json_t *
pm_links_json_known(PmContext *context, const PmKnown *known)
{
    if (!known->asked)
        return json_null();
    json_t *root = json_object(), *list = json_array();
    bool committed = !g_str_equal(known->commit.hex, PM_OID_ZERO.hex);
    json_object_set_new(root, "as_of", time_of(context, known->moment));
    json_object_set_new(root, "commit", pm_json_text(committed ? known->commit.hex : NULL));
    json_object_set_new(root, "cut", json_boolean(known->cut));
    json_object_set_new(root, "count", json_integer(known->count));
    for (guint i = 0; i < known->found->len; i++)
        json_array_append_new(list,
                              json_of_known(context, &g_array_index(known->found, PmKnownOpen, i)));
    json_object_set_new(root, "actions", list);
    return root;
}

json_t *
pm_links_json_asked(PmContext *context, const GArray *asked)
{
    json_t *list = json_array();
    for (guint i = 0; i < asked->len; i++) {
        const PmAskedBefore *one = &g_array_index(asked, PmAskedBefore, i);
        const Member members[] = {
            { "action", one->action },
            { "text", one->text },
            { "id", one->id },
            { "path", one->path },
            { "other_action", one->other },
            { "other_text", one->other_text },
            { "status_now", one->status },
        };
        json_t *object = object_of(members, G_N_ELEMENTS(members));
        json_object_set_new(object, "started", time_of(context, one->started));
        json_object_set_new(object, "closeness", json_integer(pm_asked_before_percent(one)));
        json_array_append_new(list, object);
    }
    return list;
}
