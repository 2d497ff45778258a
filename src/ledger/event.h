/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One commit of this tool is one event, recognisable by its trailers. They make `git log` a query
 * for people; no proof rests on them (LEDGER section 2).
 */
#pragma once

#include "base/error.h"
#include "git/trailer.h"

typedef struct {
    const char *document;   /* its id; NULL: the ledger itself */
    const char *name;       /* "approve": the value of Postmortem-Event */
    const char *subject;    /* what follows "postmortem: " in the subject */
    const char *body;       /* the user's text, or NULL */
    const PmTrailer *extra; /* Postmortem-Signoff, Reviewed-by, Signed-off-by … */
    size_t extra_count;
} PmEvent;

/*
 * The commit message. Text from documents in the subject is made one line; what is read back from
 * it is exactly these trailers. g_free()
 */
char *pm_event_message(const PmEvent *event, GError **error);

/*
 * The event in a message: its name and document; both NULL when the commit was made by hand.
 * g_free() each.
 */
void pm_event_read(const char *message, char **out_name, char **out_document);
