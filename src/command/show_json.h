/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document as JSON: {"path", "id", "front_matter", "body": {"headings": [{"level", "line",
 * "text"}]}}. Stable: other programs read it.
 */
#pragma once

#include "command/command.h"
#include "document/document.h"

/* Exit 0; 1 when the front matter can't be read (findings go to err). */
int pm_show_json(PmContext *context, const char *path, const char *id, const PmDocument *document);
/* The same of a file that the user names, anywhere. */
int pm_show_json_file(PmContext *context, const char *path, GError **error);
