/* SPDX-License-Identifier: Apache-2.0 */
/* Add a row to the timeline, with what a command printed. */
#include "base/text.h"
#include "command/clock.h"
#include "command/edit_fields.h"
#include "command/piped.h"
#include "document/timeline_edit.h"

#include <string.h>

#define MINUTE 60
#define LONGEST_LINE 100 /* columns of a text that nobody chose */

#define ATTACH "keep it as a file beside the document: git postmortem attach"

typedef struct {
    PmWriteOptions write;
    char *at, *evidence;
} Options;

static const PmOption options[] = {
    { "at", 0, PM_OPTION_STRING, offsetof(Options, at),
      "when it happened: 16:58, '2026-01-14 16:58', RFC 3339; without it, now", "TIME" },
    { "evidence", 0, PM_OPTION_STRING, offsetof(Options, evidence), "what shows it, as E1,E2",
      "IDS" },
    { 0 },
};

typedef struct {
    const Options *given;
    const char *text;     /* of the row; NULL: the first line of the output */
    const char *evidence; /* "E1, E2" */
    PmPiped piped;
    size_t escaped;      /* in the text */
    const char *unknown; /* the first of the evidence that the document has not */
} Noting;

/* A time of day alone: of the incident, unless that is yet to come. */
static bool
read_at(const PmDocumentStep *step, const char *text, int64_t *out_at)
{
    PmContext *context = step->context;
    const PmField *started = &step->document->fields.times[PM_TIME_STARTED];
    int64_t now = pm_clock_now(context);
    bool begun = started->state == PM_FIELD_GIVEN;
    g_autofree char *time = pm_clock_read(context, text, begun ? PM_CLOCK_AFTER : PM_CLOCK_BEFORE,
                                          begun ? started->value : now);
    if (time == NULL || !pm_time_parse(time, NULL, out_at, NULL))
        return false;
    g_autofree char *same = begun && *out_at > now + 15 * MINUTE && started->value < now
                                ? pm_clock_read(context, text, PM_CLOCK_SAME_DAY, started->value)
                                : NULL;
    return same == NULL || pm_time_parse(same, NULL, out_at, NULL);
}

static bool
time_of(const PmDocumentStep *step, const Noting *self, int64_t *out_at, GError **error)
{
    const char *given = self->given->at;
    int64_t now = pm_clock_now(step->context);
    *out_at = now - now % MINUTE;
    if (given == NULL || g_str_equal(given, "now"))
        return true;
    if (read_at(step, given, out_at))
        return true;
    pm_error_set(error, PM_ERROR_USAGE, PM_CLOCK_FORMS, "'%s' is no time", given);
    return false;
}

static bool
check_size(const PmDocumentStep *step, GBytes *bytes, GError **error)
{
    size_t limit = step->context->config->document_limit;
    if (g_bytes_get_size(bytes) <= limit)
        return true;
    pm_error_set(error, PM_ERROR_LIMIT,
                 ATTACH "; or limits.document in " PM_CONFIG_PATH " raises it",
                 "%s would be larger than %zu bytes", step->document->id, limit);
    return false;
}

static const char *
unknown_evidence(const PmDocumentStep *step, const char *list)
{
    const PmFields *fields = &step->document->fields;
    g_auto(GStrv) words = g_strsplit(list != NULL ? list : "", ", ", -1);
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t k = 0;
        while (k < fields->evidence_count && g_strcmp0(fields->evidence[k].id, words[i]) != 0)
            k++;
        if (k == fields->evidence_count)
            return pm_arena_strdup(step->context->arena, words[i]);
    }
    return NULL;
}

static GBytes *
rewrite(PmDocumentStep *step, void *data, GError **error)
{
    Noting *self = data;
    PmTimelineRow row = { .text = self->text,
                          .evidence = self->evidence,
                          .output = self->piped.text };
    if (!time_of(step, self, &row.at, error))
        return NULL;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(row.at);
    g_autofree char *clock = g_date_time_format(time, "%Y-%m-%d %H:%MZ");
    const char *more =
        row.output == NULL ? ""
        : self->piped.lines == 1
            ? " + 1 line of output"
            : pm_arena_printf(step->arena, " + %zu lines of output", self->piped.lines);
    step->event->subject =
        pm_arena_printf(step->arena, "note in %s: %s", step->document->id, row.text);
    step->what = pm_arena_printf(step->context->arena, "%s %s%s", clock, row.text, more);
    self->unknown = unknown_evidence(step, self->evidence);
    PmFieldReading reading = pm_checker_reading(step->arena, step->context->config);
    g_autoptr(GBytes) bytes = pm_timeline_add(step->arena, step->document, &reading, &row, error);
    return bytes != NULL && check_size(step, bytes, error) ? g_steal_pointer(&bytes) : NULL;
}

/* One line alone is the row's text; of several, the first stands for them. */
static void
take_text_from_output(PmContext *context, Noting *self)
{
    const char *first = pm_piped_line(
        context,
        pm_arena_strndup(context->arena, self->piped.text, strcspn(self->piped.text, "\n")),
        &self->escaped);
    g_autofree char *brief = pm_text_ellipsize(first, LONGEST_LINE);
    bool whole = self->piped.lines == 1 && g_str_equal(brief, first);
    self->text = whole ? first : pm_arena_strdup(context->arena, brief);
    if (whole)
        self->piped.text = NULL;
}

static bool
read_text(PmContext *context, const char *text, Noting *self, GError **error)
{
    if (!pm_piped_read(context, ATTACH, &self->piped, error))
        return false;
    if (text != NULL)
        self->text = pm_piped_line(context, text, &self->escaped);
    else if (self->piped.text != NULL)
        take_text_from_output(context, self);
    if (self->text != NULL && *self->text != '\0')
        return true;
    pm_error_set(error, PM_ERROR_USAGE,
                 "as a last argument, on standard input, or both: <command> | git postmortem note "
                 "<id> \"what I ran\"",
                 "what happened is missing");
    return false;
}

static const char *
read_evidence(PmContext *context, const char *given)
{
    if (given == NULL)
        return NULL;
    size_t escaped = 0;
    g_auto(GStrv) words = g_strsplit(pm_piped_line(context, given, &escaped), ",", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        g_strstrip(words[i]);
    g_autofree char *list = g_strjoinv(", ", words);
    return pm_arena_strdup(context->arena, list);
}

static void
tell(PmContext *context, const Noting *self)
{
    size_t escaped = self->escaped + self->piped.escaped;
    fflush(context->out);
    if (!context->quiet && self->unknown != NULL)
        fprintf(context->err, "warning: %s is no evidence of the document\n",
                pm_context_safe(context, self->unknown));
    if (escaped > 0)
        pm_context_hint(context, "%zu character%s that can't be seen, or no UTF-8: written as %s",
                        escaped, escaped == 1 ? "" : "s", "escapes, like \\x1b");
    if (self->piped.colours > 0)
        pm_context_hint(context, "the colours of the output were left out");
}

/* The command may not print it again. */
static void
give_back(PmContext *context, const Noting *self)
{
    if (self->piped.text != NULL && !self->given->write.json)
        fputs(self->piped.text, context->out);
    fflush(context->out);
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    Noting self = { .given = values };
    if (!read_text(context, arguments[1], &self, error))
        return -1;
    self.evidence = read_evidence(context, self.given->evidence);
    PmDocumentWrite write = { .context = context,
                              .options = &self.given->write,
                              .word = arguments[0],
                              .event = "note",
                              .verb = "add a note to",
                              .rewrite = rewrite,
                              .data = &self };
    int code = pm_document_write(&write, NULL, error);
    if (code == PM_EXIT_OK)
        tell(context, &self);
    else
        give_back(context, &self);
    return code;
}

extern const PmCommand pm_command_note;
const PmCommand pm_command_note = {
    .name = "note",
    .group = "Write",
    .summary = "Add a row to the timeline",
    .arguments = "<id> [<text>]",
    .description =
        "Now, to the minute, or `--at` another time, in the order of time, as the table or list "
        "is written. What is piped in is kept with it in a fence: `kubectl logs deploy/checkout | "
        "git postmortem note checkout \"writer saturated\"`; behind a table, under a caption that "
        "names the row, for a table ends at a fence. Without a text, the first line of that is "
        "the text. Standard input is read to its end unless it is a terminal; `</dev/null` keeps "
        "it out. Characters that can't be seen are written as escapes. What is refused, for it "
        "holds a secret, say, is printed, so that it is not lost.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 2,
    .run = run,
};
