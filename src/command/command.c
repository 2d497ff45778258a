/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command.h"

#include "base/text.h"

#include <stdarg.h>

#define WRITE(member) offsetof(PmWriteOptions, member)

const PmOption pm_write_options[] = {
    { "dry-run", 'n', PM_OPTION_FLAG, WRITE(dry_run), "print the difference, change nothing",
      NULL },
    { "no-commit", 0, PM_OPTION_FLAG, WRITE(no_commit), "leave the change in the working tree",
      NULL },
    { "message", 'm', PM_OPTION_STRINGS, WRITE(message), "text of the commit's message", "TEXT" },
    { "file", 'F', PM_OPTION_STRING, WRITE(message_file), "take that text from a file; - for stdin",
      "FILE" },
    { "edit-message", 'e', PM_OPTION_FLAG, WRITE(edit_message), "write that text in the editor",
      NULL },
    { "gpg-sign", 'S', PM_OPTION_FLAG, WRITE(sign), "sign the commit", NULL },
    { "no-gpg-sign", 0, PM_OPTION_FLAG, WRITE(no_sign), "do not sign the commit", NULL },
    { "signoff", 0, PM_OPTION_FLAG, WRITE(signoff), "add a Signed-off-by trailer", NULL },
    { "no-verify", 0, PM_OPTION_FLAG, WRITE(no_verify), "do not run the commit-msg hook", NULL },
    { "json", 0, PM_OPTION_FLAG, WRITE(json), "print the result as JSON", NULL },
    { 0 },
};

#define QUIET                                                                                      \
    {                                                                                              \
        "quiet", 'q', PM_OPTION_FLAG, 0, "print nothing but errors", NULL                          \
    }

const PmOption pm_quiet_option[] = { QUIET, { 0 } };

const PmOption pm_global_options[] = {
    { "", 'C', PM_OPTION_STRING, 0, "run as if started in this folder", "DIR" },
    QUIET,
    { "help", 'h', PM_OPTION_FLAG, 0, "show how the program, or the verb, is used", NULL },
    { "version", 0, PM_OPTION_FLAG, 0, "print the version", NULL },
    { 0 },
};

void
pm_context_say(PmContext *context, const char *format, ...)
{
    if (context->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(context->out, format, arguments);
    va_end(arguments);
}

void
pm_context_hint(PmContext *context, const char *format, ...)
{
    if (context->quiet)
        return;
    fflush(context->out);
    fputs("hint: ", context->err);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(context->err, format, arguments);
    va_end(arguments);
    fputc('\n', context->err);
}

void
pm_context_fail(PmContext *context, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    g_autofree char *what = pm_text_escape(error->message, (gssize)length, PM_ESCAPE_LINE);
    bool refused = g_error_matches(error, PM_ERROR, PM_ERROR_REFUSED);
    fflush(context->out);
    fprintf(context->err, "%s: %s\n", refused ? "error" : "fatal", what);
    g_auto(GStrv) lines = hint != NULL ? g_strsplit(hint, "\n", -1) : NULL;
    for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
        g_autofree char *safe = pm_text_escape(lines[i], -1, PM_ESCAPE_LINE);
        fprintf(context->err, "hint: %s\n", safe);
    }
}

const char *
pm_context_safe(PmContext *context, const char *text)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINE);
    return pm_arena_strdup(context->arena, safe);
}

const char *
pm_context_word(PmContext *context, const char *text)
{
    g_autofree char *word = pm_text_shell_word(text);
    return pm_context_safe(context, word);
}
