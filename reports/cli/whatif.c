/*
 * wtsim whatif FILE: which change helps most.
 *
 * Every candidate is run with the seed of the file, so that all comparisons are paired; the best
 * two are run again with another seed. Nothing is stored: what a candidate says is a reason to
 * run it, by the overrides that are printed.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/execute.h"
#include "reports/cli/job.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/compare/whatif.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "reports/render/whatif.h"
#include "scenarios/experiment/candidates.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

#define TRIES_MAX 24u                 /* without --all */
#define CONFIRMED_MAX 2u
#define ERRORS 0.05                   /* of all intervals together */

struct trial {
    struct cli_session *s;
    const struct scn_scenario *scenario;
    struct scn_candidate *candidates; uint32_t count;
    struct mdl_answer base;
    struct rpt_whatif whatif;
    bool interrupted;
};

/* ---- running -------------------------------------------------------------------------------- */

/* The scenario with further overrides. False: it cannot be read so, or never lets time advance. */
static bool run_with(struct trial *t, const char *const *sets, uint32_t set_count,
                     const char *seed, struct mdl_answer *ret_answer)
{
    const struct scn_scenario *base = t->scenario;
    uint32_t count = base->override_count;
    const char **all = sim_arena_array(&t->s->arena, count + set_count + 2u, sizeof *all);
    struct scn_scenario *scenario = sim_arena_alloc(&t->s->arena, sizeof *scenario);
    struct scn_experiment experiment = {.scenario = scenario, .fixed = true};
    struct scn_diags diags;
    bool interrupted = false;

    if (count > 0) {
        memcpy(all, base->overrides, count * sizeof *all);
    }
    for (uint32_t i = 0; i < set_count; i++) {
        all[count++] = sets[i];
    }
    if (seed != NULL) {
        all[count++] = seed;
    }
    if (strcmp(base->warm_up, "auto") == 0 && t->base.duration_ns > 0) {
        all[count++] = sim_arena_print(&t->s->arena, "run.warm_up=%" PRIu64 "ns",
                                       t->base.from_ns); /* only one window can be compared */
    }
    scn_diags_init(&diags, &t->s->arena);
    if (!scn_scenario_parse(&t->s->arena, base->path, base->text, strlen(base->text), all, count,
                            &diags, scenario)) {
        return false;
    }
    experiment.seed = scenario->seed;
    experiment.replications = base->replications;
    if (!cli_execute_run(t->s, &experiment, &diags, ret_answer, &interrupted)) {
        return false;
    }
    t->interrupted = t->interrupted || interrupted;
    return !interrupted;
}

/* ---- which figure --------------------------------------------------------------------------- */

/* 'nic.rx.request_latency.p99' of 'nic.rx.request_latency.p99 < 5ms'. */
static const char *expected_figure(struct trial *t)
{
    for (uint32_t i = 0; i < t->base.verdict_count; i++) {
        const struct mdl_verdict *v = &t->base.verdicts[i];
        const char *name = sim_arena_copy(&t->s->arena, v->text, strcspn(v->text, " <>=!"));

        if (strcmp(v->verdict, "pass") != 0 && rpt_whatif_has(&t->base, name)) {
            return name;
        }
    }
    return NULL;
}

static const char *choose_target(struct trial *t)
{
    const char *given = t->s->options.target, *name = given == NULL ? expected_figure(t) : given;
    uint32_t series;

    if (given != NULL && !rpt_whatif_has(&t->base, given)) {
        cli_session_say(t->s, "there is no figure '%s' in this run; wtsim run FILE --format csv "
                        "names all of them", given);
        return NULL;
    }
    series = name == NULL ? rpt_headline_series(&t->base) : RPT_LOOKUP_NONE;
    if (series != RPT_LOOKUP_NONE) {
        name = sim_arena_print(&t->s->arena, "%s.%s.p99", t->base.series[series].object,
                               t->base.series[series].measure);
    }
    if (name == NULL && t->base.completed == 0) {
        cli_session_say(t->s, "every replication ends in a simulated bug check, so there is no "
                        "figure to improve; 'wtsim run' tells where and why");
    } else if (name == NULL) {
        cli_session_say(t->s, "nothing waits in this scenario: name a figure with --target");
    }
    return name;
}

static void describe_target(struct trial *t)
{
    struct rpt_whatif *w = &t->whatif;
    struct rpt_whatif_try itself = {0};

    rpt_whatif_judge(&t->s->arena, &t->base, &t->base, w->target, ERRORS, &itself);
    w->value = itself.row.base;
    w->unit = itself.row.unit == NULL ? "1" : itself.row.unit;
    w->low = w->high = NAN;
    for (uint32_t i = 0; i < t->base.series_count; i++) {
        const struct mdl_series *series = &t->base.series[i];
        const struct mdl_estimate *e;

        if (itself.row.object == NULL || strcmp(series->object, itself.row.object) != 0 ||
            strcmp(series->measure, itself.row.measure) != 0 ||
            strcmp(series->phase, itself.row.phase) != 0) {
            continue;
        }
        e = rpt_lookup_estimate(series, itself.row.statistic);
        w->low = e == NULL ? NAN : e->low;
        w->high = e == NULL ? NAN : e->high;
    }
    w->is_random = t->base.is_random;
    w->replications = t->base.replication_count;
}

/* ---- which changes -------------------------------------------------------------------------- */

/* How much of the waiting is charged to it. */
static uint64_t account(const struct trial *t, const struct scn_candidate *c)
{
    uint64_t ns = 0;

    for (uint32_t i = 0; i < t->base.charge_count; i++) {
        const struct mdl_charge *charge = &t->base.charges[i];

        if (!charge->tail && strcmp(t->base.series[charge->series].phase, "all") == 0 &&
            (strcmp(charge->culprit, c->object) == 0 ||
             strcmp(charge->culprit_object, c->object) == 0)) {
            ns += charge->ns;
        }
    }
    return ns;
}

/* The allowed ones of most account first, in the order of the file among equals; at most max. */
static uint32_t choose(struct trial *t, const struct scn_candidate **chosen, uint32_t max)
{
    uint64_t *accounts = sim_arena_array(&t->s->arena, t->count, sizeof *accounts);
    uint32_t count = 0;

    for (uint32_t i = 0; i < t->count; i++) {
        uint64_t ns = account(t, &t->candidates[i]);
        uint32_t at = count;

        if (t->candidates[i].forbidden != NULL) {
            continue;
        }
        while (at > 0 && accounts[at - 1] < ns) {
            accounts[at] = accounts[at - 1];
            chosen[at] = chosen[at - 1];
            at--;
        }
        accounts[at] = ns;
        chosen[at] = &t->candidates[i];
        count++;
    }
    t->whatif.left_out = count > max ? count - max : 0;
    return count > max ? max : count;
}

static void list_refused(struct trial *t)
{
    struct rpt_whatif *w = &t->whatif;

    w->refused = sim_arena_array(&t->s->arena, t->count, sizeof *w->refused);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct scn_candidate *c = &t->candidates[i];

        if (c->forbidden != NULL) {
            w->refused[w->refused_count++] = (struct rpt_whatif_refused){c->change, c->forbidden,
                                                                         c->rule};
        }
    }
}

/* ---- trying --------------------------------------------------------------------------------- */

static void try_all(struct trial *t)
{
    const struct scn_candidate **chosen = sim_arena_array(&t->s->arena, t->count,
                                                          sizeof *chosen);
    uint32_t count = choose(t, chosen, t->s->options.all ? UINT32_MAX : TRIES_MAX);
    struct rpt_whatif *w = &t->whatif;

    w->tries = sim_arena_array(&t->s->arena, count, sizeof *w->tries);
    for (uint32_t i = 0; i < count && !t->interrupted; i++) {
        struct rpt_whatif_try one = {.change = chosen[i]->change, .sets = chosen[i]->sets,
                                     .set_count = chosen[i]->set_count};
        struct mdl_answer *answer = sim_arena_alloc(&t->s->arena, sizeof *answer);

        t->s->progress_of = sim_arena_print(&t->s->arena, "change %" PRIu32 " of %" PRIu32 ": ",
                                            i + 1, count);
        if (run_with(t, one.sets, one.set_count, NULL, answer)) {
            rpt_whatif_judge(&t->s->arena, &t->base, answer, w->target, ERRORS / count, &one);
            w->tries[w->try_count++] = one;
        }
    }
    rpt_whatif_rank(w->tries, w->try_count);
}

static void confirm(struct trial *t)
{
    struct rpt_whatif *w = &t->whatif;
    struct mdl_answer *fresh = sim_arena_alloc(&t->s->arena, sizeof *fresh);
    const char *seed;

    w->fresh_seed = t->scenario->seed + 1;
    w->confirmed = sim_arena_array(&t->s->arena, CONFIRMED_MAX, sizeof *w->confirmed);
    seed = sim_arena_print(&t->s->arena, "run.seed=%" PRIu64, w->fresh_seed);
    t->s->progress_of = "confirming: ";
    for (uint32_t i = 0; w->is_random && i < w->try_count; i++) {
        struct rpt_whatif_try one = w->tries[i];
        struct mdl_answer *answer = sim_arena_alloc(&t->s->arena, sizeof *answer);

        if (one.row.mark != RPT_COMPARE_BETTER || w->confirmed_count == CONFIRMED_MAX) {
            continue;
        }
        if ((w->confirmed_count == 0 && !run_with(t, NULL, 0, seed, fresh)) ||
            !run_with(t, one.sets, one.set_count, seed, answer)) {
            return;
        }
        rpt_whatif_judge(&t->s->arena, fresh, answer, w->target, ERRORS, &one);
        w->confirmed[w->confirmed_count++] = one;
    }
}

static void print(struct trial *t)
{
    struct sim_text text;

    sim_text_init(&text);
    if (t->s->options.format == CLI_JSON) {
        rpt_whatif_json(&text, &t->whatif);
    } else if (t->s->options.format == CLI_CSV) {
        rpt_whatif_csv(&text, &t->whatif);
    } else {
        rpt_whatif_print(&text, &t->whatif, &t->s->view);
    }
    cli_session_write(t->s, &text);
    sim_text_deinit(&text);
}

int cli_whatif_command(struct cli_session *s)
{
    struct cli_job job = {0};
    struct trial t = {.s = s, .scenario = &job.scenario};
    int code;

    if (!cli_session_operands(s, 1, 1, "FILE")) {
        return CLI_USAGE;
    }
    code = cli_load_scenario(s, s->options.operands[0], &job.diags, &job.scenario);
    if (code != CLI_FINE) {
        return cli_job_refuse(s, &job, code);
    }
    t.count = scn_candidates_find(&s->arena, &job.scenario, &t.candidates);
    if (!run_with(&t, NULL, 0, NULL, &t.base)) {
        cli_session_say(s, t.interrupted ? "interrupted before anything was tried"
                                         : "the scenario does not run; wtsim run tells why");
        return t.interrupted ? CLI_INTERRUPTED : CLI_DATA;
    }
    t.whatif.target = choose_target(&t);
    if (t.whatif.target == NULL) {
        return CLI_USAGE;
    }
    describe_target(&t);
    list_refused(&t);
    try_all(&t);
    if (!t.interrupted) {
        confirm(&t);
    }
    print(&t);
    return t.interrupted ? CLI_INTERRUPTED : CLI_FINE;
}
