/* SPDX-License-Identifier: Apache-2.0 */
#include "command/linked.h"

#include "command/links_json.h"
#include "command/links_page.h"

void
pm_linked_clear(PmLinked *linked)
{
    pm_known_clear(&linked->known);
    g_clear_pointer(&linked->asked, g_array_unref);
}

static void
say_unknown(PmContext *context, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    const char *what = pm_arena_strndup(context->arena, error->message, length);
    pm_context_hint(context, "what other documents have to do with it is not known: %s",
                    pm_context_safe(context, what));
    if (hint != NULL)
        pm_context_hint(context, "%s", pm_context_safe(context, hint));
}

void
pm_linked_find(PmContext *context, PmLinks **links, const PmLinkedOf *of, PmLinked *out_linked)
{
    guint dated = of->all ? G_MAXUINT : PM_LINKS_PAGE_KNOWN;
    g_autoptr(GError) error = NULL;
    *out_linked = (PmLinked){ .asked = NULL };
    if (*links == NULL)
        *links = pm_links_open(context, of->corpus, &error);
    if (*links != NULL &&
        pm_known_open_find(*links, of->entry->path, of->fields, dated, &out_linked->known, &error))
        out_linked->asked = pm_asked_before_find(*links, of->entry, of->fields);
    else
        say_unknown(context, error);
}

void
pm_linked_end(PmContext *context, PmLinks *links)
{
    guint unread = links != NULL ? pm_gists_unread(links->gists) : 0;
    if (unread > 0)
        pm_context_hint(context, "%u document%s could not be read, and %s not looked at", unread,
                        unread == 1 ? "" : "s", unread == 1 ? "was" : "were");
    pm_links_close(links);
}

void
pm_linked_print(PmContext *context, const PmLinked *linked)
{
    if (linked->asked == NULL)
        return;
    pm_links_page_known(context, &linked->known);
    pm_links_page_asked(context, linked->asked);
}

json_t *
pm_linked_json(PmContext *context, const PmLinked *linked)
{
    bool found = linked->asked != NULL;
    json_t *root = json_object();
    json_object_set_new(root, "known_unfixed",
                        found ? pm_links_json_known(context, &linked->known) : json_null());
    json_object_set_new(root, "asked_before",
                        found ? pm_links_json_asked(context, linked->asked) : json_null());
    return root;
}
