/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_scope.h"

#include "command/revision.h"
#include "command/shared_branch.h"
#include "document/name.h"
#include "git/reflog.h"
#include "ledger/corpus.h"

#include <string.h>

#define REMEMBERED 1000 /* moves of the shared branch */

void
pm_verify_scope_clear(PmVerifyScope *scope)
{
    g_clear_pointer(&scope->documents, g_hash_table_unref);
}

/* Where the walk ends without a word; an unborn branch has nothing to walk along. */
static bool
find_head(PmContext *context, PmOid *out_tip, GError **error)
{
    g_autofree char *branch = pm_repository_head_ref(context->repository, NULL);
    bool unborn = branch != NULL &&
                  pm_repository_read_ref(context->repository, branch, out_tip, NULL) &&
                  g_str_equal(out_tip->hex, PM_OID_ZERO.hex);
    if (!unborn) /* a commit that is missing is said to be that */
        return pm_repository_resolve(context->repository, "HEAD", out_tip, error);
    pm_error_set(error, PM_ERROR_STATE,
                 "git postmortem init begins a ledger; git postmortem verify <branch> judges "
                 "another branch",
                 "'%s' has no commits yet, and so no ledger to verify",
                 g_str_has_prefix(branch, "refs/heads/") ? branch + strlen("refs/heads/") : branch);
    return false;
}

/* The documents at the tip; NULL without an error: there is no ledger. */
static const PmCorpus *
documents_at(PmContext *context, const PmOid *tip, GError **error)
{
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, tip, error);
    const PmPolicy *policy = tree != NULL ? pm_policy_load(context->arena, tree, error) : NULL;
    return policy != NULL ? pm_corpus_open(context->arena, tree, policy->config, error) : NULL;
}

static bool
take_document(const PmCorpus *corpus, const char *word, PmVerifyScope *scope, GError **error)
{
    g_autoptr(GError) found = NULL;
    const PmCorpusEntry *entry = corpus != NULL ? pm_corpus_resolve(corpus, word, &found) : NULL;
    if (entry == NULL) {
        size_t length;
        const char *hint = found != NULL ? pm_error_hint(found, &length) : NULL;
        pm_error_set(error, PM_ERROR_NOT_FOUND, hint,
                     "'%s' is neither a revision nor a document of the ledger", word);
        return false;
    }
    if (scope->documents == NULL)
        scope->documents = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(scope->documents, (void *)entry->path);
    return true;
}

static bool
take_words(PmContext *context, char **words, PmVerifyScope *scope, GError **error)
{
    PmRevision revision = { 0 };
    g_autofree char **rest = NULL;
    if (!pm_revision_take(context, words, &revision, &rest, error))
        return false;
    scope->word = revision.word;
    scope->range = revision.range;
    scope->from = revision.from;
    scope->tip = revision.to;
    if (rest[0] != NULL && rest[1] == NULL && revision.word == NULL &&
        pm_repository_resolve(context->repository, rest[0], &scope->tip, NULL) &&
        g_file_test(rest[0], G_FILE_TEST_IS_DIR)) { /* a branch, and a folder of its name */
        scope->word = rest[0];
        return true;
    }
    if (revision.word == NULL && !find_head(context, &scope->tip, error))
        return false;
    const PmCorpus *corpus = rest[0] != NULL ? documents_at(context, &scope->tip, error) : NULL;
    for (size_t i = 0; rest[i] != NULL; i++)
        if (*error != NULL || !take_document(corpus, rest[i], scope, error))
            return false;
    return true;
}

bool
pm_verify_scope_read(PmContext *context, char **words, PmVerifyScope *out_scope, GError **error)
{
    g_autoptr(GError) found = NULL;
    if (take_words(context, words, out_scope, &found))
        return true;
    g_propagate_error(error, g_steal_pointer(&found));
    return false;
}

/* The id that a path of the ledger has, wherever it lies. */
static char *
id_of(const char *path)
{
    g_autofree char *owner = pm_name_owner(path);
    g_autofree char *stem = owner == NULL ? pm_name_stem(path) : NULL;
    g_autofree char *name = g_path_get_basename(owner != NULL ? owner : stem);
    return pm_name_fold(name);
}

/* What is kept of the findings. */
typedef struct {
    const PmAudit *audit;
    const PmVerifyScope *scope;
    size_t last;         /* step before the range */
    GHashTable *changed; /* ids (char *) that it touched */
    bool everybody;      /* it changed who is whom, or what judges: no finding is older */
} Keeping;

/* Is this part of a path a file or folder of that document, or what some systems take for one? */
static bool
is_of_id(const char *part, const char *id)
{
    g_autofree char *folded = pm_name_fold(part);
    size_t length = strlen(id);
    return strncmp(folded, id, length) == 0 && (folded[length] == '\0' || folded[length] == '.');
}

static bool
has_id(const char *path, GHashTable *documents)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    GHashTableIter iterator;
    void *document;
    g_hash_table_iter_init(&iterator, documents);
    while (g_hash_table_iter_next(&iterator, &document, NULL)) {
        g_autofree char *id = id_of(document);
        for (char **part = parts; *part != NULL; part++)
            if (is_of_id(*part, id))
                return true;
    }
    return false;
}

/* A finding is of the step that brought it, or of a document as it is now. */
static bool
is_in_range(const Keeping *self, const PmDiagnostic *found)
{
    size_t index;
    if (self->everybody)
        return true;
    if (found->commit != NULL && pm_audit_find_step(self->audit, found->commit, &index))
        return index > self->last;
    g_autofree char *id = id_of(found->path);
    return g_hash_table_contains(self->changed, id);
}

/* What is said of the history as a whole is nobody's to leave out, nor what was known before. */
static bool
is_kept(const PmDiagnostic *found, void *data)
{
    const Keeping *self = data;
    if (found->path == NULL || g_str_has_prefix(found->rule, "audit/") ||
        g_str_equal(found->rule, "policy/pin"))
        return true;
    if (self->scope->range && !is_in_range(self, found))
        return false;
    return self->scope->documents == NULL || g_str_has_prefix(found->path, PM_CONFIG_FOLDER) ||
           has_id(found->path, self->scope->documents);
}

/* What a range changed. */
static bool
read_range(PmContext *context, Keeping *self, GError **error)
{
    const PmVerifyScope *scope = self->scope;
    g_autoptr(GPtrArray) deltas =
        pm_history_delta(context->repository, &scope->from, &scope->tip, "", false, error);
    if (deltas == NULL || !pm_audit_find_step(self->audit, scope->from.hex, &self->last))
        return false;
    for (guint i = 0; i < deltas->len; i++) {
        const char *path = ((const PmTreeDelta *)deltas->pdata[i])->path;
        g_hash_table_add(self->changed, id_of(path));
        self->everybody |= g_str_equal(path, ".mailmap");
    }
    return true;
}

bool
pm_verify_scope_apply(PmContext *context, const PmVerifyScope *scope, const PmAudit *audit,
                      PmDiagnostics *diagnostics, GError **error)
{
    PmOid step;
    g_autoptr(GHashTable) changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Keeping self = { .audit = audit, .scope = scope, .changed = changed };
    if (scope->range && !pm_audit_is_step(audit, &scope->from, &step)) {
        g_autofree char *hint =
            g_str_equal(step.hex, PM_OID_ZERO.hex)
                ? g_strdup("a range begins at a step of the line: git log --first-parent")
                : g_strdup_printf("it came in with %.7s: a range may begin there", step.hex);
        pm_error_set(error, PM_ERROR_USAGE, hint,
                     "%.7s is no step of the first-parent line of %.7s", scope->from.hex,
                     scope->tip.hex);
        return false;
    }
    if (scope->range && !read_range(context, &self, error))
        return false;
    if (scope->range || scope->documents != NULL)
        pm_diagnostics_filter(diagnostics, is_kept, &self);
    return true;
}

size_t
pm_verify_scope_unknown(const PmVerifyScope *scope, const PmAudit *audit)
{
    size_t unknown = 0;
    if (scope->documents == NULL)
        return pm_audit_counts(audit)->unknown_signoffs;
    GHashTableIter iterator;
    void *path;
    g_hash_table_iter_init(&iterator, scope->documents);
    while (g_hash_table_iter_next(&iterator, &path, NULL)) {
        const PmDocumentRecord *record = pm_audit_document(audit, path);
        for (guint i = 0; record != NULL && i < record->records->len; i++)
            unknown += ((const PmSignoffRecord *)record->records->pdata[i])->judgement ==
                       PM_JUDGED_UNKNOWN;
    }
    return unknown;
}

/* Was there a ledger in it? What was rewritten before there was one is nobody's loss. A commit that
 * is gone may have had one. */
static bool
had_ledger(PmContext *context, const PmOid *commit)
{
    PmContentEntry entry = { 0 };
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, commit, NULL);
    bool found = tree == NULL || pm_content_find(tree, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return found;
}

/* Did the ref leave its history behind in this move? */
static bool
is_rewritten(PmContext *context, const PmReflogEntry *move)
{
    bool forward = false;
    if (g_str_equal(move->old_commit.hex, PM_OID_ZERO.hex) ||
        g_str_equal(move->new_commit.hex, PM_OID_ZERO.hex))
        return false;
    return !(pm_history_is_ancestor(context->repository, &move->old_commit, &move->new_commit,
                                    &forward, NULL) &&
             forward) &&
           had_ledger(context, &move->old_commit);
}

static void
add_seen(PmContext *context, const char *ref, const char *name, GArray *seen)
{
    g_autoptr(GArray) moves = pm_reflog_read(context->repository, ref, REMEMBERED);
    for (guint i = 0; i < moves->len; i++) {
        const PmReflogEntry *move = &g_array_index(moves, PmReflogEntry, i);
        if (!is_rewritten(context, move))
            continue;
        g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(move->time);
        g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : NULL;
        PmAuditSeen one = { .commit = move->old_commit,
                            .where = pm_arena_printf(context->arena, "%s until %s", name,
                                                     day != NULL ? day : "some day") };
        g_array_append_val(seen, one);
    }
}

static bool
is_shared(PmContext *context, const char *remote, const char *ref)
{
    const char *const *shared = pm_shared_branches(context, remote, NULL, NULL);
    return g_strv_contains(shared, ref);
}

/* "refs/remotes/origin/topic/x" of remote "origin" is "refs/heads/topic/x" there. */
static void
add_upstream(PmContext *context, const char *upstream, GArray *seen)
{
    const char *name = upstream + strlen("refs/remotes/");
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        g_autofree char *remote = g_strndup(name, (size_t)(slash - name));
        g_autofree char *ref = g_strconcat("refs/heads/", slash + 1, NULL);
        if (is_shared(context, remote, ref)) {
            add_seen(context, upstream, name, seen);
            return;
        }
    }
}

GArray *
pm_verify_seen(PmContext *context, const PmVerifyScope *scope, const char *upstream)
{
    GArray *seen = g_array_new(FALSE, FALSE, sizeof(PmAuditSeen));
    g_autofree char *head = pm_repository_is_bare(context->repository) && scope->word == NULL
                                ? pm_repository_head_ref(context->repository, NULL)
                                : NULL;
    if (upstream != NULL && g_str_has_prefix(upstream, "refs/remotes/"))
        add_upstream(context, upstream, seen);
    if (head != NULL && g_str_has_prefix(head, "refs/heads/") && is_shared(context, NULL, head))
        add_seen(context, head, head + strlen("refs/heads/"), seen);
    return seen;
}
