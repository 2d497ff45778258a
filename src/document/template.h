/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new document from a template. Templates are Markdown documents with {{name}} placeholders;
 * guidance to the writer stands in HTML comments that begin with "guide:", which `submit` wants
 * gone.
 */
#pragma once

#include "base/error.h"
#include "base/source.h"

typedef struct {
    const char *name;  /* "id", "title", "started" … */
    const char *value; /* raw text */
    bool list;         /* words between commas: a flow list in front matter, "a, b" in the body */
} PmTemplateValue;

/* Names of the embedded templates ("outage", "near-miss", "security"), sorted; ends with NULL. */
const char *const *pm_template_names(void);
/*
 * The text of an embedded template in a language, else in English; NULL when there is none of that
 * name. Static.
 */
const char *pm_template_text(const char *name, const char *language, size_t *out_length);

/*
 * Fill in the values: in the front matter each {{name}} becomes its YAML scalar (pm_scalar_render),
 * in the body its text with Markdown's special characters escaped. A placeholder without a value is
 * PM_ERROR_USAGE and names it and its line.
 */
GBytes *pm_template_fill(const char *text, size_t length, const PmTemplateValue *values,
                         size_t count, GError **error);
