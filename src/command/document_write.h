/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edit one document, and commit it.
 */
#pragma once

#include "command/target.h"
#include "command/write.h"
#include "data/edit.h"

/* One step of an edit under way. */
typedef struct {
    PmContext *context;
    PmArena *arena;             /* of the attempt */
    const PmDocument *document; /* as the steps before have made it */
    size_t step;                /* 0, 1 … */
    GArray *edits;              /* private: pm_document_step_add() */
    PmEvent *event;             /* may be completed */
    PmContent *tip;             /* the branch's tree */
    const PmOid *tip_oid;
    /* A new file beside the document, to be committed with it; borrowed. NULL: none. */
    const char *file;
    GBytes *file_bytes;
    const char *what; /* of the report; in the context's arena. NULL: what the step before said */
} PmDocumentStep;

void pm_document_step_add(PmDocumentStep *step, const PmEditStep *edit);

typedef struct {
    PmContext *context;
    const PmWriteOptions *options;
    const char *word;  /* names the document */
    const char *event; /* "finding-add" */
    const char *verb;  /* "set", for a refusal: "cannot set …" */
    const char *body;  /* the user's text where it was read already; NULL: it is read */
    /* Add edits; called again after a lost race, with the text as it is then. */
    bool (*edit)(PmDocumentStep *step, void *data, GError **error);
    /* Instead of edits of the front matter: the whole text anew. Needs none that can be read. */
    GBytes *(*rewrite)(PmDocumentStep *step, void *data, GError **error);
    size_t steps;  /* how often it is called, each time with what the step before made; 0: once */
    PmStatus gate; /* judge the result as this status; PM_STATUS_NONE: as its own */
    void *data;
    struct json_t *more; /* members for the report of --json (an object, borrowed), or NULL */
} PmDocumentWrite;

/*
 * What comes out must be fit for the ledger (admission.h). Reports what was done. Exit code, or -1
 * with an error. `*out_id` (may be NULL): of the document, for the next step to take; NULL when
 * there is none.
 */
int pm_document_write(const PmDocumentWrite *write, const char **out_id, GError **error);
