/* SPDX-License-Identifier: Apache-2.0 */
/* Records to words: satisfied, missing, stale, objected, excused, overridden, unknown. */
#include "ledger/state.h"

#include <string.h>

#define FRONT(status)                                                                              \
    "---\nid: x\nseverity: 2\nstatus: " status "\nparties: [{team: a}, {team: b}]\n"
static const char text[] = FRONT("in-review") "---\n\n## Summary\n\nIt broke.\n";
static const char followed[] = FRONT("reviewed") "tags: [t]\n---\n\n## Summary\n\nIt broke.\n";
static const char reworded[] = FRONT("in-review") "---\n\n## Summary\n\nIt bent.\n";

/* A review: a policy of one rule, a document, and its sign-offs in the order of their entry. */
typedef struct {
    PmArena *arena;
    PmRequirement requirements[3];
    PmPolicyRule rule;
    PmRequirement overrides[2];
    PmPolicy policy;
    const PmDocument *document;
    GPtrArray *records;
} Review;

static void
review_clear(Review *review)
{
    for (guint i = 0; i < review->records->len; i++)
        pm_record_clear(review->records->pdata[i]);
    g_ptr_array_unref(review->records);
    pm_arena_free(review->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Review, review_clear)

/* A team of our own, and one outside with nobody in it who could sign. */
static const char *const members[] = { "erin@example.org", NULL };
static const char *const no_aliases[] = { NULL };
static PmTeam teams[] = { { .name = "a", .aliases = no_aliases, .members = members },
                          { .name = "b", .aliases = no_aliases, .members = &members[1] } };
static const PmConfig config = { .teams = teams, .team_count = G_N_ELEMENTS(teams) };

static void
review_begin(Review *review, const char *role, int count)
{
    review->arena = pm_arena_new();
    review->records = g_ptr_array_new();
    review->requirements[0] = (PmRequirement){ .role = role,
                                               .count = count,
                                               .authors = g_str_equal(role, PM_ROLE_PARTY) };
    review->rule = (PmPolicyRule){ .require = review->requirements, .count = 1 };
    review->policy = (PmPolicy){ .config = &config, .rules = &review->rule, .rule_count = 1 };
}

static void
set_document(Review *review, const char *bytes)
{
    const PmSource *source = pm_source_new(review->arena, "x.md", bytes, strlen(bytes));
    review->document = pm_document_load(review->arena, source, "x", PM_DOCUMENT_WHOLE, NULL,
                                        pm_diagnostics_new(review->arena));
}

/* One sign-off of `bytes`; what is not said is as usual. */
static PmSignoffRecord *
add(Review *review, PmSignVerdict verdict, const char *person, const char *role, const char *bytes)
{
    PmSignoffRecord *record = pm_arena_new0(review->arena, PmSignoffRecord, 1);
    record->person = person;
    record->judgement = PM_JUDGED_PROVED;
    record->content = g_bytes_new_static(bytes, strlen(bytes));
    record->signoff.text = "…";
    record->signoff.digest = pm_arena_printf(review->arena, "digest %u", review->records->len);
    record->signoff.statement =
        (PmStatement){ .verdict = verdict, .role = role, .reviewer = person };
    g_ptr_array_add(review->records, record);
    return record;
}

static PmReviewState
fold(Review *review, const char *document)
{
    set_document(review, document);
    return pm_state_fold(review->arena, &review->policy, review->document, review->records);
}

static void
expect(Review *review, const char *document, PmDemandState wanted)
{
    PmReviewState state = fold(review, document);
    g_assert_cmpuint(state.count, ==, 1);
    g_assert_cmpstr(pm_demand_state_name(state.demands[0].state), ==, pm_demand_state_name(wanted));
    g_assert_true(state.satisfied == (wanted <= PM_DEMAND_OVERRIDDEN));
}

static void
a_demand_is_missing_until_somebody_signs(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "erin", "legal", text);
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
a_follow_up_leaves_it_current_and_an_edit_makes_it_stale(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, followed, PM_DEMAND_SATISFIED);
    expect(&review, reworded, PM_DEMAND_STALE);
    PmReviewState state = fold(&review, reworded);
    g_assert_cmpstr(state.demands[0].changed, ==, "section Summary");
    g_assert_cmpuint(state.demands[0].record_count, ==, 1);
    add(&review, PM_SIGN_APPROVE, "frank", "sre", reworded);
    expect(&review, reworded, PM_DEMAND_SATISFIED);
}

static void
a_count_is_of_distinct_people(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 2);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_MISSING);
    PmReviewState state = fold(&review, text);
    g_assert_cmpuint(state.demands[0].record_count, ==, 1);
    add(&review, PM_SIGN_APPROVE, "frank", "sre", text);
    expect(&review, text, PM_DEMAND_SATISFIED);
    expect(&review, reworded, PM_DEMAND_STALE);
}

/* Who signs for two parties has two voices, and is one person all the same. */
static void
two_voices_of_one_person_are_one(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, PM_ROLE_PARTY, 2);
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "a";
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "b";
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "frank", PM_ROLE_PARTY, text)->signoff.statement.party = "b";
    expect(&review, text, PM_DEMAND_SATISFIED);
}

/* What is no valid sign-off counts for nothing, whatever it says. */
static void
only_valid_sign_offs_count(void)
{
    static const struct {
        PmJudgement judgement;
        bool gone;
        PmDemandState state;
    } rows[] = {
        { PM_JUDGED_PROVED, false, PM_DEMAND_SATISFIED },
        { PM_JUDGED_CLAIMED, false, PM_DEMAND_SATISFIED },
        { PM_JUDGED_UNKNOWN, false, PM_DEMAND_UNKNOWN },
        { PM_JUDGED_OUTDATED, false, PM_DEMAND_STALE },
        { PM_JUDGED_INVALID, false, PM_DEMAND_MISSING },
        { PM_JUDGED_PROVED, true, PM_DEMAND_MISSING },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Review) review = { 0 };
        review_begin(&review, "sre", 1);
        PmSignoffRecord *record = add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
        record->judgement = rows[i].judgement;
        record->gone = rows[i].gone;
        expect(&review, text, rows[i].state);
    }
}

/* A file that could not even be read has no statement: it must not be looked into. */
static void
what_has_no_form_counts_for_nothing(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    PmSignoffRecord *record = pm_arena_new0(review.arena, PmSignoffRecord, 1);
    record->person = "";
    record->judgement = PM_JUDGED_UNKNOWN;
    g_ptr_array_add(review.records, record);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
an_author_counts_where_the_rule_lets_authors(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text)->authorship = PM_AUTHORSHIP_SOME;
    expect(&review, text, PM_DEMAND_MISSING);
    review.requirements[0].authors = true;
    expect(&review, text, PM_DEMAND_SATISFIED);
    review.requirements[0].authors = false;
    add(&review, PM_SIGN_APPROVE, "frank", "sre", text)->authorship = PM_AUTHORSHIP_SQUASHED;
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
a_later_word_of_the_same_voice_replaces_the_earlier(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    PmSignoffRecord *approval = add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    PmSignoffRecord *objection = add(&review, PM_SIGN_OBJECT, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_OBJECTED);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_SATISFIED);
    g_assert_true(pm_record_is_replaced(review.records, 0));
    g_assert_true(pm_record_is_replaced(review.records, 1));
    g_assert_false(pm_record_is_replaced(review.records, 2));
    g_assert_true(pm_record_may_replace(objection, approval));
}

static void
another_role_person_or_party_is_another_voice(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    add(&review, PM_SIGN_APPROVE, "erin", "legal", text);
    add(&review, PM_SIGN_APPROVE, "frank", "sre", text);
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "a";
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "b";
    for (guint i = 0; i < review.records->len; i++)
        g_assert_false(pm_record_is_replaced(review.records, i));
}

/* Else an old one, signed and never merged, could be used to take a later approval away. */
static void
a_revocation_takes_back_what_it_names_and_no_more(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    PmSignoffRecord *first = add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    PmSignoffRecord *revocation = add(&review, PM_SIGN_REVOKE, "erin", "sre", text);
    revocation->signoff.statement.replaces = first->signoff.digest;
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    expect(&review, text, PM_DEMAND_SATISFIED);
    add(&review, PM_SIGN_REVOKE, "erin", "sre", text)->signoff.statement.replaces =
        first->signoff.digest;
    expect(&review, text, PM_DEMAND_SATISFIED);
    add(&review, PM_SIGN_REVOKE, "frank", "sre", text)->signoff.statement.replaces =
        ((PmSignoffRecord *)review.records->pdata[2])->signoff.digest;
    expect(&review, text, PM_DEMAND_SATISFIED);
}

/* One that does not count takes nothing away either. */
static void
an_invalid_word_replaces_nothing(void)
{
    static const PmJudgement judgements[] = { PM_JUDGED_UNKNOWN, PM_JUDGED_INVALID };
    for (size_t i = 0; i < G_N_ELEMENTS(judgements); i++) {
        g_auto(Review) review = { 0 };
        review_begin(&review, "sre", 1);
        add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
        add(&review, PM_SIGN_OBJECT, "erin", "sre", text)->judgement = judgements[i];
        expect(&review, text, PM_DEMAND_SATISFIED);
    }
}

static void
an_objection_stands_against_all_until_the_text_changes(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    PmSignoffRecord *objection = add(&review, PM_SIGN_OBJECT, "frank", "legal", text);
    PmReviewState state = fold(&review, text);
    g_assert_false(state.satisfied);
    g_assert_true(state.objection == objection);
    /* the role that objects is another; what was asked is satisfied, and yet nothing may go on */
    g_assert_cmpint(state.demands[0].state, ==, PM_DEMAND_SATISFIED);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", reworded);
    state = fold(&review, reworded);
    g_assert_true(state.satisfied);
    g_assert_null(state.objection);
}

/* It met another text when it entered; the document may become again what it is about. */
static void
an_outdated_objection_stands_where_the_text_is_its_own(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "frank", "sre", text);
    PmSignoffRecord *objection = add(&review, PM_SIGN_OBJECT, "erin", "sre", text);
    objection->judgement = PM_JUDGED_OUTDATED;
    expect(&review, text, PM_DEMAND_OBJECTED);
    add(&review, PM_SIGN_APPROVE, "frank", "sre", reworded);
    expect(&review, reworded, PM_DEMAND_SATISFIED);
    objection->gone = true;
    expect(&review, text, PM_DEMAND_STALE);
}

static void
an_objection_is_taken_back_by_its_own_voice(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    add(&review, PM_SIGN_APPROVE, "erin", "sre", text);
    PmSignoffRecord *objection = add(&review, PM_SIGN_OBJECT, "frank", "sre", text);
    expect(&review, text, PM_DEMAND_OBJECTED);
    add(&review, PM_SIGN_REVOKE, "frank", "sre", text)->signoff.statement.replaces =
        objection->signoff.digest;
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
each_party_is_asked_and_may_be_excused(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, PM_ROLE_PARTY, 1);
    review.requirements[0].each = true;
    PmReviewState state = fold(&review, text);
    g_assert_cmpuint(state.count, ==, 2);
    g_assert_cmpstr(state.demands[0].demand.party, ==, "a");
    g_assert_cmpstr(state.demands[1].demand.party, ==, "b");
    g_assert_false(state.demands[0].excusable);
    g_assert_true(state.demands[1].excusable);
    PmSignoffRecord *a = add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text);
    a->signoff.statement.party = "a";
    a->authorship = PM_AUTHORSHIP_SOME; /* they were there, and wrote the timeline */
    PmSignoffRecord *excuse = add(&review, PM_SIGN_EXCUSE, "frank", "sre", text);
    excuse->signoff.statement.party = "b";
    state = fold(&review, text);
    g_assert_cmpint(state.demands[0].state, ==, PM_DEMAND_SATISFIED);
    g_assert_cmpint(state.demands[1].state, ==, PM_DEMAND_EXCUSED);
    g_assert_true(state.satisfied);
    /* an excuse is for one text, as any word is; and nobody excuses others from their own text */
    excuse->signoff.statement.party = "a";
    a->gone = true;
    state = fold(&review, text);
    g_assert_cmpint(state.demands[0].state, ==, PM_DEMAND_EXCUSED);
    state = fold(&review, reworded);
    g_assert_cmpint(state.demands[0].state, ==, PM_DEMAND_STALE);
    g_assert_true(state.demands[0].excusable);
    excuse->signoff.statement.party = "b";
    a->gone = false;
    state = fold(&review, reworded);
    g_assert_false(state.demands[0].excusable); /* who signed signs again */
    g_assert_cmpint(state.demands[1].state, ==, PM_DEMAND_STALE);
    excuse->authorship = PM_AUTHORSHIP_SOME;
    state = fold(&review, text);
    g_assert_cmpint(state.demands[1].state, ==, PM_DEMAND_MISSING);
}

/* Any party will do; a team that took no part in the response is none. */
static void
a_party_is_one_of_the_document(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, PM_ROLE_PARTY, 1);
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "z";
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "frank", PM_ROLE_PARTY, text)->signoff.statement.party = "b";
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
an_override_takes_all_that_the_policy_asks_of_it(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 2);
    add(&review, PM_SIGN_OVERRIDE, "vera", "vp", text);
    expect(&review, text, PM_DEMAND_MISSING); /* nobody may */
    review.overrides[0] = (PmRequirement){ .role = "vp", .count = 1 };
    review.policy.override = review.overrides;
    review.policy.override_count = 1;
    expect(&review, text, PM_DEMAND_OVERRIDDEN);
    expect(&review, reworded, PM_DEMAND_MISSING);
    review.overrides[1] = (PmRequirement){ .role = "legal", .count = 2 };
    review.policy.override_count = 2;
    add(&review, PM_SIGN_OVERRIDE, "lea", "legal", text);
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_OVERRIDE, "leo", "legal", text);
    expect(&review, text, PM_DEMAND_OVERRIDDEN);
    /* an objection is not overridden */
    add(&review, PM_SIGN_OBJECT, "erin", "sre", text);
    g_assert_false(fold(&review, text).satisfied);
}

static void
an_excuse_takes_all_that_the_policy_asks_of_it(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, PM_ROLE_PARTY, 1);
    review.requirements[0].each = true;
    add(&review, PM_SIGN_APPROVE, "erin", PM_ROLE_PARTY, text)->signoff.statement.party = "a";
    add(&review, PM_SIGN_EXCUSE, "lea", "legal", text)->signoff.statement.party = "b";
    g_assert_true(fold(&review, text).satisfied);
    review.overrides[0] = (PmRequirement){ .role = "legal", .count = 2 };
    review.policy.excuse = review.overrides;
    review.policy.excuse_count = 1;
    g_assert_false(fold(&review, text).satisfied);
    add(&review, PM_SIGN_EXCUSE, "leo", "legal", text)->signoff.statement.party = "b";
    g_assert_true(fold(&review, text).satisfied);
}

/* What erin or frank records that gil said. */
static PmSignoffRecord *
record_for_gil(Review *review, const char *recorder, const char *bytes)
{
    static const PmProxy gil = { .person = "gil" };
    PmSignoffRecord *record = add(review, PM_SIGN_APPROVE, recorder, "legal", bytes);
    record->signoff.proxy = &gil;
    record->person = "gil";
    record->judgement = PM_JUDGED_CLAIMED;
    return record;
}

static void
take_back(Review *review, const char *person, const PmSignoffRecord *what)
{
    add(review, PM_SIGN_REVOKE, person, "legal", text)->signoff.statement.replaces =
        what->signoff.digest;
}

static void
a_recorded_word_is_of_who_said_it(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "legal", 2);
    record_for_gil(&review, "erin", text);
    record_for_gil(&review, "frank", text);
    add(&review, PM_SIGN_APPROVE, "gil", "legal", text);
    expect(&review, text, PM_DEMAND_MISSING);
    add(&review, PM_SIGN_APPROVE, "erin", "legal", text); /* her own, too */
    expect(&review, text, PM_DEMAND_SATISFIED);
    g_assert_false(pm_record_is_replaced(review.records, 3));
}

static void
a_recorded_word_gives_way_to_that_of_its_speaker(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "legal", 1);
    PmSignoffRecord *objection = add(&review, PM_SIGN_OBJECT, "gil", "legal", text);
    record_for_gil(&review, "erin", text);
    expect(&review, text, PM_DEMAND_OBJECTED); /* it comes later, and takes nothing back */
    take_back(&review, "gil", objection);
    expect(&review, text, PM_DEMAND_SATISFIED);
    add(&review, PM_SIGN_OBJECT, "gil", "legal", text);
    expect(&review, text, PM_DEMAND_OBJECTED);
    g_assert_true(pm_record_is_replaced(review.records, 1));
}

/* Else who may record words could take somebody's own away, or what another has recorded. */
static void
who_records_takes_back_only_what_they_recorded(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "legal", 1);
    add(&review, PM_SIGN_APPROVE, "gil", "legal", text);
    PmSignoffRecord *theirs = record_for_gil(&review, "frank", text);
    take_back(&review, "frank", theirs);
    g_assert_true(pm_record_is_replaced(review.records, 1));
    g_assert_false(pm_record_is_replaced(review.records, 0));
    expect(&review, text, PM_DEMAND_SATISFIED);
}

static void
who_records_takes_back_nothing_of_another_who_records(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "legal", 1);
    PmSignoffRecord *first = record_for_gil(&review, "erin", text);
    take_back(&review, "frank", record_for_gil(&review, "frank", text));
    take_back(&review, "frank", first);
    expect(&review, text, PM_DEMAND_SATISFIED);
    take_back(&review, "gil", first);
    expect(&review, text, PM_DEMAND_MISSING);
}

static void
a_policy_that_asks_nothing_is_satisfied(void)
{
    g_auto(Review) review = { 0 };
    review_begin(&review, "sre", 1);
    review.policy.rule_count = 0;
    PmReviewState state = fold(&review, text);
    g_assert_cmpuint(state.count, ==, 0);
    g_assert_true(state.satisfied);
}

#define TEST(name) g_test_add_func("/ledger/state/" #name, name)

void test_ledger_state(void);
void
test_ledger_state(void)
{
    TEST(a_demand_is_missing_until_somebody_signs);
    TEST(a_follow_up_leaves_it_current_and_an_edit_makes_it_stale);
    TEST(a_count_is_of_distinct_people);
    TEST(two_voices_of_one_person_are_one);
    TEST(only_valid_sign_offs_count);
    TEST(what_has_no_form_counts_for_nothing);
    TEST(an_author_counts_where_the_rule_lets_authors);
    TEST(a_later_word_of_the_same_voice_replaces_the_earlier);
    TEST(another_role_person_or_party_is_another_voice);
    TEST(a_revocation_takes_back_what_it_names_and_no_more);
    TEST(an_invalid_word_replaces_nothing);
    TEST(an_objection_stands_against_all_until_the_text_changes);
    TEST(an_outdated_objection_stands_where_the_text_is_its_own);
    TEST(an_objection_is_taken_back_by_its_own_voice);
    TEST(each_party_is_asked_and_may_be_excused);
    TEST(a_party_is_one_of_the_document);
    TEST(an_override_takes_all_that_the_policy_asks_of_it);
    TEST(an_excuse_takes_all_that_the_policy_asks_of_it);
    TEST(a_recorded_word_is_of_who_said_it);
    TEST(a_recorded_word_gives_way_to_that_of_its_speaker);
    TEST(who_records_takes_back_only_what_they_recorded);
    TEST(who_records_takes_back_nothing_of_another_who_records);
    TEST(a_policy_that_asks_nothing_is_satisfied);
}
