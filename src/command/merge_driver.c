/* SPDX-License-Identifier: Apache-2.0 */
/* git's merge driver of documents: gitattributes(5), "Defining a custom merge driver". */
#include "base/text.h"
#include "check/check.h"
#include "command/command.h"
#include "document/merge.h"
#include "git/file_read.h"
#include "git/file_write.h"
#include "git/merge_text.h"

#include <glib/gstdio.h>

typedef struct {
    int size;
    char *labels[PM_SIDE_COUNT];
    char *style;
} Options;

static const PmOption options[] = {
    { "marker-size", 0, PM_OPTION_INTEGER, offsetof(Options, size),
      "how long the marks of a conflict are: %L", "N" },
    { "base-label", 0, PM_OPTION_STRING, offsetof(Options, labels[PM_SIDE_BASE]),
      "what the common ancestor is called there: %S", "NAME" },
    { "our-label", 0, PM_OPTION_STRING, offsetof(Options, labels[PM_SIDE_OURS]),
      "what ours is called: %X", "NAME" },
    { "their-label", 0, PM_OPTION_STRING, offsetof(Options, labels[PM_SIDE_THEIRS]),
      "what theirs is called: %Y", "NAME" },
    { "conflict-style", 0, PM_OPTION_STRING, offsetof(Options, style),
      "merge, diff3 or zdiff3, instead of what merge.conflictStyle says", "STYLE" },
    { 0 },
};

/* git before 2.44 knows no %S, %X and %Y, and hands them on as they are. */
static const struct {
    const char *placeholder, *word;
} labels[PM_SIDE_COUNT] = { { "%S", "base" }, { "%X", "ours" }, { "%Y", "theirs" } };

static const char *const styles[] = {
    [PM_CONFLICT_MERGE] = "merge", [PM_CONFLICT_DIFF3] = "diff3", [PM_CONFLICT_ZDIFF3] = "zdiff3"
};

static bool
find_style(const char *name, PmConflictStyle *out_style)
{
    for (size_t i = 0; i < G_N_ELEMENTS(styles); i++)
        if (g_str_equal(styles[i], name)) {
            *out_style = (PmConflictStyle)i;
            return true;
        }
    return false;
}

static bool
read_marks(PmContext *context, const Options *given, PmConflictMarks *marks, GError **error)
{
    enum { MOST = 1000 };
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        const char *label = given->labels[i];
        marks->labels[i] = label == NULL || g_str_equal(label, labels[i].placeholder)
                               ? labels[i].word
                               : pm_context_safe(context, label);
    }
    if (given->size < 0 || given->size > MOST) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--marker-size is between 1 and %d", MOST);
        return false;
    }
    marks->size = (unsigned)given->size;
    if (given->style != NULL) {
        if (find_style(given->style, &marks->style))
            return true;
        pm_error_set(error, PM_ERROR_USAGE, "merge, diff3 or zdiff3",
                     "there is no style '%s' of conflicts", given->style);
        return false;
    }
    g_autofree char *configured =
        context->repository != NULL
            ? pm_repository_config(context->repository, "merge.conflictStyle")
            : NULL;
    if (configured != NULL)
        find_style(configured, &marks->style); /* git merge itself judges what is there */
    return true;
}

/* git takes an exit over 128, as of usage, for a driver that could not do it. */
static bool
fail(GError **error, const char *what, const char *path, int code)
{
    pm_error_set(error, PM_ERROR_USAGE, NULL, "cannot %s '%s': %s", what, path, g_strerror(code));
    return false;
}

/* `out_bytes` begins as NULLs; the caller frees them. An empty ancestor is none. */
static bool
read_sides(char **paths, GBytes *out_bytes[PM_SIDE_COUNT], PmPiece out_sides[PM_SIDE_COUNT],
           GError **error)
{
    for (int i = 0; i < PM_SIDE_COUNT; i++) {
        size_t length;
        int code = pm_file_read(paths[i], G_MAXSSIZE, &out_bytes[i]);
        if (code != 0)
            return fail(error, "read", paths[i], code);
        const char *bytes = g_bytes_get_data(out_bytes[i], &length);
        out_sides[i] = (PmPiece){ bytes != NULL ? bytes : "", length };
    }
    if (out_sides[PM_SIDE_BASE].length == 0)
        out_sides[PM_SIDE_BASE] = (PmPiece){ 0 };
    return true;
}

static bool
write_result(const char *path, GBytes *bytes, GError **error)
{
    GStatBuf status;
    mode_t mode = g_stat(path, &status) == 0 ? status.st_mode & 0777 : 0644;
    int code = pm_file_replace(path, bytes, mode, false);
    return code == 0 || fail(error, "write", path, code);
}

static bool
merge_lines(const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks, GString *out,
            void *data)
{
    bool conflicts = true;
    (void)data;
    g_autoptr(GBytes) merged = pm_merge_text_marked(sides, marks, &conflicts, NULL);
    if (merged == NULL) /* no memory for the lines of it: both as they are */
        pm_conflict_append(out, marks, sides);
    else if (g_bytes_get_size(merged) > 0)
        g_string_append_len(out, g_bytes_get_data(merged, NULL), (gssize)g_bytes_get_size(merged));
    return !conflicts;
}

static bool
is_binary(const PmPiece sides[PM_SIDE_COUNT])
{
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        if (pm_merge_is_binary(sides[i]))
            return true;
    return false;
}

static int
say_result(PmContext *context, const char *path, const PmMerge *merge)
{
    bool doubled = false;
    for (size_t i = 0; i < merge->place_count; i++) {
        doubled |= g_str_has_suffix(merge->places[i], PM_MERGE_TWO);
        fprintf(context->err, "conflict in %s: %s\n", pm_context_safe(context, path),
                pm_context_safe(context, merge->places[i]));
    }
    if (doubled)
        pm_context_hint(context, "keep both: the one that nobody knows yet gets the next free id, "
                                 "also where it is named (for:)");
    return merge->place_count > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}

static int
merge_sides(PmContext *context, const PmPiece sides[PM_SIDE_COUNT], const PmConflictMarks *marks,
            char **arguments, GError **error)
{
    const char *path =
        arguments[PM_SIDE_COUNT] != NULL ? arguments[PM_SIDE_COUNT] : arguments[PM_SIDE_OURS];
    if (is_binary(sides)) { /* ours stays, as git leaves it */
        fprintf(context->err, "warning: cannot merge binary files: %s\n",
                pm_context_safe(context, path));
        return PM_EXIT_FINDINGS;
    }
    PmFieldReading reading = pm_checker_reading(context->arena, context->config);
    const PmMergeHow how = { .marks = *marks, .lines = merge_lines, .reading = &reading };
    PmMerge merge = pm_merge(context->arena, sides, &how);
    g_autoptr(GBytes) bytes = merge.bytes;
    return write_result(arguments[PM_SIDE_OURS], bytes, error) ? say_result(context, path, &merge)
                                                               : -1;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    PmConflictMarks marks = { 0 };
    GBytes *bytes[PM_SIDE_COUNT] = { 0 };
    PmPiece sides[PM_SIDE_COUNT] = { 0 };
    int code = -1;
    if (read_marks(context, values, &marks, error) && read_sides(arguments, bytes, sides, error))
        code = merge_sides(context, sides, &marks, arguments, error);
    for (int i = 0; i < PM_SIDE_COUNT; i++)
        g_clear_pointer(&bytes[i], g_bytes_unref);
    return code;
}

extern const PmCommand pm_command_merge_driver;
const PmCommand pm_command_merge_driver = {
    .name = "merge-driver",
    .group = "Begin",
    .summary = "Merge three versions of a document; git calls it",
    .arguments = "<base> <ours> <theirs> [<path>]",
    .description =
        "Front matter is merged by key, and by the id of an item; lists of names as sets; rows of "
        "the timeline by time, with what `note` was given as output; the rest by lines, as git does. What both sides changed "
        "differently, and two items that came with one id, stand between marks in that place: "
        "exit 1. The result goes into the file <ours>. What is no document that can be read is "
        "merged by lines.\n\n"
        "`git postmortem hooks install` tells git of it: `merge.postmortem.driver`.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY | PM_COMMAND_JUDGES_CONFIG,
    .minimum = PM_SIDE_COUNT,
    .maximum = PM_SIDE_COUNT + 1,
    .run = run,
};
