/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/pattern.h"

#include "base/error.h"
#include "schema/ecma.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MAX_LENGTH 65536
#define MAX_PRODUCT 4000000 /* steps of one match, over all the places where it may begin */
#define MAX_STEPS 20000     /* from one place */
#define MIN_STEPS 200
#define STEPS_A_BYTE 16 /* more for a long text, where there is but one place */
#define MAX_HEAP_KIB 8192
#define MAX_WORK 4000000 /* of one match, as the callouts of ecma.c count it */

struct PmPattern {
    pcre2_code *code;
    bool anchored; /* can only match at the beginning */
};

static pcre2_code *
compile(const GString *translated, GError **error)
{
    const uint32_t flags = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                           PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    int code;
    size_t offset;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)translated->str, translated->len, flags, &code, &offset, NULL);
    if (compiled)
        return compiled;
    unsigned char text[256] = "";
    pcre2_get_error_message(code, text, sizeof text);
    bool ours = code == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH;
    pm_error_set(error, ours ? PM_ERROR_LIMIT : PM_ERROR_FAILED, NULL, "bad regular expression: %s",
                 (char *)text);
    return NULL;
}

PmPattern *
pm_pattern_compile(const char *expression, size_t length, GError **error)
{
    if (length > MAX_LENGTH) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "a regular expression is longer than %d bytes",
                     MAX_LENGTH);
        return NULL;
    }
    g_autoptr(GString) translated = pm_ecma_translate(expression, length, error);
    pcre2_code *code = translated ? compile(translated, error) : NULL;
    if (!code)
        return NULL;
    uint32_t options = 0;
    pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
    PmPattern *pattern = g_new(PmPattern, 1);
    *pattern = (PmPattern){ .code = code, .anchored = (options & PCRE2_ANCHORED) != 0 };
    return pattern;
}

void
pm_pattern_free(PmPattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    g_free(pattern);
}

/* PCRE2 counts afresh from each place where a match may begin, so that the limit has to shrink with
 * the text. */
static uint32_t
step_limit(const PmPattern *pattern, size_t length)
{
    if (pattern->anchored)
        return (uint32_t)(MAX_STEPS + MIN(length, MAX_PRODUCT) * STEPS_A_BYTE);
    return (uint32_t)CLAMP(MAX_PRODUCT / (length + 1), MIN_STEPS, MAX_STEPS);
}

typedef struct {
    size_t last; /* where in the text the last callout was */
    size_t work;
} Walk;

/*
 * PCRE2's limits count neither what one repeated item walks over nor what a back reference does:
 * "[a-z]+[0-9]" would walk over a long word once from each of its letters.
 */
static int
count_work(pcre2_callout_block *block, void *data)
{
    Walk *walk = data;
    size_t at = block->current_position;
    walk->work += 1 + (size_t)block->callout_number * 256 + (at > walk->last ? at - walk->last : 0);
    walk->last = at;
    return walk->work > MAX_WORK ? PCRE2_ERROR_CALLOUT : 0;
}

PmPatternAnswer
pm_pattern_matches(const PmPattern *pattern, const char *text, size_t length, size_t *work)
{
    Walk walk = { 0 };
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_set_match_limit(context, step_limit(pattern, length));
    pcre2_set_heap_limit(context, MAX_HEAP_KIB);
    pcre2_set_callout(context, count_work, &walk);
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, data, context);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    *work += walk.work;
    switch (found) {
    case PCRE2_ERROR_CALLOUT:
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_NOMEMORY:
        return PM_PATTERN_LIMIT;
    default:
        return found >= 0 ? PM_PATTERN_YES
                          : PM_PATTERN_NO; /* text that is not UTF-8 matches nothing */
    }
}
