/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_proof.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#define USER_PRESENT 0x01
#define MIN_RSA_BYTES 256 /* weaker ones are left to ssh-keygen's own limits */
#define MAX_RSA_BYTES 2048

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)

typedef struct Method Method;

/* One algorithm for one type of key. */
struct Method {
    const char *key_type, *algorithm;
    const EVP_MD *(*digest)(void); /* NULL: the algorithm has its own */
    const char *curve, *group;     /* of ECDSA, in SSH's words and in OpenSSL's */
    bool security_key;             /* FIDO: signs a hash with flags and a counter (PROTOCOL.u2f) */
    EVP_PKEY *(*read_key)(const Method *method, PmWire *fields);
    GBytes *(*read_signature)(const EVP_PKEY *key, PmWire signature); /* as OpenSSL wants it */
};

/* RFC 4251's mpint, positive. */
static BIGNUM *
read_mpint(PmWire *wire)
{
    PmWire number;
    if (!pm_wire_string(wire, &number) || number.length == 0 || number.length > MAX_RSA_BYTES + 1 ||
        number.bytes[0] & 0x80)
        return NULL;
    return BN_bin2bn(number.bytes, (int)number.length, NULL);
}

static EVP_PKEY *
build_key(const char *type, OSSL_PARAM_BLD *builder)
{
    g_autoptr(OSSL_PARAM) parameters = OSSL_PARAM_BLD_to_param(builder);
    g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        return NULL;
    return key;
}

/* RFC 8709, section 4. */
static EVP_PKEY *
read_ed25519_key(const Method *method, PmWire *fields)
{
    (void)method;
    PmWire key;
    if (!pm_wire_string(fields, &key))
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key.bytes, key.length);
}

/* RFC 4253, section 6.6. */
static EVP_PKEY *
read_rsa_key(const Method *method, PmWire *fields)
{
    (void)method;
    g_autoptr(BIGNUM) exponent = read_mpint(fields);
    g_autoptr(BIGNUM) modulus = exponent ? read_mpint(fields) : NULL;
    g_autoptr(OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new();
    if (!modulus || !builder || BN_num_bytes(modulus) < MIN_RSA_BYTES ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
        return NULL;
    return build_key("RSA", builder);
}

/* RFC 5656, section 3.1; uncompressed points only, as OpenSSH writes them. */
static EVP_PKEY *
read_ecdsa_key(const Method *method, PmWire *fields)
{
    PmWire curve, point;
    g_autoptr(OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new();
    if (!builder || !pm_wire_string(fields, &curve) || !pm_wire_equal(curve, method->curve) ||
        !pm_wire_string(fields, &point) || point.length == 0 || point.bytes[0] != 0x04)
        return NULL;
    if (OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, method->group, 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.bytes,
                                         point.length) != 1)
        return NULL;
    return build_key("EC", builder);
}

static GBytes *
read_ed25519_signature(const EVP_PKEY *key, PmWire signature)
{
    (void)key;
    return g_bytes_new(signature.bytes, signature.length);
}

/* OpenSSL wants the length of the modulus; a signer may have left out leading zeros. */
static GBytes *
read_rsa_signature(const EVP_PKEY *key, PmWire signature)
{
    size_t size = (size_t)EVP_PKEY_get_size(key);
    if (signature.length > size)
        return NULL;
    g_autofree unsigned char *padded = g_malloc0(size);
    for (size_t i = 0; i < signature.length; i++)
        padded[size - signature.length + i] = signature.bytes[i];
    return g_bytes_new_take(g_steal_pointer(&padded), size);
}

/* r and s (RFC 5656, section 3.1.2) in DER. */
static GBytes *
read_ecdsa_signature(const EVP_PKEY *key, PmWire signature)
{
    (void)key;
    g_autoptr(BIGNUM) r = read_mpint(&signature);
    g_autoptr(BIGNUM) s = r ? read_mpint(&signature) : NULL;
    g_autoptr(ECDSA_SIG) pair = ECDSA_SIG_new();
    if (!s || !pair || signature.length > 0 || ECDSA_SIG_set0(pair, r, s) != 1)
        return NULL;
    (void)g_steal_pointer(&r), (void)g_steal_pointer(&s);
    unsigned char *der = NULL;
    int length = i2d_ECDSA_SIG(pair, &der);
    GBytes *bytes = length > 0 ? g_bytes_new(der, (gsize)length) : NULL;
    OPENSSL_free(der);
    return bytes;
}

static const Method methods[] = {
    { .key_type = "ssh-ed25519",
      .algorithm = "ssh-ed25519",
      .read_key = read_ed25519_key,
      .read_signature = read_ed25519_signature },
    { .key_type = "ssh-rsa", /* the algorithm "ssh-rsa", with SHA-1, is not allowed here */
      .algorithm = "rsa-sha2-256",
      .digest = EVP_sha256,
      .read_key = read_rsa_key,
      .read_signature = read_rsa_signature },
    { .key_type = "ssh-rsa",
      .algorithm = "rsa-sha2-512",
      .digest = EVP_sha512,
      .read_key = read_rsa_key,
      .read_signature = read_rsa_signature },
    { .key_type = "ecdsa-sha2-nistp256",
      .algorithm = "ecdsa-sha2-nistp256",
      .digest = EVP_sha256,
      .curve = "nistp256",
      .group = "prime256v1",
      .read_key = read_ecdsa_key,
      .read_signature = read_ecdsa_signature },
    { .key_type = "ecdsa-sha2-nistp384",
      .algorithm = "ecdsa-sha2-nistp384",
      .digest = EVP_sha384,
      .curve = "nistp384",
      .group = "secp384r1",
      .read_key = read_ecdsa_key,
      .read_signature = read_ecdsa_signature },
    { .key_type = "ecdsa-sha2-nistp521",
      .algorithm = "ecdsa-sha2-nistp521",
      .digest = EVP_sha512,
      .curve = "nistp521",
      .group = "secp521r1",
      .read_key = read_ecdsa_key,
      .read_signature = read_ecdsa_signature },
    { .key_type = "sk-ssh-ed25519@openssh.com",
      .algorithm = "sk-ssh-ed25519@openssh.com",
      .security_key = true,
      .read_key = read_ed25519_key,
      .read_signature = read_ed25519_signature },
    { .key_type = "sk-ecdsa-sha2-nistp256@openssh.com",
      .algorithm = "sk-ecdsa-sha2-nistp256@openssh.com",
      .digest = EVP_sha256,
      .curve = "nistp256",
      .group = "prime256v1",
      .security_key = true,
      .read_key = read_ecdsa_key,
      .read_signature = read_ecdsa_signature },
};

static const Method *
find_method(const char *key_type, PmWire algorithm)
{
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (strcmp(methods[i].key_type, key_type) == 0 &&
            pm_wire_equal(algorithm, methods[i].algorithm))
            return &methods[i];
    }
    return NULL;
}

static void
put_digest(GByteArray *to, GChecksumType type, const void *bytes, size_t length, bool prefixed)
{
    guint8 digest[64];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(type);
    if (length > 0)
        g_checksum_update(checksum, bytes, (gssize)length);
    g_checksum_get_digest(checksum, digest, &size);
    if (prefixed)
        pm_wire_put_string(to, digest, size);
    else
        g_byte_array_append(to, digest, (guint)size);
}

/* What is signed in place of the payload (PROTOCOL.sshsig, "Signed Data"). */
static GByteArray *
make_signed_data(const PmSshsig *sshsig, const char *payload, size_t length)
{
    GByteArray *data = g_byte_array_new();
    bool sha512 = strcmp(sshsig->hash, "sha512") == 0;
    g_byte_array_append(data, (const guint8 *)"SSHSIG", 6);
    pm_wire_put_string(data, sshsig->name_space, strlen(sshsig->name_space));
    pm_wire_put_string(data, "", 0); /* reserved; what the envelope has there is to be ignored */
    pm_wire_put_string(data, sshsig->hash, strlen(sshsig->hash));
    put_digest(data, sha512 ? G_CHECKSUM_SHA512 : G_CHECKSUM_SHA256, payload, length, true);
    return data;
}

/* What a security key signs in place of `data` (PROTOCOL.u2f, "SSH U2F Signatures"): `tail` is
 * flags and counter. */
static GByteArray *
make_security_key_data(const GByteArray *data, PmWire application, PmWire tail)
{
    GByteArray *wrapped = g_byte_array_new();
    put_digest(wrapped, G_CHECKSUM_SHA256, application.bytes, application.length, false);
    g_byte_array_append(wrapped, tail.bytes, (guint)tail.length);
    put_digest(wrapped, G_CHECKSUM_SHA256, data->data, data->len, false);
    return wrapped;
}

static PmSshProof
check(const Method *method, EVP_PKEY *key, GBytes *signature, const GByteArray *data)
{
    gsize length = 0;
    const unsigned char *bytes = g_bytes_get_data(signature, &length);
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    if (!context || EVP_DigestVerifyInit(context, NULL, method->digest ? method->digest() : NULL,
                                         NULL, key) != 1)
        return PM_SSH_PROOF_UNKNOWN;
    int good = EVP_DigestVerify(context, bytes, length, data->data, data->len);
    if (good < 0)
        return PM_SSH_PROOF_UNKNOWN;
    return good == 1 ? PM_SSH_PROOF_GOOD : PM_SSH_PROOF_BAD;
}

static PmSshProof
prove(const PmSshsig *sshsig, const char *payload, size_t length)
{
    PmWire rest = sshsig->signature, fields = sshsig->key->fields, algorithm, inner;
    if (!pm_wire_string(&rest, &algorithm) || !pm_wire_string(&rest, &inner))
        return PM_SSH_PROOF_UNKNOWN;
    const Method *method = find_method(sshsig->key->type, algorithm);
    g_autoptr(EVP_PKEY) key = method ? method->read_key(method, &fields) : NULL;
    g_autoptr(GBytes) signature = key ? method->read_signature(key, inner) : NULL;
    if (!signature)
        return PM_SSH_PROOF_UNKNOWN;

    g_autoptr(GByteArray) data = make_signed_data(sshsig, payload, length);
    if (!method->security_key)
        return rest.length == 0 ? check(method, key, signature, data) : PM_SSH_PROOF_UNKNOWN;
    PmWire application;
    if (rest.length != 5 || !(rest.bytes[0] & USER_PRESENT) ||
        !pm_wire_string(&fields, &application))
        return PM_SSH_PROOF_UNKNOWN;
    g_autoptr(GByteArray) wrapped = make_security_key_data(data, application, rest);
    return check(method, key, signature, wrapped);
}

PmSshProof
pm_ssh_prove(const PmSshsig *sshsig, const char *payload, size_t length)
{
    PmSshProof proof = sshsig->key ? prove(sshsig, payload, length) : PM_SSH_PROOF_UNKNOWN;
    ERR_clear_error(); /* OpenSSL keeps its errors for the thread; nobody reads them */
    return proof;
}
