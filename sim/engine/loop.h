/*
 * The run loop, for one world to be compiled into: where the two functions of the world are known,
 * an event costs no calls. sim_engine_run is the same for whoever knows them only as pointers.
 *
 * The slot being handled keeps its event while it is handled, so "is anything else due" is asked
 * without it. The loop decides on that alone; it never looks at what the world did.
 */
#ifndef WTSIM_SIM_ENGINE_LOOP_H
#define WTSIM_SIM_ENGINE_LOOP_H

#include "sim/base/paths.h"
#include "sim/engine/engine.h"

/* An event that nobody set again has happened and is gone. */
static inline void sim_loop_retire(struct sim_engine *e)
{
    if (e->standing) {
        sim_calendar_clear(&e->calendar, sim_calendar_key_slot(e->last));
        e->standing = false;
    }
}

/* Is there nothing left at this instant that the world has to see before it settles? */
static inline bool sim_loop_instant_complete(const struct sim_engine *e, unsigned settle_rank)
{
    sim_calendar_key limit = sim_wide_make(e->now, (uint64_t)settle_rank << 60);

    return e->standing ? !sim_calendar_others_before(&e->calendar, sim_calendar_key_slot(e->last),
                                                     e->now, settle_rank)
                       : sim_calendar_first(&e->calendar) >= limit;
}

/* Time and rank equal: only sequence put the two in order. */
static inline bool sim_loop_is_tie(sim_calendar_key a, sim_calendar_key b)
{
    return (a ^ b) >> 60 == 0;
}

static SIM_COMMON void sim_loop_fire(struct sim_engine *e, const struct sim_engine_world *world,
                                     sim_calendar_key key)
{
    sim_instant at = sim_calendar_key_at(key);

    if (at > e->now) {
        e->now = at;
        e->steps = 1;
    } else {
        SIM_ASSERT(at == e->now);
        e->ties += sim_loop_is_tie(key, e->last);
        e->stuck = ++e->steps > e->steps_max;
    }
    e->last = key;
    e->events++;
    e->standing = true;
    world->fire(world->self, sim_calendar_key_slot(key));
}

static inline enum sim_engine_stop sim_loop_leave(struct sim_engine *e)
{
    enum sim_engine_stop why = e->stop    ? SIM_ENGINE_ASKED
                               : e->stuck ? SIM_ENGINE_STUCK
                                          : SIM_ENGINE_END;

    sim_loop_retire(e);
    e->stop = e->stuck = false;
    sim_calendar_core(&e->calendar)->ties = e->ties;
    return why;
}

static SIM_COMMON enum sim_engine_stop sim_loop_run(struct sim_engine *e,
                                                    const struct sim_engine_world *world,
                                                    sim_instant end_at)
{
    for (;;) {
        if (e->dirty || e->stop || e->stuck || e->standing) {
            if (!e->stop && !e->stuck && e->dirty &&
                sim_loop_instant_complete(e, world->settle_rank)) {
                world->settle(world->self);
                SIM_ASSERT(!e->dirty);
            }
            if (e->stop || e->stuck) {
                break;
            }
            sim_loop_retire(e);
        }
        if (sim_calendar_key_at(sim_calendar_first(&e->calendar)) >= end_at) {
            break;
        }
        sim_loop_fire(e, world, sim_calendar_first(&e->calendar));
    }
    return sim_loop_leave(e);
}

#endif
