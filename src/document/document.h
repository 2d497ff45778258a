/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One postmortem: source, front-matter tree, outline and fields, the read-only model that everybody
 * above shares. It lives in an arena and borrows the bytes of its source.
 */
#pragma once

#include "document/fields.h"
#include "document/split.h"
#include "markdown/outline.h"

typedef struct {
    const PmSource *source; /* its name is the path */
    const char *id;         /* from the file's name (document/name.h), or NULL where nobody said */
    bool adopted;           /* foreign: taken over as it is, not judged until it is submitted */
    PmSplit split;
    const PmNode *front;           /* a map; NULL: none, or it does not parse, or is no mapping */
    bool front_clean;              /* it parsed without a single YAML error */
    const PmOutline *outline;      /* NULL with PM_DOCUMENT_FRONT */
    const PmSectionName *sections; /* by whose titles its parts are found; NULL: ours */
    PmFields fields; /* of an adopted document without a title, its first heading is that */
} PmDocument;

typedef enum {
    PM_DOCUMENT_WHOLE = 0,
    PM_DOCUMENT_FRONT = 1,   /* front matter and fields only: for lists */
    PM_DOCUMENT_FOREIGN = 2, /* adopted: YAML is read tolerantly */
    PM_DOCUMENT_EDITED = 4,  /* with FOREIGN: edited since, so a finding counts as in a draft */
} PmDocumentFlags;

/*
 * Read the document in `source`. What is wrong with the text goes to `diagnostics` (file/…, yaml/…,
 * markdown/…); the result is never NULL. Reading a huge text is the caller's to refuse.
 */
const PmDocument *pm_document_load(PmArena *arena, const PmSource *source, const char *id,
                                   PmDocumentFlags flags, const PmFieldReading *reading,
                                   PmDiagnostics *diagnostics);
