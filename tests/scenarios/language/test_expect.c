/*
 * Expectations, read and refused.
 */
#include "tests/scenarios/language/bench.h"

/* Lines 1 to 10; the list of expectations follows from line 11 on. */
#define HEAD                                                                                   \
    "wtsim: 1\nscenario: s\nmachine: {processors: 2}\ndrivers:\n  d:\n    framework: kmdf 1.33\n" \
    "    interrupts: {rx: {isr: [WdfInterruptQueueDpcForIsr: rx],\n"                            \
    "      dpc: [WdfWorkItemEnqueue: w], arrivals: {poisson: 1000/s}}}\n"                       \
    "    work_items: {w: {callback: [run: 1us]}}\n"                                             \
    "run: {phases: {late: 5s..10s}}\nexpect:\n"

TEST(an_expectation_names_object_measure_and_statistic)
{
    struct bench b;

    bench_read(&b, HEAD "  - d.rx.request_latency.p99.9 < 5ms\n"
                        "  - d.w.starved == 0 in 99% of runs\n"
                        "  - processor.0.idle > 25% @late\n"
                        "  - bug_check == 0xD1\n"
                        "  - deadlock == none\n"
                        "  - pool.io.depth.max <= 10\n"
                        "  - d.rx.isr.run.max@late < 25us\n");
    if (b.diags.count > 0) {
        fail_msg("%s", bench_said(&b));
    }
    const struct scn_expectation *e = b.s.expectations;

    CHECK_INT(b.s.expectation_count, ==, 7);
    CHECK_TEXT(e[0].object, "d.rx");
    CHECK_TEXT(e[0].measure, "request_latency");
    CHECK_TEXT(e[0].statistic, "p99.9");
    CHECK_INT(e[0].comparison, ==, MDL_LESS);
    CHECK_NEAR(e[0].bound, 5e6, 0);
    CHECK_TEXT(e[0].phase, "all");
    CHECK_INT(e[0].line, ==, 12);
    CHECK_TEXT(e[1].measure, "starved");
    CHECK_TEXT(e[1].statistic, "count");
    CHECK_NEAR(e[1].share_of_runs, 0.99, 1e-15);
    CHECK_TEXT(e[2].object, "processor.0");
    CHECK_TEXT(e[2].statistic, "mean");
    CHECK_TEXT(e[2].phase, "late");
    CHECK_NEAR(e[2].bound, 0.25, 1e-15);
    CHECK_INT(e[3].subject, ==, SCN_SUBJECT_BUG_CHECK);
    CHECK_NEAR(e[3].bound, 0xD1, 0);
    CHECK_INT(e[4].subject, ==, SCN_SUBJECT_DEADLOCK);
    CHECK_NEAR(e[4].bound, 0, 0);
    CHECK_TEXT(e[5].object, "pool.io");
    CHECK_TEXT(e[5].statistic, "max");
    CHECK_TEXT(e[6].object, "d.rx.isr");
    CHECK_TEXT(e[6].phase, "late");
    bench_done(&b);
}

TEST(what_cannot_be_expected_is_refused_with_its_place)
{
    struct bench b;

    bench_read(&b, HEAD "  - d.rx.request_latency.p98 < 5ms\n"
                        "  - d.rx.latencyy.p99 < 5ms\n"
                        "  - d.w.starved == 5ms\n"
                        "  - d.w.queue_latency.p99 < 5\n"
                        "  - bug_check == 5\n"
                        "  - d.x.run.p99 < 5ms\n"
                        "  - d.w.run.mean < 5ms @early\n"
                        "  - d.w.run.mean == 5ms\n"
                        "  - nonsense\n"
                        "  - d.w.run.mean < d.rx.isr.run.mean\n"
                        "  - pool.io.idle_workers.max < 3\n");
    CHECK_TEXT(bench_said(&b),
               "12:26 S059 'request_latency' has no such statistic\n"
               "13:10 S059 'd.rx' has no measure 'latencyy'\n"
               "14:20 S060 'starved' is compared with a plain number\n"
               "15:29 S016 a duration needs a unit\n"
               "16:5 S058 not an expectation\n"
               "17:5 S012 'd.x.run.p99' begins with no object of this scenario\n"
               "18:25 S012 no phase is called 'early'\n"
               "19:5 S061 an average that depends on chance cannot be compared with ==\n"
               "20:5 S058 not an expectation\n"
               "21:20 S058 an expectation compares a figure with a value, not with another "
               "figure\n"
               "22:26 S059 'idle_workers' has no such statistic\n");
    bench_done(&b);
}

static const char *hint_of(struct bench *b, const char *expectation)
{
    char text[200];

    snprintf(text, sizeof text, "wtsim: 1\nscenario: s\nexpect: ['%s']\n", expectation);
    bench_read(b, text);
    return b->diags.count == 1 ? b->diags.items[0].hint : "";
}

TEST(what_can_be_said_of_a_stop_or_a_deadlock_is_hinted_at)
{
    struct bench b;

    CHECK_TEXT(hint_of(&b, "bug_check == some"),
               "write 'bug_check == none', 'bug_check == 0xD1' or the same with !=");
    bench_done(&b);
    CHECK_TEXT(hint_of(&b, "deadlock == 0xD1"), "write 'deadlock == none' or 'deadlock != none'");
    bench_done(&b);
}

TESTS(ENTRY(what_can_be_said_of_a_stop_or_a_deadlock_is_hinted_at),
      ENTRY(an_expectation_names_object_measure_and_statistic),
      ENTRY(what_cannot_be_expected_is_refused_with_its_place))
