/* SPDX-License-Identifier: Apache-2.0 */
#include "command/record_text.h"

#include "command/json.h"

const char *
pm_record_manner(const PmSignoffRecord *record)
{
    if (record->judgement == PM_JUDGED_UNKNOWN)
        return "not checked";
    /* one that came too late was checked all the same */
    bool checked = record->judgement == PM_JUDGED_PROVED || record->judgement == PM_JUDGED_OUTDATED;
    return checked && record->signoff.signature != NULL ? "signed" : "unsigned";
}

const char *
pm_record_text(PmArena *arena, const PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    bool unknown = record->judgement == PM_JUDGED_UNKNOWN;
    const char *said = unknown ? record->why : statement->comment;
    return pm_arena_printf(arena, "%s, %.10s, %s%s%s", statement->reviewer, statement->time,
                           pm_record_manner(record), said != NULL ? ": " : "",
                           said != NULL ? said : "");
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
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "digest",
                     pm_json_text(record->signoff.digest), "reviewer",
                     pm_json_text(statement->reviewer), "verdict",
                     pm_json_text(read ? pm_sign_verdict_name(statement->verdict) : NULL), "role",
                     pm_json_text(statement->role), "party", pm_json_text(statement->party), "time",
                     pm_json_text(statement->time), "comment", pm_json_text(statement->comment),
                     "judged", judgements[record->judgement], "why", pm_json_text(record->why));
}
