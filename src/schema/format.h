/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The formats of JSON Schema 2020-12 (validation, section 7.3): a table of predicates. A format
 * that is not in it accepts everything.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct PmFormat PmFormat;
struct PmFormat {
    const char *name;
    const char *words; /* "must be …" */
    bool (*check)(const char *text, size_t length);
};

const PmFormat *pm_format_find(const char *name);

/* format_time.c: RFC 3339, appendix A of it for durations */
bool pm_format_date(const char *text, size_t length);
bool pm_format_time(const char *text, size_t length);
bool pm_format_date_time(const char *text, size_t length);
bool pm_format_duration(const char *text, size_t length);
/* format_host.c: RFC 1123, RFC 5890 and on, RFC 2673, RFC 4291, RFC 5321, RFC 6531 */
bool pm_format_hostname(const char *text, size_t length);
bool pm_format_idn_hostname(const char *text, size_t length);
bool pm_format_ipv4(const char *text, size_t length);
bool pm_format_ipv6(const char *text, size_t length);
bool pm_format_email(const char *text, size_t length);
bool pm_format_idn_email(const char *text, size_t length);
/* format_uri.c: RFC 3986, RFC 3987, RFC 6570 */
bool pm_format_uri(const char *text, size_t length);
bool pm_format_uri_reference(const char *text, size_t length);
bool pm_format_iri(const char *text, size_t length);
bool pm_format_iri_reference(const char *text, size_t length);
bool pm_format_uri_template(const char *text, size_t length);
