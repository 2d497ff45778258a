/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A repository to check documents in: postmortems/2026/ has x.evidence/graph.png, which holds the
 * letter "x"; "taken" is the id of a second document; "known", "leads-back" and "taken" are ids, of
 * which the second has x in its 'related'; "abroad" is the id of a document on a branch; a key
 * "ended" stands for times.mitigated; actions of severity 5 are due in 14 days; all sign-offs are
 * there of documents that are named signed-off…; what has the tag acme is told ACME within 24
 * hours, and a month later again; it is noon on 2026-02-20.
 */
#pragma once

#include "check/rule.h"

#include <string.h>

/* Answers of a repository that has one evidence file, x.evidence/graph.png, which holds the letter
 * "x". */
static inline bool
fixture_path_exists(const char *path, void *data)
{
    (void)data;
    return g_str_equal(path, "postmortems/2026/x.evidence/graph.png");
}

static inline char *
fixture_digest(const char *path, void *data)
{
    return fixture_path_exists(path, data)
               ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, "x", 1)
               : NULL;
}

static inline bool
fixture_size(const char *path, uint64_t *out_size, void *data)
{
    *out_size = 1;
    return fixture_path_exists(path, data);
}

static inline const char *
fixture_other_with_id(const char *id, const char *path, void *data)
{
    (void)path;
    (void)data;
    return g_str_equal(id, "taken") ? "postmortems/2025/taken.md" : NULL;
}

static inline bool
fixture_id_exists(const char *id, void *data)
{
    (void)data;
    return g_str_equal(id, "known") || g_str_equal(id, "leads-back") || g_str_equal(id, "taken");
}

static inline const char *
fixture_on_branch(const char *id, const char *path, const char **out_branch, void *data)
{
    (void)path;
    (void)data;
    *out_branch = "origin/topic";
    return g_str_equal(id, "abroad") ? "postmortems/2025/abroad.md" : NULL;
}

static inline bool
fixture_relates(const char *id, const char *other, void *data)
{
    (void)other;
    (void)data;
    return g_str_equal(id, "leads-back");
}

static inline bool
fixture_is_signed_off(const char *path, void *data)
{
    (void)data;
    return g_str_has_prefix(path, "postmortems/2026/signed-off");
}

static inline bool
fixture_is_over(int64_t seconds, void *data)
{
    (void)data;
    return seconds < 1771588800; /* date -d 2026-02-20T12:00:00Z +%s */
}

static const PmCheckLookups fixture_lookups = { .path_exists = fixture_path_exists,
                                                .digest = fixture_digest,
                                                .size = fixture_size,
                                                .other_with_id = fixture_other_with_id,
                                                .on_branch = fixture_on_branch,
                                                .id_exists = fixture_id_exists,
                                                .relates = fixture_relates,
                                                .is_signed_off = fixture_is_signed_off,
                                                .is_over = fixture_is_over,
                                                .today = "2026-02-20" };

static inline const PmConfig *
fixture_config(PmArena *arena)
{
    static const char text[] = "schema: 1\n"
                               "ledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\n"
                               "services: [checkout]\n"
                               "tags: [database]\n"
                               "fields: {times.mitigated: ended}\n"
                               "actions: {due: {5: 14d}}\n"
                               "external:\n"
                               "  clocks:\n"
                               "    - {duty: acme-24h, after: detected, within: 24h,\n"
                               "       organisation: ACME, when: tag:acme}\n"
                               "    - {duty: acme-report, after: acme-24h, within: 1mo,\n"
                               "       organisation: ACME, when: tag:acme}\n"
                               "people:\n"
                               "  - {email: dana@example.org, name: Dana Doe}\n"
                               "teams:\n"
                               "  sre: {members: [dana@example.org, Mel@example.org]}\n"
                               "  payments: {}\n";
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    const PmConfig *config =
        pm_config_load(arena, pm_source_new(arena, "config", text, strlen(text)), wrong);
    g_assert_nonnull(config);
    return config;
}

/* The findings about `text`, in order; they live in the arena. */
static inline PmDiagnostics *
fixture_check(PmArena *arena, const PmChecker *checker, const char *id, const char *bytes,
              size_t length, PmDocumentFlags flags, PmStatus as)
{
    PmDiagnostics *found = pm_diagnostics_new(arena);
    const char *path = pm_arena_printf(arena, "postmortems/2026/%s.md", id);
    const PmSource *source = pm_source_new(arena, path, bytes, length);
    pm_check_source(checker, arena, source, id, flags, as, &fixture_lookups, found);
    pm_diagnostics_sort(found);
    return found;
}

static inline PmChecker *
fixture_checker(const PmConfig *config)
{
    g_autoptr(GError) error = NULL;
    PmChecker *checker = pm_checker_new(config, NULL, &error);
    g_assert_no_error(error);
    return checker;
}

/* A checker by that config, with an arena. */
typedef struct {
    PmArena *arena;
    const PmConfig *config;
    PmChecker *checker;
} Room;

static inline void
room_clear(Room *room)
{
    pm_checker_free(room->checker);
    pm_arena_free(room->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Room, room_clear)

static inline Room
room(void)
{
    Room out = { .arena = pm_arena_new() };
    out.config = fixture_config(out.arena);
    out.checker = fixture_checker(out.config);
    return out;
}

/* The first finding of a rule, or NULL. */
static inline const PmDiagnostic *
find(const PmDiagnostics *list, const char *rule)
{
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        if (g_str_equal(pm_diagnostics_get(list, i)->rule, rule))
            return pm_diagnostics_get(list, i);
    return NULL;
}
