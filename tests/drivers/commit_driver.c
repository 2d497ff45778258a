/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commit_driver [OPTION…] REPOSITORY MESSAGE [PATH FILE]…: one commit through pm_git_commit(), for
 * the fault sweep and the race. FILE has the new bytes; "-" deletes the path. What the working file
 * holds at the start is what it is expected to hold. Prints the commit's id. With --repeat N, N
 * commits, each of new paths: PATH.1, PATH.2 …
 */
#include "git/commit.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    gboolean unborn, dirty, no_verify, files, recover;
    char *ref;
    int repeat;
    char **words;
} Options;

typedef struct {
    GArray *changes; /* of PmChange */
    const char *message;
} Work;

static bool
prepare(PmCommitAttempt *attempt, void *data, GError **error)
{
    const Work *work = data;

    (void)error;
    attempt->changes = (const PmChange *)(void *)work->changes->data;
    attempt->change_count = work->changes->len;
    attempt->message = work->message;
    return true;
}

/* NULL where there is no file. */
static bool
read_bytes(const char *path, GBytes **out_bytes, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *bytes = NULL;
    gsize length = 0;

    if (g_file_get_contents(path, &bytes, &length, &cause))
        *out_bytes = g_bytes_new_take(bytes, length);
    else if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    return true;
}

static void
change_clear(gpointer data)
{
    PmChange *change = data;

    g_clear_pointer(&change->bytes, g_bytes_unref);
    g_clear_pointer(&change->expected, g_bytes_unref);
}

static GArray *
read_changes(const PmRepository *repository, char **pairs, GError **error)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(PmChange));
    const char *root = pm_repository_workdir(repository);

    g_array_set_clear_func(changes, change_clear);
    for (; pairs[0] && pairs[1]; pairs += 2) {
        g_autofree char *file = root ? g_build_filename(root, pairs[0], NULL) : NULL;
        PmChange change = { .path = pairs[0] };
        bool fine = strcmp(pairs[1], "-") == 0 || read_bytes(pairs[1], &change.bytes, error);
        fine = fine && (file == NULL || read_bytes(file, &change.expected, error));
        g_array_append_val(changes, change);
        if (!fine)
            return NULL;
    }
    return g_steal_pointer(&changes);
}

/* One commit of these changes; with `number` above 0, of paths that have it behind their names. */
static bool
commit(PmRepository *repository, const PmCommitPlan *plan, Work *work, int number, GError **error)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(PmChange));
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    GArray *given = work->changes;
    PmCommitResult result;

    for (guint i = 0; i < given->len; i++) {
        PmChange change = g_array_index(given, PmChange, i);
        if (number > 0) {
            change.path = g_strdup_printf("%s.%d", change.path, number);
            g_ptr_array_add(paths, (char *)change.path);
        }
        g_array_append_val(changes, change);
    }
    work->changes = changes;
    bool fine = pm_git_commit(repository, plan, &result, error);
    work->changes = given;
    if (fine)
        printf("%s %s\n", result.commit.hex, result.ref);
    return fine;
}

static bool
run(const Options *options, GError **error)
{
    g_autoptr(PmRepository) repository = pm_repository_open(options->words[0], error);
    bool recovered = false;

    if (repository == NULL)
        return false;
    /* before anything is read, as a verb does it */
    if (!pm_git_recover(repository, &recovered, error))
        return false;
    if (options->recover) {
        printf("%s\n", recovered ? "recovered" : "nothing to recover");
        return true;
    }
    g_autoptr(GArray) changes = read_changes(repository, options->words + 2, error);
    if (changes == NULL)
        return false;
    if (options->files)
        return pm_git_write_files(repository, (const PmChange *)(void *)changes->data, changes->len,
                                  error);
    Work work = { .changes = changes, .message = options->words[1] };
    const PmCommitPlan plan = {
        .ref = options->ref,
        .flags = (options->unborn ? PM_COMMIT_UNBORN : PM_COMMIT_DEFAULT) |
                 (options->dirty ? PM_COMMIT_ALLOW_DIRTY : PM_COMMIT_DEFAULT) |
                 (options->no_verify ? PM_COMMIT_NO_VERIFY : PM_COMMIT_DEFAULT),
        .prepare = prepare,
        .data = &work,
    };
    if (options->repeat == 0)
        return commit(repository, &plan, &work, 0, error);
    for (int i = 1; i <= options->repeat; i++) {
        if (!commit(repository, &plan, &work, i, error))
            return false;
    }
    return true;
}

int
main(int argc, char **argv)
{
    Options options = { .unborn = FALSE };
    const GOptionEntry entries[] = {
        { "unborn", 0, 0, G_OPTION_ARG_NONE, &options.unborn, "on a branch without commits", NULL },
        { "dirty", 0, 0, G_OPTION_ARG_NONE, &options.dirty, "our paths may be changed", NULL },
        { "no-verify", 0, 0, G_OPTION_ARG_NONE, &options.no_verify, "no commit-msg", NULL },
        { "files", 0, 0, G_OPTION_ARG_NONE, &options.files, "write the files alone", NULL },
        { "recover", 0, 0, G_OPTION_ARG_NONE, &options.recover, "recover alone", NULL },
        { "repeat", 0, 0, G_OPTION_ARG_INT, &options.repeat, "as many commits", "N" },
        { "ref", 0, 0, G_OPTION_ARG_STRING, &options.ref, "another branch", "REF" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.words, NULL, NULL },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    setlocale(LC_ALL, "");
    g_option_context_add_main_entries(context, entries, NULL);
    bool fine = g_option_context_parse(context, &argc, &argv, &error) && options.words &&
                run(&options, &error);
    if (error)
        fprintf(stderr, "fatal: %s\n", error->message);
    g_strfreev(options.words);
    g_free(options.ref);
    return fine ? 0 : 128;
}
