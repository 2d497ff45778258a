/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/proxy.h"

#include "ledger/signed_text.h"

#include <string.h>

#define FOR "for "
#define PROOF "proof"
#define DIGEST "sha256:"
#define DIGEST_LENGTH (strlen(DIGEST) + 64)
#define NAME_LIMIT 255 /* what file systems take */

bool
pm_proxy_is_said(const char *comment)
{
    if (comment == NULL || !g_str_has_prefix(comment, FOR))
        return false;
    const char *word = comment + strlen(FOR);
    size_t length = strcspn(word, " ");
    const char *proof = word + length + 1;
    return length > 1 && word[length - 1] == ':' && memchr(word, '@', length) != NULL &&
           word[length] == ' ' && g_str_has_prefix(proof, PROOF) &&
           (proof[strlen(PROOF)] == ' ' || proof[strlen(PROOF)] == '\0');
}

bool
pm_proxy_resembles(const char *comment)
{
    if (pm_proxy_is_said(comment))
        return true;
    if (comment == NULL || g_ascii_strncasecmp(comment, FOR, strlen("for")) != 0)
        return false;
    const char *word = comment + strlen("for");
    word += strspn(word, " ");
    size_t length = strcspn(word, " ");
    const char *at = memchr(word, '@', length);
    if (at == NULL)
        return false;
    const char *end = at + strcspn(at, ": ");
    end += strspn(end, " ");
    if (*end != ':')
        return false;
    end += 1 + strspn(end + 1, " ");
    return g_ascii_strncasecmp(end, PROOF, strlen(PROOF)) == 0;
}

static bool
is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= NAME_LIMIT && name[0] != '-' && !g_str_equal(name, ".") &&
           !g_str_equal(name, "..") && g_ascii_strcasecmp(name, ".git") != 0;
}

bool
pm_proxy_is_path(const char *path)
{
    if (!pm_signed_is_clean(path) || strchr(path, '\\') != NULL)
        return false;
    for (const char *p = path; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
            return false;
    }
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    for (size_t i = 0; names[i] != NULL; i++)
        if (!is_name(names[i]))
            return false;
    return true;
}

static bool
is_digest(const char *text)
{
    const char *hex = text + strlen(DIGEST);
    return g_str_has_prefix(text, DIGEST) && strspn(hex, "0123456789abcdef") == 64;
}

/* Cut the word at `*at`, and the blank behind it. */
static const char *
take_word(PmArena *arena, const char **at)
{
    size_t length = strcspn(*at, " ");
    const char *word = pm_arena_strndup(arena, *at, length);
    *at += length + ((*at)[length] == ' ' ? 1 : 0);
    return word;
}

bool
pm_proxy_parse(PmArena *arena, const char *comment, PmProxy *out_proxy)
{
    if (!pm_proxy_is_said(comment))
        return false;
    const char *at = comment + strlen(FOR);
    const char *word = take_word(arena, &at);
    take_word(arena, &at); /* "proof" */
    PmProxy proxy = { .person = pm_arena_strndup(arena, word, strlen(word) - 1),
                      .proof = take_word(arena, &at) };
    if (!pm_signed_is_email(proxy.person) || !pm_proxy_is_path(proxy.proof) || !is_digest(at))
        return false;
    const char *rest = at + DIGEST_LENGTH;
    if (*rest != '\0' && (!g_str_has_prefix(rest, "; ") || !pm_signed_is_clean(rest + 2)))
        return false;
    proxy.digest = pm_arena_strndup(arena, at + strlen(DIGEST), 64);
    proxy.comment = *rest != '\0' ? pm_arena_strdup(arena, rest + 2) : NULL;
    *out_proxy = proxy;
    return true;
}

char *
pm_proxy_format(const PmProxy *proxy, GError **error)
{
    const char *comment = proxy->comment;
    g_autofree char *text =
        g_strdup_printf(FOR "%s: " PROOF " %s " DIGEST "%s%s%s", proxy->person, proxy->proof,
                        proxy->digest, comment != NULL ? "; " : "", comment != NULL ? comment : "");
    g_autoptr(PmArena) arena = pm_arena_new();
    PmProxy again;
    if (pm_proxy_parse(arena, text, &again) && g_strcmp0(again.comment, comment) == 0)
        return g_steal_pointer(&text);
    pm_error_set(error, PM_ERROR_USAGE, NULL, "a sign-off can't say '%s'", text);
    return NULL;
}
