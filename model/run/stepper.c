/* The stepper; see the header. */
#include "model/run/stepper.h"

#include <stdlib.h>

#include "model/machine/machine.h"
#include "model/observe/growth.h"
#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "model/run/condition.h"
#include "model/run/news.h"
#include "model/run/replication.h"
#include "model/run/survey.h"
#include "sim/base/check.h"

enum {
    CHECKPOINTS = 64,
    EVERY = 1024,                     /* events between checkpoints, at first  */
    TIMES = 64,                       /* instants of the last events are known */
    ROOM = 32                         /* events before the goal of a way back  */
};

#define CHECKPOINT_BYTES (128u << 20) /* all of them together, about */

struct mark {                         /* a checkpoint */
    uint64_t event;
    sim_instant at;
    uint64_t fingerprint, digest;
    struct mdl_checkpoint *state;
};

struct mdl_stepper {
    const struct mdl_plan *plan;
    uint64_t seed;
    uint32_t replication;
    struct mdl_workspace *workspace;
    struct mdl_machine *machine;
    struct sim_engine_world world;
    struct mdl_tape *tape;            /* of the present event only */
    uint64_t event;
    sim_instant at, now;              /* of the event; what is seen: nothing happens between */
    uint64_t known_from;              /* instants of the events from here on are known       */
    sim_instant times[TIMES];
    struct mark marks[CHECKPOINTS];
    uint32_t mark_count, mark_max;
    uint64_t base, every;             /* events between checkpoints, at first and by now     */
    uint64_t end_print;               /* of the history up to the end; 0: not reached yet    */
    bool has_before, has_scene, has_news, has_survey;
    struct mdl_scene before, scene;
    struct mdl_survey survey;
    struct sim_arena arena;           /* of the news */
    const struct mdl_story_sentence *news;
    uint32_t news_count;
};

/* ---- checkpoints ----------------------------------------------------------------------------- */

static struct mark *mark_of(struct mdl_stepper *s)
{
    for (uint32_t i = s->mark_count; i-- > 0 && s->marks[i].event >= s->event;) {
        if (s->marks[i].event == s->event) {
            return &s->marks[i];
        }
    }
    return NULL;
}

/* Every second one goes; event 0 stays. */
static void thin(struct mdl_stepper *s)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < s->mark_count; i++) {
        if (i % 2 == 0) {
            s->marks[kept++] = s->marks[i];
        } else {
            mdl_machine_forget(s->marks[i].state);
        }
    }
    s->mark_count = kept;
    s->every *= 2;
}

/* The same instant again is the same history, or we have made a mistake. */
static void look_at_mark(struct mdl_stepper *s)
{
    const struct mark *mark;

    if (s->event % s->base != 0) {
        return;
    }
    mark = mark_of(s);
    if (mark != NULL) {
        SIM_ASSERT(mark->at == s->at);
        SIM_ASSERT(mark->fingerprint == mdl_stepper_fingerprint(s));
        SIM_ASSERT(mark->digest == mdl_machine_digest(s->machine));
        return;
    }
    if (s->event % s->every != 0 ||
        (s->mark_count > 0 && s->marks[s->mark_count - 1].event > s->event)) {
        return;
    }
    if (s->mark_count == s->mark_max) {
        thin(s);
    }
    if (s->event % s->every == 0) {
        s->marks[s->mark_count++] = (struct mark){
            s->event, s->at, mdl_stepper_fingerprint(s), mdl_machine_digest(s->machine),
            mdl_machine_checkpoint(s->machine)};
    }
}

/* ---- forward --------------------------------------------------------------------------------- */

static void forget_view(struct mdl_stepper *s)
{
    if (s->has_before) {
        mdl_scene_deinit(&s->before);
    }
    if (s->has_scene) {
        mdl_scene_deinit(&s->scene);
    }
    s->has_before = s->has_scene = s->has_news = false;
}

/* An event has happened. */
static void arrive(struct mdl_stepper *s, uint64_t event)
{
    s->event = event;
    s->at = s->now = s->machine->engine.now;
    s->times[event % TIMES] = s->at;
    look_at_mark(s);
}

static bool is_over(const struct mdl_stepper *s)
{
    return s->machine->bug_check != 0 || s->machine->stuck;
}

/* Everything that happens at one instant. */
static void run_instant(struct mdl_stepper *s, sim_instant at)
{
    if (sim_engine_run(&s->machine->engine, &s->world, at + 1u) == SIM_ENGINE_STUCK) {
        s->machine->stuck = true;
    }
}

static sim_instant next_due(const struct mdl_stepper *s)
{
    return sim_calendar_key_at(sim_calendar_first(&s->machine->engine.calendar));
}

/* The next event before an instant; what happens untold on the way has happened. */
static bool advance(struct mdl_stepper *s, sim_instant before_at)
{
    sim_instant limit = before_at < s->plan->duration_ns ? before_at : s->plan->duration_ns;

    mdl_tape_begin(s->tape, &s->machine->acting);
    while (!is_over(s) && next_due(s) < limit) {
        run_instant(s, next_due(s));
        if (mdl_tape_count(s->tape) > 0) {
            arrive(s, s->event + 1u);
            return true;
        }
    }
    return false;
}

/* The run has ended: with the same history each time. */
static void expect_same_end(struct mdl_stepper *s)
{
    if (s->end_print == 0) {
        s->end_print = mdl_stepper_fingerprint(s);
    }
    SIM_ASSERT(s->end_print == mdl_stepper_fingerprint(s));
}

/* ---- back ------------------------------------------------------------------------------------ */

static void restore(struct mdl_stepper *s, const struct mark *mark)
{
    mdl_replication_restore(s->workspace, mark->state, mark->fingerprint);
    mdl_tape_begin(s->tape, &s->machine->acting);
    s->event = s->known_from = mark->event;
    s->at = s->now = s->times[mark->event % TIMES] = mark->at;
}

/* The checkpoint from which one runs forward to an event, with some room before it. */
static const struct mark *before_event(const struct mdl_stepper *s, uint64_t event)
{
    uint32_t i = s->mark_count - 1u;

    while (i > 0 && s->marks[i].event + ROOM > event) {
        i--;
    }
    return &s->marks[i];
}

/* What is told at the beginning is told by beginning anew. */
static void begin(struct mdl_stepper *s)
{
    s->machine = mdl_replication_begin(s->workspace, s->seed, s->replication);
    s->event = s->known_from = 0;
    if (!is_over(s) && next_due(s) == 0) {
        run_instant(s, 0);
    }
    arrive(s, 0);
}

/* To an event that there is, with the scene before it. */
static void go(struct mdl_stepper *s, uint64_t event)
{
    forget_view(s);
    if (event == 0) {
        begin(s);
        return;
    }
    if (s->event >= event || before_event(s, event)->event > s->event) {
        restore(s, before_event(s, event));
    }
    while (s->event + 1u < event) {
        bool is_there = advance(s, SIM_INSTANT_NEVER);

        SIM_ASSERT(is_there);
    }
    mdl_scene_init(&s->before, s->machine, s->machine->engine.now);
    s->has_before = true;
    {
        bool is_there = advance(s, SIM_INSTANT_NEVER);

        SIM_ASSERT(is_there);
    }
}

/* To an event and on to an instant before the next one. */
static void go_on(struct mdl_stepper *s, uint64_t event, sim_instant now)
{
    uint32_t count;

    go(s, event);
    if (now > s->at) {
        bool too_much;

        (void)mdl_stepper_news(s, &count);  /* of the event, whose rows are gone then */
        too_much = advance(s, now + 1u);
        SIM_ASSERT(!too_much);
        s->now = now;
        mdl_scene_deinit(&s->scene);
        s->has_scene = false;
    }
}

/* ---- made ------------------------------------------------------------------------------------ */

struct mdl_stepper *mdl_stepper_create(const struct mdl_plan *plan, uint64_t seed,
                                       uint32_t replication, uint32_t checkpoint_every)
{
    static const struct mdl_options bare = {.without_ledger = true, .without_metrics = true,
                                            .without_judge = true};
    struct mdl_stepper *s = mdl_growth_resize(NULL, 0, 1, sizeof *s);
    size_t most;

    s->plan = plan;
    s->seed = seed;
    s->replication = replication;
    s->base = s->every = checkpoint_every == 0 ? EVERY : checkpoint_every;
    s->tape = mdl_tape_create(NULL);
    s->workspace = mdl_replication_prepare(plan, &bare);
    mdl_replication_tape(s->workspace, s->tape);
    s->machine = mdl_replication_begin(s->workspace, seed, replication);
    s->world = mdl_replication_world(s->workspace);
    most = CHECKPOINT_BYTES / s->machine->block_size;
    s->mark_max = most < 8 ? 8 : most < CHECKPOINTS ? (uint32_t)most : CHECKPOINTS;
    sim_arena_init(&s->arena);
    begin(s);
    return s;
}

void mdl_stepper_destroy(struct mdl_stepper *s)
{
    if (s == NULL) {
        return;
    }
    forget_view(s);
    for (uint32_t i = 0; i < s->mark_count; i++) {
        mdl_machine_forget(s->marks[i].state);
    }
    mdl_replication_release(s->workspace);
    mdl_tape_destroy(s->tape);
    if (s->has_survey) {
        mdl_survey_deinit(&s->survey);
    }
    sim_arena_deinit(&s->arena);
    free(s);
}

/* ---- moving ---------------------------------------------------------------------------------- */

bool mdl_stepper_next(struct mdl_stepper *s)
{
    uint64_t event = s->event;
    sim_instant now = s->now;
    struct mdl_scene before;

    mdl_scene_init(&before, s->machine, s->machine->engine.now);
    forget_view(s);
    if (advance(s, SIM_INSTANT_NEVER)) {
        s->before = before;
        s->has_before = true;
        return true;
    }
    mdl_scene_deinit(&before);
    expect_same_end(s);
    go_on(s, event, now);
    return false;
}

bool mdl_stepper_back(struct mdl_stepper *s, uint64_t count)
{
    if (count > 0 && s->now > s->at) {
        count--;                      /* to the event itself is a step, too */
    } else if (s->event == 0) {
        return false;
    }
    go(s, count < s->event ? s->event - count : 0);
    return true;
}

/* The last checkpoint at or before an instant. */
static const struct mark *before_instant(const struct mdl_stepper *s, sim_instant at)
{
    uint32_t i = s->mark_count - 1u;

    while (i > 0 && s->marks[i].at > at) {
        i--;
    }
    return &s->marks[i];
}

bool mdl_stepper_at(struct mdl_stepper *s, sim_instant at)
{
    uint64_t event = s->event;
    sim_instant now = s->now;
    bool is_past;

    if (at >= s->plan->duration_ns) {
        return false;
    }
    if (at < s->now || before_instant(s, at)->event > s->event) {
        restore(s, before_instant(s, at));
    }
    while (advance(s, at + 1u)) {
    }
    is_past = is_over(s) && at > s->machine->engine.now;
    if (is_past) {
        go_on(s, event, now);
    } else {
        go_on(s, s->event, at);
    }
    return !is_past;
}

static const struct mdl_survey *surveyed(struct mdl_stepper *s)
{
    if (!s->has_survey) {
        mdl_survey_init(&s->survey, s->plan, s->seed, s->replication);
        s->has_survey = true;
    }
    return &s->survey;
}

/* The instant that a condition means without looking at events; NEVER: none. */
static sim_instant instant_of(struct mdl_stepper *s, const struct mdl_condition_goal *goal)
{
    sim_instant after = s->now > goal->after_at ? s->now : goal->after_at;
    const struct mdl_survey *survey;
    const struct mdl_survey_note *note;
    const struct mdl_survey_worst *worst;

    if (goal->kind == MDL_CONDITION_TIME) {
        return goal->at;
    }
    survey = surveyed(s);
    if (goal->kind == MDL_CONDITION_WORST) {
        worst = mdl_survey_worst_of(survey, goal->object);
        return worst == NULL ? SIM_INSTANT_NEVER : worst->at;
    }
    note = goal->kind == MDL_CONDITION_STARVED
               ? mdl_survey_next(survey->starved, survey->starved_count, after)
               : mdl_survey_next(survey->knots, survey->knot_count, after);
    return note == NULL ? SIM_INSTANT_NEVER : note->at;
}

/* Has the present event met it? was: the IRQL before it. */
static bool is_met(const struct mdl_stepper *s, const struct mdl_condition_goal *goal, bool was)
{
    uint32_t count;
    const struct mdl_tape_row *rows;

    if (goal->kind == MDL_CONDITION_IRQL) {
        return !was && s->at > goal->after_at &&
               mdl_condition_holds(goal, mdl_machine_irql(s->machine, goal->processor));
    }
    rows = mdl_stepper_rows(s, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (mdl_condition_meets(goal, s->plan, &rows[i])) {
            return true;
        }
    }
    return false;
}

static bool holds_now(const struct mdl_stepper *s, const struct mdl_condition_goal *goal)
{
    return goal->kind == MDL_CONDITION_IRQL &&
           mdl_condition_holds(goal, mdl_machine_irql(s->machine, goal->processor));
}

bool mdl_stepper_until(struct mdl_stepper *s, const struct mdl_condition_goal *goal)
{
    uint64_t event = s->event;
    sim_instant now = s->now;
    bool was = holds_now(s, goal);

    if (goal->kind != MDL_CONDITION_EVENT && goal->kind != MDL_CONDITION_IRQL) {
        return mdl_stepper_at(s, instant_of(s, goal));
    }
    while (advance(s, SIM_INSTANT_NEVER)) {
        if (is_met(s, goal, was)) {
            go(s, s->event);
            return true;
        }
        was = holds_now(s, goal);
    }
    expect_same_end(s);
    go_on(s, event, now);
    return false;
}

/* ---- where it stands ------------------------------------------------------------------------- */

uint64_t mdl_stepper_event(const struct mdl_stepper *s)
{
    return s->event;
}

sim_instant mdl_stepper_event_at(const struct mdl_stepper *s)
{
    return s->at;
}

sim_instant mdl_stepper_now(const struct mdl_stepper *s)
{
    return s->now;
}

sim_instant mdl_stepper_end(const struct mdl_stepper *s)
{
    return s->plan->duration_ns;
}

uint32_t mdl_stepper_replication(const struct mdl_stepper *s)
{
    return s->replication;
}

const struct mdl_plan *mdl_stepper_plan(const struct mdl_stepper *s)
{
    return s->plan;
}

const struct mdl_survey *mdl_stepper_survey(struct mdl_stepper *s)
{
    return surveyed(s);
}

sim_instant mdl_stepper_past(const struct mdl_stepper *s, uint32_t count)
{
    uint64_t event = s->event > count ? s->event - count : 0;

    if (event < s->known_from) {
        event = s->known_from;
    }
    if (event + TIMES <= s->event) {
        event = s->event - TIMES + 1u;
    }
    return s->times[event % TIMES];
}

const struct mdl_machine *mdl_stepper_machine(const struct mdl_stepper *s)
{
    return s->machine;
}

uint64_t mdl_stepper_fingerprint(const struct mdl_stepper *s)
{
    return mdl_record_fingerprint(mdl_replication_record(s->workspace));
}

const struct mdl_tape_row *mdl_stepper_rows(const struct mdl_stepper *s, uint32_t *ret_count)
{
    /* of an event with more rows than the ring has, the last ones, which lie where they fell */
    *ret_count = (uint32_t)(mdl_tape_count(s->tape) - mdl_tape_lost(s->tape));
    return s->tape->rows;
}

const struct mdl_scene *mdl_stepper_scene(struct mdl_stepper *s)
{
    if (!s->has_scene) {
        mdl_scene_init(&s->scene, s->machine, s->now);
        s->has_scene = true;
        if (s->has_before) {
            mdl_scene_compare(&s->scene, &s->before);
        }
    }
    return &s->scene;
}

const struct mdl_story_sentence *mdl_stepper_news(struct mdl_stepper *s, uint32_t *ret_count)
{
    if (!s->has_news) {
        uint32_t count;
        const struct mdl_tape_row *rows = mdl_stepper_rows(s, &count);

        sim_arena_deinit(&s->arena);
        sim_arena_init(&s->arena);
        s->news = mdl_news_of(&s->arena, s->machine, s->has_before ? &s->before : NULL,
                              mdl_stepper_scene(s), rows, count, &s->news_count);
        s->has_news = true;
    }
    *ret_count = s->news_count;
    return s->news;
}
