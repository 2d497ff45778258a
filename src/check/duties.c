/* SPDX-License-Identifier: Apache-2.0 */
#include "check/duties.h"

static const PmDutyProfile *
profile_of(const PmConfig *config, const char *name)
{
    for (size_t i = 0; i < config->duty_profile_count; i++)
        if (g_strcmp0(config->duty_profiles[i].profile, name) == 0)
            return &config->duty_profiles[i];
    return NULL;
}

static const PmFilter *
filter_of(PmArena *arena, const char *when)
{
    return when != NULL ? pm_filter_parse(arena, when, PM_FILTER_OURS, NULL) : NULL;
}

static PmDutyClock
clock_of(PmArena *arena, const PmDutySetting *setting)
{
    return (PmDutyClock){ .name = setting->duty,
                          .organisation = setting->organisation != NULL ? setting->organisation
                                                                        : "somebody outside",
                          .kind = setting->kind,
                          .source = setting->source,
                          .bounds = { { setting->after, setting->within } },
                          .asked = true,
                          .when = filter_of(arena, setting->when) };
}

static PmDutyClock
law_of(PmArena *arena, const PmDutyClock *law, const PmDutyProfile *profile)
{
    PmDutyClock out = *law;
    if (profile == NULL)
        return out;
    out.asked = true;
    out.when =
        filter_of(arena, profile->when != NULL ? profile->when : pm_duty_law_when(law->profile));
    if (profile->organisation != NULL)
        out.organisation = profile->organisation;
    return out;
}

PmDutyBook
pm_duties_book(PmArena *arena, const PmConfig *config)
{
    size_t laws = 0;
    while (pm_duty_laws[laws].name != NULL)
        laws++;
    PmDutyClock *clocks = pm_arena_new0(arena, PmDutyClock, laws + config->duty_count);
    PmDutyBook out = { .clocks = clocks, .zone = config->time_zone };
    for (size_t i = 0; i < config->duty_count; i++)
        if (pm_duty_clock(&out, config->duties[i].duty) == NULL)
            clocks[out.count++] = clock_of(arena, &config->duties[i]);
    for (size_t i = 0; i < laws; i++)
        if (pm_duty_clock(&out, pm_duty_laws[i].name) == NULL)
            clocks[out.count++] =
                law_of(arena, &pm_duty_laws[i], profile_of(config, pm_duty_laws[i].profile));
    return out;
}
