/* SPDX-License-Identifier: Apache-2.0 */
/* All checks, over the whole corpus, some documents, the index, or any file by a schema alone. */
#include "command/check_config.h"
#include "command/check_fix.h"
#include "command/check_range.h"
#include "command/check_schema.h"
#include "command/check_words.h"
#include "command/checking.h"
#include "command/gone.h"
#include "command/selection.h"
#include "command/since.h"
#include "command/staged.h"
#include "command/write.h"

typedef struct {
    char *format, *schema, *stdin_filename, *since;
    gboolean staged, all, fix, diff, full;
} Options;

#define CHECK(member) offsetof(Options, member)

static const PmOption options[] = {
    { "format", 0, PM_OPTION_STRING, CHECK(format),
      "human, concise, json, ndjson, sarif, github, gitlab, rdjson or junit", "FORMAT" },
    { "staged", 0, PM_OPTION_FLAG, CHECK(staged), "what is staged, as the pre-commit hook does",
      NULL },
    { "all", 0, PM_OPTION_FLAG, CHECK(all), "also what adopted documents had before adoption",
      NULL },
    { "fix", 0, PM_OPTION_FLAG, CHECK(fix),
      "mend what can be mended without changing what a document says; then check", NULL },
    { "diff", 0, PM_OPTION_FLAG, CHECK(diff),
      "show what --fix would change, and change nothing; exit 1 when there is something", NULL },
    { "schema", 0, PM_OPTION_STRING, CHECK(schema),
      "check the front matter of any file by this JSON Schema alone, and the local files that it refers to; needs no repository",
      "FILE" },
    { "full", 0, PM_OPTION_FLAG, CHECK(full),
      "also what was without fault before and is unchanged, of which nothing else can come", NULL },
    { "since", 0, PM_OPTION_STRING, CHECK(since),
      "only what was not there where this revision and the current one parted", "REVISION" },
    { "stdin-filename", 0, PM_OPTION_STRING, CHECK(stdin_filename),
      "the name of what comes on stdin", "PATH" },
    { 0 },
};

static bool
check_corpus(const PmChecking *checking, PmReport *report, GError **error)
{
    const PmCorpus *corpus = checking->corpus;
    if (corpus == NULL) {
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     "git postmortem init begins a ledger; or name files",
                     "there is no ledger here whose documents could be checked");
        return false;
    }
    const PmConfig *config;
    if (!pm_check_config_run(checking->context, checking->content, report, &config, error))
        return false;
    if (checking->tip == NULL)
        pm_gone_report(checking->context, corpus, report);
    g_autofree const PmCorpusEntry **entries = g_new0(const PmCorpusEntry *, corpus->count + 1);
    for (size_t i = 0; i < corpus->count; i++)
        entries[i] = &corpus->entries[i];
    return pm_checking_run(checking, entries, corpus->count, report, error);
}

/* Nothing can be said of documents then, not even where they are. */
static int
check_broken(PmContext *context, const char *format, GError **error)
{
    const PmConfig *config;
    PmReport *report = pm_checking_report(context, format, error);
    if (report == NULL)
        return -1;
    if (pm_check_config_run(context, context->content, report, &config, error))
        return pm_checking_finish(report);
    pm_report_free(report);
    return -1;
}

/* A commit, or a range that ends there; the words, if any, say which documents of it. */
static bool
check_recorded(const PmChecking *checking, const PmState *at, const PmRevision *revision,
               char **words, PmReport *report, GError **error)
{
    g_auto(PmSelection) selection = { 0 };
    const PmSelection *only = words[0] != NULL ? &selection : NULL;
    if (!pm_selection_read_recorded(checking->context, at->corpus, words, &selection, error))
        return false;
    if (revision->range)
        return pm_check_range_run(at, revision, only, report, error);
    if (only == NULL)
        return check_corpus(checking, report, error);
    return pm_checking_run(checking, (const void *)selection.entries->pdata, selection.entries->len,
                           report, error);
}

static bool
open_state(PmContext *context, const PmRevision *revision, PmState *state, GError **error)
{
    return revision->word == NULL
               ? pm_state_open(context, state, error)
               : pm_state_open_commit(context, &revision->to, revision->word, state, error);
}

static PmFixMode
fix_mode(const Options *given)
{
    return (given->fix ? PM_FIX_WRITE : PM_FIX_NOT) | (given->diff ? PM_FIX_SHOW : PM_FIX_NOT);
}

/* May the check of all documents leave out those that it knows? */
static bool
is_remembered(const Options *given, bool recorded, char **words)
{
    return !recorded && words[0] == NULL && fix_mode(given) == PM_FIX_NOT && !given->all &&
           !given->full && given->since == NULL;
}

static int
check_state(PmContext *context, const Options *given, const PmRevision *revision, char **words,
            GError **error)
{
    g_auto(PmState) state = { 0 };
    g_auto(PmEarlier) since = { 0 };
    if (!open_state(context, revision, &state, error))
        return -1;
    if (state.checker == NULL)
        return check_broken(&state.context, given->format, error);
    if (given->since != NULL && !pm_since_open(&state, given->since, &since, error))
        return -1;
    bool recorded = revision->word != NULL;
    PmChecking checking = { .context = &state.context,
                            .content = state.context.content,
                            .corpus = state.corpus,
                            .checker = state.checker,
                            .earlier = given->since != NULL ? &since : NULL,
                            .tip = recorded ? &state.commit : NULL,
                            .branches = true,
                            .all = given->all,
                            .whole = is_remembered(given, recorded, words),
                            .today = pm_write_today(context) };
    g_autoptr(PmCheckFix) fix =
        pm_check_fix_new(&checking, fix_mode(given), given->format, given->stdin_filename);
    int fixed = pm_check_fix_run(fix, words, error);
    if (fixed < 0 || pm_check_fix_is_all(fix))
        return fixed;
    PmReport *report = pm_checking_report(context, given->format, error);
    if (report == NULL)
        return -1;
    bool done = recorded ? check_recorded(&checking, &state, revision, words, report, error)
                : words[0] == NULL
                    ? check_corpus(&checking, report, error)
                    : pm_check_words(&checking, given->stdin_filename, words, report, error);
    if (!done) {
        pm_report_free(report);
        return -1;
    }
    int left = pm_checking_finish(report);
    return MAX(left, fixed);
}

/* What --fix and --diff do not go with. */
static const char *
other_than_files(const Options *given)
{
    return given->staged           ? "--staged"
           : given->schema != NULL ? "--schema"
           : given->since != NULL  ? "--since"
                                   : NULL;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    if (!pm_check_fix_admit(context, fix_mode(given), other_than_files(given), error))
        return -1;
    if (given->schema != NULL)
        return pm_check_schema_run(context, given->schema, given->format, arguments, error);
    if (given->staged && arguments[0] != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "all that is staged is checked",
                     "--staged takes no '%s'", arguments[0]);
        return -1;
    }
    if (given->staged && context->repository != NULL &&
        pm_repository_is_bare(context->repository)) {
        pm_error_set(error, PM_ERROR_USAGE, "name a revision: git postmortem check HEAD",
                     "nothing is staged in a bare repository");
        return -1;
    }
    if (given->staged)
        return pm_staged_check(context, given->format, given->since, error);
    if (pm_state_is_broken(context))
        return check_broken(context, given->format, error);
    PmRevision revision;
    g_autofree char **words = NULL;
    if (!pm_revision_take(context, arguments, &revision, &words, error))
        return -1;
    if (revision.range && given->since != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "a range tells what came in it anyhow",
                     "--since takes no range, but '%s' is one", revision.word);
        return -1;
    }
    if (!pm_check_fix_admit(context, fix_mode(given), revision.word, error))
        return -1;
    return check_state(context, given, &revision, words, error);
}

static bool
alone(const void *values)
{
    return ((const Options *)values)->schema != NULL;
}

extern const PmCommand pm_command_check;
const PmCommand pm_command_check = {
    .name = "check",
    .group = "Check",
    .summary = "Run all checks",
    .arguments = "[<revision>|<range>] [<id>|<path>|-]…",
    .description =
        "Everything that is wrong, not the first thing: file, line and column, the "
        "source line, and what to do. How much a thing matters grows with the "
        "document's status.\n\nOf a revision, what its commit has is judged by the rules that "
        "it has; of a range `<from>..<to>`, each finding is told with the commit that "
        "brought it, and a secret also where it is gone again.\n\n"
        "Of the whole working tree, documents that were without a finding are not read again "
        "while they, the rules, the day and whatever they refer to stay as they were; `--full` "
        "reads them all.\n\n"
        "`--fix` writes what can't change the meaning of a document into the working tree, and "
        "commits nothing: other spellings of a word that a key knows, quotes around values that "
        "YAML readers differ about, times as RFC 3339 has them, the order of the timeline, "
        "`unknown` for a key that is missing and may be that. The result is checked again, and "
        "a fix that would bring an error is left out. Documents with sign-offs, and adopted "
        "ones, are fixed only when they are named. With `-` the fixed text goes to standard "
        "output, and what is left to say to standard error.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .alone = alone,
    .maximum = -1,
    .run = run,
};
