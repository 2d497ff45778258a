/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens as their issuers write them, made up here from a prefix and letters, so that no scanner
 * takes this file for a leak.
 */
#include "check/token.h"

#include <glib.h>
#include <string.h>

/* Letters that no dictionary has, of an alphabet: "d" digits and a to f, "A", "a" … */
static char *
letters(const char *alphabet, size_t count)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_c(out, alphabet[(i * 7 + i / 5 + 3) % strlen(alphabet)]);
    return g_string_free(out, FALSE);
}

#define HEX "0123456789abcdef"
#define UPPER "QPZRY9X8GF2TVDW3SJN54KHCE6MUA7L"
#define ALNUM "q8Zr2Tn5Vb1Xy7Lk3Wd9HsMjFgCpEa4uKo6iNtR"
#define DASHED ALNUM "-_"

/* Lengths from the issuers' documentation and from the rules of gitleaks. */
static const struct {
    const char *prefix, *alphabet;
    size_t count;
    const char *whose;
} issued[] = {
    { "AKIA", UPPER, 16, "Amazon" },
    { "ASIA", UPPER, 16, "Amazon" },
    { "AIza", DASHED, 35, "Google" },
    { "GOCSPX-", DASHED, 28, "Google" },
    { "ya29.", DASHED, 140, "Google" },
    { "dop_v1_", HEX, 64, "DigitalOcean" },
    { "dapi", HEX, 32, "Databricks" },
    { "ghp_", ALNUM, 36, "GitHub" },
    { "ghs_", ALNUM, 36, "GitHub" },
    { "github_pat_", ALNUM, 82, "GitHub" },
    { "glpat-", DASHED, 20, "GitLab" },
    { "glptt-", HEX, 40, "GitLab" },
    { "gldt-", DASHED, 20, "GitLab" },
    { "npm_", ALNUM, 36, "npm" },
    { "rubygems_", HEX, 48, "RubyGems" },
    { "dckr_pat_", DASHED, 27, "Docker" },
    { "hvs.", DASHED, 90, "Vault" },
    { "pul-", HEX, 40, "Pulumi" },
    { "NRAK-", UPPER, 27, "New Relic" },
    { "xoxb-", DASHED, 50, "Slack" },
    { "SG.", DASHED, 66, "SendGrid" },
    { "SK", HEX, 32, "Twilio" },
    { "key-", HEX, 32, "Mailgun" },
    { "sk_live_", ALNUM, 24, "Stripe" },
    { "shpat_", HEX, 32, "Shopify" },
    { "sq0atp-", DASHED, 22, "Square" },
    { "sk-ant-api03-", DASHED, 95, "Anthropic" },
    { "sk-proj-", DASHED, 156, "OpenAI" },
    { "sk-", ALNUM, 48, "OpenAI" },
    { "hf_", ALNUM, 34, "Hugging Face" },
    { "AGE-SECRET-KEY-1", UPPER, 58, "age" },
    { "pypi-AgEIcHlwaS5vcmc", DASHED, 160, "PyPI" },
    { "lin_api_", ALNUM, 40, "Linear" },
    { "glsa_", ALNUM, 41, "Grafana" },
};

static void
each_issuer_is_known(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(issued); i++) {
        g_autofree char *rest = letters(issued[i].alphabet, issued[i].count);
        g_autofree char *text = g_strconcat("They used (", issued[i].prefix, rest, ").", NULL);
        PmToken found;
        if (!pm_token_next(text, strlen(text), 0, &found))
            g_error("%s is not found", text);
        g_assert_cmpuint(found.span.start, ==, strlen("They used ("));
        g_assert_cmpuint(found.span.end, ==, strlen(text) - 2);
        g_assert_nonnull(strstr(found.what, issued[i].whose));
        g_assert_false(pm_token_next(text, strlen(text), found.span.end, &found));
        /* inside of a word, cut short, and as documentation writes it, it is none */
        memcpy(text, "They used_", strlen("They used_"));
        text[strlen("They used_")] = 'x';
        g_assert_false(pm_token_next(text, strlen(text), 0, &found));
        g_autofree char *brief =
            g_strdup_printf("%s%.*s", issued[i].prefix, (int)MIN(issued[i].count / 3, 9), rest);
        g_assert_false(pm_token_next(brief, strlen(brief), 0, &found));
        g_autofree char *blank = g_strnfill(issued[i].count, 'x');
        g_autofree char *shown = g_strconcat(issued[i].prefix, blank, NULL);
        g_assert_false(pm_token_next(shown, strlen(shown), 0, &found));
    }
}

static void
tokens_in_three_parts_are_known(void)
{
    g_autofree char *rest = letters(ALNUM, 40);
    g_autofree char *web = g_strconcat("eyJ", rest, ".eyJ", rest, ".", rest, NULL);
    g_autofree char *bot = g_strdup_printf("bot11020154%d:AA%.33s/send", 3, rest);
    PmToken found;
    g_assert_true(pm_token_next(web, strlen(web), 0, &found));
    g_assert_cmpstr(found.what, ==, "a JSON Web Token");
    g_assert_cmpuint(found.span.end, ==, strlen(web));
    g_assert_false(pm_token_next(web, strlen("eyJ") + 40, 0, &found)); /* one part alone */
    g_assert_true(pm_token_next(bot, strlen(bot), 0, &found));
    g_assert_cmpstr(found.what, ==, "a bot token of Telegram");
    g_assert_cmpuint(found.span.start, ==, 3);
}

static void
words_and_digests_are_no_tokens(void)
{
    static const char *const texts[] = {
        "sk-learn-pipeline-for-the-feature-store-that-was-never-deployed-anywhere",
        "prometheus-operator.monitoring.svc.cluster.local",
        "the_secret_of_the_configuration_that_nobody_ever_wanted_to_understand",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        "key-value-store-of-the-checkout-service-in-the-region",
        "hf_checkpoint_loader_for_the_large_model_of_the_team",
        "SKIPPED_BECAUSE_OF_THE_FREEZE_AND_NEVER_RUN_AGAIN",
        "AKIAIOSFODNN7EXAMPLE",
        "",
    };
    PmToken found;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (pm_token_next(texts[i], strlen(texts[i]), 0, &found))
            g_error("%s: %s", texts[i], found.what);
}

void test_check_token(void);

void
test_check_token(void)
{
    g_test_add_func("/check/token/each issuer is known", each_issuer_is_known);
    g_test_add_func("/check/token/tokens in three parts are known",
                    tokens_in_three_parts_are_known);
    g_test_add_func("/check/token/words and digests are no tokens",
                    words_and_digests_are_no_tokens);
}
