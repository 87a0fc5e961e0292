/*
 * An experiment: replications over threads, gathered in index order, judged.
 *
 * Each thread has a workspace of its own, made when it is first used. Nothing that a thread does
 * depends on which replications it was given, and everything that depends on order happens
 * afterwards, so the answer is the same for any number of jobs.
 */
#include "scenarios/experiment/experiment.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/measures.h"
#include "model/observe/record.h"
#include "model/observe/story.h"
#include "model/run/gather.h"
#include "model/run/settling.h"
#include "scenarios/experiment/judge.h"
#include "scenarios/experiment/phases.h"
#include "scenarios/experiment/stopping.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/text.h"
#include "sim/engine/parallel.h"

/* A story is told by running its replication again: at most three, for a tenth of the work. */
#define STORIES_MAX 3u
#define STORY_EVENTS_MIN 200000u
#define CONFIDENCE 0.95
#define BATCHED_MAX 100000u /* observations kept per series where batches are wanted */

struct crew {
    const struct scn_experiment *experiment;
    const struct mdl_plan *plan;      /* the scenario's, or settled                    */
    struct mdl_plan settled;          /* the same from where it settles                */
    const char *warm_up;
    struct mdl_options options;
    uint32_t planned;
    uint32_t first, asked;             /* the replications that are run here */
    uint32_t done;                     /* those of looks before              */
    uint32_t goal;                     /* what progress leads to             */
    bool is_interrupted;               /* progress said so                   */
    unsigned jobs;
    struct mdl_gather *gather;
    struct mdl_workspace **workspaces; /* by worker; NULL until it has work */
    struct scn_phases phases;          /* the parts of the run measured by themselves */
    bool *is_stuck;                    /* by replication                    */
    mdl_place_id *stuck_place;
    atomic_uint_fast64_t events;       /* for the progress only             */
};

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size);

    if (memory == NULL) {
        sim_check_memory((unsigned long long)count * size);
    }
    return memory;
}

uint32_t scn_experiment_planned(const struct scn_experiment *experiment)
{
    const struct scn_scenario *scenario = experiment->scenario;

    if (!scenario->plan.is_random) {
        return 1;
    }
    return experiment->fixed || scenario->stop_rule == SCN_STOP_FIXED ? experiment->replications
                                                                      : scenario->replications_max;
}

/* The cut of `warm_up: auto`, one for all figures: the same whoever computes which part. */
static void settle(struct crew *c)
{
    const struct scn_scenario *scenario = c->experiment->scenario;

    c->plan = &scenario->plan;
    c->warm_up = scenario->warm_up;
    if (strcmp(c->warm_up, "auto") == 0) {
        c->settled = scenario->plan;
        c->plan = &c->settled;
        c->warm_up = mdl_settling_find(&scenario->plan, c->experiment->seed, c->planned,
                                       &c->settled.from_at)
                         ? "mser-5" : "none";
    }
}

static void crew_init(struct crew *c, const struct scn_experiment *experiment)
{
    *c = (struct crew){.experiment = experiment};
    c->planned = scn_experiment_planned(experiment);
    settle(c);
    c->asked = c->goal = c->planned;
    c->options = experiment->options;
    if (c->plan->is_random && c->planned == 1 && c->options.observations == 0 &&
        strcmp(experiment->scenario->warm_up, "none") != 0) {
        c->options.observations = BATCHED_MAX; /* said to be steady: one replication may do */
    }
    c->jobs = experiment->jobs == 0 ? 1 : experiment->jobs;
    if (c->jobs > c->planned && c->planned > 0) {
        c->jobs = c->planned;
    }
    c->gather = mdl_gather_create(c->plan, c->planned,
                                  scn_judge_expects_stop(experiment->scenario));
    scn_phases_init(&c->phases, c->plan, &c->options, c->planned, c->jobs,
                    scn_judge_expects_stop(experiment->scenario));
    c->workspaces = zeroed(c->jobs, sizeof(struct mdl_workspace *));
    c->is_stuck = zeroed(c->planned, sizeof *c->is_stuck);
    c->stuck_place = zeroed(c->planned, sizeof *c->stuck_place);
    atomic_init(&c->events, 0);
}

static void crew_deinit(struct crew *c)
{
    for (unsigned i = 0; i < c->jobs; i++) {
        mdl_replication_release(c->workspaces[i]);
    }
    scn_phases_deinit(&c->phases);
    mdl_gather_destroy(c->gather);
    free(c->workspaces);
    free(c->is_stuck);
    free(c->stuck_place);
}

/* ---- running -------------------------------------------------------------------------------- */

static struct mdl_workspace *workspace_of(struct crew *c, unsigned worker)
{
    SIM_ASSERT(worker < c->jobs);
    if (c->workspaces[worker] == NULL) {
        c->workspaces[worker] = mdl_replication_prepare(c->plan, &c->options);
    }
    return c->workspaces[worker];
}

/* The whole run into the gathering; one that is drained is a window of a longer one. */
static struct mdl_replication run_whole(struct crew *c, uint32_t index, unsigned worker)
{
    struct mdl_workspace *w;
    struct mdl_replication result;

    if (c->plan->drain_ns > 0) {
        return scn_phases_put_drained(&c->phases, c->experiment->seed, index, worker, c->gather);
    }
    w = workspace_of(c, worker);
    result = mdl_replication_run(w, c->experiment->seed, index);
    if (result.end != MDL_REPLICATION_STUCK) {
        mdl_gather_put(c->gather, index, &result, mdl_record_read(mdl_replication_record(w)));
    }
    return result;
}

static bool work(void *self, uint32_t place, unsigned worker)
{
    struct crew *c = self;
    uint32_t index = c->first + place;
    struct mdl_replication result = run_whole(c, index, worker);

    if (result.end == MDL_REPLICATION_STUCK) {
        c->is_stuck[index] = true;
        c->stuck_place[index] = result.stuck_place;
        return false;
    }
    scn_phases_put(&c->phases, c->experiment->seed, index, worker);
    atomic_fetch_add_explicit(&c->events, result.events, memory_order_relaxed);
    return true;
}

static bool progress(void *self, uint32_t done)
{
    struct crew *c = self;

    c->is_interrupted =
        !c->experiment->progress(c->experiment->progress_self, c->done + done, c->goal,
                                 atomic_load_explicit(&c->events, memory_order_relaxed));
    return !c->is_interrupted;
}

/* Where a step was written. What the compiler added (the end of a loop) was written nowhere: then
   the step before it, which is the last one inside the loop. */
static struct scn_range written_at(const struct mdl_plan *plan, mdl_place_id id)
{
    struct scn_range at = {0};
    uint32_t step = 0;

    while (step < plan->step_count && plan->steps[step].place != id) {
        step++;
    }
    while (step > 0 && step < plan->step_count &&
           (plan->steps[step].place >= plan->place_count ||
            plan->places[plan->steps[step].place].line == 0)) {
        step--;
    }
    if (step < plan->step_count && plan->steps[step].place < plan->place_count) {
        const struct mdl_place *place = &plan->places[plan->steps[step].place];

        at.line = place->line;
        at.column = place->column;
        at.length = place->text == NULL ? 0 : (uint32_t)strlen(place->text);
    }
    return at;
}

/* The stuck replication with the lowest index: all before it were run, whoever ran them. */
static bool find_stuck(const struct crew *c, uint32_t count, struct scn_diags *diags)
{
    for (uint32_t i = 0; i < count; i++) {
        struct scn_range at;

        if (!c->is_stuck[c->first + i]) {
            continue;
        }
        at = written_at(c->plan, c->stuck_place[c->first + i]);
        at.length = at.length == 0 ? 1 : at.length;
        scn_diags_add(diags, SCN_S_STUCK, at, "again and again",
                      "time no longer advances: these steps go on for ever at one instant");
        scn_diags_hint(diags, "a 'run' or 'wait' is missing in what repeats here");
        return true;
    }
    return false;
}

/* ---- stories -------------------------------------------------------------------------------- */

/* How much a story of this wait is wanted: those of work items first, then the longest. */
static bool is_better(const struct mdl_answer *answer, const struct mdl_worst *a,
                      const struct mdl_worst *b)
{
    bool a_item = strcmp(answer->series[a->series].kind, "work item") == 0;
    bool b_item = strcmp(answer->series[b->series].kind, "work item") == 0;

    return a_item != b_item ? a_item : a->wait_ns > b->wait_ns;
}

static struct mdl_worst *next_story(struct mdl_answer *answer, const bool *told)
{
    struct mdl_worst *best = NULL;

    for (uint32_t i = 0; i < answer->worst_count; i++) {
        struct mdl_worst *worst = &answer->worsts[i];
        const struct mdl_series *series = &answer->series[worst->series];

        if (worst->place == 1 && !told[i] && strcmp(series->measure, "queue_latency") == 0 &&
            (best == NULL || is_better(answer, worst, best))) {
            best = worst;
        }
    }
    return best;
}

/* The record's number of a series of the answer. */
static uint32_t record_series(const struct crew *c, const struct mdl_workspace *w,
                              const struct mdl_series *series)
{
    for (mdl_object_id object = 0; object < c->plan->object_count; object++) {
        if (strcmp(c->plan->objects[object].path, series->object) != 0) {
            continue;
        }
        for (unsigned measure = 0; measure < MDL_MEASURE_COUNT; measure++) {
            uint32_t found = mdl_record_find(mdl_replication_record(w), object, measure);

            if (found != MDL_NONE &&
                strcmp(mdl_measures_row(measure)->name, series->measure) == 0) {
                return found;
            }
        }
    }
    return MDL_NONE;
}

static void tell_story(struct crew *c, struct sim_arena *arena, struct mdl_answer *answer,
                       struct mdl_worst *worst)
{
    struct mdl_workspace *w = workspace_of(c, 0);
    uint32_t series = record_series(c, w, &answer->series[worst->series]), count;
    const struct mdl_story_sentence *lines;

    if (series == MDL_NONE) {
        return;
    }
    mdl_replication_watch(w, series, worst->started_at_ns, worst->wait_ns);
    (void)mdl_replication_run(w, c->experiment->seed, worst->replication);
    lines = mdl_story_read(mdl_replication_record(w), &count);
    worst->lines = sim_arena_array(arena, count, sizeof *worst->lines);
    worst->line_count = count;
    for (uint32_t i = 0; i < count; i++) {
        worst->lines[i] = (struct mdl_story_line){
            lines[i].at, sim_arena_copy(arena, lines[i].what, strlen(lines[i].what)),
            sim_arena_copy(arena, lines[i].rule, strlen(lines[i].rule))};
    }
}

/* Somebody starved or an expectation was not met: then one story is worth any price. */
static bool is_troubled(const struct mdl_answer *answer)
{
    return answer->episode_count > 0 || strcmp(answer->verdict, "fail") == 0 ||
           strcmp(answer->verdict, "undecided") == 0;
}

static void tell_stories(struct crew *c, struct sim_arena *arena, struct mdl_answer *answer)
{
    bool *told = sim_arena_array(arena, answer->worst_count, sizeof *told);
    uint64_t budget = answer->events / 10, spent = 0;

    if (budget < STORY_EVENTS_MIN) {
        budget = STORY_EVENTS_MIN;
    }
    for (uint32_t i = 0; i < STORIES_MAX; i++) {
        struct mdl_worst *worst = next_story(answer, told);

        if (worst == NULL) {
            return;
        }
        spent += answer->replications[worst->replication].events;
        if (spent > budget && (i > 0 || !is_troubled(answer))) {
            return;
        }
        told[worst - answer->worsts] = true;
        tell_story(c, arena, answer, worst);
    }
}

/* ---- the answer ----------------------------------------------------------------------------- */

static void describe(const struct crew *c, struct mdl_answer *answer)
{
    const struct scn_scenario *s = c->experiment->scenario;

    *answer = (struct mdl_answer){
        .scenario_path = s->path, .scenario_name = s->name, .scenario_title = s->title,
        .scenario_text = s->text, .scenario_digest = s->text_digest,
        .input_digest = s->input_digest, .overrides = s->overrides,
        .override_count = s->override_count, .seed = c->experiment->seed,
        .model = SCN_EXPERIMENT_MODEL, .machine_line = s->machine_line,
        .files = s->files, .file_count = s->file_count,
        .parameters = s->parameters, .parameter_count = s->parameter_count,
        .planned = c->planned, .warm_up = c->warm_up, .stop_rule = "fixed",
        .confidence = CONFIDENCE, .precision = (double)NAN, .jobs = c->experiment->jobs,
        .status = "complete"};
}

/* Runs what is asked of the crew; how many of them were run, all when not interrupted. False: one
   of them is stuck. */
static bool run_crew(struct crew *c, struct scn_diags *diags, uint32_t *ret_count)
{
    struct sim_parallel task = {.work = work, .self = c};

    task.progress = c->experiment->progress == NULL ? NULL : progress;
    *ret_count = sim_parallel_run(&task, c->asked, c->jobs);
    return !find_stuck(c, *ret_count, diags);
}

/* The judged answer of replications [0, count), with intervals of this confidence. */
static void judge(const struct crew *c, struct sim_arena *arena, uint32_t count,
                  double confidence, struct mdl_answer *ret_answer)
{
    describe(c, ret_answer);
    ret_answer->confidence = confidence;
    mdl_gather_answer(c->gather, count, confidence, arena, ret_answer);
    scn_phases_answer(&c->phases, count, confidence, arena, ret_answer);
    scn_judge_answer(arena, c->experiment->scenario, ret_answer);
}

/* Its figures have the usual confidence, its verdicts that of the looks. */
static void take_verdicts(struct crew *c, struct sim_arena *arena, uint32_t count,
                          const struct scn_stopping *stopping, struct mdl_answer *answer)
{
    struct mdl_answer at;

    if (stopping->confidence != CONFIDENCE) {
        judge(c, arena, count, stopping->confidence, &at);
        answer->verdicts = at.verdicts;
        answer->verdict = at.verdict;
        answer->confidence = at.confidence;
    }
    scn_stopping_fill(stopping, answer);
}

/* Replications [0, count) were put: everything that depends on their order. */
static void finish(struct crew *c, struct sim_arena *arena, uint32_t count,
                   const struct scn_stopping *stopping, struct mdl_answer *ret_answer)
{
    struct mdl_answer *answer = ret_answer;

    judge(c, arena, count, CONFIDENCE, answer);
    for (uint32_t i = 0; i < answer->series_count && c->experiment->options.observations == 0;
         i++) {
        answer->series[i].observations = NULL; /* were for batches only */
        answer->series[i].observation_count = 0;
    }
    take_verdicts(c, arena, count, stopping, answer);
    if (count < c->asked) {
        answer->status = "incomplete";
        answer->stop_rule = "interrupted";
    } else {
        tell_stories(c, arena, answer);
    }
}

/* Runs up to each planned look, until one is the last. */
static bool run_looks(struct crew *c, struct scn_stopping *stopping, struct scn_diags *diags,
                      uint32_t *ret_count)
{
    struct sim_arena arena;
    struct mdl_answer at;
    bool good, last = false;

    do {
        c->first = c->done;
        c->asked = stopping->looks[stopping->taken] - c->done;
        good = run_crew(c, diags, ret_count);
        *ret_count += c->done;
        c->done += c->asked;
        if (good && *ret_count == c->done) {
            sim_arena_init(&arena);
            judge(c, &arena, c->done, stopping->confidence, &at);
            last = scn_stopping_look(stopping, &at);
            sim_arena_deinit(&arena);
        }
    } while (good && *ret_count == c->done && !last && !c->is_interrupted);
    c->first = 0;
    c->asked = last ? c->done : c->planned;
    return good;
}

bool scn_experiment_run(struct sim_arena *arena, const struct scn_experiment *experiment,
                        struct scn_diags *diags, struct mdl_answer *ret_answer)
{
    struct scn_stopping stopping;
    struct crew crew;
    uint32_t count;
    bool good;

    crew_init(&crew, experiment);
    scn_stopping_init(&stopping, arena, experiment->scenario, experiment->fixed);
    good = stopping.look_count > 0 ? run_looks(&crew, &stopping, diags, &count)
                                   : run_crew(&crew, diags, &count);
    if (good) {
        finish(&crew, arena, count, &stopping, ret_answer);
    }
    crew_deinit(&crew);
    return good;
}

/* ---- in parts ------------------------------------------------------------------------------- */

static struct scn_experiment_part pack(const struct crew *c, struct sim_arena *arena,
                                       uint32_t replication)
{
    struct scn_experiment_part part = {.replication = replication};
    struct sim_text bytes;

    sim_text_init(&bytes);
    mdl_gather_write(c->gather, replication, &bytes);
    scn_phases_write(&c->phases, replication, &bytes);
    part.bytes = sim_arena_copy(arena, bytes.data, bytes.length);
    part.length = bytes.length;
    sim_text_deinit(&bytes);
    return part;
}

bool scn_experiment_run_part(struct sim_arena *arena, const struct scn_experiment *experiment,
                             uint32_t first, uint32_t count, struct scn_diags *diags,
                             struct mdl_answer *ret_answer,
                             struct scn_experiment_part **ret_parts, uint32_t *ret_count)
{
    struct crew crew;
    bool good;

    crew_init(&crew, experiment);
    SIM_ASSERT(first <= crew.planned && count <= crew.planned - first);
    crew.first = first;
    crew.asked = crew.goal = count;
    good = run_crew(&crew, diags, ret_count);
    if (good) {
        describe(&crew, ret_answer);
        *ret_parts = sim_arena_array(arena, *ret_count, sizeof **ret_parts);
        for (uint32_t i = 0; i < *ret_count; i++) {
            (*ret_parts)[i] = pack(&crew, arena, first + i);
        }
    }
    crew_deinit(&crew);
    return good;
}

bool scn_experiment_join(struct sim_arena *arena, const struct scn_experiment *experiment,
                         const struct scn_experiment_part *parts, struct mdl_answer *ret_answer,
                         uint32_t *ret_bad)
{
    struct scn_stopping stopping;
    struct crew crew;
    bool good = true;

    crew_init(&crew, experiment);
    for (uint32_t i = 0; i < crew.planned && good; i++) {
        *ret_bad = parts[i].replication;
        good = scn_phases_read(&crew.phases, crew.gather, parts[i].replication, parts[i].bytes,
                               parts[i].length);
    }
    if (good) {
        scn_stopping_init(&stopping, arena, experiment->scenario, true);
        finish(&crew, arena, crew.planned, &stopping, ret_answer);
    }
    crew_deinit(&crew);
    return good;
}
