/*
 * The parts of the calendar that are not on the path of every event: layout, and the slots of
 * the cold tree.
 */
#include "sim/engine/calendar.h"

#include <string.h>

#include "sim/base/digest.h"

#define SLOT_COUNT_MAX (1u << SIM_CALENDAR_SLOT_BITS)

/* Every leaf has a sibling. */
static uint32_t leaves_for(uint32_t count)
{
    return count > 2 ? count : 2;
}

/* One leaf of the hot tree belongs to the winner of the cold one. */
static uint32_t hot_leaves_for(uint32_t hot_count, uint32_t cold_count)
{
    return leaves_for(hot_count + (cold_count > 0 ? 1 : 0));
}

static uint32_t cold_leaves_for(uint32_t cold_count)
{
    return cold_count > 0 ? leaves_for(cold_count) : 0;
}

/* A tree of n leaves, be n a power of two or not, is an array of 2 n keys: [0] is never used,
   match k is played between 2 k and 2 k + 1, the leaves are [n] and after. */
static size_t keys_size(uint32_t leaves)
{
    return (size_t)leaves * 2 * sizeof(sim_calendar_key);
}

size_t sim_calendar_size(uint32_t hot_count, uint32_t cold_count)
{
    SIM_ASSERT(hot_count <= SLOT_COUNT_MAX);
    SIM_ASSERT(cold_count <= SLOT_COUNT_MAX - hot_count);
    return sizeof(struct sim_calendar_core) + keys_size(hot_leaves_for(hot_count, cold_count)) +
           keys_size(cold_leaves_for(cold_count));
}

void sim_calendar_init(struct sim_calendar *c, void *block, uint32_t hot_count,
                       uint32_t cold_count)
{
    size_t size = sim_calendar_size(hot_count, cold_count);
    unsigned char *bytes = block;

    SIM_ASSERT((uintptr_t)block % sizeof(sim_calendar_key) == 0);
    *c = (struct sim_calendar){
        .hot_count = hot_count,
        .hot_leaves = hot_leaves_for(hot_count, cold_count),
        .cold_count = cold_count,
        .shuffle = 1,
    };
    bytes += sizeof(struct sim_calendar_core);
    c->hot = (void *)bytes;
    bytes += keys_size(c->hot_leaves);
    c->cold = cold_count > 0 ? (void *)bytes : NULL;
    memset(block, 0xff, size); /* all keys NEVER */
    *sim_calendar_core(c) = (struct sim_calendar_core){0};
}

/* Multiplying by an odd number permutes the sequences of any length of run. */
void sim_calendar_shuffle(struct sim_calendar *c, uint64_t seed)
{
    c->shuffle = seed == 0 ? 1 : sim_digest_add(SIM_DIGEST_START, seed) | 1;
}

static uint32_t cold_leaf(const struct sim_calendar *c, uint32_t slot)
{
    uint32_t index = slot - c->hot_count;

    SIM_ASSERT(slot >= c->hot_count);
    SIM_ASSERT(index < c->cold_count);
    return leaves_for(c->cold_count) + index;
}

void sim_calendar_play_cold(struct sim_calendar *c, uint32_t slot, sim_calendar_key key)
{
    sim_calendar_play(c->cold, cold_leaf(c, slot), key);
    sim_calendar_play(c->hot, c->hot_leaves + c->hot_count, c->cold[1]);
}

sim_calendar_key sim_calendar_rest_cold(const struct sim_calendar *c, uint32_t slot)
{
    return sim_wide_least(sim_calendar_rest(c->cold, cold_leaf(c, slot)),
                          sim_calendar_rest(c->hot, c->hot_leaves + c->hot_count));
}

sim_instant sim_calendar_due(const struct sim_calendar *c, uint32_t slot)
{
    return sim_calendar_key_at(slot < c->hot_count ? c->hot[c->hot_leaves + slot]
                                                   : c->cold[cold_leaf(c, slot)]);
}
