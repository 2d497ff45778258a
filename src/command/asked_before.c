/* SPDX-License-Identifier: Apache-2.0 */
#include "command/asked_before.h"

#include <string.h>

/* A document may have any number of actions, and each is compared with all others. */
#define OURS_MOST 100
#define EACH_MOST 3 /* are told of one action */

int
pm_asked_before_percent(const PmAskedBefore *asked)
{
    int rounded = (int)(asked->closeness * 100 + 0.5);
    return rounded == 100 && asked->closeness < 0.99999 ? 99 : rounded;
}

/* When it was: as it says, or by its name; of neither nothing is known. */
static int64_t
day_of(int64_t started, const char *id)
{
    const char *slash = id != NULL ? strrchr(id, '/') : NULL;
    g_autofree char *day = g_strndup(slash != NULL ? slash + 1
                                     : id != NULL  ? id
                                                   : "",
                                     strlen("2026-01-14"));
    if (started == PM_GIST_NO_TIME && !pm_time_parse(day, NULL, &started, NULL))
        return PM_GIST_NO_TIME;
    return started;
}

/* All actions of the documents as they are now. */
static void
prepare(PmLinks *links)
{
    if (links->likeness != NULL)
        return;
    links->likeness = pm_likeness_new();
    links->texts = g_array_new(FALSE, FALSE, sizeof(PmLinkText));
    for (guint i = 0; i < links->now->len; i++) {
        const PmGist *gist = links->now->pdata[i];
        for (guint k = 0; k < gist->action_count; k++) {
            PmLinkText text = { .place = i, .action = k };
            pm_likeness_add(links->likeness, gist->actions[k].text);
            g_array_append_val(links->texts, text);
        }
    }
}

/* Comparing under way. */
typedef struct {
    PmLinks *links;
    const char *path;
    int64_t day; /* of this incident; PM_GIST_NO_TIME: later than all */
    GArray *found;
} Comparing;

static bool
is_earlier(const Comparing *self, int64_t day)
{
    return day != PM_GIST_NO_TIME && (self->day == PM_GIST_NO_TIME || day < self->day);
}

/* What is closest to one text of this document. */
static void
compare(Comparing *self, const char *text, const PmAction *action)
{
    PmLinks *links = self->links;
    g_autoptr(GArray) likes = pm_likeness_find(links->likeness, text, PM_LIKENESS_SAME);
    guint told = 0;
    for (guint i = 0; i < likes->len && told < EACH_MOST; i++) {
        const PmLike *like = &g_array_index(likes, PmLike, i);
        const PmLinkText *where = &g_array_index(links->texts, PmLinkText, like->text);
        const PmCorpusEntry *entry = &links->corpus->entries[where->place];
        const PmGist *gist = links->now->pdata[where->place];
        const PmGistAction *other = &gist->actions[where->action];
        int64_t day = day_of(gist->started, entry->id);
        if (gist->withdrawn || g_str_equal(entry->path, self->path) || !is_earlier(self, day))
            continue;
        PmAskedBefore asked = { .action = action != NULL ? action->id : NULL,
                                .text = text,
                                .id = entry->id,
                                .path = entry->path,
                                .other = other->id,
                                .other_text = other->text,
                                .status = other->status != NULL ? other->status : "open",
                                .started = day,
                                .closeness = like->closeness };
        g_array_append_val(self->found, asked);
        told++;
    }
}

static int
closest_first(gconstpointer a, gconstpointer b)
{
    const PmAskedBefore *left = a, *right = b;
    if (left->closeness != right->closeness)
        return left->closeness > right->closeness ? -1 : 1;
    if (left->started != right->started)
        return left->started < right->started ? -1 : 1;
    int order = strcmp(left->id, right->id);
    order = order != 0 ? order : g_strcmp0(left->other, right->other);
    return order != 0 ? order : g_strcmp0(left->action, right->action);
}

static Comparing
begin(PmLinks *links, const PmCorpusEntry *entry, const PmFields *fields)
{
    const PmField *started = &fields->times[PM_TIME_STARTED];
    prepare(links);
    return (Comparing){
        .links = links,
        .path = entry->path,
        .day =
            day_of(started->state == PM_FIELD_GIVEN ? started->value : PM_GIST_NO_TIME, entry->id),
        .found = g_array_new(FALSE, FALSE, sizeof(PmAskedBefore)),
    };
}

GArray *
pm_asked_before_find(PmLinks *links, const PmCorpusEntry *entry, const PmFields *fields)
{
    Comparing self = begin(links, entry, fields);
    for (size_t i = 0; i < MIN(fields->action_count, OURS_MOST); i++)
        if (fields->actions[i].text != NULL)
            compare(&self, fields->actions[i].text, &fields->actions[i]);
    g_array_sort(self.found, closest_first);
    return self.found;
}

GArray *
pm_asked_before_text(PmLinks *links, const PmCorpusEntry *entry, const PmFields *fields,
                     const char *text)
{
    Comparing self = begin(links, entry, fields);
    compare(&self, text, NULL);
    g_array_sort(self.found, closest_first);
    return self.found;
}
