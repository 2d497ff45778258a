/* SPDX-License-Identifier: Apache-2.0 */
#include "document/sections.h"

static const char *const summary[] = { "Summary",
                                       "요약",
                                       "Overview",
                                       "Incident summary",
                                       "Issue summary",
                                       "Executive summary",
                                       "TL;DR",
                                       "개요",
                                       "장애 개요",
                                       "장애 요약",
                                       NULL };
static const char *const impact[] = { "Impact",
                                      "영향",
                                      "Customer impact",
                                      "User impact",
                                      "Business impact",
                                      "Summary of impact",
                                      "Effects",
                                      "고객 영향",
                                      "영향 범위",
                                      "피해 범위",
                                      NULL };
static const char *const timeline[] = { "Timeline",
                                        "타임라인",
                                        "Incident timeline",
                                        "Timeline of events",
                                        "Timeline summary",
                                        "Chronology",
                                        "Sequence of events",
                                        "경과",
                                        "시간대별 경과",
                                        "장애 경과",
                                        NULL };
static const char *const technical[] = { "Technical summary",
                                         "기술 요약",
                                         "Root cause",
                                         "Root causes",
                                         "Root cause(s)",
                                         "Root cause analysis",
                                         "Root cause and mitigation",
                                         "Contributing factors",
                                         "Contributing conditions",
                                         "Contributing conditions analysis",
                                         "Technical details",
                                         "Technical analysis",
                                         "What happened",
                                         "Cause",
                                         "Causes",
                                         "Cause of the problem",
                                         "원인",
                                         "근본 원인",
                                         "원인 분석",
                                         "장애 원인",
                                         "기술 분석",
                                         NULL };
static const char *const response[] = { "Response",
                                        "대응",
                                        "Response and recovery",
                                        "Resolution",
                                        "Resolution and recovery",
                                        "Mitigation",
                                        "Mitigation and resolution",
                                        "Mitigation & resolution",
                                        "Recovery",
                                        "대응 및 복구",
                                        "대응 과정",
                                        "복구",
                                        "조치",
                                        "조치 내용",
                                        NULL };
static const char *const lessons[] = {
    "Lessons",   "교훈",          "Lessons learned", "Lessons learnt",
    "Takeaways", "Key takeaways", "What we learned", "What did we learn",
    "배운 점",   "얻은 교훈",     "시사점",          NULL
};

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
    const PmSectionName *name = document->sections;
    while (name != NULL && name->id != NULL && !g_str_equal(name->id, id))
        name++;
    if (name == NULL || name->id == NULL)
        name = pm_section_name(id);
    return name != NULL && document->outline != NULL &&
           pm_section_find(document->outline, name->titles, out_section);
}
