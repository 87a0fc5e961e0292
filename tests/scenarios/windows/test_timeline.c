/*
 * Parameters that the timeline sets: arrivals, durations, services, variables.
 *
 * No overheads; one processor.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#include "model/machine/machine.h"

#define HEAD                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "run: {duration: 100ms, replications: 1}\n"
#define LINE(arrivals, time)                                                                \
    "drivers:\n  d:\n    variables: {v: 0}\n"                                               \
    "    interrupts: {line: {arrivals: " arrivals ", isr: Isr}}\n"                           \
    "    callbacks: {Isr: [run: " time ", {if: v == 1, then: [run: 7us]}]}\n"

TEST(a_duration_is_another_one_from_its_time_on)
{
    struct story s;

    story_run(&s, HEAD LINE("{at: [1ms, 2ms, 3ms]}", "10us")
              "timeline: [{at: 1500us, set: {drivers.d.callbacks.Isr.0.run: 20us}}]\n");
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 10 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 20 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 2), ==, 20 * US);
    story_end(&s);
}

/* Pin 10: the timeline comes before the arrivals of its instant, and after what ends at it. */
TEST(pin_10_a_run_that_begins_when_a_duration_is_set_has_the_new_one)
{
    struct story s;

    story_run(&s, HEAD LINE("{at: [1ms, 2ms]}", "1ms")
              "timeline: [{at: 2ms, set: {drivers.d.callbacks.Isr.0.run: 20us}}]\n");
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 20 * US);
    story_end(&s);
}

TEST(a_variable_of_a_driver_is_set_from_outside)
{
    struct story s;

    story_run(&s, HEAD LINE("{at: [1ms, 2ms]}", "10us")
              "timeline: [{at: 1500us, set: {d.v: 1}}]\n");
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 10 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 17 * US);
    story_end(&s);
}

TEST(arrivals_begin_anew_when_they_are_set)
{
    struct story s;

    /* 0, 10, 20 ms; from 25 on at 25 + 3, every 5: 28, 33, ... 98. */
    story_run(&s, HEAD LINE("{periodic: 10ms}", "10us")
              "timeline: [{at: 25ms, set: {drivers.d.interrupts.line.arrivals: "
              "{periodic: {period: 5ms, phase: 3ms}}}}]\n");
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 3 + 15);
    story_end(&s);
}

TEST(a_part_of_what_can_change_may_be_set_alone)
{
    struct story s;

    /* 1, 11, 21 ms; from 25 on, with the phase of the file, at 25 + 1, every 5: 26, 31 ... 96. */
    story_run(&s, HEAD LINE("{periodic: {period: 10ms, phase: 1ms}}", "10us")
              "timeline: [{at: 25ms, set: {drivers.d.interrupts.line.arrivals.periodic.period: "
              "5ms}}]\n");
    CHECK_INT(story_count(&s, "d.line.offered"), ==, 3 + 15);
    story_end(&s);
}

TEST(several_values_change_at_one_instant_and_back_again)
{
    struct story s;

    story_run(&s, HEAD LINE("{at: [1ms, 2ms, 4ms]}", "10us")
              "timeline:\n"
              "  - {at: 1500us, set: {d.v: 1, drivers.d.callbacks.Isr.0.run: 30us}}\n"
              "  - {at: 3ms, set: {d.v: 0, drivers.d.callbacks.Isr.0.run: 10us}}\n");
    CHECK_INT(story_value(&s, "d.line.isr.run", 1), ==, 37 * US);
    CHECK_INT(story_value(&s, "d.line.isr.run", 2), ==, 10 * US);
    story_end(&s);
}

TEST(the_rate_of_a_poisson_stream_changes)
{
    struct story s;
    uint64_t offered;

    /* 100/s for 50 ms: 5; then 100,000/s for 50 ms: 5,000, with a deviation of 71. */
    story_run(&s, HEAD LINE("{poisson: 100/s}", "1us")
              "timeline: [{at: 50ms, set: {drivers.d.interrupts.line.arrivals: "
              "{poisson: 100000/s}}}]\n");
    offered = story_count(&s, "d.line.offered");
    CHECK_INT(offered, >, 5000 - 300);
    CHECK_INT(offered, <, 5000 + 300);
    story_end(&s);
}

/* All devices have the code of their driver. */
TEST(what_devices_share_changes_for_all_of_them)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  d:\n    devices: [one, two]\n"
              "    interrupts: {line: {arrivals: {at: [1ms, 20ms]}, isr: [run: 10us]}}\n"
              "timeline: [{at: 10ms, set: {drivers.d.interrupts.line.isr.0.run: 30us}}]\n");
    CHECK_INT(story_value(&s, "d.one.line.isr.run", 1), ==, 30 * US);
    CHECK_INT(story_value(&s, "d.two.line.isr.run", 1), ==, 30 * US);
    story_end(&s);
}

/* What is set is no state of the machine: it follows from how far the timeline is. */
TEST(a_checkpoint_from_before_a_change_runs_with_the_old_value_again)
{
    struct sim_engine_world world;
    struct mdl_checkpoint *early;
    struct mdl_machine *m;
    struct story s;
    uint64_t first, again;

    story_parse(&s, HEAD LINE("{at: [1ms, 2ms, 3ms]}", "10us")
                "timeline: [{at: 2500us, set: {drivers.d.callbacks.Isr.0.run: 20us}}]\n");
    s.workspace = mdl_replication_prepare(&s.scenario.plan, NULL);
    m = mdl_replication_begin(s.workspace, 1, 0);
    world = mdl_replication_world(s.workspace);
    sim_engine_run(&m->engine, &world, 1500 * US);
    early = mdl_machine_checkpoint(m);
    sim_engine_run(&m->engine, &world, 50 * MS);
    first = mdl_machine_digest(m);
    mdl_machine_restore(m, early);
    /* At 2 ms the ISR must take 10 us: it is over before 2.015 ms. */
    sim_engine_run(&m->engine, &world, 2015 * US);
    CHECK_INT(m->processors[0].depth, ==, 0);
    sim_engine_run(&m->engine, &world, 50 * MS);
    again = mdl_machine_digest(m);
    CHECK(first == again);
    mdl_machine_forget(early);
    story_end(&s);
}

TESTS(ENTRY(a_duration_is_another_one_from_its_time_on),
      ENTRY(pin_10_a_run_that_begins_when_a_duration_is_set_has_the_new_one),
      ENTRY(a_variable_of_a_driver_is_set_from_outside),
      ENTRY(arrivals_begin_anew_when_they_are_set),
      ENTRY(a_part_of_what_can_change_may_be_set_alone),
      ENTRY(several_values_change_at_one_instant_and_back_again),
      ENTRY(the_rate_of_a_poisson_stream_changes),
      ENTRY(what_devices_share_changes_for_all_of_them),
      ENTRY(a_checkpoint_from_before_a_change_runs_with_the_old_value_again))
