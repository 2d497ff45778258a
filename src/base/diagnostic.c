/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diagnostic.h"

#include <string.h>

#define LIMIT ((size_t)10000)
#define SEVERITIES ((size_t)PM_SEVERITY_ERROR + 1)

struct PmDiagnostics {
    PmArena *arena;
    PmDiagnostic **items; /* pointers, so that a caller can go on filling one in */
    size_t count;
    size_t room;
    size_t dropped[SEVERITIES];
    size_t suppressed;
};

PmDiagnostics *
pm_diagnostics_new(PmArena *arena)
{
    PmDiagnostics *list = pm_arena_new0(arena, PmDiagnostics, 1);
    list->arena = arena;
    return list;
}

PmArena *
pm_diagnostics_arena(const PmDiagnostics *list)
{
    return list->arena;
}

static void
make_room(PmDiagnostics *list)
{
    if (list->count < list->room)
        return;
    list->room = MAX(8, list->room * 2);
    PmDiagnostic **items = pm_arena_new0(list->arena, PmDiagnostic *, list->room);
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
}

PmDiagnostic *
pm_diagnostics_add(PmDiagnostics *list, const PmDiagnostic *diagnostic)
{
    if (diagnostic->severity == PM_SEVERITY_OFF)
        return NULL;
    if (list->count >= LIMIT) {
        list->dropped[diagnostic->severity]++;
        return NULL;
    }
    return pm_diagnostics_insist(list, diagnostic);
}

PmDiagnostic *
pm_diagnostics_insist(PmDiagnostics *list, const PmDiagnostic *diagnostic)
{
    make_room(list);
    PmDiagnostic *copy = pm_arena_new0(list->arena, PmDiagnostic, 1);
    *copy = *diagnostic;
    return list->items[list->count++] = copy;
}

PmDiagnostic *
pm_diagnostics_report(PmDiagnostics *list, const char *rule, PmSeverity severity,
                      const PmSource *source, PmSpan span, const char *format, ...)
{
    PmDiagnostic *added = pm_diagnostics_add(
        list,
        &(PmDiagnostic){ .rule = rule, .severity = severity, .source = source, .span = span });
    if (!added)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    added->message = pm_arena_strdup(list->arena, message);
    return added;
}

static const char *
path_of(const PmDiagnostic *diagnostic)
{
    return diagnostic->source ? diagnostic->source->name : diagnostic->path;
}

static int
compare(const void *a, const void *b, void *data)
{
    (void)data;
    const PmDiagnostic *left = *(PmDiagnostic *const *)a;
    const PmDiagnostic *right = *(PmDiagnostic *const *)b;
    int by_path = g_strcmp0(path_of(left), path_of(right));
    if (by_path != 0)
        return by_path;
    if (left->span.start != right->span.start)
        return left->span.start < right->span.start ? -1 : 1;
    return g_strcmp0(left->rule, right->rule);
}

static guint
hash_text(const char *text)
{
    return text ? g_str_hash(text) : 0;
}

static guint
hash(const void *item)
{
    const PmDiagnostic *d = item;
    guint place = g_int64_hash(&(gint64){ (gint64)d->span.start });
    return hash_text(d->rule) ^ hash_text(d->message) * 31 ^ hash_text(d->commit) * 17 ^ place;
}

/* Two versions of a file can have different things at one place. */
static bool
same_text(const PmDiagnostic *a, const PmDiagnostic *b)
{
    return a->source == b->source || a->source == NULL || b->source == NULL ||
           memcmp(a->source->bytes + a->span.start, b->source->bytes + b->span.start,
                  a->span.end - a->span.start) == 0;
}

static gboolean
repeats(const void *a, const void *b)
{
    const PmDiagnostic *left = a, *right = b;
    return left->span.start == right->span.start && left->span.end == right->span.end &&
           g_strcmp0(left->rule, right->rule) == 0 &&
           g_strcmp0(left->message, right->message) == 0 &&
           g_strcmp0(left->commit, right->commit) == 0 &&
           g_strcmp0(path_of(left), path_of(right)) == 0 && same_text(left, right);
}

static bool
is_first(const PmDiagnostic *diagnostic, void *seen)
{
    return g_hash_table_add(seen, (void *)diagnostic);
}

void
pm_diagnostics_sort(PmDiagnostics *list)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(hash, repeats);
    pm_diagnostics_filter(list, is_first, seen);
    if (list->count > 1) /* a stable sort, as GLib promises */
        g_qsort_with_data(list->items, (int)list->count, sizeof *list->items, compare, NULL);
}

void
pm_diagnostics_lower(PmDiagnostics *list, PmSeverity most, bool (*is)(const PmDiagnostic *, void *),
                     void *data)
{
    for (size_t i = 0; i < list->count; i++)
        if (is(list->items[i], data))
            list->items[i]->severity = MIN(list->items[i]->severity, most);
}

void
pm_diagnostics_filter(PmDiagnostics *list, bool (*keep)(const PmDiagnostic *, void *), void *data)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (keep(list->items[i], data))
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

void
pm_diagnostics_suppress(PmDiagnostics *list, bool (*is)(const PmDiagnostic *, void *), void *data)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!is(list->items[i], data))
            list->items[kept++] = list->items[i];
    }
    list->suppressed += list->count - kept;
    list->count = kept;
}

size_t
pm_diagnostics_suppressed(const PmDiagnostics *list)
{
    return list->suppressed;
}

size_t
pm_diagnostics_count(const PmDiagnostics *list)
{
    return list->count;
}

const PmDiagnostic *
pm_diagnostics_get(const PmDiagnostics *list, size_t index)
{
    g_assert(index < list->count);
    return list->items[index];
}

size_t
pm_diagnostics_count_of(const PmDiagnostics *list, PmSeverity severity)
{
    g_assert((size_t)severity < SEVERITIES);
    size_t count = list->dropped[severity];
    for (size_t i = 0; i < list->count; i++)
        count += list->items[i]->severity == severity;
    return count;
}

size_t
pm_diagnostics_dropped(const PmDiagnostics *list)
{
    size_t sum = 0;
    for (size_t i = 0; i < SEVERITIES; i++)
        sum += list->dropped[i];
    return sum;
}

const char *
pm_severity_name(PmSeverity severity)
{
    static const char *const names[SEVERITIES] = {
        [PM_SEVERITY_OFF] = "none",
        [PM_SEVERITY_ADVICE] = "advice",
        [PM_SEVERITY_WARNING] = "warning",
        [PM_SEVERITY_ERROR] = "error",
    };
    return names[severity];
}
