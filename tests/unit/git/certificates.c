/* SPDX-License-Identifier: Apache-2.0 */
#include "git/native.h"

#include <dlfcn.h>

void test_git_certificates(void);

/* By the dynamic linker's own word: whose function libgit2 calls, where it was built to call one.
 */
static void
left_out(void)
{
    static const char here = 0;
    Dl_info found = { 0 }, ours = { 0 };

    pm_native_start();
    void *parse = dlsym(RTLD_DEFAULT, "mbedtls_x509_crt_parse_file");
    if (dlsym(RTLD_DEFAULT, "mbedtls_x509_crt_init") == NULL) {
        g_test_skip("libgit2 is built without mbedTLS");
        return;
    }
    g_assert_true(dladdr(parse, &found) != 0 && dladdr(&here, &ours) != 0);
    g_assert_cmpstr(found.dli_fname, ==, ours.dli_fname);
}

void
test_git_certificates(void)
{
    g_test_add_func("/git/certificates/libgit2 reads none of the system when it starts", left_out);
}
