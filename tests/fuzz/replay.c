/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over the files of a directory, so that a corpus is an ordinary test where
 * libFuzzer is not there. A directory without files is a mistake of the set-up, and fails.
 */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly the file's size: GLib's own buffer has a NUL after the end, which would hide a
 * read past it from the sanitizer. */
static void
replay(const char *path)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &bytes, &size, &error))
        g_error("%s", error->message);
    g_autofree uint8_t *exact = g_malloc(MAX(size, 1));
    for (gsize i = 0; i < size; i++)
        exact[i] = (uint8_t)bytes[i];
    LLVMFuzzerTestOneInput(exact, size);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) folder = argc == 2 ? g_dir_open(argv[1], 0, &error) : NULL;
    if (!folder) {
        fprintf(stderr, "%s\n", error ? error->message : "usage: fuzz_<target> <corpus directory>");
        return 1;
    }
    unsigned count = 0;
    for (const char *name = g_dir_read_name(folder); name; name = g_dir_read_name(folder)) {
        g_autofree char *path = g_build_filename(argv[1], name, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
            continue;
        replay(path);
        count++;
    }
    printf("%u inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
