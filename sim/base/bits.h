/* Bit scans: the one place that uses the compiler's own functions for them. */
#ifndef WTSIM_SIM_BASE_BITS_H
#define WTSIM_SIM_BASE_BITS_H

#include <stdint.h>

/* Index of the highest set bit; the argument must not be 0. */
static inline unsigned sim_bits_highest(uint64_t word)
{
    return 63u - (unsigned)__builtin_clzll(word);
}

/* Index of the lowest set bit; the argument must not be 0. */
static inline unsigned sim_bits_lowest(uint64_t word)
{
    return (unsigned)__builtin_ctzll(word);
}

/* How many bits are set. */
static inline unsigned sim_bits_count(uint64_t word)
{
    return (unsigned)__builtin_popcountll(word);
}

#endif
