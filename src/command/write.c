/* SPDX-License-Identifier: Apache-2.0 */
#include "command/write.h"

#include "base/text.h"
#include "command/json.h"
#include "command/signing.h"
#include "document/fields.h"

#include <string.h>

void
pm_write_add(PmWriteAttempt *attempt, const char *path, GBytes *bytes, GBytes *expected)
{
    PmChange change = { .path = pm_arena_strdup(attempt->arena, path),
                        .bytes = bytes != NULL ? g_bytes_ref(bytes) : NULL,
                        .expected = expected != NULL ? g_bytes_ref(expected) : NULL };
    g_array_append_val(attempt->changes, change);
}

static void
clear_changes(GArray *changes)
{
    for (guint i = 0; i < changes->len; i++) {
        PmChange *change = &g_array_index(changes, PmChange, i);
        g_clear_pointer(&change->bytes, g_bytes_unref);
        g_clear_pointer(&change->expected, g_bytes_unref);
    }
    g_array_set_size(changes, 0);
}

/* What goes through pm_git_commit: the write, and the attempt that is under way. */
typedef struct {
    const PmWrite *write;
    PmWriteAttempt attempt;
    PmSignerConfig signer;
    char *message;
    bool unchanged; /* the attempt found nothing to do */
} Running;

static void
running_clear(Running *running)
{
    clear_changes(running->attempt.changes);
    g_array_unref(running->attempt.changes);
    pm_arena_free(running->attempt.arena);
    g_free(running->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Running, running_clear)

static bool
make(Running *running, GError **error)
{
    clear_changes(running->attempt.changes);
    pm_arena_reset(running->attempt.arena);
    running->attempt.event = running->write->event;
    if (!running->write->make(&running->attempt, running->write->data, error))
        return false;
    running->unchanged = running->attempt.changes->len == 0;
    if (running->unchanged)
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "nothing to change");
    return !running->unchanged;
}

/* Signed-off-by keeps its own meaning, origin, and comes by --signoff alone. */
static bool
compose(Running *running, GError **error)
{
    PmEvent event = running->attempt.event;
    g_auto(PmIdentity) who = { 0 };
    g_autofree char *origin = NULL;
    g_autofree PmTrailer *trailers = g_new0(PmTrailer, event.extra_count + 1);
    for (size_t i = 0; i < event.extra_count; i++)
        trailers[i] = event.extra[i];
    if (running->write->options->signoff) {
        if (!pm_repository_identity(running->write->context->repository, PM_IDENTITY_COMMITTER,
                                    &who, error))
            return false;
        origin = g_strdup_printf("%s <%s>", who.name, who.email);
        trailers[event.extra_count++] =
            (PmTrailer){ .key = (char *)"Signed-off-by", .value = origin };
    }
    event.extra = trailers;
    g_free(running->message);
    running->message = pm_event_message(&event, error);
    return running->message != NULL;
}

/* Documents have a verb of ours that commits them; the policy is a step by itself, and git's. */
static const char *
commit_first(const PmContext *context, PmArena *arena, const char *path)
{
    g_autofree char *word = pm_text_shell_word(path);
    bool below = context->prefix != NULL && *context->prefix != '\0';
    return g_str_has_prefix(path, PM_CONFIG_FOLDER)
               ? pm_arena_printf(arena, "commit it first: git commit %s%s", below ? ":/" : "", word)
               : "commit it first: git postmortem commit";
}

/* What git is told to refuse anyway, said so that the hint is true; and by a dry run, too. */
static bool
check_clean(const Running *running, const PmChange *change, GError **error)
{
    const PmWrite *write = running->write;
    PmContent *tip = running->attempt.tip;
    if (write->options->no_commit || write->flags & PM_COMMIT_ALLOW_DIRTY ||
        pm_repository_is_bare(write->context->repository))
        return true;
    g_autoptr(GBytes) then =
        tip != NULL ? pm_content_read(tip, change->path, SIZE_MAX / 2, NULL) : NULL;
    if (change->expected == NULL || (then != NULL && g_bytes_equal(then, change->expected)))
        return true;
    pm_error_set(error, PM_ERROR_STATE,
                 commit_first(write->context, running->attempt.arena, change->path),
                 "'%s' has changes that are not committed; nothing was changed", change->path);
    return false;
}

static bool
check_all_clean(const Running *running, GError **error)
{
    const GArray *changes = running->attempt.changes;
    for (guint i = 0; i < changes->len; i++)
        if (!check_clean(running, &g_array_index(changes, PmChange, i), error))
            return false;
    return true;
}

static bool
prepare(PmCommitAttempt *attempt, void *data, GError **error)
{
    Running *running = data;
    running->attempt.tip = attempt->tip;
    running->attempt.tip_oid = attempt->tip_oid;
    if (!make(running, error) || !check_all_clean(running, error) || !compose(running, error))
        return false;
    attempt->changes = (const PmChange *)(const void *)running->attempt.changes->data;
    attempt->change_count = running->attempt.changes->len;
    attempt->message = running->message;
    return true;
}

static bool
sign(const char *payload, char **out_signature, void *data, GError **error)
{
    Running *running = data;
    return pm_signing_commit(payload, out_signature, &running->signer, error);
}

static bool
commit(Running *running, PmWriteResult *out_result, GError **error)
{
    const PmWrite *write = running->write;
    PmCommitPlan plan = {
        .ref = write->ref, .flags = write->flags, .prepare = prepare, .data = running
    };
    if (write->options->no_verify)
        plan.flags |= PM_COMMIT_NO_VERIFY;
    if (pm_signing_wants(write->context, write->options)) {
        running->signer = pm_signing_config(write->context);
        plan.signer = sign;
    }
    PmRepository *repository = write->context->repository;
    if (write->push != NULL)
        plan.parent = &write->push->tip;
    out_result->committed =
        pm_git_commit(repository, &plan, &out_result->commit, error) &&
        (write->push == NULL || pm_git_push(repository, write->push, &out_result->commit.commit,
                                            write->options->no_verify, error));
    return out_result->committed;
}

/* The tip's tree, for what does not go through pm_git_commit; NULL when unborn. A change that is
 * not committed needs no branch. */
static bool
open_tip(Running *running, PmContent **out_tip, GError **error)
{
    const PmWrite *write = running->write;
    PmRepository *repository = write->context->repository;
    PmOid *oid = &running->attempt.tip_oid;
    if (write->push != NULL) {
        *oid = write->push->tip;
        *out_tip = pm_content_commit(repository, oid, error);
        return *out_tip != NULL;
    }
    g_autoptr(GError) detached = NULL;
    g_autofree char *ref =
        write->ref != NULL ? g_strdup(write->ref) : pm_repository_head_ref(repository, &detached);
    if (ref == NULL && !write->options->no_commit) {
        g_propagate_error(error, g_steal_pointer(&detached));
        return false;
    }
    if (ref != NULL ? !pm_repository_read_ref(repository, ref, oid, error)
                    : !pm_repository_resolve(repository, "HEAD", oid, error))
        return false;
    if (g_str_equal(oid->hex, PM_OID_ZERO.hex))
        return true;
    *out_tip = pm_content_commit(repository, oid, error);
    return *out_tip != NULL;
}

/* What the diff of a dry run begins from: the branch for what was changed by hand, else the file.
 */
static GBytes *
read_before(const Running *running, const PmChange *change)
{
    if (!(running->write->flags & PM_COMMIT_ALLOW_DIRTY))
        return change->expected != NULL ? g_bytes_ref(change->expected) : NULL;
    PmContent *tip = running->attempt.tip;
    return tip != NULL ? pm_content_read(tip, change->path, SIZE_MAX / 2, NULL) : NULL;
}

static bool
show_difference(Running *running, PmWriteResult *out_result, GError **error)
{
    PmContext *context = running->write->context;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < running->attempt.changes->len; i++) {
        const PmChange *change = &g_array_index(running->attempt.changes, PmChange, i);
        g_autoptr(GBytes) before = read_before(running, change);
        g_autofree char *text = NULL;
        if (check_clean(running, change, error))
            text = pm_content_diff(change->path, before, change->bytes, error);
        if (text == NULL)
            return false;
        g_string_append(all, text);
    }
    out_result->difference = pm_arena_strdup(context->arena, all->str);
    if (running->write->options->json)
        return true;
    /* for a pipe it stays what `git apply` takes */
    g_autofree char *safe =
        context->terminal ? pm_text_escape(all->str, (gssize)all->len, PM_ESCAPE_LINES) : NULL;
    fputs(safe != NULL ? safe : all->str, context->out);
    return true;
}

static bool
leave_in_worktree(Running *running, PmWriteResult *out_result, GError **error)
{
    g_autoptr(PmContent) tip = NULL;
    if (!open_tip(running, &tip, error))
        return false;
    running->attempt.tip = tip;
    if (!make(running, error))
        return false;
    if (running->write->options->dry_run)
        return show_difference(running, out_result, error);
    return pm_git_write_files(running->write->context->repository,
                              (const PmChange *)(const void *)running->attempt.changes->data,
                              running->attempt.changes->len, error);
}

bool
pm_write_run(const PmWrite *write, PmWriteResult *out_result, GError **error)
{
    g_auto(Running) running = {
        .write = write,
        .attempt = { .write = write,
                     .arena = pm_arena_new(),
                     .changes = g_array_new(FALSE, FALSE, sizeof(PmChange)) },
    };
    const PmWriteOptions *options = write->options;
    g_autoptr(GError) found = NULL;
    *out_result = (PmWriteResult){ 0 };
    if (options->no_commit && pm_repository_is_bare(write->context->repository)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--no-commit needs a working tree");
        return false;
    }
    bool done = options->dry_run || options->no_commit
                    ? leave_in_worktree(&running, out_result, &found)
                    : commit(&running, out_result, &found);
    out_result->unchanged = running.unchanged;
    if (done || running.unchanged)
        return true;
    g_propagate_error(error, g_steal_pointer(&found));
    return false;
}

static void
report_json(PmContext *context, const PmWriteResult *result, const char *id, const char *path,
            const char *event)
{
    json_t *root = json_object();
    json_object_set_new(root, "event", json_string(event));
    if (id != NULL)
        json_object_set_new(root, "id", pm_json_text(id));
    if (path != NULL)
        json_object_set_new(root, "path", pm_json_text(path));
    json_object_set_new(root, "commit",
                        result->committed ? json_string(result->commit.commit.hex) : json_null());
    if (result->difference != NULL)
        json_object_set_new(root, "diff", pm_json_text(result->difference));
    if (result->more != NULL)
        json_object_update(root, result->more);
    pm_json_print(context, root, JSON_COMPACT);
}

void
pm_write_report(PmContext *context, const PmWriteOptions *options, const PmWriteResult *result,
                const char *id, const char *path, const char *event, const char *what)
{
    const char *safe = pm_context_safe(context, what);
    g_autofree char *brief =
        context->terminal ? pm_text_ellipsize(safe, MAX(context->columns, 40) - 22) : NULL;
    if (options->json)
        report_json(context, result, id, path, event);
    else if (result->unchanged)
        pm_context_say(context, "  nothing to change\n");
    else if (result->committed)
        pm_context_say(context, "  committed %.7s  %s\n", result->commit.commit.hex,
                       brief != NULL ? brief : safe);
    else if (!options->dry_run)
        pm_context_say(context, "  written, not committed  %s\n", brief != NULL ? brief : safe);
}

bool
pm_write_has_next(const PmWriteOptions *options, const PmWriteResult *result)
{
    return !options->json && !options->dry_run && !result->unchanged;
}

const char *
pm_write_now(PmContext *context)
{
    g_auto(PmIdentity) who = { 0 };
    int64_t now = context->now;
    if (context->repository != NULL &&
        pm_repository_identity(context->repository, PM_IDENTITY_COMMITTER, &who, NULL))
        now = who.time;
    return pm_time_format(context->arena, now);
}

const char *
pm_write_today(PmContext *context)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(context->config->time_zone);
    int64_t seconds = context->now;
    pm_time_parse(pm_write_now(context), NULL, &seconds, NULL);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
    g_autoptr(GDateTime) here =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    g_autofree char *day = g_date_time_format(here, "%Y-%m-%d");
    return pm_arena_strdup(context->arena, day);
}
