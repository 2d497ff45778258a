/* SPDX-License-Identifier: Apache-2.0 */
/* Two versions of a document, compared by what they say and not by lines. */
#include "base/text.h"
#include "command/changes.h"
#include "command/json.h"
#include "command/state.h"
#include "command/target.h"

typedef struct {
    gboolean json;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print the changes as JSON", NULL },
    { 0 },
};

/* A version: of the working tree, or of a commit. */
typedef struct {
    const char *name;
    GBytes *bytes; /* NULL: there is no such document */
} Version;

static void
version_clear(Version *version)
{
    g_clear_pointer(&version->bytes, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Version, version_clear)

static const PmCorpusEntry *
find_id(const PmCorpus *corpus, const char *id)
{
    for (size_t i = 0; corpus != NULL && i < corpus->count; i++)
        if (g_str_equal(corpus->entries[i].id, id))
            return &corpus->entries[i];
    return NULL;
}

/* What this state has under `word`, which becomes the id: other states may have it elsewhere. */
static bool
read_state(PmState *state, const char **word, bool resolve, Version *out, GError **error)
{
    PmContext *context = &state->context;
    if (state->corpus == NULL) /* its config can't be used */
        return true;
    const PmCorpusEntry *entry =
        resolve ? pm_corpus_resolve(state->corpus, *word, error) : find_id(state->corpus, *word);
    if (entry == NULL)
        return !resolve;
    *word = pm_arena_strdup(context->arena, entry->id);
    out->bytes =
        pm_content_read(context->content, entry->path, context->config->document_limit, error);
    return out->bytes != NULL;
}

static bool
read_tree(PmContext *context, const char **word, bool resolve, Version *out, GError **error)
{
    g_auto(PmState) state = { .corpus = NULL };
    out->name = "the working tree";
    return pm_state_open(context, &state, error) && read_state(&state, word, resolve, out, error);
}

static bool
read_commit(PmContext *context, const char *revision, const char **word, bool resolve, Version *out,
            GError **error)
{
    g_auto(PmState) state = { .corpus = NULL };
    PmOid commit;
    out->name = revision;
    return pm_repository_resolve(context->repository, revision, &commit, error) &&
           pm_state_open_commit(context, &commit, revision, &state, error) &&
           read_state(&state, word, resolve, out, error);
}

static void
print(PmContext *context, const char *id, const Version *old, const Version *now,
      const PmDifference *difference)
{
    size_t width = 0;
    if (difference->count == 0)
        return;
    for (size_t i = 0; i < difference->count; i++)
        width = MAX(width, pm_text_width(pm_context_safe(context, difference->items[i].where), -1));
    fprintf(context->out, "%s: %s → %s\n", pm_context_safe(context, id),
            pm_context_safe(context, old->name), pm_context_safe(context, now->name));
    for (size_t i = 0; i < difference->count; i++) {
        const PmDifferenceItem *item = &difference->items[i];
        g_autofree char *where = pm_text_pad(pm_context_safe(context, item->where), width);
        fprintf(context->out, "  %s  %s%s\n", where, pm_change_text(context, item),
                item->material ? "" : "  (follow-up)");
    }
}

static void
print_json(PmContext *context, const char *id, const Version *old, const Version *now,
           const PmDifference *difference)
{
    pm_json_print(context,
                  json_pack("{s:i, s:o, s:o, s:o, s:b, s:o}", "version", 1, "id", pm_json_text(id),
                            "from", pm_json_text(old->name), "to", pm_json_text(now->name),
                            "material", difference->material, "changes",
                            pm_changes_json(difference)),
                  JSON_INDENT(2));
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    const char *word = arguments[0];
    const char *from = arguments[1] != NULL ? arguments[1] : "HEAD";
    const char *to = arguments[1] != NULL ? arguments[2] : NULL;
    g_auto(Version) old = { .bytes = NULL };
    g_auto(Version) now = { .bytes = NULL };
    bool read = to != NULL ? read_commit(context, to, &word, true, &now, error)
                           : read_tree(context, &word, true, &now, error);
    if (!read || !read_commit(context, from, &word, false, &old, error))
        return -1;
    PmDifference difference = pm_difference_bytes(context->arena, old.bytes, now.bytes);
    if (old.bytes == NULL)
        pm_context_hint(context, "%s does not have it", pm_context_safe(context, from));
    if (given->json)
        print_json(context, word, &old, &now, &difference);
    else
        print(context, word, &old, &now, &difference);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_diff;
const PmCommand pm_command_diff = {
    .name = "diff",
    .group = "Read",
    .summary = "What two versions of a document say otherwise, field by field",
    .arguments = "<id> [<revision> [<revision>]]",
    .description =
        "Compares the fields of the front matter, each finding and action by its id, and the "
        "sections: of the last commit with the working tree, of a revision with that, or of two "
        "revisions. `(follow-up)` is what leaves sign-offs current; all else makes them stale. A "
        "document that was moved is found by its id. `git diff` tells the lines.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = 3,
    .run = run,
};
