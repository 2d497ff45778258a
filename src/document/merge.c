/* SPDX-License-Identifier: Apache-2.0 */
#include "document/merge.h"

#include "data/yaml.h"
#include "document/merge_part.h"

#include <string.h>

/* How the lines of a version end. */
typedef enum {
    ENDS_NOWHERE,
    ENDS_LF,
    ENDS_CRLF,
    ENDS_MIXED,
} Ends;

/* The three versions, on their way. */
typedef struct {
    PmMerging merging;
    const PmDocument *documents[PM_SIDE_COUNT];
    PmPiece sides[PM_SIDE_COUNT]; /* as given; or with LF alone */
    bool is_crlf;                 /* the result gets CRLF again */
} Job;

static Ends
ends_of(PmPiece text)
{
    size_t lf = 0, crlf = 0, cr = 0;
    for (size_t i = 0; i < text.length; i++) {
        bool after_cr = i > 0 && text.bytes[i - 1] == '\r';
        lf += text.bytes[i] == '\n';
        crlf += text.bytes[i] == '\n' && after_cr;
        cr += text.bytes[i] == '\r';
    }
    if (lf == 0 && cr == 0)
        return ENDS_NOWHERE;
    if (cr == 0)
        return ENDS_LF;
    return crlf == lf && crlf == cr ? ENDS_CRLF : ENDS_MIXED;
}

static PmPiece
without_cr(PmArena *arena, PmPiece text)
{
    char *out = pm_arena_new0(arena, char, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] != '\r')
            out[length++] = text.bytes[i];
    return (PmPiece){ out, length };
}

/* Line ends are merged as one value, and apart from the rest: who converts them touches each line.
 */
static void
take_ends_out(Job *self)
{
    Ends ends[PM_SIDE_COUNT], known = ENDS_LF;
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        ends[i] = ends_of(self->sides[i]);
        if (ends[i] == ENDS_MIXED)
            return;
        known = ends[i] == ENDS_NOWHERE ? known : ends[i];
    }
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        if (ends[i] == ENDS_CRLF)
            self->sides[i] = without_cr(self->merging.arena, self->sides[i]);
        ends[i] = ends[i] == ENDS_NOWHERE ? known : ends[i];
    }
    Ends result =
        ends[PM_SIDE_OURS] == ends[PM_SIDE_BASE] ? ends[PM_SIDE_THEIRS] : ends[PM_SIDE_OURS];
    self->is_crlf = result == ENDS_CRLF;
}

static GBytes *
with_ends(const Job *self, GString *text)
{
    if (!self->is_crlf)
        return g_string_free_to_bytes(text);
    GString *out = g_string_sized_new(text->len + text->len / 16);
    for (gsize i = 0; i < text->len; i++) {
        if (text->str[i] == '\n')
            g_string_append_c(out, '\r');
        g_string_append_c(out, text->str[i]);
    }
    g_string_free(text, TRUE);
    return g_string_free_to_bytes(out);
}

static const PmDocument *
load(const Job *self, PmPiece text)
{
    PmArena *arena = self->merging.arena;
    PmSource *source = pm_source_new(arena, "", text.bytes != NULL ? text.bytes : "", text.length);
    return pm_document_load(arena, source, NULL, PM_DOCUMENT_FOREIGN, self->merging.how->reading,
                            pm_diagnostics_new(arena));
}

/* A carriage return by itself ends a line for YAML and for nobody else. */
static bool
has_lone_cr(PmPiece text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == '\r' && (i + 1 == text.length || text.bytes[i + 1] != '\n'))
            return true;
    return false;
}

static bool
is_readable(const PmPiece *text)
{
    return text->length <= PM_MERGE_LIMIT &&
           (text->length == 0 || g_utf8_validate_len(text->bytes, text->length, NULL)) &&
           !has_lone_cr(*text);
}

/* Are ours and theirs documents with front matter that can be read, and the base one, or nothing
 * with front matter? */
static bool
read_all(Job *self)
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        if (!is_readable(&self->sides[i]))
            return false;
    take_ends_out(self);
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmDocument *document = load(self, self->sides[i]);
        self->documents[i] = document;
        bool none = i == PM_SIDE_BASE && document->split.state == PM_SPLIT_NONE;
        if (!none && (document->split.state != PM_SPLIT_FOUND || !document->front_clean))
            return false;
    }
    return true;
}

static const PmNode *
read_front(const Job *self, const GString *text)
{
    PmArena *arena = self->merging.arena;
    PmSplit split = pm_split(text->str, text->len);
    PmSource *source = pm_source_new(arena, "", text->str, text->len);
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const PmNode *root = pm_yaml_parse(arena, source, (PmSpan){ split.body.start, text->len },
                                       PM_YAML_TOLERANT, found);
    bool clean = pm_diagnostics_count_of(found, PM_SEVERITY_ERROR) == 0;
    return clean && pm_node_is(root, PM_NODE_MAP) ? root : NULL;
}

/* Is a front matter (with its opening fence, without the closing one) right? */
static bool
is_proven(const Job *self, const GString *text, PmMergeTake take, bool conflicts)
{
    const PmNode *fronts[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        fronts[i] = self->documents[i]->front;
    const PmNode *root = read_front(self, text);
    return root != NULL && pm_merge_proof(fronts, root, take, conflicts);
}

/* By members. What stands between marks is proven with either side in their place. */
static bool
merge_members(Job *self, GString *out)
{
    if (!pm_merge_front(&self->merging, self->documents, out))
        return false;
    bool conflicts = self->merging.places->len > 0;
    if (!conflicts)
        return is_proven(self, out, PM_MERGE_OURS, false);
    for (PmMergeTake take = PM_MERGE_OURS; take <= PM_MERGE_THEIRS; take++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GPtrArray) places = g_ptr_array_new();
        PmMerging merging = self->merging;
        merging.take = take;
        merging.places = places;
        if (!pm_merge_front(&merging, self->documents, text) || !is_proven(self, text, take, true))
            return false;
    }
    return true;
}

/* By lines. Git sees no harm in a key that is there twice. */
static bool
merge_front_lines(Job *self, const PmPiece fronts[PM_SIDE_COUNT], GString *out)
{
    pm_merging_lines(&self->merging, "front matter", fronts, out);
    return self->merging.places->len > 0 || is_proven(self, out, PM_MERGE_OURS, false);
}

static void
merge_front(Job *self, GString *out)
{
    PmPiece openings[PM_SIDE_COUNT] = { 0 }, fronts[PM_SIDE_COUNT] = { 0 };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmDocument *document = self->documents[i];
        if (document->split.state != PM_SPLIT_FOUND)
            continue;
        PmSpan front = document->split.front;
        openings[i] = (PmPiece){ document->source->bytes, front.start };
        fronts[i] = (PmPiece){ document->source->bytes + front.start, front.end - front.start };
    }
    if (merge_members(self, out))
        return;
    /* a mark and a blank more or less at the fence are not worth a conflict */
    PmSide side = PM_SIDE_OURS;
    pm_conflict_pick(openings, &side);
    const PmPiece *opening = &openings[side];
    g_ptr_array_set_size(self->merging.places, 0);
    g_string_truncate(out, 0);
    g_string_append_len(out, opening->bytes, (gssize)opening->length);
    if (merge_front_lines(self, fronts, out))
        return;
    g_string_truncate(out, opening->length);
    pm_merging_conflict(&self->merging, "front matter", fronts, out);
}

/* The bodies as they are, from the closing fence on. */
static void
merge_body_lines(Job *self, GString *out)
{
    PmPiece bodies[PM_SIDE_COUNT];
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const PmDocument *document = self->documents[i];
        size_t start = document->split.state == PM_SPLIT_FOUND ? document->split.front.end
                                                               : document->split.body.start;
        bodies[i] = (PmPiece){ document->source->bytes + start, document->source->length - start };
    }
    pm_merging_lines(&self->merging, "body", bodies, out);
}

static bool
merge_body_rows(Job *self, PmMergeRows *rows, bool whole, GString *out)
{
    PmPiece bodies[PM_SIDE_COUNT];
    g_autoptr(GString) body = g_string_new(NULL);
    if (rows == NULL)
        return false;
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        bodies[i] = pm_merge_rows_body(rows, (PmSide)i);
    pm_merging_lines(&self->merging, "body", bodies, body);
    return pm_merge_rows_put(rows, &self->merging, (PmPiece){ body->str, body->len }, whole, out);
}

static bool
is_right(Job *self, const PmMergeRows *rows, const GString *text)
{
    if (self->merging.places->len > 0)
        return true;
    const PmDocument *merged = load(self, (PmPiece){ text->str, text->len });
    return merged->split.state == PM_SPLIT_FOUND && merged->front_clean &&
           pm_merge_rows_hold(rows, merged);
}

static GString *
merge_documents(Job *self)
{
    GString *out = g_string_new(NULL);
    merge_front(self, out);
    gsize front = out->len;
    guint places = self->merging.places->len;
    g_autoptr(PmMergeRows) rows =
        pm_merge_rows_read(self->merging.arena, self->documents, self->merging.how->reading);
    for (int whole = 0; whole <= 1; whole++) {
        if (merge_body_rows(self, rows, whole, out) && (whole || is_right(self, rows, out)))
            return out;
        g_string_truncate(out, front);
        g_ptr_array_set_size(self->merging.places, (gint)places);
    }
    merge_body_lines(self, out);
    return out;
}

static GBytes *
merge_all(Job *self, bool *out_by_lines)
{
    PmSide side;
    if (pm_conflict_pick(self->sides, &side))
        return g_bytes_new(self->sides[side].bytes, self->sides[side].length);
    PmPiece given[PM_SIDE_COUNT];
    memcpy(given, self->sides, sizeof given);
    if (read_all(self))
        return with_ends(self, merge_documents(self));
    *out_by_lines = true;
    GString *out = g_string_new(NULL);
    pm_merging_lines(&self->merging, "text", given, out);
    return g_string_free_to_bytes(out);
}

PmMerge
pm_merge(PmArena *arena, const PmPiece sides[PM_SIDE_COUNT], const PmMergeHow *how)
{
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    Job self = { .merging = { .arena = arena, .how = how, .places = places } };
    memcpy(self.sides, sides, sizeof self.sides);
    PmMerge merge = { 0 };
    merge.bytes = merge_all(&self, &merge.by_lines);
    const char **copy = pm_arena_new0(arena, const char *, places->len + 1);
    if (places->len > 0)
        memcpy(copy, places->pdata, places->len * sizeof *copy);
    merge.places = copy;
    merge.place_count = places->len;
    return merge;
}
