/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded into a program, this stops its clock at PM_CLOCK, in seconds since 1970. faketime(1)
 * does the same, but not to a program under AddressSanitizer, which asks for the time before it is
 * ready.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t
stopped(void)
{
    const char *text = getenv("PM_CLOCK");
    return text != NULL ? (time_t)strtoll(text, NULL, 10) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *out_time)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
        return (int)syscall(SYS_clock_gettime, clock, out_time);
    *out_time = (struct timespec){ .tv_sec = stopped() };
    return 0;
}

int
gettimeofday(struct timeval *out_time, void *zone)
{
    (void)zone;
    *out_time = (struct timeval){ .tv_sec = stopped() };
    return 0;
}

time_t
time(time_t *out_time)
{
    if (out_time != NULL)
        *out_time = stopped();
    return stopped();
}
