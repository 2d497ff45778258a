/* SPDX-License-Identifier: Apache-2.0 */
/* Moving a document takes nobody's authorship away, and makes nobody an author. */
#include "line.h"

#define OLD "postmortems/old.md"
#define NEW "postmortems/new.md"

#define TEXT(id, summary)                                                                          \
    "---\nid: " id "\nstatus: draft\n---\n\n## Summary\n\n" summary                                \
    "\n\n## Lessons\n\nWe alert on the rate of errors now, and not on the load.\n"

static void
write_at(const Scratch *scratch, const char *person, const char *path, const char *text)
{
    scratch_write(scratch, path, text);
    commit_as(scratch, person, "text");
}

/* Take `from` away and write `to` in one commit. */
static void
move(const Scratch *scratch, const char *person, const char *from, const char *to, const char *text)
{
    git_do(scratch, "rm", "-q", from);
    write_at(scratch, person, to, text);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
expect_authors_of(const Scratch *scratch, const char *path, const char *wanted)
{
    g_auto(Line) line = line_of(scratch);
    g_auto(GStrv) authors = pm_authors_list(line.authors, path, pm_steps_count(line.steps) - 1);
    qsort(authors, g_strv_length(authors), sizeof *authors, by_text);
    g_autofree char *list = g_strjoinv(" ", authors);
    g_assert_cmpstr(list, ==, wanted);
}

static void
whoever_moves_it_is_no_author_and_its_authors_stay(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    git_do(&scratch, "mv", OLD, NEW);
    commit_as(&scratch, "erin", "move");
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

static void
a_moved_document_gets_another_id(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    move(&scratch, "erin", OLD, NEW, TEXT("new", "It broke."));
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

static void
whoever_moves_and_edits_it_is_one_of_its_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    move(&scratch, "erin", OLD, NEW, TEXT("new", "It bent."));
    expect_authors_of(&scratch, NEW, "dana@example.org erin@example.org");
}

static void
another_text_is_not_what_was_taken_away(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    move(&scratch, "erin", OLD, NEW,
         "---\nid: new\nstatus: draft\n---\n\n# A disk was full\n\nNobody had looked for weeks.\n");
    expect_authors_of(&scratch, NEW, "erin@example.org");
}

/* Of several that are taken away, the one whose bytes it has, and not those that are like it. */
static void
documents_that_move_together_keep_their_own_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    write_at(&scratch, "frank", "postmortems/b.md", TEXT("b", "It bent."));
    git_do(&scratch, "mv", OLD, NEW);
    git_do(&scratch, "mv", "postmortems/b.md", "postmortems/c.md");
    commit_as(&scratch, "erin", "move");
    expect_authors_of(&scratch, NEW, "dana@example.org");
    expect_authors_of(&scratch, "postmortems/c.md", "frank@example.org");
}

/* What is written at the old path later is another document. */
static void
a_path_that_is_used_again_gives_no_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    git_do(&scratch, "mv", OLD, NEW);
    commit_as(&scratch, "erin", "move");
    write_at(&scratch, "grace", OLD, TEXT("old", "A disk was full."));
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

static void
a_move_on_a_side_branch_is_followed(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_commit(&scratch, "README", "x\n");
    git_do(&scratch, "checkout", "-q", "-b", "side");
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    git_do(&scratch, "mv", OLD, NEW);
    commit_as(&scratch, "erin", "move");
    git_do(&scratch, "checkout", "-q", "main");
    git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

/* Forty moves between two paths, each of which is where the other came from. */
static void
moves_back_and_forth_end(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke."));
    for (int i = 0; i < 20; i++) {
        git_do(&scratch, "mv", OLD, NEW);
        commit_as(&scratch, "erin", "there");
        git_do(&scratch, "mv", NEW, OLD);
        commit_as(&scratch, "erin", "and back");
    }
    expect_authors_of(&scratch, OLD, "dana@example.org");
}

/* git mv into the documents' folder, with and without an edit of the id. */
static void
a_document_that_comes_from_another_folder_keeps_its_authors(void)
{
    static const char *const texts[] = { TEXT("old", "It broke."), TEXT("new", "It broke.") };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_auto(Scratch) scratch = scratch_new();
        write_at(&scratch, "erin", "drafts/old.md", TEXT("old", "It broke."));
        write_at(&scratch, "grace", "drafts/other.txt", "x\n");
        move(&scratch, "dana", "drafts/old.md", NEW, texts[i]);
        expect_authors_of(&scratch, NEW, "erin@example.org");
    }
}

#define STUB "---\nid: new\nstatus: draft\n---\n\nTo be written.\n"

static void
a_document_that_is_moved_over_another_keeps_its_authors(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", NEW, STUB);
    write_at(&scratch, "erin", OLD, TEXT("old", "It broke."));
    move(&scratch, "frank", OLD, NEW, TEXT("new", "It broke."));
    expect_authors_of(&scratch, NEW, "dana@example.org erin@example.org");
}

/* Less like what goes than what was there: an edit, and something else that is taken away. */
static void
an_edit_is_no_move_of_what_goes_at_the_same_time(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", NEW, TEXT("new", "It broke."));
    write_at(&scratch, "erin", OLD, TEXT("old", "It bent."));
    move(&scratch, "dana", OLD, NEW, TEXT("new", "It broke.\nTwice."));
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

/* Moved on one side, edited on the other under its old name. */
static void
begin_merge_of_a_move(const Scratch *scratch)
{
    write_at(scratch, "dana", OLD, TEXT("old", "It broke."));
    git_do(scratch, "branch", "side");
    move(scratch, "frank", OLD, NEW, TEXT("new", "It broke."));
    git_do(scratch, "checkout", "-q", "side");
    write_at(scratch, "erin", OLD, TEXT("old", "It bent."));
    git_do(scratch, "checkout", "-q", "main");
    const char *const merge[] = { "git", "merge", "-q", "--no-commit", "--no-ff", "side", NULL };
    git_code(scratch, merge);
    git_do(scratch, "rm", "-q", "-r", "-f", "--ignore-unmatch", "postmortems");
}

static void
an_edit_under_the_old_name_is_written_by_who_made_it(void)
{
    g_auto(Scratch) scratch = scratch_new();
    begin_merge_of_a_move(&scratch);
    write_at(&scratch, "grace", NEW, TEXT("new", "It bent."));
    expect_authors_of(&scratch, NEW, "dana@example.org erin@example.org");
}

/* Both sides changed one section, so that it is like neither: git puts it together. */
static void
who_merges_a_move_with_an_edit_is_no_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_at(&scratch, "dana", OLD, TEXT("old", "It broke.\n\nAt\n\nsix."));
    git_do(&scratch, "checkout", "-q", "-b", "side");
    write_at(&scratch, "dana", OLD, TEXT("old", "It bent.\n\nAt\n\nsix."));
    git_do(&scratch, "checkout", "-q", "main");
    move(&scratch, "dana", OLD, NEW, TEXT("new", "It broke.\n\nAt\n\nten."));
    merge_as(&scratch, "grace", "side", NULL);
    g_autofree char *bent = git(&scratch, "grep", "-c", "It bent", "HEAD:postmortems");
    g_assert_cmpstr(bent, ==, "HEAD:postmortems:new.md:1");
    expect_authors_of(&scratch, NEW, "dana@example.org");
}

static void
a_merge_of_a_move_with_a_text_of_its_own_has_an_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    begin_merge_of_a_move(&scratch);
    write_at(&scratch, "grace", NEW, TEXT("new", "It bent, a bit."));
    expect_authors_of(&scratch, NEW, "dana@example.org erin@example.org grace@example.org");
}

static void
a_co_author_is_known_by_the_address_too(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_write(&scratch, ".mailmap", "Mallory <mallory@example.org> <erin@example.org>\n");
    scratch_write(&scratch, NEW, TEXT("new", "It broke."));
    commit_as(&scratch, "dana", "text\n\nCo-authored-by: Erin <erin@example.org>\n");
    g_auto(Line) line = line_of(&scratch);
    g_assert_cmpint(pm_authors_of(line.authors, NEW, 0, "erin@example.org", NULL, NULL), ==,
                    PM_AUTHORSHIP_SOME);
    g_assert_cmpint(pm_authors_of(line.authors, NEW, 0, "mallory@example.org", NULL, NULL), ==,
                    PM_AUTHORSHIP_SOME);
}

#define TEST(name) g_test_add_func("/ledger/renames/" #name, name)

void test_ledger_renames(void);
void
test_ledger_renames(void)
{
    TEST(whoever_moves_it_is_no_author_and_its_authors_stay);
    TEST(a_moved_document_gets_another_id);
    TEST(whoever_moves_and_edits_it_is_one_of_its_authors);
    TEST(another_text_is_not_what_was_taken_away);
    TEST(documents_that_move_together_keep_their_own_authors);
    TEST(a_path_that_is_used_again_gives_no_authors);
    TEST(a_move_on_a_side_branch_is_followed);
    TEST(moves_back_and_forth_end);
    TEST(a_document_that_comes_from_another_folder_keeps_its_authors);
    TEST(a_document_that_is_moved_over_another_keeps_its_authors);
    TEST(an_edit_is_no_move_of_what_goes_at_the_same_time);
    TEST(an_edit_under_the_old_name_is_written_by_who_made_it);
    TEST(who_merges_a_move_with_an_edit_is_no_author);
    TEST(a_merge_of_a_move_with_a_text_of_its_own_has_an_author);
    TEST(a_co_author_is_known_by_the_address_too);
}
