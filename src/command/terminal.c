/* SPDX-License-Identifier: Apache-2.0 */
#include "command/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A closed stream's number would be given to the next file that is opened, and what is meant for a
 * reader would be written into that. Standard input and output are opened the wrong way around, so
 * that to use them is an error.
 */
static void
hold_streams(void)
{
    static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
            open("/dev/null", modes[stream]);
}

/* `git -p` has started a pager, which is behind the pipe that we write to. */
static bool
git_pages(void)
{
    struct stat status;
    return g_strcmp0(g_getenv("GIT_PAGER_IN_USE"), "true") == 0 &&
           fstat(STDOUT_FILENO, &status) == 0 && S_ISFIFO(status.st_mode);
}

static unsigned
columns_of(int descriptor)
{
    struct winsize size;
    const char *columns = g_getenv("COLUMNS");
    guint64 number;
    if (columns != NULL && g_ascii_string_to_unsigned(columns, 10, 20, 1000, &number, NULL))
        return (unsigned)number;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

void
pm_terminal_init(PmContext *context)
{
    hold_streams();
    context->out = stdout;
    context->err = stderr;
    context->terminal = isatty(STDOUT_FILENO) || git_pages();
    context->columns = columns_of(STDOUT_FILENO);
    const char *refused = g_getenv("NO_COLOR");
    context->color = context->terminal && (refused == NULL || *refused == '\0') &&
                     g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

void
pm_terminal_configure(PmContext *context)
{
    g_autofree char *when = context->repository != NULL
                                ? pm_repository_config(context->repository, "color.ui")
                                : pm_repository_config_trusted(NULL, "color.ui");
    if (g_strcmp0(when, "always") == 0)
        context->color = true;
    else if (g_strcmp0(when, "never") == 0 || g_strcmp0(when, "false") == 0)
        context->color = false;
}

/* The command line of the pager, or NULL for none. */
static char *
find_pager(void)
{
    if (!isatty(STDOUT_FILENO))
        return NULL;
    g_autofree char *pager = pm_repository_pager();
    return *pager == '\0' || g_str_equal(pager, "cat") ? NULL : g_steal_pointer(&pager);
}

void
pm_terminal_begin_page(PmContext *context)
{
    context->pager = find_pager();
    if (context->pager == NULL)
        return;
    FILE *page = open_memstream(&context->page, &context->page_length);
    if (page != NULL)
        context->out = page;
}

static void
write_page(const PmContext *context, int descriptor)
{
    size_t written = 0;
    while (written < context->page_length) {
        ssize_t count = write(descriptor, context->page + written, context->page_length - written);
        if (count < 0 && errno != EINTR)
            return; /* the reader has seen enough */
        written += count > 0 ? (size_t)count : 0;
    }
}

/* Whether the pager ran. It is the user's own, and runs through a shell, as git runs it. */
static bool
run_pager(const PmContext *context)
{
    const char *const argv[] = { "/bin/sh", "-c", context->pager, NULL };
    g_auto(GStrv) environment = g_get_environ();
    environment = g_environ_setenv(environment, "LESS", "FRX", FALSE);
    environment = g_environ_setenv(environment, "LV", "-c", FALSE);
    GPid pager;
    int input, status = 0;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                  NULL, &pager, &input, NULL, NULL, NULL))
        return false;
    /* keys that interrupt are the pager's while it has the terminal */
    static const int ignored[] = { SIGINT, SIGQUIT, SIGPIPE };
    struct sigaction before[G_N_ELEMENTS(ignored)], ignore = { .sa_handler = SIG_IGN };
    for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
        sigaction(ignored[i], &ignore, &before[i]);
    write_page(context, input);
    close(input);
    while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
        continue;
    for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
        sigaction(ignored[i], &before[i], NULL);
    enum { NOT_FOUND = 127 }; /* says the shell */
    return !WIFEXITED(status) || WEXITSTATUS(status) != NOT_FOUND;
}

void
pm_terminal_end_page(PmContext *context)
{
    if (context->out != stdout) {
        fclose(context->out);
        context->out = stdout;
        if (context->page_length > 0 && !run_pager(context))
            fwrite(context->page, 1, context->page_length, stdout);
        free(context->page);
    }
    g_clear_pointer(&context->pager, g_free);
}

bool
pm_terminal_finish(PmContext *context)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    if (errno == EPIPE)
        return true;
    fprintf(context->err, "fatal: cannot write to standard output%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? g_strerror(errno) : "");
    return false;
}
