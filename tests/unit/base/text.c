/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "../oracle.h"

#include <string.h>

static void
assert_escaped(const char *text, gssize length, PmEscape how, const char *expected)
{
    g_autofree char *escaped = pm_text_escape(text, length, how);
    g_assert_cmpstr(escaped, ==, expected);
}

static void
what_a_terminal_acts_on_becomes_visible(void)
{
    assert_escaped("\x1b[2J\x07", -1, PM_ESCAPE_LINE, "\\x1b[2J\\x07");
    assert_escaped("a\0b", 3, PM_ESCAPE_LINE, "a\\x00b");
    assert_escaped("\xc2\x9b"
                   "31m\x7f",
                   -1, PM_ESCAPE_LINE, "\\x9b31m\\x7f");
    assert_escaped("\xe2\x80\xae"
                   "txt\xe2\x81\xa9",
                   -1, PM_ESCAPE_LINE, "\\u202etxt\\u2069");
    assert_escaped("\xf3\xa0\x81\x81", -1, PM_ESCAPE_LINE, "\\U000e0041");
    assert_escaped("\xff\xed\xa0\x80", -1, PM_ESCAPE_LINE, "\\xff\\xed\\xa0\\x80");
    assert_escaped("\xe2\x82", 1, PM_ESCAPE_LINE, "\\xe2");
}

static void
what_people_write_is_kept(void)
{
    static const char text[] =
        "결제 503 — naïve, 日本語, \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x92 \\n {é}";
    assert_escaped(text, -1, PM_ESCAPE_LINE, text);
    assert_escaped("", -1, PM_ESCAPE_LINE, "");
    assert_escaped("", 0, PM_ESCAPE_LINES, "");
}

static void
line_ends_are_kept_only_where_lines_are_wanted(void)
{
    assert_escaped("a\r\n\tb\rc\n", -1, PM_ESCAPE_LINES, "a\n\tb\\x0dc\n");
    assert_escaped("a\r\n\tb", -1, PM_ESCAPE_LINE, "a\\x0d\\x0a\\x09b");
}

static const char safe_in_python[] =
    "import sys, unicodedata\n"
    "text = open(sys.argv[1], 'rb').read().decode('utf-8')\n"
    "bidi = {'LRE', 'RLE', 'LRO', 'RLO', 'PDF', 'LRI', 'RLI', 'FSI', 'PDI'}\n"
    "for c in text:\n"
    "    acts = unicodedata.category(c) in ('Cc', 'Zl', 'Zp') and c not in '\\n\\t'\n"
    "    acts |= unicodedata.bidirectional(c) in bidi or c in '\\u061c\\u200e\\u200f\\ufeff'\n"
    "    acts |= 0xe0000 <= ord(c) <= 0xe007f\n"
    "    assert not acts, hex(ord(c))\n"
    "print('safe')\n";

static void
assert_safe(const char *text, gsize length)
{
    const char *const argv[] = { "python3", "-c", safe_in_python, NULL };
    g_autofree char *answer = oracle_ask(argv, text, length, NULL);
    g_assert_cmpstr(answer, ==, "safe\n");
}

static const char all_of_unicode[] =
    "import json, sys\n"
    "said = json.loads(open(sys.argv[1], encoding='utf-8').read())\n"
    "left_out = list(range(0xd800, 0xe000)) + [ord(c) for c in '\\\\\"']\n"
    "wanted = ''.join(map(chr, sorted(set(range(0x20, 0x110000)) - set(left_out))))\n"
    "print('same' if said == [wanted, '\\ufffd'] else 'other')\n";

static void
json_says_the_same_after_its_escape_and_is_safe(void)
{
    if (!oracle_found("python3"))
        return;
    g_autoptr(GString) json = g_string_new("[\n\t\"");
    for (gunichar c = 0x20; c <= 0x10ffff; c++)
        if ((c < 0xd800 || c >= 0xe000) && c != '"' && c != '\\')
            g_string_append_unichar(json, c);
    g_string_append(json, "\", \"\xff\"]");
    g_autofree char *safe = pm_text_escape_json(json->str, (gssize)json->len);
    const char *const argv[] = { "python3", "-c", all_of_unicode, NULL };
    g_autofree char *answer = oracle_ask(argv, safe, strlen(safe), NULL);
    g_assert_cmpstr(answer, ==, "same\n");
    assert_safe(safe, strlen(safe));
    g_autofree char *korean = pm_text_escape_json("\"결제\"", -1);
    g_assert_cmpstr(korean, ==, "\"결제\"");
}

/* A checker that comes with the public data says the same, where it is there. */
static void
ask_checker_beside_the_data(const char *text, gsize length)
{
    const char *data = g_getenv("PM_TEST_DATA");
    g_autofree char *tool = g_build_filename(data ? data : ".", "../tools/tty_safe.py", NULL);
    if (!g_file_test(tool, G_FILE_TEST_EXISTS)) {
        g_test_message("no %s to ask as well", tool);
        return;
    }
    const char *const argv[] = { "sh", "-c", "python3 \"$0\" <\"$1\"", tool, NULL };
    g_autofree char *answer = oracle_ask(argv, text, length, NULL);
    g_assert_cmpstr(answer, ==, "");
}

static void
naughty_strings_are_safe_after_the_escape(void)
{
    g_autofree char *path = oracle_data("hostile/naughty-strings/blns.json");
    if (!path || !oracle_found("python3"))
        return;
    const char *const argv[] = { "python3", "-c",
                                 "import json, sys\n"
                                 "strings = json.load(open(sys.argv[1], encoding='utf-8'))\n"
                                 "data = b'\\0'.join(s.encode() for s in strings)\n"
                                 "sys.stdout.write(data.hex())",
                                 path, NULL };
    g_autofree char *hex = oracle_ask(argv, "", 0, NULL);
    g_autoptr(GString) raw = g_string_new(NULL);
    for (const char *p = hex; p[0] && p[1]; p += 2)
        g_string_append_c(raw,
                          (char)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1])));
    g_autoptr(GString) out = g_string_new(NULL);
    unsigned count = 0;
    for (gsize at = 0; at <= raw->len; at += strlen(raw->str + at) + 1, count++) {
        g_autofree char *line = pm_text_escape(raw->str + at, -1, PM_ESCAPE_LINE);
        g_assert_null(strpbrk(line, "\n\t"));
        g_string_append_printf(out, "%s\n", line);
    }
    g_test_message("%u strings", count);
    g_assert_cmpuint(count, >, 500);
    assert_safe(out->str, out->len);
    ask_checker_beside_the_data(out->str, out->len);
}

/* Every character there is, in both modes, and every byte twice. */
static void
every_character_and_byte_is_safe_after_the_escape(void)
{
    if (!oracle_found("python3"))
        return;
    g_autoptr(GString) all = g_string_new(NULL);
    for (gunichar c = 0; c <= 0x10ffff; c += c < 0x30000 || c >= 0xdfff0 ? 1 : 257) {
        if (g_unichar_validate(c))
            g_string_append_unichar(all, c);
    }
    for (int byte = 0; byte < 256; byte++)
        g_string_append_printf(all, "%c%c ", byte, byte);
    for (PmEscape how = PM_ESCAPE_LINE; how <= PM_ESCAPE_LINES; how++) {
        g_autofree char *escaped = pm_text_escape(all->str, (gssize)all->len, how);
        g_assert_cmpuint(strlen(escaped), >=, all->len);
        assert_safe(escaped, strlen(escaped));
        ask_checker_beside_the_data(escaped, strlen(escaped));
    }
}

static void
hostile_characters_are_those_that_are_escaped(void)
{
    for (gunichar c = 0; c <= 0x10ffff; c++) {
        if (!g_unichar_validate(c))
            continue;
        char utf8[6];
        gssize length = g_unichar_to_utf8(c, utf8);
        g_autofree char *escaped = pm_text_escape(utf8, length, PM_ESCAPE_LINE);
        g_assert_cmpint(escaped[0] == '\\' && c != '\\', ==, pm_text_is_hostile(c));
    }
    g_assert_true(pm_text_is_hostile(PM_TEXT_INVALID));
}

static void
width_is_that_of_terminal_columns(void)
{
    g_assert_cmpuint(pm_text_width("abc", -1), ==, 3);
    g_assert_cmpuint(pm_text_width("결제", -1), ==, 4);
    g_assert_cmpuint(pm_text_width("e\xcc\x81", -1), ==, 1);
    g_assert_cmpuint(pm_text_width("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", -1), ==,
                     2); /* 한 in jamo */
    g_assert_cmpuint(pm_text_width("\xef\xbc\xa1", -1), ==, 2);
    g_assert_cmpuint(pm_text_width("\xf0\x9f\x92\xa5", -1), ==, 2);
    g_assert_cmpuint(pm_text_width("결제", 3), ==, 2);
    g_assert_cmpuint(pm_text_width("\xff\xff", -1), ==, 2);
    g_assert_cmpuint(pm_text_width("", -1), ==, 0);
}

static void
assert_ellipsized(const char *text, size_t columns, const char *expected)
{
    g_autofree char *cut = pm_text_ellipsize(text, columns);
    g_assert_cmpstr(cut, ==, expected);
    g_assert_cmpuint(pm_text_width(cut, -1), <=, columns);
}

static void
a_cut_text_never_takes_more_than_its_columns(void)
{
    assert_ellipsized("checkout", 8, "checkout");
    assert_ellipsized("checkout", 7, "checko…");
    assert_ellipsized("결제 서비스", 11, "결제 서비스");
    assert_ellipsized("결제 서비스", 10, "결제 서비…");
    assert_ellipsized("결제", 3, "결…");
    assert_ellipsized("결제", 2, "…");
    assert_ellipsized("e\xcc\x81"
                      "e\xcc\x81"
                      "e\xcc\x81",
                      3,
                      "e\xcc\x81"
                      "e\xcc\x81"
                      "e\xcc\x81");
    assert_ellipsized("e\xcc\x81"
                      "e\xcc\x81"
                      "e\xcc\x81",
                      2, "e\xcc\x81…");
    assert_ellipsized("x", 0, "");
    assert_ellipsized("", 0, "");
}

static void
padding_goes_by_width(void)
{
    g_autofree char *korean = pm_text_pad("결제", 6);
    g_assert_cmpstr(korean, ==, "결제  ");
    g_autofree char *full = pm_text_pad("결제", 3);
    g_assert_cmpstr(full, ==, "결제");
}

static void
a_mistyped_word_finds_its_neighbour(void)
{
    static const char *const verbs[] = { "new",    "edit",  "commit", "check",    "submit",
                                         "verify", "hooks", "list",   "approve",  "action",
                                         "show",   "설정",  "F1",     "external", NULL };
    static const struct {
        const char *word, *expected;
    } cases[] = {
        { "chekc", "check" },
        { "chk", NULL },
        { "chek", "check" },
        { "submitt", "submit" },
        { "aprove", "approve" },
        { "verfiy", "verify" },
        { "vreify", "verify" },
        { "lsit", "list" },
        { "nwe", "new" },
        { "SUBMIT", "submit" },
        { "설장", "설정" },
        { "xyzzy", NULL },
        { "x", NULL },
        { "F", "F1" },
        { "", NULL },
        { "xetrenla", NULL },
        { "extrenla", "external" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(pm_text_closest(cases[i].word, verbs), ==, cases[i].expected);
    static const char *const letters[] = { "y", NULL };
    g_assert_null(pm_text_closest("x", letters));
    static const char *const none[] = { NULL };
    g_assert_null(pm_text_closest("check", none));
}

static void
the_nearest_wins_and_then_the_first(void)
{
    static const char *const words[] = { "timeline", "timelines", "timeliness", NULL };
    g_assert_cmpstr(pm_text_closest("timelinse", words), ==, "timeline");
    g_assert_cmpstr(pm_text_closest("timlines", words), ==, "timelines");
    static const char *const pair[] = { "cat", "car", NULL };
    g_assert_cmpstr(pm_text_closest("cab", pair), ==, "cat");
}

static void
a_huge_word_costs_nothing(void)
{
    g_autofree char *word = g_strnfill(10 * 1024 * 1024, 'x');
    const char *const words[] = { word, "check", NULL };
    g_assert_null(pm_text_closest(word, words));
    g_assert_cmpstr(pm_text_closest("chek", words), ==, "check");
    g_assert_null(pm_text_closest("\xff\xfe\xfd", words));
    for (size_t length = 60; length < 70; length++) {
        g_autofree char *longer = g_strnfill(length + 3, 'x');
        g_autofree char *shorter = g_strnfill(length, 'x');
        const char *const one[] = { longer, NULL };
        g_assert_cmpint(pm_text_closest(shorter, one) != NULL, ==, length + 3 <= 64);
    }
}

/* A shell prints what we quoted, and gets the very words. */
static void
a_shell_reads_a_word_as_it_was_meant(void)
{
    static const char *const words[] = {
        "2026-01-14-checkout",
        "PM2022-009 - Bad AMI",
        "it's",
        "a  b ",
        "$(reboot)",
        "`x`",
        "a;b|c",
        "-n",
        "~dana",
        "",
        "*?[x]",
        "\"\\",
        "결제-장애",
        "a\tb",
    };
    g_autoptr(GString) script = g_string_new("printf '<%s>'");
    g_autoptr(GString) expected = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *word = pm_text_shell_word(words[i]);
        g_string_append_printf(script, " %s", word);
        g_string_append_printf(expected, "<%s>", words[i]);
    }
    static const char *const sh[] = { "sh", NULL };
    g_autofree char *answer = oracle_ask(sh, script->str, script->len, NULL);
    g_assert_cmpstr(answer, ==, expected->str);
    g_autofree char *plain = pm_text_shell_word("2026-01-14-결제-장애");
    g_assert_cmpstr(plain, ==, "2026-01-14-결제-장애");
}

/* GLib matches from the end where the end of a glob says more, and goes by whole characters there.
 */
static void
a_glob_is_asked_of_bytes_that_are_no_text(void)
{
    g_assert_true(pm_text_matches("a/*", "a/b/c.md"));
    g_assert_true(pm_text_matches("*x*장애.md", "a/x/장애.md"));
    g_assert_false(pm_text_matches("a/?.md", "a/bc.md"));
    g_autofree char *cut = g_strdup("a/b/longer than the glob\xf0");
    g_assert_false(pm_text_matches("a*b*longer.md", cut));
    g_assert_true(pm_text_matches("?*/b*", cut));
}

void test_base_text(void);

void
test_base_text(void)
{
    g_test_add_func("/base/text/what a terminal acts on becomes visible",
                    what_a_terminal_acts_on_becomes_visible);
    g_test_add_func("/base/text/what people write is kept", what_people_write_is_kept);
    g_test_add_func("/base/text/line ends are kept only where lines are wanted",
                    line_ends_are_kept_only_where_lines_are_wanted);
    g_test_add_func("/base/text/json says the same after its escape and is safe",
                    json_says_the_same_after_its_escape_and_is_safe);
    g_test_add_func("/base/text/naughty strings are safe after the escape",
                    naughty_strings_are_safe_after_the_escape);
    g_test_add_func("/base/text/every character and byte is safe after the escape",
                    every_character_and_byte_is_safe_after_the_escape);
    g_test_add_func("/base/text/hostile characters are those that are escaped",
                    hostile_characters_are_those_that_are_escaped);
    g_test_add_func("/base/text/width is that of terminal columns",
                    width_is_that_of_terminal_columns);
    g_test_add_func("/base/text/a cut text never takes more than its columns",
                    a_cut_text_never_takes_more_than_its_columns);
    g_test_add_func("/base/text/padding goes by width", padding_goes_by_width);
    g_test_add_func("/base/text/a mistyped word finds its neighbour",
                    a_mistyped_word_finds_its_neighbour);
    g_test_add_func("/base/text/the nearest wins, and then the first",
                    the_nearest_wins_and_then_the_first);
    g_test_add_func("/base/text/a huge word costs nothing", a_huge_word_costs_nothing);
    g_test_add_func("/base/text/a glob is asked of bytes that are no text",
                    a_glob_is_asked_of_bytes_that_are_no_text);
    g_test_add_func("/base/text/a shell reads a word as it was meant",
                    a_shell_reads_a_word_as_it_was_meant);
}
