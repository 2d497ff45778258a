/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A FIDO authenticator in software for ssh-keygen -w (OpenSSH's PROTOCOL.u2f, "SSH U2F/FIDO2
 * middleware", version 10): no touch, no PIN, and the key handle is the private key itself. It
 * makes real sk- keys and signatures where there is no hardware; a test compiles it.
 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 0x000a0000
#define ED25519 1 /* the other is ECDSA over P-256 */
#define REFUSED (-1)

typedef struct {
    uint8_t *bytes;
    size_t length;
} Bytes;

typedef struct {
    uint8_t flags;
    Bytes public_key, key_handle, signature, certificate, authdata;
} Enrolled;

typedef struct {
    uint8_t flags;
    uint32_t counter;
    Bytes r, s;
} Signed;

struct sk_option;

uint32_t sk_api_version(void);
int sk_enroll(uint32_t type, const uint8_t *challenge, size_t length, const char *application,
              uint8_t flags, const char *pin, struct sk_option **options, Enrolled **out);
int sk_sign(uint32_t type, const uint8_t *data, size_t length, const char *application,
            const uint8_t *handle, size_t handle_length, uint8_t flags, const char *pin,
            struct sk_option **options, Signed **out);
int sk_load_resident_keys(const char *pin, struct sk_option **options, void ***out, size_t *count);

uint32_t
sk_api_version(void)
{
    return VERSION;
}

/* The caller frees what is in an answer. */
static Bytes
copy(const void *bytes, size_t length)
{
    Bytes own = { malloc(length), length };
    memcpy(own.bytes, bytes, length);
    return own;
}

int
sk_enroll(uint32_t type, const uint8_t *challenge, size_t length, const char *application,
          uint8_t flags, const char *pin, struct sk_option **options, Enrolled **out)
{
    (void)challenge, (void)length, (void)application, (void)pin, (void)options;
    EVP_PKEY *key = type == ED25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                    : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    unsigned char point[128], *private_key = NULL;
    size_t point_length = 0;
    int private_length = i2d_PrivateKey(key, &private_key);
    if (private_length <= 0 || !EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                                sizeof point, &point_length))
        return REFUSED;
    Enrolled *enrolled = calloc(1, sizeof *enrolled);
    enrolled->flags = flags;
    enrolled->public_key = copy(point, point_length);
    enrolled->key_handle = copy(private_key, (size_t)private_length);
    enrolled->signature = copy("", 1);
    *out = enrolled;
    OPENSSL_free(private_key);
    EVP_PKEY_free(key);
    return 0;
}

/* r and s of an ECDSA signature in DER, as OpenSSL gives it. */
static int
split(const unsigned char *der, size_t length, Signed *into)
{
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
    unsigned char number[64];
    if (pair == NULL)
        return REFUSED;
    into->r = copy(number, (size_t)BN_bn2bin(ECDSA_SIG_get0_r(pair), number));
    into->s = copy(number, (size_t)BN_bn2bin(ECDSA_SIG_get0_s(pair), number));
    ECDSA_SIG_free(pair);
    return 0;
}

/* What is signed: SHA-256 of the application, flags, counter, SHA-256 of the data. */
int
sk_sign(uint32_t type, const uint8_t *data, size_t length, const char *application,
        const uint8_t *handle, size_t handle_length, uint8_t flags, const char *pin,
        struct sk_option **options, Signed **out)
{
    (void)pin, (void)options;
    static const uint32_t counter = 0x12345678;
    unsigned char told[2 * SHA256_DIGEST_LENGTH + 5], made[256];
    SHA256((const unsigned char *)application, strlen(application), told);
    told[SHA256_DIGEST_LENGTH] = flags;
    for (int i = 0; i < 4; i++)
        told[SHA256_DIGEST_LENGTH + 1 + i] = (unsigned char)(counter >> (24 - 8 * i));
    SHA256(data, length, told + SHA256_DIGEST_LENGTH + 5);

    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &handle, (long)handle_length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t made_length = sizeof made;
    const EVP_MD *digest = type == ED25519 ? NULL : EVP_sha256();
    int ok = key != NULL && EVP_DigestSignInit(context, NULL, digest, NULL, key) == 1 &&
             EVP_DigestSign(context, made, &made_length, told, sizeof told) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    if (!ok)
        return REFUSED;

    Signed *answer = calloc(1, sizeof *answer);
    answer->flags = flags;
    answer->counter = counter;
    *out = answer;
    if (type != ED25519)
        return split(made, made_length, answer);
    answer->r = copy(made, made_length);
    return 0;
}

int
sk_load_resident_keys(const char *pin, struct sk_option **options, void ***out, size_t *count)
{
    (void)pin, (void)options;
    *out = NULL;
    *count = 0;
    return 0;
}
