/* SPDX-License-Identifier: Apache-2.0 */
#include "report/wrap.h"

#include "base/text.h"

void
pm_wrap_print(FILE *out, const char *text, size_t at, size_t indent, size_t columns)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    bool first = true;
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t width = pm_text_width(words[i], -1);
        if (*words[i] == '\0')
            continue;
        if (!first && at + 1 + width > columns) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            fputc(' ', out);
            at++;
        }
        first = false;
        fputs(words[i], out);
        at += width;
    }
    fputc('\n', out);
}
