/*
 * How often a comparison is wrong, on queues whose truth is known: waits of M/M/1 (mean service
 * 80 us, mean gap 100 us), starting empty, by Lindley's recursion.
 *
 * With an argument: how many experiments (60 unless said; 2,000 in the slow suite). With few, the
 * bounds are the nominal 5 % plus what that many experiments scatter (0.1 %); with many, alarms
 * of the whole table in at most 6 % and coverage between 90 and 98 %.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/random/elementary.h"
#include "sim/random/stream.h"
#include "tests/lab.h"
#include "tests/reports/compare/pair.h"

enum { REPLICATIONS = 20, MOST_REPLICATIONS = 45, WAITS = 2000 };

static unsigned experiments = 60;

/* An exponential time in ns. */
static double draw(struct sim_stream *s, uint64_t ordinal, double mean_ns)
{
    return -mean_ns * sim_elementary_log(sim_stream_unit(sim_stream_bits(s, ordinal, 0)));
}

/* Waits of one run: arrivals by the seed, services by another. */
static void simulate(uint64_t seed, uint64_t service_seed, double service_ns, uint32_t count,
                     uint64_t *waits)
{
    for (uint64_t r = 0; r < count; r++) {
        struct sim_stream gaps, services;
        double wait = 0;

        sim_stream_init(&gaps, seed, r, "queue", "gaps");
        sim_stream_init(&services, service_seed, r, "queue", "services");
        for (uint64_t i = 0; i < WAITS; i++) {
            waits[r * WAITS + i] = (uint64_t)(wait + 0.5);
            wait = fmax(0, wait + draw(&services, i, service_ns) - draw(&gaps, i, 100000));
        }
    }
}

/* What one run measured: two latencies' worth of rows and a count. */
static struct mdl_answer measure(struct sim_arena *arena, uint64_t seed, uint32_t count,
                                 const uint64_t *waits)
{
    struct mdl_answer a = pair_run(arena, seed, count);
    double *starved = sim_arena_array(arena, count, sizeof *starved);

    for (uint32_t i = 0; i < count * WAITS; i++) {
        starved[i / WAITS] += waits[i] > 1000000;
    }
    pair_durations(arena, &a, "nic.rx", "request_latency", waits, WAITS);
    pair_count(arena, &a, "nic.refill", "starved", "lower", starved);
    return a;
}

struct experiment {
    uint64_t seed, changed_seed;        /* equal: paired, with the same arrivals */
    uint64_t service_seed, changed_service_seed;
    double service_ns;                  /* of the changed run */
    uint32_t more;                      /* replications that the changed run has beyond the pairs */
};

static struct rpt_compare run(struct sim_arena *arena, const struct experiment *e, bool all)
{
    static uint64_t waits[MOST_REPLICATIONS * WAITS];
    struct rpt_compare_options options = {.all = all};
    struct rpt_compare result;
    struct mdl_answer base, changed;

    simulate(e->seed, e->service_seed, 80000, REPLICATIONS, waits);
    base = measure(arena, e->seed, REPLICATIONS, waits);
    simulate(e->changed_seed, e->changed_service_seed, e->service_ns, REPLICATIONS + e->more,
             waits);
    changed = measure(arena, e->changed_seed, REPLICATIONS + e->more, waits);
    rpt_compare_runs(arena, &base, &changed, &options, &result);
    return result;
}

static bool claims_difference(const struct rpt_compare_row *row)
{
    return row->mark == RPT_COMPARE_BETTER || row->mark == RPT_COMPARE_WORSE ||
           row->mark == RPT_COMPARE_SMALL || row->mark == RPT_COMPARE_CHANGED;
}

static bool is_alarm(const struct rpt_compare *c)
{
    for (uint32_t i = 0; i < c->row_count; i++) {
        if (!c->rows[i].is_exploratory && claims_difference(&c->rows[i])) {
            return true;
        }
    }
    return false;
}

/* The most alarms that a true rate would give, but for one chance in a thousand. */
static unsigned most(double rate)
{
    double n = experiments;

    return (unsigned)(n * rate + 3.1 * sqrt(n * rate * (1 - rate)) + 1);
}

TEST(the_same_system_with_two_seeds_rarely_looks_different)
{
    unsigned alarms = 0;

    for (unsigned i = 0; i < experiments; i++) {
        struct sim_arena arena;
        struct experiment e = {2 * i, 2 * i + 1, 2 * i, 2 * i + 1, 80000};
        struct rpt_compare c;

        sim_arena_init(&arena);
        c = run(&arena, &e, false);
        CHECK(!c.is_paired);
        CHECK_INT(c.family, ==, 3); /* p50, p99, starved */
        alarms += is_alarm(&c);
        sim_arena_deinit(&arena);
    }
    print_message("# alarms: %u of %u\n", alarms, experiments);
    CHECK_INT(alarms, <=, experiments < 1000 ? most(0.05) : experiments / 100 * 6);
}

static bool covers_none(const struct rpt_compare_row *row)
{
    switch (row->scale) {
    case RPT_COMPARE_LESS:
    case RPT_COMPARE_MORE:
        return row->low <= 1;
    default:
        return row->low <= 0 && row->high >= 0;
    }
}

static void cover(void **lab_state, uint32_t more)
{
    static const char *const names[] = {"nic.rx.request_latency.p50",
                                        "nic.rx.request_latency.p90",
                                        "nic.rx.request_latency.p99",
                                        "nic.rx.request_latency.mean", "nic.refill.starved"};
    unsigned covered[5] = {0}, narrower = 0;

    for (unsigned i = 0; i < experiments; i++) {
        struct sim_arena arena;
        struct experiment e = {i, i, 1000000 + i, 2000000 + i, 80000, more};
        struct rpt_compare c;

        sim_arena_init(&arena);
        c = run(&arena, &e, true);
        CHECK(c.is_paired && c.pairs == REPLICATIONS);
        for (int k = 0; k < 5; k++) {
            covered[k] += covers_none(pair_row(&c, names[k]));
        }
        narrower += pair_row(&c, names[3])->variance_factor > 1;
        sim_arena_deinit(&arena);
    }
    for (int k = 0; k < 5; k++) {
        print_message("# %s covers in %u of %u\n", names[k], covered[k], experiments);
        CHECK_INT(experiments - covered[k], <=,
                  experiments < 1000 ? most(0.05) : experiments / 10);
        CHECK(experiments < 1000 || covered[k] <= experiments / 100 * 98);
    }
    CHECK_INT(narrower, >=, experiments * 8 / 10); /* shared arrivals pay */
}

TEST(intervals_of_pairs_with_the_same_arrivals_cover_the_truth)
{
    cover(lab_state, 0);
}

TEST(so_do_those_of_runs_of_which_one_has_replications_without_a_partner)
{
    cover(lab_state, MOST_REPLICATIONS - REPLICATIONS);
}

TEST(a_tenth_faster_service_is_found)
{
    unsigned found = 0, wrong = 0, tries = experiments / 4;

    for (unsigned i = 0; i < tries; i++) {
        struct sim_arena arena;
        struct experiment e = {i, i, i, i, 72000};
        struct rpt_compare c;

        sim_arena_init(&arena);
        c = run(&arena, &e, false);
        found += pair_row(&c, "nic.rx.request_latency.p99")->mark == RPT_COMPARE_BETTER;
        wrong += c.verdict == RPT_COMPARE_IS_WORSE || c.verdict == RPT_COMPARE_IS_MIXED;
        sim_arena_deinit(&arena);
    }
    print_message("# found: %u of %u\n", found, tries);
    CHECK_INT(found, >=, tries * 9 / 10);
    CHECK_INT(wrong, ==, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ENTRY(the_same_system_with_two_seeds_rarely_looks_different),
        ENTRY(intervals_of_pairs_with_the_same_arrivals_cover_the_truth),
        ENTRY(so_do_those_of_runs_of_which_one_has_replications_without_a_partner),
        ENTRY(a_tenth_faster_service_is_found)};

    if (argc > 1) {
        experiments = (unsigned)atoi(argv[1]);
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
