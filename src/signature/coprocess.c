/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/coprocess.h"

#include "signature/program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ANSWER (1024 * 1024)

struct PmCoprocess {
    GPid pid;
    int input, output; /* a socket, so that a program which is gone is an error and no SIGPIPE */
};

PmCoprocess *
pm_coprocess_new(const char *const *argv)
{
    int pair[2], output = -1;
    GPid pid = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return NULL;
    g_auto(GStrv) environment = pm_program_environment();
    const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                              G_SPAWN_CLOEXEC_PIPES | G_SPAWN_LEAVE_DESCRIPTORS_OPEN |
                              G_SPAWN_STDERR_TO_DEV_NULL;
    bool started = g_spawn_async_with_pipes_and_fds(NULL, argv, (const char *const *)environment,
                                                    flags, NULL, NULL, pair[1], -1, -1, NULL, NULL,
                                                    0, &pid, NULL, &output, NULL, NULL);
    (void)close(pair[1]);
    if (!started) {
        (void)close(pair[0]);
        return NULL;
    }
    PmCoprocess *coprocess = g_new0(PmCoprocess, 1);
    *coprocess = (PmCoprocess){ .pid = pid, .input = pair[0], .output = output };
    return coprocess;
}

void
pm_coprocess_free(PmCoprocess *coprocess)
{
    if (coprocess == NULL)
        return;
    (void)kill(coprocess->pid, SIGKILL);
    (void)close(coprocess->input);
    (void)close(coprocess->output);
    while (waitpid(coprocess->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    g_spawn_close_pid(coprocess->pid);
    g_free(coprocess);
}

static bool
send_line(const PmCoprocess *coprocess, const char *line)
{
    g_autofree char *text = g_strconcat(line, "\n", NULL);
    for (const char *at = text; *at != '\0';) {
        ssize_t n = send(coprocess->input, at, strlen(at), MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR)
            return false;
        at += MAX(n, 0);
    }
    return true;
}

/* Are there bytes to read, or the end, before the deadline? */
static bool
wait_for(const PmCoprocess *coprocess, gint64 deadline)
{
    struct pollfd poller = { .fd = coprocess->output, .events = POLLIN };
    int ready;
    do {
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        ready = left > 0 ? poll(&poller, 1, (int)left) : 0;
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static bool
ends_with_line(const GString *text, const char *line)
{
    size_t length = strlen(line) + 1;
    if (text->len < length || text->str[text->len - 1] != '\n')
        return false;
    const char *start = text->str + text->len - length;
    return strncmp(start, line, length - 1) == 0 && (start == text->str || start[-1] == '\n');
}

char *
pm_coprocess_ask(PmCoprocess *coprocess, const char *line, const char *last, unsigned seconds)
{
    g_autoptr(GString) said = g_string_new(NULL);
    gint64 deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
    if (!send_line(coprocess, line))
        return NULL;
    while (!ends_with_line(said, last)) {
        char bytes[4096];
        if (said->len > MAX_ANSWER || !wait_for(coprocess, deadline))
            return NULL;
        ssize_t n = read(coprocess->output, bytes, sizeof bytes);
        if (n == 0 || (n < 0 && errno != EINTR))
            return NULL;
        g_string_append_len(said, bytes, MAX(n, 0));
    }
    return g_string_free(g_steal_pointer(&said), FALSE);
}
