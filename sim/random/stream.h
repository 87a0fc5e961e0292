/*
 * Random streams: one per use, seeded by name, addressed by ordinal.
 *
 * A stream belongs to (seed, replication, path of an object, purpose): adding a device shifts
 * nobody else's numbers. Inside a stream a draw is addressed by the ordinal of its cause (the
 * run or the request it is made for) and its occurrence there (0 for the first draw of that
 * cause, 1 for a second pass through a loop ...), so the k-th draw belongs to the k-th cause no
 * matter who asks first. That is free, because the generator (Philox 4x64-10 of Random123) maps
 * a counter to random bits.
 *
 * The stream itself holds a key and a small cache of prepared draws for occurrence 0. The cache
 * can be thrown away at any time without changing any number: it is no state.
 */
#ifndef WTSIM_SIM_RANDOM_STREAM_H
#define WTSIM_SIM_RANDOM_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SIM_STREAM_BLOCK 32u
#define SIM_STREAM_BITS 1u     /* no law has these seals */
#define SIM_STREAM_EMPTY 2u

struct sim_stream {
    uint64_t key[2];
    uint64_t first;      /* ordinal of cache[0], or of the block last looked at                */
    uint64_t drawn;      /* seal of the law whose draws lie in the cache, or one of the two    */
    uint64_t cache[SIM_STREAM_BLOCK];
};

void sim_stream_init(struct sim_stream *s, uint64_t seed, uint64_t replication, const char *path,
                     const char *purpose);

/* 64 random bits for this cause. */
uint64_t sim_stream_bits(struct sim_stream *s, uint64_t ordinal, uint32_t occurrence);

/* Further bits for the same draw, for laws that need more than one word: word 0 is not
   sim_stream_bits, and no two (ordinal, occurrence, word) share bits. */
uint64_t sim_stream_more(const struct sim_stream *s, uint64_t ordinal, uint32_t occurrence,
                         uint32_t word);

/*
 * The cache lacks this ordinal. True: its block, or the one before, was the last looked at, so it
 * is worth preparing; false: the ordinals jump, one draw is made alone, and the next one nearby
 * makes it worth it.
 */
bool sim_stream_goes_on(struct sim_stream *s, uint64_t ordinal);

/* Fills the cache with the block that contains the ordinal. */
void sim_stream_fill(struct sim_stream *s, uint64_t ordinal);

/* Bits to a double in (0, 1): 52 bits and a half, never 0 and never 1. The bits become the
   fraction of a number between 2^52 and 2^53, which is exact and what a vector unit can do. */
static inline double sim_stream_unit(uint64_t bits)
{
    uint64_t above = bits >> 12 | 0x4330000000000000u;
    double value;

    memcpy(&value, &above, sizeof value);
    return (value - (4503599627370496.0 - 0.5)) * (1.0 / 4503599627370496.0);
}

#endif
