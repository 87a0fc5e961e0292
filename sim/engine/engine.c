/*
 * The run loop.
 *
 * The slot being handled keeps its event while it is handled, so "is anything else due" is asked
 * without it. The loop decides on that alone; it never looks at what the world did.
 */
#include "sim/engine/engine.h"

void sim_engine_init(struct sim_engine *e, void *block, uint32_t hot_count, uint32_t cold_count)
{
    *e = (struct sim_engine){
        .steps_max = SIM_ENGINE_STEPS_MAX,
        .fired = SIM_ENGINE_NOBODY,
        .last = SIM_CALENDAR_NEVER,
    };
    sim_calendar_init(&e->calendar, block, hot_count, cold_count);
}

/* An event that nobody set again has happened and is gone. */
static inline void retire_fired(struct sim_engine *e)
{
    if (e->fired != SIM_ENGINE_NOBODY) {
        sim_calendar_clear(&e->calendar, e->fired);
        e->fired = SIM_ENGINE_NOBODY;
    }
}

/* Is there nothing left at this instant that the world has to see before it settles? */
static inline bool instant_complete(const struct sim_engine *e, unsigned settle_rank)
{
    sim_calendar_key limit = sim_wide_make(e->now, (uint64_t)settle_rank << 60);

    return e->fired == SIM_ENGINE_NOBODY
               ? sim_calendar_first(&e->calendar) >= limit
               : !sim_calendar_others_before(&e->calendar, e->fired, e->now, settle_rank);
}

/* Time and rank equal: only sequence put the two in order. */
static inline bool is_tie(sim_calendar_key a, sim_calendar_key b)
{
    return (a ^ b) >> 60 == 0;
}

static inline void fire(struct sim_engine *e, const struct sim_engine_world *world,
                        sim_calendar_key key)
{
    sim_instant at = sim_calendar_key_at(key);

    if (at != e->now) {
        SIM_ASSERT(at > e->now);
        e->now = at;
        e->steps = 1;
    } else {
        e->ties += is_tie(key, e->last);
        e->steps++;
    }
    e->last = key;
    e->events++;
    e->fired = sim_calendar_key_slot(key);
    world->fire(world->self, e->fired);
}

static inline bool has_to_leave(const struct sim_engine *e)
{
    return e->stop || e->steps > e->steps_max;
}

static enum sim_engine_stop leave(struct sim_engine *e, enum sim_engine_stop why)
{
    retire_fired(e);
    e->stop = false;
    e->calendar.core->ties = e->ties;
    return why;
}

enum sim_engine_stop sim_engine_run(struct sim_engine *e, const struct sim_engine_world *world,
                                    sim_instant end_at)
{
    do {
        if (e->dirty && instant_complete(e, world->settle_rank)) {
            world->settle(world->self);
            SIM_ASSERT(!e->dirty);
            if (has_to_leave(e)) {
                break;
            }
        }
        retire_fired(e);
        if (sim_calendar_key_at(sim_calendar_first(&e->calendar)) >= end_at) {
            return leave(e, SIM_ENGINE_END);
        }
        fire(e, world, sim_calendar_first(&e->calendar));
    } while (!has_to_leave(e));
    return leave(e, e->stop ? SIM_ENGINE_ASKED : SIM_ENGINE_STUCK);
}
