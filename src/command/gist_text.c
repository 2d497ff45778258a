/* SPDX-License-Identifier: Apache-2.0 */
#include "command/gist_text.h"

#include <string.h>

enum { BLOB, STAMP, STARTED, OVER, WITHDRAWN, SERVICES };     /* parts of a document's line */
enum { MARK, OPEN, SETTLED, ID, STATUS, TEXT, ACTION_PARTS }; /* parts of an action's */
enum { PARTS_MOST = 10000 };

/* No tab, no line end, no backslash stays as it is. */
static void
put(GString *out, const char *text)
{
    g_string_append_c(out, '\t');
    for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
        switch (*c) {
        case '\t':
            g_string_append(out, "\\t");
            break;
        case '\n':
            g_string_append(out, "\\n");
            break;
        case '\\':
            g_string_append(out, "\\\\");
            break;
        default:
            g_string_append_c(out, *c);
        }
}

static void
put_time(GString *out, int64_t time)
{
    if (time == PM_GIST_NO_TIME)
        put(out, NULL);
    else
        g_string_append_printf(out, "\t%" G_GINT64_FORMAT, time);
}

void
pm_gist_write(GString *out, const PmGist *gist, const char *stamp)
{
    g_string_append(out, gist->blob.hex);
    put(out, stamp);
    put_time(out, gist->started);
    put_time(out, gist->over);
    put(out, gist->withdrawn ? "withdrawn" : NULL);
    for (size_t i = 0; gist->services[i] != NULL; i++)
        put(out, gist->services[i]);
    g_string_append_c(out, '\n');
    for (size_t i = 0; i < gist->action_count; i++) {
        const PmGistAction *action = &gist->actions[i];
        put(out, action->open ? "open" : NULL);
        put_time(out, action->settled);
        put(out, action->id);
        put(out, action->status);
        put(out, action->text);
        g_string_append_c(out, '\n');
    }
}

/* In place: what comes out is never longer. */
static void
unescape(char *text)
{
    char *to = strchr(text, '\\');
    for (const char *from = to; from != NULL && *from != '\0'; from++) {
        char c = *from;
        if (c == '\\' && from[1] != '\0') {
            from++;
            c = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
        }
        *to++ = c;
    }
    if (to != NULL)
        *to = '\0';
}

/* The parts of the line at `*text`, which moves behind it. */
static size_t
split(char **text, GPtrArray *parts)
{
    char *end = strchr(*text, '\n');
    g_ptr_array_set_size(parts, 0);
    if (end == NULL)
        return 0;
    *end = '\0';
    for (char *part = *text; part != NULL && parts->len < PARTS_MOST;) {
        char *tab = strchr(part, '\t');
        if (tab != NULL)
            *tab = '\0';
        unescape(part);
        g_ptr_array_add(parts, part);
        part = tab != NULL ? tab + 1 : NULL;
    }
    *text = end + 1;
    return parts->len;
}

static const char *
string_of(const GPtrArray *parts, size_t part)
{
    const char *text = parts->pdata[part];
    return *text != '\0' ? text : NULL;
}

static int64_t
time_of(const GPtrArray *parts, size_t part)
{
    const char *text = string_of(parts, part);
    return text != NULL ? g_ascii_strtoll(text, NULL, 10) : PM_GIST_NO_TIME;
}

static const char *const *
services_of(PmArena *arena, const GPtrArray *parts)
{
    size_t count = parts->len - SERVICES;
    const char **services = pm_arena_new0(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        services[i] = parts->pdata[SERVICES + i];
    return services;
}

PmGist *
pm_gist_read(PmArena *arena, char **text, const char **out_stamp)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    g_autoptr(GArray) actions = g_array_new(FALSE, FALSE, sizeof(PmGistAction));
    if (split(text, parts) < SERVICES || strlen(parts->pdata[BLOB]) != strlen(PM_OID_ZERO.hex))
        return NULL;
    PmGist *gist = pm_arena_new0(arena, PmGist, 1);
    memcpy(gist->blob.hex, parts->pdata[BLOB], sizeof gist->blob.hex);
    gist->started = time_of(parts, STARTED);
    gist->over = time_of(parts, OVER);
    gist->withdrawn = string_of(parts, WITHDRAWN) != NULL;
    gist->services = services_of(arena, parts);
    *out_stamp = parts->pdata[STAMP];
    while (**text == '\t' && split(text, parts) == ACTION_PARTS) {
        PmGistAction action = { .open = string_of(parts, OPEN) != NULL,
                                .settled = time_of(parts, SETTLED),
                                .id = string_of(parts, ID),
                                .status = string_of(parts, STATUS),
                                .text = string_of(parts, TEXT) };
        g_array_append_val(actions, action);
    }
    PmGistAction *kept = pm_arena_new0(arena, PmGistAction, actions->len);
    if (actions->len > 0)
        memcpy(kept, actions->data, actions->len * sizeof *kept);
    gist->actions = kept;
    gist->action_count = actions->len;
    return gist;
}
