/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who makes a commit, as git decides it (git-commit(1), "COMMIT INFORMATION"); except that nothing
 * is ever guessed from the machine's name, which git itself does with a warning at best.
 */
#include "git/date.h"
#include "git/repository.h"

#include <string.h>

/* Where a part of an identity is looked for, in this order. */
typedef struct {
    const char *what;
    const char *variable;
    const char *keys[2];
    const char *last_variable; /* not with user.useConfigOnly */
} Place;

typedef struct {
    Place name, email;
    const char *date_variable;
} Role;

static const Role *
role_of(PmIdentityRole role)
{
    static const Role roles[] = {
        [PM_IDENTITY_AUTHOR] = {
            .name = { "author name", "GIT_AUTHOR_NAME", { "author.name", "user.name" }, NULL },
            .email = { "author e-mail", "GIT_AUTHOR_EMAIL", { "author.email", "user.email" },
                       "EMAIL" },
            .date_variable = "GIT_AUTHOR_DATE",
        },
        [PM_IDENTITY_COMMITTER] = {
            .name = { "committer name", "GIT_COMMITTER_NAME", { "committer.name", "user.name" },
                      NULL },
            .email = { "committer e-mail", "GIT_COMMITTER_EMAIL",
                       { "committer.email", "user.email" }, "EMAIL" },
            .date_variable = "GIT_COMMITTER_DATE",
        },
    };
    return &roles[role];
}

static char *
look_up(const PmRepository *repository, const Place *place)
{
    const char *given = g_getenv(place->variable);

    if (given)
        return g_strdup(given); /* set to nothing is refused, as in git, not passed over */
    for (size_t i = 0; i < G_N_ELEMENTS(place->keys); i++) {
        g_autofree char *value = pm_repository_config(repository, place->keys[i]);
        if (value && *value)
            return g_steal_pointer(&value);
    }
    if (place->last_variable && !pm_repository_config_bool(repository, "user.useConfigOnly", false))
        return g_strdup(g_getenv(place->last_variable));
    return NULL;
}

/* What git trims from both ends of a name or an address. */
static bool
is_crud(char c)
{
    return (guchar)c <= ' ' || strchr(".,:;\"\\'", c) != NULL;
}

static char *
trim(const char *text)
{
    const char *end = text + strlen(text);

    while (text < end && is_crud(*text))
        text++;
    while (end > text && is_crud(end[-1]))
        end--;
    return g_strndup(text, (size_t)(end - text));
}

/* What would forge a header line, or could not be shown. */
static bool
is_plain(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *c = text; *c; c = g_utf8_next_char(c)) {
        gunichar point = g_utf8_get_char(c);
        if (g_unichar_iscntrl(point) || point == '<' || point == '>' || point == 0x2028 ||
            point == 0x2029)
            return false;
    }
    return true;
}

static char *
read_part(const PmRepository *repository, const Place *place, GError **error)
{
    g_autofree char *raw = look_up(repository, place);
    g_autofree char *text = raw ? trim(raw) : NULL;

    if (raw && !is_plain(raw)) {
        pm_error_set(error, PM_ERROR_STATE, NULL,
                     "%s '%s' holds control characters, '<', '>' or bytes that are not UTF-8",
                     place->what, raw);
        return NULL;
    }
    if (text && *text)
        return g_steal_pointer(&text);
    pm_error_set(error, PM_ERROR_STATE,
                 "tell git who you are: git config --global user.name \"Your Name\" && "
                 "git config --global user.email you@example.com",
                 raw ? "empty %s" : "no %s is set", place->what);
    return NULL;
}

static bool
read_date(const char *variable, PmIdentity *identity, GError **error)
{
    const char *text = g_getenv(variable);

    if (text == NULL || *text == '\0') {
        identity->time = g_get_real_time() / G_USEC_PER_SEC;
        identity->offset_minutes = pm_date_local_offset(identity->time);
        return true;
    }
    if (pm_date_parse(text, &identity->time, &identity->offset_minutes))
        return true;
    pm_error_set(error, PM_ERROR_USAGE, "for example: 2026-01-14T10:00:00+09:00",
                 "invalid date format in %s: '%s'", variable, text);
    return false;
}

bool
pm_repository_identity(const PmRepository *repository, PmIdentityRole role,
                       PmIdentity *out_identity, GError **error)
{
    g_auto(PmIdentity) identity = { 0 };
    const Role *places = role_of(role);

    identity.name = read_part(repository, &places->name, error);
    if (identity.name == NULL)
        return false;
    identity.email = read_part(repository, &places->email, error);
    if (identity.email == NULL || !read_date(places->date_variable, &identity, error))
        return false;
    *out_identity = identity;
    identity = (PmIdentity){ 0 };
    return true;
}

void
pm_identity_clear(PmIdentity *identity)
{
    g_clear_pointer(&identity->name, g_free);
    g_clear_pointer(&identity->email, g_free);
}
