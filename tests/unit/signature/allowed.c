/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/allowed.h"

#include "signature/verify.h"
#include "workshop.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIlizSIN3DQV78VPNjVvvwjgf+P5HqbPYCYu3BOMdjAE"

static void
an_entry_has_principals_options_and_key(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmAllowed) allowed = pm_allowed_parse(
        "# people\r\n"
        "\n"
        "  a@x,b@x cert-authority,NameSpaces=\"git,file*\",valid-after=\"20240102Z\","
        "valid-before=\"20250102030405Z\" " KEY " a comment\r\n"
        "\"c d@x\"\t" KEY,
        &error);
    g_assert_no_error(error);
    g_assert_cmpuint(allowed->entries->len, ==, 2);
    const PmAllowedEntry *first = g_ptr_array_index(allowed->entries, 0);
    g_assert_cmpuint(first->line, ==, 3);
    g_assert_cmpstr(first->principals[0], ==, "a@x");
    g_assert_cmpstr(first->principals[1], ==, "b@x");
    g_assert_null(first->principals[2]);
    g_assert_true(first->certificate_authority);
    g_assert_cmpstr(first->namespaces, ==, "git,file*");
    g_assert_cmpint(first->valid_after, ==, 1704153600); /* date -u -d 2024-01-02 +%s */
    g_assert_cmpint(first->valid_before, ==, 1735787045);
    g_assert_cmpstr(first->key_type, ==, "ssh-ed25519");
    g_assert_true(g_str_has_prefix(first->key, "AAAAC3Nz"));
    const PmAllowedEntry *second = g_ptr_array_index(allowed->entries, 1);
    g_assert_cmpstr(second->principals[0], ==, "c d@x");
    g_assert_false(second->certificate_authority);
    g_assert_null(second->namespaces);
    g_assert_cmpint(second->valid_after, ==, -1);
    g_assert_cmpint(second->valid_before, ==, -1);
}

static void
an_empty_file_has_no_entries(void)
{
    const char *const texts[] = { "", "\n", "#", " \t\r\n", "\n\n# x\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(PmAllowed) allowed = pm_allowed_parse(texts[i], NULL);
        g_assert_nonnull(allowed);
        g_assert_cmpuint(allowed->entries->len, ==, 0);
    }
    g_autoptr(PmAllowed) none = pm_allowed_read(NULL);
    g_assert_cmpuint(none->entries->len, ==, 0);
}

static void
a_broken_line_is_named_or_left_out(void)
{
    const char *const lines[] = {
        "a@x",
        "a@x " KEY "=",
        "a@x ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIIlizSIN3DQV78VPNjVvvwjgf+P5HqbPYCYu3BOMdjAE",
        "a@x foo " KEY,
        "a@x no-cert-authority " KEY,
        "a@x namespaces=git " KEY,
        "a@x namespaces=\"git " KEY,
        "a@x namespaces=\"git\",namespaces=\"git\" " KEY,
        "a@x namespaces=\"git\", " KEY,
        "a@x ,namespaces=\"git\" " KEY,
        "a@x cert-authority cert-authority " KEY,
        "a@x valid-after=\"2024\" " KEY,
        "a@x valid-after=\"20240230Z\" " KEY,
        "a@x valid-after=\"19700101Z\" " KEY,
        "a@x valid-after=\"20250101Z\",valid-before=\"20250101Z\" " KEY,
        "\"a@x " KEY,
        ",, " KEY,
        "a@x\x1b[31m " KEY,
        "a@\xff " KEY,
        "\xef\xbb\xbf"
        "a@x " KEY,
        "a@x,\xe2\x80\xae@x " KEY,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strdup_printf("b@x %s\n%s\nc@x %s\n", KEY, lines[i], KEY);
        g_autoptr(GError) error = NULL;
        g_autoptr(PmAllowed) none = pm_allowed_parse(text, &error);
        g_test_message("%s: %s", lines[i], error ? error->message : "no error");
        g_assert_null(none);
        g_assert_error(error, PM_ERROR, PM_ERROR_FAILED);
        g_assert_true(g_str_has_prefix(error->message, "allowed_signers, line 2: "));
        g_autoptr(PmAllowed) rest = pm_allowed_read(text);
        g_assert_cmpuint(rest->entries->len, ==, 2);
    }
}

static void
a_date_without_z_is_in_the_local_zone(void)
{
    g_autofree char *before = g_strdup(g_getenv("TZ"));
    g_setenv("TZ", "Asia/Seoul", TRUE);
    g_autoptr(PmAllowed) allowed = pm_allowed_parse("a@x valid-after=\"202401020900\" " KEY, NULL);
    if (before)
        g_setenv("TZ", before, TRUE);
    else
        g_unsetenv("TZ");
    const PmAllowedEntry *entry = g_ptr_array_index(allowed->entries, 0);
    g_assert_cmpint(entry->valid_after, ==, 1704153600);
}

static void
a_pattern_list_matches_as_in_ssh_config(void)
{
    const struct {
        const char *patterns, *text;
        bool matches;
    } cases[] = {
        { "git", "git", true },      { "git", "gi", false },        { "git", "gitx", false },
        { "", "", false },           { "file,git", "git", true },   { "*", "", true },
        { "*", "anything", true },   { "*@x,!a@x", "a@x", false },  { "!a@x,*@x", "a@x", false },
        { "!a@x,*@x", "b@x", true }, { "!a@x", "b@x", false },      { "g?t", "git", true },
        { "g?t", "gt", false },      { "a*b*c", "axxbxxbc", true }, { "a*b*c", "axxbxxb", false },
        { "?*", "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s ~ %s", cases[i].patterns, cases[i].text);
        g_assert_cmpint(pm_allowed_matches(cases[i].patterns, cases[i].text), ==, cases[i].matches);
    }
}

static void
a_pattern_full_of_stars_takes_no_exponential_time(void)
{
    g_autofree char *text = g_strnfill(20000, 'a');
    gint64 start = g_get_monotonic_time();
    g_assert_false(pm_allowed_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
    g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_TIME_SPAN_SECOND);
}

static void
a_large_file_is_read_in_linear_time(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 3 * 1024 * 1024)
        g_string_append_printf(text, "p%zu@example.org namespaces=\"git\" " KEY "\n", text->len);
    gint64 start = g_get_monotonic_time();
    g_autoptr(PmAllowed) allowed = pm_allowed_parse(text->str, NULL);
    g_assert_cmpuint(allowed->entries->len, >, 20000);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_TIME_SPAN_SECOND);

    while (text->len <= 4 * 1024 * 1024)
        g_string_append(text, "# more\n");
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_allowed_parse(text->str, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_LIMIT);
}

/* One line of allowed_signers against one signature: what ssh-keygen finds good, we find good, and
 * nothing else; but for the lines where a ledger is stricter. */
static void
a_line_means_what_ssh_keygen_takes_it_for(void)
{
    const struct {
        const char *line; /* KEY stands for the key */
        bool stricter;
    } cases[] = {
        { "a@x KEY", false },
        { "\"a@x\" KEY", false },
        { "a@x  \t KEY comment with words", false },
        { "b@x,a@x KEY", false },
        { "b@x KEY", false },
        { "A@X KEY", false },
        { "a@x valid-after=20200101 KEY", false },
        { "a@x valid-after=\"20200101Z\" KEY", false },
        { "a@x valid-after=\"202001010000z\" KEY", false },
        { "a@x valid-after=\"20200101000000UTC\" KEY", false },
        { "a@x valid-after=\"20200101\" KEY", false },
        { "a@x valid-after=\"20990101\" KEY", false },
        { "a@x valid-before=\"20990101Z\" KEY", false },
        { "a@x valid-before=\"20200101Z\" KEY", false },
        { "a@x valid-before=\"20250101Z\",valid-after=\"20200101Z\" KEY", false },
        { "a@x valid-before=\"20200101Z\",valid-after=\"20250101Z\" KEY", false },
        { "a@x foo KEY", false },
        { "a@x no-cert-authority KEY", false },
        { "a@x cert-authority KEY", false },
        { "a@x NAMESPACES=\"git\" KEY", false },
        { "a@x namespaces=\"git\", KEY", false },
        { "a@x namespaces=\"git\",namespaces=\"git\" KEY", false },
        { "a@x namespaces=\"file,git\" KEY", false },
        { "a@x namespaces=\"file\" KEY", false },
        { "a@x namespaces=\"*\" KEY", false },
        { "a@x namespaces=\"!git,*\" KEY", false },
        { "a@x namespaces=\"\" KEY", false },
        { "#a@x KEY", false },
        { "a@x,!a@x KEY", false },
        { "a@x,*@y KEY", false },
        { "!b@x,a@x KEY", true },
        { "*@x KEY", true },
        { "a@? KEY", true },
        { "a@x valid-after=\"20200230Z\" KEY", true },
    };
    g_autoptr(Workshop) shop = workshop_new("ssh-keygen");
    if (!shop)
        return;
    g_autofree char *made = workshop_run(
        shop,
        "ssh-keygen -q -t ed25519 -N '' -f k; printf x | ssh-keygen -q -Y sign -n git -f k >s");
    g_autofree char *key = workshop_key(shop, "k");
    g_autofree char *signature = workshop_read(shop, "s");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) parts = g_strsplit(cases[i].line, "KEY", 2);
        g_autofree char *line = g_strconcat(parts[0], key, parts[1], "\n", NULL);
        workshop_write(shop, "allowed", line, -1);
        g_autofree char *said = workshop_run(
            shop, "printf x | ssh-keygen -Y verify -f allowed -I a@x -n git -s s "
                  "-Overify-time=20240101000000Z >/dev/null 2>&1 && echo good || echo no");
        PmSignatureQuestion question = { .payload = "x",
                                         .payload_length = 1,
                                         .signature = signature,
                                         .allowed_signers = line,
                                         .name_space = "git",
                                         .principal = "a@x",
                                         .time = 1704067200 };
        g_auto(PmSignatureAnswer) answer = { 0 };
        pm_signature_verify(&question, &answer);
        g_test_message("%s: %s, ssh-keygen %s", cases[i].line, pm_verdict_name(answer.verdict),
                       said);
        bool good = strcmp(said, "good\n") == 0;
        g_assert_true(!cases[i].stricter || good);
        g_assert_cmpint(answer.verdict == PM_VERDICT_GOOD, ==, good && !cases[i].stricter);
    }
}

static void
a_line_is_made_from_a_pub_file(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *line = pm_allowed_line("erin@example.org", "git,signoff@git-postmortem",
                                            KEY " erin@laptop\r\n", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(line, ==, "erin@example.org namespaces=\"git,signoff@git-postmortem\" " KEY);
    g_autofree char *bare = pm_allowed_line("에린@example.org", NULL, KEY, &error);
    g_assert_cmpstr(bare, ==, "에린@example.org " KEY);
}

static void
a_line_for_anything_but_a_plain_address_is_refused(void)
{
    const char *const principals[] = {
        "",        "a",       "@x",    "a@",     "a@x@y",  "*@x",           "a?@x",   "!a@x",
        "a@x,b@x", "\"a@x\"", "a @x",  "a@x\n",  "-a@x",   "#a@x",          "a@\x1b", "a@\xff",
        "a'@x",    "a@x y@z", "<a@x>", "a\\b@x", "a@x\tb", "a@\xe2\x80\xae"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(principals); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", principals[i]);
        g_assert_null(pm_allowed_line(principals[i], NULL, KEY, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
    const char *const keys[] = { "",
                                 "x",
                                 "-----BEGIN OPENSSH PRIVATE KEY-----\n",
                                 (KEY "\n" KEY),
                                 (KEY "\na@x " KEY),
                                 ("cert-authority " KEY) };
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_allowed_line("a@x", NULL, keys[i], &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_allowed_line("a@x", "git\" cert-authority,namespaces=\"x", KEY, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
}

void test_signature_allowed(void);

void
test_signature_allowed(void)
{
    g_test_add_func("/signature/allowed/an entry has principals, options and key",
                    an_entry_has_principals_options_and_key);
    g_test_add_func("/signature/allowed/an empty file has no entries",
                    an_empty_file_has_no_entries);
    g_test_add_func("/signature/allowed/a broken line is named, or left out",
                    a_broken_line_is_named_or_left_out);
    g_test_add_func("/signature/allowed/a date without Z is in the local zone",
                    a_date_without_z_is_in_the_local_zone);
    g_test_add_func("/signature/allowed/a pattern list matches as in ssh_config",
                    a_pattern_list_matches_as_in_ssh_config);
    g_test_add_func("/signature/allowed/a pattern full of stars takes no exponential time",
                    a_pattern_full_of_stars_takes_no_exponential_time);
    g_test_add_func("/signature/allowed/a large file is read in linear time",
                    a_large_file_is_read_in_linear_time);
    g_test_add_func("/signature/allowed/a line means what ssh-keygen takes it for",
                    a_line_means_what_ssh_keygen_takes_it_for);
    g_test_add_func("/signature/allowed/a line is made from a .pub file",
                    a_line_is_made_from_a_pub_file);
    g_test_add_func("/signature/allowed/a line for anything but a plain address is refused",
                    a_line_for_anything_but_a_plain_address_is_refused);
}
