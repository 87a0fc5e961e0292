/* Mean and variance, and levels: sums by hand. */
#include "sim/statistics/moments.h"

#include "sim/statistics/level.h"
#include "tests/lab.h"

TEST(mean_and_variance_are_those_of_the_textbook)
{
    static const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    struct sim_moments m = {0};

    for (int i = 0; i < 8; i++) {
        sim_moments_add(&m, values[i]);
    }
    CHECK_NEAR(m.mean, 5, 1e-15);
    CHECK_NEAR(sim_moments_variance(&m), 32.0 / 7, 1e-14); /* 9+1+1+1+0+0+4+16 = 32 */
}

TEST(a_large_offset_does_not_hurt_the_variance)
{
    struct sim_moments m = {0};

    sim_moments_add(&m, 1e9 + 1);
    sim_moments_add(&m, 1e9 + 2);
    sim_moments_add(&m, 1e9 + 3);
    CHECK_NEAR(sim_moments_variance(&m), 1, 1e-9);
}

TEST(merging_equals_adding)
{
    struct sim_moments whole = {0}, a = {0}, b = {0}, none = {0};

    for (int i = 0; i < 10; i++) {
        sim_moments_add(&whole, i * i);
        sim_moments_add(i < 3 ? &a : &b, i * i);
    }
    sim_moments_merge(&a, &none);
    sim_moments_merge(&a, &b);
    CHECK_INT(a.count, ==, 10);
    CHECK_NEAR(a.mean, 28.5, 1e-13); /* 285 / 10 */
    CHECK_NEAR(sim_moments_variance(&a), sim_moments_variance(&whole), 1e-11);
    sim_moments_merge(&none, &whole);
    CHECK_NEAR(none.mean, 28.5, 1e-13);
}

TEST(one_value_has_no_variance)
{
    struct sim_moments m = {0};

    CHECK(sim_moments_variance(&m) == 0.0);
    sim_moments_add(&m, 3);
    CHECK(sim_moments_variance(&m) == 0.0);
}

TEST(a_level_integrates_exactly_and_keeps_its_value_over_a_restart)
{
    struct sim_level level = {0};

    sim_level_set(&level, 10, 2);
    sim_level_set(&level, 15, 5);
    CHECK_INT(sim_level_integral(&level, 15), ==, 10);   /* 5 ns of 2          */
    sim_level_set(&level, 20, 1);
    CHECK_INT(sim_level_integral(&level, 20), ==, 35);   /* and 5 ns of 5      */
    CHECK_INT(level.value_max, ==, 5);
    sim_level_open(&level, 30);
    CHECK_INT(level.value_max, ==, 1);
    CHECK_INT(sim_level_integral(&level, 34), ==, 4);    /* 4 ns of 1          */
    sim_level_up(&level, 34);
    sim_level_down(&level, 36);
    sim_level_down(&level, 36);
    CHECK_INT(sim_level_integral(&level, 40), ==, 8);    /* and 2 of 2, 4 of 0 */
}

TEST(a_level_that_lasted_no_time_is_no_maximum)
{
    struct sim_level level = {0};

    sim_level_up(&level, 10);
    sim_level_up(&level, 10);
    sim_level_down(&level, 10);   /* 2 was reached, for 0 ns */
    sim_level_down(&level, 15);
    CHECK_INT(level.value_max, ==, 1);
}

TESTS(ENTRY(mean_and_variance_are_those_of_the_textbook),
      ENTRY(a_large_offset_does_not_hurt_the_variance), ENTRY(merging_equals_adding),
      ENTRY(one_value_has_no_variance),
      ENTRY(a_level_integrates_exactly_and_keeps_its_value_over_a_restart),
      ENTRY(a_level_that_lasted_no_time_is_no_maximum))
