/*
 * Counter layout of Philox 4x64: words 0 to 3 of the counter are
 *     draws                      { ordinal / 4, occurrence, 0,            0 }  lane ordinal % 4
 *     further words of a draw    { ordinal,     occurrence, 1 + word / 4, 1 }  lane word % 4
 * The last word keeps the two apart, so no address ever yields another one's bits.
 */
#include "sim/random/stream.h"

#include <string.h>

#include <Random123/philox.h>

#include "sim/base/check.h"
#include "sim/base/digest.h"
#include "sim/base/paths.h"
#include "sim/base/wide.h"

#define LANES 4u
#define ROUNDS 10u
#define SECOND_START 0x6a09e667f3bcc909u /* another start gives an independent second key word */

static void scramble(const struct sim_stream *s, uint64_t c0, uint64_t c1, uint64_t c2,
                     uint64_t c3, uint64_t *ret_words)
{
    philox4x64_ctr_t counter = {{c0, c1, c2, c3}};
    philox4x64_key_t key = {{s->key[0], s->key[1]}};
    philox4x64_ctr_t words = philox4x64(counter, key);

    for (unsigned i = 0; i < LANES; i++) {
        ret_words[i] = words.v[i];
    }
}

static uint64_t key_from(uint64_t start, uint64_t seed, uint64_t replication, const char *path,
                         const char *purpose)
{
    uint64_t digest = sim_digest_add(sim_digest_add(start, seed), replication);

    digest = sim_digest_bytes(digest, path, strlen(path));
    digest = sim_digest_add(digest, strlen(path)); /* "a" + "bc" is not "ab" + "c" */
    return sim_digest_bytes(digest, purpose, strlen(purpose));
}

void sim_stream_init(struct sim_stream *s, uint64_t seed, uint64_t replication, const char *path,
                     const char *purpose)
{
    SIM_ASSERT(path != NULL);
    SIM_ASSERT(purpose != NULL);
    memset(s, 0, sizeof *s);
    s->key[0] = key_from(SIM_DIGEST_START, seed, replication, path, purpose);
    s->key[1] = key_from(SECOND_START, seed, replication, path, purpose);
    s->drawn = SIM_STREAM_EMPTY;
}

/* What is the same for all counters { n, 0, 0, 0 } of one key. */
struct schedule {
    philox4x64_key_t keys[ROUNDS];
    sim_wide second; /* the product that the second round takes of the first key word */
};

static SIM_COMMON sim_wide product(uint64_t multiplier, uint64_t word)
{
    return (sim_wide)multiplier * word;
}

static SIM_COMMON void schedule_init(struct schedule *k, const struct sim_stream *s)
{
    k->keys[0] = (philox4x64_key_t){{s->key[0], s->key[1]}};
    for (unsigned i = 1; i < ROUNDS; i++) {
        k->keys[i].v[0] = k->keys[i - 1].v[0] + PHILOX_W64_0;
        k->keys[i].v[1] = k->keys[i - 1].v[1] + PHILOX_W64_1;
    }
    k->second = product(PHILOX_M4x64_0, s->key[0]);
}

/* scramble(s, n, 0, 0, 0, ...): of the first two rounds only what does not multiply zeros or
   what is known already. */
static SIM_COMMON void scramble_plain(const struct schedule *k, uint64_t n, uint64_t *ret_words)
{
    sim_wide first = product(PHILOX_M4x64_0, n);
    sim_wide other = product(PHILOX_M4x64_1, sim_wide_high(first) ^ k->keys[0].v[1]);
    philox4x64_ctr_t c = {{
        sim_wide_high(other) ^ k->keys[1].v[0], sim_wide_low(other),
        sim_wide_high(k->second) ^ sim_wide_low(first) ^ k->keys[1].v[1],
        sim_wide_low(k->second)}};

    for (unsigned i = 2; i < ROUNDS; i++) {
        sim_wide even = product(PHILOX_M4x64_0, c.v[0]), odd = product(PHILOX_M4x64_1, c.v[2]);

        c = (philox4x64_ctr_t){{
            sim_wide_high(odd) ^ c.v[1] ^ k->keys[i].v[0], sim_wide_low(odd),
            sim_wide_high(even) ^ c.v[3] ^ k->keys[i].v[1], sim_wide_low(even)}};
    }
    memcpy(ret_words, c.v, sizeof c.v);
}

void sim_stream_fill(struct sim_stream *s, uint64_t ordinal)
{
    uint64_t first = ordinal / SIM_STREAM_BLOCK * (SIM_STREAM_BLOCK / LANES);
    struct schedule k;

    schedule_init(&k, s);
    for (unsigned i = 0; i < SIM_STREAM_BLOCK / LANES; i++) {
        scramble_plain(&k, first + i, &s->cache[i * LANES]);
    }
    s->first = ordinal - ordinal % SIM_STREAM_BLOCK;
    s->drawn = SIM_STREAM_BITS;
}

bool sim_stream_goes_on(struct sim_stream *s, uint64_t ordinal)
{
    uint64_t first = ordinal - ordinal % SIM_STREAM_BLOCK;

    if (first - s->first <= SIM_STREAM_BLOCK) {
        return true;
    }
    s->first = first;
    s->drawn = SIM_STREAM_EMPTY;
    return false;
}

uint64_t sim_stream_bits(struct sim_stream *s, uint64_t ordinal, uint32_t occurrence)
{
    uint64_t words[LANES];

    if (occurrence == 0) {
        bool prepared = ordinal - s->first < SIM_STREAM_BLOCK && s->drawn == SIM_STREAM_BITS;

        if (!prepared && sim_stream_goes_on(s, ordinal)) {
            sim_stream_fill(s, ordinal);
            prepared = true;
        }
        if (prepared) {
            return s->cache[ordinal % SIM_STREAM_BLOCK];
        }
    }
    scramble(s, ordinal / LANES, occurrence, 0, 0, words);
    return words[ordinal % LANES];
}

uint64_t sim_stream_more(const struct sim_stream *s, uint64_t ordinal, uint32_t occurrence,
                         uint32_t word)
{
    uint64_t words[LANES];

    scramble(s, ordinal, occurrence, 1u + word / LANES, 1, words);
    return words[word % LANES];
}
