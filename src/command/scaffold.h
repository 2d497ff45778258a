/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new document: what it will say, what it is called, and its bytes from a template.
 */
#pragma once

#include "command/write.h"

typedef struct {
    PmWriteOptions write;
    char *template, *kind, *severity, *started, *id, *slug, *owner, *services, *language;
    gboolean edit;
} PmNewOptions;

/* What the document will say. */
typedef struct {
    const PmNewOptions *given;
    const char *title, *kind, *template, *owner, *severity;
    const char *started; /* RFC 3339 */
    const char *date;    /* the day of it in the config's time zone */
    const char *id;      /* without a suffix */
    const char *services;
    int year, month;
    const char *final_id, *path; /* of the last attempt */
} PmScaffold;

/* Fill in what the options say, with defaults from the config. PM_ERROR_USAGE says which of them is
 * wrong. */
bool pm_scaffold_prepare(PmContext *context, PmScaffold *scaffold, GError **error);
/* A `make` for pm_write_run(); `data` is the PmScaffold. */
bool pm_scaffold_make(PmWriteAttempt *attempt, void *data, GError **error);
