/* Digests and wide integers: fixed values on every machine, and no two things alike. */
#include "sim/base/digest.h"

#include "sim/base/bits.h"
#include "tests/lab.h"

TEST(order_and_value_of_words_matter)
{
    uint64_t ab = sim_digest_add(sim_digest_add(SIM_DIGEST_START, 1), 2);
    uint64_t ba = sim_digest_add(sim_digest_add(SIM_DIGEST_START, 2), 1);

    CHECK(ab != ba);
    CHECK(sim_digest_add(SIM_DIGEST_START, 0) != SIM_DIGEST_START);
}

TEST(the_length_counts_even_where_the_bytes_are_zero)
{
    const char zeroes[32] = {0};

    for (size_t a = 0; a < sizeof(zeroes); a++) {
        for (size_t b = 0; b < a; b++) {
            CHECK(sim_digest_bytes(SIM_DIGEST_START, zeroes, a) !=
                  sim_digest_bytes(SIM_DIGEST_START, zeroes, b));
        }
    }
}

TEST(each_bit_of_a_text_changes_about_half_of_the_digest)
{
    char text[24] = "nic.refill.queue_latency";
    uint64_t before = sim_digest_bytes(SIM_DIGEST_START, text, sizeof(text));
    unsigned flips = 0;

    for (size_t bit = 0; bit < sizeof(text) * 8; bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        flips += sim_bits_count(before ^ sim_digest_bytes(SIM_DIGEST_START, text, sizeof(text)));
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
    /* 192 bits, 64 flips of a coin each: mean 6144, deviation sqrt(12288)/2 = 55 */
    CHECK_NEAR(flips, 6144, 6 * 55);
}

/* Worked out with arbitrary-precision integers from the definition in digest.h. */
TEST(digests_are_the_same_everywhere)
{
    CHECK(sim_digest_add(SIM_DIGEST_START, 1) == UINT64_C(0x0d68e15e988ca95a));
    CHECK(sim_digest_word(1) == UINT64_C(0x9fb21c651e98df25));
    CHECK(sim_digest_word(UINT64_C(0x0123456789abcdef)) == UINT64_C(0xf713ce93093c07de));
    CHECK(sim_digest_text("") == UINT64_C(0x432e06638085d1a0));
    CHECK(sim_digest_text("nic.rx") == UINT64_C(0xff732753cc6156e5));
    CHECK(sim_digest_text("toaster.cook.queue_latency") == UINT64_C(0x32432552bf808ebd));
}

/* Words as a history makes them: a fixed part plus an instant times an odd number. */
TEST(a_nanosecond_changes_about_half_of_the_digest_of_a_word)
{
    uint64_t part = sim_digest_text("nic.rx"), stir = 0xd1342543de82ef95u;
    unsigned flips = 0;

    for (uint64_t at = 1000000; at < 1001000; at++) {
        uint64_t change = sim_digest_word(part + at * stir) ^
                          sim_digest_word(part + (at + 1) * stir);

        CHECK(change != 0);
        flips += sim_bits_count(change);
    }
    /* 1000 times 64 flips of a coin: mean 32000, deviation sqrt(64000)/2 = 126 */
    CHECK_NEAR(flips, 32000, 6 * 126);
}

TEST(wide_integers_carry_and_convert)
{
    sim_wide w = sim_wide_make(1, 0);

    CHECK(w - 1 == (sim_wide)UINT64_MAX);
    CHECK(sim_wide_high(w + 5) == 1 && sim_wide_low(w + 5) == 5);
    CHECK(sim_wide_real(w) == 18446744073709551616.0);
    CHECK(sim_wide_least(w, w - 1) == w - 1 && sim_wide_least(w - 1, w) == w - 1);
}

TEST(bit_scans_find_the_ends)
{
    for (unsigned i = 0; i < 64; i++) {
        CHECK_INT(sim_bits_highest(UINT64_C(1) << i | 1), ==, i);
        CHECK_INT(sim_bits_lowest(UINT64_C(1) << i | UINT64_C(1) << 63), ==, i);
    }
}

TESTS(ENTRY(order_and_value_of_words_matter),
      ENTRY(the_length_counts_even_where_the_bytes_are_zero),
      ENTRY(each_bit_of_a_text_changes_about_half_of_the_digest),
      ENTRY(digests_are_the_same_everywhere),
      ENTRY(a_nanosecond_changes_about_half_of_the_digest_of_a_word),
      ENTRY(wide_integers_carry_and_convert), ENTRY(bit_scans_find_the_ends))
