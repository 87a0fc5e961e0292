/*
 * Digests: 64 bits that stand for a history, a state, a name or a text.
 *
 * Not cryptographic; chosen to be fast, well mixed and the same on every machine (bytes are read
 * in little-endian order whatever the processor). A fingerprint of a run is made of these.
 */
#ifndef WTSIM_SIM_BASE_DIGEST_H
#define WTSIM_SIM_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/wide.h"

#define SIM_DIGEST_START 0x9e3779b97f4a7c15u

/* Adds one word. Order matters. */
static inline uint64_t sim_digest_add(uint64_t digest, uint64_t word)
{
    sim_wide product =
        (sim_wide)(digest ^ 0xa0761d6478bd642fu) * (word ^ 0xe7037ed1a0b428dbu);

    return sim_wide_high(product) ^ sim_wide_low(product) ^ (digest << 1 | digest >> 63);
}

/*
 * One word on its own, for a history in which order is part of each word: the digest of such a
 * history is the sum of these.
 */
static inline uint64_t sim_digest_word(uint64_t word)
{
    sim_wide product = (sim_wide)word * 0x9fb21c651e98df25u;

    return sim_wide_high(product) ^ sim_wide_low(product);
}

uint64_t sim_digest_bytes(uint64_t digest, const void *bytes, size_t length);
uint64_t sim_digest_text(const char *string); /* from SIM_DIGEST_START */

#endif
