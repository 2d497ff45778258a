/* SPDX-License-Identifier: Apache-2.0 */
#include "command/baseline.h"

#include <string.h>

struct PmBaseline {
    GHashTable *counts; /* rule and message → how many */
};

/* What a secret is; of other findings nothing. */
static const char *
secret_text(const PmDiagnostic *found, size_t *out_length)
{
    bool secret = found->source != NULL && g_str_has_prefix(found->rule, "secret/");
    *out_length = secret ? found->span.end - found->span.start : 0;
    return secret ? found->source->bytes + found->span.start : "";
}

char *
pm_baseline_key(const PmDiagnostic *found)
{
    size_t length;
    const char *text = secret_text(found, &length);
    g_autofree char *copy = g_strndup(text, length);
    return g_strconcat(found->rule, "\n", found->message, length > 0 ? "\n" : "", copy, NULL);
}

bool
pm_baseline_is_same(const PmDiagnostic *a, const PmDiagnostic *b)
{
    size_t length, other;
    const char *text = secret_text(a, &length), *its = secret_text(b, &other);
    return g_str_equal(a->rule, b->rule) && g_str_equal(a->message, b->message) &&
           length == other && memcmp(text, its, length) == 0;
}

PmBaseline *
pm_baseline_new(const PmDiagnostics *then)
{
    PmBaseline *self = g_new(PmBaseline, 1);
    self->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(then); i++) {
        char *key = pm_baseline_key(pm_diagnostics_get(then, i));
        size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(self->counts, key));
        g_hash_table_insert(self->counts, key, GSIZE_TO_POINTER(count + 1));
    }
    return self;
}

void
pm_baseline_free(PmBaseline *baseline)
{
    if (baseline == NULL)
        return;
    g_hash_table_unref(baseline->counts);
    g_free(baseline);
}

bool
pm_baseline_is_new(PmBaseline *baseline, const PmDiagnostic *found)
{
    g_autofree char *key = pm_baseline_key(found);
    size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(baseline->counts, key));
    if (count == 0)
        return true;
    g_hash_table_insert(baseline->counts, g_steal_pointer(&key), GSIZE_TO_POINTER(count - 1));
    return false;
}

static bool
is_new(const PmDiagnostic *found, void *data)
{
    return pm_baseline_is_new(data, found);
}

size_t
pm_baseline_filter(PmBaseline *baseline, PmDiagnostics *now)
{
    size_t before = pm_diagnostics_count(now);
    pm_diagnostics_filter(now, is_new, baseline);
    return before - pm_diagnostics_count(now);
}
