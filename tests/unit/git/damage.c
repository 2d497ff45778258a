/* SPDX-License-Identifier: Apache-2.0 */
/* A damaged object store gives the very bytes, or an error; it never brings the program down. */
#include "git/content.h"

#include "scratch.h"

#include <sys/stat.h>

#define PATH "postmortems/file.md"

typedef struct {
    Scratch scratch;
    PmOid commit;
    char *text;
    char *file; /* of the repository, which is damaged */
    char *bytes;
    size_t length;
    size_t refused; /* flips that were noticed */
} Damage;

static void
damage_clear(Damage *damage)
{
    scratch_clear(&damage->scratch);
    g_free(damage->text);
    g_free(damage->file);
    g_free(damage->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Damage, damage_clear)

static char *
text_of(int version)
{
    GString *text = g_string_new(NULL);
    for (int line = 0; line < 40; line++)
        g_string_append_printf(text, "line %d of %d\n", line, line == 7 ? version : 0);
    return g_string_free(text, FALSE);
}

static Damage
damage_new(void)
{
    Damage damage = { .scratch = scratch_new(), .text = text_of(2) };
    g_autofree char *before = text_of(1);
    scratch_commit(&damage.scratch, PATH, before);
    damage.commit = scratch_commit(&damage.scratch, PATH, damage.text);
    return damage;
}

static void
choose(Damage *damage, const char *path)
{
    g_free(damage->file);
    g_free(damage->bytes);
    damage->file = scratch_path(&damage->scratch, path);
    g_assert_cmpint(g_chmod(damage->file, 0644), ==, 0);
    g_assert_true(g_file_get_contents(damage->file, &damage->bytes, &damage->length, NULL));
}

static void
choose_object(Damage *damage, const char *revision)
{
    g_autofree char *id = git(&damage->scratch, "rev-parse", revision);
    g_autofree char *object = g_strdup_printf(".git/objects/%.2s/%s", id, id + 2);
    choose(damage, object);
}

static void
choose_packed(Damage *damage, const char *ending)
{
    g_autofree char *folder = scratch_path(&damage->scratch, ".git/objects/pack");
    g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);
    for (const char *name = g_dir_read_name(listing); name; name = g_dir_read_name(listing)) {
        g_autofree char *path = g_strconcat(".git/objects/pack/", name, NULL);
        if (g_str_has_suffix(name, ending))
            choose(damage, path);
    }
    g_assert_nonnull(damage->file);
}

static void
read_it(Damage *damage)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmRepository) repository = pm_repository_open(damage->scratch.path, &error);
    PmOid found;
    g_autoptr(PmContent) content =
        repository && pm_repository_resolve(repository, damage->commit.hex, &found, &error)
            ? pm_content_commit(repository, &found, &error)
            : NULL;
    g_autoptr(GBytes) bytes = content ? pm_content_read(content, PATH, 1000 * 1000, &error) : NULL;
    g_autoptr(GBytes) wanted = g_bytes_new_static(damage->text, strlen(damage->text));
    damage->refused += bytes == NULL;
    if (bytes == NULL)
        g_assert_nonnull(error);
    else
        g_assert_true(g_bytes_equal(bytes, wanted));
}

/* In place, as a bad disk does it. */
static void
put(const Damage *damage)
{
    FILE *file = g_fopen(damage->file, "r+");
    g_assert_nonnull(file);
    g_assert_cmpuint(fwrite(damage->bytes, 1, damage->length, file), ==, damage->length);
    fclose(file);
}

static void
flip(Damage *damage, size_t bit)
{
    damage->bytes[bit / 8] ^= (char)(1 << bit % 8);
    put(damage);
    read_it(damage);
    damage->bytes[bit / 8] ^= (char)(1 << bit % 8);
}

static void
flip_from(Damage *damage, size_t begin, size_t step)
{
    step = g_getenv("PM_LONG") ? 1 : step;
    for (size_t bit = begin; bit < damage->length * 8; bit += step)
        flip(damage, bit);
    put(damage);
    size_t refused = damage->refused;
    read_it(damage);
    g_assert_cmpuint(damage->refused, ==, refused);
}

static void
a_flipped_bit_of_a_loose_object_is_noticed(void)
{
    static const char *const objects[] = { "HEAD", "HEAD^{tree}", "HEAD:postmortems",
                                           ("HEAD:" PATH) };
    g_auto(Damage) damage = damage_new();

    for (size_t i = 0; i < G_N_ELEMENTS(objects); i++) {
        choose_object(&damage, objects[i]);
        /* the header of the stream is where libgit2 overflows */
        for (size_t bit = 0; bit < 16 * 8; bit++)
            flip(&damage, bit);
        /* but for the level of compression, and what is after the end of a block, all count */
        g_assert_cmpuint(damage.refused, >=, 16 * 8 - 8);
        flip_from(&damage, 16 * 8, 23);
        damage.refused = 0;
    }
}

/* A stream of one stored block is written by hand: what the header says is ours to choose. */
static void
store(Damage *damage, const char *head, size_t length, const char *body)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *all = g_malloc(length + strlen(body));
    memcpy(all, head, length);
    memcpy(all + length, body, strlen(body));
    guint16 size = (guint16)(length + strlen(body));
    guint32 a = 1, b = 0;
    for (size_t i = 0; i < size; i++) {
        a = (a + (guint8)all[i]) % 65521;
        b = (b + a) % 65521;
    }
    const guint16 sizes[] = { GUINT16_TO_LE(size), GUINT16_TO_LE((guint16)~size) };
    const guint32 sum = GUINT32_TO_BE(b << 16 | a);
    g_byte_array_append(bytes, (const guint8 *)"\x78\x01\1", 3);
    g_byte_array_append(bytes, (const guint8 *)sizes, sizeof sizes);
    g_byte_array_append(bytes, (const guint8 *)all, size);
    g_byte_array_append(bytes, (const guint8 *)&sum, sizeof sum);
    g_assert_true(g_file_set_contents(damage->file, (const char *)bytes->data, bytes->len, NULL));
}

#define STORE(damage, head, body) store(damage, head, sizeof head, body)

static void
a_header_that_claims_another_size_is_refused(void)
{
    g_auto(Damage) damage = damage_new();
    choose_object(&damage, "HEAD:" PATH);

    g_autofree char *right = g_strdup_printf("blob %zu", strlen(damage.text));
    store(&damage, right, strlen(right) + 1, damage.text);
    read_it(&damage);
    g_assert_cmpuint(damage.refused, ==, 0);
    STORE(&damage, "blob 3", damage.text);
    read_it(&damage);
    STORE(&damage, "blob 0", damage.text);
    read_it(&damage);
    STORE(&damage, "blob 18446744073709551615", damage.text);
    read_it(&damage);
    STORE(&damage, "blob 4000000000", damage.text);
    read_it(&damage);
    STORE(&damage, "blob -1", damage.text);
    read_it(&damage);
    STORE(&damage, "blob", damage.text);
    read_it(&damage);
    STORE(&damage, "delta 3", damage.text);
    read_it(&damage);
    STORE(&damage, "OFS_DELTA 3", damage.text);
    read_it(&damage);
    STORE(&damage, "blob 99999999999999999999999999999999999999999999999999999999999999", "");
    read_it(&damage);
    g_assert_cmpuint(damage.refused, ==, 9);
    /* more after the end */
    g_autofree char *more = g_strconcat(damage.text, "more", NULL);
    store(&damage, right, strlen(right) + 1, more);
    read_it(&damage);
    g_assert_cmpuint(damage.refused, ==, 10);
}

static void
a_flipped_bit_of_a_pack_or_its_index_never_deceives(void)
{
    g_auto(Damage) damage = damage_new();

    git_do(&damage.scratch, "repack", "-adq");
    choose_packed(&damage, ".pack");
    flip_from(&damage, 0, 13);
    g_assert_cmpuint(damage.refused, >, 100);
    choose_packed(&damage, ".idx");
    flip_from(&damage, 0, 41);
    damage.refused = 0;
    /* the offsets, before the two checksums at the end: each of their highest bits */
    for (size_t bit = (damage.length - 40 - 7 * 4) * 8; bit < (damage.length - 40) * 8; bit++)
        flip(&damage, bit);
    g_assert_cmpuint(damage.refused, >, 100);
}

static void
a_pack_cut_off_is_refused(void)
{
    g_auto(Damage) damage = damage_new();

    git_do(&damage.scratch, "repack", "-adq");
    choose_packed(&damage, ".pack");
    for (size_t length = 0; length < damage.length; length += 97) {
        g_assert_cmpint(truncate(damage.file, (off_t)length), ==, 0);
        read_it(&damage);
        put(&damage);
    }
    g_assert_cmpuint(damage.refused, ==, (damage.length + 96) / 97);
}

static void
a_multi_pack_index_is_not_believed(void)
{
    g_auto(Damage) damage = damage_new();

    git_do(&damage.scratch, "repack", "-adq");
    git_do(&damage.scratch, "multi-pack-index", "write");
    choose(&damage, ".git/objects/pack/multi-pack-index");
    for (size_t bit = 0; bit < damage.length * 8; bit += 251)
        flip(&damage, bit);
    g_assert_cmpuint(damage.refused, ==, 0);
}

void test_git_damage(void);
void
test_git_damage(void)
{
    g_test_add_func("/git/damage/a flipped bit of a loose object is noticed",
                    a_flipped_bit_of_a_loose_object_is_noticed);
    g_test_add_func("/git/damage/a header that claims another size is refused",
                    a_header_that_claims_another_size_is_refused);
    g_test_add_func("/git/damage/a flipped bit of a pack or its index never deceives",
                    a_flipped_bit_of_a_pack_or_its_index_never_deceives);
    g_test_add_func("/git/damage/a pack cut off is refused", a_pack_cut_off_is_refused);
    g_test_add_func("/git/damage/a multi-pack-index is not believed",
                    a_multi_pack_index_is_not_believed);
}
