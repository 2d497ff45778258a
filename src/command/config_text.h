/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a new .postmortem/config.yaml.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *ledger;               /* UUID */
    const char *documents;            /* "postmortems/", or "": the whole repository */
    const char *email, *name;         /* of who begins it */
    const char *time_zone, *language; /* NULL: the defaults */
    char *const *fields;              /* "times.started=start_time", NULL-terminated; or NULL */
    char *const *severities;          /* "1=down", likewise */
    const char *layout;               /* NULL: the default */
    const char *const *ignored;       /* files that are no documents, NULL-terminated; or NULL */
    bool is_signed;                   /* sign-offs must be */
} PmConfigText;

/* PM_ERROR_USAGE for a zone, a language, a field or a severity that can not be. g_free() */
char *pm_config_text(PmArena *arena, const PmConfigText *values, GError **error);
