/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/program.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CAPTURE (1024 * 1024)

void
pm_program_result_clear(PmProgramResult *result)
{
    if (result->output)
        g_string_free(result->output, TRUE);
    if (result->messages)
        g_string_free(result->messages, TRUE);
    *result = (PmProgramResult){ 0 };
}

static bool
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        }
    }
    return true;
}

/* A file without a name that holds the input, read from its start; -1 with an error. */
static int
open_input(const PmProgram *program, GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) problem = NULL;
    int fd = g_file_open_tmp("git-postmortem-XXXXXX", &path, &problem);
    if (fd < 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot make a temporary file: %s",
                     problem->message);
        return -1;
    }
    (void)g_unlink(path);
    if (!write_all(fd, program->input, program->input_length) || lseek(fd, 0, SEEK_SET) != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write a temporary file: %s",
                     g_strerror(errno));
        (void)close(fd);
        return -1;
    }
    return fd;
}

char **
pm_program_environment(void)
{
    char **environment = g_environ_setenv(g_get_environ(), "LC_ALL", "C", TRUE);
    return g_environ_setenv(environment, "TZ", "UTC", TRUE);
}

static bool
spawn(const PmProgram *program, GPid *out_pid, int *out_fds, GError **error)
{
    int input = open_input(program, error);
    if (input < 0)
        return false;

    g_auto(GStrv) environment = program->is_personal ? g_get_environ() : pm_program_environment();
    g_autoptr(GError) problem = NULL;
    /* every descriptor of ours is close-on-exec; with LEAVE_DESCRIPTORS_OPEN GLib can use
     * posix_spawn(3), which does not copy this process's memory */
    const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                              G_SPAWN_CLOEXEC_PIPES | G_SPAWN_LEAVE_DESCRIPTORS_OPEN;
    bool started = g_spawn_async_with_pipes_and_fds(
        NULL, program->argv, (const char *const *)environment, flags, NULL, NULL, input, -1, -1,
        NULL, NULL, 0, out_pid, NULL, &out_fds[0], &out_fds[1], &problem);
    (void)close(input);
    if (started)
        return true;

    /* GLib calls it FAILED when it was posix_spawn(3) that found none */
    g_autofree char *found = g_find_program_in_path(program->argv[0]);
    if (found == NULL)
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "'%s' is not installed", program->argv[0]);
    else
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot run '%s': %s", program->argv[0],
                     problem->message);
    return false;
}

/* One read; false at the end. What is over the limit is read and dropped, so that the program can
 * end. */
static bool
drain(int fd, GString *into)
{
    char bytes[16384];
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    size_t room = MAX_CAPTURE - into->len;
    g_string_append_len(into, bytes, (gssize)MIN((size_t)n, room));
    return n > 0;
}

/* Read both pipes to their ends; false when the deadline comes first. */
static bool
collect(int *fds, GString **texts, gint64 deadline)
{
    struct pollfd polls[2] = { { .fd = fds[0], .events = POLLIN },
                               { .fd = fds[1], .events = POLLIN } };
    while (polls[0].fd >= 0 || polls[1].fd >= 0) {
        gint64 left = deadline ? (deadline - g_get_monotonic_time()) / 1000 : -1;
        if (deadline && left <= 0)
            return false;
        if (poll(polls, 2, (int)left) < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < 2; i++) {
            if (polls[i].fd >= 0 && polls[i].revents && !drain(polls[i].fd, texts[i]))
                polls[i].fd = -1;
        }
    }
    return true;
}

static int
reap(GPid pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return 255;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool
pm_program_run(const PmProgram *program, PmProgramResult *out_result, GError **error)
{
    GPid pid = 0;
    int fds[2] = { -1, -1 };
    if (!spawn(program, &pid, fds, error))
        return false;

    PmProgramResult result = { .output = g_string_new(NULL), .messages = g_string_new(NULL) };
    gint64 deadline =
        program->seconds ? g_get_monotonic_time() + program->seconds * G_TIME_SPAN_SECOND : 0;
    bool in_time = collect(fds, (GString *[]){ result.output, result.messages }, deadline);
    if (!in_time)
        (void)kill(pid, SIGKILL);
    (void)close(fds[0]);
    (void)close(fds[1]);
    result.status = reap(pid);
    g_spawn_close_pid(pid);
    if (!in_time) {
        pm_program_result_clear(&result);
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "'%s' gave no answer within %u s",
                     program->argv[0], program->seconds);
        return false;
    }
    *out_result = result;
    return true;
}

char *
pm_program_first_line(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 64);
    for (char **line = lines; *line; line++) {
        const char *words = g_strstrip(*line);
        if (g_str_has_prefix(words, "[GNUPG:]") || g_str_has_prefix(words, "Signing "))
            continue;
        if (g_str_has_prefix(words, "gpg: "))
            words += strlen("gpg: ");
        if (*words)
            return g_utf8_make_valid(words, (gssize)MIN(strlen(words), (size_t)500));
    }
    return g_strdup("");
}
