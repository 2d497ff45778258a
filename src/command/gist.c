/* SPDX-License-Identifier: Apache-2.0 */
#include "command/gist.h"

#include "base/cache.h"
#include "check/check.h"
#include "command/each.h"
#include "command/gist_text.h"
#include "command/target.h"

#include <string.h>

#define KIND "gists"
/* A file that changed just now may change again within the same tick of its clock. */
#define STILL (INT64_C(2) * 1000000000) /* nanoseconds */
#define SPARE 1000                      /* versions that nobody asked for this time */

/* A gist that is at hand, and where it is. */
typedef struct {
    const PmGist *gist;
    const char *stamp; /* of a file that has it; "": none */
    bool used;
} Known;

struct PmGists {
    PmContext *context;
    PmFieldReading reading;
    PmArena *arena;
    char *key, *premise; /* premise NULL: nothing is kept */
    char *kept;          /* the text; what was read of it borrows from it */
    GPtrArray *all;      /* Known * */
    GHashTable *by_blob; /* hex → Known */
    GHashTable *by_stamp;
    int64_t began; /* nanoseconds since the epoch */
    bool grown;
    guint unread;
};

const PmGistAction *
pm_gist_action(const PmGist *gist, const PmGistAction *wanted)
{
    for (size_t i = 0; gist != NULL && i < gist->action_count; i++) {
        const PmGistAction *action = &gist->actions[i];
        if (wanted->id != NULL ? g_strcmp0(action->id, wanted->id) == 0
                               : action->id == NULL && g_strcmp0(action->text, wanted->text) == 0)
            return action;
    }
    return NULL;
}

/* All that reads: the program and the config. */
static char *
make_premise(PmContext *context)
{
    g_autofree char *program = pm_cache_program();
    g_autoptr(GBytes) config =
        pm_content_read(context->content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, NULL);
    return config != NULL
               ? g_strdup_printf(
                     "%s %s", program,
                     pm_content_hash(g_bytes_get_data(config, NULL), g_bytes_get_size(config)).hex)
               : NULL;
}

static Known *
know(PmGists *self, const PmGist *gist, const char *stamp)
{
    Known *known = pm_arena_new0(self->arena, Known, 1);
    *known = (Known){ .gist = gist, .stamp = stamp };
    g_ptr_array_add(self->all, known);
    g_hash_table_insert(self->by_blob, (void *)gist->blob.hex, known);
    if (*stamp != '\0')
        g_hash_table_insert(self->by_stamp, (void *)stamp, known);
    return known;
}

static void
read_kept(PmGists *self)
{
    g_autoptr(GBytes) bytes = self->premise != NULL ? pm_cache_read(KIND, self->key) : NULL;
    if (bytes == NULL)
        return;
    self->kept = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    char *text = strchr(self->kept, '\n');
    if (text == NULL)
        return;
    *text++ = '\0';
    if (!g_str_equal(self->kept, self->premise))
        return;
    const char *stamp;
    for (PmGist *gist = NULL; (gist = pm_gist_read(self->arena, &text, &stamp)) != NULL;)
        know(self, gist, stamp);
}

PmGists *
pm_gists_open(PmContext *context)
{
    PmGists *self = g_new0(PmGists, 1);
    const char *folder = pm_repository_workdir(context->repository);
    self->context = context;
    self->arena = pm_arena_new();
    self->reading = pm_checker_reading(self->arena, context->config);
    self->began = g_get_real_time() * 1000;
    self->key = g_strconcat(pm_repository_common_dir(context->repository), "\n", folder, NULL);
    self->premise = make_premise(context);
    self->all = g_ptr_array_new();
    self->by_blob = g_hash_table_new(g_str_hash, g_str_equal);
    self->by_stamp = g_hash_table_new(g_str_hash, g_str_equal);
    read_kept(self);
    return self;
}

/* What was asked for, and some of what was at other times. */
static void
save(const PmGists *self)
{
    g_autoptr(GString) text = g_string_new(self->premise);
    size_t spare = SPARE;
    g_string_append_c(text, '\n');
    for (guint i = 0; i < self->all->len; i++)
        spare += ((const Known *)self->all->pdata[i])->used ? 1 : 0;
    for (guint i = 0; i < self->all->len; i++) {
        const Known *known = self->all->pdata[i];
        bool wanted = known->used || spare > 0;
        spare -= known->used || spare == 0 ? 0 : 1;
        if (wanted)
            pm_gist_write(text, known->gist, known->stamp);
    }
    pm_cache_write(KIND, self->key, text);
}

void
pm_gists_close(PmGists *gists)
{
    if (gists == NULL)
        return;
    if (gists->grown && gists->premise != NULL)
        save(gists);
    g_hash_table_unref(gists->by_blob);
    g_hash_table_unref(gists->by_stamp);
    g_ptr_array_unref(gists->all);
    pm_arena_free(gists->arena);
    g_free(gists->key);
    g_free(gists->premise);
    g_free(gists->kept);
    g_free(gists);
}

static int64_t
given(const PmFields *fields, PmTimeName name)
{
    const PmField *field = &fields->times[name];
    return field->state == PM_FIELD_GIVEN ? field->value : PM_GIST_NO_TIME;
}

static int64_t
over_of(const PmFields *fields)
{
    int64_t resolved = given(fields, PM_TIME_RESOLVED);
    return resolved != PM_GIST_NO_TIME ? resolved : given(fields, PM_TIME_MITIGATED);
}

/* The first of the days on which it was settled. */
static int64_t
settled_of(const PmAction *action, const char *time_zone)
{
    static const char *const keys[] = { "done_at", "dropped_at", "confirmed_at" };
    int64_t first = PM_GIST_NO_TIME, time;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *text = pm_node_string(pm_node_get(action->node, keys[i]));
        if (text != NULL && pm_time_parse(text, time_zone, &time, NULL) &&
            (first == PM_GIST_NO_TIME || time < first))
            first = time;
    }
    return first;
}

/* Strings are those of the document. */
static PmGist *
gist_of(PmArena *arena, const PmGists *self, GBytes *bytes)
{
    const PmSource *source = pm_target_source(arena, "", bytes);
    const PmDocument *document =
        pm_document_load(arena, source, NULL, PM_DOCUMENT_FRONT | PM_DOCUMENT_FOREIGN,
                         &self->reading, pm_diagnostics_new(arena));
    const PmFields *fields = &document->fields;
    PmGistAction *actions = pm_arena_new0(arena, PmGistAction, fields->action_count);
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        actions[i] = (PmGistAction){ .id = action->id,
                                     .text = action->text,
                                     .status = action->status,
                                     .open = pm_action_is_open(action),
                                     .settled = settled_of(action, self->reading.time_zone) };
    }
    PmGist *gist = pm_arena_new0(arena, PmGist, 1);
    *gist =
        (PmGist){ .blob = pm_content_hash(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)),
                  .services = fields->services,
                  .started = given(fields, PM_TIME_STARTED),
                  .over = over_of(fields),
                  .withdrawn = fields->status == PM_STATUS_WITHDRAWN,
                  .actions = actions,
                  .action_count = fields->action_count };
    return gist;
}

static const PmGist *
copy(PmArena *arena, const PmGist *gist)
{
    size_t count = g_strv_length((char **)gist->services);
    const char **services = pm_arena_new0(arena, const char *, count + 1);
    PmGistAction *actions = pm_arena_new0(arena, PmGistAction, gist->action_count);
    PmGist *out = pm_arena_new0(arena, PmGist, 1);
    for (size_t i = 0; i < count; i++)
        services[i] = pm_arena_strdup(arena, gist->services[i]);
    for (size_t i = 0; i < gist->action_count; i++) {
        actions[i] = gist->actions[i];
        actions[i].id = pm_arena_strdup(arena, actions[i].id);
        actions[i].text = pm_arena_strdup(arena, actions[i].text);
        actions[i].status = pm_arena_strdup(arena, actions[i].status);
    }
    *out = *gist;
    out->services = services;
    out->actions = actions;
    return out;
}

/* "" where there is no file, or it may still change. */
static const char *
stamp_of(const PmGists *self, const PmContentStamp *stamp)
{
    if (stamp->inode == 0 || stamp->changed > self->began - STILL)
        return "";
    return pm_arena_printf(self->arena,
                           "%" G_GUINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                           stamp->inode, stamp->size, stamp->changed);
}

static const PmGist *
find(PmGists *self, const PmCorpusEntry *entry)
{
    bool committed = !g_str_equal(entry->blob.hex, PM_OID_ZERO.hex);
    Known *known = committed ? g_hash_table_lookup(self->by_blob, entry->blob.hex)
                             : g_hash_table_lookup(self->by_stamp, stamp_of(self, &entry->stamp));
    if (known == NULL)
        return NULL;
    known->used = true;
    return known->gist;
}

/* Reading under way. */
typedef struct {
    PmGists *gists;
    GHashTable *found; /* entry → PmGist */
} Reading;

static void
work(PmEachJob *job, void *data)
{
    const Reading *self = data;
    if (job->bytes != NULL)
        job->result = gist_of(job->arena, self->gists, job->bytes);
}

static void
finish(PmEachJob *job, void *data)
{
    Reading *self = data;
    PmGists *gists = self->gists;
    gists->unread += job->result == NULL ? 1 : 0;
    if (job->result == NULL)
        return;
    const PmGist *gist = copy(gists->arena, job->result);
    know(gists, gist, stamp_of(gists, &job->entry->stamp))->used = true;
    gists->grown = true;
    g_hash_table_insert(self->found, (void *)job->entry, (void *)gist);
}

static const PmGist nothing = { .services = (const char *const[]){ NULL },
                                .started = PM_GIST_NO_TIME,
                                .over = PM_GIST_NO_TIME };

GPtrArray *
pm_gists_of_corpus(PmGists *gists, PmContent *content, const PmCorpus *corpus, GError **error)
{
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
    Reading reading = { .gists = gists, .found = found };
    PmEach each = { .work = work, .finish = finish, .data = &reading };
    for (size_t i = 0; i < corpus->count; i++) {
        const PmCorpusEntry *entry = &corpus->entries[i];
        g_ptr_array_add(out, (void *)find(gists, entry));
        if (out->pdata[i] == NULL)
            g_ptr_array_add(unknown, (void *)entry);
    }
    if (unknown->len > 0 &&
        !pm_each_run(&each, gists->context, content,
                     (const PmCorpusEntry *const *)(void *)unknown->pdata, unknown->len, error))
        return NULL;
    for (size_t i = 0; i < corpus->count; i++) {
        if (out->pdata[i] == NULL)
            out->pdata[i] = g_hash_table_lookup(found, &corpus->entries[i]);
        if (out->pdata[i] == NULL)
            out->pdata[i] = (void *)&nothing;
    }
    return g_steal_pointer(&out);
}

const PmGist *
pm_gists_of_blob(PmGists *gists, const PmOid *blob)
{
    PmCorpusEntry entry = { .blob = *blob };
    const PmGist *gist = find(gists, &entry);
    if (gist != NULL)
        return gist;
    g_autoptr(GBytes) bytes = pm_content_blob(gists->context->repository, blob,
                                              gists->context->config->document_limit, NULL);
    gists->unread += bytes == NULL ? 1 : 0;
    if (bytes == NULL)
        return &nothing;
    g_autoptr(PmArena) arena = pm_arena_new();
    gist = copy(gists->arena, gist_of(arena, gists, bytes));
    know(gists, gist, "")->used = true;
    gists->grown = true;
    return gist;
}

guint
pm_gists_unread(const PmGists *gists)
{
    return gists->unread;
}
