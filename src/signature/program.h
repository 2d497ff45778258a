/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run a program to its end: an argv (never a shell), bytes for its standard input, everything that
 * it says, a limit on its time. Standard input is a file, so a program that doesn't read it can't
 * kill us with SIGPIPE.
 */
#pragma once

#include "base/error.h"

typedef struct {
    const char *const *argv; /* argv[0] is looked up in PATH */
    const char *input;       /* may be NULL when input_length is 0 */
    size_t input_length;
    unsigned seconds; /* killed after that; 0: as long as it takes (somebody types a passphrase) */
    bool is_personal; /* it may talk to the user, in their language and time; else LC_ALL=C and
                         TZ=UTC */
} PmProgram;

typedef struct {
    int status;      /* exit code; 128 + signal */
    GString *output; /* at most 1 MiB of each is kept */
    GString *messages;
} PmProgramResult;

/* PM_ERROR_NOT_FOUND: no such program. PM_ERROR_LIMIT: it took too long. A status other than 0 is
 * no error. */
bool pm_program_run(const PmProgram *program, PmProgramResult *out_result, GError **error);
void pm_program_result_clear(PmProgramResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmProgramResult, pm_program_result_clear)

/* That of a program whose words are read by us. g_strfreev() */
char **pm_program_environment(void);

/* The first line of `text` that says something, without "gpg: " before it and without words of
 * progress; "" when there is none. g_free() */
char *pm_program_first_line(const char *text);
