/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/settling.h"

#include "document/document.h"
#include "ledger/contribution.h"

#include <string.h>

enum { VERSIONS_MOST = 2000 }; /* are kept; a document has fewer */

/* What one version of the document says of the action. */
typedef struct {
    bool ended;     /* as the action is now: done or confirmed, or else dropped */
    bool confirmed; /* by whom it is now */
    char *by;       /* who did or dropped it, as it says; NULL: it doesn't */
    char *owner;    /* NULL: none */
} State;

typedef struct {
    PmAuthors *authors;
    const PmAction *action;
    const char *confirmed_by; /* NULL: not confirmed */
    bool dropped;
    PmOid ending;     /* the commit that was last found to have given it its end */
    bool taken_up;    /* versions from before it was taken up again have been reached */
    PmOid confirming; /* the same of its confirmation */
    bool taken_back;
    PmSettling *settling;
} Search;

/* The document's text at a path, up to a place in the order of commits. */
typedef struct {
    const char *path;
    guint end;
} Stretch;

void
pm_settling_clear(PmSettling *settling)
{
    g_clear_pointer(&settling->marked, g_ptr_array_unref);
    g_clear_pointer(&settling->confirmed, g_ptr_array_unref);
    g_clear_pointer(&settling->owner, g_free);
}

static void
state_clear(State *state)
{
    g_free(state->by);
    g_free(state->owner);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(State, state_clear)

static const char *
member(const PmAction *action, const char *key)
{
    const char *text = pm_node_string(pm_node_get(action->node, key));
    return text != NULL && *text != '\0' ? text : NULL;
}

static bool
is_dropped(const char *status)
{
    return g_strcmp0(status, "not-doing") == 0;
}

static bool
is_done(const char *status)
{
    return g_strcmp0(status, "done") == 0 || g_strcmp0(status, "confirmed") == 0;
}

/* What one version says of one action, whatever is asked. */
typedef struct {
    char *status, *confirmed_by, *done_by, *dropped_by, *owner;
} Said;

static void
said_free(void *data)
{
    Said *said = data;
    g_free(said->status);
    g_free(said->confirmed_by);
    g_free(said->done_by);
    g_free(said->dropped_by);
    g_free(said->owner);
    g_free(said);
}

/* Of each action, by its id; of two with one id the first counts. */
static GHashTable *
read_version(GBytes *bytes)
{
    GHashTable *said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, said_free);
    g_autoptr(PmArena) arena = pm_arena_new();
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(arena, "", data != NULL ? data : "", length);
    const PmDocument *document =
        pm_document_load(arena, source, NULL, PM_DOCUMENT_FRONT | PM_DOCUMENT_FOREIGN,
                         &(PmFieldReading){ .time_zone = NULL }, pm_diagnostics_new(arena));
    for (size_t i = 0; i < document->fields.action_count; i++) {
        const PmAction *action = &document->fields.actions[i];
        if (action->id == NULL || g_hash_table_contains(said, action->id))
            continue;
        Said *one = g_new0(Said, 1);
        *one = (Said){ .status = g_strdup(action->status),
                       .confirmed_by = g_strdup(member(action, "confirmed_by")),
                       .done_by = g_strdup(member(action, "done_by")),
                       .dropped_by = g_strdup(member(action, "dropped_by")),
                       .owner = g_strdup(action->owner) };
        g_hash_table_insert(said, g_strdup(action->id), one);
    }
    return said;
}

/* Each of a document's actions asks for the same versions. */
static const GHashTable *
version_of(PmAuthors *authors, GBytes *bytes)
{
    if (authors->versions != NULL && g_hash_table_size(authors->versions) >= VERSIONS_MOST)
        g_clear_pointer(&authors->versions, g_hash_table_unref);
    if (authors->versions == NULL)
        authors->versions =
            g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
                                  (GDestroyNotify)g_hash_table_unref);
    GHashTable *said = g_hash_table_lookup(authors->versions, bytes);
    if (said == NULL) {
        said = read_version(bytes);
        g_hash_table_insert(authors->versions, g_bytes_ref(bytes), said);
    }
    return said;
}

static State
state_of(const Search *search, GBytes *bytes)
{
    State state = { 0 };
    const Said *said = bytes != NULL
                           ? g_hash_table_lookup((GHashTable *)version_of(search->authors, bytes),
                                                 search->action->id)
                           : NULL;
    if (said == NULL || !(search->dropped ? is_dropped(said->status) : is_done(said->status)))
        return state;
    state.ended = true;
    state.confirmed = said->confirmed_by != NULL &&
                      g_strcmp0(said->confirmed_by, search->confirmed_by) == 0 &&
                      g_strcmp0(said->status, search->action->status) == 0;
    state.by = g_strdup(search->dropped ? said->dropped_by : said->done_by);
    state.owner = g_strdup(said->owner);
    return state;
}

static void
add(GPtrArray *people, const char *person)
{
    if (!g_ptr_array_find_with_equal_func(people, person, g_str_equal, NULL))
        g_ptr_array_add(people, g_strdup(person));
}

/* Of several people of a commit, it is the one whom its text names. */
static void
add_marker(Search *search, const GPtrArray *people, const State *state)
{
    g_autofree char *by =
        state->by != NULL ? pm_authors_person(search->authors, state->by) : g_strdup("");
    bool named = people->len > 1 &&
                 g_ptr_array_find_with_equal_func((GPtrArray *)people, by, g_str_equal, NULL);
    add(search->settling->marked, named ? by : people->pdata[0]);
}

/* What the versions before a commit say, all in one: was the action ended, and confirmed so, in any
 * of them? A document that comes with the commit may have had another name; `queue` gets it. */
static State
state_before(const Search *search, const PmCommit *commit, const Stretch *stretch, GBytes *now,
             GArray *queue)
{
    State all = { 0 };
    bool existed = false;
    PmWritten *written = &search->authors->written;
    for (size_t i = 0; i < commit->parent_count; i++) {
        g_autoptr(GBytes) bytes = pm_written_read(written, &commit->parents[i], stretch->path);
        g_auto(State) state = state_of(search, bytes);
        existed |= bytes != NULL;
        all.ended |= state.ended;
        all.confirmed |= state.confirmed;
    }
    g_autoptr(GPtrArray) sources =
        existed ? NULL : pm_renames_of(written->renames, commit, now, NULL);
    for (guint i = 0; sources != NULL && i < sources->len; i++) {
        const PmRemoved *source = sources->pdata[i];
        g_auto(State) state = state_of(search, source->bytes);
        Stretch earlier = { source->path, stretch->end };
        all.ended |= state.ended;
        all.confirmed |= state.confirmed;
        g_array_append_val(queue, earlier);
    }
    return all;
}

/* Does the commit lie behind one that was found? */
static bool
is_behind(const Search *search, const PmOid *oid, const PmOid *found)
{
    return !g_str_equal(found->hex, PM_OID_ZERO.hex) &&
           pm_steps_is_behind(search->authors->steps, oid->hex, found->hex);
}

/* One version, newest first. */
static void
look(Search *search, const PmOid *oid, const Stretch *stretch, GArray *queue)
{
    PmSettling *settling = search->settling;
    g_autoptr(PmCommit) commit = pm_commit_read(search->authors->repository, oid, NULL);
    g_autoptr(GBytes) bytes = pm_written_read(&search->authors->written, oid, stretch->path);
    if (commit == NULL || bytes == NULL)
        return;
    g_auto(State) now = state_of(search, bytes);
    if (!now.ended)
        search->taken_up |= is_behind(search, oid, &search->ending);
    if (!now.confirmed)
        search->taken_back |= is_behind(search, oid, &search->confirming);
    if (!now.ended)
        return;
    if (commit->boundary) {
        settling->cut = true;
        return;
    }
    g_auto(State) past = state_before(search, commit, stretch, bytes, queue);
    g_autoptr(GPtrArray) people = pm_contributions_people(search->authors, commit);
    if (!past.ended) {
        add_marker(search, people, &now);
        search->ending = *oid;
    }
    if (!now.confirmed || past.confirmed || search->taken_back)
        return;
    if (settling->confirmed->len == 0) {
        settling->confirmation = *oid;
        settling->owner = g_steal_pointer(&now.owner);
    }
    search->confirming = *oid;
    for (guint i = 0; i < people->len; i++)
        add(settling->confirmed, people->pdata[i]);
}

static void
follow(Search *search, const Stretch *stretch, size_t index, GArray *queue)
{
    const PmAuthors *authors = search->authors;
    const GArray *commits = g_hash_table_lookup(authors->touching, stretch->path);
    for (guint i = commits != NULL ? commits->len : 0; i > 0 && !search->taken_up; i--) {
        const PmOid *oid = &g_array_index(commits, PmOid, i - 1);
        Stretch here = { stretch->path, pm_contributions_position(authors, oid) };
        size_t step;
        if (here.end < stretch->end && pm_steps_find(authors->steps, oid->hex, &step) &&
            step <= index)
            look(search, oid, &here, queue);
    }
}

PmSettling
pm_settling_of(PmAuthors *authors, const char *path, size_t index, const PmAction *action)
{
    PmSettling settling = { .marked = g_ptr_array_new_with_free_func(g_free),
                            .confirmed = g_ptr_array_new_with_free_func(g_free),
                            .confirmation = PM_OID_ZERO };
    Search search = { .authors = authors,
                      .action = action,
                      .confirmed_by = member(action, "confirmed_by"),
                      .dropped = is_dropped(action->status),
                      .ending = PM_OID_ZERO,
                      .confirming = PM_OID_ZERO,
                      .settling = &settling };
    g_autoptr(GHashTable) ends = g_hash_table_new(g_str_hash, g_str_equal); /* of what is done */
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(Stretch));
    Stretch next = { path, G_MAXUINT };
    g_array_append_val(queue, next);
    for (guint i = 0; i < queue->len && !search.taken_up; i++) {
        next = g_array_index(queue, Stretch, i);
        if (g_hash_table_add(ends, (void *)next.path))
            follow(&search, &next, index, queue);
    }
    return settling;
}

static bool
is_person(const PmAuthors *authors, const char *address, const char *person)
{
    g_autofree char *one = pm_authors_person(authors, address);
    return g_str_equal(one, person);
}

bool
pm_settling_is_owner(const PmAuthors *authors, const PmConfig *config, const char *owner,
                     const char *person)
{
    const PmTeam *team = pm_config_team(config, owner);
    for (size_t i = 0; i < config->person_count; i++)
        if (g_strcmp0(config->people[i].name, owner) == 0 &&
            is_person(authors, config->people[i].email, person))
            return true;
    if (team != NULL)
        return team->members[0] != NULL && team->members[1] == NULL &&
               is_person(authors, team->members[0], person);
    return is_person(authors, owner, person);
}
