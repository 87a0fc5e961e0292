/*
 * Wider registers, where the processor has them: the same source is compiled twice, and which one
 * runs is asked when it is called. The bits are the same: each operation of a vector unit rounds as
 * the one for a single number does, and none is fused with another (-ffp-contract=off).
 */
#ifndef WTSIM_SIM_BASE_VECTOR_H
#define WTSIM_SIM_BASE_VECTOR_H

#include <stdbool.h>

#if defined(__x86_64__)
/* Put before a function that does nothing but call an inline one. */
#define SIM_VECTOR __attribute__((target("avx2,bmi2")))

static inline bool sim_vector_is_there(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#else
#define SIM_VECTOR

static inline bool sim_vector_is_there(void)
{
    return false;
}
#endif

#endif
