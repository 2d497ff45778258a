/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/openpgp_home.h"

#include "signature/coprocess.h"
#include "signature/format.h"
#include "signature/openpgp_packet.h"
#include "signature/program.h"
#include "signature/scratch.h"

#include <string.h>

#define STATUS "[GNUPG:] "
#define MAX_HOMES 8
#define MAX_PATH_LINE 1024 /* gpg reads names of files by lines of 2048 bytes */

struct PmOpenpgpHome {
    char *program, *armour;
    PmScratch *scratch;
    char *primary;
    char *listing;    /* NULL: not asked for yet */
    PmCoprocess *gpg; /* NULL: not started, or lost */
};

struct PmOpenpgpHomes {
    GPtrArray *homes; /* oldest first */
};

GPtrArray *
pm_openpgp_statuses(const char *output, const char *keyword)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!g_str_has_prefix(*line, STATUS))
            continue;
        char **words = g_strsplit(*line + strlen(STATUS), " ", -1);
        if (g_strcmp0(words[0], keyword) == 0)
            g_ptr_array_add(found, words);
        else
            g_strfreev(words);
    }
    return found;
}

/* gpg's argv with these arguments; borrows from both. */
static GPtrArray *
make_argv(const PmOpenpgpHome *home, const char *const *arguments)
{
    GPtrArray *argv = g_ptr_array_new();
    const char *const common[] = { home->program,
                                   "--homedir",
                                   pm_scratch_path(home->scratch),
                                   "--no-options",
                                   "--batch",
                                   "--no-tty",
                                   "--quiet",
                                   "--no-autostart",
                                   "--no-auto-key-retrieve",
                                   "--trust-model",
                                   "always",
                                   "--status-fd",
                                   "1" };
    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        g_ptr_array_add(argv, (char *)common[i]);
    for (; *arguments; arguments++)
        g_ptr_array_add(argv, (char *)*arguments);
    g_ptr_array_add(argv, NULL);
    return argv;
}

/* What gpg prints on standard output, or NULL with an error. */
static char *
run_gpg(const PmOpenpgpHome *home, const char *const *arguments, const char *input, size_t length,
        GError **error)
{
    g_autoptr(GPtrArray) argv = make_argv(home, arguments);
    g_auto(PmProgramResult) result = { 0 };
    PmProgram program = { .argv = (const char *const *)argv->pdata,
                          .input = input,
                          .input_length = length,
                          .seconds = PM_VERIFY_SECONDS };
    return pm_program_run(&program, &result, error) ? g_strdup(result.output->str) : NULL;
}

static bool
import_key(PmOpenpgpHome *home, GError **error)
{
    const char *const arguments[] = { "--import", NULL };
    g_autofree char *output = run_gpg(home, arguments, home->armour, strlen(home->armour), error);
    if (output == NULL)
        return false;
    g_autoptr(GPtrArray) imported = pm_openpgp_statuses(output, "IMPORT_OK");
    char **words = imported->len == 1 ? g_ptr_array_index(imported, 0) : NULL;
    if (!words || g_strv_length(words) < 3) {
        pm_error_set(error, PM_ERROR_FAILED, NULL,
                     "the reviewer's OpenPGP key is not exactly one public key");
        return false;
    }
    home->primary = g_strdup(words[2]);
    return true;
}

static void
home_free(void *data)
{
    PmOpenpgpHome *home = data;
    if (home == NULL)
        return;
    pm_coprocess_free(home->gpg);
    pm_scratch_free(home->scratch);
    g_free(home->program);
    g_free(home->armour);
    g_free(home->primary);
    g_free(home->listing);
    g_free(home);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmOpenpgpHome, home_free)

static PmOpenpgpHome *
home_new(const char *program, const char *armour, GError **error)
{
    g_autoptr(PmOpenpgpHome) home = g_new0(PmOpenpgpHome, 1);
    home->program = g_strdup(program);
    home->armour = g_strdup(armour);
    home->scratch = pm_scratch_new(error);
    if (home->scratch == NULL || !import_key(home, error))
        return NULL;
    return g_steal_pointer(&home);
}

PmOpenpgpHomes *
pm_openpgp_homes_new(void)
{
    PmOpenpgpHomes *homes = g_new0(PmOpenpgpHomes, 1);
    homes->homes = g_ptr_array_new_with_free_func(home_free);
    return homes;
}

void
pm_openpgp_homes_free(PmOpenpgpHomes *homes)
{
    if (homes == NULL)
        return;
    g_ptr_array_unref(homes->homes);
    g_free(homes);
}

PmOpenpgpHome *
pm_openpgp_homes_get(PmOpenpgpHomes *homes, const char *program, const char *armour, GError **error)
{
    for (guint i = 0; i < homes->homes->len; i++) {
        PmOpenpgpHome *home = homes->homes->pdata[i];
        if (g_str_equal(home->program, program) && g_str_equal(home->armour, armour))
            return home;
    }
    PmOpenpgpHome *home = home_new(program, armour, error);
    if (home == NULL)
        return NULL;
    if (homes->homes->len == MAX_HOMES)
        g_ptr_array_remove_index(homes->homes, 0);
    g_ptr_array_add(homes->homes, home);
    return home;
}

const char *
pm_openpgp_home_primary(const PmOpenpgpHome *home)
{
    return home->primary;
}

const char *
pm_openpgp_home_listing(PmOpenpgpHome *home, GError **error)
{
    const char *const arguments[] = { "--with-colons",      "--fixed-list-mode",
                                      "--with-fingerprint", "--with-fingerprint",
                                      "--list-keys",        NULL };
    if (home->listing == NULL)
        home->listing = run_gpg(home, arguments, NULL, 0, error);
    return home->listing;
}

/*
 * gpg takes no more than one detached signature at a time, but any number of signed messages
 * (--multifile). So the one signature packet, when it is a usual one of bytes, goes before the
 * payload as a literal packet (RFC 4880, section 11.3: "Signature Packet, OpenPGP Message"). NULL:
 * anything else.
 */
static GByteArray *
make_message(const char *signature, const char *payload, size_t length)
{
    static const guint8 literal[] = { 'b', 0, 0, 0, 0, 0 }; /* bytes; no name, no date */
    g_autoptr(GBytes) bytes = pm_openpgp_dearmour(signature, "-----BEGIN PGP SIGNATURE-----");
    PmOpenpgpPacket packet;
    PmWire rest;
    if (bytes == NULL || length > G_MAXUINT32 / 2)
        return NULL;
    rest.bytes = g_bytes_get_data(bytes, &rest.length);
    if (!pm_openpgp_take_packet(&rest, &packet) || rest.length > 0 ||
        packet.tag != PM_OPENPGP_SIGNATURE || packet.body.length < 2 || packet.body.bytes[0] != 4 ||
        packet.body.bytes[1] != 0)
        return NULL;

    GByteArray *message = g_byte_array_new();
    g_autoptr(GByteArray) content = g_byte_array_new();
    g_byte_array_append(content, literal, sizeof literal);
    if (length > 0)
        g_byte_array_append(content, (const guint8 *)payload, (guint)length);
    pm_openpgp_put_packet(message, PM_OPENPGP_SIGNATURE, packet.body.bytes, packet.body.length);
    pm_openpgp_put_packet(message, PM_OPENPGP_LITERAL, content->data, content->len);
    return message;
}

/* The gpg that verifies a message for each line that names its file. */
static PmCoprocess *
start_gpg(PmOpenpgpHome *home)
{
    const char *const arguments[] = { "--multifile", "--verify", NULL };
    g_autoptr(GPtrArray) argv = make_argv(home, arguments);
    if (home->gpg == NULL)
        home->gpg = pm_coprocess_new((const char *const *)argv->pdata);
    return home->gpg;
}

/* What the running gpg says of it; NULL when it says anything but that the signature fits. */
static char *
ask_gpg(PmOpenpgpHome *home, const GByteArray *message)
{
    g_autofree char *path = g_strdup(pm_scratch_write(
        home->scratch, "message", (const char *)message->data, message->len, NULL));
    if (path == NULL || strchr(path, '\n') != NULL || strlen(path) > MAX_PATH_LINE ||
        start_gpg(home) == NULL)
        return NULL;
    g_autofree char *output =
        pm_coprocess_ask(home->gpg, path, STATUS "FILE_DONE", PM_VERIFY_SECONDS);
    if (output == NULL)
        g_clear_pointer(&home->gpg, pm_coprocess_free);
    return output != NULL && strstr(output, "\n" STATUS "VALIDSIG ") != NULL
               ? g_steal_pointer(&output)
               : NULL;
}

/* Of what does not fit, or is unusual, gpg is asked in the usual way: it says why. */
char *
pm_openpgp_home_verify(PmOpenpgpHome *home, const char *signature, const char *payload,
                       size_t length, GError **error)
{
    g_autoptr(GByteArray) message = make_message(signature, payload, length);
    char *output = message != NULL ? ask_gpg(home, message) : NULL;
    if (output != NULL)
        return output;
    const char *file =
        pm_scratch_write(home->scratch, "signature", signature, strlen(signature), error);
    const char *const arguments[] = { "--verify", file, "-", NULL };
    return file != NULL ? run_gpg(home, arguments, payload, length, error) : NULL;
}
