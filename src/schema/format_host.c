/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host names (RFC 1123, RFC 5890), addresses (RFC 2673, RFC 4291), mailboxes (RFC 5321, RFC 6531).
 */
#include "schema/format.h"

#include "schema/idn.h"

#include <string.h>

#define MAX_NAME 253

/* Four decimal numbers without leading zeros. */
bool
pm_format_ipv4(const char *text, size_t length)
{
    const char *at = text;
    const char *end = text + length;
    for (int part = 0; part < 4; part++) {
        if (part > 0 && (at == end || *at++ != '.'))
            return false;
        const char *from = at;
        unsigned value = 0;
        while (at < end && g_ascii_isdigit(*at) && at - from < 3)
            value = value * 10 + (unsigned)(*at++ - '0');
        if (at == from || value > 255 || (at - from > 1 && *from == '0'))
            return false;
    }
    return at == end;
}

/* Eight groups, of which one "::" stands for one or more; the last two may be an IPv4 address. */
bool
pm_format_ipv6(const char *text, size_t length)
{
    const char *at = text;
    const char *end = text + length;
    unsigned groups = 0;
    bool gap = false;
    if (length >= 2 && at[0] == ':' && at[1] == ':') {
        gap = true;
        at += 2;
    }
    while (at < end) {
        const char *from = at;
        while (at < end && g_ascii_isxdigit(*at))
            at++;
        if (at < end && *at == '.')
            return pm_format_ipv4(from, (size_t)(end - from)) && (gap ? groups < 6 : groups == 6);
        if (at == from || at - from > 4 || ++groups > 8)
            return false;
        if (at == end)
            break;
        if (*at++ != ':' || at == end)
            return false;
        if (*at == ':') {
            if (gap)
                return false;
            gap = true;
            at++;
        }
    }
    return gap ? groups < 8 : groups == 8;
}

/* Letters, digits and hyphens; not at the ends. */
static bool
is_plain_label(const char *text, size_t length)
{
    if (length == 0 || length > PM_IDN_MAX_LABEL || text[0] == '-' || text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '-')
            return false;
    return true;
}

static bool
has_ace_prefix(const char *text, size_t length)
{
    return length >= 4 && g_ascii_strncasecmp(text, "xn--", 4) == 0;
}

static bool
is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((guchar)text[i] >= 0x80)
            return false;
    return true;
}

/* The labels of a host name, as far as they have been read. */
typedef struct {
    size_t encoded; /* length for the wire */
    bool right_to_left;
    bool bidi_valid;
    bool international; /* U-labels are allowed */
} Host;

static bool
add_label(Host *host, const char *text, size_t length)
{
    PmIdnLabel label;
    bool ascii = is_ascii(text, length);
    bool ace = has_ace_prefix(text, length);
    if (ascii && !is_plain_label(text, length))
        return false;
    if (!ascii && !host->international)
        return false;
    if (ace) {
        if (!pm_idn_label_decode(&label, text + 4, length - 4) ||
            pm_idn_label_encoded_length(&label) > PM_IDN_MAX_LABEL)
            return false;
        bool beyond = false;
        for (size_t i = 0; i < label.count; i++)
            beyond |= label.points[i] >= 0x80;
        if (!beyond)
            return false;
    } else if (!pm_idn_label_read(&label, text, length)) {
        return false;
    }
    if ((ace || !ascii) && !pm_idn_label_is_valid(&label))
        return false;
    size_t encoded = ascii ? length : pm_idn_label_encoded_length(&label);
    host->encoded += encoded + 1;
    host->right_to_left |= pm_idn_label_is_right_to_left(&label);
    host->bidi_valid &= pm_idn_label_is_bidi_valid(&label);
    return encoded <= PM_IDN_MAX_LABEL;
}

/* The length of a label separator here: '.', and for an international name its wide forms; or 0. */
static size_t
separator_length(const Host *host, const char *at, const char *end)
{
    static const char *const wide[] = { "。", "．", "｡" };
    if (*at == '.')
        return 1;
    for (size_t i = 0; host->international && i < G_N_ELEMENTS(wide); i++)
        if (end - at >= 3 && memcmp(at, wide[i], 3) == 0)
            return 3;
    return 0;
}

static bool
is_host(const char *text, size_t length, bool international)
{
    Host host = { .bidi_valid = true, .international = international };
    const char *end = text + length;
    const char *label = text;
    for (const char *at = text; at <= end; at++) {
        size_t separator = at < end ? separator_length(&host, at, end) : 0;
        if (at < end && separator == 0)
            continue;
        if (!add_label(&host, label, (size_t)(at - label)) || host.encoded > MAX_NAME + 1)
            return false;
        if (separator > 0) {
            label = at + separator;
            at = label - 1;
        }
    }
    return !host.right_to_left || host.bidi_valid;
}

bool
pm_format_hostname(const char *text, size_t length)
{
    return is_host(text, length, false);
}

bool
pm_format_idn_hostname(const char *text, size_t length)
{
    return is_host(text, length, true);
}

static bool
is_atom_character(char c, bool international)
{
    if ((guchar)c >= 0x80)
        return international;
    return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Atoms with single dots between; or in quotes, where a backslash takes the next character. */
static bool
is_local_part(const char *text, size_t length, bool international)
{
    const char *end = text + length;
    if (length >= 2 && *text == '"' && end[-1] == '"') {
        for (const char *at = text + 1; at < end - 1; at++) {
            if (*at == '\\' && ++at == end - 1)
                return false;
            bool printable = ((guchar)*at >= 0x80 && international) || g_ascii_isprint(*at);
            if (!printable || (*at == '"' && at[-1] != '\\'))
                return false;
        }
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        bool dot = text[i] == '.' && i > 0 && i + 1 < length && text[i - 1] != '.';
        if (!dot && !is_atom_character(text[i], international))
            return false;
    }
    return length > 0;
}

/* An address in brackets, or labels of letters, digits and hyphens; beyond ASCII, anything (RFC
 * 6531, 3.3). */
static bool
is_mail_domain(const char *text, size_t length, bool international)
{
    const size_t tag = strlen("IPv6:");
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
        if (length > tag + 2 && g_ascii_strncasecmp(text + 1, "IPv6:", tag) == 0)
            return pm_format_ipv6(text + 1 + tag, length - 2 - tag);
        return pm_format_ipv4(text + 1, length - 2);
    }
    g_autofree char *plain = g_strndup(text, length);
    for (size_t i = 0; i < length && international; i++)
        if ((guchar)plain[i] >= 0x80)
            plain[i] = 'x';
    const char *label = plain;
    for (const char *at = plain;; at++) {
        if (at < plain + length && *at != '.')
            continue;
        if (!is_plain_label(label, (size_t)(at - label)))
            return false;
        if (at == plain + length)
            return length <= MAX_NAME;
        label = at + 1;
    }
}

static bool
is_mailbox(const char *text, size_t length, bool international)
{
    const char *at = memrchr(text, '@', length);
    if (!at || at - text > 64)
        return false;
    return is_local_part(text, (size_t)(at - text), international) &&
           is_mail_domain(at + 1, (size_t)(text + length - at - 1), international);
}

bool
pm_format_email(const char *text, size_t length)
{
    return is_mailbox(text, length, false);
}

bool
pm_format_idn_email(const char *text, size_t length)
{
    return is_mailbox(text, length, true);
}
