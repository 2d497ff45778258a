/* SPDX-License-Identifier: Apache-2.0 */
#include "command/known_open.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

/* Looking under way. */
typedef struct {
    PmLinks *links;
    const char *path;
    GHashTable *services; /* folded → as this document writes it */
    const PmAsOf *as_of;
    PmKnown *out;
} Looking;

void
pm_known_clear(PmKnown *known)
{
    g_clear_pointer(&known->found, g_array_unref);
}

/* What both are about; NULL: nothing. */
static const char *const *
shared_services(const Looking *self, const PmGist *gist)
{
    const char **out = NULL;
    size_t count = 0;
    for (size_t i = 0; gist->services[i] != NULL; i++) {
        const char *name = pm_links_service(self->links, gist->services[i]);
        const char *ours = g_hash_table_lookup(self->services, name);
        if (ours == NULL || (out != NULL && g_strv_contains(out, ours)))
            continue;
        if (out == NULL)
            out = pm_arena_new0(self->links->context->arena, const char *,
                                g_hash_table_size(self->services) + 1);
        out[count++] = ours;
    }
    return out;
}

static const char *
became_of(const PmGist *gist, const PmGistAction *now)
{
    static const struct {
        const char *status, *became;
    } rows[] = { { "done", "done since" },
                 { "confirmed", "confirmed since" },
                 { "not-doing", "dropped since" } };
    if (gist == NULL)
        return "its document is gone since";
    if (now == NULL)
        return "gone since";
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_strcmp0(now->status, rows[i].status) == 0)
            return rows[i].became;
    if (gist->withdrawn)
        return "its document is withdrawn since";
    return now->open ? "still open" : "settled since";
}

static const char *
status_of(const PmGistAction *action)
{
    if (action == NULL)
        return NULL;
    return action->status != NULL ? action->status : "open";
}

/* Of a document whose path now is `path`. */
static PmKnownOpen
known_of(const Looking *self, const char *path, const PmGistAction *then, guint place)
{
    const PmGist *gist = pm_links_gist(self->links, path);
    const PmGistAction *now = pm_gist_action(gist, then);
    const PmCorpusEntry *entry = pm_links_entry(self->links, path);
    return (PmKnownOpen){ .id = entry != NULL ? entry->id : path,
                          .path = path,
                          .action = then->id,
                          .text = then->text,
                          .then = status_of(then),
                          .now = status_of(now),
                          .became = became_of(gist, now),
                          .began = gist != NULL ? gist->started : PM_GIST_NO_TIME,
                          .since = PM_GIST_NO_TIME,
                          .days = -1,
                          .place = place };
}

/* What the branch had as open. */
static void
take_history(Looking *self, guint document)
{
    const PmCorpusEntry *entry = &self->as_of->corpus->entries[document];
    const PmGist *gist = self->as_of->gists->pdata[document];
    const char *path = pm_as_of_now(self->as_of, entry->path);
    const char *const *services =
        gist->withdrawn || g_str_equal(path, self->path) ? NULL : shared_services(self, gist);
    for (size_t i = 0; services != NULL && i < gist->action_count; i++) {
        if (!gist->actions[i].open)
            continue;
        PmKnownOpen known = known_of(self, path, &gist->actions[i], (guint)i);
        known.in_line =
            (PmAsOfSince){ .path = entry->path, .action = &gist->actions[i], .step = -1 };
        known.services = services;
        g_array_append_val(self->out->found, known);
    }
}

static void
set_since(const Looking *self, PmKnownOpen *known, int64_t since)
{
    known->since = since;
    if (since != PM_GIST_NO_TIME)
        known->days = MAX(self->out->moment - since, 0) / DAY;
}

/* What an adopted document brought is older than its first commit: as old as its incident. */
static void
date_one(const Looking *self, const PmAsOfSince *since, PmKnownOpen *known)
{
    const PmAsOfLine *line = &self->links->line;
    const PmCorpusEntry *entry = pm_links_entry(self->links, known->path);
    if (since->step < 0)
        return;
    int64_t time = g_array_index(line->steps, PmLineStep, since->step).time;
    known->at_least = line->cut && (guint)since->step + 1 == line->steps->len;
    if (since->from_birth && entry != NULL && entry->adopted && known->began != PM_GIST_NO_TIME) {
        known->at_least = false;
        time = MIN(time, known->began);
    }
    set_since(self, known, time);
}

/* Since when the branch had the first of them. */
static bool
date_history(Looking *self, guint most, GError **error)
{
    PmLinks *links = self->links;
    GArray *found = self->out->found;
    g_autoptr(GArray) sinces = g_array_new(FALSE, FALSE, sizeof(PmAsOfSince));
    for (guint i = 0; i < MIN(found->len, most); i++) {
        const PmKnownOpen *known = &g_array_index(found, PmKnownOpen, i);
        if (known->basis == PM_KNOWN_BY_HISTORY)
            g_array_append_val(sinces, known->in_line);
    }
    if (!pm_as_of_since(links->context, links->gists, &links->line, self->as_of, sinces, error))
        return false;
    for (guint i = 0, k = 0; i < MIN(found->len, most); i++) {
        PmKnownOpen *known = &g_array_index(found, PmKnownOpen, i);
        if (known->basis == PM_KNOWN_BY_HISTORY)
            date_one(self, &g_array_index(sinces, PmAsOfSince, k++), known);
    }
    return true;
}

/* Where nobody wrote when it was over, a day has to lie between. */
static bool
was_over(const Looking *self, const PmGist *gist)
{
    int64_t moment = self->out->moment;
    if (gist->started == PM_GIST_NO_TIME || gist->started >= moment)
        return false;
    return gist->over != PM_GIST_NO_TIME ? gist->over <= moment : gist->started <= moment - DAY;
}

/*
 * Was it open when this began, by the dates of its document? Not before that incident was over.
 * What is settled and doesn't say when may have been settled before.
 */
static bool
says_open(const Looking *self, const PmGist *gist, const PmGistAction *action)
{
    return was_over(self, gist) && (action->open || (action->settled != PM_GIST_NO_TIME &&
                                                     action->settled >= self->out->moment));
}

/* What documents say that the branch did not have then. */
static void
take_itself(Looking *self, guint place)
{
    const PmCorpusEntry *entry = &self->links->corpus->entries[place];
    const PmGist *gist = self->links->now->pdata[place];
    bool there = g_hash_table_contains(self->as_of->names, entry->path);
    if (there || gist->withdrawn || g_str_equal(entry->path, self->path))
        return;
    const char *const *services = shared_services(self, gist);
    for (size_t i = 0; services != NULL && i < gist->action_count; i++) {
        if (!says_open(self, gist, &gist->actions[i]))
            continue;
        PmKnownOpen known = known_of(self, entry->path, &gist->actions[i], (guint)i);
        known.basis = PM_KNOWN_BY_ITSELF;
        known.then = "open";
        known.services = services;
        set_since(self, &known, gist->started);
        g_array_append_val(self->out->found, known);
    }
}

/* Of the same document as it has them. */
static int
oldest_first(gconstpointer a, gconstpointer b)
{
    const PmKnownOpen *left = a, *right = b;
    if (left->began != right->began)
        return left->began == PM_GIST_NO_TIME ||
                       (right->began != PM_GIST_NO_TIME && left->began > right->began)
                   ? 1
                   : -1;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (int)left->place - (int)right->place;
}

/* The documents of now that are about one of the services, each once. */
static GHashTable *
concerned(const Looking *self)
{
    GHashTable *places = g_hash_table_new(NULL, NULL);
    GHashTableIter each;
    void *name;
    for (g_hash_table_iter_init(&each, self->services);
         g_hash_table_iter_next(&each, &name, NULL);) {
        const GArray *of = g_hash_table_lookup(self->links->by_service, name);
        for (guint i = 0; of != NULL && i < of->len; i++)
            g_hash_table_add(places, GUINT_TO_POINTER(g_array_index(of, guint, i)));
    }
    return places;
}

static bool
look(Looking *self, guint dated, GError **error)
{
    PmKnown *out = self->out;
    self->as_of = pm_links_as_of(self->links, out->moment, error);
    if (self->as_of == NULL)
        return false;
    out->cut = self->as_of->step < 0 && self->links->line.cut;
    if (out->cut)
        return true;
    if (self->as_of->step >= 0)
        out->commit = g_array_index(self->links->line.steps, PmLineStep, self->as_of->step).commit;
    for (guint i = 0; self->as_of->corpus != NULL && i < self->as_of->corpus->count; i++)
        take_history(self, i);
    g_autoptr(GHashTable) places = concerned(self);
    GHashTableIter each;
    void *place;
    for (g_hash_table_iter_init(&each, places); g_hash_table_iter_next(&each, &place, NULL);)
        take_itself(self, GPOINTER_TO_UINT(place));
    g_array_sort(out->found, oldest_first);
    out->count = out->found->len;
    g_array_set_size(out->found, MIN(out->count, PM_KNOWN_MOST));
    return date_history(self, dated, error);
}

bool
pm_known_open_find(PmLinks *links, const char *path, const PmFields *fields, guint dated,
                   PmKnown *out_known, GError **error)
{
    const PmField *started = &fields->times[PM_TIME_STARTED];
    g_auto(PmKnown)
        known = { .found = g_array_new(FALSE, FALSE, sizeof(PmKnownOpen)), .commit = PM_OID_ZERO };
    g_autoptr(GHashTable) services = g_hash_table_new(g_str_hash, g_str_equal);
    Looking self = { .links = links, .path = path, .services = services, .out = &known };
    for (size_t i = 0; fields->services[i] != NULL; i++)
        g_hash_table_insert(services, (void *)pm_links_service(links, fields->services[i]),
                            (void *)fields->services[i]);
    known.asked = started->state == PM_FIELD_GIVEN && g_hash_table_size(services) > 0;
    known.moment = started->value;
    if (known.asked && !look(&self, dated, error))
        return false;
    *out_known = known;
    known = (PmKnown){ .found = NULL };
    return true;
}
