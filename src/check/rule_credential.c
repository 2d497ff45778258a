/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets that what stands around them gives away: addresses, headers, connection strings, names.
 */
#include "check/rule.h"
#include "check/token.h"

#include <string.h>

/* Nothing that is looked at in one go is longer. */
#define LONGEST 512
/* A value that looks random has so many letters. */
#define SHORTEST 20

static void
report_secret(PmCheck *check, size_t start, size_t end, const char *what)
{
    PmDiagnostic *found = pm_check_report(check, (PmSpan){ start, end }, "%s", what);
    if (found != NULL)
        found->help = pm_secret_help;
}

/* Behind the next "://". */
static const char *
behind_scheme(const char *at, const char *end)
{
    while ((at = memchr(at, ':', (size_t)(end - at))) != NULL) {
        at++;
        if (end - at >= 2 && at[0] == '/' && at[1] == '/')
            return at + 2;
    }
    return NULL;
}

/* Words in the place of a password that are none. */
static bool
is_no_password(const char *text, size_t length)
{
    static const char *const words[] = { "password", "passwd", "pass", "pwd", "secret", "token" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i]) == length && g_ascii_strncasecmp(text, words[i], length) == 0)
            return true;
    bool same = true;
    for (size_t i = 1; i < length; i++)
        same &= text[i] == text[0]; /* xxx, ***, ... */
    return length == 0 || same || strchr("<${[%", *text) != NULL ||
           pm_token_is_placeholder(text, length);
}

/* user:password@host, from `at` on: where the password ends, 0: no such thing. */
static size_t
password_at(const char *at, size_t room, size_t *out_start)
{
    size_t colon = 0;
    for (size_t i = 0; i < MIN(room, LONGEST); i++) {
        if (at[i] == ':' && colon == 0)
            colon = i;
        if (at[i] == '@' && colon > 0) {
            if (room - i > 7 && memcmp(at + i, "@sha256:", 8) == 0)
                return 0; /* docker://name:tag@sha256:… */
            *out_start = colon + 1;
            return is_no_password(at + colon + 1, i - colon - 1) ? 0 : i;
        }
        if (!g_ascii_isgraph(at[i]) || strchr("/?#\"'<>`@", at[i]) != NULL)
            return 0;
    }
    return 0;
}

static void
url_password(PmCheck *check)
{
    const PmSource *source = check->document->source;
    const char *end = source->bytes + source->length;
    const char *at = source->bytes;
    while ((at = behind_scheme(at, end)) != NULL) {
        size_t start;
        size_t stop = password_at(at, (size_t)(end - at), &start);
        size_t base = (size_t)(at - source->bytes);
        if (stop > 0)
            report_secret(check, base + start, base + stop, "a password in an address");
    }
}

/* Whoever knows the address may write there. */
static const struct {
    const char *address; /* behind "://" */
    size_t least;        /* letters behind that */
    const char *what;
} webhooks[] = {
    { "hooks.slack.com/services/", 30, "a webhook of Slack" },
    { "hooks.slack.com/workflows/", 30, "a webhook of Slack" },
    { "hooks.slack.com/triggers/", 30, "a webhook of Slack" },
    { "discord.com/api/webhooks/", 60, "a webhook of Discord" },
    { "discordapp.com/api/webhooks/", 60, "a webhook of Discord" },
    { "outlook.office.com/webhook/", 60, "a webhook of Microsoft Teams" },
};

static size_t
address_length(const char *at, size_t room)
{
    size_t length = 0;
    while (length < MIN(room, LONGEST) &&
           (g_ascii_isalnum(at[length]) || (at[length] != '\0' && strchr("/_-@", at[length]))))
        length++;
    return length;
}

static void
judge_webhook(PmCheck *check, const char *at, size_t room)
{
    for (size_t i = 0; i < G_N_ELEMENTS(webhooks); i++) {
        size_t length = strlen(webhooks[i].address);
        if (room < length || memcmp(at, webhooks[i].address, length) != 0)
            continue;
        size_t rest = address_length(at + length, room - length);
        if (rest < webhooks[i].least || pm_token_is_placeholder(at + length, rest) ||
            pm_token_is_monotonous(at + length, rest))
            return;
        size_t start = (size_t)(at - check->document->source->bytes);
        report_secret(check, start, start + length + rest, webhooks[i].what);
    }
}

static void
webhook(PmCheck *check)
{
    const PmSource *source = check->document->source;
    const char *end = source->bytes + source->length;
    const char *at = source->bytes;
    while ((at = behind_scheme(at, end)) != NULL) {
        judge_webhook(check, at, (size_t)(end - at));
    }
}

/* The value of "Password=…;" from `at` on. */
static size_t
field_length(const char *at, size_t room)
{
    size_t length = 0;
    while (length < MIN(room, LONGEST) && g_ascii_isgraph(at[length]) &&
           strchr(";\"'`", at[length]) == NULL)
        length++;
    return length;
}

/* The name of a password that ends at `end`: where it begins, `end`: it is none. */
static size_t
field_name(const char *bytes, size_t end)
{
    static const char *const names[] = { "password", "pwd", "accountkey", "sharedaccesskey" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        if (end >= length && g_ascii_strncasecmp(bytes + end - length, names[i], length) == 0)
            return end - length;
    }
    return end;
}

/* "Server=db;" in front of `at`. */
static bool
field_before(const char *bytes, size_t at)
{
    while (at > 0 && bytes[at - 1] == ' ')
        at--;
    if (at == 0 || bytes[at - 1] != ';')
        return false;
    for (size_t i = at - 1; i > 0 && at - i < 128 && strchr(";\r\n", bytes[i - 1]) == NULL; i--)
        if (bytes[i - 1] == '=')
            return true;
    return false;
}

/* "; Database=" at `at`. */
static bool
field_behind(const char *at, size_t room)
{
    if (room == 0 || *at != ';')
        return false;
    size_t i = 1;
    while (i < MIN(room, 40) && (g_ascii_isalnum(at[i]) || at[i] == ' '))
        i++;
    return i > 2 && i < room && at[i] == '=';
}

static void
connection(PmCheck *check)
{
    const PmSource *source = check->document->source;
    const char *bytes = source->bytes, *end = bytes + source->length, *sign = bytes;
    for (; (sign = memchr(sign, '=', (size_t)(end - sign))) != NULL; sign++) {
        size_t at = (size_t)(sign - bytes);
        size_t name = field_name(bytes, at);
        size_t length = name < at ? field_length(sign + 1, source->length - at - 1) : 0;
        if (length > 0 && !is_no_password(sign + 1, length) &&
            (field_before(bytes, name) ||
             field_behind(sign + 1 + length, source->length - at - 1 - length)))
            report_secret(check, at + 1, at + 1 + length, "a password in a connection string");
    }
}

/* user:password in base64 (RFC 7617) */
static bool
is_basic(const char *text, size_t length)
{
    g_autofree char *copy = g_strndup(text, length);
    gsize count = 0;
    g_autofree guchar *plain = g_base64_decode(copy, &count);
    const guchar *colon = count > 0 ? memchr(plain, ':', count) : NULL;
    for (gsize i = 0; i < count; i++)
        if (!g_ascii_isprint((char)plain[i]))
            return false;
    return colon != NULL &&
           !is_no_password((const char *)colon + 1, (size_t)(plain + count - colon - 1));
}

/* Anything else that is no token of its own, which the rule for tokens tells (RFC 6750). */
static bool
is_bearer(const char *text, size_t length)
{
    PmToken known;
    bool digit = false;
    for (size_t i = 0; i < length; i++)
        digit |= g_ascii_isdigit(text[i]) != 0;
    return length >= 16 && digit && !g_str_has_prefix(text, "eyJ") &&
           !pm_token_is_placeholder(text, length) && !pm_token_is_monotonous(text, length) &&
           !pm_token_next(text, length, 0, &known);
}

static bool
is_credential(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("+/_=.~-", c) != NULL);
}

/* Behind "Authorization:", at `at`. */
static void
judge_header(PmCheck *check, size_t at)
{
    static const struct {
        const char *scheme;
        bool (*is_secret)(const char *text, size_t length);
    } schemes[] = { { "Basic ", is_basic }, { "Bearer ", is_bearer }, { "Token ", is_bearer } };
    const PmSource *source = check->document->source;
    for (int i = 0; i < 4 && at < source->length && strchr(" \"'", source->bytes[at]) != NULL; i++)
        at++;
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
        size_t scheme = strlen(schemes[i].scheme), length = 0;
        if (source->length - at < scheme ||
            g_ascii_strncasecmp(source->bytes + at, schemes[i].scheme, scheme) != 0)
            continue;
        const char *text = source->bytes + at + scheme;
        while (length < MIN(source->length - at - scheme, LONGEST) && is_credential(text[length]))
            length++;
        if (schemes[i].is_secret(text, length))
            report_secret(check, at + scheme, at + scheme + length,
                          "a credential in a header of HTTP");
    }
}

static void
authorization(PmCheck *check)
{
    static const char name[] = "authorization";
    const PmSource *source = check->document->source;
    const char *bytes = source->bytes, *end = bytes + source->length, *sign = bytes;
    for (; (sign = memchr(sign, ':', (size_t)(end - sign))) != NULL; sign++) {
        size_t at = (size_t)(sign - bytes), length = strlen(name);
        size_t quote = at > 0 && (sign[-1] == '"' || sign[-1] == '\'') ? 1 : 0;
        if (at >= length + quote && g_ascii_strncasecmp(sign - quote - length, name, length) == 0)
            judge_header(check, at + 1);
    }
}

/* Capital and small letters and digits, mixed as people don't mix them. */
static bool
looks_random(const char *text, size_t length)
{
    bool upper = false, lower = false, digit = false;
    size_t changes = 0;
    for (size_t i = 0; i < length; i++) {
        upper |= g_ascii_isupper(text[i]) != 0;
        lower |= g_ascii_islower(text[i]) != 0;
        digit |= g_ascii_isdigit(text[i]) != 0;
        changes += i > 0 && (g_ascii_isdigit(text[i]) != 0) != (g_ascii_isdigit(text[i - 1]) != 0);
    }
    return length >= 20 && upper && lower && digit && changes >= 4 &&
           !pm_token_is_placeholder(text, length);
}

/* Does a word for a secret end before `end`, with a quote or a few blanks behind it at most? */
static bool
names_secret(const char *text, size_t end)
{
    static const char *const names[] = { "password", "passwd",     "secret",     "token",
                                         "api_key",  "apikey",     "api-key",    "access_key",
                                         "auth_key", "secret_key", "private_key" };
    for (int i = 0; i < 8 && end > 0 && strchr("\"' ", text[end - 1]) != NULL; i++)
        end--;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        if (end >= length && g_ascii_strncasecmp(text + end - length, names[i], length) == 0)
            return true;
    }
    return false;
}

/* "api_key" and `= `, `: "` in front of the value at `at`. */
static bool
is_assigned(const char *text, size_t at)
{
    size_t sign = at;
    for (int i = 0; i < 8 && sign > 0 && strchr("\"' ", text[sign - 1]) != NULL; i++)
        sign--;
    return sign > 0 && (text[sign - 1] == '=' || text[sign - 1] == ':') &&
           names_secret(text, sign - 1);
}

static bool
is_value(char c)
{
    return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '_' || c == '=' || c == '-';
}

/* Where the value begins in a run of its letters, which may have "api_key=" in it. */
static size_t
value_start(const char *bytes, PmSpan run)
{
    size_t start = run.end;
    while (start > run.start && bytes[start - 1] == '=')
        start--; /* the end of base64 */
    while (start > run.start && bytes[start - 1] != '=')
        start--;
    return start;
}

static void
judge_run(PmCheck *check, PmSpan run)
{
    const char *bytes = check->document->source->bytes;
    size_t start = value_start(bytes, run);
    if (looks_random(bytes + start, MIN(run.end - start, LONGEST)) && is_assigned(bytes, start))
        report_secret(check, start, run.end, "what looks like a secret");
}

/* Runs of SHORTEST letters and more are few: look at the far end first. */
static void
assigned(PmCheck *check)
{
    const char *bytes = check->document->source->bytes;
    size_t length = check->document->source->length, at = 0;
    while (length - at >= SHORTEST) {
        size_t start = at + SHORTEST, end = start;
        while (start > at && is_value(bytes[start - 1]))
            start--;
        if (start > at) {
            at = start;
            continue;
        }
        while (end < length && is_value(bytes[end]))
            end++;
        at = end;
        judge_run(check, (PmSpan){ start, end });
    }
}

/* Written in two parts, so that nobody takes these for secrets of ours. */
#define BASIC                                                                                      \
    "Authorization: Basic "                                                                        \
    "ZGVwbG95OnRyMHViNGRvcg==\n"
#define HOOK                                                                                       \
    "https://hooks.slack.com/services/"                                                            \
    "T8Q2K5Z1W/B4H7N9M3X/q8Zr2Tn5Vb1Xy7Lk3Wd9Hs4C\n"

const PmRule pm_rules_credential[] = {
    { .id = "secret/url-password",
      .summary = "No address holds a password",
      .explanation = "Addresses are copied into logs and tickets with everything that is in them. "
                     "Write the address without its user and password, and change the password.",
      .failing = PM_EXAMPLE("id: x\n", "postgres://admin:"
                                       "tr0ub4dor@db.example.org/payments\n"),
      .passing = PM_EXAMPLE("id: x\n", "postgres://db.example.org/payments\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = url_password },
    { .id = "secret/assigned",
      .summary = "Nothing that is called a secret is written out",
      .explanation =
          "A long random text behind 'password', 'token' or 'api_key' most often is one. If "
          "it is none, shorten it, or set this check to none in the config.",
      .failing = PM_EXAMPLE("id: x\n", "api_key = \"q8Zr2Tn5Vb1Xy7Lk3Wd9Hs\"\n"),
      .passing = PM_EXAMPLE("id: x\n", "api_key = \"…9Hs\"\n"),
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = assigned },
    { .id = "secret/webhook",
      .summary = "No address is a key",
      .explanation =
          "Whoever has the address of a webhook may write into the channel behind it: Slack, Discord "
          "and Teams ask for nothing else. Make a new one, and name the old one by its channel.",
      .failing = PM_EXAMPLE("id: x\n", HOOK),
      .passing = PM_EXAMPLE("id: x\n", "https://hooks.slack.com/services/T00000000/…\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = webhook },
    { .id = "secret/connection",
      .summary = "No connection string holds a password",
      .explanation =
          "Database clients and storage accounts take host, user and password in one line, which is "
          "copied as a whole. Write it without its password or key, and change that one.",
      .failing = PM_EXAMPLE("id: x\n", "Server=db.example.org;User Id=app;Password="
                                       "tr0ub4dor;\n"),
      .passing = PM_EXAMPLE("id: x\n", "Server=db.example.org;User Id=app;Password=***;\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = connection },
    { .id = "secret/authorization",
      .summary = "No HTTP header holds a credential",
      .explanation =
          "A request that was pasted with its 'Authorization' lets everybody repeat it. Basic is a "
          "user and a password, which base64 does not hide. Cut the value, and revoke it.",
      .failing = PM_EXAMPLE("id: x\n", BASIC),
      .passing = PM_EXAMPLE("id: x\n", "Authorization: Basic <password>\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = authorization },
    { .id = NULL },
};
