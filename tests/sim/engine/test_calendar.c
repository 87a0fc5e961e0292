/* The calendar against a model that cannot be wrong: an array, searched from end to end. */
#include "sim/engine/calendar.h"

#include <stdlib.h>

#include "tests/lab.h"

enum { SLOTS_MAX = 300 };

struct naive {
    sim_calendar_key key[SLOTS_MAX];
    uint32_t count;
    uint64_t sequence;
};

static uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * 0x2545f4914f6cdd1du;
}

static uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return (random_next(state) >> 20) % limit;
}

static sim_calendar_key naive_first_without(const struct naive *n, uint32_t slot)
{
    sim_calendar_key best = SIM_CALENDAR_NEVER;

    for (uint32_t i = 0; i < n->count; i++) {
        if (i != slot && n->key[i] < best) {
            best = n->key[i];
        }
    }
    return best;
}

static void naive_set(struct naive *n, uint32_t slot, sim_instant at, unsigned rank)
{
    n->key[slot] = sim_wide_make(at, (uint64_t)rank << 60 | n->sequence++ << 20 | slot);
}

/* A block of the right size and alignment; what comes from malloc is aligned to 16. */
static void *block_create(uint32_t hot, uint32_t cold)
{
    void *block = malloc(sim_calendar_size(hot, cold));

    assert_non_null(block);
    return block;
}

/* Whether anything but the slot comes before an instant, for every rank. */
static bool others_agree(const struct sim_calendar *c, const struct naive *n, uint32_t slot,
                         sim_instant at)
{
    sim_calendar_key first = naive_first_without(n, slot);

    for (unsigned rank = 0; rank < SIM_CALENDAR_RANK_COUNT; rank++) {
        if (sim_calendar_others_before(c, slot, at, rank) !=
            (first < sim_wide_make(at, (uint64_t)rank << 60))) {
            return false;
        }
    }
    return sim_calendar_others_until(c, slot, at) == (sim_calendar_key_at(first) <= at);
}

/* One random history of sets, moves and clears; false at the first difference. */
static bool history_agrees(uint64_t seed, uint32_t hot, uint32_t cold)
{
    uint64_t state = seed * 0x9e3779b97f4a7c15u | 1;
    struct naive naive = {.count = hot + cold};
    struct sim_calendar c;
    void *block = block_create(hot, cold);
    bool same = true;

    sim_calendar_init(&c, block, hot, cold);
    for (uint32_t i = 0; i < naive.count; i++) {
        naive.key[i] = SIM_CALENDAR_NEVER;
    }
    for (int step = 0; step < 1500 && same; step++) {
        uint32_t slot = (uint32_t)random_below(&state, naive.count);

        if (random_below(&state, 3) == 0) {
            sim_calendar_clear(&c, slot);
            naive.key[slot] = SIM_CALENDAR_NEVER;
        } else { /* few instants and ranks: most events tie with another one */
            sim_instant at = random_below(&state, 12);
            unsigned rank = (unsigned)random_below(&state, 4) * 5;

            sim_calendar_set(&c, slot, at, rank);
            naive_set(&naive, slot, at, rank);
        }
        slot = (uint32_t)random_below(&state, naive.count);
        same = sim_calendar_first(&c) == naive_first_without(&naive, UINT32_MAX) &&
               sim_calendar_first_without(&c, slot) == naive_first_without(&naive, slot) &&
               sim_calendar_due(&c, slot) == sim_wide_high(naive.key[slot]) &&
               others_agree(&c, &naive, slot, random_below(&state, 13));
    }
    free(block);
    return same;
}

TEST(random_histories_agree_with_a_search_of_an_array)
{
    static const uint32_t shapes[][2] = {{1, 0}, {0, 1},  {1, 1},   {2, 0},   {3, 5},  {7, 1},
                                         {8, 8}, {16, 0}, {16, 33}, {9, 200}, {100, 3}};

    (void)lab_state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
            if (!history_agrees(seed, shapes[i][0], shapes[i][1])) {
                fail_msg("seed %llu, %u hot and %u cold slots: see history_agrees()",
                         (unsigned long long)seed, shapes[i][0], shapes[i][1]);
            }
        }
    }
}

TEST(time_beats_rank_and_rank_beats_sequence)
{
    struct sim_calendar c;
    void *block = block_create(4, 0);

    sim_calendar_init(&c, block, 4, 0);
    sim_calendar_set(&c, 0, 100, 3);
    sim_calendar_set(&c, 1, 100, 1);
    sim_calendar_set(&c, 2, 100, 1);
    sim_calendar_set(&c, 3, 99, 15);
    static const uint32_t order[] = {3, 1, 2, 0};
    for (size_t i = 0; i < 4; i++) {
        sim_calendar_key key = sim_calendar_first(&c);

        CHECK_INT(sim_calendar_key_slot(key), ==, order[i]);
        sim_calendar_clear(&c, order[i]);
    }
    CHECK(sim_calendar_first(&c) == SIM_CALENDAR_NEVER);
    free(block);
}

TEST(setting_again_moves_the_event_and_puts_it_behind_its_equals)
{
    struct sim_calendar c;
    void *block = block_create(2, 2);

    sim_calendar_init(&c, block, 2, 2);
    sim_calendar_set(&c, 0, 50, 1);
    sim_calendar_set(&c, 3, 50, 1);
    sim_calendar_set(&c, 0, 50, 1); /* set later than slot 3 now */
    CHECK_INT(sim_calendar_key_slot(sim_calendar_first(&c)), ==, 3);
    sim_calendar_set(&c, 3, 60, 1);
    CHECK_INT(sim_calendar_key_slot(sim_calendar_first(&c)), ==, 0);
    CHECK_INT(sim_calendar_due(&c, 3), ==, 60);
    CHECK(sim_calendar_due(&c, 2) == SIM_INSTANT_NEVER);
    sim_calendar_clear(&c, 2); /* an empty slot: nothing happens */
    CHECK_INT(sim_calendar_key_at(sim_calendar_first_without(&c, 0)), ==, 60);
    free(block);
}

TEST(keys_give_back_what_went_in)
{
    struct sim_calendar c;
    uint32_t last = (1u << SIM_CALENDAR_SLOT_BITS) - 1;
    uint64_t sequence = (UINT64_C(1) << 40) - 1;
    sim_calendar_key key = sim_calendar_key_make(UINT64_MAX - 1, 15, sequence << 20, last);
    void *block = block_create(3, 0);

    CHECK(sim_calendar_key_at(key) == UINT64_MAX - 1);
    CHECK_INT(sim_calendar_key_rank(key), ==, 15);
    CHECK_INT(sim_calendar_key_slot(key), ==, last);
    CHECK(key < SIM_CALENDAR_NEVER);
    sim_calendar_init(&c, block, 3, 0);
    sim_calendar_set(&c, 2, UINT64_MAX - 1, 15); /* the last instant there is */
    CHECK(sim_calendar_key_at(sim_calendar_first(&c)) == UINT64_MAX - 1);
    CHECK(sim_calendar_key_rank(sim_calendar_first(&c)) == 15);
    free(block);
}

TEST(an_empty_calendar_has_no_first_event)
{
    struct sim_calendar c;
    void *block = block_create(0, 0);

    sim_calendar_init(&c, block, 0, 0);
    CHECK(sim_calendar_first(&c) == SIM_CALENDAR_NEVER);
    free(block);
}

/* Takes the first event out, again and again, and folds the order into one number. */
static uint64_t drain(struct sim_calendar *c, uint32_t count)
{
    uint64_t digest = 1;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = sim_calendar_key_slot(sim_calendar_first(c));

        digest = digest * 6364136223846793005u + slot;
        sim_calendar_clear(c, slot);
    }
    return digest;
}

TEST(a_copy_of_the_block_restores_the_order_exactly)
{
    size_t size = sim_calendar_size(20, 100);
    void *block = block_create(20, 100), *copy = block_create(20, 100);
    uint64_t state = 4711, once, again;
    struct sim_calendar c;

    sim_calendar_init(&c, block, 20, 100);
    for (uint32_t slot = 0; slot < 120; slot++) {
        sim_calendar_set(&c, slot, random_below(&state, 30), (unsigned)random_below(&state, 3));
    }
    memcpy(copy, block, size);
    once = drain(&c, 120);
    CHECK(sim_calendar_first(&c) == SIM_CALENDAR_NEVER);
    sim_calendar_set(&c, 5, 1, 1); /* leave the block as different as can be */
    memcpy(block, copy, size);
    CHECK_INT(sim_calendar_core(&c)->sequence / SIM_CALENDAR_SEQUENCE_ONE, ==, 120);
    again = drain(&c, 120);
    CHECK(once == again);
    free(block);
    free(copy);
}

TEST(a_million_slots_come_out_in_order)
{
    enum { HOT = 16, COLD = 1000000 };
    void *block = block_create(HOT, COLD);
    uint64_t state = 99, before = 0;
    struct sim_calendar c;

    sim_calendar_init(&c, block, HOT, COLD);
    for (uint32_t slot = 0; slot < HOT + COLD; slot++) {
        sim_calendar_set(&c, slot, random_below(&state, UINT64_C(1) << 40), 1);
    }
    for (uint32_t i = 0; i < HOT + COLD; i++) {
        sim_calendar_key key = sim_calendar_first(&c);

        assert_true(sim_calendar_key_at(key) >= before);
        before = sim_calendar_key_at(key);
        sim_calendar_clear(&c, sim_calendar_key_slot(key));
    }
    CHECK(sim_calendar_first(&c) == SIM_CALENDAR_NEVER);
    free(block);
}

/* Sixty-four events of one instant and one rank, then one that is later. */
static uint64_t order_of_ties(uint64_t seed)
{
    struct sim_calendar c;
    void *block = block_create(65, 0);
    uint64_t digest;

    sim_calendar_init(&c, block, 65, 0);
    sim_calendar_shuffle(&c, seed);
    sim_calendar_set(&c, 64, 101, 3);
    for (uint32_t slot = 0; slot < 64; slot++) {
        sim_calendar_set(&c, slot, 100, 3);
    }
    digest = drain(&c, 64);
    if (sim_calendar_key_slot(sim_calendar_first(&c)) != 64) {
        digest = 0;   /* the later one may never come early */
    }
    free(block);
    return digest;
}

TEST(shuffled_ties_come_in_another_order_which_the_seed_decides)
{
    CHECK(order_of_ties(0) == order_of_ties(0));
    CHECK(order_of_ties(7) == order_of_ties(7));
    CHECK(order_of_ties(7) != order_of_ties(0));
    CHECK(order_of_ties(7) != order_of_ties(8));
    CHECK(order_of_ties(7) != 0);
}

TESTS(ENTRY(shuffled_ties_come_in_another_order_which_the_seed_decides),
      ENTRY(random_histories_agree_with_a_search_of_an_array),
      ENTRY(time_beats_rank_and_rank_beats_sequence),
      ENTRY(setting_again_moves_the_event_and_puts_it_behind_its_equals),
      ENTRY(keys_give_back_what_went_in), ENTRY(an_empty_calendar_has_no_first_event),
      ENTRY(a_copy_of_the_block_restores_the_order_exactly),
      ENTRY(a_million_slots_come_out_in_order))
