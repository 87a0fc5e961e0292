/*
 * Judging, on answers made by hand: which side of the bound an interval lies on, which run broke
 * a promise, and what unfinished, lost and stopped ones do to a verdict.
 */
#include "scenarios/experiment/judge.h"

#include <math.h>

#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

#define RUNS 300u

/* One series with one estimate per statistic asked for, and one expectation. */
struct bench {
    struct sim_arena arena;
    struct scn_expectation expectations[2];
    struct scn_scenario scenario;
    struct mdl_series series;
    struct mdl_estimate estimate;
    struct mdl_sample outcomes[RUNS];
    struct mdl_answer_replication replications[RUNS];
    struct mdl_episode episode;
    struct mdl_answer answer;
};

static void bench_init(struct bench *b, uint32_t runs)
{
    memset(b, 0, sizeof *b);
    sim_arena_init(&b->arena);
    for (uint32_t i = 0; i < runs; i++) {
        b->replications[i].index = i;
        b->outcomes[i] = (struct mdl_sample){.n = 100, .mean = NAN, .min = NAN, .p50 = NAN,
                                              .p90 = NAN, .p99 = NAN, .p999 = NAN, .max = NAN};
    }
    b->expectations[0] = (struct scn_expectation){
        .text = "nic.rx.request_latency.p99 < 5ms", .subject = SCN_SUBJECT_METRIC,
        .object = "nic.rx", .measure = "request_latency", .statistic = "p99", .phase = "all",
        .comparison = MDL_LESS, .bound = 5e6, .share_of_runs = 1};
    b->scenario.expectations = b->expectations;
    b->scenario.expectation_count = 1;
    b->estimate = (struct mdl_estimate){.statistic = "p99", .value = NAN, .low = NAN, .high = NAN,
                                        .n = runs, .method = "share", .note = ""};
    b->series = (struct mdl_series){.object = "nic.rx", .kind = "stream",
                                    .measure = "request_latency", .unit = "ns",
                                    .sample_of = "request", .shape = "duration", .phase = "all",
                                    .outcomes = b->outcomes, .outcome_count = runs,
                                    .estimates = &b->estimate, .estimate_count = 1};
    b->answer = (struct mdl_answer){.is_random = true, .confidence = 0.95, .completed = runs,
                                    .series = &b->series, .series_count = 1,
                                    .replications = b->replications,
                                    .replication_count = runs, .episodes = &b->episode};
}

static const struct mdl_verdict *judge(struct bench *b)
{
    scn_judge_answer(&b->arena, &b->scenario, &b->answer);
    return &b->answer.verdicts[0];
}

static const char *p99_between(struct bench *b, double low, double value, double high)
{
    b->estimate.low = low;
    b->estimate.value = value;
    b->estimate.high = high;
    return judge(b)->verdict;
}

/* Counts per run, compared with == 0. */
static void make_counts(struct bench *b, const char *measure)
{
    b->series.measure = b->expectations[0].measure = measure;
    b->series.shape = "count";
    b->series.unit = "1";
    b->expectations[0].statistic = b->estimate.statistic = "count";
    b->expectations[0].comparison = MDL_EQUAL;
    b->expectations[0].bound = 0;
}

/* ---- averages ------------------------------------------------------------------------------- */

TEST(an_average_is_decided_by_the_whole_interval)
{
    struct bench b;

    bench_init(&b, 20);
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, 4.9e6), "pass");
    CHECK_TEXT(b.answer.verdicts[0].scope, "average");
    CHECK_TEXT(b.answer.verdict, "pass");
    CHECK_TEXT(p99_between(&b, 5e6, 6e6, 7e6), "fail"); /* low >= b */
    CHECK_TEXT(b.answer.verdict, "fail");
    CHECK_TEXT(p99_between(&b, 4e6, 4.5e6, 5e6), "undecided"); /* high is not below b */
    CHECK_TEXT(b.answer.verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason, "the interval contains the bound: more replications");
    CHECK_TEXT(p99_between(&b, 6e6, 7e6, HUGE_VAL), "fail"); /* open above: can fail */
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, HUGE_VAL), "undecided");
    CHECK_NEAR(b.answer.verdicts[0].value, 4e6, 0);
    CHECK_NEAR(b.answer.verdicts[0].bound, 5e6, 0);
    CHECK_TEXT(b.answer.verdicts[0].unit, "ns");
    sim_arena_deinit(&b.arena);
}

TEST(a_lower_budget_is_the_mirror_image)
{
    struct bench b;

    bench_init(&b, 20);
    b.expectations[0].comparison = MDL_GREATER;
    CHECK_TEXT(p99_between(&b, 6e6, 7e6, HUGE_VAL), "pass");
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, 5e6), "fail"); /* high <= b */
    CHECK_TEXT(p99_between(&b, 5e6, 6e6, 7e6), "undecided");
    b.expectations[0].comparison = MDL_GREATER_EQUAL;
    CHECK_TEXT(p99_between(&b, 5e6, 6e6, 7e6), "pass");
    b.expectations[0].comparison = MDL_LESS_EQUAL;
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, 5e6), "pass");
    CHECK_TEXT(p99_between(&b, 5e6, 6e6, 7e6), "undecided");
    sim_arena_deinit(&b.arena);
}

TEST(without_an_interval_an_average_stays_undecided)
{
    struct bench b;

    bench_init(&b, 1);
    b.estimate.value = 1e6;
    b.estimate.method = "none";
    b.estimate.note = "1 replication: no interval";
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason, "1 replication: no interval (--replications 20)");
    b.estimate.value = NAN;
    b.estimate.note = "needs 100, has 40";
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason, "needs 100, has 40");
    sim_arena_deinit(&b.arena);
}

TEST(an_exact_figure_is_compared_as_it_is)
{
    struct bench b;

    bench_init(&b, 1);
    b.answer.is_random = false;
    b.estimate.method = "exact";
    b.estimate.value = 5e6;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    b.expectations[0].comparison = MDL_EQUAL;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    b.expectations[0].comparison = MDL_NOT_EQUAL;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    sim_arena_deinit(&b.arena);
}

TEST(a_figure_that_is_the_same_in_every_run_is_decided_like_a_property_of_every_run)
{
    struct bench b;

    bench_init(&b, 20);
    b.estimate.value = 4e6;
    b.estimate.method = "none";
    b.estimate.note = "4000000 in each of 20";
    CHECK_TEXT(judge(&b)->verdict, "pass");
    b.estimate.value = 6e6;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    sim_arena_deinit(&b.arena);
}

/* Exact, but 3 of 100 still wait: p99 is at least 1 ms and may be anything above. */
TEST(an_upper_budget_that_holds_only_without_the_unfinished_is_not_passed)
{
    struct bench b;

    bench_init(&b, 1);
    b.answer.is_random = false;
    b.series.waiting = 3;
    b.estimate.method = "range";
    b.estimate.note = "censored";
    CHECK_TEXT(p99_between(&b, 1e6, 1e6, HUGE_VAL), "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason, "3 requests still wait at the end");
    CHECK_TEXT(p99_between(&b, 9e6, 9e6, HUGE_VAL), "fail"); /* a deadlocked pool */
    sim_arena_deinit(&b.arena);
}

TEST(a_figure_from_too_few_is_undecided_and_says_what_would_help)
{
    struct bench b;

    bench_init(&b, 20);
    b.estimate.method = "none";
    b.estimate.note = "censored; from 4 observations";
    CHECK_TEXT(p99_between(&b, (double)NAN, 1e6, (double)NAN), "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason,
               "the p99 rests on 4 observations only: more replications, or longer ones");
    sim_arena_deinit(&b.arena);
}

TEST(what_nobody_observed_is_undecided)
{
    struct bench b;

    bench_init(&b, 20);
    b.expectations[0].object = "nic.other";
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason, "nothing was observed");
    CHECK(isnan(b.answer.verdicts[0].value));
    b.expectations[0].object = b.series.object;
    b.expectations[0].phase = "before";
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason,
               "nothing was observed in that phase");
    sim_arena_deinit(&b.arena);
}

/* ---- every run ------------------------------------------------------------------------------ */

TEST(one_counterexample_breaks_a_promise_about_every_run)
{
    struct bench b;

    bench_init(&b, 20);
    make_counts(&b, "starved");
    CHECK_TEXT(judge(&b)->verdict, "pass");
    CHECK_TEXT(b.answer.verdicts[0].scope, "every run");
    CHECK_TEXT(b.answer.verdicts[0].unit, "1");
    b.outcomes[7].total = 4;
    b.outcomes[9].total = 1;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].violations, ==, 2);
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 7);
    sim_arena_deinit(&b.arena);
}

TEST(a_count_compared_with_less_is_an_average)
{
    struct bench b;

    bench_init(&b, 20);
    make_counts(&b, "starved");
    b.expectations[0].comparison = MDL_LESS;
    b.expectations[0].bound = 5;
    b.outcomes[7].total = 40; /* one bad run does not break it */
    CHECK_TEXT(p99_between(&b, 0, 2, 4.9), "pass");
    CHECK_TEXT(b.answer.verdicts[0].scope, "average");
    sim_arena_deinit(&b.arena);
}

TEST(extremes_are_promises_about_every_run)
{
    struct bench b;

    bench_init(&b, 20);
    b.expectations[0].statistic = b.estimate.statistic = "max";
    for (int i = 0; i < 20; i++) {
        b.outcomes[i].max = 1e6 * i / 4; /* up to 4.75 ms */
    }
    b.estimate.value = 4.75e6;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    CHECK_NEAR(b.answer.verdicts[0].value, 4.75e6, 0);
    b.outcomes[3].max = 5e6;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 3);
    sim_arena_deinit(&b.arena);
}

/* 1 - 0.05^(1/299) = 0.00997 and 1 - 0.05^(1/298) = 0.01000 (0.010003) */
TEST(ninety_nine_percent_of_runs_need_299_of_them)
{
    struct bench b;

    bench_init(&b, 299);
    make_counts(&b, "starved");
    b.expectations[0].share_of_runs = 0.99;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    b.series.outcome_count = b.answer.replication_count = b.answer.completed = 298;
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK(strstr(judge(&b)->reason, "; 299 without a violation would show it") != NULL);
    b.answer.confidence = 1 - 0.05 / 7; /* ln(0.05 / 7) / ln(0.99) = 491.7 */
    CHECK(strstr(judge(&b)->reason, "; 492 without a violation would show it") != NULL);
    b.answer.confidence = 0.95;
    b.outcomes[5].total = 1; /* one violation is no proof against 99 % */
    CHECK_TEXT(judge(&b)->verdict, "undecided");
    CHECK(strstr(judge(&b)->reason, "; more replications decide it") != NULL);
    for (int i = 0; i < 20; i++) {
        b.outcomes[i].total = 1; /* 20 of 298 are */
    }
    CHECK_TEXT(judge(&b)->verdict, "fail");
    sim_arena_deinit(&b.arena);
}

TEST(in_a_run_without_chance_99_percent_means_all)
{
    struct bench b;

    bench_init(&b, 1);
    b.answer.is_random = false;
    make_counts(&b, "starved");
    b.estimate.value = 0;
    b.expectations[0].share_of_runs = 0.99;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    CHECK_NEAR(b.answer.verdicts[0].value, 0, 0); /* nothing random: the number itself */
    sim_arena_deinit(&b.arena);
}

/* ---- stops and deadlocks -------------------------------------------------------------------- */

static void stop_three(struct bench *b)
{
    b->answer.completed = 17;
    b->answer.stopped = 3;
    b->series.outcome_count = 17;
    b->replications[0].bug_check = b->replications[1].bug_check = 0xB8;
    b->replications[5].bug_check = 0xB8;
}

TEST(survivors_of_a_stop_are_no_sample)
{
    struct bench b;

    bench_init(&b, 20);
    stop_three(&b);
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, 4.5e6), "undecided");
    CHECK_TEXT(b.answer.verdicts[0].reason,
               "3 replications stopped; the others are no sample");
    CHECK_TEXT(b.answer.verdict, "fail"); /* an unexpected bug check */
    sim_arena_deinit(&b.arena);
}

TEST(a_violation_among_survivors_is_still_one_and_is_named_by_its_replication)
{
    struct bench b;

    bench_init(&b, 20);
    stop_three(&b);
    make_counts(&b, "starved");
    CHECK_TEXT(judge(&b)->verdict, "undecided"); /* nobody knows about the three */
    b.outcomes[3].total = 1;                     /* survivors are 2, 3, 4, 6 ...: the fourth */
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 6);
    sim_arena_deinit(&b.arena);
}

static void expect_stop(struct bench *b, enum mdl_comparison comparison, double code)
{
    b->expectations[0] = (struct scn_expectation){
        .text = "bug_check", .subject = SCN_SUBJECT_BUG_CHECK, .object = "",
        .measure = "bug_check", .statistic = "", .phase = "all", .comparison = comparison,
        .bound = code, .share_of_runs = 1};
}

TEST(bug_checks_are_counted_over_all_replications)
{
    struct bench b;

    bench_init(&b, 20);
    expect_stop(&b, MDL_EQUAL, 0);
    CHECK(!scn_judge_expects_stop(&b.scenario));
    CHECK_TEXT(judge(&b)->verdict, "pass");
    CHECK(isnan(b.answer.verdicts[0].bound));
    stop_three(&b);
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].violations, ==, 3);
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 0);
    sim_arena_deinit(&b.arena);
}

TEST(an_expected_stop_passes_where_every_run_has_it)
{
    struct bench b;

    bench_init(&b, 2);
    expect_stop(&b, MDL_EQUAL, 0xB8);
    CHECK(scn_judge_expects_stop(&b.scenario));
    b.answer.stopped = 2;
    b.answer.completed = 0;
    b.replications[0].bug_check = b.replications[1].bug_check = 0xB8;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    CHECK_TEXT(b.answer.verdict, "pass");
    b.replications[1].bug_check = 0x133;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 1);
    expect_stop(&b, MDL_NOT_EQUAL, 0);
    CHECK(scn_judge_expects_stop(&b.scenario));
    CHECK_TEXT(judge(&b)->verdict, "pass");
    sim_arena_deinit(&b.arena);
}

TEST(a_deadlock_is_found_among_the_episodes)
{
    struct bench b;

    bench_init(&b, 20);
    expect_stop(&b, MDL_EQUAL, 0);
    b.expectations[0].subject = SCN_SUBJECT_DEADLOCK;
    CHECK_TEXT(judge(&b)->verdict, "pass");
    b.episode = (struct mdl_episode){.replication = 4, .kind = "deadlock"};
    b.answer.episode_count = 1;
    CHECK_TEXT(judge(&b)->verdict, "fail");
    CHECK_INT(b.answer.verdicts[0].first_violation, ==, 4);
    b.episode.kind = "starvation";
    CHECK_TEXT(judge(&b)->verdict, "pass");
    sim_arena_deinit(&b.arena);
}

TEST(a_deadlock_that_no_expectation_speaks_of_fails_the_run)
{
    struct bench b;

    bench_init(&b, 20);
    b.scenario.expectation_count = 0;
    scn_judge_answer(&b.arena, &b.scenario, &b.answer);
    CHECK_TEXT(b.answer.verdict, "none");
    b.episode = (struct mdl_episode){.replication = 4, .kind = "deadlock"};
    b.answer.episode_count = 1;
    scn_judge_answer(&b.arena, &b.scenario, &b.answer);
    CHECK_TEXT(b.answer.verdict, "fail");
    sim_arena_deinit(&b.arena);
}

TEST(one_undecided_expectation_keeps_the_whole_from_passing)
{
    struct bench b;

    bench_init(&b, 20);
    b.expectations[1] = b.expectations[0];
    b.expectations[1].object = "nic.other";
    b.scenario.expectation_count = 2;
    CHECK_TEXT(p99_between(&b, 3e6, 4e6, 4.9e6), "pass");
    CHECK_TEXT(b.answer.verdict, "undecided");
    CHECK_TEXT(p99_between(&b, 6e6, 7e6, 8e6), "fail");
    CHECK_TEXT(b.answer.verdict, "fail");
    sim_arena_deinit(&b.arena);
}

TESTS(ENTRY(an_average_is_decided_by_the_whole_interval),
      ENTRY(a_lower_budget_is_the_mirror_image),
      ENTRY(without_an_interval_an_average_stays_undecided),
      ENTRY(an_exact_figure_is_compared_as_it_is),
      ENTRY(a_figure_that_is_the_same_in_every_run_is_decided_like_a_property_of_every_run),
      ENTRY(an_upper_budget_that_holds_only_without_the_unfinished_is_not_passed),
      ENTRY(a_figure_from_too_few_is_undecided_and_says_what_would_help),
      ENTRY(what_nobody_observed_is_undecided),
      ENTRY(one_counterexample_breaks_a_promise_about_every_run),
      ENTRY(a_count_compared_with_less_is_an_average),
      ENTRY(extremes_are_promises_about_every_run),
      ENTRY(ninety_nine_percent_of_runs_need_299_of_them),
      ENTRY(in_a_run_without_chance_99_percent_means_all),
      ENTRY(survivors_of_a_stop_are_no_sample),
      ENTRY(a_violation_among_survivors_is_still_one_and_is_named_by_its_replication),
      ENTRY(bug_checks_are_counted_over_all_replications),
      ENTRY(an_expected_stop_passes_where_every_run_has_it),
      ENTRY(a_deadlock_is_found_among_the_episodes),
      ENTRY(a_deadlock_that_no_expectation_speaks_of_fails_the_run),
      ENTRY(one_undecided_expectation_keeps_the_whole_from_passing))
