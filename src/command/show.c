/* SPDX-License-Identifier: Apache-2.0 */
/* One document or several: times, sign-offs and actions; or any Markdown file. */
#include "command/input.h"
#include "command/linked.h"
#include "command/selection.h"
#include "command/show_json.h"
#include "command/show_page.h"
#include "command/show_review.h"
#include "report/report.h"

typedef struct {
    gboolean json;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "front matter and headings as JSON",
      NULL },
    { 0 },
};

/* Showing under way. */
typedef struct {
    PmContext *context;
    bool json;
    size_t count;
    bool unreadable;        /* something that was shown could not be read whole */
    const PmCorpus *corpus; /* NULL: no ledger */
    PmLinks *links;         /* not made before it is asked for */
} Showing;

/* A front matter that can't be read is said, and is a negative answer. */
static void
say_unreadable(Showing *self, const char *path, PmDiagnostics *diagnostics)
{
    fflush(self->context->out);
    PmReport *report =
        pm_report_new(pm_report_format("human"), self->context->err,
                      PM_REPORT_QUIET | (self->context->color ? PM_REPORT_COLOR : 0));
    pm_report_document(report, path, diagnostics);
    pm_report_free(report);
    self->unreadable = true;
}

static void
print_page(Showing *self, const PmDocument *document, const PmCorpusEntry *entry, bool in_ledger,
           const PmLinked *linked)
{
    PmContext *context = self->context;
    if (self->count++ > 0)
        fputc('\n', context->out);
    pm_show_title(context, document, entry);
    pm_show_times(context, document);
    if (in_ledger)
        pm_show_review(context, entry->path);
    pm_show_actions(context, document);
    if (in_ledger)
        pm_show_duties(context, document);
    pm_linked_print(context, linked);
}

static void
show(Showing *self, const PmDocument *document, const PmCorpusEntry *entry, bool in_ledger,
     PmDiagnostics *diagnostics)
{
    PmContext *context = self->context;
    g_auto(PmLinked) linked = { .asked = NULL };
    bool readable = document->front != NULL || document->split.state == PM_SPLIT_NONE ||
                    pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == 0;
    if (!readable)
        say_unreadable(self, entry->path, diagnostics);
    else if (in_ledger && document->front != NULL && !document->front_clean)
        pm_context_hint(context,
                        "not all of its front matter can be read: git postmortem check%s %s",
                        entry->adopted ? " --all" : "", pm_context_word(context, entry->id));
    if (in_ledger && readable) {
        PmLinkedOf of = { self->corpus, entry, &document->fields, self->json };
        pm_linked_find(context, &self->links, &of, &linked);
    }
    if (!self->json)
        print_page(self, document, entry, in_ledger, &linked);
    else if (readable)
        pm_show_json(context, entry->path, entry->id, document,
                     in_ledger ? pm_linked_json(context, &linked) : NULL);
}

static bool
show_bytes(Showing *self, GBytes *bytes, const PmCorpusEntry *entry, bool in_ledger)
{
    PmContext *context = self->context;
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    PmFieldReading reading = pm_checker_reading(context->arena, context->config);
    const PmDocument *document = pm_document_load(
        context->arena, pm_target_source(context->arena, entry->path, bytes), entry->id,
        in_ledger ? pm_target_flags(entry) : PM_DOCUMENT_FOREIGN, &reading, diagnostics);
    show(self, document, entry, in_ledger, diagnostics);
    return true;
}

static bool
show_entry(Showing *self, const PmCorpusEntry *entry, GError **error)
{
    PmContext *context = self->context;
    g_autoptr(GBytes) bytes =
        pm_content_read(context->content, entry->path, context->config->document_limit, error);
    return bytes != NULL && show_bytes(self, bytes, entry, true);
}

static bool
show_file(Showing *self, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = pm_input_read_document(self->context, path, error);
    const char *name = g_str_equal(path, PM_INPUT_STDIN) ? "<stdin>" : path;
    return bytes != NULL && show_bytes(self, bytes, &(PmCorpusEntry){ .path = name }, false);
}

static bool
show_all(Showing *self, const PmSelection *selection, GError **error)
{
    for (guint i = 0; i < selection->entries->len; i++)
        if (!show_entry(self, selection->entries->pdata[i], error))
            return false;
    for (guint i = 0; i < selection->files->len; i++)
        if (!show_file(self, selection->files->pdata[i], error))
            return false;
    return true;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    Showing self = { .context = context, .json = ((const Options *)values)->json };
    const PmCorpus *corpus = NULL;
    if (context->content != NULL && *context->config->ledger != '\0') {
        corpus = pm_corpus_open(context->arena, context->content, context->config, error);
        if (corpus == NULL)
            return -1;
    }
    g_auto(PmSelection) selection = { 0 };
    if (!pm_selection_read(context, corpus, arguments, &selection, error))
        return -1;
    self.corpus = corpus;
    bool shown = show_all(&self, &selection, error);
    pm_linked_end(context, self.links);
    return !shown ? -1 : self.unreadable ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}

extern const PmCommand pm_command_show;
const PmCommand pm_command_show = {
    .name = "show",
    .group = "Read",
    .summary = "Show a document: times, sign-offs, actions",
    .arguments = "<id>|<path>|-…",
    .description = "Shows any Markdown file as far as it can be read, also outside of a "
                   "repository. With `--json` it prints an object a line for each: the front "
                   "matter at `/front_matter`, the headings at `/body/headings` with `level`, "
                   "`line` and `text`; and of a document of the ledger at `/known_unfixed` and "
                   "`/asked_before` what it has to do with others (WHAT WAS KNOWN, in the manual).",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = -1,
    .run = run,
};
