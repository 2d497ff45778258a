/* SPDX-License-Identifier: Apache-2.0 */
#include "git/content.h"

#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define LIMIT ((size_t)1024 * 1024)

typedef enum { WORKTREE, INDEX, COMMIT, KINDS } Kind;

static PmContent *
open_kind(PmRepository *repository, Kind kind)
{
    g_autoptr(GError) error = NULL;
    PmContent *content = NULL;
    PmOid head;

    if (kind == WORKTREE)
        content = pm_content_worktree(repository, &error);
    else if (kind == INDEX)
        content = pm_content_index(repository, &error);
    else if (pm_repository_resolve(repository, "HEAD", &head, &error))
        content = pm_content_commit(repository, &head, &error);
    g_assert_no_error(error);
    return content;
}

/*
 * "mode path" for each entry, or with blobs "mode id path", as ls-files and ls-tree can print them.
 */
static char *
listing(PmContent *content, const char *prefix, bool with_blobs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = pm_content_list(content, prefix, &error);
    g_autoptr(GString) text = g_string_new(NULL);

    g_assert_no_error(error);
    for (guint i = 0; i < entries->len; i++) {
        const PmContentEntry *entry = entries->pdata[i];
        g_string_append_printf(text, "%s%06o %s%s%s", i ? "\n" : "", entry->mode,
                               with_blobs ? entry->blob.hex : "", with_blobs ? " " : "",
                               entry->path);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Files that sort oddly, a link, a program, Korean. */
static void
fill(const Scratch *scratch)
{
    static const char *const paths[] = {
        "a",       "a.b",     "dir/a",          "dir/sub/b",
        "dir.d/c", "dir-d/d", "장애/보고서.md", "dir/ spaces and\ttab"
    };
    g_autofree char *program = scratch_path(scratch, "dir/program");
    g_autofree char *link = scratch_path(scratch, "dir/link");

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        scratch_write(scratch, paths[i], paths[i]);
    scratch_write(scratch, "dir/program", "#!/bin/sh\n");
    g_chmod(program, 0755);
    g_assert_cmpint(symlink("a", link), ==, 0);
    git_do(scratch, "add", "-A");
    git_do(scratch, "commit", "-q", "-m", "all");
}

static void
as_git_lists(void)
{
    static const char *const prefixes[] = { "", "dir/", "dir/sub/", "nowhere/", "a/", "장애/" };
    g_auto(Scratch) scratch = scratch_new();

    fill(&scratch);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        const char *prefix = prefixes[i];
        for (int kind = INDEX; kind <= COMMIT; kind++) {
            g_autoptr(PmContent) content = open_kind(repository, (Kind)kind);
            g_autofree char *ours = listing(content, prefix, true);
            g_autofree char *staged =
                git(&scratch, "-c", "core.quotePath=false", "ls-files",
                    "--format=%(objectmode) %(objectname) %(path)", *prefix ? prefix : ".");
            /* git quotes the one path with a tab; ours are raw */
            g_autoptr(GString) raw = g_string_new(staged);
            g_string_replace(raw, "\"dir/ spaces and\\ttab\"", "dir/ spaces and\ttab", 0);
            if (strcmp(prefix, "a/") == 0)
                g_assert_cmpstr(ours, ==, "");
            else
                g_assert_cmpstr(ours, ==, raw->str);
        }
    }
    g_autoptr(PmContent) tree = open_kind(repository, WORKTREE);
    g_autoptr(PmContent) commit = open_kind(repository, COMMIT);
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_autofree char *disk = listing(tree, prefixes[i], false);
        g_autofree char *committed = listing(commit, prefixes[i], false);
        g_assert_cmpstr(disk, ==, committed);
    }
}

static void
bytes_and_ids(void)
{
    g_auto(Scratch) scratch = scratch_new();

    fill(&scratch);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (int kind = 0; kind < KINDS; kind++) {
        g_autoptr(PmContent) content = open_kind(repository, (Kind)kind);
        g_autoptr(GBytes) bytes = pm_content_read(content, "장애/보고서.md", LIMIT, NULL);
        gsize length = 0;
        const char *text = g_bytes_get_data(bytes, &length);
        g_assert_cmpuint(length, ==, strlen("장애/보고서.md"));
        g_assert_true(memcmp(text, "장애/보고서.md", length) == 0);
        PmContentEntry entry = { 0 };
        g_assert_true(pm_content_find(content, "dir/program", &entry, NULL));
        g_assert_cmpuint(entry.mode, ==, 0100755);
        g_assert_cmpstr(entry.path, ==, "dir/program");
        if (kind != WORKTREE)
            g_assert_cmpstr(entry.blob.hex, ==, scratch_oid(&scratch, "HEAD:dir/program").hex);
        g_free(entry.path);
    }
    g_assert_cmpstr(pm_content_hash("#!/bin/sh\n", 10).hex, ==,
                    scratch_oid(&scratch, "HEAD:dir/program").hex);
    g_assert_cmpstr(pm_content_hash(NULL, 0).hex, ==, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

/* What must not be read, with the code that says why. */
static void
check_refusals(PmContent *content, bool on_disk)
{
    static const struct {
        const char *path;
        PmErrorCode code;
    } rows[] = {
        { "nowhere", PM_ERROR_NOT_FOUND },
        { "dir/nowhere", PM_ERROR_NOT_FOUND },
        { "a/below-a-file", PM_ERROR_NOT_FOUND },
        { "dir/link", PM_ERROR_UNTRUSTED },
        { "../outside", PM_ERROR_UNTRUSTED },
        { "dir/../a", PM_ERROR_UNTRUSTED },
        { "/etc/passwd", PM_ERROR_UNTRUSTED },
        { ".git/config", PM_ERROR_UNTRUSTED },
        { "dir/.Git/x", PM_ERROR_UNTRUSTED },
        { "", PM_ERROR_UNTRUSTED },
        { "dir//a", PM_ERROR_UNTRUSTED },
        { "dir/", PM_ERROR_UNTRUSTED },
        { "./a", PM_ERROR_UNTRUSTED },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_content_read(content, rows[i].path, LIMIT, &error));
        if (!g_error_matches(error, PM_ERROR, (int)rows[i].code))
            g_error("'%s' on disk %d: %s", rows[i].path, on_disk, error->message);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(pm_content_read(content, "장애/보고서.md", 5, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_LIMIT);
    g_clear_error(&error);
    g_assert_null(pm_content_read(content, "dir", LIMIT, &error));
    g_assert_nonnull(error);
}

static void
refusals(void)
{
    g_auto(Scratch) scratch = scratch_new();

    fill(&scratch);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (int kind = 0; kind < KINDS; kind++) {
        g_autoptr(PmContent) content = open_kind(repository, (Kind)kind);
        check_refusals(content, kind == WORKTREE);
    }
}

/* Links in the place of folders, and what would block a reader. */
static void
check_traps(PmContent *content)
{
    static const char *const paths[] = { "linked/a", "fifo", "absolute/passwd", "loop",
                                         "dangling" };
    static const char *const folders[] = { "linked/", "absolute/", "linked/sub/" };

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_content_read(content, paths[i], LIMIT, &error));
        if (!g_error_matches(error, PM_ERROR, PM_ERROR_UNTRUSTED))
            g_error("'%s': %s", paths[i], error->message);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_content_list(content, folders[i], &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
}

static void
set_traps(const Scratch *scratch)
{
    static const char *const links[][2] = {
        { "dir", "linked" },
        { "/etc", "absolute" },
        { "loop", "loop" },
        { "nothing", "dangling" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        g_autofree char *path = scratch_path(scratch, links[i][1]);
        g_assert_cmpint(symlink(links[i][0], path), ==, 0);
    }
    g_autofree char *fifo = scratch_path(scratch, "fifo");
    g_assert_cmpint(mkfifo(fifo, 0644), ==, 0);
}

static void
traps(void)
{
    g_auto(Scratch) scratch = scratch_new();

    fill(&scratch);
    set_traps(&scratch);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmContent) content = open_kind(repository, WORKTREE);
    check_traps(content);
    g_autofree char *all = listing(content, "", false);
    g_assert_nonnull(strstr(all, "120000 linked\n"));
    g_assert_null(strstr(all, "fifo"));
    g_assert_null(strstr(all, "passwd"));
    g_assert_null(strstr(all, ".git"));
    /* committed, a link hides a folder no less */
    git_do(&scratch, "add", "linked");
    git_do(&scratch, "commit", "-q", "-m", "link");
    for (int kind = INDEX; kind <= COMMIT; kind++) {
        g_autoptr(PmContent) tracked = open_kind(repository, (Kind)kind);
        g_autoptr(GError) error = NULL;
        g_assert_null(pm_content_list(tracked, "linked/", &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
}

/* Make openat2 an unknown call for this process, as old kernels and containers do. */
static void
forbid_openat2(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = G_N_ELEMENTS(code), .filter = code };

    g_assert_cmpint(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
    g_assert_cmpint(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

static void
old_kernel(void)
{
    g_auto(Scratch) scratch = scratch_new();

    fill(&scratch);
    set_traps(&scratch);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmContent) content = open_kind(repository, WORKTREE);
    pid_t child = fork();
    if (child == 0) {
        forbid_openat2();
        check_traps(content);
        check_refusals(content, true);
        g_autoptr(GBytes) bytes = pm_content_read(content, "dir/sub/b", LIMIT, NULL);
        _exit(bytes && g_bytes_get_size(bytes) == strlen("dir/sub/b") ? 0 : 1);
    }
    int status = 0;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_cmpint(status, ==, 0);
}

static void
staged_only(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *other = scratch_path(&scratch, ".git/other");

    scratch_commit(&scratch, "a", "a\n");
    scratch_write(&scratch, "announced", "x\n");
    git_do(&scratch, "add", "-N", "announced");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmContent) index = open_kind(repository, INDEX);
    g_autofree char *first = listing(index, "", false);
    g_assert_cmpstr(first, ==, "100644 a");
    git_do(&scratch, "add", "announced");
    g_autoptr(PmContent) again = open_kind(repository, INDEX);
    g_autofree char *second = listing(again, "", false);
    g_assert_cmpstr(second, ==, "100644 a\n100644 announced");
    /* what `git commit -a` shows a hook */
    g_setenv("GIT_INDEX_FILE", other, TRUE);
    git_do(&scratch, "read-tree", "--empty");
    g_autoptr(PmRepository) hooked = scratch_open(&scratch);
    g_autoptr(PmContent) empty = open_kind(hooked, INDEX);
    g_unsetenv("GIT_INDEX_FILE");
    g_autofree char *third = listing(empty, "", false);
    g_assert_cmpstr(third, ==, "");
}

static void
odd_indexes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;

    scratch_commit(&scratch, "a/b", "a\n");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    git_do(&scratch, "update-index", "--split-index");
    g_assert_null(pm_content_index(repository, &error));
    assert_refused(error, PM_ERROR_STATE, "git update-index --no-split-index");
    g_clear_error(&error);
    git_do(&scratch, "update-index", "--no-split-index");
    scratch_commit(&scratch, "c/d", "c\n");
    git_do(&scratch, "sparse-checkout", "set", "--cone", "--sparse-index", "a");
    g_autoptr(PmRepository) sparse = scratch_open(&scratch);
    g_assert_null(pm_content_index(sparse, &error));
    assert_refused(error, PM_ERROR_STATE, "--no-sparse-index");
    git_do(&scratch, "sparse-checkout", "reapply", "--no-sparse-index");
    g_autoptr(PmContent) whole = open_kind(sparse, INDEX);
    g_autofree char *all = listing(whole, "", false);
    g_assert_cmpstr(all, ==, "100644 a/b\n100644 c/d");
}

static void
partial_clone(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *address = g_strconcat("file://", scratch.path, NULL);
    g_autofree char *clone = g_build_filename(scratch.folder, "clone", NULL);
    g_autoptr(GError) error = NULL;
    PmOid blob;

    scratch_commit(&scratch, "a", "old\n");
    blob = scratch_oid(&scratch, "HEAD:a");
    scratch_commit(&scratch, "a", "new\n");
    git_do(&scratch, "config", "uploadpack.allowFilter", "true");
    git_do_in(scratch.folder, "clone", "-q", "--filter=blob:none", address, "clone");
    g_autoptr(PmRepository) repository = pm_repository_open(clone, &error);
    g_assert_no_error(error);
    g_assert_null(pm_content_blob(repository, &blob, LIMIT, &error));
    assert_refused(error, PM_ERROR_NOT_FOUND, "--filter");
}

/* A tree that holds itself ten times over, on and on: more paths than atoms, in a few objects. */
static void
tree_bomb(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *script =
        g_strdup("t=$(git mktree </dev/null); b=$(echo x | git hash-object -w --stdin); "
                 "t=$(printf '100644 blob %s\\tf\\n' $b | git mktree); "
                 "for i in 1 2 3 4 5 6 7 8 9 10; do "
                 "t=$(for j in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\\td%s\\n' $t $j; "
                 "done | git mktree); "
                 "done; git update-ref refs/heads/main $(git commit-tree -m bomb $t)");
    const char *const arguments[] = { "sh", "-c", script, NULL };

    g_bytes_unref(scratch_run_full(scratch.path, arguments, NULL));
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(PmContent) content = open_kind(repository, COMMIT);
    g_assert_null(pm_content_list(content, "", &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_LIMIT);
}

static void
many_files(void)
{
    g_auto(Scratch) scratch = scratch_new();
    const char *const maker[] = { "sh", "-ec",
                                  "for d in $(seq 100); do mkdir d$d; cd d$d; "
                                  "for f in $(seq 100); do echo x >f$f; done; cd ..; done",
                                  NULL };

    g_bytes_unref(scratch_run_full(scratch.path, maker, NULL));
    git_do(&scratch, "add", "-A");
    git_do(&scratch, "commit", "-q", "-m", "many");
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    for (int kind = 0; kind < KINDS; kind++) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(PmContent) content = open_kind(repository, (Kind)kind);
        g_autoptr(GPtrArray) entries = pm_content_list(content, "", NULL);
        g_assert_cmpuint(entries->len, ==, 10000);
        g_test_message("kind %d: %" G_GINT64_FORMAT " us", kind, g_get_monotonic_time() - start);
        g_assert_cmpint(g_get_monotonic_time() - start, <, 10 * G_TIME_SPAN_SECOND);
    }
}

/* Both versions as commits, and git's words on them. */
static char *
gits_diff(const Scratch *scratch, const char *path, const char *const *versions)
{
    g_autofree char *full = scratch_path(scratch, path);

    for (size_t i = 0; i < 2; i++) {
        g_unlink(full);
        if (versions[i])
            scratch_write(scratch, path, versions[i]);
        git_do(scratch, "add", "-A", ":/");
        git_do(scratch, "commit", "-q", "--allow-empty", "-m", "version");
    }
    const char *const arguments[] = {
        "git", "-c", "core.quotePath=false", "diff", "--no-renames", "HEAD~1", "HEAD", NULL
    };
    g_autoptr(GBytes) output = scratch_run_full(scratch->path, arguments, NULL);
    gsize length = 0;
    const char *text = g_bytes_get_data(output, &length);
    return g_strndup(text ? text : "", length);
}

static GBytes *
bytes_of(const char *text)
{
    return text ? g_bytes_new(text, strlen(text)) : NULL;
}

static void
diffs(void)
{
    static const char *const pairs[][2] = {
        { "a\nb\nc\n", "a\nx\nc\n" },
        { "a\n", "a" },
        { "", "a\n" },
        { NULL, "a\nb\n" },
        { "a\nb\n", NULL },
        { "", NULL },
        { NULL, "" },
        { "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "1\n2\n3\nx\n4\n5\n6\n7\n8\n9\n10\n11\ny\n" },
        { "title\n\nfunction here\n a\n b\n c\n d\n e\n f\n",
          "title\n\nfunction here\n a\n b\n c\n d\n e\n g\n" },
        { "제목\n본문\n", "제목\n고친 본문\n" },
        { "a\r\nb\r\n", "a\r\nc\r\n" },
    };
    static const char *const paths[] = { "file.md", "with space.md", "장애.md", "tab\there" };

    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(paths); j++) {
            if (i % G_N_ELEMENTS(paths) != j && i > 5)
                continue; /* enough of each with each */
            g_autofree char *theirs = gits_diff(&scratch, paths[j], pairs[i]);
            g_autoptr(GBytes) old_bytes = bytes_of(pairs[i][0]);
            g_autoptr(GBytes) new_bytes = bytes_of(pairs[i][1]);
            g_autoptr(GError) error = NULL;
            g_autofree char *ours = pm_content_diff(paths[j], old_bytes, new_bytes, &error);
            g_assert_no_error(error);
            g_assert_cmpstr(ours, ==, theirs);
        }
    }
    g_autoptr(GBytes) same = bytes_of("a\n");
    g_autoptr(GBytes) too = bytes_of("a\n");
    g_autofree char *none = pm_content_diff("a", same, too, NULL);
    g_assert_cmpstr(none, ==, "");
    g_autoptr(GBytes) binary = g_bytes_new("a\0b", 3);
    g_autofree char *said = pm_content_diff("a", same, binary, NULL);
    g_assert_true(g_str_has_suffix(said, "\nBinary files a/a and b/a differ\n"));
}

void test_git_content(void);

void
test_git_content(void)
{
    g_test_add_func("/git/content/lists are git's own", as_git_lists);
    g_test_add_func("/git/content/bytes, modes and ids are git's own", bytes_and_ids);
    g_test_add_func("/git/content/what is no file is refused with the reason", refusals);
    g_test_add_func("/git/content/links and FIFOs are traps that do not spring", traps);
    g_test_add_func("/git/content/nor do they without openat2", old_kernel);
    g_test_add_func("/git/content/the index is what git commit would take", staged_only);
    g_test_add_func("/git/content/split and sparse indexes name their remedy", odd_indexes);
    g_test_add_func("/git/content/a missing blob names the filter", partial_clone);
    g_test_add_func("/git/content/a tree bomb meets a limit", tree_bomb);
    g_test_add_func("/git/content/ten thousand files are listed at once", many_files);
    g_test_add_func("/git/content/differences are git diff's own", diffs);
}
