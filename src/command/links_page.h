/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was known and what was asked before, for people.
 */
#pragma once

#include "command/asked_before.h"
#include "command/known_open.h"

/* So many are told, and of the others their number. */
enum { PM_LINKS_PAGE_KNOWN = 10, PM_LINKS_PAGE_ASKED = 5 };

/* With their headings and a blank line before each; nothing where there is nothing. */
void pm_links_page_known(PmContext *context, const PmKnown *known);
void pm_links_page_asked(PmContext *context, const GArray *asked);
/* One line: "asked before: A1 of 2025-09-29-flags-504, 97 %: …" of the closest. */
void pm_links_page_closest(PmContext *context, const GArray *asked);
