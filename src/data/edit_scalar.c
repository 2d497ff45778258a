/* SPDX-License-Identifier: Apache-2.0 */
#include "data/edit_scalar.h"

#include "data/scalar.h"

#include <string.h>

/* Between quotes of either kind this is written as it reads. */
static bool
is_plain_text(const char *text)
{
    for (; *text != '\0'; text++)
        if (!g_ascii_isprint(*text) || strchr("'\"\\", *text) != NULL)
            return false;
    return true;
}

static const char *
rendered(PmArena *arena, PmNodeStyle style, const char *text)
{
    if (style == PM_STYLE_SINGLE && is_plain_text(text))
        return pm_arena_printf(arena, "'%s'", text);
    if (style == PM_STYLE_DOUBLE && is_plain_text(text))
        return pm_arena_printf(arena, "\"%s\"", text);
    return pm_scalar_quote(arena, text);
}

const PmSplice *
pm_edit_scalar(PmArena *arena, const PmNode *node, const char *text)
{
    bool quotable = node->style == PM_STYLE_PLAIN || node->style == PM_STYLE_SINGLE ||
                    node->style == PM_STYLE_DOUBLE;
    bool scalar = node->kind == PM_NODE_STRING || node->kind == PM_NODE_NUMBER;
    if (node->aliased || !quotable || !scalar || node->span.end <= node->span.start)
        return NULL;
    PmSplice *splice = pm_arena_new0(arena, PmSplice, 1);
    const char *value = rendered(arena, node->style, text);
    *splice = (PmSplice){ .at = node->span, .text = value, .length = strlen(value) };
    return splice;
}
