/* Stations: queues and targets. */
#include "model/observe/stations.h"

#include "model/observe/inside.h"
#include "sim/base/digest.h"

static uint32_t count_of(const struct mdl_record *r)
{
    return r->plan->queue_count + r->plan->target_count;
}

static mdl_object_id object_of(const struct mdl_record *r, uint32_t station)
{
    const struct mdl_plan *plan = r->plan;

    return station < plan->queue_count ? plan->queues[station].object
                                       : plan->targets[station - plan->queue_count].object;
}

static bool serves(const struct mdl_record *r, uint32_t station)
{
    return station >= r->plan->queue_count;
}

/* What is sent there can time out: not what a driver keeps on a list of its own. */
static bool takes_sends(const struct mdl_record *r, uint32_t station)
{
    return serves(r, station) || r->plan->queues[station].dispatch != MDL_DISPATCH_LIST;
}

void mdl_stations_make(struct mdl_record *r)
{
    r->stations = sim_arena_array(&r->arena, count_of(r) + 1u, sizeof *r->stations);
    for (uint32_t i = 0; i < count_of(r); i++) {
        mdl_object_id object = object_of(r, i);
        struct mdl_inside_station *s = &r->stations[i];

        s->digest = sim_digest_add(r->plan->objects[object].digest, MDL_OBJECT_QUEUE);
        s->wait = mdl_tally_series(&r->tally, object, MDL_MEASURE_STATION_WAIT);
        (void)mdl_tally_series(&r->tally, object, MDL_MEASURE_DEPTH);
        (void)mdl_tally_series(&r->tally, object, MDL_MEASURE_DEPTH_SEEN);
        if (serves(r, i)) {
            (void)mdl_tally_series(&r->tally, object, MDL_MEASURE_SERVING);
        }
        if (takes_sends(r, i)) {
            (void)mdl_tally_series(&r->tally, object, MDL_MEASURE_TIMED_OUT);
        }
    }
}

void mdl_stations_begin(struct mdl_record *r)
{
    for (uint32_t i = 0; i < count_of(r); i++) {
        r->stations[i].depth = r->stations[i].busy = (struct sim_level){0};
        r->stations[i].seen = (struct mdl_inside_seen){0};
        r->stations[i].timed_out = 0;
    }
}

void mdl_stations_open(struct mdl_record *r)
{
    for (uint32_t i = 0; i < count_of(r); i++) {
        sim_level_open(&r->stations[i].depth, r->from_at);
        sim_level_open(&r->stations[i].busy, r->from_at);
    }
}

void mdl_stations_joined(struct mdl_record *r, uint64_t at, uint32_t station)
{
    if (mdl_inside_counts(r, at)) {
        mdl_inside_see(&r->stations[station].seen, r->stations[station].depth.value);
    }
    sim_level_up(&r->stations[station].depth, at);
}

void mdl_stations_left(struct mdl_record *r, uint64_t at, uint32_t station, uint64_t since_at)
{
    struct mdl_inside_station *s = &r->stations[station];

    sim_level_down(&s->depth, at);
    mdl_tally_observe(&r->tally, s->wait, since_at, at - since_at);
}

void mdl_stations_serves(struct mdl_record *r, uint64_t at, uint32_t station, bool begins)
{
    if (begins) {
        sim_level_up(&r->stations[station].busy, at);
    } else {
        sim_level_down(&r->stations[station].busy, at);
    }
}

void mdl_stations_timed_out(struct mdl_record *r, uint64_t at, uint32_t station)
{
    r->stations[station].timed_out += mdl_inside_counts(r, at);
}

void mdl_stations_waiting(struct mdl_record *r, uint64_t at, uint32_t station, uint64_t since_at)
{
    mdl_tally_censor(&r->tally, r->stations[station].wait, since_at, at);
}

static void close_level(struct mdl_record *r, uint32_t station, unsigned measure,
                        struct sim_level *level, uint64_t end_at)
{
    uint32_t id = mdl_tally_find(&r->tally, object_of(r, station), measure);
    struct mdl_record_series *s = &r->tally.series[id];

    sim_level_mark(level, end_at);
    s->integral += sim_level_integral(level, end_at);
    s->value_max = level->value_max > s->value_max ? level->value_max : s->value_max;
}

void mdl_stations_end(struct mdl_record *r, uint64_t end_at)
{
    for (uint32_t i = 0; i < count_of(r); i++) {
        close_level(r, i, MDL_MEASURE_DEPTH, &r->stations[i].depth, end_at);
        mdl_tally_seen(&r->tally,
                       mdl_tally_find(&r->tally, object_of(r, i), MDL_MEASURE_DEPTH_SEEN),
                       r->stations[i].seen.total, r->stations[i].seen.arrivals,
                       r->stations[i].seen.most);
        if (serves(r, i)) {
            close_level(r, i, MDL_MEASURE_SERVING, &r->stations[i].busy, end_at);
        }
        if (takes_sends(r, i)) {
            uint32_t timed_out = mdl_tally_find(&r->tally, object_of(r, i),
                                                MDL_MEASURE_TIMED_OUT);

            r->tally.series[timed_out].count += r->stations[i].timed_out;
        }
    }
}
