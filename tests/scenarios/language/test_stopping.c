/*
 * Stopping rules as they are written: where the looks are, and what is said about a rule that has
 * nothing to go by.
 */
#include "tests/scenarios/language/bench.h"

/* Something random and something regular; line 9 is the run. */
#define DRIVER(arrivals)                                                                       \
    "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: kmdf 1.33\n    interrupts:\n"       \
    "      rx: {irql: 7, arrivals: {" arrivals "}, isr: Isr, dpc: Dpc}\n"                      \
    "    callbacks: {Isr: [run: 1us, WdfInterruptQueueDpcForIsr: rx], Dpc: [run: 5us]}\n"
#define RANDOM DRIVER("poisson: 1000/s")
#define MEAN "expect: [d.rx.request_latency.mean < 1ms]\n"

static void check_rule(void **lab_state, const char *text, enum scn_stop_rule rule,
                       uint32_t first, uint32_t last)
{
    struct bench b;

    bench_read(&b, text);
    CHECK_TEXT(bench_said(&b), "");
    CHECK_INT(b.s.stop_rule, ==, rule);
    CHECK_INT(b.s.replications, ==, first);
    if (rule != SCN_STOP_FIXED) {
        CHECK_INT(b.s.replications_max, ==, last);
    }
    bench_done(&b);
}

TEST(looks_go_from_20_to_200_unless_it_is_said_otherwise)
{
    check_rule(lab_state, RANDOM MEAN, SCN_STOP_FIXED, 20, 0);
    check_rule(lab_state, RANDOM "run: {until: decided}\n" MEAN, SCN_STOP_DECIDED, 20, 200);
    check_rule(lab_state, RANDOM "run: {precision: 5%, max: 400}\n" MEAN, SCN_STOP_PRECISION, 20,
               400);
    check_rule(lab_state, RANDOM "run: {until: decided, max: 20}\n" MEAN, SCN_STOP_DECIDED, 20,
               20);
}

/* 'replications' is the first look, but no look comes before 20. */
TEST(replications_is_where_looks_begin)
{
    check_rule(lab_state, RANDOM "run: {until: decided, replications: 50}\n" MEAN,
               SCN_STOP_DECIDED, 50, 200);
    check_rule(lab_state, RANDOM "run: {until: decided, replications: 5}\n" MEAN,
               SCN_STOP_DECIDED, 20, 200);
    check_rule(lab_state, RANDOM "run: {until: decided, replications: 300}\n" MEAN,
               SCN_STOP_DECIDED, 300, 300);
}

TEST(none_takes_a_rule_back)
{
    static const char *const overrides[] = {"run.until=none", "run.replications=7"};
    struct bench b, plain;

    bench_read_with(&b, RANDOM "run: {until: decided}\n" MEAN, overrides, 2);
    bench_read(&plain, RANDOM "run: {replications: 7}\n" MEAN);
    CHECK_TEXT(bench_said(&b), "");
    CHECK_INT(b.s.stop_rule, ==, SCN_STOP_FIXED);
    CHECK_INT(b.s.replications, ==, 7);
    CHECK_TEXT(b.s.input_digest, plain.s.input_digest);
    bench_done(&b);
    bench_done(&plain);
    check_rule(lab_state, RANDOM "run: {precision: none}\n" MEAN, SCN_STOP_FIXED, 20, 0);
}

TEST(where_nothing_is_random_one_replication_decides)
{
    check_rule(lab_state, DRIVER("periodic: 1ms") "run: {until: decided}\n" MEAN, SCN_STOP_FIXED,
               1, 0);
}

TEST(a_precision_is_written_as_a_share)
{
    struct bench b;

    bench_read(&b, RANDOM "run: {precision: 2.5%}\n" MEAN);
    CHECK_NEAR(b.s.precision, 0.025, 1e-15);
    bench_done(&b);
}

/* Looks that begin elsewhere may stop elsewhere: another question. Of a fixed number it is not. */
TEST(the_first_look_belongs_to_the_question)
{
    static const char *const texts[] = {
        RANDOM "run: {until: decided, replications: 20}\n" MEAN,
        RANDOM "run: {until: decided, replications: 40}\n" MEAN,
        RANDOM "run: {replications: 20}\n" MEAN, RANDOM "run: {replications: 40}\n" MEAN};
    struct bench b[4];

    for (int i = 0; i < 4; i++) {
        bench_read(&b[i], texts[i]);
    }
    CHECK(strcmp(b[0].s.input_digest, b[1].s.input_digest) != 0);
    CHECK_TEXT(b[2].s.input_digest, b[3].s.input_digest);
    CHECK(strcmp(b[0].s.input_digest, b[2].s.input_digest) != 0);
    for (int i = 0; i < 4; i++) {
        bench_done(&b[i]);
    }
}

static void check_said(void **lab_state, const char *text, const char *expected)
{
    struct bench b;

    bench_read(&b, text);
    CHECK_TEXT(bench_said(&b), expected);
    bench_done(&b);
}

TEST(a_rule_without_a_goal_is_refused)
{
    check_said(lab_state, RANDOM "run: {until: decided}\n",
               "9:14 S140 until what is decided? There is no expectation\n");
    check_said(lab_state, RANDOM "run: {precision: 5%}\nexpect: [d.rx.request_latency.max < 1s]\n",
               "9:18 S140 the precision of what? No expectation names an average\n");
    check_said(lab_state, RANDOM "run: {precision: 5%}\nexpect: [d.rx.dpc.runs == 4]\n",
               "9:18 S140 the precision of what? No expectation names an average\n");
}

TEST(rules_that_cannot_be_planned_are_refused)
{
    check_said(lab_state, RANDOM "run: {until: decided, precision: 5%}\n" MEAN,
               "9:34 S141 'until' and 'precision' are two rules; choose one\n");
    check_said(lab_state, RANDOM "run: {until: decided, max: 10}\n" MEAN,
               "9:28 S141 the first look is after 20 replications, and 10 are the most\n");
    check_said(lab_state, RANDOM "run: {precision: 0.05}\n" MEAN,
               "9:18 S142 a precision is a share of the figure, as in 5%\n");
    check_said(lab_state, RANDOM "run: {max: 100}\n" MEAN,
               "9:12 S080 'max' is for 'until' and 'precision'; 'replications' is a fixed "
               "number\n");
}

TESTS(ENTRY(looks_go_from_20_to_200_unless_it_is_said_otherwise),
      ENTRY(replications_is_where_looks_begin), ENTRY(none_takes_a_rule_back),
      ENTRY(where_nothing_is_random_one_replication_decides),
      ENTRY(a_precision_is_written_as_a_share), ENTRY(the_first_look_belongs_to_the_question),
      ENTRY(a_rule_without_a_goal_is_refused), ENTRY(rules_that_cannot_be_planned_are_refused))
