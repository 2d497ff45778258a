/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libgit2 offers no way to leave them out where it was built with mbedTLS, as Debian's is: it
 * parses the system's whole bundle of certificates when it starts. The function that does it is
 * looked up in the program first; what is left is no certificate, and thus no server that would be
 * trusted.
 */
#include "git/certificates.h"

/* As mbedtls/x509_crt.h has it: how many certificates could not be read. */
__attribute__((visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain,
                                                                       const char *path);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}

/* Nothing is to be done but to be linked. */
void
pm_certificates_leave_out(void)
{
}
