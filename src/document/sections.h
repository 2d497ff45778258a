/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections that a postmortem has: their titles in each language of the templates, and the names
 * that other templates give them.
 */
#pragma once

#include "document/document.h"
#include "markdown/section.h"

/* summary, impact, timeline, technical, response, lessons; ends with a NULL id. */
extern const PmSectionName pm_section_names[];
#define PM_SECTION_COUNT 6
const PmSectionName *pm_section_name(const char *id);

/* The section `id` of a document; false where it has none. */
bool pm_document_section(const PmDocument *document, const char *id, PmSection *out_section);
