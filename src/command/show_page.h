/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `show` prints of a document's own text: what it is, its times, its actions, its duties
 * towards others.
 */
#pragma once

#include "command/target.h"

/* `entry`: of the ledger, or for another file its name alone. */
void pm_show_title(PmContext *context, const PmDocument *document, const PmCorpusEntry *entry);
void pm_show_times(PmContext *context, const PmDocument *document);
void pm_show_actions(PmContext *context, const PmDocument *document);
/* Who outside is to be told, or was: those of its list, and those that a clock asks for. */
void pm_show_duties(PmContext *context, const PmDocument *document);

/* The column in which the parts of a page begin, behind their names. */
enum { PM_SHOW_COLUMN = 15 };
