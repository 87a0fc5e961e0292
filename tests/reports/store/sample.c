/*
 * Answers made by hand. The figures are small so that sums can be done in the head.
 */
#include "tests/reports/store/sample.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define COPY(arena, array) copy(arena, array, sizeof(array))

static void *copy(struct sim_arena *arena, const void *from, size_t size)
{
    return memcpy(sim_arena_alloc(arena, size), from, size);
}

static struct mdl_sample outcome(uint64_t n, double mean_ms, double max_ms)
{
    return (struct mdl_sample){.n = n, .total = (double)n * mean_ms * 1e6, .weight = 9e9,
                                .mean = mean_ms * 1e6, .min = 1000, .p50 = 42000, .p90 = 5e6,
                                .p99 = max_ms * 1e6 - 1, .p999 = NAN, .max = max_ms * 1e6,
                                .below = {n / 2, n - 2, n - 1, n}, .zero = n / 10};
}

/* A count: over is 1; an average over that. The window is 9 s long. */
static struct mdl_sample plain(double value, double over)
{
    return (struct mdl_sample){.n = 1, .total = value * over, .weight = 9e9, .mean = value,
                                .min = NAN, .p50 = NAN, .p90 = NAN, .p99 = NAN, .p999 = NAN,
                                .max = NAN};
}

/* Buckets 5 (value 5 ns), 64 (64 ns), 1,000 and 1,311; 10 + 20 + 60 + 10 = 100 observations. */
static void give_histogram(struct sim_arena *arena, struct mdl_series *s)
{
    static const uint32_t gaps[] = {5, 59, 936, 311};
    static const uint64_t counts[] = {10, 20, 60, 10};

    s->gaps = COPY(arena, gaps);
    s->counts = COPY(arena, counts);
    s->bucket_count = 4;
}

static void give_estimates(struct sim_arena *arena, struct mdl_series *s, double p99_ms)
{
    struct mdl_estimate estimates[] = {
        {"mean", 20e6, 15e6, 25e6, 3, "student", ""},
        {"p50", 42000, NAN, NAN, 3, "none", "1 replication: no interval"},
        {"p99", p99_ms * 1e6, p99_ms * 0.9e6, p99_ms * 1.1e6, 3, "share", ""},
        {"p99.9", NAN, NAN, NAN, 3, "none", "needs 1,000, has 300"},
        {"max", 451e6, 362e6, HUGE_VAL, 3, "range", "censored"},
    };

    s->estimates = COPY(arena, estimates);
    s->estimate_count = COUNT_OF(estimates);
}

static void give_outcomes(struct sim_arena *arena, struct mdl_series *s,
                          const struct mdl_sample *outcomes, uint32_t count)
{
    s->outcomes = copy(arena, outcomes, count * sizeof *outcomes);
    s->outcome_count = count;
}

static struct mdl_series duration(const char *object, const char *kind, const char *measure,
                                  const char *sample_of)
{
    return (struct mdl_series){.object = object, .kind = kind, .measure = measure, .unit = "ns",
                               .better = "lower", .sample_of = sample_of, .windows_name = "",
                               .about = "how long it took", .shape = "duration",
                               .phase = "all", .waiting_max = NAN};
}

static void give_series(struct sim_arena *arena, struct mdl_answer *a, const double *means_ms,
                        double p99_ms)
{
    struct mdl_sample durations[3] = {outcome(100, means_ms[0], 400),
                                       outcome(100, means_ms[1], 451),
                                       outcome(100, means_ms[2], 390)};
    struct mdl_sample starved[3] = {plain(3, 1), plain(0, 1), plain(4, 1)};
    struct mdl_sample idle[3] = {plain(0.9, 9e9), plain(0.91, 9e9), plain(0.92, 9e9)};
    struct mdl_series series[4] = {
        duration("nic.rx", "interrupt", "request_latency", "request"),
        duration("nic.refill", "work item", "queue_latency", "call"),
        {.object = "nic.refill", .kind = "work item", .measure = "starved", .unit = "1",
         .better = "lower", .sample_of = "call", .windows_name = "", .about = "waited too long",
         .shape = "count", .phase = "all", .waiting_max = NAN},
        {.object = "processor.0", .kind = "processor", .measure = "idle", .unit = "share",
         .better = "neither", .sample_of = "time", .windows_name = "% Idle Time",
         .about = "nothing runs", .shape = "share", .phase = "after", .waiting_max = NAN}};

    for (int i = 0; i < 2; i++) {
        give_histogram(arena, &series[i]);
        give_estimates(arena, &series[i], p99_ms);
        give_outcomes(arena, &series[i], durations, 3);
    }
    series[1].waiting = 7;
    series[1].waiting_max = 123456789;
    series[1].lost = 2;
    give_outcomes(arena, &series[2], starved, 3);
    give_outcomes(arena, &series[3], idle, 3);
    a->series = COPY(arena, series);
    a->series_count = 4;
}

/* Mean ledger: 60 + 30 + 10 = 100 us; tail: 45 + 5 = 50 us. */
static void give_ledger(struct sim_arena *arena, struct mdl_answer *a)
{
    static const struct mdl_charge charges[] = {
        {1, false, "workers", "indexer.ScanWorkItem", "indexer.scan", "blocked", 60000, 90, 900},
        {1, false, "limit", "indexer.ScanWorkItem", "indexer.scan", "running", 30000, 80, 800},
        {1, false, "processor", "", "", "overhead", 10000, 300, 50},
        {1, true, "workers", "indexer.ScanWorkItem", "indexer.scan", "blocked", 45000, 9, 900},
        {1, true, "processor", "", "", "overhead", 5000, 10, 50},
    };
    static const struct mdl_tail tails[] = {{1, 0.0123, 268435456, 10, 50000}};
    static const struct mdl_story_line lines[] = {
        {2001706534, "EvtInterruptDpc calls WdfWorkItemEnqueue: \"refill\" \\ 1", "W81"},
        {2001706535, "all seven workers hold indexer.scan;\n\tnobody \xe2\x86\x92 wait", "W14"},
    };
    struct mdl_worst worsts[] = {{1, 1, 1, 2001706534, 451000000, NULL, 2},
                                 {1, 2, 0, 4001706534, 400000000, NULL, 0}};

    worsts[0].lines = COPY(arena, lines);
    a->charges = COPY(arena, charges);
    a->charge_count = COUNT_OF(charges);
    a->tails = COPY(arena, tails);
    a->tail_count = 1;
    a->worsts = COPY(arena, worsts);
    a->worst_count = 2;
}

static void give_meaning(struct sim_arena *arena, struct mdl_answer *a)
{
    static const struct mdl_episode episodes[] = {
        {0, "starvation", "nic.refill", "work item", 2000000000, 2100000000, 2451000000, 849,
         "call", 451000000, "indexer.ScanWorkItem", "nic.refill starves behind indexer.scan"},
        {1, "deadlock", "pool.delayed", "pool", 5000000000, 5000000000, UINT64_MAX, 8, "",
         4999999999, "", "worker 1 waits for worker 2, which waits for worker 1"},
    };
    static const struct mdl_answer_finding findings[] = {
        {"F005", "W65 W160", "stop", "nic.refill", "work item", "long.yaml:18:9",
         "WdfWorkItemFlush: refill", 3, 4500000000, 1, 1, 0x133, {4, UINT64_MAX, 0, 0x501},
         "it said \"stop\""},
        {"F012", "W172", "advice", "", "", "", "", 0, 0, 12, 3, 0, {0, 0, 0, 0}, "consider"},
    };
    struct mdl_verdict verdicts[] = {
        {"nic.rx.request_latency.p99 < 5ms", "average", "fail", 311e6, 297e6, 328e6, 5e6, "ns",
         0, 0, ""},
        {"nic.refill.starved == 0", "every run", "fail", NAN, NAN, NAN, 0, "1", 2, 0,
         "broken in 2 of 3"},
        {"nic.rx.request_latency.p99.9 < 1s", "average", "undecided", 1e8, 9e7, HUGE_VAL, 1e9,
         "ns", 0, 0, "no upper limit"},
        {"bug_check == none", "every run", "pass", NAN, NAN, NAN, NAN, "", 0, 0, ""},
    };
    struct mdl_answer_assumption assumptions[] = {
        {"W22", "pool.delayed.threads", "7", "observed", NAN},
        {"K7", "machine.costs.interrupt", "500ns", "unknown", 0.0012},
    };

    struct mdl_look looks[] = {
        {1, 20, 0, 320e6, 290e6, HUGE_VAL, HUGE_VAL, "undecided"},
        {1, 20, 1, NAN, NAN, NAN, NAN, "fail"},
        {2, 30, 0, 311e6, 297e6, 328e6, 0.058, "fail"},
    };

    a->looks = COPY(arena, looks);
    a->look_count = 3;
    a->looks_planned = 7;
    a->confidence = 0.95;
    a->precision = 0.05;
    a->episodes = COPY(arena, episodes);
    a->episode_count = 2;
    a->findings = COPY(arena, findings);
    a->finding_count = 2;
    a->verdicts = COPY(arena, verdicts);
    a->verdict_count = 4;
    a->assumptions = COPY(arena, assumptions);
    a->assumption_count = 2;
}

static void give_question(struct sim_arena *arena, struct mdl_answer *a, const char *threads)
{
    static const char *const overrides[] = {"pool.delayed.threads=7", "a=\"b\""};
    struct mdl_parameter parameters[] = {
        {"machine.processors", "2", "file"},
        {"pool.delayed.threads", threads, "override"},
        {"run.starvation_after", "100ms", "file"},
        {"windows", "7", "profile"},
    };

    struct mdl_file files[] = {
        {"drivers/disk.yaml", "drivers: {}  # what the other team sent\n"},
        {"/tmp/times.csv", "us\r\n12.5\r\n"},
    };

    a->files = COPY(arena, files);
    a->file_count = COUNT_OF(files);
    a->scenario_path = "scenarios/long-work-item.yaml";
    a->scenario_name = "long-work-item";
    a->scenario_title = "One driver's long work item starves another driver";
    a->scenario_text = "wtsim: 1\n# it's a \"text\" with \t everything\n";
    a->scenario_digest = "00112233445566aa";
    a->input_digest = "aa00112233445566";
    a->overrides = COPY(arena, overrides);
    a->override_count = 2;
    a->seed = 2026;
    a->model = "0.1.0";
    a->machine_line = "Windows 7, x64, 2 processors; Delayed queue: 7 threads";
    a->parameters = COPY(arena, parameters);
    a->parameter_count = COUNT_OF(parameters);
}

static void give_history(struct sim_arena *arena, struct mdl_answer *a)
{
    static const struct mdl_answer_replication replications[] = {
        {0, 0, 10000000000, 0xf000000000000001, 1000},
        {1, 0, 10000000000, 2, 1001},
        {2, 0x133, 4500000000, 3, 500},
        {3, 0, 10000000000, 4, 1002},
    };

    a->status = "complete";
    a->verdict = "fail";
    a->planned = 4;
    a->completed = 3;
    a->stopped = 1;
    a->is_random = true;
    a->duration_ns = 10000000000;
    a->from_ns = 1000000000;
    a->warm_up = "fixed";
    a->stop_rule = "precision";
    a->ties = 17;
    a->fingerprint = 0x7c1e90ab55d2e013;
    a->program = "wtsim 0.1.0 (gcc 12.2, x86-64)";
    a->executed_at = "2026-03-01T09:01:00Z";
    a->jobs = 2;
    a->wall_ms = 412;
    a->events = 3503;
    a->replications = COPY(arena, replications);
    a->replication_count = 4;
}

struct mdl_answer sample_base(struct sim_arena *arena)
{
    static const double means_ms[] = {10, 20, 30};
    struct mdl_answer a = {.label = "base", .confidence = 0.95, .precision = NAN};

    give_question(arena, &a, "7");
    give_history(arena, &a);
    give_series(arena, &a, means_ms, 311);
    give_ledger(arena, &a);
    give_meaning(arena, &a);
    return a;
}

struct mdl_answer sample_cured(struct sim_arena *arena)
{
    static const double means_ms[] = {1, 3, 5};
    struct mdl_answer a = {.label = NULL, .confidence = 0.95, .precision = NAN};

    give_question(arena, &a, "16");
    a.input_digest = "bb00112233445566";
    give_history(arena, &a);
    a.fingerprint = 0x123;
    a.verdict = "pass";
    a.executed_at = "2026-03-01T09:02:00Z";
    give_series(arena, &a, means_ms, 133);
    return a;
}

struct mdl_answer sample_numbered(struct sim_arena *arena, unsigned number)
{
    struct mdl_answer a = sample_base(arena);

    a.label = NULL;
    a.input_digest = sim_arena_print(arena, "%016x", number);
    a.fingerprint = number * UINT64_C(0x9e3779b97f4a7c15);
    return a;
}
