/* SPDX-License-Identifier: Apache-2.0 */
/* All checks, over the whole corpus, some documents, the index, or any file by a schema alone. */
#include "command/check_config.h"
#include "command/check_schema.h"
#include "command/checking.h"
#include "command/gone.h"
#include "command/input.h"
#include "command/selection.h"
#include "command/staged.h"
#include "command/target.h"
#include "command/write.h"
#include "document/name.h"

typedef struct {
    char *format, *schema, *stdin_filename;
    gboolean staged, all;
} Options;

#define CHECK(member) offsetof(Options, member)

static const PmOption options[] = {
    { "format", 0, PM_OPTION_STRING, CHECK(format),
      "human, concise, json, ndjson, sarif, github, gitlab, rdjson or junit", "FORMAT" },
    { "staged", 0, PM_OPTION_FLAG, CHECK(staged), "what is staged, as the pre-commit hook does",
      NULL },
    { "all", 0, PM_OPTION_FLAG, CHECK(all), "also what adopted documents had before adoption",
      NULL },
    { "schema", 0, PM_OPTION_STRING, CHECK(schema),
      "check the front matter of any file by this JSON Schema alone; needs no repository", "FILE" },
    { "stdin-filename", 0, PM_OPTION_STRING, CHECK(stdin_filename),
      "the name of what comes on stdin", "PATH" },
    { 0 },
};

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

/* Does a word name the config of this repository? */
static bool
is_config(const PmContext *context, const char *word)
{
    g_autofree char *path =
        context->repository != NULL && !pm_repository_is_bare(context->repository)
            ? pm_repository_relative(context->repository, word, NULL)
            : NULL;
    return g_strcmp0(path, PM_CONFIG_PATH) == 0;
}

static bool
check_file(const PmChecking *checking, const Options *given, const char *path, PmReport *report,
           GError **error)
{
    const PmConfig *config;
    if (checking->corpus != NULL && is_config(checking->context, path))
        return pm_check_config_run(checking->context, checking->content, report, &config, error);
    if (!g_str_equal(path, PM_INPUT_STDIN))
        return check_loose(checking, path, path, report, error);
    const PmCorpusEntry *entry =
        given->stdin_filename == NULL
            ? NULL
            : pm_selection_at(checking->context, checking->corpus, given->stdin_filename);
    return entry != NULL ? pm_checking_input(checking, path, entry, report, error)
                         : check_loose(checking, path, given->stdin_filename, report, error);
}

static bool
check_words(const PmChecking *checking, const Options *given, char **words, PmReport *report,
            GError **error)
{
    g_auto(PmSelection) selection = { 0 };
    if (!pm_selection_read(checking->context, checking->corpus, words, &selection, error))
        return false;
    const PmCorpusEntry *const *entries = (const void *)selection.entries->pdata;
    bool done = pm_checking_run(checking, entries, selection.entries->len, report, error);
    for (guint i = 0; done && i < selection.files->len; i++)
        done = check_file(checking, given, selection.files->pdata[i], report, error);
    return done;
}

/* What has no file can't be checked, and is there all the same. */
static void
report_gone(const PmChecking *checking, PmReport *report)
{
    PmContext *context = checking->context;
    g_autoptr(GPtrArray) gone = pm_gone_list(context, checking->corpus, PM_GONE_BY_ACCIDENT);
    for (guint i = 0; i < gone->len; i++) {
        const PmCorpusEntry *entry = gone->pdata[i];
        PmDiagnostics *found = pm_diagnostics_new(context->arena);
        pm_diagnostics_add(found, &(PmDiagnostic){ .rule = "file/unreadable",
                                                   .severity = PM_SEVERITY_ERROR,
                                                   .path = entry->path,
                                                   .message = PM_GONE_WHAT,
                                                   .command = pm_gone_command(context, entry) });
        pm_report_document(report, entry->path, found);
    }
}

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
    report_gone(checking, report);
    g_autofree const PmCorpusEntry **entries = g_new0(const PmCorpusEntry *, corpus->count + 1);
    for (size_t i = 0; i < corpus->count; i++)
        entries[i] = &corpus->entries[i];
    return pm_checking_run(checking, entries, corpus->count, report, error);
}

static bool
has_ledger(const PmContext *context)
{
    return context->content != NULL && *context->config->ledger != '\0';
}

/* There is a config, and the defaults stand in for it: it can't be used. */
static bool
is_broken(const PmContext *context)
{
    PmContentEntry entry = { 0 };
    bool there = context->content != NULL && !has_ledger(context) &&
                 pm_content_find(context->content, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return there;
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

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    if (given->schema != NULL)
        return pm_check_schema_run(context, given->schema, given->format, arguments, error);
    if (given->staged && arguments[0] != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "all that is staged is checked",
                     "--staged takes no '%s'", arguments[0]);
        return -1;
    }
    if (given->staged)
        return pm_staged_check(context, given->format, error);
    if (is_broken(context))
        return check_broken(context, given->format, error);
    g_autoptr(PmChecker) checker = pm_target_checker(context, error);
    if (checker == NULL)
        return -1;
    PmChecking checking = { .context = context,
                            .content = context->content,
                            .checker = checker,
                            .all = given->all,
                            .today = pm_write_today(context) };
    if (has_ledger(context)) {
        checking.corpus = pm_corpus_open(context->arena, context->content, context->config, error);
        if (checking.corpus == NULL)
            return -1;
    }
    PmReport *report = pm_checking_report(context, given->format, error);
    if (report == NULL)
        return -1;
    bool done = arguments[0] == NULL ? check_corpus(&checking, report, error)
                                     : check_words(&checking, given, arguments, report, error);
    if (!done) {
        pm_report_free(report);
        return -1;
    }
    return pm_checking_finish(report);
}

extern const PmCommand pm_command_check;
const PmCommand pm_command_check = {
    .name = "check",
    .group = "Check",
    .summary = "Run all checks",
    .arguments = "[<id>|<path>|-]…",
    .description = "Everything that is wrong, not the first thing: file, line and column, the "
                   "source line, and what to do. How much a thing matters grows with the "
                   "document's status.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .maximum = -1,
    .run = run,
};
