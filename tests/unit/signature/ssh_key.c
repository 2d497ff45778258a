/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_key.h"

#include "workshop.h"

static void
a_fingerprint_is_what_ssh_keygen_prints(void)
{
    g_autoptr(Workshop) shop = workshop_new("ssh-keygen");
    if (!shop)
        return;
    const char *const types[] = { "ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521",
                                  "rsa" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *script = g_strdup_printf(
            "rm -f k k.pub; ssh-keygen -q -t %s -N '' -f k; ssh-keygen -lf k | cut -d' ' -f2",
            types[i]);
        g_autofree char *said = workshop_run(shop, script);
        g_autofree char *line = workshop_read(shop, "k.pub");
        g_autofree char *type = NULL, *base64 = NULL;
        g_assert_true(pm_ssh_key_read(line, &type, &base64));
        g_autofree char *print = pm_ssh_key_fingerprint(base64);
        g_assert_cmpstr(print, ==, g_strchomp(said));
    }
}

static void
a_certificate_holds_the_plain_key(void)
{
    g_autoptr(Workshop) shop = workshop_new("ssh-keygen");
    if (!shop)
        return;
    g_autofree char *said = workshop_run(
        shop, "ssh-keygen -q -t rsa -b 2048 -N '' -f k; ssh-keygen -q -t ed25519 -N '' -f ca\n"
              "ssh-keygen -q -s ca -I id -n a@x,b@x -V 20240101000000:20250101000000 k.pub 2>&1");
    g_autofree char *line = workshop_read(shop, "k-cert.pub");
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_autoptr(GBytes) blob = pm_base64_decode(words[1], strlen(words[1]));
    PmWire wire;
    wire.bytes = g_bytes_get_data(blob, &wire.length);
    g_autoptr(PmSshKey) key = pm_ssh_key_parse(wire);
    g_autofree char *plain = workshop_key(shop, "k");
    g_autofree char *authority = workshop_key(shop, "ca");
    g_assert_cmpstr(key->base64, ==, strchr(plain, ' ') + 1);
    g_assert_cmpstr(key->authority, ==, strchr(authority, ' ') + 1);
    g_assert_cmpstr(key->principals[0], ==, "a@x");
    g_assert_cmpstr(key->principals[1], ==, "b@x");
    g_assert_null(key->principals[2]);
    g_assert_cmpuint(key->valid_before - key->valid_after, ==, 366 * 86400);

    for (size_t i = 0; i < wire.length;
         i++) { /* every cut is no key, and reads nothing behind it */
        g_autofree unsigned char *cut = g_malloc(MAX(i, 1));
        for (size_t j = 0; j < i; j++)
            cut[j] = wire.bytes[j];
        g_assert_null(pm_ssh_key_parse((PmWire){ cut, i }));
    }
}

static void
base64_has_one_way_to_be_written(void)
{
    const struct {
        const char *text;
        int length; /* -1: refused */
    } cases[] = { { "", -1 },        { "QQ==", 1 },    { "QR==", -1 },     { "QQ=", -1 },
                  { "QQ", -1 },      { "QUI=", 2 },    { "QUJD", 3 },      { "QU JD", 3 },
                  { "Q\nQ==\r", 1 }, { "QUJ-", -1 },   { "QQ==QQ==", -1 }, { "Q", -1 },
                  { "====", -1 },    { "QUJ\xc3", -1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = pm_base64_decode(cases[i].text, strlen(cases[i].text));
        g_test_message("%s", cases[i].text);
        g_assert_cmpint(bytes ? (int)g_bytes_get_size(bytes) : -1, ==, cases[i].length);
    }
}

void test_signature_ssh_key(void);

void
test_signature_ssh_key(void)
{
    g_test_add_func("/signature/ssh_key/a fingerprint is what ssh-keygen prints",
                    a_fingerprint_is_what_ssh_keygen_prints);
    g_test_add_func("/signature/ssh_key/a certificate holds the plain key",
                    a_certificate_holds_the_plain_key);
    g_test_add_func("/signature/ssh_key/base64 has one way to be written",
                    base64_has_one_way_to_be_written);
}
