/*
 * The event calendar: who acts next.
 *
 * Every thing that can act (a processor, a source of arrivals, the clock, a sleeper) owns a
 * *slot*. A slot holds at most one event: setting replaces, clearing removes, and an event that
 * was cleared never existed. There is nothing to search for and nothing stale to skip.
 *
 * Order is total: time, then rank (a small number whose meaning belongs to the caller), then
 * sequence (first set, first fired). Two events never compare equal.
 *
 * Two tournament trees of 128-bit keys. *Hot* slots, [0, hot_count), lie in a small tree whose
 * path every event pays for; *cold* slots, from hot_count on, lie in a tree of their own whose
 * winner is one leaf of the hot one, so that thousands of sleepers cost the processors nothing.
 *
 * All mutable state lives in one block of the caller's (size from sim_calendar_size) without
 * pointers, so that copying the block is a checkpoint.
 */
#ifndef WTSIM_SIM_ENGINE_CALENDAR_H
#define WTSIM_SIM_ENGINE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/check.h"
#include "sim/base/wide.h"
#include "sim/engine/instant.h"

#define SIM_CALENDAR_SLOT_BITS 20u
#define SIM_CALENDAR_SEQUENCE_BITS 40u
#define SIM_CALENDAR_RANK_BITS 4u
#define SIM_CALENDAR_RANK_COUNT (1u << SIM_CALENDAR_RANK_BITS)
#define SIM_CALENDAR_SEQUENCE_ONE (UINT64_C(1) << (64u - SIM_CALENDAR_SEQUENCE_BITS))

typedef sim_wide sim_calendar_key; /* time 64 | rank 4 | sequence 40 | slot 20 */

/* The key that is later than every event. */
#define SIM_CALENDAR_NEVER (~(sim_calendar_key)0)

struct sim_calendar_core {   /* at the start of the block */
    uint64_t sequence;       /* of the next set, in the upper SIM_CALENDAR_SEQUENCE_BITS     */
    uint64_t ties;           /* set by the run loop: events that only sequence put in order */
};

struct sim_calendar {
    sim_calendar_key *hot;          /* heap-shaped: [1] winner, leaves from hot_leaves */
    sim_calendar_key *cold;         /* both point into the block and never change      */
    uint32_t hot_count, hot_leaves; /* a leaf per slot, one for the cold tree, at least 2 */
    uint32_t cold_count;            /* and at least two leaves, if it is not 0            */
    uint64_t shuffle;               /* odd; 1: ties in the order in which they were set   */
};

/* Bytes that a calendar for this many slots needs; a multiple of 16. */
size_t sim_calendar_size(uint32_t hot_count, uint32_t cold_count);

/* Lays the calendar out in the block (16-byte aligned) and empties it. */
void sim_calendar_init(struct sim_calendar *c, void *block, uint32_t hot_count,
                       uint32_t cold_count);

/* The block begins with it, and goes on with the hot tree: one pointer finds both. */
static inline struct sim_calendar_core *sim_calendar_core(const struct sim_calendar *c)
{
    return (struct sim_calendar_core *)(void *)c->hot - 1;
}

static inline sim_instant sim_calendar_key_at(sim_calendar_key key)
{
    return sim_wide_high(key);
}

static inline unsigned sim_calendar_key_rank(sim_calendar_key key)
{
    return (unsigned)(sim_wide_low(key) >> 60);
}

static inline uint32_t sim_calendar_key_slot(sim_calendar_key key)
{
    return (uint32_t)sim_wide_low(key) & ((1u << SIM_CALENDAR_SLOT_BITS) - 1);
}

/* The sequence in steps of 2^SIM_CALENDAR_SLOT_BITS. */
static inline sim_calendar_key sim_calendar_key_make(sim_instant due_at, unsigned rank,
                                                     uint64_t sequence, uint32_t slot)
{
    return sim_wide_make(due_at, (uint64_t)rank << 60 | sequence | slot);
}

/* A place in a tree is counted in bytes: one scaled address serves leaf, sibling and parent. */
#define SIM_CALENDAR_PLACE_ONE ((uintptr_t)sizeof(sim_calendar_key))

static inline sim_calendar_key *sim_calendar_at(const sim_calendar_key *tree, uintptr_t place)
{
    return (void *)((uintptr_t)tree + place);
}

static inline uintptr_t sim_calendar_parent(uintptr_t place)
{
    return place >> 1 & ~(SIM_CALENDAR_PLACE_ONE - 1);
}

/*
 * Writes one leaf and plays its matches up to the top again. The winner so far is carried in a
 * register, so only the siblings are read; the number of rounds depends on the leaf alone.
 */
static inline void sim_calendar_play(sim_calendar_key *tree, uint32_t leaf, sim_calendar_key key)
{
    uintptr_t place = leaf * SIM_CALENDAR_PLACE_ONE;

    *sim_calendar_at(tree, place) = key;
    do {
        key = sim_wide_least(key, *sim_calendar_at(tree, place ^ SIM_CALENDAR_PLACE_ONE));
        place = sim_calendar_parent(place);
        *sim_calendar_at(tree, place) = key;
    } while (place > SIM_CALENDAR_PLACE_ONE);
}

/* The winner if this leaf were empty: the best of all siblings on its way up. */
static inline sim_calendar_key sim_calendar_rest(const sim_calendar_key *tree, uint32_t leaf)
{
    sim_calendar_key key = SIM_CALENDAR_NEVER;
    uintptr_t place = leaf * SIM_CALENDAR_PLACE_ONE;

    do {
        place ^= SIM_CALENDAR_PLACE_ONE;
        key = sim_wide_least(key, *sim_calendar_at(tree, place));
        place = sim_calendar_parent(place);
    } while (place > SIM_CALENDAR_PLACE_ONE);
    return key;
}

/* Is any sibling on the way up earlier than the limit? Nearly always its time alone says no. */
static inline bool sim_calendar_rest_before(const sim_calendar_key *tree, uint32_t leaf,
                                            sim_calendar_key limit)
{
    uintptr_t place = leaf * SIM_CALENDAR_PLACE_ONE;

    do {
        sim_calendar_key key = *sim_calendar_at(tree, place ^ SIM_CALENDAR_PLACE_ONE);

        if (sim_calendar_key_at(key) <= sim_calendar_key_at(limit) && key < limit) {
            return true;
        }
        place = sim_calendar_parent(place);
    } while (place > SIM_CALENDAR_PLACE_ONE);
    return false;
}

/* The same for a slot of the cold tree, whose winner stands in the hot leaf after the slots. */
void sim_calendar_play_cold(struct sim_calendar *c, uint32_t slot, sim_calendar_key key);
sim_calendar_key sim_calendar_rest_cold(const struct sim_calendar *c, uint32_t slot);

/*
 * From now on events of one time and rank come in another order, a permutation that the seed
 * chooses (0: first set, first fired, as after init): to see what depends on it.
 */
void sim_calendar_shuffle(struct sim_calendar *c, uint64_t seed);

/* The key of the next event that is set. */
static inline sim_calendar_key sim_calendar_next_key(const struct sim_calendar *c, uint32_t slot,
                                                     sim_instant due_at, unsigned rank)
{
    uint64_t mixed = sim_calendar_core(c)->sequence * c->shuffle;

    SIM_ASSERT(rank < SIM_CALENDAR_RANK_COUNT);
    return sim_calendar_key_make(due_at, rank, mixed >> SIM_CALENDAR_RANK_BITS, slot);
}

/* It has been set. */
static inline void sim_calendar_count(struct sim_calendar *c)
{
    struct sim_calendar_core *core = sim_calendar_core(c);

    core->sequence += SIM_CALENDAR_SEQUENCE_ONE;
    SIM_ASSERT(core->sequence != 0);
}

/* Puts the event of a hot slot at due_at (not NEVER); moves it if there was one. */
static inline void sim_calendar_set_hot(struct sim_calendar *c, uint32_t slot, sim_instant due_at,
                                        unsigned rank)
{
    sim_calendar_key key = sim_calendar_next_key(c, slot, due_at, rank);

    SIM_ASSERT(due_at != SIM_INSTANT_NEVER);
    sim_calendar_count(c);
    sim_calendar_play(c->hot, c->hot_leaves + slot, key);
}

/* The same for any slot. */
static inline void sim_calendar_set(struct sim_calendar *c, uint32_t slot, sim_instant due_at,
                                    unsigned rank)
{
    if (slot < c->hot_count) {
        sim_calendar_set_hot(c, slot, due_at, rank);
    } else {
        sim_calendar_key key = sim_calendar_next_key(c, slot, due_at, rank);

        SIM_ASSERT(due_at != SIM_INSTANT_NEVER);
        sim_calendar_count(c);
        sim_calendar_play_cold(c, slot, key);
    }
}

/* Removes the slot's event; nothing happens if there is none. */
static inline void sim_calendar_clear(struct sim_calendar *c, uint32_t slot)
{
    if (slot < c->hot_count) {
        sim_calendar_play(c->hot, c->hot_leaves + slot, SIM_CALENDAR_NEVER);
    } else {
        sim_calendar_play_cold(c, slot, SIM_CALENDAR_NEVER);
    }
}

/* The earliest key, SIM_CALENDAR_NEVER when empty. */
static inline sim_calendar_key sim_calendar_first(const struct sim_calendar *c)
{
    return c->hot[1];
}

/* The earliest key of all other slots: what comes after this one. Reads only. */
static inline sim_calendar_key sim_calendar_first_without(const struct sim_calendar *c,
                                                          uint32_t slot)
{
    return slot < c->hot_count ? sim_calendar_rest(c->hot, c->hot_leaves + slot)
                               : sim_calendar_rest_cold(c, slot);
}

/* The same answer to a simpler question, asked more often: is any other slot earlier than this
   time and rank? Siblings can be asked one by one; nearly always all of them say no. */
static inline bool sim_calendar_others_before(const struct sim_calendar *c, uint32_t slot,
                                              sim_instant at, unsigned rank)
{
    sim_calendar_key limit = sim_wide_make(at, (uint64_t)rank << 60);

    return slot < c->hot_count ? sim_calendar_rest_before(c->hot, c->hot_leaves + slot, limit)
                               : sim_calendar_rest_cold(c, slot) < limit;
}

/* Is any other slot due until then? Of its time alone, whatever its rank. */
static inline bool sim_calendar_others_until(const struct sim_calendar *c, uint32_t slot,
                                             sim_instant at)
{
    return sim_calendar_others_before(c, slot, at + 1, 0);
}

/* When the slot is due, SIM_INSTANT_NEVER if it holds nothing. */
sim_instant sim_calendar_due(const struct sim_calendar *c, uint32_t slot);

#endif
