/* SPDX-License-Identifier: Apache-2.0 */
/* URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570). */
#include "schema/format.h"

#include <glib.h>
#include <string.h>

#define UNRESERVED "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
#define SUB_DELIMS "!$&'()*+,;="

typedef enum { ASCII, IRI, IRI_PRIVATE } Beyond; /* what is allowed beyond ASCII */

static bool
is_unicode_allowed(gunichar c, Beyond beyond)
{
    if (beyond == ASCII)
        return false;
    bool private = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
    bool surrogate_or_none =
        (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe || (c >= 0xfff0 && c <= 0xffff);
    bool tag = c >= 0xe0000 && c < 0xe1000;
    return c >= 0xa0 && !surrogate_or_none && !tag && (!private || beyond == IRI_PRIVATE);
}

/* The length of a percent-encoded byte, an allowed ASCII character or one beyond at `at`; 0 when it
 * is none. */
static size_t
character_length(const char *at, const char *end, const char *allowed, Beyond beyond)
{
    unsigned char c = (unsigned char)*at;
    if (c == '%')
        return end - at >= 3 && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2]) ? 3 : 0;
    if (c < 0x80)
        return c && (strchr(UNRESERVED, c) || strchr(allowed, c)) ? 1 : 0;
    gunichar wide = g_utf8_get_char_validated(at, end - at);
    if (wide == (gunichar)-1 || wide == (gunichar)-2 || !is_unicode_allowed(wide, beyond))
        return 0;
    return (size_t)(g_utf8_next_char(at) - at);
}

static bool
all_of(const char *at, const char *end, const char *allowed, Beyond beyond)
{
    while (at < end) {
        size_t length = character_length(at, end, allowed, beyond);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

/* v1.something */
static bool
is_future_address(const char *at, const char *end)
{
    if (at == end || (*at != 'v' && *at != 'V'))
        return false;
    const char *digits = ++at;
    while (at < end && g_ascii_isxdigit(*at))
        at++;
    return at > digits && end - at >= 2 && *at == '.' && !memchr(at, '%', (size_t)(end - at)) &&
           all_of(at + 1, end, SUB_DELIMS ":", ASCII);
}

static bool
is_port(const char *at, const char *end)
{
    while (at < end && g_ascii_isdigit(*at))
        at++;
    return at == end;
}

static bool
is_bracketed(const char *at, const char *end)
{
    const char *close = memchr(at, ']', (size_t)(end - at));
    if (!close || (close + 1 < end && close[1] != ':'))
        return false;
    bool address =
        pm_format_ipv6(at + 1, (size_t)(close - at - 1)) || is_future_address(at + 1, close);
    return address && (close + 1 == end || is_port(close + 2, end));
}

static bool
is_authority(const char *at, const char *end, bool iri)
{
    Beyond beyond = iri ? IRI : ASCII;
    const char *sign = memchr(at, '@', (size_t)(end - at));
    if (sign && !all_of(at, sign, SUB_DELIMS ":", beyond))
        return false;
    const char *host = sign ? sign + 1 : at;
    if (host < end && *host == '[')
        return is_bracketed(host, end);
    const char *colon = memchr(host, ':', (size_t)(end - host));
    return all_of(host, colon ? colon : end, SUB_DELIMS, beyond) &&
           (!colon || is_port(colon + 1, end));
}

/* The length of a scheme with its colon, or 0. */
static size_t
scheme_length(const char *at, const char *end)
{
    const char *from = at;
    if (at == end || !g_ascii_isalpha(*at))
        return 0;
    while (at < end && *at && (g_ascii_isalnum(*at) || strchr("+-.", *at)))
        at++;
    return at < end && *at == ':' ? (size_t)(at + 1 - from) : 0;
}

static const char *
find(const char *at, const char *end, const char *stops)
{
    while (at < end && !(*at && strchr(stops, *at)))
        at++;
    return at;
}

typedef enum { ABSOLUTE = 1, INTERNATIONAL = 2 } Kind;

static bool
is_reference(const char *text, size_t length, unsigned kind)
{
    const char *end = text + length;
    bool iri = kind & INTERNATIONAL;
    size_t scheme = scheme_length(text, end);
    if (scheme == 0 && (kind & ABSOLUTE))
        return false;
    const char *path = text + scheme;
    const char *fragment = find(path, end, "#");
    const char *query = find(path, fragment, "?");
    if (query - path >= 2 && path[0] == '/' && path[1] == '/') {
        const char *authority = path + 2;
        path = find(authority, query, "/");
        if (!is_authority(authority, path, iri))
            return false;
    } else if (scheme == 0 && find(path, query, ":") < find(path, query, "/")) {
        return false; /* would read as a scheme */
    }
    const char *pchar = SUB_DELIMS ":@/?";
    return all_of(path, query, SUB_DELIMS ":@/", iri ? IRI : ASCII) &&
           (query == fragment || all_of(query + 1, fragment, pchar, iri ? IRI_PRIVATE : ASCII)) &&
           (fragment == end || all_of(fragment + 1, end, pchar, iri ? IRI : ASCII));
}

bool
pm_format_uri(const char *text, size_t length)
{
    return is_reference(text, length, ABSOLUTE);
}

bool
pm_format_uri_reference(const char *text, size_t length)
{
    return is_reference(text, length, 0);
}

bool
pm_format_iri(const char *text, size_t length)
{
    return is_reference(text, length, ABSOLUTE | INTERNATIONAL);
}

bool
pm_format_iri_reference(const char *text, size_t length)
{
    return is_reference(text, length, INTERNATIONAL);
}

/* A variable's name: parts of letters, digits, '_' and percent-encoded bytes, with single dots
 * between. */
static const char *
skip_variable_name(const char *at, const char *end)
{
    bool part = false;
    while (at < end) {
        bool encoded =
            *at == '%' && end - at >= 3 && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2]);
        if (!encoded && !g_ascii_isalnum(*at) && *at != '_' && !(*at == '.' && part))
            break;
        part = *at != '.';
        at += encoded ? 3 : 1;
    }
    return part ? at : NULL;
}

/* name, name* or name:1 to name:9999 */
static bool
is_variable(const char *at, const char *end)
{
    at = skip_variable_name(at, end);
    if (!at || at == end)
        return at != NULL;
    if (*at == '*')
        return at + 1 == end;
    if (*at != ':' || end - at < 2 || end - at > 5 || at[1] == '0')
        return false;
    return is_port(at + 1, end);
}

/* Between the braces. The operators "=,!@|" are reserved for extensions. */
static bool
is_expression(const char *at, const char *end)
{
    if (at < end && *at && strchr("+#./;?&=,!@|", *at))
        at++;
    for (;;) {
        const char *comma = find(at, end, ",");
        if (!is_variable(at, comma))
            return false;
        if (comma == end)
            return true;
        at = comma + 1;
    }
}

bool
pm_format_uri_template(const char *text, size_t length)
{
    /* what a literal may hold, beside what a URI may; %x21 / %x23-24 / … of section 2.1, and the
     * apostrophe */
    static const char literals[] = ":/?#[]@!$&()*+,;='";
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        if (*at == '{') {
            const char *close = memchr(at, '}', (size_t)(end - at));
            if (!close || !is_expression(at + 1, close))
                return false;
            at = close + 1;
            continue;
        }
        size_t step = character_length(at, end, literals, IRI_PRIVATE);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}
