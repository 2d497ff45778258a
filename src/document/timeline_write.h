/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a row of a timeline is written: its time, its cells, its fence, as splices. For
 * timeline_*.c alone.
 */
#pragma once

#include "base/splice.h"
#include "document/timeline_edit.h"

/* How a time is written. */
typedef enum {
    PM_ADDING_CLOCK, /* "17:12": on the day of the row before */
    PM_ADDING_DAY,   /* "2026-01-14 17:12" */
    PM_ADDING_ZONE,  /* "2026-01-14 17:12Z": where the text behind it could be taken for a zone */
} PmAddingForm;

/* Where a new section stands: by the order of the templates, behind all, before all. */
typedef enum { PM_ADDING_ORDERED, PM_ADDING_LAST, PM_ADDING_FIRST } PmAddingSection;

/* A row that is being added. */
typedef struct {
    PmArena *arena;
    const PmDocument *document;
    const PmTimelineRow *row;
    PmTimeline timeline; /* as it is */
    GTimeZone *zone;     /* of its times */
} PmAdding;

GDateTime *pm_adding_local(const PmAdding *self, int64_t at);
char *pm_adding_time(const PmAdding *self, PmAddingForm form); /* g_free() */

/* Behind the row `before` of a table, or (NULL) its delimiter row. */
void pm_adding_row(const PmAdding *self, PmSplices *splices, const PmTable *table,
                   const PmTimelineEntry *before, const char *time);
/* Before or behind the item `model` of a list. */
void pm_adding_item(const PmAdding *self, PmSplices *splices, const PmTimelineEntry *model,
                    bool behind, const char *time);
/* A table of one row, at the end of the section; or with a section of its own. */
void pm_adding_table(const PmAdding *self, PmSplices *splices);
void pm_adding_section(const PmAdding *self, PmSplices *splices, PmAddingSection place);
