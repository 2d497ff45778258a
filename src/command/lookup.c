/* SPDX-License-Identifier: Apache-2.0 */
#include "command/lookup.h"

#include "command/branches.h"
#include "command/target.h"
#include "document/name.h"
#include "ledger/audit.h"

#define EVIDENCE_LIMIT ((size_t)512 * 1024 * 1024)

struct PmLookup {
    PmCheckLookups face;
    PmContent *content;
    GHashTable *by_id;      /* id → GPtrArray of paths */
    GMutex lock;            /* a PmContent is one thread's at a time */
    GHashTable *signed_off; /* paths of documents that have all their sign-offs */
    GHashTable *related;    /* id → GHashTable, the ids that its 'related' has */
    PmBranches *branches;   /* or NULL: only this one is looked at */
    bool has_tip;
    PmOid tip;
    const PmRepository *repository; /* whose .mailmap it is; or NULL */
    int64_t now;                    /* of pm_lookup_set_clock() */
    const char *coming;             /* a file that is not there yet, or NULL */
    GBytes *coming_bytes;
};

static bool
path_exists(const char *path, void *data)
{
    PmLookup *self = data;
    PmContentEntry entry = { 0 };
    if (self->coming != NULL && g_str_equal(path, self->coming))
        return true;
    g_mutex_lock(&self->lock);
    bool found = pm_content_find(self->content, path, &entry, NULL);
    g_mutex_unlock(&self->lock);
    g_free(entry.path);
    return found;
}

static GBytes *
read_file(PmLookup *self, const char *path)
{
    if (self->coming != NULL && g_str_equal(path, self->coming))
        return g_bytes_ref(self->coming_bytes);
    g_mutex_lock(&self->lock);
    GBytes *bytes = pm_content_read(self->content, path, EVIDENCE_LIMIT, NULL);
    g_mutex_unlock(&self->lock);
    return bytes;
}

static char *
digest(const char *path, void *data)
{
    g_autoptr(GBytes) bytes = read_file(data, path);
    return bytes == NULL ? NULL : g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

static bool
size(const char *path, uint64_t *out_size, void *data)
{
    g_autoptr(GBytes) bytes = read_file(data, path);
    if (bytes == NULL)
        return false;
    *out_size = g_bytes_get_size(bytes);
    return true;
}

static const char *
other_with_id(const char *id, const char *path, void *data)
{
    const PmLookup *self = data;
    const GPtrArray *paths = g_hash_table_lookup(self->by_id, id);
    for (guint i = 0; paths != NULL && i < paths->len; i++)
        if (!g_str_equal(paths->pdata[i], path))
            return paths->pdata[i];
    return NULL;
}

static bool
id_exists(const char *id, void *data)
{
    const PmLookup *self = data;
    return g_hash_table_contains(self->by_id, id);
}

static const char *
on_branch(const char *id, const char *path, const char **out_branch, void *data)
{
    const PmLookup *self = data;
    const PmBranchDocument *other =
        self->branches != NULL ? pm_branches_find(self->branches, id, path) : NULL;
    if (other == NULL)
        return NULL;
    *out_branch = other->branch;
    return other->path;
}

/* The ids in 'related' of the document at a path, as a set. */
static GHashTable *
read_related(PmLookup *self, const char *path)
{
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GBytes) bytes = pm_content_read(self->content, path, PM_CONFIG_DOCUMENT_LIMIT, NULL);
    if (bytes == NULL)
        return ids;
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmDocument *document =
        pm_document_load(arena, pm_target_source(arena, path, bytes), NULL, PM_DOCUMENT_FRONT, NULL,
                         pm_diagnostics_new(arena));
    const PmNode *list = pm_node_get(document->front, "related");
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++) {
        const char *id = pm_node_string(list->items[i]);
        if (id != NULL)
            g_hash_table_add(ids, g_strdup(id));
    }
    return ids;
}

static bool
relates(const char *id, const char *other, void *data)
{
    PmLookup *self = data;
    const GPtrArray *paths = g_hash_table_lookup(self->by_id, id);
    if (paths == NULL || self->content == NULL)
        return false;
    g_mutex_lock(&self->lock);
    GHashTable *ids = g_hash_table_lookup(self->related, id);
    if (ids == NULL) {
        ids = read_related(self, paths->pdata[0]);
        g_hash_table_insert(self->related, g_strdup(id), ids);
    }
    bool found = g_hash_table_contains(ids, other);
    g_mutex_unlock(&self->lock);
    return found;
}

/* The statements of the files in this document's folder, whatever they are worth. PmStatement *. */
static GPtrArray *
list_statements(PmLookup *self, PmArena *arena, const char *path)
{
    GPtrArray *statements = g_ptr_array_new();
    g_autofree char *folder = pm_name_signoffs(path);
    g_mutex_lock(&self->lock);
    g_autoptr(GPtrArray) files =
        self->content != NULL ? pm_content_list(self->content, folder, NULL) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *file = ((const PmContentEntry *)files->pdata[i])->path;
        if (!g_str_has_suffix(file, ".signoff"))
            continue;
        g_autoptr(GBytes) bytes = pm_content_read(self->content, file, PM_SIGNOFF_LIMIT, NULL);
        PmSignoff *signoff = pm_arena_new0(arena, PmSignoff, 1);
        if (bytes != NULL && pm_signoff_parse(arena, g_bytes_get_data(bytes, NULL),
                                              g_bytes_get_size(bytes), signoff, NULL))
            g_ptr_array_add(statements, &signoff->statement);
    }
    g_mutex_unlock(&self->lock);
    return statements;
}

static bool
speaks_to(const PmStatement *statement, const PmDemand *demand)
{
    return statement->verdict != PM_SIGN_APPROVE || g_str_equal(statement->role, demand->role);
}

/*
 * Is there something for each thing that the policy asks for? Where a demand is still open, as in
 * most reviews, nobody has to walk through the history.
 */
static bool
may_be_complete(PmArena *arena, PmContext *context, const PmOid *tip, const PmDocument *document,
                const GPtrArray *statements)
{
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, tip, NULL);
    const PmPolicy *policy = tree != NULL ? pm_policy_load(arena, tree, NULL) : NULL;
    const PmDemand *demands;
    size_t count = policy != NULL ? pm_policy_demands(arena, policy, document, &demands) : 0;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (guint k = 0; !found && k < statements->len; k++)
            found = speaks_to(statements->pdata[k], &demands[i]);
        if (!found)
            return false;
    }
    return policy != NULL;
}

/* A history that can't be judged is for verify to tell. */
static bool
audit(const PmLookup *self, PmArena *arena, PmContext *context, const char *path,
      const PmDocument *document, const GPtrArray *statements)
{
    PmAuditOptions options = { .only = path, .tip = self->tip };
    bool has_tip =
        self->has_tip || pm_repository_resolve(context->repository, "HEAD", &options.tip, NULL);
    if (!has_tip || !may_be_complete(arena, context, &options.tip, document, statements))
        return false;
    g_autoptr(PmAudit) audit =
        pm_audit_run(arena, context->repository, &options, pm_diagnostics_new(arena), NULL);
    const PmDocumentRecord *record = audit != NULL ? pm_audit_document(audit, path) : NULL;
    return record != NULL && record->judged && pm_audit_state(audit, path, document).satisfied;
}

void
pm_lookup_judge_signoffs(PmLookup *lookup, PmContext *context, const PmCorpusEntry *entry,
                         GBytes *bytes)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GPtrArray) statements = list_statements(lookup, arena, entry->path);
    g_autoptr(GBytes) read =
        statements->len > 0 && bytes == NULL
            ? pm_content_read(lookup->content, entry->path, PM_CONFIG_DOCUMENT_LIMIT, NULL)
            : NULL;
    bytes = bytes != NULL ? bytes : read;
    if (statements->len == 0 || bytes == NULL)
        return;
    const PmSource *source = pm_target_source(arena, entry->path, bytes);
    PmFieldReading reading = pm_checker_reading(arena, context->config);
    const PmDocument *document =
        pm_document_load(arena, source, entry->id, PM_DOCUMENT_FRONT | pm_target_flags(entry),
                         &reading, pm_diagnostics_new(arena));
    if (document->fields.status != PM_STATUS_IN_REVIEW ||
        !audit(lookup, arena, context, entry->path, document, statements))
        return;
    g_mutex_lock(&lookup->lock);
    g_hash_table_add(lookup->signed_off, (void *)entry->path);
    g_mutex_unlock(&lookup->lock);
}

static bool
is_signed_off(const char *path, void *data)
{
    PmLookup *self = data;
    g_mutex_lock(&self->lock);
    bool done = g_hash_table_contains(self->signed_off, path);
    g_mutex_unlock(&self->lock);
    return done;
}

static char *
person_of(const char *email, void *data)
{
    PmLookup *self = data;
    g_autofree char *name = NULL;
    char *person = NULL;
    g_mutex_lock(&self->lock);
    pm_repository_mailmap(self->repository, "", email, &name, &person);
    g_mutex_unlock(&self->lock);
    return person;
}

void
pm_lookup_set_people(PmLookup *lookup, const PmRepository *repository)
{
    lookup->repository = repository;
    lookup->face.person_of = repository != NULL ? person_of : NULL;
}

static bool
is_over(int64_t seconds, void *data)
{
    const PmLookup *self = data;
    return self->now > seconds;
}

void
pm_lookup_set_clock(PmLookup *lookup, int64_t now)
{
    lookup->now = now;
    lookup->face.is_over = is_over;
}

PmLookup *
pm_lookup_new(PmContent *content, const PmCorpus *corpus, const char *today)
{
    PmLookup *self = g_new0(PmLookup, 1);
    g_mutex_init(&self->lock);
    self->signed_off = g_hash_table_new(g_str_hash, g_str_equal);
    self->related =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    self->content = content;
    self->by_id =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (size_t i = 0; corpus != NULL && i < corpus->count; i++) {
        const PmCorpusEntry *entry = &corpus->entries[i];
        GPtrArray *paths = g_hash_table_lookup(self->by_id, entry->id);
        if (paths == NULL) {
            paths = g_ptr_array_new();
            g_hash_table_insert(self->by_id, (void *)entry->id, paths);
        }
        g_ptr_array_add(paths, (void *)entry->path);
    }
    self->face = (PmCheckLookups){ .path_exists = content != NULL ? path_exists : NULL,
                                   .digest = content != NULL ? digest : NULL,
                                   .size = content != NULL ? size : NULL,
                                   .other_with_id = corpus != NULL ? other_with_id : NULL,
                                   .id_exists = corpus != NULL ? id_exists : NULL,
                                   .on_branch = on_branch,
                                   .relates = corpus != NULL ? relates : NULL,
                                   .is_signed_off = is_signed_off,
                                   .data = self,
                                   .loose = content == NULL,
                                   .today = today };
    return self;
}

void
pm_lookup_free(PmLookup *lookup)
{
    if (lookup == NULL)
        return;
    g_hash_table_unref(lookup->by_id);
    g_mutex_clear(&lookup->lock);
    g_hash_table_unref(lookup->signed_off);
    g_hash_table_unref(lookup->related);
    pm_branches_free(lookup->branches);
    g_free(lookup);
}

void
pm_lookup_expect_file(PmLookup *lookup, const char *path, GBytes *bytes)
{
    lookup->coming = path;
    lookup->coming_bytes = bytes;
}

void
pm_lookup_set_tip(PmLookup *lookup, const PmOid *tip)
{
    lookup->tip = *tip;
    lookup->has_tip = true;
}

void
pm_lookup_watch_branches(PmLookup *lookup, const PmConfig *config)
{
    PmRepository *repository =
        lookup->content != NULL ? pm_content_repository(lookup->content) : NULL;
    PmOid tip = lookup->tip;
    if (repository != NULL &&
        (lookup->has_tip || pm_repository_resolve(repository, "HEAD", &tip, NULL)))
        lookup->branches = pm_branches_new(repository, config, &tip);
}

const PmCheckLookups *
pm_lookup_get(const PmLookup *lookup)
{
    return &lookup->face;
}
