/* SPDX-License-Identifier: Apache-2.0 */
/* Print the JSON Schemas that documents and configs are checked by. */
#include "check/check.h"
#include "command/command.h"

typedef struct {
    char *subject;
} Options;

static const PmOption options[] = {
    { "for", 0, PM_OPTION_STRING, offsetof(Options, subject), "front-matter (without it) or config",
      "WHAT" },
    { 0 },
};

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    (void)arguments;
    size_t length;
    const char *text = NULL;
    if (given->subject == NULL || g_str_equal(given->subject, "front-matter"))
        text = pm_check_schema_text(&length);
    else if (g_str_equal(given->subject, "config"))
        text = pm_config_schema_text(&length);
    if (text == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "front-matter or config", "there is no schema for '%s'",
                     given->subject);
        return -1;
    }
    fwrite(text, 1, length, context->out);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_schema;
const PmCommand pm_command_schema = {
    .name = "schema",
    .group = "Check",
    .summary = "Print the JSON Schema of front matter or config",
    .arguments = "",
    .options = options,
    .options_size = sizeof(Options),
    .run = run,
};
