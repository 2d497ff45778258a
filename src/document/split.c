/* SPDX-License-Identifier: Apache-2.0 */
#include "document/split.h"

#include <string.h>

/* The end of the line at `at` (past its LF), and whether it is `fence` followed by blanks only. */
static size_t
line_end(const char *bytes, size_t length, size_t at)
{
    const char *lf = memchr(bytes + at, '\n', length - at);
    return lf == NULL ? length : (size_t)(lf - bytes) + 1;
}

static bool
is_fence(const char *bytes, size_t start, size_t end, const char *fence)
{
    if (end - start < 3 || memcmp(bytes + start, fence, 3) != 0)
        return false;
    for (size_t i = start + 3; i < end; i++)
        if (strchr(" \t\r\n", bytes[i]) == NULL || bytes[i] == '\0')
            return false;
    return true;
}

PmSplit
pm_split(const char *bytes, size_t length)
{
    PmSplit split = { .state = PM_SPLIT_NONE };
    split.bom = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
    size_t start = split.bom ? 3 : 0;
    split.front = (PmSpan){ start, start };
    split.body = (PmSpan){ start, length };
    if (start == length)
        return split;

    size_t open = line_end(bytes, length, start);
    if (!is_fence(bytes, start, open, "---"))
        return split;
    split.state = PM_SPLIT_UNTERMINATED;
    split.front = (PmSpan){ open, open };
    split.body = (PmSpan){ open, length };
    for (size_t at = open; at < length;) {
        size_t end = line_end(bytes, length, at);
        if (is_fence(bytes, at, end, "---") || is_fence(bytes, at, end, "...")) {
            split.state = PM_SPLIT_FOUND;
            split.front = (PmSpan){ open, at };
            split.body = (PmSpan){ end, length };
            return split;
        }
        at = end;
    }
    return split;
}
