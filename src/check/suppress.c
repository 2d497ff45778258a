/* SPDX-License-Identifier: Apache-2.0 */
#include "check/suppress.h"

#include <string.h>

/* Is it a group of rules, and is there one in it that a group may suppress? */
static PmSuppressionKind
kind_of_group(const char *name)
{
    size_t length = strlen(name);
    PmSuppressionKind kind = PM_SUPPRESSION_UNKNOWN;
    for (size_t g = 0; pm_rule_groups[g] != NULL; g++)
        for (const PmRule *rule = pm_rule_groups[g]; rule->id != NULL; rule++) {
            if (strncmp(rule->id, name, length) != 0 || rule->id[length] != '/')
                continue;
            if (!(rule->needs & (PM_RULE_FIRM | PM_RULE_NARROW)))
                return PM_SUPPRESSION_HOLDS;
            kind = PM_SUPPRESSION_REFUSED;
        }
    return kind;
}

static PmSuppressionKind
kind_of(const char *name)
{
    const PmRule *rule = pm_rule_find(name);
    if (rule != NULL)
        return rule->needs & PM_RULE_FIRM ? PM_SUPPRESSION_REFUSED : PM_SUPPRESSION_HOLDS;
    return *name != '\0' && strchr(name, '/') == NULL ? kind_of_group(name)
                                                      : PM_SUPPRESSION_UNKNOWN;
}

/* A reason has at least one letter or digit, of any script. */
static bool
is_reason(const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        gunichar c = g_utf8_get_char_validated(text, end - text);
        bool valid = c != (gunichar)-1 && c != (gunichar)-2;
        if (valid && g_unichar_isalnum(c))
            return true;
        text += valid ? g_unichar_to_utf8(c, NULL) : 1;
    }
    return false;
}

/* A comment while its names are read. */
typedef struct {
    PmArena *arena;
    const PmSource *source;
    const PmSuppressComment *comment;
    bool reasoned;
    GHashTable *kinds; /* name → PmSuppressionKind + 1: a text can be made of one name */
    GArray *out;       /* PmSuppression */
} Names;

static PmSuppressionKind
known_kind(const Names *self, const char *name)
{
    int known = GPOINTER_TO_INT(g_hash_table_lookup(self->kinds, name));
    PmSuppressionKind kind = known > 0 ? (PmSuppressionKind)(known - 1) : kind_of(name);
    if (known == 0)
        g_hash_table_insert(self->kinds, (void *)name, GINT_TO_POINTER(kind + 1));
    return kind;
}

static void
add_name(Names *self, PmSpan place)
{
    PmSuppression row = {
        .comment = self->comment->comment,
        .place = place,
        .name = pm_arena_strndup(self->arena, self->source->bytes + place.start,
                                 place.end - place.start),
        .covers = self->comment->covers,
        .nowhere = self->comment->nowhere,
        .placeless = self->comment->placeless,
    };
    if (strlen(row.name) == 0)
        row.place = row.comment;
    row.kind = known_kind(self, row.name);
    if (row.kind == PM_SUPPRESSION_HOLDS && !self->reasoned)
        row.kind = PM_SUPPRESSION_UNREASONED;
    g_array_append_val(self->out, row);
}

static bool
is_between(char c)
{
    return c == ',' || g_ascii_isspace(c);
}

static void
add_names(Names *self)
{
    const char *bytes = self->source->bytes;
    PmSpan text = self->comment->text;
    const char *colon = memchr(bytes + text.start, ':', text.end - text.start);
    size_t end = colon != NULL ? (size_t)(colon - bytes) : text.end;
    self->reasoned = colon != NULL && is_reason(colon + 1, text.end - end - 1);
    guint before = self->out->len;
    for (size_t at = text.start; at < end;) {
        size_t stop = at;
        while (stop < end && !is_between(bytes[stop]))
            stop++;
        if (stop > at)
            add_name(self, (PmSpan){ at, stop });
        at = stop + 1;
    }
    if (self->out->len == before)
        add_name(self, (PmSpan){ text.start, text.start });
}

PmSuppressions *
pm_suppressions_read(PmArena *arena, const PmDocument *document)
{
    g_autoptr(GArray) comments = pm_suppress_comments(arena, document);
    if (comments->len == 0)
        return NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(PmSuppression));
    g_autoptr(GHashTable) kinds = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < comments->len; i++) {
        Names names = { .arena = arena,
                        .kinds = kinds,
                        .source = document->source,
                        .comment = &g_array_index(comments, PmSuppressComment, i),
                        .out = rows };
        add_names(&names);
    }
    PmSuppressions *self = pm_arena_new0(arena, PmSuppressions, 1);
    self->count = rows->len;
    self->items = pm_arena_new0(arena, PmSuppression, rows->len);
    memcpy(self->items, rows->data, rows->len * sizeof *self->items);
    return self;
}

bool
pm_suppression_names(const PmSuppression *suppression, const PmRule *rule)
{
    size_t length = strlen(suppression->name);
    if (rule->needs & PM_RULE_FIRM || strncmp(rule->id, suppression->name, length) != 0)
        return false;
    return rule->id[length] == '\0' || (rule->id[length] == '/' && !(rule->needs & PM_RULE_NARROW));
}

/*
 * Ranges of one name, sorted by where they begin. Each knows the one that is around it, so that the
 * innermost around a place is found without looking at all that begin before.
 */
typedef struct {
    PmSpan span;
    size_t around; /* or SIZE_MAX */
    PmSuppression *suppression;
} Range;

static int
compare_ranges(const void *a, const void *b)
{
    const Range *left = a, *right = b;
    if (left->span.start != right->span.start)
        return left->span.start < right->span.start ? -1 : 1;
    if (left->span.end != right->span.end)
        return left->span.end > right->span.end ? -1 : 1;
    return left->suppression < right->suppression ? -1 : left->suppression > right->suppression;
}

static void
add_range(GHashTable *by_name, PmSuppression *suppression, PmSpan span)
{
    GArray *ranges = g_hash_table_lookup(by_name, suppression->name);
    if (ranges == NULL) {
        ranges = g_array_new(FALSE, FALSE, sizeof(Range));
        g_hash_table_insert(by_name, (void *)suppression->name, ranges);
    }
    Range range = { .span = span, .around = SIZE_MAX, .suppression = suppression };
    g_array_append_val(ranges, range);
}

/* Of two comments that cover the same, the second has nothing to do. */
static void
nest(GArray *ranges)
{
    g_array_sort(ranges, compare_ranges);
    Range *items = (Range *)(void *)ranges->data;
    guint kept = 0;
    size_t inner = SIZE_MAX;
    for (guint i = 0; i < ranges->len; i++) {
        if (kept > 0 && items[kept - 1].span.start == items[i].span.start &&
            items[kept - 1].span.end == items[i].span.end)
            continue;
        while (inner != SIZE_MAX && items[inner].span.end < items[i].span.start)
            inner = items[inner].around;
        items[kept] = items[i];
        items[kept].around = inner;
        inner = kept++;
    }
    g_array_set_size(ranges, kept);
}

static PmSuppression *
innermost(GArray *ranges, size_t place)
{
    const Range *items = (const Range *)(const void *)ranges->data;
    size_t low = 0, high = ranges->len; /* the first that begins behind the place */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (items[middle].span.start <= place)
            low = middle + 1;
        else
            high = middle;
    }
    size_t at = low > 0 ? low - 1 : SIZE_MAX;
    while (at != SIZE_MAX && items[at].span.end < place)
        at = items[at].around;
    return at != SIZE_MAX ? items[at].suppression : NULL;
}

/* A list of findings while suppressed ones are taken out. */
typedef struct {
    const PmSource *source;
    GHashTable *by_name; /* GArray of Range */
} Cover;

/* A reason is given for one secret: one that somebody adds beside it later is not meant. */
static bool
is_another_secret(const PmSuppression *by, const PmDiagnostic *found)
{
    const PmRule *rule = by->used ? pm_rule_find(found->rule) : NULL;
    if (rule == NULL || !(rule->needs & PM_RULE_NARROW))
        return false;
    size_t length = by->first.end - by->first.start;
    const char *bytes = found->source->bytes;
    return found->span.end - found->span.start != length ||
           memcmp(bytes + by->first.start, bytes + found->span.start, length) != 0;
}

static bool
is_covered(const PmDiagnostic *found, void *data)
{
    const Cover *self = data;
    if (found->source != self->source)
        return false;
    GArray *ranges = g_hash_table_lookup(self->by_name, found->rule);
    PmSuppression *by = ranges != NULL ? innermost(ranges, found->span.start) : NULL;
    const PmRule *rule = by == NULL ? pm_rule_find(found->rule) : NULL;
    if (by == NULL && rule != NULL) {
        g_autofree char *group = g_strndup(rule->id, strcspn(rule->id, "/"));
        ranges = g_hash_table_lookup(self->by_name, group);
        by = ranges != NULL ? innermost(ranges, found->span.start) : NULL;
        if (by != NULL && !pm_suppression_names(by, rule))
            by = NULL;
    }
    if (by == NULL || is_another_secret(by, found))
        return false;
    if (!by->used)
        by->first = found->span;
    by->used = true;
    return true;
}

void
pm_suppressions_apply(PmSuppressions *self, const PmDocument *document, PmDiagnostics *list)
{
    g_autoptr(GHashTable) by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    size_t beginning = document->split.bom ? strlen("\xef\xbb\xbf") : 0;
    for (size_t i = 0; i < self->count; i++) {
        PmSuppression *row = &self->items[i];
        const PmRule *rule = pm_rule_find(row->name);
        if (row->kind == PM_SUPPRESSION_HOLDS && !row->nowhere)
            add_range(by_name, row, row->covers);
        if (row->kind == PM_SUPPRESSION_HOLDS && row->placeless &&
            !(rule != NULL && rule->needs & PM_RULE_NARROW))
            add_range(by_name, row, (PmSpan){ 0, beginning });
    }
    GHashTableIter iter;
    void *ranges;
    g_hash_table_iter_init(&iter, by_name);
    while (g_hash_table_iter_next(&iter, NULL, &ranges))
        nest(ranges);
    pm_diagnostics_sort(list); /* so that what is said twice is counted once */
    Cover cover = { .source = document->source, .by_name = by_name };
    pm_diagnostics_suppress(list, is_covered, &cover);
}
