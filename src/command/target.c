/* SPDX-License-Identifier: Apache-2.0 */
#include "command/target.h"

#include "command/gone.h"

PmDocumentFlags
pm_target_flags(const PmCorpusEntry *entry)
{
    return entry->adopted ? PM_DOCUMENT_FOREIGN | PM_DOCUMENT_EDITED : PM_DOCUMENT_WHOLE;
}

void
pm_target_clear(PmTarget *target)
{
    g_clear_pointer(&target->bytes, g_bytes_unref);
}

const PmSource *
pm_target_source(PmArena *arena, const char *path, GBytes *bytes)
{
    return pm_source_new(arena, path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

bool
pm_target_read(PmContext *context, PmArena *arena, PmContent *content, const PmCorpus *corpus,
               const PmCorpusEntry *entry, PmTarget *out_target, GError **error)
{
    PmTarget target = { .corpus = corpus, .entry = entry };
    target.bytes = pm_content_read(content, entry->path, context->config->document_limit, error);
    if (target.bytes == NULL)
        return false;
    target.source = pm_target_source(arena, entry->path, target.bytes);
    PmFieldReading reading = pm_checker_reading(arena, context->config);
    target.document = pm_document_load(arena, target.source, entry->id, pm_target_flags(entry),
                                       &reading, pm_diagnostics_new(arena));
    *out_target = target;
    return true;
}

bool
pm_target_open(PmContext *context, PmArena *arena, const char *word, PmTarget *out_target,
               GError **error)
{
    const PmCorpus *corpus = pm_corpus_open(arena, context->content, context->config, error);
    const PmCorpusEntry *entry =
        corpus == NULL ? NULL : pm_gone_resolve(context, corpus, word, error);
    return entry != NULL &&
           pm_target_read(context, arena, context->content, corpus, entry, out_target, error);
}

PmChecker *
pm_target_checker(PmContext *context, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GError) found = NULL;
    if (context->content != NULL)
        bytes = pm_content_read(context->content, PM_CONFIG_SCHEMA, PM_CONFIG_LIMIT, &found);
    if (bytes == NULL && found != NULL && !g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    const PmSource *schema = NULL;
    if (bytes != NULL) {
        size_t length = g_bytes_get_size(bytes);
        const char *copy = pm_arena_strndup(context->arena, g_bytes_get_data(bytes, NULL), length);
        schema = pm_source_new(context->arena, PM_CONFIG_SCHEMA, copy, length);
    }
    return pm_checker_new(context->config, schema, error);
}
