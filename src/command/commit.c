/* SPDX-License-Identifier: Apache-2.0 */
/* Commit what was changed by hand in documents, each as an event of its own. */
#include "command/by_hand.h"

typedef struct {
    PmWriteOptions write;
} Options;

static bool
needs_worktree(PmContext *context, GError **error)
{
    if (!pm_repository_is_bare(context->repository))
        return true;
    pm_error_set(error, PM_ERROR_STATE, "set, finding, action, approve work in it",
                 "a bare repository has no files that could have been changed by hand");
    return false;
}

static bool
choose(PmContext *context, const PmCorpus *corpus, char **words, GPtrArray *out_entries,
       GError **error)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        const PmCorpusEntry *entry = pm_corpus_resolve(corpus, words[i], error);
        if (entry == NULL)
            return false;
        g_ptr_array_add(out_entries, (void *)entry);
    }
    if (words[0] != NULL)
        return true;
    PmOid head;
    g_autoptr(PmContent) tip = NULL;
    if (pm_repository_resolve(context->repository, "HEAD", &head, NULL))
        tip = pm_content_commit(context->repository, &head, NULL);
    for (size_t i = 0; i < corpus->count; i++)
        if (pm_by_hand_is_changed(context, tip, &corpus->entries[i]))
            g_ptr_array_add(out_entries, (void *)&corpus->entries[i]);
    return true;
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    if (!needs_worktree(context, error))
        return -1;
    const PmCorpus *corpus =
        pm_corpus_open(context->arena, context->content, context->config, error);
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    if (corpus == NULL || !choose(context, corpus, arguments, entries, error))
        return -1;
    if (entries->len == 0) {
        pm_context_say(context, "nothing was changed by hand\n");
        return PM_EXIT_OK;
    }
    int worst = PM_EXIT_OK;
    for (guint i = 0; i < entries->len; i++) {
        int code = pm_by_hand_commit(context, &given->write, entries->pdata[i], "commit", error);
        if (code < 0)
            return -1;
        worst = MAX(worst, code);
    }
    return worst;
}

extern const PmCommand pm_command_commit;
const PmCommand pm_command_commit = {
    .name = "commit",
    .group = "Write",
    .summary = "Commit what was changed by hand in documents",
    .arguments = "[<id>…]",
    .description =
        "Each changed document becomes one commit, with the files in its evidence folder. A draft "
        "is refused only when it can't be read or holds a secret.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .maximum = -1,
    .run = run,
};
