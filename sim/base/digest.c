/*
 * Digests of bytes and of strings, eight bytes at a time.
 *
 * The length goes in last, so that trailing zeros and an empty tail are not the same.
 */
#include "sim/base/digest.h"

#include <string.h>

/* The next up to eight bytes, first byte lowest, on any processor. */
static uint64_t word_at(const unsigned char *bytes, size_t length)
{
    uint64_t word = 0;

    for (size_t i = 0; i < length; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

uint64_t sim_digest_bytes(uint64_t digest, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    size_t left = length;

    for (; left >= 8; left -= 8, at += 8) {
        digest = sim_digest_add(digest, word_at(at, 8));
    }
    if (left > 0) {
        digest = sim_digest_add(digest, word_at(at, left));
    }
    return sim_digest_add(digest, (uint64_t)length);
}

uint64_t sim_digest_text(const char *string)
{
    return sim_digest_bytes(SIM_DIGEST_START, string, strlen(string));
}
