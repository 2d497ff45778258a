/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/closest.h"

#include <string.h>

void
pm_closest_init(PmClosest *closest, PmRun *run)
{
    *closest = (PmClosest){ .run = run, .active = pm_run_explains(run) };
    if (!closest->active)
        return;
    closest->start = run->findings->len;
    closest->starts = g_array_new(FALSE, FALSE, sizeof(guint));
}

void
pm_closest_clear(PmClosest *closest)
{
    g_clear_pointer(&closest->starts, g_array_unref);
}

void
pm_closest_next(PmClosest *closest)
{
    if (closest->active)
        g_array_append_val(closest->starts, closest->run->findings->len);
}

static bool
is_keyword(const PmFinding *finding, const char *name)
{
    return finding->constraint && strcmp(pm_keyword_name(finding->constraint->keyword), name) == 0;
}

static bool
is_choice(const PmFinding *finding)
{
    return is_keyword(finding, "const") || is_keyword(finding, "enum");
}

/* How a branch fails; less is better, the first that differs counts. */
typedef struct {
    int wrong;    /* 2: another type, 1: another value where one is fixed, 0: something inside */
    int shallow;  /* minus the depth of the deepest finding */
    guint number; /* of findings */
} Score;

static int
depth_below(const PmNode *node, const PmNode *top)
{
    int depth = 0;
    for (; node && node != top; node = node->parent)
        depth++;
    return depth;
}

static Score
score(const PmRun *run, guint from, guint to, const PmNode *top)
{
    Score result = { .wrong = from == to ? 2 : 0, .number = to - from };
    for (guint i = from; i < to; i++) {
        const PmFinding *finding = &g_array_index(run->findings, PmFinding, i);
        int depth = depth_below(finding->instance, top);
        result.shallow = MIN(result.shallow, -depth);
        bool no_schema = finding->constraint && !finding->group && is_keyword(finding, "anyOf");
        if (depth == 0 && (is_keyword(finding, "type") || no_schema))
            result.wrong = 2;
        else if (depth <= 1 && is_choice(finding))
            result.wrong = MAX(result.wrong, 1);
    }
    return result;
}

static int
compare_scores(const Score *a, const Score *b)
{
    if (a->wrong != b->wrong)
        return a->wrong < b->wrong ? -1 : 1;
    if (a->shallow != b->shallow)
        return a->shallow < b->shallow ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static guint
end_of(const PmClosest *closest, guint branch)
{
    return branch + 1 < closest->starts->len ? g_array_index(closest->starts, guint, branch + 1)
                                             : closest->run->findings->len;
}

static void
keep_closest(const PmClosest *closest, const PmNode *top)
{
    GArray *findings = closest->run->findings;
    guint best = 0;
    Score least = { 0 };
    for (guint i = 0; i < closest->starts->len; i++) {
        Score one =
            score(closest->run, g_array_index(closest->starts, guint, i), end_of(closest, i), top);
        if (i == 0 || compare_scores(&one, &least) < 0) {
            best = i;
            least = one;
        }
    }
    guint from = g_array_index(closest->starts, guint, best);
    g_array_set_size(findings, end_of(closest, best));
    if (from > closest->start)
        g_array_remove_range(findings, closest->start, from - closest->start);
}

/* Do all branches say no more than that this value is of another type, or another value, or lacks a
 * key? */
static bool
say_the_same(const PmClosest *closest, const PmNode *top)
{
    const GArray *findings = closest->run->findings;
    guint count = findings->len - closest->start;
    guint types = 0;
    guint values = 0;
    guint keys = 0;
    for (guint i = closest->start; i < findings->len; i++) {
        const PmFinding *finding = &g_array_index(findings, PmFinding, i);
        if (finding->instance != top)
            return false;
        types += is_keyword(finding, "type");
        values += is_choice(finding);
        keys += is_keyword(finding, "required");
    }
    for (guint i = 0; i < closest->starts->len; i++)
        if (end_of(closest, i) == g_array_index(closest->starts, guint, i))
            return false;
    return types == count || values == count || (keys == count && count == closest->starts->len);
}

void
pm_closest_end(PmClosest *closest, const PmConstraint *constraint, const PmNode *instance,
               bool fits)
{
    if (!closest->active)
        return;
    PmRun *run = closest->run;
    GArray *findings = run->findings;
    const PmNode *top = run->naming ? run->naming : instance;
    if (fits) {
        g_array_set_size(findings, closest->start);
    } else if (findings->len == closest->start) {
        pm_run_fail(run, constraint, instance, NULL, 0);
    } else if (closest->starts->len > 1 && say_the_same(closest, top)) {
        PmFinding *first = &g_array_index(findings, PmFinding, closest->start);
        first->choice = constraint;
        first->group = findings->len - closest->start;
    } else {
        keep_closest(closest, top);
    }
}
