/*
 * An answer made by hand after the flagship scenario: two drivers, one starves the other.
 *
 * Numbers are small enough to add up on paper: nic.refill has 200 calls in 2 replications that
 * waited 4,000,000 us in all (mean 20 ms); 3,920,000 us of them behind indexer.scan.
 */
#ifndef WTSIM_TESTS_REPORTS_RENDER_FLAGSHIP_H
#define WTSIM_TESTS_REPORTS_RENDER_FLAGSHIP_H

#include <math.h>

#include "model/run/answer.h"
#include "sim/statistics/histogram.h"

#define MS 1000000u

enum { REFILL, REQUEST, SCAN, STARVED, IDLE, THREADS, DPCS, ISRS, SERIES_COUNT };

struct flagship {
    struct mdl_answer answer;
    struct mdl_answer_replication replications[2];
    struct mdl_series series[SERIES_COUNT];
    struct mdl_sample outcomes[SERIES_COUNT][2];
    struct mdl_estimate estimates[SERIES_COUNT][4];
    uint32_t gaps[2];
    uint64_t counts[2];
    struct mdl_charge charges[6];
    struct mdl_tail tail;
    struct mdl_worst worst;
    struct mdl_story_line lines[3];
    struct mdl_episode episodes[2];
    struct mdl_answer_finding finding;
    struct mdl_verdict verdicts[3];
    struct mdl_answer_assumption assumptions[3];
    struct mdl_parameter parameters[2];
};

static struct mdl_estimate flagship_estimate(const char *statistic, double value, double low,
                                             double high)
{
    return (struct mdl_estimate){.statistic = statistic, .value = value, .low = low,
                                 .high = high, .n = 2, .method = "share", .note = ""};
}

static void flagship_durations(struct flagship *f, int index, const char *object,
                               const char *kind, const char *measure, const char *sample_of,
                               uint64_t n, double p50, double p99, double max)
{
    f->outcomes[index][0] = (struct mdl_sample){.n = n / 2};
    f->outcomes[index][1] = (struct mdl_sample){.n = n - n / 2};
    f->estimates[index][0] = flagship_estimate("p50", p50, 0.9 * p50, 1.1 * p50);
    f->estimates[index][1] = flagship_estimate("p99", p99, 0.9 * p99, 1.1 * p99);
    f->estimates[index][2] = flagship_estimate("max", max, NAN, NAN);
    f->series[index] = (struct mdl_series){
        .object = object, .kind = kind, .measure = measure, .unit = "ns", .better = "lower",
        .sample_of = sample_of, .windows_name = "", .about = "", .shape = "duration",
        .phase = "all", .outcomes = f->outcomes[index], .outcome_count = 2,
        .estimates = f->estimates[index], .estimate_count = 3};
}

static void flagship_plain(struct flagship *f, int index, const char *object, const char *kind,
                           const char *measure, const char *shape, const char *sample_of,
                           double each)
{
    f->outcomes[index][0] = (struct mdl_sample){.n = 1, .total = each, .mean = each};
    f->outcomes[index][1] = (struct mdl_sample){.n = 1, .total = each, .mean = each};
    f->estimates[index][0] = flagship_estimate("mean", each, NAN, NAN);
    f->series[index] = (struct mdl_series){
        .object = object, .kind = kind, .measure = measure,
        .unit = shape[0] == 's' ? "share" : "1", .better = "lower", .sample_of = sample_of,
        .windows_name = "", .about = "", .shape = shape, .phase = "all",
        .outcomes = f->outcomes[index], .outcome_count = 2, .estimates = f->estimates[index],
        .estimate_count = 1};
}

static void flagship_measured(struct flagship *f)
{
    flagship_durations(f, REFILL, "nic.refill", "work item", "queue_latency", "call", 200,
                       5000, 310.0 * MS, 451.0 * MS);
    flagship_durations(f, REQUEST, "nic.rx", "stream", "request_latency", "request", 1000,
                       42900, 311.0 * MS, 451.0 * MS);
    flagship_durations(f, SCAN, "indexer.scan", "work item", "queue_latency", "call", 64,
                       54.3 * MS, 341.0 * MS, 389.0 * MS);
    /* requests: 875 at 40 us, 125 at 100 ms: 1 in 8 takes longer than 5 ms */
    f->gaps[0] = sim_histogram_index(40000);
    f->gaps[1] = sim_histogram_index(100 * MS) - sim_histogram_index(40000);
    f->counts[0] = 875;
    f->counts[1] = 125;
    f->series[REQUEST].gaps = f->gaps;
    f->series[REQUEST].counts = f->counts;
    f->series[REQUEST].bucket_count = 2;
    flagship_plain(f, STARVED, "nic.refill", "work item", "starved", "count", "call", 10);
    flagship_plain(f, IDLE, "processor.0", "processor", "idle", "share", "time", 0.9114);
    flagship_plain(f, THREADS, "processor.0", "processor", "threads_share", "share", "time",
                   0.0751);
    flagship_plain(f, DPCS, "processor.0", "processor", "dpcs_share", "share", "time", 0.0112);
    flagship_plain(f, ISRS, "processor.0", "processor", "isrs_share", "share", "time", 0.0023);
}

static struct mdl_charge flagship_charge(bool tail, const char *part, const char *culprit,
                                         const char *object, const char *state, uint64_t ms)
{
    return (struct mdl_charge){.series = REFILL, .tail = tail, .part = part, .culprit = culprit,
                               .culprit_object = object, .state = state, .ns = ms * MS,
                               .observations = 3, .worst_ns = ms * MS / 10};
}

static void flagship_ledger(struct flagship *f)
{
    /* all: 3200 + 720 + 60 + 20 = 4000 ms, of which indexer.scan 3920; tail: 750 + 250 = 1000 */
    f->charges[0] = flagship_charge(false, "limit", "indexer.ScanWorkItem", "indexer.scan",
                                    "running", 720);
    f->charges[1] = flagship_charge(false, "workers", "indexer.ScanWorkItem", "indexer.scan",
                                    "blocked", 3200);
    f->charges[2] = flagship_charge(false, "workers", "nic.EvtRefill", "nic.refill", "running",
                                    60);
    f->charges[3] = flagship_charge(false, "processor", "", "", "overhead", 20);
    f->charges[4] = flagship_charge(true, "workers", "indexer.ScanWorkItem", "indexer.scan",
                                    "blocked", 750);
    f->charges[5] = flagship_charge(true, "limit", "indexer.ScanWorkItem", "indexer.scan",
                                    "running", 250);
    f->tail = (struct mdl_tail){.series = REFILL, .share = 0.012, .over_ns = 268 * MS,
                                .observations = 4, .total_ns = 1000u * MS};
    f->lines[0] = (struct mdl_story_line){2000000000u, "KickDpc queues scan #1 to #8.", "W11"};
    f->lines[1] = (struct mdl_story_line){2001706534u,
        "nic's DPC enqueues refill. Five workers are idle, but 2 of 2 items are running: "
        "refill must wait.", "W16"};
    f->lines[2] = (struct mdl_story_line){2452832404u, "EvtRefill enters.", ""};
    f->worst = (struct mdl_worst){.series = REFILL, .place = 1, .replication = 1,
                                  .started_at_ns = 2001706534u, .wait_ns = 451125870u,
                                  .lines = f->lines, .line_count = 3};
}

static void flagship_judged(struct flagship *f)
{
    f->verdicts[0] = (struct mdl_verdict){
        .text = "nic.rx.request_latency.p99 < 5ms", .scope = "average", .verdict = "fail",
        .value = 311.0 * MS, .low = 297.0 * MS, .high = 328.0 * MS, .bound = 5.0 * MS,
        .unit = "ns", .reason = ""};
    f->verdicts[1] = (struct mdl_verdict){
        .text = "nic.refill.starved == 0", .scope = "every run", .verdict = "fail",
        .value = NAN, .low = NAN, .high = NAN, .bound = 0, .unit = "1", .violations = 2,
        .reason = ""};
    f->verdicts[2] = (struct mdl_verdict){
        .text = "bug_check == none", .scope = "every run", .verdict = "pass", .value = NAN,
        .low = NAN, .high = NAN, .bound = 0, .unit = "1", .reason = ""};
    f->assumptions[0] = (struct mdl_answer_assumption){"W22", "pool.delayed.threads", "7",
                                                       "observed", 0.85};
    f->assumptions[1] = (struct mdl_answer_assumption){"K7", "costs.interrupt", "0.5us",
                                                       "placeholder", 0.001};
    f->assumptions[2] = (struct mdl_answer_assumption){"K7", "costs.dpc", "0.3us",
                                                       "placeholder", 0.0005};
    for (uint32_t i = 0; i < 2; i++) {
        f->episodes[i] = (struct mdl_episode){
            .replication = i, .kind = "starvation", .object = "nic.refill",
            .object_kind = "work item", .begin_ns = 2000000000u + i, .overdue_ns = 2100000000u,
            .end_ns = 2450000000u, .victims = 10, .worst_ns = 451 * MS,
            .culprit = "indexer.ScanWorkItem", .sentence = "nic.refill waited."};
    }
}

static void flagship_init(struct flagship *f)
{
    *f = (struct flagship){0};
    f->replications[0] = (struct mdl_answer_replication){0, 0, 10000000000u, 0x11, 500000};
    f->replications[1] = (struct mdl_answer_replication){1, 0, 10000000000u, 0x22, 523456};
    f->parameters[0] = (struct mdl_parameter){"run.starvation_after", "100ms", "file"};
    f->parameters[1] = (struct mdl_parameter){"costs.dpc", "0.3us", "default"};
    flagship_measured(f);
    flagship_ledger(f);
    flagship_judged(f);
    f->answer = (struct mdl_answer){
        .scenario_path = "long-work-item.yaml", .scenario_name = "long-work-item",
        .scenario_title = "One driver's long work item starves another driver",
        .scenario_text = "wtsim: 1\n", .scenario_digest = "00000000000000aa",
        .input_digest = "00000000000000bb", .seed = 2026, .model = "1",
        .machine_line = "Windows 7, x64, 2 processors; Delayed queue: 7 threads",
        .parameters = f->parameters, .parameter_count = 2, .run_id = 1, .label = "base",
        .key = "00000000000000cc", .status = "complete", .verdict = "fail", .planned = 2,
        .completed = 2, .is_random = true, .duration_ns = 10000000000u, .warm_up = "none",
        .stop_rule = "fixed", .fingerprint = 0x7c1e90ab55d2e013u,
        .program = "wtsim 0.1.0 (gcc 12.2, x86-64)", .executed_at = "2026-11-20T09:01:00Z",
        .jobs = 2, .wall_ms = 400, .events = 1023456, .replications = f->replications,
        .replication_count = 2, .series = f->series, .series_count = SERIES_COUNT,
        .charges = f->charges, .charge_count = 6, .tails = &f->tail, .tail_count = 1,
        .worsts = &f->worst, .worst_count = 1, .episodes = f->episodes, .episode_count = 2,
        .verdicts = f->verdicts, .verdict_count = 3, .assumptions = f->assumptions,
        .assumption_count = 3};
}

#endif
