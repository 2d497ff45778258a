/* SPDX-License-Identifier: Apache-2.0 */
#include "check/token.h"

#include <string.h>

/* No token that is looked at is longer; of a longer one its beginning counts. */
#define LONGEST 512
/* No token of the table is shorter. */
#define SHORTEST 20

typedef enum {
    HEX = 1,
    UPPER = 2, /* capital letters and digits */
    ALNUM = 4,
    DASHED = 8,  /* and '-', '_' */
    DOTTED = 16, /* and '.', '=' */
} Letters;

typedef struct {
    const char *prefix;
    unsigned short least, most; /* letters behind it; most 0: no limit */
    Letters letters;
    bool digit; /* words of a language could look like it: there must be a digit among them */
    const char *what;
} Kind;

static const Kind kinds[] = {
    /* clouds */
    { "AKIA", 16, 16, UPPER, false, "an access key of Amazon Web Services" },
    { "ASIA", 16, 16, UPPER, false, "a session key of Amazon Web Services" },
    { "ABIA", 16, 16, UPPER, true, "a bearer token of Amazon Web Services" },
    { "ACCA", 16, 16, UPPER, true, "a context key of Amazon Web Services" },
    { "AIza", 35, 0, DASHED, false, "an API key of Google" },
    { "GOCSPX-", 28, 0, DASHED, false, "an OAuth client secret of Google" },
    { "ya29.", 20, 0, DASHED, false, "an access token of Google" },
    { "dop_v1_", 60, 0, HEX, false, "an access token of DigitalOcean" },
    { "doo_v1_", 60, 0, HEX, false, "an OAuth token of DigitalOcean" },
    { "dor_v1_", 60, 0, HEX, false, "a refresh token of DigitalOcean" },
    { "LTAI", 20, 20, ALNUM, true, "an access key of Alibaba Cloud" },
    { "dapi", 32, 32, HEX, false, "an access token of Databricks" },
    { "sbp_", 40, 40, HEX, false, "an access token of Supabase" },
    { "pscale_tkn_", 32, 0, DOTTED, false, "a token of PlanetScale" },
    { "pscale_pw_", 32, 0, DOTTED, false, "a password of PlanetScale" },
    { "fm2_", 100, 0, DASHED, false, "an access token of Fly.io" },
    /* code, packages, builds */
    { "ghp_", 36, 0, ALNUM, false, "a personal access token of GitHub" },
    { "gho_", 36, 0, ALNUM, false, "an OAuth token of GitHub" },
    { "ghu_", 36, 0, ALNUM, false, "a user token of a GitHub app" },
    { "ghs_", 36, 0, ALNUM, false, "a server token of a GitHub app" },
    { "ghr_", 36, 0, ALNUM, false, "a refresh token of GitHub" },
    { "github_pat_", 50, 0, DASHED, false, "a personal access token of GitHub" },
    { "glpat-", 20, 0, DASHED, false, "a personal access token of GitLab" },
    { "gldt-", 20, 0, DASHED, true, "a deploy token of GitLab" },
    { "glrt-", 20, 0, DASHED, true, "a runner token of GitLab" },
    { "glrtr-", 20, 0, DASHED, true, "a runner registration token of GitLab" },
    { "glcbt-", 20, 0, DASHED, true, "a job token of GitLab" },
    { "glptt-", 40, 40, HEX, false, "a trigger token of GitLab" },
    { "glft-", 20, 0, DASHED, true, "a feed token of GitLab" },
    { "glimt-", 25, 0, DASHED, true, "an incoming mail token of GitLab" },
    { "glagent-", 50, 0, DASHED, true, "an agent token of GitLab" },
    { "gloas-", 60, 0, DASHED, true, "an OAuth secret of GitLab" },
    { "glsoat-", 20, 0, DASHED, true, "a SCIM token of GitLab" },
    { "glffct-", 20, 0, DASHED, true, "a feature flag token of GitLab" },
    { "GR1348941", 20, 0, DASHED, false, "a runner registration token of GitLab" },
    { "ATATT3", 100, 0, DOTTED, false, "an API token of Atlassian" },
    { "ATCTT3", 100, 0, DOTTED, false, "an access token of Bitbucket" },
    { "npm_", 36, 36, ALNUM, false, "an access token of npm" },
    { "pypi-AgEIcHlwaS5vcmc", 40, 0, DASHED, false, "an upload token of PyPI" },
    { "pypi-AgENdGVzdC5weXBpLm9yZw", 40, 0, DASHED, false, "an upload token of TestPyPI" },
    { "rubygems_", 48, 48, HEX, false, "an API key of RubyGems" },
    { "CLOJARS_", 60, 60, ALNUM, false, "a deploy token of Clojars" },
    { "dckr_pat_", 27, 0, DASHED, false, "a personal access token of Docker" },
    { "dckr_oat_", 27, 0, DASHED, false, "an organisation access token of Docker" },
    { "pul-", 40, 40, HEX, false, "an access token of Pulumi" },
    { "atlasv1.", 60, 0, DOTTED, false, "an API token of Terraform" },
    { "hvs.", 24, 0, DASHED, false, "a service token of Vault" },
    { "hvb.", 100, 0, DASHED, false, "a batch token of Vault" },
    { "dp.pt.", 40, 0, ALNUM, false, "a personal token of Doppler" },
    { "dp.st.", 40, 0, DOTTED, false, "a service token of Doppler" },
    { "PMAK-", 59, 59, DASHED, false, "an API key of Postman" },
    { "ops_eyJ", 200, 0, DOTTED, false, "a service account token of 1Password" },
    { "AGE-SECRET-KEY-1", 58, 58, UPPER, false, "a secret key of age" },
    /* watching */
    { "glsa_", 41, 41, DASHED, false, "a service account token of Grafana" },
    { "glc_eyJ", 30, 0, DOTTED, false, "an access token of Grafana Cloud" },
    { "NRAK-", 27, 27, UPPER, false, "a user key of New Relic" },
    { "NRII-", 32, 0, DASHED, true, "an insert key of New Relic" },
    { "dt0c01.", 80, 0, DOTTED, false, "an API token of Dynatrace" },
    { "sntrys_eyJ", 60, 0, DOTTED, false, "an organisation token of Sentry" },
    { "sntryu_", 64, 64, HEX, false, "a user token of Sentry" },
    { "phx_", 40, 0, ALNUM, true, "a personal API key of PostHog" },
    /* messages */
    { "xoxb-", 20, 0, DASHED, false, "a bot token of Slack" },
    { "xoxp-", 20, 0, DASHED, false, "a user token of Slack" },
    { "xoxa-", 20, 0, DASHED, false, "an app token of Slack" },
    { "xoxr-", 20, 0, DASHED, false, "a refresh token of Slack" },
    { "xoxs-", 20, 0, DASHED, false, "a session token of Slack" },
    { "xoxe-", 40, 0, DASHED, false, "a configuration token of Slack" },
    { "xoxe.", 40, 0, DASHED, false, "a configuration token of Slack" },
    { "xapp-", 40, 0, DASHED, false, "an app token of Slack" },
    { "SG.", 60, 0, DOTTED, false, "an API key of SendGrid" },
    { "SK", 32, 32, HEX, false, "an API key of Twilio" },
    { "key-", 32, 32, HEX, false, "an API key of Mailgun" },
    { "xkeysib-", 64, 0, DASHED, false, "an API key of Brevo" },
    /* money and shops */
    { "sk_live_", 20, 0, ALNUM, false, "a live key of Stripe" },
    { "rk_live_", 20, 0, ALNUM, false, "a live key of Stripe" },
    { "whsec_", 32, 0, ALNUM, true, "a webhook secret of Stripe" },
    { "sq0atp-", 22, 0, DASHED, false, "an access token of Square" },
    { "sq0csp-", 40, 0, DASHED, false, "an OAuth secret of Square" },
    { "EAAA", 60, 60, DASHED, true, "an access token of Square" },
    { "shpat_", 32, 32, HEX, false, "an access token of Shopify" },
    { "shpca_", 32, 32, HEX, false, "an access token of Shopify" },
    { "shppa_", 32, 32, HEX, false, "an access token of Shopify" },
    { "shpss_", 32, 32, HEX, false, "a shared secret of Shopify" },
    /* models */
    { "sk-ant-", 40, 0, DASHED, false, "an API key of Anthropic" },
    { "sk-proj-", 40, 0, DASHED, false, "an API key of OpenAI" },
    { "sk-svcacct-", 40, 0, DASHED, false, "a service account key of OpenAI" },
    { "sk-admin-", 40, 0, DASHED, true, "an admin key of OpenAI" },
    { "sk-or-v1-", 60, 0, HEX, false, "an API key of OpenRouter" },
    { "sk-", 48, 48, ALNUM, true, "an API key of OpenAI" },
    { "hf_", 34, 0, ALNUM, true, "an access token of Hugging Face" },
    { "gsk_", 48, 0, ALNUM, true, "an API key of Groq" },
    { "xai-", 70, 0, ALNUM, true, "an API key of xAI" },
    { "r8_", 37, 37, ALNUM, true, "an API token of Replicate" },
    /* office */
    { "lin_api_", 40, 40, ALNUM, false, "an API key of Linear" },
    { "figd_", 40, 0, DASHED, false, "a personal access token of Figma" },
    { "ntn_", 43, 0, ALNUM, true, "an integration token of Notion" },
    { "secret_", 43, 43, ALNUM, true, "an integration token of Notion" },
};

static Letters
letters_of(char c)
{
    if (g_ascii_isdigit(c))
        return HEX | UPPER | ALNUM | DASHED | DOTTED;
    if (g_ascii_isalpha(c))
        return (Letters)(g_ascii_isxdigit(c) ? HEX : 0) | (g_ascii_isupper(c) ? UPPER : 0) | ALNUM |
               DASHED | DOTTED;
    if (c == '-' || c == '_')
        return DASHED | DOTTED;
    return c == '.' || c == '=' ? DOTTED : 0;
}

bool
pm_token_is_placeholder(const char *text, size_t length)
{
    static const char *const words[] = {
        "EXAMPLE", "example", "xxxx",     "XXXX", "0000", "1234567890",   "REDACTED", "redacted",
        "****",    "....",    "changeme", "your", "YOUR", "IxMjM0NTY3OD", /* that number, base64 */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (memmem(text, length, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

bool
pm_token_is_monotonous(const char *text, size_t length)
{
    bool seen[256] = { false };
    size_t kinds_of = 0;
    for (size_t i = 0; i < length; i++) {
        kinds_of += !seen[(guchar)text[i]];
        seen[(guchar)text[i]] = true;
    }
    return kinds_of < MIN(6, length);
}

static bool
has_digit(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (g_ascii_isdigit(text[i]))
            return true;
    return false;
}

/* The length of a token of this kind at `at`; 0: it is none. */
static size_t
length_of(const Kind *kind, const char *at, size_t room)
{
    size_t prefix = strlen(kind->prefix), rest = 0;
    if (room < prefix + kind->least || memcmp(at, kind->prefix, prefix) != 0)
        return 0;
    const char *text = at + prefix;
    while (rest < MIN(room - prefix, LONGEST) && letters_of(text[rest]) & kind->letters)
        rest++;
    while (kind->letters == DOTTED && rest > 0 && text[rest - 1] == '.')
        rest--; /* the end of a sentence */
    bool longer = rest < room - prefix && letters_of(text[rest]) & ALNUM;
    if (rest < kind->least || (kind->most > 0 && (rest > kind->most || longer)) ||
        (kind->digit && !has_digit(text, rest)) || pm_token_is_monotonous(text, rest) ||
        pm_token_is_placeholder(at, prefix + rest))
        return 0;
    return prefix + rest;
}

/* eyJ….eyJ….…: two objects of JSON and a signature (RFC 7519), in base64url. */
static size_t
web_token(const char *at, size_t room)
{
    size_t length = 0;
    for (int part = 0; part < 3; part++) {
        if (part < 2 && (room - length < 3 || memcmp(at + length, "eyJ", 3) != 0))
            return 0;
        size_t start = length;
        while (length < room && length < 16 * LONGEST && letters_of(at[length]) & DASHED)
            length++;
        if (length - start < 10 || (part < 2 && (length == room || at[length] != '.')))
            return 0;
        length += part < 2 ? 1 : 0;
    }
    return pm_token_is_placeholder(at, length) ? 0 : length;
}

/* The token that begins at `at`: its length, 0: none. */
static size_t
token_at(const char *at, size_t room, const char **out_what)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        size_t length = *at == *kinds[i].prefix ? length_of(&kinds[i], at, room) : 0;
        if (length == 0)
            continue;
        *out_what = kinds[i].what;
        return length;
    }
    return 0;
}

static bool
is_run(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

/*
 * The next run of SHORTEST letters at least, from a place that is in none; `length`: there is none.
 * Looks at the far end first, so that most of a text is never looked at.
 */
static size_t
next_run(const char *bytes, size_t length, size_t from)
{
    while (length - from >= SHORTEST) {
        size_t i = from + SHORTEST;
        while (i > from && is_run(bytes[i - 1]))
            i--;
        if (i == from)
            return from;
        from = i;
    }
    return length;
}

/* "110201543:AAH…": the number of a bot, and its key of 35 letters. */
static bool
is_bot_token(const char *bytes, size_t length, size_t at, PmToken *out_token)
{
    size_t digits = 0, letters = 0;
    if (at == 0 || bytes[at - 1] != ':')
        return false;
    while (letters < 36 && at + letters < length && is_run(bytes[at + letters]))
        letters++;
    while (digits < 11 && digits + 1 < at && g_ascii_isdigit(bytes[at - 2 - digits]))
        digits++;
    if (letters != 35 || digits < 8 || digits > 10 || !has_digit(bytes + at, letters) ||
        pm_token_is_monotonous(bytes + at, letters))
        return false;
    *out_token =
        (PmToken){ .span = { at - 1 - digits, at + letters }, .what = "a bot token of Telegram" };
    return true;
}

/* A token of the table, or a web token, which begins behind no '-'. */
static bool
judge(const char *bytes, size_t length, size_t at, PmToken *out_token)
{
    size_t found = token_at(bytes + at, length - at, &out_token->what);
    if (found == 0 && bytes[at] == 'e' && (at == 0 || bytes[at - 1] != '-')) {
        found = web_token(bytes + at, length - at);
        out_token->what = "a JSON Web Token";
    }
    out_token->span = (PmSpan){ at, at + found };
    return found > 0;
}

bool
pm_token_next(const char *bytes, size_t length, size_t from, PmToken *out_token)
{
    for (size_t at = next_run(bytes, length, from); at < length; at = next_run(bytes, length, at)) {
        if (is_bot_token(bytes, length, at, out_token))
            return true;
        for (; at < length && is_run(bytes[at]); at++) /* a token may begin behind '-' or '.' */
            if ((at == 0 || !(g_ascii_isalnum(bytes[at - 1]) || bytes[at - 1] == '_')) &&
                judge(bytes, length, at, out_token))
                return true;
    }
    return false;
}
