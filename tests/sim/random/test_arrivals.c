/* Arrival processes: exact where nothing is random, within stated bands where it is. */
#include "sim/random/arrivals.h"

#include <math.h>

#include "tests/lab.h"

static struct sim_law constant(double value)
{
    return (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = value};
}

static struct sim_law exponential(double mean)
{
    return (struct sim_law){.kind = SIM_LAW_EXPONENTIAL, .a = mean};
}

struct bench {
    struct sim_arrivals arrivals;
    struct sim_arrivals_position position;
    struct sim_stream stream;
};

static void bench_init(struct bench *b, struct sim_arrivals arrivals)
{
    *b = (struct bench){.arrivals = arrivals};
    sim_stream_init(&b->stream, 5, 0, "nic.rx", "arrivals");
}

static uint64_t next(struct bench *b)
{
    return sim_arrivals_next(&b->arrivals, &b->position, &b->stream);
}

TEST(a_period_starts_at_its_phase_and_never_drifts)
{
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_PERIODIC,
                                         .phase_ns = 30,
                                         .period_ns = 100,
                                         .jitter = constant(0)});
    CHECK_INT(next(&b), ==, 30);
    CHECK_INT(next(&b), ==, 130);
    CHECK_INT(next(&b), ==, 230);
    CHECK_NEAR(sim_arrivals_rate(&b.arrivals), 0.01, 1e-15);
    CHECK(sim_arrivals_is_constant(&b.arrivals));
}

TEST(jitter_does_not_accumulate_and_never_turns_the_order_round)
{
    struct bench b;
    uint64_t last = 0, late = 0;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_PERIODIC,
                                         .period_ns = 1000,
                                         .jitter = {.kind = SIM_LAW_UNIFORM, .b = 1000}});
    for (uint64_t n = 0; n < 10000; n++) {
        uint64_t at = next(&b);

        CHECK(at >= n * 1000);
        CHECK(at <= n * 1000 + 1000);
        CHECK(at >= last);
        late += at - n * 1000;
        last = at;
    }
    CHECK_NEAR(late / 10000.0, 500, 5 * 1000 / sqrt(12.0 * 10000)); /* 5 sigma */
    CHECK(!sim_arrivals_is_constant(&b.arrivals));
}

TEST(a_batch_comes_at_one_instant)
{
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_PERIODIC,
                                         .period_ns = 100,
                                         .jitter = constant(0),
                                         .batch = 3});
    CHECK_INT(next(&b), ==, 0);
    CHECK_INT(next(&b), ==, 0);
    CHECK_INT(next(&b), ==, 0);
    CHECK_INT(next(&b), ==, 100);
    CHECK_INT(b.position.number, ==, 4);
    CHECK_NEAR(sim_arrivals_rate(&b.arrivals), 0.03, 1e-15);
}

TEST(constant_gaps_add_up)
{
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_RENEWAL, .gap = constant(7)});
    CHECK_INT(next(&b), ==, 7); /* the first gap is waited for */
    CHECK_INT(next(&b), ==, 14);
    CHECK(sim_arrivals_is_constant(&b.arrivals));
}

TEST(a_list_is_given_out_and_ends)
{
    static const uint64_t list[] = {5, 5, 9};
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_LIST,
                                         .list_at = list,
                                         .list_count = 3});
    CHECK_INT(next(&b), ==, 5);
    CHECK_INT(next(&b), ==, 5);
    CHECK_INT(next(&b), ==, 9);
    CHECK(next(&b) == UINT64_MAX);
    CHECK(next(&b) == UINT64_MAX);
    CHECK(sim_arrivals_rate(&b.arrivals) == 0.0);
}

/* Oracle s.bins.poisson_3: arrivals per interval with a mean of 3, one million intervals. */
TEST(poisson_arrivals_per_interval_have_the_poisson_law)
{
    static const double share[] = {0.04978706837, 0.1493612051, 0.2240418077,
                                   0.2240418077,  0.1680313557, 0.1008188134,
                                   0.08011494997, 0.003510655111, 0.0002923369506};
    uint64_t found[9] = {0}, here = 0, interval = 0, intervals = 1000000;
    double statistic = 0;
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_RENEWAL, .gap = exponential(1e6)});
    while (interval < intervals) {
        uint64_t at = next(&b);

        while (interval < intervals && at >= (interval + 1) * 3000000) {
            found[here <= 5 ? here : here <= 8 ? 6 : here <= 10 ? 7 : 8]++;
            here = 0;
            interval++;
        }
        here++;
    }
    for (int i = 0; i < 9; i++) {
        double want = share[i] * (double)intervals, off = (double)found[i] - want;

        statistic += off * off / want;
    }
    CHECK(statistic < 44.81); /* the oracle's bound, false alarm below 1e-6 */
}

/* active 100 from 50, gap 30, silent 1000: arrivals at 80, 110, 140; next spell at 1150 */
TEST(bursts_of_constant_lengths_are_exact)
{
    static const uint64_t want[] = {80, 110, 140, 1180, 1210, 1240, 2280};
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_BURSTS,
                                         .phase_ns = 50,
                                         .gap = constant(30),
                                         .active = constant(100),
                                         .silent = constant(1000)});
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        CHECK_INT(next(&b), ==, want[i]);
    }
    CHECK(sim_arrivals_is_constant(&b.arrivals));
}

/* An arrival due exactly when the spell ends does not happen: spells are half open. */
TEST(the_end_of_a_burst_is_outside)
{
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_BURSTS,
                                         .gap = constant(50),
                                         .active = constant(100),
                                         .silent = constant(400)});
    CHECK_INT(next(&b), ==, 50);
    CHECK_INT(next(&b), ==, 550);
}

TEST(random_bursts_keep_their_long_run_rate)
{
    struct bench b;
    uint64_t n = 0, until = UINT64_C(20000) * 4000000;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_BURSTS,
                                         .gap = exponential(50000),
                                         .active = exponential(1e6),
                                         .silent = exponential(3e6)});
    CHECK_NEAR(sim_arrivals_rate(&b.arrivals), 1.0 / 200000, 1e-18); /* 1/50000 * 1/4 */
    while (next(&b) < until) {
        n++;
    }
    /* 20,000 cycles of 20 arrivals: sigma of the number about 400 * sqrt(2 cycles' cv) */
    CHECK_NEAR((double)n, 400000, 5 * 4500);
}

/* Mean 2^60 ns: some gaps fit before 2^63, the end of time; what passes it ends the process. */
TEST(an_arrival_after_the_end_of_time_never_comes)
{
    struct bench b;
    uint64_t at = 0, last = 0;
    int count = 0;

    bench_init(&b, (struct sim_arrivals){
                       .kind = SIM_ARRIVALS_RENEWAL,
                       .gap = {.kind = SIM_LAW_EXPONENTIAL, .a = 1152921504606846976.0}});
    while ((at = next(&b)) != UINT64_MAX && count < 1000) {
        CHECK(at >= last && at < UINT64_C(1) << 63);
        last = at;
        count++;
    }
    CHECK(count > 0 && count < 1000);
    CHECK(next(&b) == UINT64_MAX);
}

TEST(bursts_without_room_for_an_arrival_end_instead_of_looping)
{
    struct bench b;

    bench_init(&b, (struct sim_arrivals){.kind = SIM_ARRIVALS_BURSTS,
                                         .gap = constant(50),
                                         .active = constant(10),
                                         .silent = constant(10)});
    CHECK(next(&b) == UINT64_MAX);
}

TEST(the_position_alone_decides_what_comes_next)
{
    struct bench a, b;

    bench_init(&a, (struct sim_arrivals){.kind = SIM_ARRIVALS_BURSTS,
                                         .gap = exponential(5000),
                                         .active = exponential(1e5),
                                         .silent = exponential(3e5)});
    for (int i = 0; i < 1000; i++) {
        (void)next(&a);
    }
    bench_init(&b, a.arrivals); /* a fresh stream and the saved position */
    b.position = a.position;
    for (int i = 0; i < 1000; i++) {
        CHECK(next(&a) == next(&b));
    }
}

TEST(a_sealed_process_comes_when_it_comes_without_its_seal)
{
    const struct sim_arrivals processes[] = {
        {.kind = SIM_ARRIVALS_RENEWAL, .phase_ns = 70, .gap = exponential(900)},
        {.kind = SIM_ARRIVALS_RENEWAL, .gap = exponential(900), .batch = 3},
        {.kind = SIM_ARRIVALS_RENEWAL, .phase_ns = 5, .gap = constant(40)},
        {.kind = SIM_ARRIVALS_RENEWAL, .gap = exponential(3e18)},   /* soon past all time */
        {.kind = SIM_ARRIVALS_BURSTS, .gap = exponential(900), .active = exponential(5000),
         .silent = exponential(2000)}};

    for (unsigned k = 0; k < sizeof processes / sizeof processes[0]; k++) {
        struct bench sealed, bare;

        bench_init(&sealed, processes[k]);
        bench_init(&bare, processes[k]);
        sim_arrivals_seal(&sealed.arrivals);
        CHECK((sealed.arrivals.gap.seal != 0) == (k != 1 && k != 4));
        for (unsigned i = 0; i < 500; i++) {
            CHECK(next(&sealed) == next(&bare));
        }
    }
}

TESTS(ENTRY(a_sealed_process_comes_when_it_comes_without_its_seal),
      ENTRY(a_period_starts_at_its_phase_and_never_drifts),
      ENTRY(jitter_does_not_accumulate_and_never_turns_the_order_round),
      ENTRY(a_batch_comes_at_one_instant), ENTRY(constant_gaps_add_up),
      ENTRY(a_list_is_given_out_and_ends),
      ENTRY(poisson_arrivals_per_interval_have_the_poisson_law),
      ENTRY(bursts_of_constant_lengths_are_exact), ENTRY(the_end_of_a_burst_is_outside),
      ENTRY(random_bursts_keep_their_long_run_rate),
      ENTRY(an_arrival_after_the_end_of_time_never_comes),
      ENTRY(bursts_without_room_for_an_arrival_end_instead_of_looping),
      ENTRY(the_position_alone_decides_what_comes_next))
