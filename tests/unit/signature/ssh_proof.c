/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_proof.h"

#include "workshop.h"

#define PAYLOAD "one\ntwo\n"

static const char *const types[] = { "ed25519",      "ecdsa -b 256", "ecdsa -b 384",
                                     "ecdsa -b 521", "rsa -b 2048",  "rsa -b 3073" };

/* A key of each type in k0, k1, …; kN.sha512 and kN.sha256 are signatures over PAYLOAD. */
static Workshop *
make_signatures_once(void)
{
    Workshop *shop = workshop_new("ssh-keygen");
    if (!shop)
        return NULL;
    workshop_write(shop, "payload", PAYLOAD, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *script = g_strdup_printf(
            "k=k%zu; ssh-keygen -q -t %s -N '' -f $k\n"
            "for h in sha512 sha256; do ssh-keygen -Y sign -q -O hashalg=$h -n git -f $k "
            "<payload 2>/dev/null | sed '1d;$d' >$k.$h; done",
            i, types[i]);
        g_autofree char *said = workshop_run(shop, script);
    }
    return shop;
}

static Workshop *signatures;

static Workshop *
make_signatures(void)
{
    return workshop_like(&signatures, make_signatures_once);
}

static PmSshProof
prove(const char *base64, const char *payload)
{
    const char *why = NULL;
    g_autoptr(PmSshsig) sshsig = pm_sshsig_parse(base64, strlen(base64), &why);
    return sshsig ? pm_ssh_prove(sshsig, payload, strlen(payload)) : PM_SSH_PROOF_UNKNOWN;
}

static void
real_signatures_are_proved_in_process(void)
{
    g_autoptr(Workshop) shop = make_signatures();
    for (size_t i = 0; shop && i < G_N_ELEMENTS(types); i++) {
        const char *const hashes[] = { "sha512", "sha256" };
        for (size_t j = 0; j < G_N_ELEMENTS(hashes); j++) {
            g_autofree char *name = g_strdup_printf("k%zu.%s", i, hashes[j]);
            g_autofree char *base64 = workshop_read(shop, name);
            g_test_message("%s %s", types[i], hashes[j]);
            g_assert_cmpint(prove(base64, PAYLOAD), ==, PM_SSH_PROOF_GOOD);
            g_assert_cmpint(prove(base64, PAYLOAD "x"), ==, PM_SSH_PROOF_BAD);
            g_assert_cmpint(prove(base64, ""), ==, PM_SSH_PROOF_BAD);
        }
    }
}

/* One flipped bit at a time, all over the envelope. */
static void
no_flipped_bit_is_good(void)
{
    g_autoptr(Workshop) shop = make_signatures();
    for (size_t i = 0; shop && i < G_N_ELEMENTS(types); i++) {
        g_autofree char *name = g_strdup_printf("k%zu.sha512", i);
        g_autofree char *base64 = workshop_read(shop, name);
        g_autoptr(GBytes) blob = pm_base64_decode(base64, strlen(base64));
        gsize length = 0;
        const unsigned char *bytes = g_bytes_get_data(blob, &length);
        for (gsize at = 0; at < length; at++) {
            g_autofree unsigned char *changed = g_malloc(length);
            for (gsize j = 0; j < length; j++)
                changed[j] = (unsigned char)(bytes[j] ^ (j == at ? 1 << (at % 8) : 0));
            g_autofree char *text = g_base64_encode(changed, length);
            g_test_message("%s, byte %zu", types[i], at);
            g_assert_cmpint(prove(text, PAYLOAD), !=, PM_SSH_PROOF_GOOD);
        }
    }
}

/* The last two strings, the signature's and its number's, longer than they may be. */
static void
a_signature_that_is_too_long_is_not_good(void)
{
    g_autoptr(Workshop) shop = make_signatures();
    for (size_t i = 0; shop && i < G_N_ELEMENTS(types); i++) {
        g_autofree char *name = g_strdup_printf("k%zu.sha512", i);
        g_autofree char *base64 = workshop_read(shop, name);
        const char *why = NULL;
        g_autoptr(PmSshsig) good = pm_sshsig_parse(base64, strlen(base64), &why);
        PmWire rest = good->signature, algorithm, number;
        g_assert_true(pm_wire_string(&rest, &algorithm) && pm_wire_string(&rest, &number));

        g_autoptr(GByteArray) longer = g_byte_array_new();
        g_byte_array_append(longer, number.bytes, (guint)number.length);
        g_byte_array_append(longer, (const guint8 *)"\0\0\0\0\0\0\0\0", 8);
        g_autoptr(GByteArray) blob = g_byte_array_new();
        pm_wire_put_string(blob, algorithm.bytes, algorithm.length);
        pm_wire_put_string(blob, longer->data, longer->len);
        good->signature = (PmWire){ blob->data, blob->len };
        g_test_message("%s", types[i]);
        g_assert_cmpint(pm_ssh_prove(good, PAYLOAD, strlen(PAYLOAD)), !=, PM_SSH_PROOF_GOOD);

        g_autoptr(GBytes) whole = pm_base64_decode(base64, strlen(base64));
        gsize length = 0;
        const guint8 *bytes = g_bytes_get_data(whole, &length);
        g_autoptr(GByteArray) trailing = g_byte_array_new();
        g_byte_array_append(trailing, bytes, (guint)length);
        g_byte_array_append(trailing, (const guint8 *)"x", 1);
        g_autofree char *text = g_base64_encode(trailing->data, trailing->len);
        g_assert_null(pm_sshsig_parse(text, strlen(text), &why));
        g_assert_nonnull(why);
    }
}

static void
what_is_odd_is_left_to_ssh_keygen(void)
{
    g_autoptr(Workshop) shop = workshop_new("ssh-keygen");
    if (!shop)
        return;
    workshop_write(shop, "payload", PAYLOAD, -1);
    g_autofree char *said = workshop_run(
        shop,
        "ssh-keygen -q -t rsa -b 1024 -N '' -f weak\n"
        "ssh-keygen -q -t ed25519 -N '' -f k; ssh-keygen -q -s k -I id -n a@x k.pub 2>/dev/null\n"
        "for k in weak k-cert.pub; do ssh-keygen -Y sign -q -n git -f $k "
        "<payload 2>/dev/null | sed '1d;$d' >$k.sig; done");
    const char *const files[] = { "weak.sig", "k-cert.pub.sig" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *base64 = workshop_read(shop, files[i]);
        g_assert_cmpint(prove(base64, PAYLOAD), ==, PM_SSH_PROOF_UNKNOWN);
    }
}

void test_signature_ssh_proof(void);

void
test_signature_ssh_proof(void)
{
    g_test_add_func("/signature/ssh_proof/real signatures are proved in process",
                    real_signatures_are_proved_in_process);
    g_test_add_func("/signature/ssh_proof/no flipped bit is good", no_flipped_bit_is_good);
    g_test_add_func("/signature/ssh_proof/a signature that is too long is not good",
                    a_signature_that_is_too_long_is_not_good);
    g_test_add_func("/signature/ssh_proof/what is odd is left to ssh-keygen",
                    what_is_odd_is_left_to_ssh_keygen);
}
