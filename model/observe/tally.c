/* Tallies: series by object, values into histograms. */
#include "model/observe/tally.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "sim/base/check.h"

void mdl_tally_init(struct mdl_tally *t, const struct mdl_plan *plan, uint32_t kept)
{
    *t = (struct mdl_tally){.object_count = plan->object_count, .kept = kept,
                            .from_at = plan->from_at,
                            .common_at = kept > 0 ? SIM_INSTANT_NEVER : plan->from_at};
    t->by_object = mdl_growth_resize(NULL, 0, plan->object_count + 1u, sizeof *t->by_object);
    memset(t->by_object, 0xff, (plan->object_count + 1u) * sizeof *t->by_object);
}

void mdl_tally_deinit(struct mdl_tally *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        sim_histogram_deinit(&t->series[i].served);
        sim_histogram_deinit(&t->series[i].censored);
        free(t->series[i].observations);
    }
    for (uint32_t i = 0; i < t->twin_count; i++) {
        sim_histogram_deinit(&t->twins[i].both);
    }
    free(t->series);
    free(t->twins);
    free(t->by_object);
    free(t->next_of);
    *t = (struct mdl_tally){0};
}

void mdl_tally_clear(struct mdl_tally *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        struct mdl_record_series *s = &t->series[i];

        if (s->shape == MDL_MEASURES_DURATION) {
            sim_histogram_clear(&s->served);
            sim_histogram_clear(&s->censored);
        }
        s->lost = s->count = s->value_max = 0;
        s->integral = 0;
        s->worst = (struct mdl_record_worst){0};
        s->observation_count = 0;
    }
    for (uint32_t i = 0; i < t->twin_count; i++) {
        sim_histogram_clear(&t->twins[i].both);
        t->twins[i].worst = (struct mdl_record_worst){0};
    }
}

uint32_t mdl_tally_find(const struct mdl_tally *t, mdl_object_id object, unsigned measure)
{
    uint32_t id;

    if (object >= t->object_count) {
        return MDL_NONE;
    }
    for (id = t->by_object[object]; id != MDL_NONE; id = t->next_of[id]) {
        if (t->series[id].measure == measure) {
            return id;
        }
    }
    return MDL_NONE;
}

static void grow_series(struct mdl_tally *t)
{
    uint32_t more = t->capacity == 0 ? 64u : t->capacity * 2u;

    t->series = mdl_growth_resize(t->series, t->capacity, more, sizeof *t->series);
    t->next_of = mdl_growth_resize(t->next_of, t->capacity, more, sizeof *t->next_of);
    t->capacity = more;
}

uint32_t mdl_tally_series(struct mdl_tally *t, mdl_object_id object, unsigned measure)
{
    uint32_t id = mdl_tally_find(t, object, measure);
    struct mdl_record_series *s;

    if (id != MDL_NONE || object >= t->object_count) {
        return id;
    }
    if (t->count == t->capacity) {
        grow_series(t);
    }
    id = t->count++;
    s = &t->series[id];
    s->object = object;
    s->measure = (uint16_t)measure;
    s->shape = (uint8_t)mdl_measures_row(measure)->shape;
    if (s->shape == MDL_MEASURES_DURATION) {
        sim_histogram_init(&s->served);
        sim_histogram_init(&s->censored);
        if (t->kept > 0) {
            s->observations = mdl_growth_resize(NULL, 0, t->kept, sizeof *s->observations);
        }
    }
    t->next_of[id] = t->by_object[object];
    t->by_object[object] = id;
    return id;
}

uint32_t mdl_tally_twin(struct mdl_tally *t, uint32_t first, uint32_t second)
{
    struct mdl_tally_twin *twin;

    for (uint32_t i = 0; i < t->twin_count; i++) {
        if (t->twins[i].first == first && t->twins[i].second == second) {
            return i;
        }
    }
    if (t->twin_count == t->twin_capacity) {
        uint32_t more = t->twin_capacity == 0 ? 32u : t->twin_capacity * 2u;

        t->twins = mdl_growth_resize(t->twins, t->twin_capacity, more, sizeof *t->twins);
        t->twin_capacity = more;
    }
    twin = &t->twins[t->twin_count];
    sim_histogram_init(&twin->both);
    twin->first = first;
    twin->second = second;
    return t->twin_count++;
}

static void keep(struct mdl_tally *t, struct mdl_record_series *s, uint64_t value_ns)
{
    if (s->observation_count < t->kept) {
        s->observations[s->observation_count++] = value_ns;
    }
}

void mdl_tally_widen(struct sim_histogram *h, struct mdl_record_worst *worst,
                     sim_instant started_at, uint64_t value_ns)
{
    sim_histogram_add(h, value_ns);
    mdl_tally_worst(worst, started_at, value_ns, false);
}

void mdl_tally_note_rare(struct mdl_tally *t, struct mdl_record_series *s,
                         sim_instant started_at, uint64_t value_ns)
{
    if (started_at < t->from_at) {
        return;
    }
    mdl_tally_widen(&s->served, &s->worst, started_at, value_ns);
    keep(t, s, value_ns);
}

void mdl_tally_note_both_rare(struct mdl_tally *t, struct mdl_tally_twin *twin,
                              sim_instant started_at, uint64_t value_ns)
{
    if (t->kept > 0) {
        mdl_tally_note_rare(t, &t->series[twin->first], started_at, value_ns);
        mdl_tally_note_rare(t, &t->series[twin->second], started_at, value_ns);
    } else if (started_at >= t->from_at) {
        mdl_tally_widen(&twin->both, &twin->worst, started_at, value_ns);
    }
}

void mdl_tally_censor(struct mdl_tally *t, uint32_t series, sim_instant started_at,
                      sim_instant end_at)
{
    struct mdl_record_series *s;

    if (started_at < t->from_at || series == MDL_NONE) {
        return;
    }
    s = &t->series[series];
    sim_histogram_add(&s->censored, end_at - started_at);
    mdl_tally_worst(&s->worst, started_at, end_at - started_at, true);
}

void mdl_tally_seen(struct mdl_tally *t, uint32_t series, uint64_t total, uint64_t count,
                    uint64_t most)
{
    if (series != MDL_NONE) {
        struct mdl_record_series *s = &t->series[series];

        s->integral += total;
        s->count += count;
        s->value_max = most > s->value_max ? most : s->value_max;
    }
}

/* Of equal waits the first counts. */
static void fold_worst(struct mdl_record_worst *into, const struct mdl_record_worst *from)
{
    if (from->wait_ns > into->wait_ns ||
        (from->wait_ns == into->wait_ns && from->started_at < into->started_at)) {
        *into = *from;
    }
}

void mdl_tally_fold(struct mdl_tally *t)
{
    for (uint32_t i = 0; i < t->twin_count; i++) {
        struct mdl_tally_twin *x = &t->twins[i];
        struct mdl_record_series *first = &t->series[x->first], *second = &t->series[x->second];

        if (x->both.count == 0) {
            continue;
        }
        sim_histogram_merge(&first->served, &x->both);
        sim_histogram_merge(&second->served, &x->both);
        fold_worst(&first->worst, &x->worst);
        fold_worst(&second->worst, &x->worst);
    }
}
