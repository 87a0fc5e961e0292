/*
 * Sweeps: points, their overrides, and where their mistakes are; assumed values.
 */
#include "tests/scenarios/language/bench.h"

#define HEAD "wtsim: 1\nscenario: s\nwindows: 7\n"
#define DRIVER \
    "drivers:\n" \
    "  d:\n" \
    "    framework: wdm\n" \
    "    timers: {t: {period: ~4ms, callback: F}}\n" \
    "    callbacks: {F: [run: ~3us, run: {lognormal: {median: ~2us, p99: 9us}}, run: 5us]}\n"

static void read_point(struct bench *b, const char *text, const char *const *overrides,
                       uint32_t count, uint32_t point)
{
    memset(b, 0, sizeof *b);
    sim_arena_init(&b->arena);
    scn_diags_init(&b->diags, &b->arena);
    b->good = scn_scenario_parse_point(&b->arena, "t.yaml", text, strlen(text), overrides, count,
                                       point, &b->diags, &b->s);
}

TEST(a_sweep_is_all_combinations_the_first_key_slowest)
{
    static const char text[] =
        HEAD "sweep: {machine.processors: [1, 2], run.duration: [1s, 2s, 3s]}\n";
    static const char *const expected[] = {"1 1s", "1 2s", "1 3s", "2 1s", "2 2s", "2 3s"};
    struct bench b;

    bench_read(&b, text);
    CHECK_INT(b.s.point_count, ==, 6);
    CHECK_INT(b.s.override_count, ==, 0);
    CHECK_TEXT(bench_parameter(&b, "machine.processors"), "4");
    bench_done(&b);
    for (uint32_t i = 0; i < 6; i++) {
        read_point(&b, text, NULL, 0, i + 1);
        CHECK(b.good);
        CHECK_TEXT(sim_arena_print(&b.arena, "%s %s", bench_parameter(&b, "machine.processors"),
                                   bench_parameter(&b, "run.duration")), expected[i]);
        CHECK_INT(b.s.override_count, ==, 2);
        bench_done(&b);
    }
}

TEST(a_point_is_the_same_input_as_its_overrides)
{
    static const char text[] = HEAD DRIVER
        "sweep: {pool.delayed.threads: [3, 7], drivers.d.callbacks.F.0.run: "
        "[{exponential: {mean: 2us}}, 4us]}\n";
    struct bench point, same;

    read_point(&point, text, NULL, 0, 3);          /* 7 threads, exponential */
    CHECK_TEXT(point.s.overrides[0], "pool.delayed.threads=7");
    CHECK_TEXT(point.s.overrides[1],
               "drivers.d.callbacks.F.0.run={exponential: {mean: 2us}}");
    bench_read_with(&same, text, point.s.overrides, 2);
    CHECK_TEXT(same.s.input_digest, point.s.input_digest);
    bench_done(&same);
    bench_done(&point);
}

TEST(what_is_swept_is_no_input_of_the_file_itself)
{
    struct bench with, without;

    bench_read(&with, HEAD DRIVER "sweep: {run.seed: [1, 2]}\n");
    bench_read(&without, HEAD DRIVER);
    CHECK_TEXT(with.s.input_digest, without.s.input_digest);
    bench_done(&with);
    bench_done(&without);
}

TEST(a_path_may_be_written_as_nested_maps)
{
    struct bench b;

    read_point(&b, HEAD "sweep: {machine: {costs: {interrupt: [3us, 5us]}}, run.seed: [8]}\n",
               NULL, 0, 2);
    CHECK(b.good);
    CHECK_INT(b.s.point_count, ==, 2);
    CHECK_TEXT(b.s.overrides[0], "machine.costs.interrupt=5us");
    CHECK_TEXT(bench_parameter(&b, "machine.costs.interrupt"), "5us");
    bench_done(&b);
}

TEST(a_sweep_of_the_command_line_is_no_override_of_its_points)
{
    static const char *const overrides[] = {"run.duration=2s", "sweep.run.seed=[4, 5]"};
    struct bench b;

    read_point(&b, HEAD, overrides, 2, 2);
    CHECK(b.good);
    CHECK_INT(b.s.override_count, ==, 2);
    CHECK_TEXT(b.s.overrides[0], "run.duration=2s");
    CHECK_TEXT(b.s.overrides[1], "run.seed=5");
    CHECK_INT(b.s.seed, ==, 5);
    bench_done(&b);
}

static void check_said(void **lab_state, const char *text, uint32_t point, const char *expected)
{
    struct bench b;

    read_point(&b, text, NULL, 0, point);
    CHECK_TEXT(bench_said(&b), expected);
    bench_done(&b);
}

TEST(mistakes_of_a_sweep_are_told_at_their_place)
{
    check_said(lab_state, HEAD "sweep:\n"
                    "  run.seed: 4\n"                  /* column 13: the value           */
                    "  run.duration: []\n"
                    "  expect: [a]\n"
                    "  windows.x: [1]\n"               /* column 11: x of the path       */
                    "  machine: {processors: [1]}\n"
                    "  machine.processors: [2]\n", 0,
               "5:13 S125 the values to try are a list\n"
               "6:3 S125 'run.duration' has no values to try\n"
               "7:3 S125 'expect' is the same in all points\n"
               "8:11 S032 there is a single value, '7', above this: it has no keys\n"
               "10:3 S004 'machine.processors' is swept twice\n");
    check_said(lab_state, HEAD "sweep: [1]\n", 0,
               "4:8 S125 a sweep is a map of paths: {pool.delayed.threads: [3, 7, 16]}\n");
}

TEST(a_point_that_cannot_be_points_into_the_sweep)
{
    static const char text[] = HEAD "sweep: {machine.processors: [1, 2.5], run.sed: [1]}\n";

    /* The key run.sed begins in column 39, its name sed in column 43. */
    check_said(lab_state, text, 1, "4:43 S003 run has no key 'sed'\n");
    check_said(lab_state, text, 2, "4:33 S021 a whole number is needed here\n"
                        "4:43 S003 run has no key 'sed'\n");
}

TEST(ten_thousand_points_are_the_limit)
{
    struct bench b;
    const char *list = "1";

    bench_read(&b, HEAD);
    for (int i = 2; i <= 101; i++) {
        list = sim_arena_print(&b.arena, "%s, %d", list, i);
    }
    check_said(lab_state, sim_arena_print(&b.arena, HEAD "sweep: {run.seed: [%s], "
                               "run.replications: [%s]}\n", list, list), 0,
               "4:8 S125 more than 10000 points: all combinations are run\n");
    bench_done(&b);
}

/* 3 us is the first draw of F; the constant of the period is exact. */
TEST(assumed_values_are_scaled_together_and_no_others)
{
    static const char *const twice[] = {"run.assumed=2"}, *const once[] = {"run.assumed=1"};
    struct bench plain, b;

    bench_read(&plain, HEAD DRIVER);
    bench_read_with(&b, HEAD DRIVER, twice, 1);
    CHECK(b.good);
    CHECK_INT(b.s.plan.timers[0].period_ns, ==, 8000000);           /* 2 x 4 ms */
    CHECK_NEAR(sim_law_mean(&b.s.plan.draws[0].law), 6000, 0);     /* 2 x 3 us */
    CHECK_NEAR(sim_law_quantile(&b.s.plan.draws[1].law, 0.5), 4000, 1);
    CHECK_NEAR(sim_law_quantile(&b.s.plan.draws[1].law, 0.99), 9000, 1); /* was not marked */
    CHECK_NEAR(sim_law_mean(&b.s.plan.draws[2].law), 5000, 0);
    CHECK(strcmp(b.s.input_digest, plain.s.input_digest) != 0);
    bench_done(&b);
    bench_read_with(&b, HEAD DRIVER, once, 1);                      /* as the file is meant */
    CHECK_TEXT(b.s.input_digest, plain.s.input_digest);
    bench_done(&b);
    bench_done(&plain);
}

TEST(scaling_where_nothing_is_assumed_has_no_effect_and_says_so)
{
    check_said(lab_state, HEAD "run: {assumed: 2}\n", 0,
               "4:16 S080 no value is marked as assumed: put a ~ before those that nobody "
               "measured, as in ~3us\n");
    check_said(lab_state, HEAD "run: {assumed: 0}\n", 0, "4:16 S020 the number is too small\n");
}

TESTS(ENTRY(a_sweep_is_all_combinations_the_first_key_slowest),
      ENTRY(a_point_is_the_same_input_as_its_overrides),
      ENTRY(what_is_swept_is_no_input_of_the_file_itself),
      ENTRY(a_path_may_be_written_as_nested_maps),
      ENTRY(a_sweep_of_the_command_line_is_no_override_of_its_points),
      ENTRY(mistakes_of_a_sweep_are_told_at_their_place),
      ENTRY(a_point_that_cannot_be_points_into_the_sweep),
      ENTRY(ten_thousand_points_are_the_limit),
      ENTRY(assumed_values_are_scaled_together_and_no_others),
      ENTRY(scaling_where_nothing_is_assumed_has_no_effect_and_says_so))
