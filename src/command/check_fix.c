/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_fix.h"

#include "base/text.h"
#include "check/fix.h"
#include "command/check_config.h"
#include "command/each.h"
#include "command/input.h"
#include "command/lookup.h"
#include "command/selection.h"
#include "document/name.h"
#include "git/commit.h"
#include "git/loose_file.h"

struct PmCheckFix {
    PmChecking *checking;
    PmFixMode mode;
    const char *format;
    const char *stdin_filename;
    bool is_all;
};

/* What is fixed, and what became of it. */
typedef struct {
    const PmCheckFix *fix;
    PmLookup *lookup;
    GHashTable *named; /* paths of entries that the user named; NULL: nobody was named */
    size_t findings, documents;
    size_t signed_off, adopted; /* that could be fixed, and were left alone */
    bool failed;
} Fixing;

/* One document under way, in a worker. */
typedef struct {
    PmFixed fixed;
    bool alone; /* not to be touched: it was not named, and … */
    bool has_signoffs;
} Result;

/* How one text is judged. */
typedef struct {
    const PmChecker *checker;
    const PmCheckLookups *lookups;
    const PmCorpusEntry *entry;
} Judge;

static const PmDocument *
judge(PmArena *arena, const PmSource *source, PmDiagnostics *findings, void *data)
{
    const Judge *self = data;
    PmDocumentFlags flags =
        self->entry->adopted ? PM_DOCUMENT_FOREIGN | PM_DOCUMENT_EDITED : PM_DOCUMENT_WHOLE;
    const PmDocument *document = pm_check_source(self->checker, arena, source, self->entry->id,
                                                 flags, PM_STATUS_NONE, self->lookups, findings);
    pm_diagnostics_sort(findings);
    return document;
}

static PmFixed
fix_bytes(const Judge *self, GBytes *bytes)
{
    PmFixing fixing = { .check = judge,
                        .time_zone = pm_checker_config(self->checker)->time_zone,
                        .data = (void *)self };
    return pm_fix(&fixing, self->entry->path, bytes);
}

static bool
has_signoffs(const PmChecking *checking, const PmCorpusEntry *entry)
{
    g_autofree char *folder = pm_name_signoffs(entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(checking->content, folder, NULL);
    return files != NULL && files->len > 0;
}

static bool
is_as_adopted(const PmEachJob *job)
{
    size_t length;
    const char *data = g_bytes_get_data(job->bytes, &length);
    PmOid blob = pm_content_hash(data != NULL ? data : "", length);
    return job->entry->adopted && g_str_equal(blob.hex, job->entry->adopted_blob.hex);
}

static bool
prepare(PmEachJob *job, void *data)
{
    const Fixing *self = data;
    Result *result = pm_arena_new0(job->arena, Result, 1);
    bool named = self->named != NULL && g_hash_table_contains(self->named, job->entry->path);
    job->result = result;
    if (job->bytes == NULL || (!named && is_as_adopted(job)))
        return false;
    result->has_signoffs = has_signoffs(self->fix->checking, job->entry);
    result->alone = !named && (result->has_signoffs || job->entry->adopted);
    return true;
}

static void
work(PmEachJob *job, void *data)
{
    const Fixing *self = data;
    Judge one = { self->fix->checking->checker, pm_lookup_get(self->lookup), job->entry };
    ((Result *)job->result)->fixed = fix_bytes(&one, job->bytes);
}

/* The diff is data; on a terminal nothing of a document may act. */
static bool
show(const PmCheckFix *fix, const char *path, GBytes *before, GBytes *after, GError **error)
{
    PmContext *context = fix->checking->context;
    g_autofree char *text = pm_content_diff(path, before, after, error);
    if (text == NULL)
        return false;
    g_autofree char *safe = context->terminal ? pm_text_escape(text, -1, PM_ESCAPE_LINES) : NULL;
    fputs(safe != NULL ? safe : text, context->out);
    return true;
}

static bool
write_entry(const PmCheckFix *fix, const char *path, GBytes *before, GBytes *after, GError **error)
{
    PmRepository *repository = fix->checking->context->repository;
    g_autofree char *file = g_build_filename(pm_repository_workdir(repository), path, NULL);
    PmChange change = { .path = path, .bytes = after, .expected = before };
    return pm_loose_file_check_writable(file, error) &&
           pm_git_write_files(repository, &change, 1, error);
}

/* `put`: writes it; what can't be written is told, and the others are still done. */
static void
settle(Fixing *self, const char *path, GBytes *before, const PmFixed *fixed,
       bool (*put)(const PmCheckFix *, const char *, GBytes *, GBytes *, GError **))
{
    const PmCheckFix *fix = self->fix;
    g_autoptr(GError) error = NULL;
    if (fixed->unfinished)
        pm_context_hint(fix->checking->context, "%s has more than could be fixed in one run",
                        pm_context_safe(fix->checking->context, path));
    if (fixed->bytes != NULL &&
        !(fix->mode == PM_FIX_SHOW ? show : put)(fix, path, before, fixed->bytes, &error)) {
        pm_context_fail(fix->checking->context, error);
        self->failed = true;
        return;
    }
    g_hash_table_add(fix->checking->tried, g_strdup(path));
    self->documents += fixed->bytes != NULL;
    self->findings += fixed->fixed;
}

static void
finish(PmEachJob *job, void *data)
{
    Fixing *self = data;
    Result *result = job->result;
    PmContext *context = self->fix->checking->context;
    bool changed = result->fixed.bytes != NULL;
    if (result->alone && changed) {
        self->signed_off += result->has_signoffs;
        self->adopted += !result->has_signoffs;
    } else if (!result->alone && job->bytes != NULL) {
        settle(self, job->entry->path, job->bytes, &result->fixed, write_entry);
        if (changed && result->has_signoffs && self->fix->mode == PM_FIX_WRITE)
            pm_context_hint(context, "sign-offs of %s may be stale now: git postmortem show %s",
                            pm_context_safe(context, job->entry->id),
                            pm_context_word(context, job->entry->id));
    }
    pm_fixed_clear(&result->fixed);
}

/* In a repository that somebody else made, a link may lead anywhere. */
static bool
put_loose(const PmCheckFix *fix, const char *path, GBytes *before, GBytes *after, GError **error)
{
    const PmRepository *repository = fix->checking->context->repository;
    if (repository == NULL || !pm_repository_is_led_away(repository, path))
        return pm_loose_file_rewrite(path, before, after, error);
    pm_error_set(error, PM_ERROR_UNTRUSTED, "name the file that it leads to",
                 "'%s' is or passes through a symbolic link; nothing was changed", path);
    return false;
}

/* A file that is no document of the ledger. */
static bool
fix_file(Fixing *self, const char *path, GError **error)
{
    PmContext *context = self->fix->checking->context;
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *id = pm_name_id("", base, false);
    g_autoptr(PmLookup) lookup = pm_lookup_new(NULL, NULL, self->fix->checking->today);
    PmCorpusEntry entry = { .path = path, .id = id };
    Judge one = { self->fix->checking->checker, pm_lookup_get(lookup), &entry };
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes = pm_input_read_document(context, path, &found);
    if (bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (bytes == NULL)
        return true; /* the report says why */
    g_auto(PmFixed) fixed = fix_bytes(&one, bytes);
    settle(self, path, bytes, &fixed, put_loose);
    return true;
}

static bool
fix_entries(Fixing *self, const PmCorpusEntry *const *entries, size_t count, GError **error)
{
    const PmChecking *checking = self->fix->checking;
    PmEach each = { .prepare = prepare, .work = work, .finish = finish, .data = self };
    self->lookup = pm_lookup_new(checking->content, checking->corpus, checking->today);
    return pm_each_run(&each, checking->context, checking->content, entries, count, error);
}

/* The documents that are named themselves, and not by a folder that they are in. */
static bool
read_named(Fixing *self, char **words, GError **error)
{
    const PmCheckFix *fix = self->fix;
    g_auto(PmSelection) selection = { 0 };
    g_autoptr(GPtrArray) single = g_ptr_array_new();
    for (size_t i = 0; words[i] != NULL; i++)
        if (!g_file_test(words[i], G_FILE_TEST_IS_DIR))
            g_ptr_array_add(single, words[i]);
    g_ptr_array_add(single, NULL);
    if (!pm_selection_read(fix->checking->context, fix->checking->corpus, (char **)single->pdata,
                           &selection, error))
        return false;
    self->named = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < selection.entries->len; i++)
        g_hash_table_add(self->named, (void *)((PmCorpusEntry *)selection.entries->pdata[i])->path);
    return true;
}

static bool
fix_words(Fixing *self, char **words, GError **error)
{
    const PmCheckFix *fix = self->fix;
    g_auto(PmSelection) selection = { 0 };
    if (!pm_selection_read(fix->checking->context, fix->checking->corpus, words, &selection,
                           error) ||
        !read_named(self, words, error))
        return false;
    bool done =
        selection.entries->len == 0 ||
        fix_entries(self, (const void *)selection.entries->pdata, selection.entries->len, error);
    for (guint i = 0; done && i < selection.files->len; i++)
        if (!pm_check_config_is(fix->checking->context, selection.files->pdata[i]))
            done = fix_file(self, selection.files->pdata[i], error);
    return done;
}

static bool
fix_corpus(Fixing *self, GError **error)
{
    const PmCorpus *corpus = self->fix->checking->corpus;
    if (corpus == NULL)
        return true; /* the report says that there is none */
    g_autofree const PmCorpusEntry **entries = g_new0(const PmCorpusEntry *, corpus->count + 1);
    for (size_t i = 0; i < corpus->count; i++)
        entries[i] = &corpus->entries[i];
    return fix_entries(self, entries, corpus->count, error);
}

/* To standard error, since the text is on standard output. */
static int
report_left(const PmCheckFix *fix, const Judge *self, GBytes *bytes, GError **error)
{
    PmContext aside = *fix->checking->context;
    aside.out = aside.err;
    PmReport *report = pm_checking_report(&aside, fix->format, error);
    if (report == NULL)
        return -1;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    PmDiagnostics *left = pm_diagnostics_new(aside.arena);
    judge(aside.arena,
          pm_source_new(aside.arena, self->entry->path, data != NULL ? data : "", length), left,
          (void *)self);
    pm_fix_withdraw(left);
    pm_report_document(report, self->entry->path, left);
    return pm_checking_finish(report);
}

/* What comes on standard input goes to standard output, whatever became of it; what is left to say
 * goes beside it. */
static int
fix_stdin(Fixing *self, GError **error)
{
    const PmCheckFix *fix = self->fix;
    PmContext *context = fix->checking->context;
    const char *given = fix->stdin_filename;
    const char *name = given != NULL ? given : "<stdin>";
    g_autofree char *base = g_path_get_basename(name);
    g_autofree char *id = given != NULL ? pm_name_id("", base, false) : NULL;
    PmCorpusEntry loose = { .path = name, .id = id };
    const PmCorpusEntry *entry =
        given != NULL ? pm_selection_at(context, fix->checking->corpus, given) : NULL;
    PmContent *content = entry != NULL ? fix->checking->content : NULL;
    const PmCorpus *corpus = entry != NULL ? fix->checking->corpus : NULL;
    g_autoptr(PmLookup) lookup = pm_lookup_new(content, corpus, fix->checking->today);
    Judge one = { fix->checking->checker, pm_lookup_get(lookup), entry != NULL ? entry : &loose };
    g_autoptr(GBytes) bytes = pm_input_read_document(fix->checking->context, PM_INPUT_STDIN, error);
    if (bytes == NULL)
        return -1;
    g_auto(PmFixed) fixed = fix_bytes(&one, bytes);
    self->findings = fixed.fixed;
    self->documents = fixed.bytes != NULL;
    if (fix->mode == PM_FIX_SHOW)
        return fixed.bytes == NULL || show(fix, name, bytes, fixed.bytes, error) ? PM_EXIT_OK : -1;
    GBytes *text = fixed.bytes != NULL ? fixed.bytes : bytes;
    fwrite(g_bytes_get_data(text, NULL), 1, g_bytes_get_size(text), fix->checking->context->out);
    return report_left(fix, &one, text, error);
}

static void
say_left_alone(PmContext *context, size_t count, const char *what)
{
    if (count > 0)
        pm_context_hint(context, "left alone: %zu document%s %s; name %s to fix it all the same",
                        count, count == 1 ? "" : "s", what, count == 1 ? "it" : "one");
}

static void
say(const Fixing *self)
{
    PmContext *context = self->fix->checking->context;
    if (context->quiet)
        return;
    fflush(context->out);
    if (self->documents > 0)
        fprintf(context->err, "%s %zu finding%s in %zu document%s\n",
                self->fix->mode == PM_FIX_SHOW ? "would fix" : "fixed", self->findings,
                self->findings == 1 ? "" : "s", self->documents, self->documents == 1 ? "" : "s");
    say_left_alone(context, self->signed_off, "with sign-offs, which a change would make stale");
    say_left_alone(context, self->adopted, "as adopted");
}

static void
fixing_clear(Fixing *self)
{
    g_clear_pointer(&self->lookup, pm_lookup_free);
    g_clear_pointer(&self->named, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixing, fixing_clear)

bool
pm_check_fix_admit(const PmContext *context, PmFixMode mode, const char *against, GError **error)
{
    const char *option = mode & PM_FIX_WRITE ? "--fix" : "--diff";
    const PmRepository *repository = context->repository;
    if (mode == PM_FIX_NOT)
        return true;
    if (mode == (PM_FIX_WRITE | PM_FIX_SHOW))
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--diff shows what --fix would do: give one");
    else if (against != NULL)
        pm_error_set(error, PM_ERROR_USAGE, NULL,
                     "%s is for files of the working tree, and does not go with %s", option,
                     against);
    else if (repository != NULL && pm_repository_is_bare(repository))
        pm_error_set(error, PM_ERROR_USAGE, NULL, "%s needs a working tree", option);
    else
        return true;
    return false;
}

int
pm_check_fix_run(PmCheckFix *fix, char **words, GError **error)
{
    g_auto(Fixing) self = { .fix = fix };
    if (fix->mode == PM_FIX_NOT)
        return PM_EXIT_OK;
    bool input = words[0] != NULL && g_strv_contains((const char *const *)words, PM_INPUT_STDIN);
    if (input && words[1] != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "the fixed text goes to standard output",
                     "standard input is fixed by itself, without other files");
        return -1;
    }
    int code = PM_EXIT_OK;
    if (input)
        code = fix_stdin(&self, error);
    else if (!(words[0] == NULL ? fix_corpus(&self, error) : fix_words(&self, words, error)))
        code = -1;
    if (code < 0)
        return -1;
    say(&self);
    fix->is_all = input || fix->mode == PM_FIX_SHOW;
    if (self.failed)
        return PM_EXIT_FATAL;
    return fix->mode == PM_FIX_SHOW && self.documents > 0 ? PM_EXIT_FINDINGS : code;
}

bool
pm_check_fix_is_all(const PmCheckFix *fix)
{
    return fix->is_all;
}

PmCheckFix *
pm_check_fix_new(PmChecking *checking, PmFixMode mode, const char *format,
                 const char *stdin_filename)
{
    PmCheckFix *fix = g_new(PmCheckFix, 1);
    *fix = (PmCheckFix){
        .checking = checking, .mode = mode, .format = format, .stdin_filename = stdin_filename
    };
    checking->tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return fix;
}

void
pm_check_fix_free(PmCheckFix *fix)
{
    if (fix == NULL)
        return;
    g_clear_pointer(&fix->checking->tried, g_hash_table_unref);
    g_free(fix);
}
