/*
 * 128-bit integers: the one place that names the compiler's own type for them.
 *
 * Used for the keys of the event calendar (time, rank, sequence, slot in one comparison) and for
 * sums of nanoseconds, which overflow 64 bits after 584 years of accumulated waiting.
 */
#ifndef WTSIM_SIM_BASE_WIDE_H
#define WTSIM_SIM_BASE_WIDE_H

#include <stdint.h>

__extension__ typedef unsigned __int128 sim_wide;

static inline sim_wide sim_wide_make(uint64_t high, uint64_t low)
{
    return ((sim_wide)high << 64) | low;
}

static inline uint64_t sim_wide_high(sim_wide w)
{
    return (uint64_t)(w >> 64);
}

static inline uint64_t sim_wide_low(sim_wide w)
{
    return (uint64_t)w;
}

/* Adds to a sum that is kept in two words, or takes from it: an addition and a carry. (Put
   together as one number, gcc would move both words into a vector to store them.) */
static inline void sim_wide_raise(uint64_t *high, uint64_t *low, uint64_t by)
{
    *high += __builtin_add_overflow(*low, by, low);
}

static inline void sim_wide_lower(uint64_t *high, uint64_t *low, uint64_t by)
{
    *high -= __builtin_sub_overflow(*low, by, low);
}

/*
 * The smaller one, without a branch: in a calendar nobody can predict which it is. gcc makes
 * conditional moves of this by itself; clang branches unless it gets a mask to work with, and
 * gcc would turn the mask into a branch.
 */
static inline sim_wide sim_wide_least(sim_wide a, sim_wide b)
{
#ifdef __clang__
    uint64_t mask = (uint64_t)0 - (uint64_t)(b < a);

    return sim_wide_make(sim_wide_high(a) ^ ((sim_wide_high(a) ^ sim_wide_high(b)) & mask),
                         sim_wide_low(a) ^ ((sim_wide_low(a) ^ sim_wide_low(b)) & mask));
#else
    return b < a ? b : a;
#endif
}

/* The nearest double; relative error at most 2^-52. */
static inline double sim_wide_real(sim_wide w)
{
    return (double)sim_wide_high(w) * 18446744073709551616.0 + (double)sim_wide_low(w);
}

#endif
