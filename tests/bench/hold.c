/*
 * The hold model on the simulator's calendar: the first event is taken and set again later.
 *
 *     hold calendar EVENTS SEED PENDING    set and first, nothing else
 *     hold engine EVENTS SEED PENDING      through the run loop, each handler re-arms its slot
 *
 * Prints "events nanoseconds check" as the yardstick does; the check is 1.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/check.h"
#include "sim/engine/engine.h"
#include "sim/random/law.h"
#include "sim/random/stream.h"

#define MEAN_NS 1000000.0

struct hold {
    struct sim_engine engine;
    struct sim_law law;
    struct sim_stream stream;
    uint64_t drawn;
    uint64_t events_max;
};

static inline uint64_t gap(struct hold *h)
{
    return sim_law_draw(&h->law, &h->stream, h->drawn++, 0);
}

static void hold_init(struct hold *h, void *block, uint64_t seed, uint32_t pending)
{
    *h = (struct hold){.law = {.kind = SIM_LAW_EXPONENTIAL, .a = MEAN_NS}};
    sim_stream_init(&h->stream, seed, 0, "bench.hold", "gap");
    sim_engine_init(&h->engine, block, pending, 0);
    for (uint32_t slot = 0; slot < pending; slot++) {
        sim_engine_set(&h->engine, slot, gap(h), 1);
    }
}

static uint64_t run_calendar(struct hold *h, uint64_t events)
{
    sim_instant now = 0;

    for (uint64_t i = 0; i < events; i++) {
        sim_calendar_key key = sim_calendar_first(&h->engine.calendar);

        now = sim_calendar_key_at(key);
        sim_calendar_set(&h->engine.calendar, sim_calendar_key_slot(key), now + gap(h), 1);
    }
    return now;
}

static void fire(void *self, uint32_t slot)
{
    struct hold *h = self;

    sim_engine_set(&h->engine, slot, h->engine.now + gap(h), 1);
    h->engine.stop = h->engine.events == h->events_max;
}

static void settle(void *self)
{
    struct hold *h = self;

    h->engine.dirty = false;
}

static uint64_t run_engine(struct hold *h, uint64_t events)
{
    struct sim_engine_world world = {h, 7, fire, settle};

    h->events_max = events;
    sim_engine_run(&h->engine, &world, SIM_INSTANT_NEVER);
    return h->engine.now;
}

static uint64_t clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv)
{
    uint64_t events = argc == 5 ? strtoull(argv[2], NULL, 10) : 0, began_at, ended_at;
    uint32_t pending = argc == 5 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
    struct hold h;
    void *block;

    if (events == 0 || pending == 0 || pending > 1u << SIM_CALENDAR_SLOT_BITS) {
        fprintf(stderr, "usage: hold calendar|engine EVENTS SEED PENDING\n");
        return 64;
    }
    block = malloc(sim_calendar_size(pending, 0));
    SIM_ASSERT(block != NULL);
    hold_init(&h, block, strtoull(argv[3], NULL, 10), pending);
    began_at = clock_ns();
    ended_at = strcmp(argv[1], "engine") == 0 ? run_engine(&h, events) : run_calendar(&h, events);
    printf("%" PRIu64 " %" PRIu64 " %.6g\n", events, clock_ns() - began_at,
           (double)events * MEAN_NS / (double)pending / (double)ended_at);
    free(block);
    return 0;
}
