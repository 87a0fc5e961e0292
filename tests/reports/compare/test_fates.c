/* Bug checks and deadlocks that are gone or new decide a comparison, whatever the figures say. */
#include "tests/lab.h"
#include "tests/reports/compare/pair.h"

/* Nothing random: one replication decides, and a run that stopped is no excuse for its figures. */
TEST(a_bug_check_that_is_gone_is_better_and_a_new_one_worse)
{
    struct pair b = pair_make(1, 1, 1);

    b.base.is_random = b.changed.is_random = false;
    b.base.replications[0].bug_check = 0x133;
    b.base.stopped = 1;
    b.base.completed = 0;
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_BETTER);
    CHECK_TEXT(b.result.sentence, "cured: Windows stops no more (1 of 1 -> 0 of 1), and nothing "
                                  "gets worse by more than 5 %.");
    rpt_compare_runs(&b.arena, &b.changed, &b.base, NULL, &b.result);
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_WORSE);
    CHECK_INT(b.result.exit_code, ==, 1);
    pair_clear(&b);
}

/* 3 of 20 pairs that disagree prove nothing (p 0.25); 6 do: 2 / 2^6 = 0.031. */
TEST(random_stops_count_when_their_number_is_certain)
{
    struct pair b = pair_make(1, 1, 20);

    for (uint32_t n = 3; n <= 6; n += 3) {
        for (uint32_t i = 0; i < n; i++) {
            b.base.replications[i].bug_check = 0x133;
        }
        b.base.stopped = n;
        b.base.completed = 20 - n;
        rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
        CHECK_INT(b.result.verdict == RPT_COMPARE_IS_BETTER, ==, n == 6);
    }
    pair_clear(&b);
}

TEST(the_closing_line_is_about_what_the_base_was_made_to_show)
{
    static const double many[] = {9}, few[] = {1};
    struct pair b = pair_make(1, 1, 1);

    b.base.is_random = b.changed.is_random = false;
    pair_count(&b.arena, &b.base, "nic.refill", "starved", "lower", many);
    pair_count(&b.arena, &b.base, "nic.other", "starved", "lower", many);
    pair_count(&b.arena, &b.changed, "nic.refill", "starved", "lower", few);
    pair_count(&b.arena, &b.changed, "nic.other", "starved", "lower", few);
    pair_expect(&b.arena, &b.base, "nic.other.starved > 5");
    pair_expect(&b.arena, &b.base, "nic.refill.starved > 5");
    pair_expect(&b.arena, &b.changed, "nic.refill.starved < 5");
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_TEXT(b.result.sentence, "cured: starved of nic.other falls from 9 to 1 per run, and "
                                  "nothing gets worse by more than 5 %.");
    pair_clear(&b);
}

TEST(a_deadlock_that_is_gone_is_better)
{
    static struct mdl_episode knot = {.replication = 0, .kind = "deadlock"};
    struct pair b = pair_make(1, 1, 1);

    b.base.is_random = b.changed.is_random = false;
    b.base.episodes = &knot;
    b.base.episode_count = 1;
    rpt_compare_runs(&b.arena, &b.base, &b.changed, NULL, &b.result);
    CHECK_INT(b.result.verdict, ==, RPT_COMPARE_IS_BETTER);
    CHECK_INT(b.result.base_deadlocked, ==, 1);
    CHECK_TEXT(b.result.sentence, "cured: the deadlock is gone (1 of 1 -> 0 of 1), and nothing "
                                  "gets worse by more than 5 %.");
    pair_clear(&b);
}

TESTS(ENTRY(a_bug_check_that_is_gone_is_better_and_a_new_one_worse),
      ENTRY(random_stops_count_when_their_number_is_certain),
      ENTRY(the_closing_line_is_about_what_the_base_was_made_to_show),
      ENTRY(a_deadlock_that_is_gone_is_better))
