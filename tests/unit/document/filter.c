/* SPDX-License-Identifier: Apache-2.0 */
#include "document/filter.h"

#include "reading.h"

void test_document_filter(void);

/* What filter.py knows of. */
static const char TEXT[] =
    "---\nid: x\ntitle: Checkout returned 504 in eu-west\nkind: outage\nseverity: sev-2\n"
    "status: in-review\nservices: [checkout, payments-db]\n"
    "times: {started: \"2026-01-14T16:58:00Z\", detected: unknown}\n"
    "impact: {customers: 305, data_breach: unknown}\nparties: [{team: payments}]\n"
    "findings: [{id: F1, class: technical-lapse, text: x}]\n"
    "actions: [{id: A1, text: x, status: open, due: \"2026-01-19\"}]\n---\n";

static PmAnswer
ask(const Reading *self, const char *query, PmFilterFlags flags)
{
    g_autoptr(GError) error = NULL;
    const PmFilter *filter = pm_filter_parse(self->arena, query, flags, &error);
    g_assert_no_error(error);
    return pm_filter_ask(filter, self->document, "2026-01-20");
}

static Reading
subject(const char *text)
{
    return reading_of(text, strlen(text), "2026-01-14-checkout-504", PM_DOCUMENT_FRONT, NULL);
}

/* Random queries, whose answers Python knows from the answers of their terms (Kleene's logic). */
static void
queries_combine_as_python_combines_them(void)
{
    g_auto(Reading) self = subject(TEXT);
    g_auto(GStrv) lines = lines_of("filter.py");
    for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
        char *tab = strrchr(lines[i], '\t');
        *tab = '\0';
        g_test_message("%s", lines[i]);
        g_assert_cmpint(ask(&self, lines[i], PM_FILTER_OURS), ==, tab[1] - '0');
    }
}

static void
nothing_asks_for_everything(void)
{
    g_auto(Reading) self = subject("");
    g_assert_cmpint(ask(&self, "", PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, " \t\n", PM_FILTER_ANY), ==, PM_ANSWER_YES);
}

/* LEDGER section 5: unknown and missing count as the stricter case, so they must be told apart
 * from no. */
static void
missing_fields_answer_neither_yes_nor_no(void)
{
    static const char *const queries[] = {
        "severity<=2",         "severity!=1",      "kind:security",
        "kind!=security",      "data_breach=none", "data_breach!=none",
        "data_breach=unknown", "customers>0",      "service:x",
        "service!=x",          "team:x",           "class:manual-error",
        "started>2020",        "owner!=x",         "not severity:1",
    };
    g_auto(Reading) self = subject("---\nid: x\n---\n");
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_test_message("%s", queries[i]);
        g_assert_cmpint(ask(&self, queries[i], PM_FILTER_OURS), ==, PM_ANSWER_UNKNOWN);
    }
    g_assert_cmpint(ask(&self, "full", PM_FILTER_OURS), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "tag:x", PM_FILTER_OURS), ==, PM_ANSWER_NO);
    g_auto(Reading) bad = subject("---\nseverity: high\nimpact: {customers: many}\n---\n");
    g_assert_cmpint(ask(&bad, "severity<=2", PM_FILTER_OURS), ==, PM_ANSWER_UNKNOWN);
    g_assert_cmpint(ask(&bad, "customers=0", PM_FILTER_OURS), ==, PM_ANSWER_UNKNOWN);
}

static void
text_is_found_whatever_its_case_and_form(void)
{
    g_auto(Reading) self = subject("---\ntitle: \"결제 Größe ÄNDERUNG\"\nservices: [결제]\n---\n");
    g_autofree char *apart = g_utf8_normalize("결제", -1, G_NORMALIZE_NFD);
    g_autofree char *service = g_strconcat("service:", apart, NULL);
    g_assert_cmpint(ask(&self, apart, PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, service, PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "\"größe änd\"", PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "CHECKOUT-504", PM_FILTER_ANY), ==, PM_ANSWER_YES); /* the id */
    g_assert_cmpint(ask(&self, "\"title:\"", PM_FILTER_ANY), ==, PM_ANSWER_NO);
}

/* A path in git may be of any bytes: the last one begins a character that never ends. */
static void
names_that_are_not_utf8_are_survived(void)
{
    g_autofree char *id = g_strdup("2019/caf\xf0");
    g_auto(Reading) self = reading_of("", 0, id, PM_DOCUMENT_FRONT, NULL);
    g_assert_cmpint(ask(&self, "caf", PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "id:caf", PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "x", PM_FILTER_ANY), ==, PM_ANSWER_NO);
}

static void
adopted_words_may_be_asked_for_in_a_list(void)
{
    g_auto(Reading) self = subject("---\nstatus: resolved\nkind: incident\n---\n");
    g_assert_cmpint(ask(&self, "status:resolved", PM_FILTER_ANY), ==, PM_ANSWER_YES);
    g_assert_cmpint(ask(&self, "kind!=incident", PM_FILTER_ANY), ==, PM_ANSWER_NO);
}

static void
queries_that_mean_nothing_are_refused(void)
{
    g_autofree char *deep = g_strnfill(40, '(');
    g_autofree char *minus = g_strnfill(40, '-');
    g_autofree char *never = g_strconcat(minus, "x", NULL);
    g_autofree char *longer = g_strnfill(PM_FILTER_LIMIT + 1, 'a');
    const struct {
        const char *query, *message, *hint;
    } rows[] = {
        { "severty<=2", "unknown field 'severty'", "did you mean 'severity'?" },
        { "foo=bar", "unknown field 'foo'", "fields: id, title" },
        { "http://example.org", "unknown field 'http'", NULL },
        { "severity<=", "lacks a value after 'severity<='", NULL },
        { "severity:2,", "lacks a value after", NULL },
        { "severity:high", "asks for severity 'high', which there is not", "1 (worst) to 5" },
        { "severity<unknown", "asks for severity 'unknown'", NULL },
        { "customers>many", "asks for customers 'many'", "a number" },
        { "started>yesterday", "asks for started 'yesterday'", "2026-01" },
        { "started>2026-1", "asks for started '2026-1'", NULL },
        { "started>2026-01-", "asks for started", NULL },
        { "started>2026-01-14T16:58:00+09:00", "asks for started", NULL },
        { "data_breach!=non", "asks for data_breach 'non'", "did you mean 'none'?" },
        { "class:manual", "asks for class 'manual'", "one of technical-lapse" },
        { "actions:late", "asks for actions 'late'", NULL },
        { "full:yes", "asks for full 'yes'", "one of true, false" },
        { "kind<outage", "compares kind, which has no order", NULL },
        { "title:\"open", "lacks a value after", NULL },
        { "\"open", "has an open quote", NULL },
        { "a or", "lacks a term at its end", NULL },
        { "a and", "lacks a term at its end", NULL },
        { "severity<=2 or", "lacks a term at its end", NULL },
        { "not", "lacks a term at its end", NULL },
        { "or a", "can't be read at 'or a'", NULL },
        { "a or or b", "can't be read at", NULL },
        { "(a", "lacks a ')' for '(a'", NULL },
        { "(a or)", "can't be read at ')'", NULL },
        { "()", "can't be read at ')'", NULL },
        { ")", "can't be read at ')'", NULL },
        { "a)", "has a ')' too many", NULL },
        { "a,b", "can't be read at ',b'", NULL },
        { deep, "is nested too deeply", NULL },
        { never, "is nested too deeply", NULL },
        { longer, "at most 4096 bytes", NULL },
        { "a\xff", "is UTF-8 text", NULL },
        { "x\n(\x1b[31m", "lacks a ')'", NULL },
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("'%.60s'", rows[i].query);
        g_assert_null(pm_filter_parse(arena, rows[i].query, PM_FILTER_OURS, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
        size_t length;
        const char *hint = pm_error_hint(error, &length);
        g_assert_nonnull(g_strstr_len(error->message, (gssize)length, rows[i].message));
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        g_assert_null(strchr(error->message, '\x1b'));
        if (rows[i].hint != NULL)
            g_assert_nonnull(strstr(hint, rows[i].hint));
    }
}

static void
words_of_a_policy_must_be_ours(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    static const char *const queries[] = { "kind:securty", "status:Draft", "kind!=incident" };
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_filter_parse(arena, queries[i], PM_FILTER_OURS, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
        g_assert_nonnull(pm_filter_parse(arena, queries[i], PM_FILTER_ANY, NULL));
    }
}

/* The longest query that there may be neither overflows the stack nor takes long. */
static void
the_longest_query_is_answered(void)
{
    g_auto(Reading) self = subject(TEXT);
    g_autoptr(GString) query = g_string_new("a");
    while (query->len + 2 <= PM_FILTER_LIMIT)
        g_string_append(query, " a");
    g_assert_cmpint(ask(&self, query->str, PM_FILTER_ANY), ==, PM_ANSWER_NO);
}

/* "term: fact" of each reason, with '!' before one below a `not`. */
static char *
reasons_of(const Reading *self, const char *query)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const PmFilter *filter = pm_filter_parse(self->arena, query, PM_FILTER_OURS, NULL);
    size_t count;
    const PmFilterReason *reasons =
        pm_filter_reasons(self->arena, filter, self->document, "", &count);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s%s: %s", i > 0 ? "; " : "", reasons[i].negated ? "!" : "",
                               reasons[i].term, reasons[i].fact);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* TEXT has severity 2, outage, 305 customers, and a breach that nobody knows of. */
static void
an_answer_has_its_reasons(void)
{
    static const struct {
        const char *query, *reasons;
    } rows[] = {
        { "", "" },
        { "severity<=2", "severity<=2: severity is SEV2" },
        { "severity<2", "severity<2: severity is SEV2" },
        { "severity<=2 kind:outage", "severity<=2: severity is SEV2; kind:outage: kind is outage" },
        { "severity<2 kind:outage", "severity<2: severity is SEV2" },
        { "severity<2 or kind:outage", "kind:outage: kind is outage" },
        { "severity<2 or data_breach=none", "data_breach=none: data_breach is unknown, which "
                                            "counts as the stricter case" },
        { "not severity<2", "!severity<2: severity is SEV2" },
        { "not (severity<=2 kind:data)", "!kind:data: kind is outage" },
        { "not (severity<2 or kind:data)",
          "!severity<2: severity is SEV2; !kind:data: kind is outage" },
        { "-full", "!full: customers is 305" },
        { "full", "full: customers is 305" },
        { "team:payments", "team:payments: team is payments" },
        { "services=checkout", "services=checkout: service is checkout, payments-db" },
        { "class:manual-error", "class:manual-error: class is technical-lapse" },
        { "detected>2026", "detected>2026: detected is unknown, which counts as the stricter "
                           "case" },
        { "started>=2026-01", "started>=2026-01: started is 2026-01-14T16:58:00Z" },
        { "owner=x", "owner=x: owner is missing, which counts as the stricter case" },
        { "actions:open", "actions:open: actions: 1, 1 of them open" },
    };
    g_auto(Reading) self = subject(TEXT);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *reasons = reasons_of(&self, rows[i].query);
        g_assert_cmpstr(reasons, ==, rows[i].reasons);
    }
}

static void
full_says_which_fact_decides(void)
{
    static const struct {
        const char *front, *fact;
    } rows[] = {
        { "kind: near-miss", "kind is near-miss" },
        { "kind: security", "kind is security" },
        { "kind: outage", "customers is missing, which counts as the stricter case" },
        { "impact: {customers: many}", "customers is 'many', which counts as the stricter case" },
        { "impact: {customers: unknown, data_breach: none}",
          "customers is unknown, which counts as the stricter case" },
        { "impact: {customers: 0}", "data_breach is missing, which counts as the stricter case" },
        { "impact: {customers: 0, data_breach: suspected}", "data_breach is suspected" },
        { "impact: {customers: 0, data_breach: none}", "customers is 0, data_breach is none" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("---\n%s\n---\n", rows[i].front);
        g_auto(Reading) self = subject(text);
        g_autofree char *reasons = reasons_of(&self, "full");
        g_autofree char *wanted = g_strdup_printf("full: %s", rows[i].fact);
        g_assert_cmpstr(reasons, ==, wanted);
    }
}

void
test_document_filter(void)
{
    g_test_add_func("/document/filter/an answer has its reasons", an_answer_has_its_reasons);
    g_test_add_func("/document/filter/full says which fact decides", full_says_which_fact_decides);
    g_test_add_func("/document/filter/queries combine as Python combines them",
                    queries_combine_as_python_combines_them);
    g_test_add_func("/document/filter/nothing asks for everything", nothing_asks_for_everything);
    g_test_add_func("/document/filter/missing fields answer neither yes nor no",
                    missing_fields_answer_neither_yes_nor_no);
    g_test_add_func("/document/filter/text is found whatever its case and form",
                    text_is_found_whatever_its_case_and_form);
    g_test_add_func("/document/filter/names that are not UTF-8 are survived",
                    names_that_are_not_utf8_are_survived);
    g_test_add_func("/document/filter/adopted words may be asked for in a list",
                    adopted_words_may_be_asked_for_in_a_list);
    g_test_add_func("/document/filter/queries that mean nothing are refused",
                    queries_that_mean_nothing_are_refused);
    g_test_add_func("/document/filter/words of a policy must be ours",
                    words_of_a_policy_must_be_ours);
    g_test_add_func("/document/filter/the longest query is answered",
                    the_longest_query_is_answered);
}
