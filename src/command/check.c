/* SPDX-License-Identifier: Apache-2.0 */
/* All checks, over the whole corpus, some documents, the index, or any file by a schema alone. */
#include "command/check_schema.h"
#include "command/checking.h"
#include "command/staged.h"
#include "command/target.h"
#include "command/write.h"
#include "document/name.h"

#include <string.h>

typedef struct {
    char *format, *schema, *stdin_filename;
    gboolean staged, all;
} Options;

#define CHECK(member) offsetof(Options, member)

static const PmOption options[] = {
    { "format", 0, PM_OPTION_STRING, CHECK(format), "human or json", "FORMAT" },
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

static GBytes *
read_stdin(PmContext *context, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    char buffer[65536];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, stdin)) > 0) {
        g_byte_array_append(bytes, (const guint8 *)buffer, (guint)count);
        if (bytes->len > context->config->document_limit) {
            pm_error_set(error, PM_ERROR_LIMIT, "limits.document in " PM_CONFIG_PATH " raises it",
                         "standard input is larger than %zu bytes",
                         context->config->document_limit);
            return NULL;
        }
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static bool
check_stdin(const PmChecking *checking, const Options *given, PmReport *report, GError **error)
{
    g_autoptr(GBytes) bytes = read_stdin(checking->context, error);
    if (bytes == NULL)
        return false;
    const char *name = given->stdin_filename != NULL ? given->stdin_filename : "<stdin>";
    g_autofree char *id = given->stdin_filename == NULL
                              ? NULL
                              : pm_name_id(checking->context->config->documents, name, false);
    pm_checking_text(checking, name, id, bytes, report);
    return true;
}

/* A file that is no document of a ledger: judged by our schema and rules all the same. */
static bool
check_file(const PmChecking *checking, const char *path, PmReport *report, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    if (!pm_check_schema_read(path, checking->context->config->document_limit, &bytes, error))
        return false;
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *id = pm_name_id("", base, false);
    pm_checking_text(checking, path, id, bytes, report);
    return true;
}

static const PmCorpusEntry *
find_entry(const PmChecking *checking, const char *word, GError **error)
{
    PmContext *context = checking->context;
    if (checking->corpus == NULL)
        return NULL;
    bool is_path = g_file_test(word, G_FILE_TEST_EXISTS) || strchr(word, '/') != NULL;
    if (!is_path || pm_repository_is_bare(context->repository))
        return pm_corpus_resolve(checking->corpus, word, error);
    g_autofree char *path = pm_repository_relative(context->repository, word, NULL);
    const PmCorpusEntry *entry =
        path == NULL ? NULL : pm_corpus_at(context->arena, checking->corpus, path);
    if (entry == NULL && !g_file_test(word, G_FILE_TEST_EXISTS))
        return pm_corpus_resolve(checking->corpus, word, error);
    return entry;
}

static bool
check_words(const PmChecking *checking, const Options *given, char **words, PmReport *report,
            GError **error)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        g_autoptr(GError) found = NULL;
        bool done;
        if (g_str_equal(words[i], "-")) {
            done = check_stdin(checking, given, report, error);
        } else {
            const PmCorpusEntry *entry = find_entry(checking, words[i], &found);
            if (found != NULL) {
                g_propagate_error(error, g_steal_pointer(&found));
                return false;
            }
            done = entry != NULL ? pm_checking_run(checking, &entry, 1, report, error)
                                 : check_file(checking, words[i], report, error);
        }
        if (!done)
            return false;
    }
    return true;
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

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    if (given->schema != NULL)
        return pm_check_schema_run(context, given->schema, given->format, arguments, error);
    if (given->staged)
        return pm_staged_run(context, given->format, error);
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
    .arguments = "[<id>|<path>|-…]",
    .description = "Everything that is wrong, not the first thing: file, line and column, the "
                   "source line, and what to do. How much a thing matters grows with the "
                   "document's status.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY,
    .maximum = -1,
    .run = run,
};
