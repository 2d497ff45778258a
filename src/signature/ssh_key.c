/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_key.h"

#include <string.h>

#define WHITE " \t\r\n"
#define USER_CERTIFICATE 1
#define HOST_CERTIFICATE 2
#define MAX_PRINCIPALS 256 /* as sshd and ssh-keygen have it */

/* How many strings follow the type in a plain key. */
typedef struct {
    const char *type;
    const char *certificate;
    int fields;
} Kind;

static const Kind kinds[] = {
    { "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", 1 },
    { "ssh-rsa", "ssh-rsa-cert-v01@openssh.com", 2 },
    { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com", 2 },
    { "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384-cert-v01@openssh.com", 2 },
    { "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521-cert-v01@openssh.com", 2 },
    { "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com", 2 },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", 3 },
};

static const Kind *
find_kind(PmWire type, bool *out_certificate)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        *out_certificate = pm_wire_equal(type, kinds[i].certificate);
        if (*out_certificate || pm_wire_equal(type, kinds[i].type))
            return &kinds[i];
    }
    return NULL;
}

static bool
take_fields(PmWire *wire, const Kind *kind, PmWire *out_fields)
{
    PmWire rest = *wire, ignored;
    for (int i = 0; i < kind->fields; i++) {
        if (!pm_wire_string(&rest, &ignored))
            return false;
    }
    *out_fields = (PmWire){ wire->bytes, wire->length - rest.length };
    *wire = rest;
    return true;
}

static char **
read_principals(PmWire list)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    PmWire name;
    while (list.length > 0) {
        char *text = pm_wire_string(&list, &name) ? pm_wire_text(name) : NULL;
        if (!text || names->len >= MAX_PRINCIPALS) {
            g_free(text);
            return NULL;
        }
        g_ptr_array_add(names, text);
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_steal(names, NULL);
}

/* What follows the key's own fields in a certificate (PROTOCOL.certkeys). */
static bool
read_certificate(PmSshKey *key, PmWire rest)
{
    uint64_t serial;
    uint32_t kind;
    PmWire id, principals, critical, extensions, reserved, authority, signature;
    if (!pm_wire_u64(&rest, &serial) || !pm_wire_u32(&rest, &kind) || !pm_wire_string(&rest, &id) ||
        !pm_wire_string(&rest, &principals) || !pm_wire_u64(&rest, &key->valid_after) ||
        !pm_wire_u64(&rest, &key->valid_before) || !pm_wire_string(&rest, &critical) ||
        !pm_wire_string(&rest, &extensions) || !pm_wire_string(&rest, &reserved) ||
        !pm_wire_string(&rest, &authority) || !pm_wire_string(&rest, &signature) || rest.length > 0)
        return false;
    if (kind != USER_CERTIFICATE && kind != HOST_CERTIFICATE)
        return false;
    key->authority = g_base64_encode(authority.bytes, authority.length);
    /* a host's names are nobody's */
    key->principals = read_principals(kind == USER_CERTIFICATE ? principals : (PmWire){ 0 });
    return key->principals != NULL;
}

static char *
encode_plain(const char *type, PmWire fields)
{
    g_autoptr(GByteArray) plain = g_byte_array_new();
    pm_wire_put_string(plain, type, strlen(type));
    g_byte_array_append(plain, fields.bytes, (guint)fields.length);
    return g_base64_encode(plain->data, plain->len);
}

PmSshKey *
pm_ssh_key_parse(PmWire blob)
{
    PmWire rest = blob, type, nonce;
    if (!pm_wire_string(&rest, &type) || type.length == 0)
        return NULL;
    g_autoptr(PmSshKey) key = g_new0(PmSshKey, 1);
    key->whole = blob;
    key->type = pm_wire_text(type);
    if (!key->type)
        return NULL;

    bool certificate = false;
    const Kind *kind = find_kind(type, &certificate);
    if (!kind) {
        key->fields = rest;
        key->base64 = g_base64_encode(blob.bytes, blob.length);
        return g_steal_pointer(&key);
    }
    if (certificate && !pm_wire_string(&rest, &nonce))
        return NULL;
    if (!take_fields(&rest, kind, &key->fields))
        return NULL;
    if (certificate ? !read_certificate(key, rest) : rest.length > 0)
        return NULL;
    key->base64 = encode_plain(kind->type, key->fields);
    return g_steal_pointer(&key);
}

void
pm_ssh_key_free(PmSshKey *key)
{
    if (!key)
        return;
    g_free(key->type);
    g_free(key->base64);
    g_free(key->authority);
    g_strfreev(key->principals);
    g_free(key);
}

char *
pm_ssh_key_fingerprint(const char *base64)
{
    size_t length = 0;
    g_autofree guchar *bytes = g_base64_decode(base64, &length);
    guint8 digest[32];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, bytes, (gssize)length);
    g_checksum_get_digest(checksum, digest, &size);

    g_autofree char *text = g_base64_encode(digest, size);
    text[strcspn(text, "=")] = '\0';
    return g_strconcat("SHA256:", text, NULL);
}

bool
pm_ssh_key_read(const char *text, char **out_type, char **out_base64)
{
    size_t type_length = strcspn(text, WHITE);
    const char *base64 = text + type_length;
    base64 += strspn(base64, " \t");
    size_t length = strcspn(base64, WHITE);
    if (type_length == 0 || length == 0)
        return false;

    g_autoptr(GBytes) blob = pm_base64_decode(base64, length);
    if (!blob)
        return false;
    size_t size = 0;
    const unsigned char *bytes = g_bytes_get_data(blob, &size);
    PmWire rest = { bytes, size };
    PmWire type;
    g_autofree char *word = g_strndup(text, type_length);
    if (!pm_wire_string(&rest, &type) || !pm_wire_equal(type, word))
        return false;

    g_autoptr(PmSshKey) key = pm_ssh_key_parse((PmWire){ bytes, size });
    if (!key)
        return false;
    *out_type = g_steal_pointer(&word);
    *out_base64 = g_strndup(base64, length);
    return true;
}
