/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown to a man page: cmark's man renderer below a .TH line.
 */
#pragma once

#include <glib.h>

/* `title` "GIT-POSTMORTEM", `manual_section` 1, `footer` "git-postmortem 0.1.0". g_free() */
char *pm_markdown_to_man(const char *markdown, const char *title, int manual_section,
                         const char *footer, const char *header);
