/*
 * --fail-on: three answers, whatever scale the row says its change in.
 */
#include "reports/cli/fail_on.h"

#include <math.h>

#include "reports/compare/compare.h"
#include "tests/lab.h"

/* A comparison of one row: base 100, the change and its interval on the scale. */
static enum cli_fail_on_answer judge(const char *text, enum rpt_compare_scale scale,
                                     double change, double low, double high)
{
    struct rpt_compare_row row = {.name = "a.b.run.p99", .statistic = "p99", .unit = "ns",
                                  .base = 100, .changed = 100, .scale = scale,
                                  .change = change, .low = low, .high = high, .note = "",
                                  .mark = RPT_COMPARE_UNCLEAR};
    struct rpt_compare compare = {.rows = &row, .row_count = 1};
    struct cli_fail_on fail_on;

    return cli_fail_on_parse(text, &fail_on) ? cli_fail_on_judge(&fail_on, &compare)
                                             : CLI_FAIL_ON_NO_SUCH_METRIC;
}

TEST(a_condition_is_metric_sign_and_limit)
{
    struct cli_fail_on f;

    CHECK(cli_fail_on_parse("nic.rx.request_latency.p99 > +5%", &f));
    CHECK_TEXT(f.metric, "nic.rx.request_latency.p99");
    CHECK(f.above && f.relative);
    CHECK_NEAR(f.limit, 0.05, 1e-12);
    CHECK(cli_fail_on_parse("a.b.runs<-2.5ms", &f));
    CHECK(!f.above && !f.relative);
    CHECK_NEAR(f.limit, -2500000, 0);
    CHECK(cli_fail_on_parse("a.b.starved > 3", &f));
    CHECK_NEAR(f.limit, 3, 0);
    CHECK(!cli_fail_on_parse("a.b", &f));
    CHECK(!cli_fail_on_parse("> 5%", &f));
    CHECK(!cli_fail_on_parse("a.b > five", &f));
    CHECK(!cli_fail_on_parse("a.b > 5 parsecs", &f));
    CHECK(!cli_fail_on_parse("a.b == 5", &f));
}

TEST(percent_fails_when_all_of_the_interval_is_beyond)
{
    const char *gate = "a.b.run.p99 > +5%";

    CHECK_INT(judge(gate, RPT_COMPARE_PERCENT, 0.08, 0.06, 0.10), ==, CLI_FAIL_ON_YES);
    CHECK_INT(judge(gate, RPT_COMPARE_PERCENT, 0.02, 0.01, 0.05), ==, CLI_FAIL_ON_NO);
    CHECK_INT(judge(gate, RPT_COMPARE_PERCENT, 0.05, 0.02, 0.08), ==, CLI_FAIL_ON_UNCLEAR);
    CHECK_INT(judge(gate, RPT_COMPARE_PERCENT, 0.02, (double)NAN, (double)NAN), ==,
              CLI_FAIL_ON_UNCLEAR);
}

TEST(factors_are_read_as_ratios)
{
    /* 4 times less [2, 8]: -75 % [-87.5 %, -50 %]; 3 times more [2, 5]: +200 % [+100 %, +400 %] */
    CHECK_INT(judge("a.b.run.p99 < -40%", RPT_COMPARE_LESS, 4, 2, 8), ==, CLI_FAIL_ON_YES);
    CHECK_INT(judge("a.b.run.p99 < -60%", RPT_COMPARE_LESS, 4, 2, 8), ==, CLI_FAIL_ON_UNCLEAR);
    CHECK_INT(judge("a.b.run.p99 < -90%", RPT_COMPARE_LESS, 4, 2, 8), ==, CLI_FAIL_ON_NO);
    CHECK_INT(judge("a.b.run.p99 > +5%", RPT_COMPARE_LESS, 4, 2, 8), ==, CLI_FAIL_ON_NO);
    CHECK_INT(judge("a.b.run.p99 > +90%", RPT_COMPARE_MORE, 3, 2, 5), ==, CLI_FAIL_ON_YES);
    CHECK_INT(judge("a.b.run.p99 > +300%", RPT_COMPARE_MORE, 3, 2, 5), ==, CLI_FAIL_ON_UNCLEAR);
    /* [2, -) times more: at least +100 %, no upper limit */
    CHECK_INT(judge("a.b.run.p99 > +300%", RPT_COMPARE_MORE, 3, 2, HUGE_VAL), ==,
              CLI_FAIL_ON_UNCLEAR);
    CHECK_INT(judge("a.b.run.p99 > +5%", RPT_COMPARE_MORE, 3, 2, HUGE_VAL), ==, CLI_FAIL_ON_YES);
}

TEST(limits_in_units_are_differences)
{
    /* base 100 ns, +8 % [6, 10] is +8 ns [6, 10] */
    CHECK_INT(judge("a.b.run.p99 > 5ns", RPT_COMPARE_PERCENT, 0.08, 0.06, 0.10), ==,
              CLI_FAIL_ON_YES);
    CHECK_INT(judge("a.b.run.p99 > 1us", RPT_COMPARE_PERCENT, 0.08, 0.06, 0.10), ==,
              CLI_FAIL_ON_NO);
    CHECK_INT(judge("a.b.run.p99 > 5", RPT_COMPARE_DIFFERENCE, 8, 6, 10), ==, CLI_FAIL_ON_YES);
    /* difference 8 [6, 10] of base 100 */
    CHECK_INT(judge("a.b.run.p99 > +20%", RPT_COMPARE_DIFFERENCE, 8, 6, 10), ==, CLI_FAIL_ON_NO);
}

TEST(a_figure_that_does_not_exist_is_told)
{
    CHECK_INT(judge("a.b.run.p98 > +5%", RPT_COMPARE_PERCENT, 0, 0, 0), ==,
              CLI_FAIL_ON_NO_SUCH_METRIC);
}

TESTS(ENTRY(a_condition_is_metric_sign_and_limit),
      ENTRY(percent_fails_when_all_of_the_interval_is_beyond), ENTRY(factors_are_read_as_ratios),
      ENTRY(limits_in_units_are_differences), ENTRY(a_figure_that_does_not_exist_is_told))
