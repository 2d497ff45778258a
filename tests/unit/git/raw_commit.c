/* SPDX-License-Identifier: Apache-2.0 */
/* What git writes is read as git log shows it; what git would not write is refused where it is
 * audited. */
#include "git/history.h"

#include "scratch.h"

/* Write an object as it stands; its id. */
static PmOid
store(const Scratch *scratch, const char *type, const char *bytes, gsize length)
{
    g_autofree char *file = g_build_filename(scratch->folder, "object", NULL);
    PmOid oid;

    g_assert_true(g_file_set_contents(file, bytes, (gssize)length, NULL));
    g_autofree char *id = git(scratch, "hash-object", "-t", type, "-w", "--literally", file);
    g_strlcpy(oid.hex, id, sizeof(oid.hex));
    return oid;
}

/* A commit object made of `headers` behind its tree, and a message. */
static PmOid
store_commit(const Scratch *scratch, const char *headers, const char *message, gsize length)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "tree %s\n%s\n", scratch_oid(scratch, "main^{tree}").hex, headers);
    g_string_append_len(text, message, (gssize)length);
    return store(scratch, "commit", text->str, text->len);
}

#define PEOPLE "author A <a@b> 1700000000 +0900\ncommitter C <c@d> 1700000001 -0330\n"

static void
as_git_shows(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid first = scratch_commit(&scratch, "a", "a\n");
    PmOid second = scratch_commit(&scratch, "제목 줄", "b\n");
    g_autofree char *merge_id = git(&scratch, "commit-tree", "-p", first.hex, "-p", second.hex,
                                    "-m", "merge\n\nwith body", "main^{tree}");
    PmOid oids[] = { first, second, PM_OID_ZERO, PM_OID_ZERO };
    g_autoptr(PmRepository) repository = scratch_open(&scratch);

    g_strlcpy(oids[2].hex, merge_id, sizeof(oids[2].hex));
    oids[3] = store_commit(
        &scratch, PEOPLE "mergetag object 1\n type commit\n x\nHG:extra a\nHG:extra b\n", "m\n", 2);
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(oids); i++) {
        const PmOid *oid = &oids[i / 2];
        g_autoptr(GError) error = NULL;
        g_autoptr(PmCommit) commit = i % 2 ? pm_commit_read_strict(repository, oid, &error)
                                           : pm_commit_read(repository, oid, &error);
        g_assert_no_error(error);
        g_autofree char *ours = g_strdup_printf(
            "%s %s|%s <%s> %" G_GINT64_FORMAT "|%s <%s> %" G_GINT64_FORMAT "|%s", commit->tree.hex,
            commit->parent_count ? commit->parents[commit->parent_count - 1].hex : "",
            commit->author_name, commit->author_email, (gint64)commit->author_time,
            commit->committer_name, commit->committer_email, (gint64)commit->committer_time,
            commit->message);
        g_autofree char *parents = git(&scratch, "show", "-s", "--format=%P", oid->hex);
        const char *last = strrchr(parents, ' ') ? strrchr(parents, ' ') + 1 : parents;
        g_autofree char *theirs =
            git(&scratch, "show", "-s", "--format=%an <%ae> %at|%cn <%ce> %ct|%B", oid->hex);
        g_autofree char *tree = git(&scratch, "show", "-s", "--format=%T", oid->hex);
        g_autofree char *expected = g_strdup_printf("%s %s|%s", tree, last, theirs);
        g_assert_cmpstr(ours, ==, expected);
        g_assert_null(commit->signature);
        g_assert_null(commit->payload);
    }
    g_autoptr(PmCommit) zoned = pm_commit_read(repository, &oids[3], NULL);
    g_assert_cmpint(zoned->author_offset, ==, 540);
    g_assert_cmpint(zoned->committer_offset, ==, -210);
}

static void
signed_by_ssh(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *key = g_build_filename(scratch.folder, "key", NULL);
    const char *const keygen[] = { "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key, NULL };

    g_bytes_unref(scratch_run_full(scratch.folder, keygen, NULL));
    git_do(&scratch, "config", "gpg.format", "ssh");
    git_do(&scratch, "config", "user.signingKey", key);
    git_do(&scratch, "config", "commit.gpgSign", "true");
    PmOid oid = scratch_commit(&scratch, "a", "a\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmCommit) commit = pm_commit_read_strict(repository, &oid, NULL);
    g_assert_true(g_str_has_prefix(commit->signature, "-----BEGIN SSH SIGNATURE-----\n"));
    g_assert_true(g_str_has_suffix(commit->signature, "\n-----END SSH SIGNATURE-----\n"));
    /* ssh-keygen is the judge of both */
    g_autofree char *payload = g_build_filename(scratch.folder, "payload", NULL);
    g_autofree char *signature = g_build_filename(scratch.folder, "signature", NULL);
    g_file_set_contents(payload, commit->payload, -1, NULL);
    g_file_set_contents(signature, commit->signature, -1, NULL);
    g_autofree char *command =
        g_strdup_printf("ssh-keygen -Y check-novalidate -n git -s %s <%s", signature, payload);
    const char *const judge[] = { "sh", "-c", command, NULL };
    g_autofree char *verdict = git_output(scratch.folder, judge);
    g_assert_true(g_str_has_prefix(verdict, "Good \"git\" signature"));
}

static void
other_encoding(void)
{
    static const char message[] = "\xc1\xa6\xb8\xf1\n"; /* 제목 in EUC-KR */
    g_auto(Scratch) scratch = scratch_new();

    scratch_commit(&scratch, "a", "a\n");
    PmOid known = store_commit(&scratch, PEOPLE "encoding EUC-KR\n", message, strlen(message));
    PmOid unknown = store_commit(&scratch, PEOPLE "encoding x-nothing\n", message, strlen(message));
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmCommit) converted = pm_commit_read_strict(repository, &known, NULL);
    g_assert_cmpstr(converted->message, ==, "제목\n");
    g_autoptr(PmCommit) kept = pm_commit_read_strict(repository, &unknown, NULL);
    g_assert_true(g_utf8_validate(kept->message, -1, NULL));
}

/* Headers behind the tree that only a forger writes. The lenient reader must survive them. */
static void
forged_headers(void)
{
    static const char *const headers[] = {
        "committer C <c@d> 1 +0000\nauthor A <a@b> 1 +0000\n",
        PEOPLE "author B <b@c> 1 +0000\n",
        "author B <b@c> 1 +0000\n" PEOPLE,
        PEOPLE "committer B <b@c> 1 +0000\n",
        PEOPLE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n",
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n" PEOPLE,
        PEOPLE "parent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n",
        PEOPLE "gpgsig a\ngpgsig b\n",
        PEOPLE "encoding UTF-8\nencoding EUC-KR\n",
        "parent x\n" PEOPLE,
        "parent 4B825DC642CB6EB9A060E54BF8D69288FBEE4904\n" PEOPLE,
        "author A <a@b> 1 +0000\n",
        "committer C <c@d> 1 +0000\n",
        "",
        "author A <a@b>> 1 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A <<a@b> 1 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A a@b 1 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> 01 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> 1\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> 1 +00000\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> -1 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> 99999999999999999999 +0000\ncommitter C <c@d> 1 +0000\n",
        "author A <a@b> 1 +0000\n folded\ncommitter C <c@d> 1 +0000\n",
    };
    g_auto(Scratch) scratch = scratch_new();

    scratch_commit(&scratch, "a", "a\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        PmOid oid = store_commit(&scratch, headers[i], "m\n", 2);
        g_autoptr(GError) error = NULL;
        pm_commit_free(pm_commit_read(repository, &oid, NULL));
        g_autoptr(PmCommit) strict = pm_commit_read_strict(repository, &oid, &error);
        if (strict)
            g_error("taken for a commit:\n%s", headers[i]);
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
    PmOid with_nul = store_commit(&scratch, PEOPLE, "a\0b\n", 4);
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_commit_read_strict(repository, &with_nul, &error));
    assert_refused(error, PM_ERROR_UNTRUSTED, "NUL");
    g_autoptr(PmCommit) cut = pm_commit_read(repository, &with_nul, NULL);
    g_assert_cmpstr(cut->message, ==, "a");
}

static void
no_commits(void)
{
    static const char *const texts[] = {
        "",           "\n",   "tree", "tree \n",
        "tree x\n\n", "\n\n", " ",    "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    };
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        PmOid oid = store(&scratch, "commit", texts[i], strlen(texts[i]));
        g_autoptr(GError) error = NULL;
        bool cut = false;
        g_assert_null(pm_commit_read(repository, &oid, NULL));
        g_assert_null(pm_commit_read_strict(repository, &oid, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
        g_assert_null(pm_history_first_parents(repository, &oid, &cut, NULL));
    }
    PmOid nothing = { "4b825dc642cb6eb9a060e54bf8d69288fbee4905" };
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_commit_read(repository, &nothing, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_strlcpy(nothing.hex, "short", sizeof(nothing.hex));
    g_assert_null(pm_commit_read(repository, &nothing, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
}

/* Another commit's loose object under this one's name. */
static void
changed_bytes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid good = scratch_commit(&scratch, "a", "a\n");
    PmOid evil = scratch_commit(&scratch, "b", "b\n");
    g_autofree char *command =
        g_strdup_printf("cd .git/objects; f=%.2s/%s; chmod u+w $f; cat %.2s/%s >$f", good.hex,
                        good.hex + 2, evil.hex, evil.hex + 2);
    const char *const arguments[] = { "sh", "-ec", command, NULL };
    g_autoptr(GError) error = NULL;
    bool cut = false;

    g_bytes_unref(scratch_run_full(scratch.path, arguments, NULL));
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_null(pm_commit_read_strict(repository, &good, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    g_assert_null(pm_history_first_parents(repository, &evil, &cut, NULL));
}

/* One entry of a raw tree. */
static void
append_entry(GString *tree, const char *mode, const char *name, const PmOid *id)
{
    g_string_append_printf(tree, "%s %s", mode, name);
    g_string_append_c(tree, '\0');
    for (int i = 0; i < 40; i += 2)
        g_string_append_c(tree, (char)(g_ascii_xdigit_value(id->hex[i]) * 16 +
                                       g_ascii_xdigit_value(id->hex[i + 1])));
}

/* A commit of a tree with these entries, "mode name", in a folder or at the root. */
static PmOid
commit_tree(const Scratch *scratch, const char *const *entries, size_t count, bool in_folder)
{
    g_autoptr(GString) tree = g_string_new(NULL);
    PmOid blob = scratch_oid(scratch, "main:a");
    PmOid empty = { "4b825dc642cb6eb9a060e54bf8d69288fbee4904" };
    PmOid result;

    for (size_t i = 0; i < count; i++) {
        const char *space = strchr(entries[i], ' ');
        g_autofree char *mode = g_strndup(entries[i], (gsize)(space - entries[i]));
        bool folder = g_str_has_suffix(mode, "40000");
        append_entry(tree, mode, space + 1, folder ? &empty : &blob);
    }
    PmOid id = store(scratch, "tree", tree->str, tree->len);
    if (in_folder) {
        g_string_truncate(tree, 0);
        append_entry(tree, "40000", "dir", &id);
        append_entry(tree, "100664", "odd", &blob);
        id = store(scratch, "tree", tree->str, tree->len);
    }
    g_autofree char *text = g_strdup_printf("tree %s\n" PEOPLE "\nm\n", id.hex);
    result = store(scratch, "commit", text, strlen(text));
    return result;
}

static void
forged_trees(void)
{
    static const char *const trees[][3] = {
        { "100644 b", "100644 a" },
        { "100644 a", "100644 a" },
        { "40000 a", "100644 a.b" },
        { "100644 x", "40000 x" },
        { "100644 x", "100644 x.b", "40000 x" },
        { "100664 a" },
        { "100644 .git" },
        { "100644 .GIT" },
        { "100644 .g\xe2\x80\x8cit" },
        { "100644 \xe2\x80\x8c.git" },
        { "100644 git~1" },
        { "100644 GIT~1" },
        { "100644 .git. " },
        { "100644 .git::$INDEX_ALLOCATION" },
        { "100644 a/b" },
        { "100644 .." },
        { "100644 ." },
        { "0100644 a" },
        { "040000 a" },
        { "777 a" },
    };
    g_auto(Scratch) scratch = scratch_new();

    PmOid first = scratch_commit(&scratch, "a", "a\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(trees); i++) {
        const char *const *entries = trees[i / 2];
        size_t count = entries[2] ? 3 : entries[1] ? 2 : 1;
        PmOid oid = commit_tree(&scratch, entries, count, i % 2);
        const char *prefix = i % 2 ? "dir/" : "";
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) lenient =
            pm_history_delta(repository, &first, &oid, prefix, false, NULL);
        g_autoptr(GPtrArray) strict =
            pm_history_delta(repository, &first, &oid, prefix, true, &error);
        g_assert_nonnull(lenient);
        if (strict)
            g_error("taken for a tree: %s, %s", entries[0], entries[1]);
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
}

/* An old mode beside our folder is none of our business. */
static void
honest_trees(void)
{
    static const char *const sorted[] = { "100644 .github", "100644 .gitignore", "100644 a",
                                          "100644 a.b",     "40000 a.c",         "100755 b",
                                          "120000 c",       "160000 d",          "100644 git~2",
                                          "100644 장애" };
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;

    PmOid first = scratch_commit(&scratch, "a", "a\n");
    PmOid oid = commit_tree(&scratch, sorted, G_N_ELEMENTS(sorted), true);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(GPtrArray) deltas = pm_history_delta(repository, &first, &oid, "dir/", true, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(deltas->len, ==, G_N_ELEMENTS(sorted) - 1);
}

static void
broken_trees(void)
{
    static const char *const texts[] = { "x", "100644", "100644 a", "100644 \0aaaaaaaaaaaaaaaaaaaa",
                                         "9 a" };
    g_auto(Scratch) scratch = scratch_new();

    PmOid first = scratch_commit(&scratch, "a", "a\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        PmOid tree = store(&scratch, "tree", texts[i], i == 3 ? 28 : strlen(texts[i]));
        g_autofree char *text = g_strdup_printf("tree %s\n" PEOPLE "\nm\n", tree.hex);
        PmOid oid = store(&scratch, "commit", text, strlen(text));
        for (int strict = 0; strict < 2; strict++) {
            g_autoptr(GError) error = NULL;
            g_assert_null(pm_history_delta(repository, &first, &oid, "", strict, &error));
            g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
        }
    }
}

/* Write `count` objects at once, each made of `seed` by a few random changes; their ids. */
static char **
store_mutants(const Scratch *scratch, const char *type, const GString *seed, int count)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(42);
    g_autoptr(GString) names = g_string_new(NULL);
    g_autofree char *list = g_build_filename(scratch->folder, "mutants", NULL);

    for (int i = 0; i < count; i++) {
        g_autoptr(GString) mutant = g_string_new_len(seed->str, (gssize)seed->len);
        for (int j = g_rand_int_range(random, 1, 6); j > 0 && mutant->len > 1; j--) {
            gsize at = (gsize)g_rand_int_range(random, 0, (gint32)mutant->len);
            gsize wanted = (gsize)g_rand_int_range(random, 1, 30);
            gsize length = MIN(mutant->len - at, wanted);
            switch (g_rand_int_range(random, 0, 4)) {
            case 0:
                mutant->str[at] = (char)g_rand_int_range(random, 0, 256);
                break;
            case 1:
                g_string_erase(mutant, (gssize)at, (gssize)length);
                break;
            case 2:
                mutant->str[at] = "\n <>\0"[g_rand_int_range(random, 0, 5)];
                break;
            default: {
                g_autofree char *copy = g_memdup2(mutant->str + at, length);
                g_string_insert_len(mutant, (gssize)at, copy, (gssize)length);
            }
            }
        }
        g_autofree char *name = g_strdup_printf("mutant-%d", i);
        g_autofree char *path = g_build_filename(scratch->folder, name, NULL);
        g_assert_true(g_file_set_contents(path, mutant->str, (gssize)mutant->len, NULL));
        g_string_append_printf(names, "%s\n", path);
    }
    g_assert_true(g_file_set_contents(list, names->str, -1, NULL));
    g_autofree char *command =
        g_strdup_printf("git hash-object -t %s -w --literally --stdin-paths <../mutants", type);
    const char *const arguments[] = { "sh", "-ec", command, NULL };
    g_autofree char *ids = git_output(scratch->path, arguments);
    return g_strsplit(ids, "\n", -1);
}

/* Whatever the bytes: no crash, and nothing that the strict reader takes alone. */
static void
random_bytes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    PmOid first = scratch_commit(&scratch, "a", "a\n");
    g_autoptr(GString) commit = g_string_new(NULL);
    g_autoptr(GString) tree = g_string_new(NULL);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    const char *const names[] = { ".x", "a", "b", "c.d" };

    g_string_printf(commit, "tree %s\nparent %s\n" PEOPLE "gpgsig -----BEGIN\n x\n y\n\nmessage\n",
                    scratch_oid(&scratch, "main^{tree}").hex, first.hex);
    g_auto(GStrv) commits = store_mutants(&scratch, "commit", commit, 400);
    for (size_t i = 0; commits[i]; i++) {
        PmOid oid;
        bool cut = false;
        g_strlcpy(oid.hex, commits[i], sizeof(oid.hex));
        g_autoptr(PmCommit) lenient = pm_commit_read(repository, &oid, NULL);
        g_autoptr(PmCommit) strict = pm_commit_read_strict(repository, &oid, NULL);
        g_assert_true(lenient || !strict);
        g_autoptr(GArray) line = pm_history_first_parents(repository, &oid, &cut, NULL);
        g_assert_true(!line || strict);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        append_entry(tree, "100644", names[i],
                     &(PmOid){ "4b825dc642cb6eb9a060e54bf8d69288fbee4904" });
    g_auto(GStrv) trees = store_mutants(&scratch, "tree", tree, 400);
    for (size_t i = 0; trees[i]; i++) {
        g_autofree char *text = g_strdup_printf("tree %s\n" PEOPLE "\nm\n", trees[i]);
        if (i % 4)
            continue; /* each takes a git */
        PmOid oid = store(&scratch, "commit", text, strlen(text));
        g_autoptr(GPtrArray) lenient = pm_history_delta(repository, &first, &oid, "", false, NULL);
        g_autoptr(GPtrArray) strict = pm_history_delta(repository, &first, &oid, "", true, NULL);
        g_assert_true(lenient || !strict);
    }
}

void test_git_raw_commit(void);

void
test_git_raw_commit(void)
{
    g_test_add_func("/git/raw_commit/commits read as git shows them", as_git_shows);
    g_test_add_func("/git/raw_commit/a signature and what it covers are ssh-keygen's",
                    signed_by_ssh);
    g_test_add_func("/git/raw_commit/another encoding becomes UTF-8", other_encoding);
    g_test_add_func("/git/raw_commit/forged headers are not believed", forged_headers);
    g_test_add_func("/git/raw_commit/what is no commit is none", no_commits);
    g_test_add_func("/git/raw_commit/changed bytes under an old name are not believed",
                    changed_bytes);
    g_test_add_func("/git/raw_commit/forged trees are not believed", forged_trees);
    g_test_add_func("/git/raw_commit/honest trees are", honest_trees);
    g_test_add_func("/git/raw_commit/broken trees are told", broken_trees);
    g_test_add_func("/git/raw_commit/random bytes do no harm", random_bytes);
}
