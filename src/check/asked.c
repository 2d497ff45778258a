/* SPDX-License-Identifier: Apache-2.0 */
#include "check/asked.h"

#include <string.h>

struct PmAsked {
    PmCheckLookups face;
    const PmCheckLookups *lookups;
    PmArena *arena;
    GString *text;
};

/* An answer as text: no, or yes with what there is. */
#define NO '-'
#define YES '+'
#define BETWEEN '\t' /* escaped in what stands between */

static char *
as_yes(bool answer)
{
    return g_strdup_printf("%c", answer ? YES : NO);
}

static char *
as_text(const char *answer)
{
    return answer != NULL ? g_strdup_printf("%c%s", YES, answer) : as_yes(false);
}

static char *
ask_path(const PmCheckLookups *ask, const char *path, const char *none)
{
    (void)none;
    return as_yes(ask->path_exists(path, ask->data));
}

static char *
ask_digest(const PmCheckLookups *ask, const char *path, const char *none)
{
    (void)none;
    g_autofree char *digest = ask->digest(path, ask->data);
    return as_text(digest);
}

static char *
ask_size(const PmCheckLookups *ask, const char *path, const char *none)
{
    (void)none;
    uint64_t size;
    g_autofree char *answer = ask->size(path, &size, ask->data)
                                  ? g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)size)
                                  : NULL;
    return as_text(answer);
}

static char *
ask_other(const PmCheckLookups *ask, const char *id, const char *path)
{
    return as_text(ask->other_with_id(id, path, ask->data));
}

static char *
ask_branch(const PmCheckLookups *ask, const char *id, const char *path)
{
    const char *branch, *other = ask->on_branch(id, path, &branch, ask->data);
    g_autofree char *answer = other != NULL ? g_strconcat(branch, "\n", other, NULL) : NULL;
    return as_text(answer);
}

static char *
ask_id(const PmCheckLookups *ask, const char *id, const char *none)
{
    (void)none;
    return as_yes(ask->id_exists(id, ask->data));
}

static char *
ask_relates(const PmCheckLookups *ask, const char *id, const char *other)
{
    return as_yes(ask->relates(id, other, ask->data));
}

static char *
ask_signoffs(const PmCheckLookups *ask, const char *path, const char *none)
{
    (void)none;
    return as_yes(ask->is_signed_off(path, ask->data));
}

static char *
ask_person(const PmCheckLookups *ask, const char *email, const char *none)
{
    (void)none;
    g_autofree char *person = ask->person_of(email, ask->data);
    return as_text(person);
}

static char *
ask_over(const PmCheckLookups *ask, const char *seconds, const char *none)
{
    (void)none;
    return as_yes(ask->is_over(g_ascii_strtoll(seconds, NULL, 10), ask->data));
}

/* What may be asked; the letter stands for it in the notes. */
static const struct Question {
    char letter;
    char *(*ask)(const PmCheckLookups *ask, const char *first, const char *second);
} questions[] = {
    { 'p', ask_path }, { 'd', ask_digest },  { 'o', ask_other },    { 'b', ask_branch },
    { 'i', ask_id },   { 'r', ask_relates }, { 's', ask_signoffs }, { 'z', ask_size },
    { 't', ask_over }, { 'm', ask_person },
};

static void
append_field(GString *text, const char *field)
{
    g_autofree char *escaped = g_strescape(field, NULL);
    g_string_append_c(text, BETWEEN);
    g_string_append(text, escaped);
}

/* Pass a question on, and note it with its answer, which stays in the arena. */
static const char *
pass_on(PmAsked *asked, char letter, const char *first, const char *second)
{
    const struct Question *question = questions;
    while (question->letter != letter)
        question++;
    g_autofree char *answer = question->ask(asked->lookups, first, second);
    g_string_append_c(asked->text, letter);
    append_field(asked->text, first);
    append_field(asked->text, second);
    append_field(asked->text, answer);
    g_string_append_c(asked->text, BETWEEN);
    return pm_arena_strdup(asked->arena, answer);
}

static bool
path_exists(const char *path, void *data)
{
    return *pass_on(data, 'p', path, "") == YES;
}

static char *
digest(const char *path, void *data)
{
    const char *answer = pass_on(data, 'd', path, "");
    return *answer == YES ? g_strdup(answer + 1) : NULL;
}

static bool
size(const char *path, uint64_t *out_size, void *data)
{
    const char *answer = pass_on(data, 'z', path, "");
    if (*answer != YES)
        return false;
    *out_size = g_ascii_strtoull(answer + 1, NULL, 10);
    return true;
}

static const char *
other_with_id(const char *id, const char *path, void *data)
{
    const char *answer = pass_on(data, 'o', id, path);
    return *answer == YES ? answer + 1 : NULL;
}

static const char *
on_branch(const char *id, const char *path, const char **out_branch, void *data)
{
    PmAsked *asked = data;
    const char *answer = pass_on(asked, 'b', id, path);
    if (*answer != YES)
        return NULL;
    const char *end = strchr(answer, '\n');
    *out_branch = pm_arena_strndup(asked->arena, answer + 1, (size_t)(end - answer) - 1);
    return end + 1;
}

static bool
id_exists(const char *id, void *data)
{
    return *pass_on(data, 'i', id, "") == YES;
}

static bool
relates(const char *id, const char *other, void *data)
{
    return *pass_on(data, 'r', id, other) == YES;
}

static bool
is_signed_off(const char *path, void *data)
{
    return *pass_on(data, 's', path, "") == YES;
}

static char *
person_of(const char *email, void *data)
{
    const char *answer = pass_on(data, 'm', email, "");
    return *answer == YES ? g_strdup(answer + 1) : NULL;
}

static bool
is_over(int64_t seconds, void *data)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
    return *pass_on(data, 't', text, "") == YES;
}

PmAsked *
pm_asked_new(PmArena *arena, const PmCheckLookups *lookups)
{
    PmAsked *asked = pm_arena_new0(arena, PmAsked, 1);
    asked->lookups = lookups;
    asked->arena = arena;
    asked->text = g_string_new(NULL);
    asked->face = (PmCheckLookups){
        .path_exists = lookups->path_exists != NULL ? path_exists : NULL,
        .digest = lookups->digest != NULL ? digest : NULL,
        .size = lookups->size != NULL ? size : NULL,
        .other_with_id = lookups->other_with_id != NULL ? other_with_id : NULL,
        .on_branch = lookups->on_branch != NULL ? on_branch : NULL,
        .id_exists = lookups->id_exists != NULL ? id_exists : NULL,
        .relates = lookups->relates != NULL ? relates : NULL,
        .is_signed_off = lookups->is_signed_off != NULL ? is_signed_off : NULL,
        .person_of = lookups->person_of != NULL ? person_of : NULL,
        .is_over = lookups->is_over != NULL ? is_over : NULL,
        .data = asked,
        .today = lookups->today,
        .loose = lookups->loose,
    };
    return asked;
}

const PmCheckLookups *
pm_asked_lookups(const PmAsked *asked)
{
    return &asked->face;
}

char *
pm_asked_end(PmAsked *asked)
{
    return g_string_free(g_steal_pointer(&asked->text), FALSE);
}

static char **
split(const char *text)
{
    return g_strsplit(text, (const char[]){ BETWEEN, '\0' }, -1);
}

bool
pm_asked_for_signoffs(const char *text)
{
    g_auto(GStrv) fields = split(text);
    for (guint i = 0; i < g_strv_length(fields); i += 4)
        if (g_str_equal(fields[i], "s"))
            return true;
    return false;
}

/* One question of the notes, from its letter; what is left of the fields, or NULL. */
static char *const *
ask_again(const PmCheckLookups *lookups, char *const *fields)
{
    const struct Question *question = questions, *end = questions + G_N_ELEMENTS(questions);
    while (question < end && (fields[0][0] != question->letter || fields[0][1] != '\0'))
        question++;
    for (int i = 1; i < 4; i++)
        if (question == end || fields[i] == NULL)
            return NULL;
    g_autofree char *first = g_strcompress(fields[1]);
    g_autofree char *second = g_strcompress(fields[2]);
    g_autofree char *then = g_strcompress(fields[3]);
    g_autofree char *now = question->ask(lookups, first, second);
    return g_str_equal(now, then) ? fields + 4 : NULL;
}

bool
pm_asked_holds(const PmCheckLookups *lookups, const char *text)
{
    g_auto(GStrv) fields = split(text);
    char *const *rest = fields;
    while (rest != NULL && rest[0] != NULL && *rest[0] != '\0')
        rest = ask_again(lookups, rest);
    return rest != NULL;
}
