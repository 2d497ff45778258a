/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/record_pack.h"

static bool
is_text(const char *text)
{
    return text == NULL || g_utf8_validate(text, -1, NULL);
}

static bool
can_be_packed(const PmSignoffRecord *record)
{
    return is_text(record->why) && is_text(record->key) && is_text(record->person);
}

/* Where those that it follows are in the list. */
static GVariant *
pack_follows(const GPtrArray *records, const PmSignoffRecord *record)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("au"));
    for (guint i = 0; record->follows != NULL && i < record->follows->len; i++) {
        guint at;
        if (g_ptr_array_find((GPtrArray *)records, record->follows->pdata[i], &at))
            g_variant_builder_add(&builder, "u", at);
    }
    return g_variant_builder_end(&builder);
}

GVariant *
pm_records_pack(const GPtrArray *records)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a" PM_RECORD_FORM));
    for (guint i = 0; i < records->len; i++) {
        const PmSignoffRecord *record = records->pdata[i];
        if (!can_be_packed(record))
            return NULL;
        g_variant_builder_add(
            &builder, "(^ayssuuubtmsmsmssm^ayb@au)", record->path, record->blob.hex,
            record->content_blob.hex, (guint32)record->judgement, (guint32)record->entered_as,
            (guint32)record->authorship, (gboolean)record->gone, (guint64)record->step_index,
            record->rule, record->why, record->key, record->person, record->proof,
            (gboolean)(record->follows != NULL), pack_follows(records, record));
    }
    return g_variant_builder_end(&builder);
}

/* What it says, as far as it can be read: of one that is invalid perhaps nothing. */
static bool
read_signoff(PmArena *arena, PmRepository *repository, PmSignoffRecord *record)
{
    g_autoptr(GBytes) bytes = pm_content_blob(repository, &record->blob, PM_SIGNOFF_LIMIT, NULL);
    if (bytes != NULL)
        pm_signoff_parse(arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
                         &record->signoff, NULL);
    return bytes != NULL || record->judgement == PM_JUDGED_INVALID;
}

static PmSignoffRecord *
unpack(PmArena *arena, const PmSteps *steps, GVariant *packed)
{
    const char *path, *blob, *content, *rule, *why, *key, *person, *proof;
    guint32 judgement, entered_as, authorship;
    gboolean gone, orders;
    guint64 step;
    g_variant_get(packed, "(^&ay&s&suuubtm&sm&sm&s&sm^&ayb@au)", &path, &blob, &content, &judgement,
                  &entered_as, &authorship, &gone, &step, &rule, &why, &key, &person, &proof,
                  &orders, NULL);
    if (step >= pm_steps_count(steps))
        return NULL;
    PmSignoffRecord *record = pm_arena_new0(arena, PmSignoffRecord, 1);
    *record = (PmSignoffRecord){
        .path = pm_arena_strdup(arena, path),
        .judgement = (PmJudgement)judgement,
        .entered_as = (PmJudgement)entered_as,
        .authorship = (PmAuthorship)authorship,
        .gone = gone,
        .step = *pm_steps_get(steps, (size_t)step),
        .step_index = (size_t)step,
        .rule = pm_arena_strdup(arena, rule),
        .why = pm_arena_strdup(arena, why),
        .key = pm_arena_strdup(arena, key),
        .person = pm_arena_strdup(arena, person),
        .proof = pm_arena_strdup(arena, proof),
        .follows = orders ? g_ptr_array_new() : NULL,
    };
    g_strlcpy(record->blob.hex, blob, sizeof record->blob.hex);
    g_strlcpy(record->content_blob.hex, content, sizeof record->content_blob.hex);
    return record;
}

static bool
unpack_follows(GVariant *packed, const GPtrArray *records, guint index)
{
    g_autoptr(GVariant) one = g_variant_get_child_value(packed, index);
    g_autoptr(GVariant) places = g_variant_get_child_value(one, g_variant_n_children(one) - 1);
    PmSignoffRecord *record = records->pdata[index];
    for (gsize i = 0; record->follows != NULL && i < g_variant_n_children(places); i++) {
        guint32 at;
        g_variant_get_child(places, i, "u", &at);
        if (at >= records->len)
            return false;
        g_ptr_array_add(record->follows, records->pdata[at]);
    }
    return true;
}

bool
pm_records_unpack(PmArena *arena, PmRepository *repository, const PmSteps *steps, GVariant *packed,
                  GPtrArray *records)
{
    for (gsize i = 0; i < g_variant_n_children(packed); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(packed, i);
        PmSignoffRecord *record = unpack(arena, steps, one);
        if (record == NULL || !read_signoff(arena, repository, record))
            return false;
        g_ptr_array_add(records, record);
    }
    for (guint i = 0; i < records->len; i++)
        if (!unpack_follows(packed, records, i))
            return false;
    return true;
}

bool
pm_records_read_contents(PmRepository *repository, const GPtrArray *records)
{
    for (guint i = 0; i < records->len; i++) {
        PmSignoffRecord *record = records->pdata[i];
        if (record->content != NULL || *record->content_blob.hex == '\0')
            continue;
        record->content =
            pm_content_blob(repository, &record->content_blob, PM_RECORD_CONTENT_LIMIT, NULL);
        if (record->content == NULL)
            return false;
    }
    return true;
}
