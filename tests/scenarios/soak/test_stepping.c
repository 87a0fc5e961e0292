/*
 * Stepping: wherever one goes in a random scenario, forward or back, the machine is the one of a
 * straight run at that event.
 *
 *     test_stepping [COUNT [FIRST]]    COUNT scenarios from seed FIRST on (default 60 from 1)
 */
#include <stdlib.h>

#include "model/machine/machine.h"
#include "model/observe/record.h"
#include "model/run/replication.h"
#include "model/run/stepper.h"
#include "sim/base/arena.h"
#include "tests/lab.h"
#include "tests/scenarios/soak/generate.h"

enum { EVENTS = 400, MOVES = 40 };

static uint64_t count = 60, first = 1;

struct walk {
    uint64_t seed, dice;
    struct mdl_stepper *stepper;
    uint64_t digests[EVENTS], prints[EVENTS];
    sim_instant instants[EVENTS];
    uint32_t events;                  /* that a straight walk has, at most EVENTS */
};

/* A small generator of its own, so that a failing seed can be run again. */
static uint32_t roll(struct walk *w, uint32_t below)
{
    w->dice = w->dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(w->dice >> 33) % below;
}

static void note(struct walk *w)
{
    w->digests[w->events] = mdl_machine_digest(mdl_stepper_machine(w->stepper));
    w->prints[w->events] = mdl_stepper_fingerprint(w->stepper);
    w->instants[w->events++] = mdl_stepper_now(w->stepper);
}

static void expect_here(const struct walk *w, const char *how)
{
    uint64_t event = mdl_stepper_event(w->stepper);

    if (mdl_stepper_now(w->stepper) != w->instants[event] ||
        mdl_stepper_fingerprint(w->stepper) != w->prints[event] ||
        mdl_machine_digest(mdl_stepper_machine(w->stepper)) != w->digests[event]) {
        fail_msg("seed %llu: event %llu is another one when one comes %s",
                 (unsigned long long)w->seed, (unsigned long long)event, how);
    }
}

static void look(struct walk *w)
{
    uint32_t sentences;

    (void)mdl_stepper_scene(w->stepper);
    (void)mdl_stepper_news(w->stepper, &sentences);
}

static void expect(const struct walk *w, bool is_so, const char *what)
{
    if (!is_so) {
        fail_msg("seed %llu: %s", (unsigned long long)w->seed, what);
    }
}

/* One move of the walk; a look now and then, as a user has. */
static void move(struct walk *w)
{
    uint64_t event = mdl_stepper_event(w->stepper);
    uint32_t to = roll(w, w->events);

    switch (roll(w, 4)) {
    case 0:
        if (event + 1u < w->events) {
            expect(w, mdl_stepper_next(w->stepper), "there is no next event");
        }
        break;
    case 1:
        expect(w, mdl_stepper_back(w->stepper, 1u + roll(w, 20)) == (event > 0), "no way back");
        break;
    case 2:
        expect(w, mdl_stepper_back(w->stepper, event) == (event > 0), "no way back to 0");
        break;
    default:
        expect(w, mdl_stepper_at(w->stepper, w->instants[to]), "an instant is not found");
        expect(w, mdl_stepper_event(w->stepper) == to, "an instant has another event");
        break;
    }
    if (roll(w, 2) == 0) {
        look(w);
    }
}

/* A checkpoint every seven events: the way back crosses many, and they are thinned out. */
static void walk(uint64_t seed, const struct mdl_plan *plan, uint64_t *ret_events)
{
    struct walk *w = calloc(1, sizeof *w);
    struct mdl_stepper *straight;

    w->seed = w->dice = seed;
    straight = w->stepper = mdl_stepper_create(plan, seed, 0, 1u << 30);
    note(w);
    while (w->events < EVENTS && mdl_stepper_next(w->stepper)) {
        note(w);
    }
    w->stepper = mdl_stepper_create(plan, seed, 0, 7);
    expect_here(w, "at the beginning");
    for (unsigned i = 0; i < MOVES; i++) {
        move(w);
        expect_here(w, "so");
    }
    *ret_events += w->events;
    mdl_stepper_destroy(w->stepper);
    mdl_stepper_destroy(straight);
    free(w);
}

/* Walked to its end, in one go with ways back in between, it has the history of a straight run. */
static void expect_end(uint64_t seed, const struct mdl_plan *plan)
{
    static const struct mdl_options bare = {.without_ledger = true, .without_metrics = true};
    struct mdl_workspace *w = mdl_replication_prepare(plan, &bare);
    struct mdl_machine *m = mdl_replication_begin(w, seed, 0);
    const struct sim_engine_world world = mdl_replication_world(w);
    struct mdl_stepper *stepper = mdl_stepper_create(plan, seed, 0, 64);
    uint64_t events = 0;

    if (m->bug_check == 0 && !m->stuck) {
        sim_engine_run(&m->engine, &world, plan->duration_ns);
    }
    while (mdl_stepper_next(stepper)) {
        if (++events % 100 == 0) {
            mdl_stepper_back(stepper, 50);
        }
    }
    if (mdl_stepper_fingerprint(stepper) !=
        mdl_record_fingerprint(mdl_replication_record(w))) {
        fail_msg("seed %llu: stepped it has another fingerprint", (unsigned long long)seed);
    }
    mdl_stepper_destroy(stepper);
    mdl_replication_release(w);
}

TEST(each_event_of_a_random_walk_is_that_of_a_straight_run)
{
    uint64_t events = 0;

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct sim_arena arena;
        struct scn_scenario scenario;

        generate_parsed(seed, &arena, &scenario);
        walk(seed, &scenario.plan, &events);
        sim_arena_deinit(&arena);
    }
    CHECK_INT(events, >, 20 * count); /* they are no empty scenarios */
}

TEST(ways_back_change_no_fingerprint)
{
    for (uint64_t seed = first; seed < first + count / 10 + 1; seed++) {
        struct sim_arena arena;
        struct scn_scenario scenario;

        generate_parsed(seed, &arena, &scenario);
        expect_end(seed, &scenario.plan);
        sim_arena_deinit(&arena);
    }
    (void)lab_state;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {ENTRY(each_event_of_a_random_walk_is_that_of_a_straight_run),
                                       ENTRY(ways_back_change_no_fingerprint)};

    count = argc > 1 ? strtoull(argv[1], NULL, 10) : count;
    first = argc > 2 ? strtoull(argv[2], NULL, 10) : first;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
