/* SPDX-License-Identifier: Apache-2.0 */
#include "document/sections.h"

static const char *const summary[] = { "Summary",           "요약",  "Overview", "Incident summary",
                                       "Executive summary", "TL;DR", "개요",     NULL };
static const char *const impact[] = { "Impact",      "영향",    "Customer impact",
                                      "User impact", "Effects", "고객 영향",
                                      NULL };
static const char *const timeline[] = { "Timeline",           "타임라인",
                                        "Timeline of events", "Chronology",
                                        "Sequence of events", "경과",
                                        "시간대별 경과",      NULL };
static const char *const technical[] = { "Technical summary",
                                         "기술 요약",
                                         "Root cause",
                                         "Root causes",
                                         "Root cause analysis",
                                         "Contributing factors",
                                         "Technical details",
                                         "What happened",
                                         "Cause",
                                         "원인",
                                         "원인 분석",
                                         NULL };
static const char *const response[] = { "Response",     "대응",       "Response and recovery",
                                        "Resolution",   "Mitigation", "Recovery",
                                        "대응 및 복구", NULL };
static const char *const lessons[] = { "Lessons",         "교훈",      "Lessons learned",
                                       "Lessons learnt",  "Takeaways", "Key takeaways",
                                       "What we learned", "배운 점",   NULL };

const PmSectionName pm_section_names[] = {
    { "summary", summary },   { "impact", impact },
    { "timeline", timeline }, { "technical", technical },
    { "response", response }, { "lessons", lessons },
    { NULL, NULL },
};

const PmSectionName *
pm_section_name(const char *id)
{
    for (const PmSectionName *name = pm_section_names; name->id != NULL; name++)
        if (g_str_equal(name->id, id))
            return name;
    return NULL;
}

bool
pm_document_section(const PmDocument *document, const char *id, PmSection *out_section)
{
    const PmSectionName *name = pm_section_name(id);
    return name != NULL && document->outline != NULL &&
           pm_section_find(document->outline, name->titles, out_section);
}
