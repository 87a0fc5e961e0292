/* Random streams: the known answers of Philox, and addresses that never meet. */
#include "sim/random/stream.h"

#include <stdlib.h>

#include "tests/lab.h"

static struct sim_stream with_key(uint64_t low, uint64_t high)
{
    struct sim_stream s;

    sim_stream_init(&s, 1, 0, "nic.rx", "arrivals");
    s.key[0] = low;
    s.key[1] = high;
    return s;
}

/* Random123, tests/kat_vectors: philox4x64 10 rounds, counter 0, key 0. */
TEST(the_first_four_words_of_key_zero_are_the_published_ones)
{
    struct sim_stream s = with_key(0, 0);

    CHECK(sim_stream_bits(&s, 0, 0) == 0x16554d9eca36314cu);
    CHECK(sim_stream_bits(&s, 1, 0) == 0xdb20fe9d672d0fdcu);
    CHECK(sim_stream_bits(&s, 2, 0) == 0xd7e772cee186176bu);
    CHECK(sim_stream_bits(&s, 3, 0) == 0x7e68b68aec7ba23bu);
}

/* The key is the one of Random123's third vector (digits of pi); the counters are those that
 * stream.c promises; computed with a Philox of a few lines of Python that gives all three
 * published vectors. */
TEST(every_address_has_the_counter_that_the_layout_promises)
{
    struct sim_stream s = with_key(0x452821e638d01377u, 0xbe5466cf34e90c6cu);

    CHECK(sim_stream_bits(&s, 1000001, 0) == 0xfc18e5482f7b44b6u); /* {250000, 0, 0, 0} lane 1 */
    CHECK(sim_stream_bits(&s, 7, 3) == 0x43f1a503de6213bbu);       /* {1, 3, 0, 0} lane 3      */
    CHECK(sim_stream_more(&s, 7, 3, 5) == 0xeb85f1440005a283u);    /* {7, 3, 2, 1} lane 1      */
    CHECK(sim_stream_more(&s, 0, 0, 0) == 0x1f89bbaeebd0fb5du);    /* {0, 0, 1, 1} lane 0      */
}

TEST(throwing_the_cache_away_changes_nothing)
{
    struct sim_stream warm, cold;

    sim_stream_init(&warm, 2026, 3, "nic.rx", "arrivals");
    cold = warm;
    for (uint64_t i = 0; i < 200; i++) {
        uint64_t ordinal = i * 37 % 200;

        cold.drawn = SIM_STREAM_EMPTY;
        CHECK(sim_stream_bits(&warm, ordinal, 0) == sim_stream_bits(&cold, ordinal, 0));
    }
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* 3 x 16 ordinals x (1 + 8) words: equal 64-bit words by accident have probability 1e-14. */
TEST(no_two_addresses_share_bits)
{
    struct sim_stream s = with_key(5, 6);
    uint64_t seen[3 * 16 * 9];
    size_t n = 0;

    for (uint32_t occurrence = 0; occurrence < 3; occurrence++) {
        for (uint64_t ordinal = 0; ordinal < 16; ordinal++) {
            seen[n++] = sim_stream_bits(&s, ordinal, occurrence);
            for (uint32_t word = 0; word < 8; word++) {
                seen[n++] = sim_stream_more(&s, ordinal, occurrence, word);
            }
        }
    }
    qsort(seen, n, sizeof seen[0], by_value);
    for (size_t i = 1; i < n; i++) {
        CHECK(seen[i] != seen[i - 1]);
    }
}

TEST(seed_replication_path_and_purpose_each_give_another_stream)
{
    struct sim_stream s[6];

    sim_stream_init(&s[0], 1, 0, "nic.rx", "arrivals");
    sim_stream_init(&s[1], 2, 0, "nic.rx", "arrivals");
    sim_stream_init(&s[2], 1, 1, "nic.rx", "arrivals");
    sim_stream_init(&s[3], 1, 0, "nic.tx", "arrivals");
    sim_stream_init(&s[4], 1, 0, "nic.rx", "service");
    sim_stream_init(&s[5], 1, 0, "nic.rxa", "rrivals"); /* the border counts */
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < i; k++) {
            CHECK(s[i].key[0] != s[k].key[0]);
            CHECK(s[i].key[1] != s[k].key[1]);
        }
        CHECK(s[i].key[0] != s[i].key[1]);
    }
}

/* The names are part of every stored result: these keys must never change. */
TEST(the_same_names_give_the_same_stream_for_ever)
{
    struct sim_stream a, b;

    sim_stream_init(&a, 2026, 7, "nic.rx", "arrivals");
    sim_stream_init(&b, 2026, 7, "nic.rx", "arrivals");
    CHECK(a.key[0] == b.key[0]);
    CHECK(sim_stream_bits(&a, 0, 0) == 0x1e07ca669452ab86u);
}

TEST(a_unit_is_never_0_and_never_1)
{
    CHECK(sim_stream_unit(0) == 0x1p-53);
    CHECK(sim_stream_unit(UINT64_MAX) == 1.0 - 0x1p-53);
    CHECK(sim_stream_unit(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
}

TESTS(ENTRY(the_first_four_words_of_key_zero_are_the_published_ones),
      ENTRY(every_address_has_the_counter_that_the_layout_promises),
      ENTRY(throwing_the_cache_away_changes_nothing), ENTRY(no_two_addresses_share_bits),
      ENTRY(seed_replication_path_and_purpose_each_give_another_stream),
      ENTRY(the_same_names_give_the_same_stream_for_ever), ENTRY(a_unit_is_never_0_and_never_1))
