/* The engine; see the header, and loop.h. */
#include "sim/engine/engine.h"

#include "sim/engine/loop.h"

void sim_engine_init(struct sim_engine *e, void *block, uint32_t hot_count, uint32_t cold_count)
{
    *e = (struct sim_engine){
        .steps_max = SIM_ENGINE_STEPS_MAX,
        .last = SIM_CALENDAR_NEVER,
    };
    sim_calendar_init(&e->calendar, block, hot_count, cold_count);
}

void sim_engine_set_later(struct sim_engine *e, uint32_t slot, sim_duration length_ns,
                          unsigned rank)
{
    sim_engine_take_over(e, slot);
    sim_calendar_set_hot(&e->calendar, slot, sim_instant_after(e->now, length_ns), rank);
}

enum sim_engine_stop sim_engine_run(struct sim_engine *e, const struct sim_engine_world *world,
                                    sim_instant end_at)
{
    return sim_loop_run(e, world, end_at);
}
