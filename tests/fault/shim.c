/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a program, this makes its system calls fail, or kills it, at a chosen one.
 *
 * PM_FAULT is a list of KIND:N, separated by commas: the N-th call of that kind's class (from 1) is
 * hit; KIND+:N hits all from there on. PM_FAULT_LOG names a file to which each counted call is
 * appended as "CLASS NAME SUBJECT", the path that it is about.
 *
 *   kill      before a call that changes the disk       class change
 *   torn      after half of a write                     class write
 *   short     half of a write is done, and said so      class write
 *   enospc    a call that needs space                   class space
 *   eio       any call on a file                        class input-output
 *   run       nothing fails, but PM_FAULT_COMMAND is
 *             run by the shell before the call          class change
 *
 * Children are spared: the variables are gone when the program starts.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHANGE = 1, WRITE = 2, SPACE = 4, IO = 8 };

static const struct {
    const char *name;
    unsigned class;
    int error;
} kinds[] = {
    { "kill", CHANGE, 0 },       { "torn", WRITE, -1 }, { "short", WRITE, -2 },
    { "enospc", SPACE, ENOSPC }, { "eio", IO, EIO },    { "run", CHANGE, -3 },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))
#define FAULTS 4

static struct {
    size_t kind;
    unsigned long at;
    bool onwards;
} faults[FAULTS];
static size_t fault_count;
static unsigned long counts[KINDS];
static int log_file = -1;
static char *command;

__attribute__((constructor)) static void
start(void)
{
    const char *text = getenv("PM_FAULT");
    const char *log = getenv("PM_FAULT_LOG");

    if (log)
        log_file = (int)syscall(SYS_openat, AT_FDCWD, log,
                                O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    while (text && *text && fault_count < FAULTS) {
        for (size_t i = 0; i < KINDS; i++) {
            size_t length = strlen(kinds[i].name);
            if (strncmp(text, kinds[i].name, length) != 0 || !strchr(":+", text[length]))
                continue;
            faults[fault_count].kind = i;
            faults[fault_count].onwards = text[length] == '+';
            faults[fault_count++].at = strtoul(strchr(text, ':') + 1, NULL, 10);
            break;
        }
        text = strchr(text, ',');
        text = text ? text + 1 : NULL;
    }
    command = getenv("PM_FAULT_COMMAND") ? strdup(getenv("PM_FAULT_COMMAND")) : NULL;
    unsetenv("LD_PRELOAD");
    unsetenv("PM_FAULT");
    unsetenv("PM_FAULT_LOG");
}

/* What a descriptor stands for, for the log alone. */
static const char *
name_of(int file)
{
    static char target[4096];
    char link[64];

    if (log_file < 0)
        return "";
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, target, sizeof(target) - 1);
    target[length > 0 ? length : 0] = '\0';
    return target;
}

static void
note(const char *name, unsigned class, const char *subject)
{
    char line[4200];
    char letters[] = "cwsi";

    for (unsigned bit = 0; bit < 4; bit++) {
        if (!(class & (1u << bit)))
            letters[bit] = '-';
    }
    int length = snprintf(line, sizeof(line), "%s %s %s\n", letters, name, subject);
    syscall(SYS_write, log_file, line, (size_t)length);
}

static void
run_command(void)
{
    char *const words[] = { (char *)"sh", (char *)"-c", command, NULL };
    pid_t child = 0;
    int status = 0;

    if (!command || posix_spawn(&child, "/bin/sh", NULL, NULL, words, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0)
        abort();
}

/* 0: go on. An errno: fail so. -1, -2: half a write, and then death or success. */
static int
strike(const char *name, unsigned class, const char *subject)
{
    int result = 0;

    if (log_file >= 0)
        note(name, class, subject);
    for (size_t i = 0; i < KINDS; i++)
        counts[i] += (kinds[i].class & class) != 0;
    for (size_t i = 0; i < fault_count; i++) {
        size_t kind = faults[i].kind;
        bool hit = faults[i].onwards ? counts[kind] >= faults[i].at : counts[kind] == faults[i].at;
        if (!(kinds[kind].class & class) || !hit)
            continue;
        if (kinds[kind].error == 0)
            kill(getpid(), SIGKILL);
        if (kinds[kind].error != -3)
            result = kinds[kind].error;
        else
            run_command();
    }
    return result;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

#define FAIL(name, class, subject)                                                                 \
    do {                                                                                           \
        int failure = strike(name, class, subject);                                                \
        if (failure > 0) {                                                                         \
            errno = failure;                                                                       \
            return -1;                                                                             \
        }                                                                                          \
    } while (0)

#define MODE_OF(flags)                                                                             \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode = va_arg(arguments, mode_t);                                                          \
        va_end(arguments);                                                                         \
    }

/* openat2(2) has no function of its own in the C library. */
long
syscall(long number, ...)
{
    static long (*real)(long, ...);
    long words[6];
    va_list arguments;

    va_start(arguments, number);
    for (size_t i = 0; i < 6; i++)
        words[i] = va_arg(arguments, long);
    va_end(arguments);
    if (real == NULL)
        real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    if (number == SYS_openat2)
        FAIL("openat2", IO, (const char *)words[1]);
    return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

static unsigned
class_of_open(int flags)
{
    return IO | (flags & O_CREAT ? CHANGE | SPACE : flags & O_TRUNC ? CHANGE : 0u);
}

#define DEFINE_OPEN(name)                                                                          \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        MODE_OF(flags)                                                                             \
        FAIL(#name, class_of_open(flags), path);                                                   \
        return REAL(int, #name, const char *, int, ...)(path, flags, mode);                        \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_OPENAT(name)                                                                        \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        MODE_OF(flags)                                                                             \
        FAIL(#name, class_of_open(flags), path);                                                   \
        return REAL(int, #name, int, const char *, int, ...)(folder, path, flags, mode);           \
    }
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

/* What _FORTIFY_SOURCE makes of an open() without a mode. */
#define DEFINE_CHECKED(name)                                                                       \
    int name(const char *path, int flags)                                                          \
    {                                                                                              \
        FAIL(#name, class_of_open(flags), path);                                                   \
        return REAL(int, #name, const char *, int)(path, flags);                                   \
    }
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
DEFINE_CHECKED(__open_2)
DEFINE_CHECKED(__open64_2)

#define DEFINE_WRITE(name, parameters, call, ...)                                                  \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        int failure = strike(#name, CHANGE | WRITE | SPACE | IO, name_of(file));                   \
        if (failure > 0) {                                                                         \
            errno = failure;                                                                       \
            return -1;                                                                             \
        }                                                                                          \
        if (failure < 0 && length > 1)                                                             \
            length /= 2;                                                                           \
        ssize_t written = REAL(ssize_t, #name, __VA_ARGS__) call;                                  \
        if (failure == -1)                                                                         \
            kill(getpid(), SIGKILL);                                                               \
        return written;                                                                            \
    }
DEFINE_WRITE(write, (int file, const void *bytes, size_t length), (file, bytes, length), int,
             const void *, size_t)
DEFINE_WRITE(pwrite, (int file, const void *bytes, size_t length, off_t at),
             (file, bytes, length, at), int, const void *, size_t, off_t)
DEFINE_WRITE(pwrite64, (int file, const void *bytes, size_t length, off64_t at),
             (file, bytes, length, at), int, const void *, size_t, off64_t)

#define DEFINE(type, name, class, subject, parameters, call, ...)                                  \
    type name parameters                                                                           \
    {                                                                                              \
        FAIL(#name, class, subject);                                                               \
        return REAL(type, #name, __VA_ARGS__) call;                                                \
    }
DEFINE(ssize_t, read, IO, name_of(file), (int file, void *bytes, size_t length),
       (file, bytes, length), int, void *, size_t)
DEFINE(int, fsync, CHANGE | SPACE | IO, name_of(file), (int file), (file), int)
DEFINE(int, fdatasync, CHANGE | SPACE | IO, name_of(file), (int file), (file), int)
DEFINE(int, ftruncate, CHANGE | SPACE | IO, name_of(file), (int file, off_t length), (file, length),
       int, off_t)
DEFINE(int, ftruncate64, CHANGE | SPACE | IO, name_of(file), (int file, off64_t length),
       (file, length), int, off64_t)
DEFINE(int, flock, IO, name_of(file), (int file, int how), (file, how), int, int)
DEFINE(int, rename, CHANGE | SPACE | IO, to, (const char *from, const char *to), (from, to),
       const char *, const char *)
DEFINE(int, renameat, CHANGE | SPACE | IO, to, (int a, const char *from, int b, const char *to),
       (a, from, b, to), int, const char *, int, const char *)
DEFINE(int, renameat2, CHANGE | SPACE | IO, to,
       (int a, const char *from, int b, const char *to, unsigned how), (a, from, b, to, how), int,
       const char *, int, const char *, unsigned)
DEFINE(int, link, CHANGE | SPACE | IO, to, (const char *from, const char *to), (from, to),
       const char *, const char *)
DEFINE(int, linkat, CHANGE | SPACE | IO, to,
       (int a, const char *from, int b, const char *to, int how), (a, from, b, to, how), int,
       const char *, int, const char *, int)
DEFINE(int, unlink, CHANGE | IO, path, (const char *path), (path), const char *)
DEFINE(int, unlinkat, CHANGE | IO, path, (int folder, const char *path, int how),
       (folder, path, how), int, const char *, int)
DEFINE(int, rmdir, CHANGE | IO, path, (const char *path), (path), const char *)
DEFINE(int, mkdir, CHANGE | SPACE | IO, path, (const char *path, mode_t mode), (path, mode),
       const char *, mode_t)
DEFINE(int, mkdirat, CHANGE | SPACE | IO, path, (int folder, const char *path, mode_t mode),
       (folder, path, mode), int, const char *, mode_t)
DEFINE(int, chmod, CHANGE | IO, path, (const char *path, mode_t mode), (path, mode), const char *,
       mode_t)
DEFINE(int, fchmodat, CHANGE | IO, path, (int folder, const char *path, mode_t mode, int how),
       (folder, path, mode, how), int, const char *, mode_t, int)
DEFINE(int, utimensat, CHANGE | IO, path,
       (int folder, const char *path, const struct timespec times[2], int how),
       (folder, path, times, how), int, const char *, const struct timespec *, int)

/*
 * close() must give the file back even when it reports what a network file system found out only
 * now.
 */
int
close(int file)
{
    bool writes = (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int failure = writes ? strike("close", SPACE | IO, name_of(file)) : 0;
    int result = REAL(int, "close", int)(file);

    if (failure > 0) {
        errno = failure;
        return -1;
    }
    return result;
}
