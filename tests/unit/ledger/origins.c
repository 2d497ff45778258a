/* SPDX-License-Identifier: Apache-2.0 */
/* Whose words a document has, wherever they stood before. */
#include "line.h"

#include "document/template.h"

#define HERE "postmortems/here.md"
#define THERE "postmortems/there.md"

#define DOCUMENT(id, body) "---\nid: " id "\nstatus: draft\n---\n\n## Summary\n\n" body

/* 54 words */
#define WORDS                                                                                      \
    "The writer of the orders ran out of connections to its database within a minute.\n"           \
    "Every client tried again at once, and so the load became five times what it had been.\n"      \
    "Nobody was told, because the alarm looks at the mean of a whole hour and not at a minute.\n"  \
    "We turned the retries off by hand, and everything came back.\n"

/* As many again, of somebody else */
#define OTHER_WORDS                                                                                \
    "A certificate had been renewed, but the proxy goes on with the one that it read first.\n"     \
    "It was started again at noon, when the old one had been out of date for two hours.\n"         \
    "The page of our status was green all the time, for it does not come through that proxy.\n"    \
    "From now on the proxy is told, and the page asks what a customer would ask.\n"

static void
write_at(const Scratch *scratch, const char *person, const char *path, const char *text)
{
    scratch_write(scratch, path, text);
    commit_as(scratch, person, "text");
}

static void
take_away(const Scratch *scratch, const char *person, const char *path)
{
    git_do(scratch, "rm", "-q", path);
    commit_as(scratch, person, "not needed");
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
expect_authors_at(const Scratch *scratch, const char *path, size_t step, const char *wanted)
{
    g_auto(Line) line = line_of(scratch);
    g_auto(GStrv) authors = pm_authors_list(line.authors, path, step);
    qsort(authors, g_strv_length(authors), sizeof *authors, by_text);
    g_autofree char *list = g_strjoinv(" ", authors);
    g_assert_cmpstr(list, ==, wanted);
}

static void
expect_authors(const Scratch *scratch, const char *path, const char *wanted)
{
    expect_authors_at(scratch, path, SIZE_MAX, wanted);
}

static void
a_text_that_went_and_came_again_elsewhere_keeps_its_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS));
    take_away(&scratch, "dana", THERE);
    write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS));
    expect_authors(&scratch, HERE, "erin@example.org");
}

static void
a_copy_whose_original_stays_keeps_its_authors(void)
{
    static const char *const originals[] = { THERE, "drafts/2026/there.md", "notes.txt",
                                             "postmortems/x.evidence/there.md" };
    for (size_t i = 0; i < G_N_ELEMENTS(originals); i++) {
        g_auto(Scratch) scratch = scratch_new();
        write_at(&scratch, "erin", originals[i], DOCUMENT("there", WORDS));
        write_at(&scratch, "frank", originals[i], DOCUMENT("there", WORDS "It broke.\n"));
        write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS "It broke.\n"));
        expect_authors(&scratch, HERE, "erin@example.org frank@example.org");
    }
}

/* Wherever they stand in it, and however it is written: quoted, in a list, in capitals. */
static void
a_part_of_a_longer_text_has_its_own_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GString) text = g_string_new(DOCUMENT("here", OTHER_WORDS));
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS));
    for (char letter = 'a'; letter <= 'z'; letter++)
        g_string_append_printf(text, "Lesson %c%c%c is by dana, as a line of its own.\n", letter,
                               letter, letter);
    g_auto(GStrv) lines = g_strsplit(WORDS, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        g_string_append_printf(text, "> * **%s**\n", lines[i]);
    write_at(&scratch, "dana", HERE, text->str);
    expect_authors(&scratch, HERE, "dana@example.org erin@example.org");
    /* her commit made another document: taking it back would not mend this one */
    g_auto(Line) line = line_of(&scratch);
    g_auto(GStrv) edits = pm_authors_commits(line.authors, HERE, 0, NULL);
    g_auto(GStrv) theirs = pm_authors_commits(line.authors, HERE, 0, "erin@example.org");
    g_autofree char *first = git(&scratch, "rev-parse", "HEAD^");
    g_autofree char *last = git(&scratch, "rev-parse", "HEAD");
    g_assert_cmpuint(g_strv_length(edits), ==, 1);
    g_assert_cmpstr(edits[0], ==, last);
    g_assert_cmpstr(theirs[0], ==, first);
}

static void
a_text_that_is_taken_over_line_by_line_has_its_own_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GString) text = g_string_new(DOCUMENT("here", OTHER_WORDS));
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS));
    g_auto(GStrv) lines = g_strsplit(WORDS, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_string_append_printf(text, "%s\n", lines[i]);
        write_at(&scratch, "dana", HERE, text->str);
    }
    expect_authors(&scratch, HERE, "dana@example.org erin@example.org");
}

static void
who_brings_back_what_was_taken_away_is_no_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", HERE, DOCUMENT("here", WORDS));
    take_away(&scratch, "dana", HERE);
    write_at(&scratch, "frank", HERE, DOCUMENT("here", WORDS));
    expect_authors(&scratch, HERE, "erin@example.org");
    write_at(&scratch, "frank", HERE, DOCUMENT("here", WORDS "It broke.\n"));
    expect_authors(&scratch, HERE, "erin@example.org frank@example.org");
}

/* What is written elsewhere after it was copied is not in the copy. */
static void
who_edits_the_original_later_is_no_author_of_the_copy(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS));
    write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS));
    write_at(&scratch, "grace", THERE, DOCUMENT("there", WORDS "It broke.\n"));
    write_at(&scratch, "frank", HERE, DOCUMENT("here", WORDS "It bent.\n"));
    expect_authors(&scratch, HERE, "erin@example.org frank@example.org");
    expect_authors_at(&scratch, HERE, 1, "erin@example.org");
}

static void
a_few_words_in_common_are_chance(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", THERE,
             DOCUMENT("there", WORDS "An alarm must look at the rate of errors.\n"));
    write_at(&scratch, "dana", HERE,
             DOCUMENT("here", OTHER_WORDS "An alarm must look at the rate of errors.\n"));
    expect_authors(&scratch, HERE, "dana@example.org");
}

/* Values say the same in many documents: dates, numbers, addresses, words of the schema. */
static void
fields_that_are_alike_are_chance(void)
{
#define FIELDS(id, summary)                                                                        \
    "---\nid: " id "\nsummary: " summary "\nkind: near-miss\nseverity: 4\nstatus: draft\n"         \
    "owner: dana@example.org\nservices: [checkout, orders, stock, mail, ledger, search]\n"         \
    "times:\n  started: \"2026-01-14T10:00:00Z\"\n  detected: \"2026-01-14T10:05:00Z\"\n"          \
    "impact: {customers: 0, data_breach: none, money: none, minutes: unknown}\n"                   \
    "response: {sufficient: fully, complete: fully, by: grace@example.org}\n---\n\n## Summary\n"   \
    "\n## What went well, what went wrong, and where we were lucky\n\n| Time | What |\n"           \
    "|------|------|\n| 16:50 | deployed |\n\nAll times in UTC.\n"
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", THERE, FIELDS("there", "The disk was nearly full."));
    write_at(&scratch, "dana", HERE, FIELDS("here", "The lamp was nearly out."));
    expect_authors(&scratch, HERE, "dana@example.org");
}

/* The fourth document that has them is nobody's copy. */
static void
phrases_of_a_house_are_nobodys(void)
{
    g_auto(Scratch) scratch = scratch_new();
    for (int i = 0; i < 4; i++) {
        g_autofree char *path = g_strdup_printf("postmortems/%d.md", i);
        write_at(&scratch, "erin", path, DOCUMENT("there", WORDS));
    }
    write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS OTHER_WORDS));
    expect_authors(&scratch, HERE, "dana@example.org");
}

static void
what_a_template_says_is_nobodys(void)
{
    size_t length;
    const char *text = pm_template_text("outage", "en", &length);
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "erin", THERE, text);
    write_at(&scratch, "dana", HERE, text);
    expect_authors(&scratch, HERE, "dana@example.org");
    /* one of the repository's own, made of a document of erin's */
    write_at(&scratch, "erin", "postmortems/a.md", DOCUMENT("a", WORDS));
    write_at(&scratch, "frank", ".postmortem/templates/ours.md", DOCUMENT("{{id}}", WORDS));
    write_at(&scratch, "dana", "postmortems/b.md", DOCUMENT("b", WORDS));
    expect_authors(&scratch, "postmortems/b.md", "dana@example.org");
}

/* Adopting brings many at once, with what they have in common. */
static void
what_comes_in_one_commit_is_not_from_each_other(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "frank", "README.md", "x\n");
    scratch_write(&scratch, THERE, DOCUMENT("there", WORDS));
    scratch_write(&scratch, HERE, DOCUMENT("here", WORDS OTHER_WORDS));
    commit_as(&scratch, "dana", "adopt");
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS "It broke.\n"));
    expect_authors(&scratch, HERE, "dana@example.org");
}

/* Of a branch that is merged later, nothing was known when the step was judged. */
static void
a_branch_that_comes_later_had_nothing_first(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "grace", "README.md", "x\n");
    git_do(&scratch, "checkout", "-q", "-b", "side");
    g_setenv("GIT_COMMITTER_DATE", "@1700000000 +0000", TRUE); /* by its date it was the first */
    write_at(&scratch, "erin", THERE, DOCUMENT("there", WORDS));
    g_unsetenv("GIT_COMMITTER_DATE");
    git_do(&scratch, "checkout", "-q", "main");
    write_at(&scratch, "frank", "drafts/x.md", WORDS);
    write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS));
    expect_authors(&scratch, HERE, "dana@example.org frank@example.org");
    git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
    expect_authors(&scratch, HERE, "dana@example.org frank@example.org");
}

/* One that is missing on the way to it, on a side branch, under another name or in another folder:
 * then nobody knows. */
static void
a_version_that_is_missing_is_told(void)
{
    static const char *const paths[] = { THERE, "drafts/there.md" };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_auto(Scratch) scratch = scratch_new();
        write_at(&scratch, "grace", "README", "x\n");
        git_do(&scratch, "checkout", "-q", "-b", "side");
        write_at(&scratch, "erin", paths[i], DOCUMENT("there", WORDS));
        g_autofree char *name = g_strconcat("HEAD:", paths[i], NULL);
        g_autofree char *blob = git(&scratch, "rev-parse", name);
        g_autofree char *loose = g_strdup_printf(".git/objects/%.2s/%s", blob, blob + 2);
        g_autofree char *file = scratch_path(&scratch, loose);
        git_do(&scratch, "rm", "-q", paths[i]);
        write_at(&scratch, "dana", HERE, DOCUMENT("here", WORDS));
        git_do(&scratch, "checkout", "-q", "main");
        git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
        {
            g_auto(Line) whole = line_of(&scratch);
            g_auto(GStrv) authors = pm_authors_list(whole.authors, HERE, SIZE_MAX);
            g_assert_null(pm_authors_unread(whole.authors));
        }
        g_assert_cmpint(g_unlink(file), ==, 0);
        g_auto(Line) line = line_of(&scratch);
        g_auto(GStrv) authors = pm_authors_list(line.authors, HERE, SIZE_MAX);
        g_assert_cmpstr(pm_authors_unread(line.authors), ==, paths[i]);
    }
}

#define TEST(name) g_test_add_func("/ledger/origins/" #name, name)

void test_ledger_origins(void);
void
test_ledger_origins(void)
{
    TEST(a_text_that_went_and_came_again_elsewhere_keeps_its_authors);
    TEST(a_copy_whose_original_stays_keeps_its_authors);
    TEST(a_part_of_a_longer_text_has_its_own_authors);
    TEST(a_text_that_is_taken_over_line_by_line_has_its_own_authors);
    TEST(who_brings_back_what_was_taken_away_is_no_author);
    TEST(who_edits_the_original_later_is_no_author_of_the_copy);
    TEST(a_few_words_in_common_are_chance);
    TEST(fields_that_are_alike_are_chance);
    TEST(phrases_of_a_house_are_nobodys);
    TEST(what_a_template_says_is_nobodys);
    TEST(what_comes_in_one_commit_is_not_from_each_other);
    TEST(a_branch_that_comes_later_had_nothing_first);
    TEST(a_version_that_is_missing_is_told);
}
