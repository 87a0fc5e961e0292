/*
 * Arrival processes. Every instant is computed from the number of the arrival and what the
 * position remembers; draws are addressed by the number of the instant, so that an editor of one
 * process shifts nobody.
 *
 * Bursts: a gap that ends after its active spell is thrown away and drawn anew in the next one.
 * For exponential gaps this changes nothing (they have no memory); for others it is the
 * definition. Spells and gaps use occurrences that cannot meet.
 */
#include "sim/random/arrivals.h"

#include "sim/base/wide.h"

#define NEVER UINT64_MAX
#define AT_MAX (UINT64_C(1) << 63)
#define SPELL_TRIES_MAX 1000000u
#define OCCURRENCE_ACTIVE 0x80000000u
#define OCCURRENCE_SILENT 0x80000001u

static uint64_t add(uint64_t at, uint64_t length)
{
    return at >= AT_MAX || length >= AT_MAX || at + length >= AT_MAX ? NEVER : at + length;
}

static uint64_t periodic_next(const struct sim_arrivals *a, uint64_t instant,
                              struct sim_stream *stream)
{
    uint64_t jitter = sim_law_draw(&a->jitter, stream, instant, 0);
    sim_wide at = (sim_wide)instant * a->period_ns + a->phase_ns;

    if (jitter > a->period_ns) {
        jitter = a->period_ns;
    }
    return at >= AT_MAX ? NEVER : add((uint64_t)at, jitter);
}

static uint64_t renewal_next(const struct sim_arrivals *a, uint64_t instant,
                             const struct sim_arrivals_position *position,
                             struct sim_stream *stream)
{
    uint64_t from = instant == 0 ? a->phase_ns : position->last_at;

    return add(from, sim_law_draw(&a->gap, stream, instant, 0));
}

/* Begins the next active spell; false when time runs out. */
static bool begin_spell(const struct sim_arrivals *a, struct sim_arrivals_position *position,
                        struct sim_stream *stream)
{
    uint64_t spell = position->spell, start = a->phase_ns;

    if (spell > 0) {
        start = add(position->spell_end_at,
                    sim_law_draw(&a->silent, stream, spell - 1, OCCURRENCE_SILENT));
    }
    if (start == NEVER) {
        return false;
    }
    position->last_at = start;
    position->spell_end_at =
        add(start, sim_law_draw(&a->active, stream, spell, OCCURRENCE_ACTIVE));
    position->spell++;
    return true;
}

static uint64_t bursts_next(const struct sim_arrivals *a, uint64_t instant,
                            struct sim_arrivals_position *position, struct sim_stream *stream)
{
    if (position->spell == 0 && !begin_spell(a, position, stream)) {
        return NEVER;
    }
    for (uint32_t try = 0; try < SPELL_TRIES_MAX; try++) {
        uint64_t at = add(position->last_at, sim_law_draw(&a->gap, stream, instant, try));

        if (at < position->spell_end_at) {
            return at;
        }
        if (!begin_spell(a, position, stream)) {
            return NEVER;
        }
    }
    return NEVER; /* spells too short for any arrival */
}

static uint64_t next_instant(const struct sim_arrivals *a, uint64_t instant,
                             struct sim_arrivals_position *position, struct sim_stream *stream)
{
    switch (a->kind) {
    case SIM_ARRIVALS_PERIODIC:
        return periodic_next(a, instant, stream);
    case SIM_ARRIVALS_RENEWAL:
        return renewal_next(a, instant, position, stream);
    case SIM_ARRIVALS_BURSTS:
        return bursts_next(a, instant, position, stream);
    case SIM_ARRIVALS_LIST:
        return instant < a->list_count ? a->list_at[instant] : NEVER;
    }
    return NEVER;
}

void sim_arrivals_seal(struct sim_arrivals *a)
{
    a->gap.seal = 0;
    if (a->kind == SIM_ARRIVALS_RENEWAL && a->batch <= 1) {
        sim_law_seal(&a->gap);
    }
}

uint64_t sim_arrivals_find(const struct sim_arrivals *a, struct sim_arrivals_position *position,
                           struct sim_stream *stream)
{
    uint32_t batch = a->batch == 0 ? 1 : a->batch;
    uint64_t at;

    if (position->last_at == NEVER) {
        return NEVER;
    }
    if (position->in_batch > 0) {
        at = position->last_at;
    } else {
        at = next_instant(a, batch == 1 ? position->number : position->number / batch, position,
                          stream);
        if (at != NEVER && at < position->last_at) {
            at = position->last_at;
        }
        position->last_at = at;
        if (at == NEVER) {
            return NEVER;
        }
    }
    position->number++;
    position->in_batch = position->in_batch + 1 == batch ? 0 : position->in_batch + 1;
    return at;
}

static double per(double count, double length)
{
    return length > 0.0 ? count / length : 0.0;
}

double sim_arrivals_rate(const struct sim_arrivals *a)
{
    double batch = a->batch == 0 ? 1.0 : (double)a->batch;
    double active, silent;

    switch (a->kind) {
    case SIM_ARRIVALS_PERIODIC:
        return per(batch, (double)a->period_ns);
    case SIM_ARRIVALS_RENEWAL:
        return per(batch, sim_law_mean(&a->gap));
    case SIM_ARRIVALS_BURSTS:
        active = sim_law_mean(&a->active);
        silent = sim_law_mean(&a->silent);
        return per(batch, sim_law_mean(&a->gap)) * per(active, active + silent);
    case SIM_ARRIVALS_LIST:
        return 0.0;
    }
    return 0.0;
}

bool sim_arrivals_is_constant(const struct sim_arrivals *a)
{
    switch (a->kind) {
    case SIM_ARRIVALS_PERIODIC:
        return sim_law_is_constant(&a->jitter);
    case SIM_ARRIVALS_RENEWAL:
        return sim_law_is_constant(&a->gap);
    case SIM_ARRIVALS_BURSTS:
        return sim_law_is_constant(&a->gap) && sim_law_is_constant(&a->active) &&
               sim_law_is_constant(&a->silent);
    case SIM_ARRIVALS_LIST:
        return true;
    }
    return true;
}
