/* SPDX-License-Identifier: Apache-2.0 */
#include "command/record_text.h"

#include "command/json.h"

const char *
pm_record_manner(PmArena *arena, const PmSignoffRecord *record)
{
    bool unknown = record->judgement == PM_JUDGED_UNKNOWN;
    if (record->signoff.proxy != NULL)
        return pm_arena_printf(arena, "recorded by %s, %s", record->signoff.statement.reviewer,
                               unknown ? "not checked" : "claimed");
    if (unknown)
        return "not checked";
    /* one that came too late was checked all the same */
    bool checked = record->judgement == PM_JUDGED_PROVED || record->judgement == PM_JUDGED_OUTDATED;
    return checked && record->signoff.signature != NULL ? "signed" : "unsigned";
}

const char *
pm_record_comment(PmArena *arena, const PmSignoffRecord *record)
{
    const PmProxy *proxy = record->signoff.proxy;
    if (proxy == NULL)
        return record->signoff.statement.comment;
    return pm_arena_printf(arena, "proof %s%s%s", proxy->proof, proxy->comment != NULL ? "; " : "",
                           proxy->comment != NULL ? proxy->comment : "");
}

const char *
pm_record_text(PmArena *arena, const PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    bool unknown = record->judgement == PM_JUDGED_UNKNOWN;
    const char *said = unknown ? record->why : pm_record_comment(arena, record);
    return pm_arena_printf(arena, "%s, %.10s, %s%s%s", pm_signoff_speaker(&record->signoff),
                           statement->time, pm_record_manner(arena, record),
                           said != NULL ? ": " : "", said != NULL ? said : "");
}

/* Whose word it is where the reviewer recorded it, and on what it rests; else null. */
static json_t *
json_of_proxy(const PmProxy *proxy)
{
    if (proxy == NULL)
        return json_null();
    return json_pack("{s:o, s:o, s:s, s:o}", "person", pm_json_text(proxy->person), "proof",
                     pm_json_text(proxy->proof), "sha256", proxy->digest, "comment",
                     pm_json_text(proxy->comment));
}

json_t *
pm_record_json(const PmSignoffRecord *record)
{
    static const char *const judgements[] = {
        [PM_JUDGED_PROVED] = "proved",     [PM_JUDGED_CLAIMED] = "claimed",
        [PM_JUDGED_UNKNOWN] = "unknown",   [PM_JUDGED_OUTDATED] = "outdated",
        [PM_JUDGED_INVALID] = "not valid",
    };
    const PmStatement *statement = &record->signoff.statement;
    bool read = record->signoff.text != NULL;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "digest",
                     pm_json_text(record->signoff.digest), "reviewer",
                     pm_json_text(statement->reviewer), "recorded_for",
                     json_of_proxy(record->signoff.proxy), "verdict",
                     pm_json_text(read ? pm_sign_verdict_name(statement->verdict) : NULL), "role",
                     pm_json_text(statement->role), "party", pm_json_text(statement->party), "time",
                     pm_json_text(statement->time), "comment", pm_json_text(statement->comment),
                     "judged", judgements[record->judgement], "why", pm_json_text(record->why));
}
