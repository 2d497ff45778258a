/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/event.h"

#include "base/text.h"

#include <string.h>

/* A subject is one line of at most this many bytes, so that `git log --oneline` reads well. */
#define SUBJECT_LIMIT 120

static char *
one_line(const char *text)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINE);
    return pm_text_ellipsize(safe, SUBJECT_LIMIT);
}

char *
pm_event_message(const PmEvent *event, GError **error)
{
    g_autofree char *line = one_line(event->subject);
    g_autofree char *subject = g_strconcat("postmortem: ", line, NULL);
    g_autoptr(GArray) trailers = g_array_new(FALSE, FALSE, sizeof(PmTrailer));
    PmTrailer document = { .key = (char *)"Postmortem", .value = (char *)event->document };
    PmTrailer name = { .key = (char *)"Postmortem-Event", .value = (char *)event->name };
    if (event->document != NULL)
        g_array_append_val(trailers, document);
    g_array_append_val(trailers, name);
    for (size_t i = 0; i < event->extra_count; i++)
        g_array_append_val(trailers, event->extra[i]);
    return pm_trailers_compose(subject, event->body,
                               (const PmTrailer *)(const void *)trailers->data, trailers->len,
                               error);
}

void
pm_event_read(const char *message, char **out_name, char **out_document)
{
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(message);
    *out_name = g_strdup(pm_trailers_get(trailers, "Postmortem-Event"));
    *out_document = g_strdup(pm_trailers_get(trailers, "Postmortem"));
}
