/*
 * The run loop: fire what is due, settle when the instant is complete, stop when told.
 *
 * An instant is worked off by rank. When nothing is left at this instant with a rank below the
 * world's settle rank, and somebody marked the world dirty, settle() is called: it alone decides
 * what starts. Settling may create new events at the same instant; the loop goes on with them.
 *
 * A fired event stays in its slot until the handler sets or clears the slot; if the handler does
 * neither, the loop clears it before anything else fires. So a handler that re-arms its own slot
 * pays for one update of the tree instead of two, and settle() may do it as well.
 */
#ifndef WTSIM_SIM_ENGINE_ENGINE_H
#define WTSIM_SIM_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/paths.h"
#include "sim/engine/calendar.h"

#define SIM_ENGINE_STEPS_MAX 10000000u /* at one instant, unless the caller says otherwise */

enum sim_engine_stop {
    SIM_ENGINE_END,     /* the next event is due at or after the end (which does not happen) */
    SIM_ENGINE_ASKED,   /* the world asked for it                                            */
    SIM_ENGINE_STUCK    /* too many steps without time moving                                */
};

struct sim_engine {
    struct sim_calendar calendar;
    sim_instant now;
    uint64_t events;             /* fired so far                                             */
    uint64_t steps;              /* since time last moved: the loop adds one per event, the
                                    world adds its own                                       */
    uint64_t steps_max;          /* an event beyond that is the last one: SIM_ENGINE_STUCK   */
    uint64_t ties;               /* fired events whose time and rank equalled the one before */
    sim_calendar_key last;       /* the event that is being handled, or was last             */
    bool standing;               /* the last event, handled, still stands in its slot; a byte of
                                    its own, for it changes twice with nearly every event    */
    /* Nearly always none of these is left when an event has been handled: one look says so. */
    bool dirty : 1;              /* the world wants settle() at the end of this instant      */
    bool stop : 1;               /* the world wants to stop after this event or settle(); the
                                    loop takes it back                                       */
    bool stuck : 1;              /* too many steps                                           */
};

struct sim_engine_world {
    void *self;
    unsigned settle_rank;        /* events of this rank and above see a settled world        */
    void (*fire)(void *self, uint32_t slot);
    void (*settle)(void *self);  /* must leave engine.dirty false                            */
};

/* Time 0, nothing due; the block (16-byte aligned) is sim_calendar_size(hot, cold) bytes. */
void sim_engine_init(struct sim_engine *e, void *block, uint32_t hot_count, uint32_t cold_count);

/* Is it the event of this slot that is being handled, and still stands there? */
static inline bool sim_engine_handles(const struct sim_engine *e, uint32_t slot)
{
    return e->standing && slot == sim_calendar_key_slot(e->last);
}

/* Whatever the slot holds from now on, it is not the event that fired. */
static inline void sim_engine_take_over(struct sim_engine *e, uint32_t slot)
{
    if (sim_engine_handles(e, slot)) {
        e->standing = false;
    }
}

/* Does the world want something of the loop, before or instead of the next event? */
static inline bool sim_engine_is_wanted(const struct sim_engine *e)
{
    return e->dirty || e->stop;
}

/* Sets a slot from inside fire() or settle(); takes care of the slot that is being handled. */
static inline void sim_engine_set(struct sim_engine *e, uint32_t slot, sim_instant due_at,
                                  unsigned rank)
{
    SIM_ASSERT(due_at >= e->now);
    sim_engine_take_over(e, slot);
    sim_calendar_set(&e->calendar, slot, due_at, rank);
}

/* Sets a hot slot so much later, as a call: for whoever has much else to keep in registers. */
SIM_APART void sim_engine_set_later(struct sim_engine *e, uint32_t slot, sim_duration length_ns,
                                    unsigned rank);

static inline void sim_engine_clear(struct sim_engine *e, uint32_t slot)
{
    sim_engine_take_over(e, slot);
    sim_calendar_clear(&e->calendar, slot);
}

/* The event that is being handled, of this hot slot, is not over: it is put at due_at. */
static inline void sim_engine_move_fired(struct sim_engine *e, uint32_t slot, sim_instant due_at,
                                         unsigned rank)
{
    SIM_ASSERT(due_at >= e->now);
    e->standing = false;
    sim_calendar_set_hot(&e->calendar, slot, due_at, rank);
}

/*
 * The event that is being handled, of this hot slot, is put so much later (more than 0), or
 * cleared, if nothing else is due at this instant. False: something is, or the end of time comes
 * first, and everything is as before. It is done first and looked at afterwards, because then the
 * earliest of all others stands on top of the tree; that it must be taken back is rare.
 */
static inline bool sim_engine_is_alone(struct sim_engine *e, uint32_t slot)
{
    if (sim_calendar_key_at(sim_calendar_first(&e->calendar)) <= e->now) {
        sim_calendar_play(e->calendar.hot, e->calendar.hot_leaves + slot, e->last);
        return false;
    }
    e->standing = false;
    return true;
}

static inline bool sim_engine_moved_alone(struct sim_engine *e, uint32_t slot,
                                          sim_duration length_ns, unsigned rank)
{
    struct sim_calendar *c = &e->calendar;

    if (length_ns - 1 >= SIM_INSTANT_NEVER - 1 - e->now) {
        return false;
    }
    sim_calendar_play(c->hot, c->hot_leaves + slot,
                      sim_calendar_next_key(c, slot, e->now + length_ns, rank));
    if (!sim_engine_is_alone(e, slot)) {
        return false;
    }
    sim_calendar_count(c);
    return true;
}

static inline bool sim_engine_cleared_alone(struct sim_engine *e, uint32_t slot)
{
    sim_calendar_play(e->calendar.hot, e->calendar.hot_leaves + slot, SIM_CALENDAR_NEVER);
    return sim_engine_is_alone(e, slot);
}

/*
 * Runs until the next event is due at or after end_at, the world asks, or it is stuck. Can be
 * called again with a later end, whatever it returned. engine.now is then the instant of the
 * last event fired; the caller decides what the end of its window means.
 */
enum sim_engine_stop sim_engine_run(struct sim_engine *e, const struct sim_engine_world *world,
                                    sim_instant end_at);

#endif
