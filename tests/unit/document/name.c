/* SPDX-License-Identifier: Apache-2.0 */
#include "document/name.h"

#include "../oracle.h"

#include <string.h>

void test_document_name(void);

static void
titles_become_slugs(void)
{
    static const struct {
        const char *title, *slug;
        size_t limit;
    } rows[] = {
        { "Checkout returned 504 in eu-west", "checkout-returned-504-in-eu-west", 60 },
        { "  --Checkout:  504!  ", "checkout-504", 60 },
        { "결제 장애", "결제-장애", 60 },
        { "2026년 1월 결제(checkout) 장애", "2026년-1월-결제-checkout-장애", 60 },
        { "Don't panic: it’s fine", "dont-panic-its-fine", 60 },
        { "Größe ÄNDERN", "größe-ändern", 60 },
        { "", "", 60 },
        { "!?…", "", 60 },
        { "x", "x", 60 },
        { "../../etc/passwd", "etc-passwd", 60 },
        { "a\tb\x01\x7f", "a-b", 60 },
        { "one two three", "one-two", 9 },
        { "one two three", "one-two", 7 },
        { "one two three", "one", 6 },
        { "onetwothree", "onet", 4 },
        { "결제장애", "결제", 7 },      /* never half a syllable */
        { "one two...", "one-two", 7 }, /* what is cut off was nothing */
        { "☃ 🔥 fire", "fire", 60 },
        { "a\xff"
          "b",
          "a-b", 60 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *slug = pm_name_slug(rows[i].title, rows[i].limit);
        g_assert_cmpstr(slug, ==, rows[i].slug);
    }
}

/* Decomposed text, as a macOS keyboard's file names have it, gives the same id. */
static void
normal_forms_of_one_title_give_one_slug(void)
{
    static const char *const titles[] = { "결제 장애", "Größe", "Ångström", "ぱ" };
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
        g_autofree char *apart = g_utf8_normalize(titles[i], -1, G_NORMALIZE_NFD);
        g_assert_cmpstr(apart, !=, titles[i]);
        g_autofree char *left = pm_name_slug(titles[i], 60);
        g_autofree char *right = pm_name_slug(apart, 60);
        g_assert_cmpstr(left, ==, right);
    }
}

static void
add(GString *lines, const char *title)
{
    if (strpbrk(title, "\t\n\r") != NULL)
        return;
    g_autofree char *slug = pm_name_slug(title, 60);
    g_string_append_printf(lines, "%s\t%s\n", title, slug);
}

/* Every letter of some blocks with every combining mark, every character between letters, and
 * Korean built of its parts. */
static void
unicodedata_agrees(void)
{
    if (!oracle_found("python3"))
        return;
    g_autoptr(GString) lines = g_string_new(NULL);
    for (gunichar base = 'A'; base < 0x250; base++)
        for (gunichar mark = 0x300; mark < 0x345; mark++) {
            char title[24] = "x ";
            char *end = title + 2;
            end += g_unichar_to_utf8(base, end);
            end += g_unichar_to_utf8(mark, end);
            *end = '\0';
            add(lines, title);
        }
    for (gunichar c = 0x80; c < 0x30000; c += c < 0x3400 || (c > 0xa000 && c < 0x20000) ? 1 : 97) {
        char title[16] = "X";
        if (c >= 0xd800 && c < 0xe000)
            continue;
        char *end = title + 1 + g_unichar_to_utf8(c, title + 1);
        memcpy(end, "Y", 2);
        add(lines, title);
    }
    for (gunichar c = 0xac00; c < 0xd7a4; c += 7) {
        char syllable[8] = "";
        g_unichar_to_utf8(c, syllable);
        g_autofree char *apart = g_utf8_normalize(syllable, -1, G_NORMALIZE_NFD);
        g_autofree char *title =
            g_strdup_printf("%s %s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s", apart, apart, apart,
                            apart, apart, apart, apart, apart, apart, apart, apart, apart, apart,
                            apart, apart, apart, apart, apart, apart, apart, apart, apart, apart);
        add(lines, title);
    }
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/document/names.py", NULL);
    const char *const python[] = { "python3", script, NULL };
    g_autofree char *wrong = oracle_ask(python, lines->str, lines->len, NULL);
    g_assert_cmpstr(wrong, ==, "");
}

static void
every_slug_is_a_good_id(void)
{
    for (gunichar c = 1; c < 0x11000; c++) {
        char title[16] = "J";
        if (c >= 0xd800 && c < 0xe000)
            continue;
        title[1 + g_unichar_to_utf8(c, title + 1)] = '\0';
        g_autofree char *slug = pm_name_slug(title, 60);
        g_autofree char *id = g_strconcat("2026-01-14-", slug, NULL);
        g_autoptr(GError) error = NULL;
        pm_name_check(id, &error);
        g_assert_no_error(error);
    }
}

static void
ids_that_fit_no_file_system_are_refused(void)
{
    g_autofree char *limit = g_strnfill(PM_ID_LIMIT, 'a');
    g_autofree char *longer = g_strnfill(PM_ID_LIMIT + 1, 'a');
    g_autofree char *apart = g_utf8_normalize("결제", -1, G_NORMALIZE_NFD);
    const struct {
        const char *id, *why;
    } rows[] = {
        { "x", NULL },
        { "INC-1234", NULL },
        { "2026-01-14-결제-장애", NULL },
        { "v1.2_3", NULL },
        { "console", NULL },
        { limit, NULL },
        { "", "is empty" },
        { longer, "is longer than 120 bytes" },
        { "-x", "begins with '-' or '.'" },
        { ".git", "begins with '-' or '.'" },
        { "x.", "ends with '.'" },
        { "a..b", "holds '..'" },
        { "CON", "is a reserved name" },
        { "aux.md", "is a reserved name" },
        { "Com7", "is a reserved name" },
        { "lpt¹", "is a reserved name" },
        { "README", "is a reserved name" },
        { "_index", "is a reserved name" },
        { apart, "is not in Unicode normal form C" },
        { "a b", "holds a character" },
        { "a/b", "holds a character" },
        { "a\\b", "holds a character" },
        { "a\nb", "holds a character" },
        { "a\xe2\x80\xae"
          "b",
          "holds a character" }, /* right-to-left override */
        { "a\xe2\x80\x8b"
          "b",
          "holds a character" }, /* zero width space */
        { "a:b", "holds a character" },
        { "a\xff", "must be UTF-8" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rows[i].id);
        g_assert_cmpint(pm_name_check(rows[i].id, &error), ==, rows[i].why == NULL);
        if (rows[i].why == NULL)
            continue;
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, rows[i].why));
    }
}

static void
paths_tell_documents_from_what_belongs_to_them(void)
{
    static const char *const ignore[] = { "drafts/*", "*.ko.md", NULL };
    static const struct {
        const char *path;
        bool document;
    } rows[] = {
        { "postmortems/x.md", true },
        { "postmortems/2026/a b 결제.md", true },
        { "postmortems/x", false },
        { "postmortems/x.markdown", false },
        { "other/x.md", false },
        { "postmortems", false },
        { "postmortems/README.md", false },
        { "postmortems/2026/readme.md", false },
        { "postmortems/index.md", false },
        { "postmortems/2026/_Index.MD", false },
        { "postmortems/.md", false },
        { "postmortems/x.signoffs/a.md", false },
        { "postmortems/x.evidence/notes.md", false },
        { "postmortems/drafts/x.md", false },
        { "postmortems/2026/x.ko.md", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].path);
        g_assert_cmpint(pm_name_is_document("postmortems/", rows[i].path, ignore), ==,
                        rows[i].document);
    }
    g_assert_true(pm_name_is_document("", "x.md", NULL));
    g_assert_false(pm_name_is_document("", ".postmortem/templates/outage.md", NULL));
}

static void
ids_and_paths_lead_to_each_other(void)
{
    g_autofree char *path = pm_name_path("postmortems/", "{year}/{month}/{id}.md", "a-b", 2026, 1);
    g_assert_cmpstr(path, ==, "postmortems/2026/01/a-b.md");
    g_autofree char *id = pm_name_id("postmortems/", path, false);
    g_assert_cmpstr(id, ==, "a-b");
    g_autofree char *flat = pm_name_path("", "{id}.md", "{year}", 2026, 1);
    g_assert_cmpstr(flat, ==, "{year}.md"); /* an id is never read as a layout */
    g_autofree char *adopted = pm_name_id("data/", "data/2019/PM 1 - x.md", true);
    g_assert_cmpstr(adopted, ==, "2019/PM 1 - x");
    g_autofree char *bare = pm_name_id("data/", "data/PM2022-009 without end", true);
    g_assert_cmpstr(bare, ==, "PM2022-009 without end");
}

static void
folders_lead_back_to_their_document(void)
{
    g_autofree char *signoffs = pm_name_signoffs("p/x.md");
    g_assert_cmpstr(signoffs, ==, "p/x.signoffs/");
    g_autofree char *evidence = pm_name_evidence("p/x");
    g_assert_cmpstr(evidence, ==, "p/x.evidence/");
    static const struct {
        const char *path, *owner;
    } rows[] = {
        { "p/x.signoffs/ab.signoff", "p/x" },
        { "p/x.evidence/a/b.png", "p/x" },
        { "p/x.evidence/y.signoffs/z", "p/x" },
        { "p/x.md", NULL },
        { "p/x.signoffs", NULL },
        { ".signoffs/x", NULL },
        { "p/.signoffs/x", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *owner = pm_name_owner(rows[i].path);
        g_assert_cmpstr(owner, ==, rows[i].owner);
    }
}

void
test_document_name(void)
{
    g_test_add_func("/document/name/titles become slugs", titles_become_slugs);
    g_test_add_func("/document/name/normal forms of one title give one slug",
                    normal_forms_of_one_title_give_one_slug);
    g_test_add_func("/document/name/unicodedata agrees", unicodedata_agrees);
    g_test_add_func("/document/name/every slug is a good id", every_slug_is_a_good_id);
    g_test_add_func("/document/name/ids that fit no file system are refused",
                    ids_that_fit_no_file_system_are_refused);
    g_test_add_func("/document/name/paths tell documents from what belongs to them",
                    paths_tell_documents_from_what_belongs_to_them);
    g_test_add_func("/document/name/ids and paths lead to each other",
                    ids_and_paths_lead_to_each_other);
    g_test_add_func("/document/name/folders lead back to their document",
                    folders_lead_back_to_their_document);
}
