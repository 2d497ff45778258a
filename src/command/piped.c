/* SPDX-License-Identifier: Apache-2.0 */
#include "command/piped.h"

#include "base/text.h"
#include "command/input.h"

#include <string.h>
#include <unistd.h>

/* The length of a sequence that does nothing but colour ("ESC [ 1 ; 31 m"), or 0. */
static size_t
colour_at(const char *text, size_t length)
{
    if (length < 3 || text[0] != 0x1b || text[1] != '[')
        return 0;
    size_t at = 2;
    while (at < length && (g_ascii_isdigit(text[at]) || text[at] == ';'))
        at++;
    return at < length && text[at] == 'm' ? at + 1 : 0;
}

static GString *
without_colours(const char *text, size_t length, size_t *out_count)
{
    GString *out = g_string_sized_new(length);
    for (size_t at = 0; at < length;) {
        size_t colour = colour_at(text + at, length - at);
        *out_count += colour > 0;
        if (colour == 0)
            g_string_append_c(out, text[at]);
        at += MAX(colour, 1);
    }
    return out;
}

/* How many characters the escape makes visible; lines are kept. */
static size_t
count_escaped(const char *text, size_t length)
{
    size_t count = 0;
    gunichar c;
    for (size_t at = 0; at < length;) {
        bool line_end = text[at] == '\r' && at + 1 < length && text[at + 1] == '\n';
        bool kept = text[at] == '\n' || text[at] == '\t' || line_end;
        at += pm_text_decode(text + at, length - at, &c);
        count += !kept && (c == PM_TEXT_INVALID || pm_text_is_hostile(c));
    }
    return count;
}

/* Without blank lines at either end. */
static void
trim(GString *text)
{
    while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
    size_t blank = 0;
    for (size_t at = 0; at < text->len && g_ascii_isspace(text->str[at]); at++)
        if (text->str[at] == '\n')
            blank = at + 1;
    g_string_erase(text, 0, (gssize)blank);
    if (text->len > 0)
        g_string_append_c(text, '\n');
}

bool
pm_piped_read(PmContext *context, const char *remedy, PmPiped *out_piped, GError **error)
{
    PmPiped piped = { 0 };
    if (isatty(STDIN_FILENO)) {
        *out_piped = piped;
        return true;
    }
    g_autoptr(GBytes) bytes = pm_input_read(PM_INPUT_STDIN, PM_PIPED_LIMIT, remedy, error);
    if (bytes == NULL)
        return false;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autoptr(GString) plain = without_colours(data, length, &piped.colours);
    piped.escaped = count_escaped(plain->str, plain->len);
    g_autofree char *safe = pm_text_escape(plain->str, (gssize)plain->len, PM_ESCAPE_LINES);
    g_string_assign(plain, safe);
    trim(plain);
    for (size_t i = 0; i < plain->len; i++)
        piped.lines += plain->str[i] == '\n';
    if (plain->len > 0)
        piped.text = pm_arena_strndup(context->arena, plain->str, plain->len);
    *out_piped = piped;
    return true;
}

const char *
pm_piped_line(PmContext *context, const char *text, size_t *out_escaped)
{
    g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(text), "\r\n\t\v\f", ' '));
    size_t length = strlen(line);
    *out_escaped += count_escaped(line, length);
    g_autofree char *safe = pm_text_escape(line, (gssize)length, PM_ESCAPE_LINE);
    return pm_arena_strdup(context->arena, safe);
}
