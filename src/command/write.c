/* SPDX-License-Identifier: Apache-2.0 */
#include "command/write.h"

#include "base/text.h"
#include "command/signing.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#define MESSAGE_LIMIT (64 * 1024)

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
    return running->write->make(&running->attempt, running->write->data, error);
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

static bool
prepare(PmCommitAttempt *attempt, void *data, GError **error)
{
    Running *running = data;
    running->attempt.tip = attempt->tip;
    running->attempt.tip_oid = attempt->tip_oid;
    if (!make(running, error) || !compose(running, error))
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
    out_result->committed = true;
    return pm_git_commit(write->context->repository, &plan, &out_result->commit, error);
}

/* The tip's tree, for what does not go through pm_git_commit; NULL when unborn. */
static bool
open_tip(Running *running, PmContent **out_tip, GError **error)
{
    const PmWrite *write = running->write;
    g_autofree char *ref = write->ref != NULL
                               ? g_strdup(write->ref)
                               : pm_repository_head_ref(write->context->repository, error);
    if (ref == NULL ||
        !pm_repository_read_ref(write->context->repository, ref, &running->attempt.tip_oid, error))
        return false;
    if (g_str_equal(running->attempt.tip_oid.hex, PM_OID_ZERO.hex))
        return true;
    *out_tip = pm_content_commit(write->context->repository, &running->attempt.tip_oid, error);
    return *out_tip != NULL;
}

static bool
print_difference(Running *running, GError **error)
{
    for (guint i = 0; i < running->attempt.changes->len; i++) {
        const PmChange *change = &g_array_index(running->attempt.changes, PmChange, i);
        g_autofree char *text =
            pm_content_diff(change->path, change->expected, change->bytes, error);
        if (text == NULL)
            return false;
        g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINES);
        fputs(safe, running->write->context->out);
    }
    return true;
}

static bool
leave_in_worktree(Running *running, GError **error)
{
    g_autoptr(PmContent) tip = NULL;
    if (!open_tip(running, &tip, error))
        return false;
    running->attempt.tip = tip;
    if (!make(running, error))
        return false;
    if (running->write->options->dry_run)
        return print_difference(running, error);
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
    *out_result = (PmWriteResult){ 0 };
    if (options->no_commit && pm_repository_is_bare(write->context->repository)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--no-commit needs a working tree");
        return false;
    }
    return options->dry_run || options->no_commit ? leave_in_worktree(&running, error)
                                                  : commit(&running, out_result, error);
}

static void
report_json(PmContext *context, const PmWriteResult *result, const char *id, const char *path,
            const char *event)
{
    json_t *root = json_object();
    json_object_set_new(root, "event", json_string(event));
    if (id != NULL)
        json_object_set_new(root, "id", json_string(id));
    if (path != NULL)
        json_object_set_new(root, "path", json_string(path));
    json_object_set_new(root, "commit",
                        result->committed ? json_string(result->commit.commit.hex) : json_null());
    json_dumpf(root, context->out, JSON_COMPACT);
    fputc('\n', context->out);
    json_decref(root);
}

void
pm_write_report(PmContext *context, const PmWriteOptions *options, const PmWriteResult *result,
                const char *id, const char *path, const char *event, const char *what)
{
    g_autofree char *brief =
        pm_text_ellipsize(pm_context_safe(context, what), MAX(context->columns, 40) - 22);
    if (options->json)
        report_json(context, result, id, path, event);
    else if (options->dry_run)
        return;
    else if (result->committed)
        pm_context_say(context, "  committed %.7s  %s\n", result->commit.commit.hex, brief);
    else
        pm_context_say(context, "  written, not committed  %s\n", brief);
}

/* The text of an editor session, without git's comment lines. */
static bool
edit_message(PmContext *context, const char *about, char **out_text, GError **error)
{
    g_autofree char *path =
        g_build_filename(pm_repository_git_dir(context->repository), "POSTMORTEM_EDITMSG", NULL);
    g_autofree char *start =
        g_strdup_printf("\n# %s\n# Lines that begin with '#' are left out.\n", about);
    if (!g_file_set_contents(path, start, -1, error))
        return false;
    g_autofree char *editor = pm_repository_editor(context->repository);
    g_autofree char *quoted = g_shell_quote(path);
    g_autofree char *line = g_strconcat(editor, " ", quoted, NULL);
    /* the user's own editor runs through a shell, as git runs it */
    char *argv[] = { (char *)"/bin/sh", (char *)"-c", line, NULL };
    int status = 0;
    g_autofree char *text = NULL;
    bool read = g_spawn_sync(NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                             &status, error) &&
                g_spawn_check_wait_status(status, error) &&
                g_file_get_contents(path, &text, NULL, error);
    g_unlink(path);
    if (!read)
        return false;
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '#')
            g_string_append_printf(out, "%s\n", lines[i]);
    *out_text = g_strdup(g_strstrip(out->str));
    return true;
}

static bool
read_file(const char *path, char **out_text, GError **error)
{
    g_autoptr(GError) found = NULL;
    if (g_file_get_contents(g_str_equal(path, "-") ? "/dev/stdin" : path, out_text, NULL, &found))
        return true;
    pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "cannot read the message: %s", found->message);
    return false;
}

bool
pm_write_message(PmContext *context, const PmWriteOptions *options, const char *about,
                 const char **out_text, GError **error)
{
    g_autofree char *text = NULL;
    *out_text = NULL;
    if (options->message != NULL)
        text = g_strjoinv("\n\n", options->message);
    else if (options->message_file != NULL && !read_file(options->message_file, &text, error))
        return false;
    else if (options->edit_message && !edit_message(context, about, &text, error))
        return false;
    if (text == NULL)
        return true;
    if (strlen(text) > MESSAGE_LIMIT || !g_utf8_validate(text, -1, NULL)) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "a message is UTF-8 text of at most 64 KiB");
        return false;
    }
    g_strstrip(text);
    if (*text != '\0')
        *out_text = pm_arena_strdup(context->arena, text);
    return true;
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
