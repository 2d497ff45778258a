/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_words.h"

#include "command/check_config.h"
#include "command/input.h"
#include "command/selection.h"
#include "document/name.h"

/* A file that is no document of a ledger: judged by our schema and rules all the same, but for what
 * they ask of a ledger. */
static bool
check_loose(const PmChecking *checking, const char *path, const char *name, PmReport *report,
            GError **error)
{
    g_autofree char *base = name != NULL ? g_path_get_basename(name) : NULL;
    g_autofree char *id = base != NULL ? pm_name_id("", base, false) : NULL;
    PmChecking alone = *checking;
    alone.content = NULL;
    alone.corpus = NULL;
    return pm_checking_input(&alone, path,
                             &(PmCorpusEntry){ .path = name != NULL ? name : "<stdin>", .id = id },
                             report, error);
}

static bool
check_file(const PmChecking *checking, const char *stdin_filename, const char *path,
           PmReport *report, GError **error)
{
    const PmConfig *config;
    if (checking->corpus != NULL && pm_check_config_is(checking->context, path))
        return pm_check_config_run(checking->context, checking->content, report, &config, error);
    if (!g_str_equal(path, PM_INPUT_STDIN))
        return check_loose(checking, path, path, report, error);
    const PmCorpusEntry *entry =
        stdin_filename == NULL
            ? NULL
            : pm_selection_at(checking->context, checking->corpus, stdin_filename);
    return entry != NULL ? pm_checking_input(checking, path, entry, report, error)
                         : check_loose(checking, path, stdin_filename, report, error);
}

bool
pm_check_words(const PmChecking *checking, const char *stdin_filename, char **words,
               PmReport *report, GError **error)
{
    g_auto(PmSelection) selection = { 0 };
    if (!pm_selection_read(checking->context, checking->corpus, words, &selection, error))
        return false;
    const PmCorpusEntry *const *entries = (const void *)selection.entries->pdata;
    bool done = pm_checking_run(checking, entries, selection.entries->len, report, error);
    for (guint i = 0; done && i < selection.files->len; i++)
        done = check_file(checking, stdin_filename, selection.files->pdata[i], report, error);
    return done;
}
