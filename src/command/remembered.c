/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line says on what all answers rest; then, in the order of paths, there is a line for
 * each document: stamp, path, and what was asked, with tabs between.
 */
#include "command/remembered.h"

#include "base/cache.h"
#include "ledger/bundle.h"

#include <string.h>

#define KIND "checked"
/* A file that changed just now may change again within the same tick of its clock. */
#define SETTLED (INT64_C(2) * 1000000000) /* nanoseconds */

struct PmRemembered {
    char *key, *premise;
    GBytes *kept;           /* or NULL … */
    const char *rest, *end; /* … its lines behind this one: */
    char *line, *path;      /* NULL behind the last */
    const char *stamp, *asked;
    GString *text; /* what is to be kept */
    int64_t began; /* nanoseconds since the epoch */
};

/* All that judges, and the documents it judges are not; NULL: it can't be told. */
static char *
make_premise(const PmChecking *checking)
{
    g_autofree char *bundle =
        pm_bundle_manifest(checking->content, checking->context->config->documents, NULL);
    g_autofree char *program = pm_cache_program();
    if (bundle == NULL)
        return NULL;
    g_autofree char *all = g_strjoin("\n", program, checking->today, bundle, NULL);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}

/* g_free(); NULL: there is no other line. */
static char *
take_line(PmRemembered *self)
{
    const char *line = self->rest;
    const char *end = line < self->end ? memchr(line, '\n', (size_t)(self->end - line)) : NULL;
    if (end == NULL)
        return NULL;
    self->rest = end + 1;
    return g_strndup(line, (size_t)(end - line));
}

/* On to the next line of three parts. */
static void
advance(PmRemembered *self)
{
    g_clear_pointer(&self->path, g_free);
    g_clear_pointer(&self->line, g_free);
    char *path = NULL, *asked = NULL;
    while (asked == NULL && (self->line = take_line(self)) != NULL) {
        path = strchr(self->line, '\t');
        asked = path != NULL ? strchr(path + 1, '\t') : NULL;
        if (asked == NULL)
            g_clear_pointer(&self->line, g_free);
    }
    if (self->line == NULL)
        return;
    *path = *asked = '\0';
    self->stamp = self->line;
    self->path = g_strcompress(path + 1);
    self->asked = asked + 1;
}

PmRemembered *
pm_remembered_open(const PmChecking *checking)
{
    PmRemembered *self = g_new0(PmRemembered, 1);
    self->began = g_get_real_time() * 1000;
    self->key = g_strdup(pm_repository_workdir(checking->context->repository));
    self->premise = make_premise(checking);
    self->text = g_string_new(self->premise);
    g_string_append_c(self->text, '\n');
    self->kept = self->premise != NULL ? pm_cache_read(KIND, self->key) : NULL;
    if (self->kept == NULL)
        return self;
    size_t length;
    self->rest = g_bytes_get_data(self->kept, &length);
    self->end = self->rest + length;
    g_autofree char *first = take_line(self);
    if (g_strcmp0(first, self->premise) == 0)
        advance(self);
    return self;
}

void
pm_remembered_free(PmRemembered *self)
{
    if (self == NULL)
        return;
    g_free(self->key);
    g_free(self->premise);
    g_clear_pointer(&self->kept, g_bytes_unref);
    g_free(self->path);
    g_free(self->line);
    g_string_free(self->text, TRUE);
    g_free(self);
}

static char *
stamp_text(const PmContentStamp *stamp)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                           stamp->inode, stamp->size, stamp->changed);
}

char *
pm_remembered_find(PmRemembered *self, const PmCorpusEntry *entry)
{
    int order = -1;
    while (self->path != NULL && (order = strcmp(self->path, entry->path)) < 0)
        advance(self);
    if (self->path == NULL || order > 0)
        return NULL;
    g_autofree char *stamp = stamp_text(&entry->stamp);
    char *asked = g_str_equal(self->stamp, stamp) ? g_strdup(self->asked) : NULL;
    advance(self);
    return asked;
}

void
pm_remembered_add(PmRemembered *self, const PmCorpusEntry *entry, const char *asked)
{
    if (entry->adopted || entry->stamp.changed > self->began - SETTLED)
        return;
    g_autofree char *stamp = stamp_text(&entry->stamp);
    g_autofree char *path = g_strescape(entry->path, NULL);
    g_string_append_printf(self->text, "%s\t%s\t%s\n", stamp, path, asked);
}

/* Nothing new is not written again. */
void
pm_remembered_save(PmRemembered *self)
{
    size_t length = 0;
    const char *kept = self->kept != NULL ? g_bytes_get_data(self->kept, &length) : NULL;
    bool same =
        kept != NULL && length == self->text->len && memcmp(kept, self->text->str, length) == 0;
    if (self->premise != NULL && !same)
        pm_cache_write(KIND, self->key, self->text);
}
