/*
 * Bags against a plain array that does the same, and their edges by hand.
 */
#include "model/machine/bag.h"

#include "tests/lab.h"

static struct mdl_interval one(mdl_stream_id stream, uint64_t number)
{
    return (struct mdl_interval){.low = number, .length = 1, .stream = stream};
}

TEST(neighbours_join_into_one_interval)
{
    struct mdl_bag_pool pool = {0};
    struct mdl_bag bag = {0};

    for (uint64_t number = 5; number < 105; number++) {
        mdl_bag_append(&pool, &bag, one(3, number));
    }
    CHECK_INT(bag.count, ==, 1);
    CHECK_INT(bag.first.low, ==, 5);
    CHECK_INT(bag.first.length, ==, 100);
    CHECK_INT(mdl_bag_size(&pool, &bag), ==, 100);
    CHECK_INT(pool.used, ==, 0);                 /* nothing but the bag itself */
    mdl_bag_pool_deinit(&pool);
}

TEST(the_same_number_of_another_stream_is_another_request)
{
    struct mdl_bag_pool pool = {0};
    struct mdl_bag bag = {0};

    mdl_bag_append(&pool, &bag, one(1, 7));
    mdl_bag_append(&pool, &bag, one(2, 8));      /* no neighbour of 1's seven */
    CHECK_INT(bag.count, ==, 2);
    CHECK(mdl_bag_contains(&pool, &bag, 1, 7));
    CHECK(mdl_bag_contains(&pool, &bag, 2, 8));
    CHECK(!mdl_bag_contains(&pool, &bag, 1, 8));
    CHECK(!mdl_bag_contains(&pool, &bag, 2, 7));
    CHECK_INT(mdl_bag_at(&pool, &bag, 1).stream, ==, 2);
    mdl_bag_pool_deinit(&pool);
}

TEST(requests_leave_in_the_order_in_which_they_came)
{
    struct mdl_bag_pool pool = {0};
    struct mdl_bag bag = {0};
    static const uint64_t order[] = {9, 10, 2, 3, 4, 20};

    for (unsigned i = 0; i < 6; i++) {
        mdl_bag_append(&pool, &bag, one(0, order[i]));
    }
    CHECK_INT(bag.count, ==, 3);                 /* 9-10, 2-4, 20 */
    for (unsigned i = 0; i < 6; i++) {
        struct mdl_interval taken = mdl_bag_take_one(&pool, &bag);

        CHECK_INT(taken.low, ==, order[i]);
        CHECK_INT(taken.length, ==, 1);
    }
    CHECK_INT(bag.count, ==, 0);
    mdl_bag_pool_deinit(&pool);
}

TEST(a_moved_bag_leaves_an_empty_one)
{
    struct mdl_bag_pool pool = {0};
    struct mdl_bag from = {0}, into = {0};

    mdl_bag_append(&pool, &from, one(0, 1));
    mdl_bag_append(&pool, &from, one(0, 5));
    mdl_bag_move(&into, &from);
    CHECK_INT(mdl_bag_size(&pool, &from), ==, 0);
    CHECK_INT(mdl_bag_size(&pool, &into), ==, 2);
    mdl_bag_pool_deinit(&pool);
}

/* ---- at random, against an array ------------------------------------------------------------ */

#define BAGS 4u
#define MOST 4000u

struct plain {
    uint64_t number[MOST];
    uint32_t stream[MOST];
    unsigned first, end;
};

static uint64_t state = 1;

static unsigned draw(unsigned below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

static bool same(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                 const struct plain *plain)
{
    unsigned at = plain->first;
    struct mdl_bag_walk walk = {0};
    struct mdl_interval interval;

    for (uint32_t i = 0; mdl_bag_next(pool, bag, &walk, &interval); i++) {
        struct mdl_interval found = mdl_bag_at(pool, bag, i);

        if (found.low != interval.low || found.stream != interval.stream) {
            return false;
        }
        for (uint32_t k = 0; k < interval.length; k++, at++) {
            if (at == plain->end || plain->number[at] != interval.low + k ||
                plain->stream[at] != interval.stream) {
                return false;
            }
        }
    }
    return at == plain->end;
}

TEST(bags_that_share_a_pool_do_what_an_array_does)
{
    static struct plain plains[BAGS];
    struct mdl_bag_pool pool = {0};
    struct mdl_bag bags[BAGS] = {{.count = 0}};
    uint64_t next[3] = {0, 0, 0};

    for (unsigned round = 0; round < 3500; round++) {
        unsigned b = draw(BAGS);
        struct plain *plain = &plains[b];

        if (draw(5) < 3) {
            mdl_stream_id stream = draw(3);

            next[stream] += 1 + (draw(4) == 0);   /* neighbours mostly */
            mdl_bag_append(&pool, &bags[b], one(stream, next[stream]));
            plain->number[plain->end] = next[stream];
            plain->stream[plain->end++] = stream;
        } else if (bags[b].count > 0) {
            struct mdl_interval taken = mdl_bag_take_one(&pool, &bags[b]);

            CHECK(taken.low == plain->number[plain->first]);
            CHECK_INT(taken.stream, ==, plain->stream[plain->first]);
            plain->first++;
        }
        CHECK(same(&pool, &bags[b], plain));
        CHECK_INT(mdl_bag_size(&pool, &bags[b]), ==, plain->end - plain->first);
    }
    for (unsigned b = 0; b < BAGS; b++) {
        while (bags[b].count > 0) {
            mdl_bag_take_interval(&pool, &bags[b]);
        }
    }
    mdl_bag_pool_deinit(&pool);
}

TEST(links_are_used_again)
{
    struct mdl_bag_pool pool = {0};
    struct mdl_bag bag = {0};

    for (unsigned round = 0; round < 1000; round++) {
        for (uint64_t i = 0; i < 10; i++) {
            mdl_bag_append(&pool, &bag, one(0, 2 * i));   /* ten intervals, nine links */
        }
        while (bag.count > 0) {
            mdl_bag_take_one(&pool, &bag);
        }
    }
    CHECK_INT(pool.used, <=, 10);
    mdl_bag_pool_deinit(&pool);
}

TESTS(ENTRY(neighbours_join_into_one_interval),
      ENTRY(the_same_number_of_another_stream_is_another_request),
      ENTRY(requests_leave_in_the_order_in_which_they_came),
      ENTRY(a_moved_bag_leaves_an_empty_one),
      ENTRY(bags_that_share_a_pool_do_what_an_array_does), ENTRY(links_are_used_again))
