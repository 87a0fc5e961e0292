/* Judging: one expectation at a time, each on its own. */
#include "scenarios/experiment/judge.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/observe/measures.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/random/elementary.h"
#include "sim/statistics/interval.h"

#define NOTHING ((double)NAN)

struct bench {
    struct sim_arena *arena;
    const struct mdl_answer *answer;
    const struct scn_expectation *e;
    const struct mdl_series *series;  /* NULL: nothing was observed, or no metric */
    struct mdl_verdict *verdict;
};

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool holds(double value, enum mdl_comparison comparison, double bound)
{
    switch (comparison) {
    case MDL_EQUAL:
        return value == bound;
    case MDL_NOT_EQUAL:
        return value != bound;
    case MDL_LESS:
        return value < bound;
    case MDL_LESS_EQUAL:
        return value <= bound;
    case MDL_GREATER:
        return value > bound;
    case MDL_GREATER_EQUAL:
        return value >= bound;
    }
    return false;
}

bool scn_judge_expects_stop(const struct scn_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->expectation_count; i++) {
        const struct scn_expectation *e = &scenario->expectations[i];

        bool a_stop_holds = (e->comparison == MDL_EQUAL) == (e->bound != 0);

        if (e->subject == SCN_SUBJECT_BUG_CHECK && a_stop_holds) {
            return true;
        }
    }
    return false;
}

/* ---- figures -------------------------------------------------------------------------------- */

static const struct mdl_series *find_series(const struct mdl_answer *answer,
                                            const struct scn_expectation *e)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *s = &answer->series[i];

        if (is(s->object, e->object) && is(s->measure, e->measure) && is(s->phase, e->phase)) {
            return s;
        }
    }
    return NULL;
}

static const struct mdl_estimate *find_estimate(const struct mdl_series *series,
                                                const char *statistic)
{
    for (uint32_t i = 0; i < series->estimate_count; i++) {
        if (is(series->estimates[i].statistic, statistic)) {
            return &series->estimates[i];
        }
    }
    return NULL;
}

/* The figure in one replication; NAN when nothing was observed there. */
static double value_in(const struct mdl_series *series, const char *statistic, uint32_t i)
{
    const struct mdl_sample *o = &series->outcomes[i];
    const struct { const char *name; double value; } rows[] = {
        {"mean", o->mean}, {"min", o->min}, {"p50", o->p50}, {"p90", o->p90}, {"p99", o->p99},
        {"p99.9", o->p999}, {"max", o->max}};

    if (is(statistic, "count")) {
        return is(series->shape, "count") ? o->total : (double)o->n;
    }
    if (is(statistic, "zero")) {
        return (double)o->zero;
    }
    if (is(statistic, "rate")) {
        return o->weight > 0 ? o->total / o->weight * 1e9 : NOTHING;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        if (is(statistic, rows[k].name)) {
            return rows[k].value;
        }
    }
    return NOTHING;
}

/* Number of the replication behind the i-th outcome: those that stopped may have none. */
static uint32_t replication_of(const struct bench *b, uint32_t i)
{
    uint32_t seen = 0;

    if (b->series->outcome_count == b->answer->replication_count) {
        return i;
    }
    for (uint32_t r = 0; r < b->answer->replication_count; r++) {
        if (b->answer->replications[r].bug_check == 0 && seen++ == i) {
            return b->answer->replications[r].index;
        }
    }
    return i;
}

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* Replications that ended early and are not among the outcomes. */
static uint32_t left_out(const struct bench *b)
{
    return b->answer->replication_count -
           (b->series == NULL ? b->answer->completed : b->series->outcome_count);
}

static void decide(const struct bench *b, const char *verdict, const char *reason)
{
    b->verdict->verdict = verdict;
    b->verdict->reason = reason;
}

static void undecided_by_stops(const struct bench *b)
{
    decide(b, "undecided",
           sim_arena_print(b->arena, "%" PRIu32 " replication%s stopped; the others are no sample",
                           left_out(b), plural(left_out(b))));
}

/* ---- every run ------------------------------------------------------------------------------ */

static bool is_every_run(const struct scn_expectation *e)
{
    bool equality = e->comparison == MDL_EQUAL || e->comparison == MDL_NOT_EQUAL;
    bool counted = is(e->statistic, "count") || is(e->statistic, "zero");

    return e->subject != SCN_SUBJECT_METRIC || e->share_of_runs < 1 || is(e->statistic, "max") ||
           is(e->statistic, "min") || (equality && counted);
}

/* So many, without a violation, would show it: (1 - allowed)^n is what the confidence leaves. */
static const char *how_many(const struct bench *b, double allowed)
{
    double n = sim_elementary_log(1.0 - b->answer->confidence) / sim_elementary_log(1.0 - allowed);

    if (b->verdict->violations > 0 || !(allowed > 0) || !(n < 1e6)) {
        return "more replications decide it";
    }
    return sim_arena_print(b->arena, "%.0f without a violation would show it", ceil(n));
}

/* In how many of n runs it was broken; then the verdict. certain: n is all there was. */
static void decide_by_runs(const struct bench *b, uint32_t n, bool certain)
{
    uint32_t broken = b->verdict->violations;
    double allowed = 1.0 - b->e->share_of_runs;
    struct sim_interval share;

    if (b->e->share_of_runs >= 1 || !b->answer->is_random) {
        if (broken > 0) {
            decide(b, "fail", "");
        } else if (n == 0) {
            decide(b, "undecided", "no replication was completed");
        } else if (!certain) {
            undecided_by_stops(b);
        } else {
            decide(b, "pass", "");
        }
        return;
    }
    if (n == 0 || !certain) {
        undecided_by_stops(b);
        return;
    }
    share = sim_interval_share(broken, n, 2 * b->answer->confidence - 1); /* of each end alone */
    if (share.high <= allowed + 1e-12) {
        decide(b, "pass", "");
    } else if (share.low > allowed) {
        decide(b, "fail", "");
    } else {
        decide(b, "undecided",
               sim_arena_print(b->arena,
                               "broken in %" PRIu32 " of %" PRIu32 ": at %.3g %% that shows less "
                               "than %.3g %% of runs, not %.3g %%; %s", broken, n,
                               100 * b->answer->confidence, 100 * share.high, 100 * allowed,
                               how_many(b, allowed)));
    }
}

static void note_violation(const struct bench *b, uint32_t replication)
{
    if (b->verdict->violations++ == 0) {
        b->verdict->first_violation = replication;
    }
}

static void judge_runs(const struct bench *b)
{
    const struct mdl_estimate *pooled = find_estimate(b->series, b->e->statistic);
    uint32_t observed = 0;

    b->verdict->scope = "every run";
    for (uint32_t i = 0; i < b->series->outcome_count; i++) {
        double value = value_in(b->series, b->e->statistic, i);

        observed += !isnan(value);
        if (!isnan(value) && !holds(value, b->e->comparison, b->e->bound)) {
            note_violation(b, replication_of(b, i));
        }
    }
    if (pooled != NULL && (!b->answer->is_random || !is(b->e->statistic, "count"))) {
        b->verdict->value = pooled->value;
    }
    if (observed == 0 && b->series->outcome_count > 0) {
        decide(b, "undecided", "nothing was observed");
        return;
    }
    decide_by_runs(b, b->series->outcome_count, left_out(b) == 0);
}

/* ---- stops and deadlocks -------------------------------------------------------------------- */

static uint32_t deadlocks_in(const struct mdl_answer *answer, uint32_t replication)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        count += answer->episodes[i].replication == replication &&
                 is(answer->episodes[i].kind, "deadlock");
    }
    return count;
}

static void judge_event(const struct bench *b)
{
    bool stops = b->e->subject == SCN_SUBJECT_BUG_CHECK;

    b->verdict->scope = "every run";
    b->verdict->bound = stops && b->e->bound != 0 ? b->e->bound : NOTHING;
    for (uint32_t i = 0; i < b->answer->replication_count; i++) {
        uint32_t index = b->answer->replications[i].index;
        double value = stops ? (double)b->answer->replications[i].bug_check
                             : (double)deadlocks_in(b->answer, index);

        if (!holds(value, b->e->comparison, b->e->bound)) {
            note_violation(b, index);
        }
    }
    decide_by_runs(b, b->answer->replication_count, true);
}

/* ---- averages ------------------------------------------------------------------------------- */

/* Why an interval does not decide. */
static const char *why_open(const struct bench *b, const struct mdl_estimate *estimate)
{
    if (estimate->high == HUGE_VAL && b->series->waiting > 0 && estimate->note[0] == 'c') {
        return sim_arena_print(b->arena, "%" PRIu64 " %s%s still wait%s at the end",
                               b->series->waiting, b->series->sample_of,
                               plural(b->series->waiting), b->series->waiting == 1 ? "s" : "");
    }
    if (b->series->lost > 0 && estimate->high == HUGE_VAL) {
        return sim_arena_print(b->arena, "%" PRIu64 " %s%s lost", b->series->lost,
                               b->series->sample_of, plural(b->series->lost));
    }
    return estimate->high == HUGE_VAL ? "no upper limit can be given: more replications, or longer"
                                      : "the interval contains the bound: more replications";
}

/* Why a figure has no interval, and what would give it one. */
static const char *why_none(const struct bench *b, const struct mdl_estimate *estimate)
{
    const char *from = strstr(estimate->note, "from ");

    if (b->series->outcome_count < 2) {
        return sim_arena_print(b->arena, "%s (--replications 20)", estimate->note);
    }
    if (from == NULL) {
        return estimate->note;
    }
    return sim_arena_print(b->arena, "the %s rests on %s only: more replications, or longer ones",
                           estimate->statistic, from + strlen("from "));
}

/* Both ends of the figure on the right side of the bound, or both on the wrong side. */
static void decide_by_interval(const struct bench *b, const struct mdl_estimate *estimate,
                               double low, double high)
{
    enum mdl_comparison c = b->e->comparison;
    bool low_holds = holds(low, c, b->e->bound), high_holds = holds(high, c, b->e->bound);

    if ((c == MDL_EQUAL || c == MDL_NOT_EQUAL) && low != high) {
        bool outside = b->e->bound < low || b->e->bound > high;

        decide(b, !outside ? "undecided" : c == MDL_NOT_EQUAL ? "pass" : "fail",
               outside ? "" : why_open(b, estimate));
    } else if (low_holds == high_holds) {
        decide(b, low_holds ? "pass" : "fail", "");
    } else {
        decide(b, "undecided", why_open(b, estimate));
    }
}

static bool is_same_everywhere(const struct mdl_estimate *estimate)
{
    return isnan(estimate->low) && strstr(estimate->note, " in each of ") != NULL;
}

static void judge_average(const struct bench *b)
{
    const struct mdl_estimate *estimate = find_estimate(b->series, b->e->statistic);

    b->verdict->scope = "average";
    if (estimate == NULL) {
        decide(b, "undecided", "nothing was observed");
        return;
    }
    b->verdict->value = estimate->value;
    b->verdict->low = estimate->low;
    b->verdict->high = estimate->high;
    if (left_out(b) > 0) {
        undecided_by_stops(b);
    } else if (isnan(estimate->value)) {
        decide(b, "undecided", estimate->note);
    } else if (is(estimate->method, "exact") || is_same_everywhere(estimate)) {
        decide_by_interval(b, estimate, estimate->value, estimate->value);
    } else if (isnan(estimate->low)) {
        decide(b, "undecided", why_none(b, estimate));
    } else {
        decide_by_interval(b, estimate, estimate->low, estimate->high);
    }
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* A processor's time at one IRQL has a series only where there was any. */
static bool is_of_a_level(const struct scn_expectation *e)
{
    return strncmp(e->measure, "irql_", strlen("irql_")) == 0;
}

static void judge_one(struct sim_arena *arena, const struct mdl_answer *answer,
                      const struct scn_expectation *e, struct mdl_verdict *verdict)
{
    struct bench b = {.arena = arena, .answer = answer, .e = e, .verdict = verdict};

    *verdict = (struct mdl_verdict){.text = e->text, .value = NOTHING, .low = NOTHING,
                                    .high = NOTHING, .bound = e->bound, .unit = "", .reason = ""};
    if (e->subject != SCN_SUBJECT_METRIC) {
        judge_event(&b);
        return;
    }
    b.series = find_series(answer, e);
    if (b.series == NULL && is_of_a_level(e) && answer->completed > 0) {
        verdict->scope = "average";
        verdict->unit = "share";
        verdict->value = 0;     /* none of the replications reached it */
        decide(&b, holds(0, e->comparison, e->bound) ? "pass" : "fail", "");
        return;
    }
    if (b.series == NULL) {
        verdict->scope = is_every_run(e) ? "every run" : "average";
        decide(&b, "undecided",
               answer->completed == 0   ? "no replication was completed"
               : is(e->phase, "all") ? "nothing was observed"
                                     : "nothing was observed in that phase");
        return;
    }
    verdict->unit = mdl_measures_unit(b.series->unit, e->statistic);
    if (is_every_run(e)) {
        judge_runs(&b);
    } else {
        judge_average(&b);
    }
}

static bool speaks_of(const struct scn_scenario *scenario, enum scn_subject subject)
{
    for (uint32_t i = 0; i < scenario->expectation_count; i++) {
        if (scenario->expectations[i].subject == subject) {
            return true;
        }
    }
    return false;
}

static bool has_deadlock(const struct mdl_answer *answer)
{
    for (uint32_t i = 0; i < answer->episode_count; i++) {
        if (is(answer->episodes[i].kind, "deadlock")) {
            return true;
        }
    }
    return false;
}

static bool has_verdict(const struct mdl_answer *answer, const char *verdict)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        if (is(answer->verdicts[i].verdict, verdict)) {
            return true;
        }
    }
    return false;
}

void scn_judge_answer(struct sim_arena *arena, const struct scn_scenario *scenario,
                      struct mdl_answer *answer)
{
    uint32_t count = scenario->expectation_count;
    bool surprise = (answer->stopped > 0 && !speaks_of(scenario, SCN_SUBJECT_BUG_CHECK)) ||
                    (has_deadlock(answer) && !speaks_of(scenario, SCN_SUBJECT_DEADLOCK));

    SIM_ASSERT(answer->confidence > 0.5);
    answer->verdicts = sim_arena_array(arena, count, sizeof *answer->verdicts);
    answer->verdict_count = count;
    for (uint32_t i = 0; i < count; i++) {
        judge_one(arena, answer, &scenario->expectations[i], &answer->verdicts[i]);
    }
    answer->verdict = surprise || has_verdict(answer, "fail") ? "fail"
                      : has_verdict(answer, "undecided")      ? "undecided"
                      : count > 0                             ? "pass"
                                                              : "none";
}
