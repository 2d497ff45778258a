/* SPDX-License-Identifier: Apache-2.0 */
/* Open a document in the editor, check it on exit, commit it. */
#include "command/edit.h"
#include "command/by_hand.h"
#include "command/editor.h"
#include "command/gone.h"
#include "command/message.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    PmWriteOptions write;
} Options;

/* With --dry-run the user edits a copy. */
static GBytes *
edit_copy(PmContext *context, const PmTarget *target, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("git-postmortem-XXXXXX", error);
    if (folder == NULL)
        return NULL;
    g_autofree char *name = g_path_get_basename(target->entry->path);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    size_t length = 0;
    bool done = g_file_set_contents(path, g_bytes_get_data(target->bytes, NULL),
                                    (gssize)g_bytes_get_size(target->bytes), error) &&
                pm_editor_run(context, path, error) &&
                g_file_get_contents(path, &text, &length, error);
    g_unlink(path);
    g_rmdir(folder);
    return done ? g_bytes_new_take(text, length) : NULL;
}

static GBytes *
edit_file(PmContext *context, const PmTarget *target, GError **error)
{
    const char *path = target->entry->path;
    g_autofree char *file =
        g_build_filename(pm_repository_workdir(context->repository), path, NULL);
    g_autoptr(GError) failed = NULL;
    g_autoptr(GError) gone = NULL;
    bool done = pm_editor_run(context, file, &failed);
    g_autoptr(GBytes) bytes =
        pm_content_read(context->content, path, context->config->document_limit, &gone);
    if (bytes == NULL && g_error_matches(gone, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        pm_error_set(error, PM_ERROR_CONFLICT,
                     "git status shows where it is; nothing was committed",
                     "'%s' was moved or deleted while it was open in the editor", path);
        return NULL;
    }
    if (bytes == NULL) {
        g_propagate_error(error, g_steal_pointer(&gone));
        return NULL;
    }
    if (done)
        return g_steal_pointer(&bytes);
    if (!g_bytes_equal(bytes, target->bytes))
        pm_context_hint(context, "what it wrote is in %s; git postmortem commit takes it",
                        pm_context_safe(context, path));
    g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
}

static PmOid
blob_at(const PmByHand *hand, const char *path)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    if (hand->tip != NULL)
        pm_content_find(hand->tip, path, &entry, NULL);
    g_free(entry.path);
    return entry.blob;
}

/* While the editor was open, somebody may have committed to the same document: what was edited
 * does not have that, and would take it back. */
static bool
check_tip(const PmByHand *before, const PmByHand *after, const char *path, GError **error)
{
    PmOid then = blob_at(before, path), now = blob_at(after, path);
    if (g_str_equal(then.hex, now.hex))
        return true;
    g_autofree char *hint = g_strdup_printf(
        "your text is in %s; git diff HEAD shows what differs; git postmortem commit takes it",
        path);
    pm_error_set(error, PM_ERROR_CONFLICT, hint,
                 "'%s' was committed by somebody else while it was open in the editor", path);
    return false;
}

int
pm_edit_session(PmContext *context, const PmWriteOptions *options, const char *word, GError **error)
{
    g_auto(PmByHand) before = { 0 };
    g_auto(PmByHand) after = { 0 };
    g_auto(PmTarget) target = { 0 };
    if (!pm_by_hand_open(context, options, "edit", &before, error))
        return -1;
    const PmCorpusEntry *entry = pm_gone_resolve(context, before.corpus, word, error);
    if (entry == NULL || !pm_target_read(context, context->arena, context->content, before.corpus,
                                         entry, &target, error))
        return -1;
    g_autoptr(GBytes) bytes =
        options->dry_run ? edit_copy(context, &target, error) : edit_file(context, &target, error);
    if (bytes == NULL || !pm_by_hand_open(context, options, "edit", &after, error) ||
        !check_tip(&before, &after, entry->path, error))
        return -1;
    if (g_bytes_equal(bytes, target.bytes) && !pm_by_hand_is_changed(&after, entry)) {
        pm_context_say(context, "nothing was changed\n");
        return PM_EXIT_OK;
    }
    if (!pm_message_read(context, options, pm_arena_printf(context->arena, "edit %s", entry->id),
                         &after.text, error))
        return -1;
    return pm_by_hand_commit(&after, entry, bytes, error);
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    return pm_edit_session(context, &given->write, arguments[0], error);
}

extern const PmCommand pm_command_edit;
const PmCommand pm_command_edit = {
    .name = "edit",
    .group = "Write",
    .summary = "Open a document in the editor, check it, commit it",
    .arguments = "<id>",
    .description = "The editor is the one that git starts. What is refused stays in the file. With "
                   "`--dry-run` the editor gets a copy.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
