/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A verb is a row: its name, its options, what it needs, and its function. Usage, the man page and
 * completion are printed from the same rows.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "config/config.h"
#include "git/content.h"

#include <stdio.h>

/*
 * git's own conventions: 0 fine, 1 findings or a negative answer, 128 could not do it, 129 usage.
 */
enum { PM_EXIT_OK = 0, PM_EXIT_FINDINGS = 1, PM_EXIT_FATAL = 128, PM_EXIT_USAGE = 129 };

typedef enum {
    PM_OPTION_FLAG,    /* gboolean */
    PM_OPTION_STRING,  /* char *, owned by the context's arena */
    PM_OPTION_STRINGS, /* char **, may be given several times */
    PM_OPTION_INTEGER, /* int */
} PmOptionKind;

typedef struct {
    const char *name; /* "no-commit" */
    char letter;      /* 'n', or 0 */
    PmOptionKind kind;
    size_t offset;        /* of the member in the verb's struct of options */
    const char *help;     /* a few words */
    const char *argument; /* "FILE"; NULL for flags */
} PmOption;

typedef enum {
    PM_COMMAND_NEEDS_NOTHING = 0,
    PM_COMMAND_MAY_REPOSITORY = 1, /* opened when there is one */
    PM_COMMAND_NEEDS_REPOSITORY = 2,
    PM_COMMAND_NEEDS_LEDGER = 4,   /* a repository with .postmortem/config.yaml */
    PM_COMMAND_REPOSITORIES = 7,   /* any of these three */
    PM_COMMAND_WRITES = 8,         /* its options begin with a PmWriteOptions */
    PM_COMMAND_PAGES = 16,         /* long output: through the pager on a terminal */
    PM_COMMAND_JUDGES_CONFIG = 32, /* runs with the defaults where the config can't be used */
} PmCommandNeeds;

/* Everything a verb may touch; injected, so that a test can run one against memory streams. */
typedef struct {
    FILE *out; /* data */
    FILE *err; /* messages */
    bool color;
    bool terminal;    /* out is one */
    unsigned columns; /* of it; 80 when unknown */
    bool quiet;
    PmArena *arena;           /* for the life of the verb */
    PmRepository *repository; /* NULL unless asked for */
    PmContent *content;     /* where documents are read: the working tree, or HEAD's tree when bare;
                               NULL without a ledger */
    const PmConfig *config; /* of content; defaults where there is no ledger */
    const char *prefix; /* of the directory that the user is in, below the root: "docs/", or "" */
    int64_t now;        /* seconds since the epoch */
    char *pager;        /* private to terminal.c, like the next two */
    char *page;
    size_t page_length;
} PmContext;

typedef struct PmCommand PmCommand;
struct PmCommand {
    const char *name;
    const char *group;       /* a heading of `help` */
    const char *summary;     /* one line */
    const char *arguments;   /* "<id> <key>=<value>…"; "" for none */
    const char *description; /* Markdown paragraphs for `-h` of a terminal reader and the man page;
                                may be NULL */
    const PmOption *options; /* ends with a NULL name; NULL: none of its own */
    size_t options_size;     /* sizeof its struct of options; 0: none */
    PmCommandNeeds needs;
    /* May be NULL. With these options there is no need for a repository: none is opened where
     * nobody sees colours, for that costs more than all the rest (libgit2 reads certificates);
     * and none at all for a verb that needs one without them, and now has another. */
    bool (*alone)(const void *options);
    int minimum, maximum;          /* of arguments; maximum -1: any */
    const PmCommand *const *verbs; /* sub-verbs ("finding add"); ends with NULL; run is NULL then */
    /* `options` points to a zeroed struct, filled in; `arguments` ends with NULL. Returns an exit
     * code, or -1 with an error set. */
    int (*run)(PmContext *context, const void *options, char **arguments, GError **error);
};

/* The one list of verbs (table.c), in the order of help; ends with NULL. */
extern const PmCommand *const pm_commands[];

/* What all writing verbs understand; the first member of their options. */
typedef struct {
    gboolean dry_run;
    gboolean no_commit;
    gboolean no_verify;
    gboolean sign;
    gboolean no_sign;
    gboolean signoff;
    gboolean edit_message;
    gboolean json;
    char **message;
    char *message_file;
} PmWriteOptions;
extern const PmOption pm_write_options[]; /* ends with a NULL name */

/* What stands before the verb; for help, as dispatch.c takes them one by one. Ends with a NULL
 * name; a name may be "". */
extern const PmOption pm_global_options[];
/* The one of them that may stand behind the verb as well. */
extern const PmOption pm_quiet_option[];

/* Print to the context's streams: text from documents and users goes through these. */
void pm_context_say(PmContext *context, const char *format, ...)
    G_GNUC_PRINTF(2, 3); /* out; nothing with -q */
void pm_context_hint(PmContext *context, const char *format, ...)
    G_GNUC_PRINTF(2, 3); /* err: "hint: …"; nothing with -q */
/* err: "error: …" for what was refused, "fatal: …" for the rest, and the hint of the error. */
void pm_context_fail(PmContext *context, const GError *error);
/* A NUL-terminated, escaped copy in the arena. */
const char *pm_context_safe(PmContext *context, const char *text);
/* The same, as one word of a command that a person may copy. */
const char *pm_context_word(PmContext *context, const char *text);
