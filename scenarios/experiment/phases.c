/* Phases; see the header. */
#include "scenarios/experiment/phases.h"

#include <stdlib.h>
#include <string.h>

#include "model/run/gather.h"
#include "model/run/window.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size);

    if (memory == NULL) {
        sim_check_memory(count * size);
    }
    return memory;
}

void scn_phases_init(struct scn_phases *p, const struct mdl_plan *plan,
                     const struct mdl_options *options, uint32_t replications, unsigned jobs,
                     bool keep_stopped)
{
    *p = (struct scn_phases){.plan = plan, .options = *options, .plain = *options,
                             .count = options->without_metrics ? 0 : plan->phase_count,
                             .jobs = jobs};
    p->plain.observations = 0;
    p->gathers = zeroed(p->count, sizeof(struct mdl_gather *));
    p->windows = zeroed((size_t)jobs * (p->count + 1u), sizeof(struct mdl_window *));
    for (uint32_t i = 0; i < p->count; i++) {
        p->gathers[i] = mdl_gather_create(plan, replications, keep_stopped);
    }
}

void scn_phases_deinit(struct scn_phases *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        mdl_gather_destroy(p->gathers[i]);
    }
    for (size_t i = 0; i < (size_t)p->jobs * (p->count + 1u); i++) {
        mdl_window_release(p->windows[i]);
    }
    free(p->gathers);
    free(p->windows);
}

/* The worker's window of a phase, or, behind them, of the whole; made when it is first needed. */
static struct mdl_window *window_of(struct scn_phases *p, unsigned worker, uint32_t phase)
{
    struct mdl_window **w = &p->windows[(size_t)worker * (p->count + 1u) + phase];
    bool whole = phase == p->count;
    sim_instant from = whole ? p->plan->from_at : p->plan->phases[phase].from_at;
    sim_instant until = whole ? p->plan->duration_ns : p->plan->phases[phase].to_at;

    if (*w == NULL) {
        *w = mdl_window_prepare(p->plan, from,
                                until < p->plan->duration_ns ? until : p->plan->duration_ns,
                                whole ? &p->options : &p->plain);
    }
    return *w;
}

void scn_phases_put(struct scn_phases *p, uint64_t seed, uint32_t replication, unsigned worker)
{
    for (uint32_t i = 0; i < p->count; i++) {
        (void)mdl_window_put(window_of(p, worker, i), seed, replication, p->gathers[i]);
    }
}

struct mdl_replication scn_phases_put_drained(struct scn_phases *p, uint64_t seed,
                                              uint32_t replication, unsigned worker,
                                              struct mdl_gather *whole)
{
    return mdl_window_put(window_of(p, worker, p->count), seed, replication, whole);
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* The ledger of a phase, whose series stand behind the first so many of the answer. */
static void join_ledger(struct sim_arena *arena, const struct mdl_answer *phase, uint32_t behind,
                        struct mdl_answer *answer)
{
    struct mdl_charge *charges = sim_arena_array(
        arena, (size_t)answer->charge_count + phase->charge_count, sizeof *charges);
    struct mdl_tail *tails = sim_arena_array(
        arena, (size_t)answer->tail_count + phase->tail_count, sizeof *tails);

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        charges[i] = answer->charges[i];
    }
    for (uint32_t i = 0; i < phase->charge_count; i++) {
        charges[answer->charge_count] = phase->charges[i];
        charges[answer->charge_count++].series += behind;
    }
    for (uint32_t i = 0; i < answer->tail_count; i++) {
        tails[i] = answer->tails[i];
    }
    for (uint32_t i = 0; i < phase->tail_count; i++) {
        tails[answer->tail_count] = phase->tails[i];
        tails[answer->tail_count++].series += behind;
    }
    answer->charges = charges;
    answer->tails = tails;
}

static void join(struct sim_arena *arena, const struct mdl_answer *phase, const char *name,
                 struct mdl_answer *answer)
{
    struct mdl_series *all = sim_arena_array(
        arena, (size_t)answer->series_count + phase->series_count, sizeof *all);

    join_ledger(arena, phase, answer->series_count, answer);
    if (answer->series_count > 0) {
        memcpy(all, answer->series, answer->series_count * sizeof *all);
    }
    for (uint32_t i = 0; i < phase->series_count; i++) {
        all[answer->series_count] = phase->series[i];
        all[answer->series_count++].phase = name;
    }
    answer->series = all;
}

void scn_phases_answer(const struct scn_phases *p, uint32_t count, double confidence,
                       struct sim_arena *arena, struct mdl_answer *answer)
{
    for (uint32_t i = 0; i < p->count; i++) {
        struct mdl_answer phase = *answer;

        mdl_gather_answer(p->gathers[i], count, confidence, arena, &phase);
        join(arena, &phase, p->plan->phases[i].name, answer);
    }
}

/* ---- parts --------------------------------------------------------------------------------- */

static void add_length(struct sim_text *into, uint64_t length)
{
    for (int i = 0; i < 8; i++) {
        sim_text_add_char(into, (char)(length >> (8 * i) & 255));
    }
}

static uint64_t length_at(const unsigned char *bytes)
{
    uint64_t length = 0;

    for (int i = 0; i < 8; i++) {
        length |= (uint64_t)bytes[i] << (8 * i);
    }
    return length;
}

/* The phases from the last to the first, each with its length behind it: read from the end. */
void scn_phases_write(const struct scn_phases *p, uint32_t replication, struct sim_text *into)
{
    for (uint32_t i = p->count; i-- > 0;) {
        size_t before = into->length;

        mdl_gather_write(p->gathers[i], replication, into);
        add_length(into, into->length - before);
    }
}

bool scn_phases_read(struct scn_phases *p, struct mdl_gather *whole, uint32_t replication,
                     const void *bytes, size_t length)
{
    const unsigned char *at = bytes;

    for (uint32_t i = 0; i < p->count; i++) {
        uint64_t own;

        if (length < 8) {
            return false;
        }
        own = length_at(at + length - 8);
        if (own > length - 8 ||
            !mdl_gather_read(p->gathers[i], replication, at + length - 8 - own, own)) {
            return false;
        }
        length -= 8 + (size_t)own;
    }
    return mdl_gather_read(whole, replication, bytes, length);
}
