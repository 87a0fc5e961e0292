/*
 * The hint after a run without a warm-up.
 *
 * Starting empty is mostly part of the question, so nothing is cut unasked. But where a scenario
 * is the same at every time and its beginning is not, somebody may have meant the steady state:
 * then a few replications are measured with and without the beginning, and if a headline figure
 * moves by more than its interval is wide to one side, that is said.
 */
#include "reports/cli/settle.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/run/settling.h"
#include "reports/cli/execute.h"
#include "reports/cli/job.h"
#include "reports/cli/session.h"
#include "reports/render/cell.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"

#define EVENTS_MAX UINT64_C(1000000) /* half a second */

enum { RUNS = 3 };                   /* the pilots, then with and without the beginning */

static bool is_worth_it(const struct cli_session *s, const struct cli_job *job)
{
    const struct mdl_answer *a = &job->answer;
    uint64_t each = a->completed > 0 ? a->events / a->completed : EVENTS_MAX;

    return job->has_answer && !job->was_known && !job->interrupted && s->options.format == CLI_TEXT
           && !s->options.quiet && a->is_random && a->completed >= MDL_SETTLING_PILOTS
           && a->stopped == 0 && strcmp(job->scenario.warm_up, "none") == 0
           && each * MDL_SETTLING_PILOTS * RUNS <= EVENTS_MAX
           && mdl_settling_obstacle(&job->scenario.plan) == NULL;
}

static const struct mdl_estimate *estimate_of(const struct mdl_answer *answer,
                                              const char *object, const char *measure,
                                              const char *statistic, const char **ret_unit)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->object, object) != 0 || strcmp(series->measure, measure) != 0 ||
            strcmp(series->phase, "all") != 0) {
            continue;
        }
        *ret_unit = series->unit;
        for (uint32_t k = 0; k < series->estimate_count; k++) {
            if (strcmp(series->estimates[k].statistic, statistic) == 0) {
                return &series->estimates[k];
            }
        }
    }
    return NULL;
}

/* A few replications, measured from this instant on. */
static bool measure(struct cli_session *s, const struct cli_job *job, uint64_t from,
                    struct mdl_answer *ret_answer)
{
    struct scn_scenario scenario = job->scenario;
    struct scn_experiment experiment = {.scenario = &scenario, .seed = job->answer.seed,
                                        .replications = MDL_SETTLING_PILOTS, .fixed = true,
                                        .options = {.without_ledger = true}, .jobs = 1};
    struct scn_diags diags;

    scn_diags_init(&diags, &s->arena);
    scenario.plan.from_at = from;
    scenario.expectation_count = 0;
    return scn_experiment_run(&s->arena, &experiment, &diags, ret_answer);
}

/* Told once, for the first figure that moves: true. */
static bool tell(struct cli_session *s, uint64_t cut, const struct mdl_answer sides[2],
                 const struct mdl_answer *whole, const char *object, const char *measured,
                 const char *statistic)
{
    const char *unit = "";
    const struct mdl_estimate *e = estimate_of(whole, object, measured, statistic, &unit);
    const struct mdl_estimate *with = estimate_of(&sides[0], object, measured, statistic,
                                                  &unit);
    const struct mdl_estimate *without = estimate_of(&sides[1], object, measured, statistic,
                                                     &unit);

    if (e == NULL || with == NULL || without == NULL || isnan(e->low) || isnan(e->high)
        || !(fabs(with->value - without->value) > (e->high - e->low) / 2)) {
        return false;
    }
    cli_session_say(s, "the first %s differ from the rest: in the first %u replications "
                    "%s.%s.%s is %s with them and %s without. If you mean the steady state: "
                    "--set run.warm_up=auto", rpt_cell_given(&s->arena, (double)cut),
                    MDL_SETTLING_PILOTS, object, measured, statistic,
                    rpt_cell_value(&s->arena, with->value, unit),
                    rpt_cell_value(&s->arena, without->value, unit));
    return true;
}

static void tell_any(struct cli_session *s, const struct cli_job *job, uint64_t cut,
                     const struct mdl_answer sides[2])
{
    const struct scn_scenario *scenario = &job->scenario;

    for (uint32_t i = 0; i < scenario->expectation_count; i++) {
        const struct scn_expectation *e = &scenario->expectations[i];

        if (e->subject == SCN_SUBJECT_METRIC && strcmp(e->phase, "all") == 0
            && tell(s, cut, sides, &job->answer, e->object, e->measure, e->statistic)) {
            return;
        }
    }
    for (uint32_t i = 0; i < job->answer.series_count; i++) {
        const struct mdl_series *series = &job->answer.series[i];

        if (strcmp(series->measure, "request_latency") == 0
            && (tell(s, cut, sides, &job->answer, series->object, series->measure, "p99")
                || tell(s, cut, sides, &job->answer, series->object, series->measure, "mean"))) {
            return;
        }
    }
}

void cli_settle_hint(struct cli_session *s, struct cli_job *job)
{
    struct mdl_answer sides[2];
    sim_instant cut;

    if (is_worth_it(s, job)
        && mdl_settling_find(&job->scenario.plan, job->answer.seed, MDL_SETTLING_PILOTS, &cut)
        && cut > 0 && measure(s, job, 0, &sides[0]) && measure(s, job, cut, &sides[1])) {
        tell_any(s, job, cut, sides);
    }
}
