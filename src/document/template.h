/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new document from a template. Templates are Markdown documents with {{name}} placeholders;
 * guidance to the writer stands in HTML comments that begin with "guide:", which `submit` wants
 * gone.
 */
#pragma once

#include "base/error.h"
#include "base/source.h"

typedef enum {
    PM_TEMPLATE_TEXT,   /* a string whatever it looks like: a title "504" is no number */
    PM_TEMPLATE_SCALAR, /* a number, boolean or null stays one */
    PM_TEMPLATE_LIST,   /* words between commas: a flow list in front matter, "a, b" in the body */
} PmTemplateKind;

typedef struct {
    const char *name;  /* "id", "title", "started" … */
    const char *value; /* raw text */
    PmTemplateKind kind;
} PmTemplateValue;

/* Names of the embedded templates ("outage", "near-miss", "security"), sorted; ends with NULL. */
const char *const *pm_template_names(void);
/* The languages that each of them is there in ("en", "ko"); ends with NULL. */
const char *const *pm_template_languages(void);
/*
 * The text of an embedded template in a language, else in English; NULL when there is none of that
 * name. Static.
 */
const char *pm_template_text(const char *name, const char *language, size_t *out_length);

/*
 * Fill in the values. In the front matter a {{name}} becomes a YAML value: with or without quotes
 * around it in the template, and as part of other text where that is safe. In the body it becomes
 * its text, with Markdown's special characters escaped. PM_ERROR_USAGE names the line and the
 * placeholder that is not known, or that a value does not fit into.
 */
GBytes *pm_template_fill(const char *text, size_t length, const PmTemplateValue *values,
                         size_t count, GError **error);
