/*
 * Formulas and drawn numbers: what they are worth, what is refused, what a seed draws.
 */
#include "scenarios/language/formula.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/draw.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

/* a is 60 us, n is 3, and start(x, 2) is 1 ms. */
static bool find(void *self, const char *name, struct scn_formula_value *ret_value)
{
    (void)self;
    *ret_value = strcmp(name, "a") == 0   ? (struct scn_formula_value){60000, true}
                 : strcmp(name, "n") == 0 ? (struct scn_formula_value){3, false}
                                          : (struct scn_formula_value){1000000, true};
    return strcmp(name, "a") == 0 || strcmp(name, "n") == 0 || strcmp(name, "start(x, 2)") == 0;
}

/* The value as people read it, or what is wrong. */
static const char *worth(struct sim_arena *arena, const char *text)
{
    struct scn_formula_value value;
    const char *fault = scn_formula_value(arena, text, strlen(text), find, NULL, &value);

    return fault != NULL ? fault : scn_formula_words(arena, value);
}

TEST(times_add_to_times_and_are_multiplied_by_numbers)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(worth(&arena, "a - 2*10us + 2 * 5us"), "50 us"); /* 60 - 20 + 10 */
    CHECK_TEXT(worth(&arena, "(a + 3*5us) / n"), "25 us");      /* 75 / 3 */
    CHECK_TEXT(worth(&arena, "a / 20us * n"), "9");             /* 3 * 3 */
    CHECK_TEXT(worth(&arena, "max(a, 70us, 1us) - min(n*1us, a)"), "67 us");
    CHECK_TEXT(worth(&arena, "-a + start(x, 2)"), "940 us");
    CHECK_TEXT(worth(&arena, "a / 8"), "7.5 us");
    CHECK_TEXT(worth(&arena, "1ms*1000 + 500us"), "1000.5 ms"); /* 1.0005 s: four decimals */
    CHECK_TEXT(worth(&arena, "0us"), "0 us");
    sim_arena_deinit(&arena);
}

TEST(never_is_a_time_later_than_all_others)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(worth(&arena, "never"), "never");
    CHECK_TEXT(worth(&arena, "never + a"), "never");
    CHECK_TEXT(worth(&arena, "min(never, a)"), "60 us");
    CHECK_TEXT(worth(&arena, "max(never, a)"), "never");
    CHECK_TEXT(worth(&arena, "never + n"), "a time and a number do not add up");
    sim_arena_deinit(&arena);
}

TEST(what_makes_no_sense_is_said)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(worth(&arena, "a + n"), "a time and a number do not add up");
    CHECK_TEXT(worth(&arena, "a * a"), "a time times a time is nothing");
    CHECK_TEXT(worth(&arena, "n / a"), "a number by a time is nothing");
    CHECK_TEXT(worth(&arena, "n / (n - 3)"), "division by 0");
    CHECK_TEXT(worth(&arena, "b"), "nothing is called 'b' here");
    CHECK_TEXT(worth(&arena, "start(y)"), "nothing is called 'start(y)' here");
    CHECK_TEXT(worth(&arena, "a +"), "something is missing at the end");
    CHECK_TEXT(worth(&arena, "(a"), "a ')' is missing");
    CHECK_TEXT(worth(&arena, "a a"), "'a' was not expected");
    CHECK_TEXT(worth(&arena, "5 apples"), "'a' was not expected");
    CHECK_TEXT(worth(&arena, "5apples"), "'5apples' is neither a number nor a time");
    CHECK_TEXT(worth(&arena, "max(a, n)"), "a time and a number have no order");
    CHECK_TEXT(worth(&arena, "((((((((((((((((((((((((((((((((((((((((1"),
               "that is nested too deeply");
    sim_arena_deinit(&arena);
}

TEST(samples_have_a_mean_and_a_deviation)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(worth(&arena, "mean(10us, 20us, n*10us)"), "20 us");
    CHECK_TEXT(worth(&arena, "mean(n)"), "3");
    /* Mean 5; squares 4 + 1 + 16 + 1 = 22; 22 / 3 = 7.3333, whose root is 2.708013. */
    CHECK_TEXT(worth(&arena, "round(deviation(3ms, 4ms, 9ms, 4ms), 1us)"), "2.708 ms");
    CHECK_TEXT(worth(&arena, "deviation(1, 3)*deviation(1, 3)"), "2.0000000000000004");
    CHECK_TEXT(worth(&arena, "deviation(a)"), "0 us");
    CHECK_TEXT(worth(&arena, "sqrt(16) * a"), "240 us");
    CHECK_TEXT(worth(&arena, "round(25us, 10us)"), "30 us");
    CHECK_TEXT(worth(&arena, "round(24.9us, 10us)"), "20 us");
    CHECK_TEXT(worth(&arena, "sqrt(a)"), "only a number that is not negative has a root");
    CHECK_TEXT(worth(&arena, "sqrt(n - 4)"), "only a number that is not negative has a root");
    CHECK_TEXT(worth(&arena, "sqrt(4"), "a ')' is missing");
    CHECK_TEXT(worth(&arena, "mean(a, n)"), "a time and a number have no order");
    sim_arena_deinit(&arena);
}

/* 'yes', 'no', or what is wrong. */
static const char *verdict(struct sim_arena *arena, const char *text)
{
    bool holds;
    const char *fault = scn_formula_holds(arena, text, find, NULL, &holds);

    return fault != NULL ? fault : holds ? "yes" : "no";
}

TEST(comparisons_hold_when_each_of_them_does)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(verdict(&arena, "a + 5us == 65us and n < 4 and start(x, 2) > a"), "yes");
    CHECK_TEXT(verdict(&arena, "a == 60us and n > 3"), "no");
    CHECK_TEXT(verdict(&arena, "n >= 3"), "yes");
    CHECK_TEXT(verdict(&arena, "n <= 3"), "yes");
    CHECK_TEXT(verdict(&arena, "n < 3"), "no");
    CHECK_TEXT(verdict(&arena, "n <= 2.9"), "no");
    CHECK_TEXT(verdict(&arena, "n == 2"), "no");
    CHECK_TEXT(verdict(&arena, "a < n"), "a time and a number have no order");
    CHECK_TEXT(verdict(&arena, "a"), "a comparison has one of == < <= > >=");
    CHECK_TEXT(verdict(&arena, "a = 60us"), "a comparison has one of == < <= > >=");
    CHECK_TEXT(verdict(&arena, "a and n == 3"), "a comparison has one of == < <= > >=");
    CHECK_TEXT(verdict(&arena, "a =< 60us"), "a comparison has one of == < <= > >=");
    CHECK_TEXT(verdict(&arena, "b == 1"), "nothing is called 'b' here");
    CHECK_TEXT(verdict(&arena, "n =="), "something is missing at the end");
    sim_arena_deinit(&arena);
}

#define LESSON                                                                                 \
    "wtsim: 1\nscenario: s\nmachine: {costs: none}\n"                                          \
    "threads: {t: {steps: [run: $a, run: '$(2*a + 1us)']}}\nrun: {duration: 1ms}\n"            \
    "lesson: {draw: {a: [10us, 20us, 30us]}, number: 1, part: pool, concept: c, story: s,"     \
    " ask: {text: t, number: '1'}, worked: {answer: 1}, hint: h, smaller: s, why: w, so: s,"   \
    " rules: [W1]}\n"

/* What $a is for a seed and an attempt, in us. */
static int drawn(struct sim_arena *arena, const char *seed, const char *attempt)
{
    const char *sets[] = {seed, attempt};
    struct scn_scenario scenario;
    struct scn_diags diags;

    scn_diags_init(&diags, arena);
    if (!scn_scenario_parse(arena, "s", LESSON, strlen(LESSON), sets, 2, &diags, &scenario)) {
        fail_msg("the lesson has %u errors", diags.error_count);
    }
    return (int)(scenario.draws.items[0].value.number / 1000);
}

TEST(seed_1_draws_the_first_value_and_others_draw_any)
{
    struct sim_arena arena;
    bool seen[4] = {false};

    sim_arena_init(&arena);
    CHECK_INT(drawn(&arena, "run.seed=1", "lesson.attempt=0"), ==, 10);
    for (int seed = 2; seed < 40; seed++) {
        const char *set = sim_arena_print(&arena, "run.seed=%d", seed);
        int value = drawn(&arena, set, "lesson.attempt=0");

        CHECK_INT(value, ==, drawn(&arena, set, "lesson.attempt=0"));
        CHECK(value == 10 || value == 20 || value == 30);
        seen[value / 10] = true;
    }
    CHECK(seen[1] && seen[2] && seen[3]);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(times_add_to_times_and_are_multiplied_by_numbers), ENTRY(what_makes_no_sense_is_said),
      ENTRY(samples_have_a_mean_and_a_deviation), ENTRY(comparisons_hold_when_each_of_them_does),
      ENTRY(never_is_a_time_later_than_all_others),
      ENTRY(seed_1_draws_the_first_value_and_others_draw_any))
