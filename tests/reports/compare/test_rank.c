/* Rank tests against the reference values of the oracle (stats/tests.json) and by enumeration. */
#include "reports/compare/rank.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

TEST(mann_whitney_agrees_with_the_reference)
{
    /* oracle s.mw.permeability.greater: Hollander & Wolfe, published p = 0.1272 */
    static const double x[] = {0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    static const double y[] = {1.15, 0.88, 0.9, 0.74, 1.21};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_sum(&arena, x, 10, y, 5, &test);
    CHECK(test.is_exact);
    CHECK_NEAR(test.statistic, 35, 0);
    CHECK_NEAR(test.p_greater, 0.127206127206, 1e-12);
    CHECK_NEAR(test.p, 2 * 0.127206127206, 1e-11);
    sim_arena_deinit(&arena);
}

TEST(signed_ranks_agree_with_the_reference)
{
    /* oracle s.signed-rank.depression: published p = 0.01953 */
    static const double x[] = {1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3};
    static const double y[] = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_signed(&arena, x, y, 9, &test);
    CHECK(test.is_exact);
    CHECK_NEAR(test.statistic, 40, 0);
    CHECK_NEAR(test.p_greater, 0.01953125, 1e-15);
    sim_arena_deinit(&arena);
}

TEST(effect_sizes_agree_with_the_reference)
{
    /* oracle s.effect.4: delta -0.75, A 0.125 */
    static const double x[] = {1, 2, 3, 4}, y[] = {3, 4, 5, 6};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_sum(&arena, x, 4, y, 4, &test);
    CHECK_NEAR(test.share_greater, 0.125, 0);
    CHECK_NEAR(test.delta, -0.75, 0);
    CHECK(!test.is_exact); /* 3 and 4 are on both sides */
    sim_arena_deinit(&arena);
}

TEST(small_laws_can_be_enumerated)
{
    /* Two against two: 6 orders, W is 0 1 2 2 3 4. All of x above y: W = 4, p = 1/6.
       Three pairs, all greater: V = 6, one of 8 signs: p = 1/8. */
    static const double high[] = {3, 4, 7}, low[] = {1, 2, 4.5};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_sum(&arena, high, 2, low, 2, &test);
    CHECK_NEAR(test.p_greater, 1.0 / 6, 1e-15);
    CHECK_NEAR(test.p_less, 1, 1e-15);
    rpt_rank_signed(&arena, high, (const double[]){2, 2.5, 4.5}, 3, &test);
    CHECK_NEAR(test.statistic, 6, 0);
    CHECK_NEAR(test.p_greater, 0.125, 1e-15);
    CHECK_NEAR(test.p, 0.25, 1e-15);
    sim_arena_deinit(&arena);
}

TEST(ties_use_the_normal_law_with_its_corrections)
{
    /* x = 1 1 2, y = 2 3 3: ranks 1.5 1.5 3.5 | 3.5 5.5 5.5; W = 6.5 - 6 = 0.5, mean 4.5.
       Ties: three pairs, 3 * (8 - 2) = 18; variance 9/12 * (7 - 18/30) = 4.8;
       z = (0.5 - 4.5 + 0.5) / sqrt(4.8) = -1.597524: one-sided 0.055076 */
    static const double x[] = {1, 1, 2}, y[] = {2, 3, 3};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_sum(&arena, x, 3, y, 3, &test);
    CHECK_NEAR(test.statistic, 0.5, 0);
    CHECK_NEAR(test.p_less, 0.055076, 5e-6);
    CHECK_NEAR(test.p, 0.110152, 1e-5);
    sim_arena_deinit(&arena);
}

TEST(equal_samples_differ_in_nothing)
{
    static const double x[] = {5, 5, 5};
    struct rpt_rank_test test;
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_rank_sum(&arena, x, 3, x, 3, &test);
    CHECK_NEAR(test.p, 1, 0);
    CHECK_NEAR(test.delta, 0, 0);
    rpt_rank_signed(&arena, x, x, 3, &test);
    CHECK_NEAR(test.p, 1, 0);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(mann_whitney_agrees_with_the_reference), ENTRY(signed_ranks_agree_with_the_reference),
      ENTRY(effect_sizes_agree_with_the_reference), ENTRY(small_laws_can_be_enumerated),
      ENTRY(ties_use_the_normal_law_with_its_corrections), ENTRY(equal_samples_differ_in_nothing))
