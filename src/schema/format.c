/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/format.h"

#include "base/error.h"
#include "schema/pattern.h"

#include <string.h>

/* RFC 4122: 8-4-4-4-12 hexadecimal digits. */
static bool
is_uuid(const char *text, size_t length)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (length != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < length; i++)
        if (shape[i] == 'x' ? !g_ascii_isxdigit(text[i]) : text[i] != '-')
            return false;
    return true;
}

/* RFC 6901: nothing, or parts that begin with '/', where '~' is followed by 0 or 1. */
static bool
is_json_pointer(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '~' && (i + 1 == length || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return length == 0 || text[0] == '/';
}

/* A number without leading zeros, then '#' or a JSON Pointer. */
static bool
is_relative_json_pointer(const char *text, size_t length)
{
    size_t digits = 0;
    while (digits < length && g_ascii_isdigit(text[digits]))
        digits++;
    if (digits == 0 || (digits > 1 && text[0] == '0'))
        return false;
    if (length == digits + 1 && text[digits] == '#')
        return true;
    return is_json_pointer(text + digits, length - digits);
}

/* What is beyond our engine is a regular expression all the same. */
static bool
is_regex(const char *text, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmPattern) pattern = pm_pattern_compile(text, length, &error);
    return pattern || g_error_matches(error, PM_ERROR, PM_ERROR_LIMIT);
}

static const PmFormat formats[] = {
    { "date-time", "a date and time such as 2026-01-14T09:30:00Z", pm_format_date_time },
    { "date", "a date such as 2026-01-14", pm_format_date },
    { "time", "a time such as 09:30:00Z", pm_format_time },
    { "duration", "a duration such as PT1H30M", pm_format_duration },
    { "email", "an email address", pm_format_email },
    { "idn-email", "an email address", pm_format_idn_email },
    { "hostname", "a host name", pm_format_hostname },
    { "idn-hostname", "a host name", pm_format_idn_hostname },
    { "ipv4", "an IPv4 address", pm_format_ipv4 },
    { "ipv6", "an IPv6 address", pm_format_ipv6 },
    { "uri", "a URI with its scheme, such as https://example.org/", pm_format_uri },
    { "uri-reference", "a URI reference", pm_format_uri_reference },
    { "iri", "an IRI with its scheme, such as https://example.org/", pm_format_iri },
    { "iri-reference", "an IRI reference", pm_format_iri_reference },
    { "uri-template", "a URI template", pm_format_uri_template },
    { "uuid", "a UUID", is_uuid },
    { "json-pointer", "a JSON Pointer", is_json_pointer },
    { "relative-json-pointer", "a relative JSON Pointer", is_relative_json_pointer },
    { "regex", "a regular expression", is_regex },
};

const PmFormat *
pm_format_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
