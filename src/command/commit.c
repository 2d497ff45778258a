/* SPDX-License-Identifier: Apache-2.0 */
/* Commit what was changed by hand in documents, each as an event of its own. */
#include "command/by_hand.h"
#include "command/gone.h"
#include "command/message.h"
#include "command/policy_commit.h"

typedef struct {
    PmWriteOptions write;
    gboolean policy;
} Options;

static const PmOption own_options[] = {
    { "policy", 0, PM_OPTION_FLAG, offsetof(Options, policy),
      "commit what was changed in .postmortem/, and nothing else", NULL },
    { 0 },
};

/* What is named, else what was changed. */
static bool
choose(const PmByHand *hand, char **words, GPtrArray *out_entries, GError **error)
{
    const PmCorpus *corpus = hand->corpus;
    for (size_t i = 0; words[i] != NULL; i++) {
        const PmCorpusEntry *entry = pm_gone_resolve(hand->context, corpus, words[i], error);
        if (entry == NULL)
            return false;
        if (!g_ptr_array_find(out_entries, entry, NULL))
            g_ptr_array_add(out_entries, (void *)entry);
    }
    for (size_t i = 0; words[0] == NULL && i < corpus->count; i++)
        if (pm_by_hand_is_changed(hand, &corpus->entries[i]))
            g_ptr_array_add(out_entries, (void *)&corpus->entries[i]);
    return true;
}

/* What one document is refused for, and no other. */
static bool
is_its_own(const GError *found)
{
    static const int codes[] = { PM_ERROR_REFUSED, PM_ERROR_LIMIT, PM_ERROR_UNTRUSTED };
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_error_matches(found, PM_ERROR, codes[i]))
            return true;
    return false;
}

/* What is refused does not keep the others back. */
static bool
commit_one(const PmByHand *hand, const PmCorpusEntry *entry, int *worst, GError **error)
{
    g_autoptr(GError) found = NULL;
    int code = pm_by_hand_commit(hand, entry, NULL, &found);
    if (code < 0 && !is_its_own(found)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (code < 0) {
        pm_context_fail(hand->context, found);
        code =
            g_error_matches(found, PM_ERROR, PM_ERROR_REFUSED) ? PM_EXIT_FINDINGS : PM_EXIT_FATAL;
    }
    *worst = MAX(*worst, code);
    return true;
}

/* What was taken away by hand is no edit, and is not passed over in silence. */
static size_t
say_gone(const PmByHand *hand)
{
    PmContext *context = hand->context;
    g_autoptr(GPtrArray) gone = pm_gone_list(context, hand->corpus, PM_GONE_BY_ACCIDENT);
    for (guint i = 0; i < gone->len; i++) {
        g_autoptr(GError) found = NULL;
        pm_gone_refuse(context, gone->pdata[i], &found);
        found->code = PM_ERROR_REFUSED;
        pm_context_fail(context, found);
    }
    return gone->len;
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    g_auto(PmByHand) hand = { 0 };
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    if (given->policy && arguments[0] != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--policy is about no document");
        return -1;
    }
    if (given->policy)
        return pm_policy_commit(context, &given->write, error);
    if (!pm_by_hand_open(context, &given->write, "commit", &hand, error) ||
        !choose(&hand, arguments, entries, error))
        return -1;
    int worst = arguments[0] == NULL && say_gone(&hand) > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
    if (entries->len == 0 && worst > PM_EXIT_OK)
        return worst;
    if (entries->len == 0) {
        pm_context_say(context, "nothing was changed by hand\n");
        pm_policy_hint_changed(context);
        return PM_EXIT_OK;
    }
    if (!pm_message_read(context, &given->write, "what was changed by hand", &hand.text, error))
        return -1;
    for (guint i = 0; i < entries->len; i++)
        if (!commit_one(&hand, entries->pdata[i], &worst, error))
            return -1;
    return worst;
}

extern const PmCommand pm_command_commit;
const PmCommand pm_command_commit = {
    .name = "commit",
    .group = "Write",
    .summary = "Commit what was changed by hand in documents",
    .arguments = "[<id>… | --policy]",
    .description =
        "Each changed document becomes one commit, with the files in its evidence folder. A draft "
        "is refused only when it can't be read or holds a secret.\n\n"
        "The policy is changed in a commit of its own: --policy makes it, of all of .postmortem/. "
        "Where review.change in the config says who may change it, the commit is refused until they "
        "have signed the new one, with a list of whom it waits for: git postmortem approve --policy.",
    .options = own_options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .maximum = -1,
    .run = run,
};
