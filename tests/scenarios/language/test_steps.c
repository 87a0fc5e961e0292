/*
 * Step lists compiled: what the machine will execute.
 *
 * A line of a program: index, kind, o(bject), n(umber), [draw], -> where it jumps.
 */
#include "tests/scenarios/language/bench.h"

#define DRIVER "wtsim: 1\nscenario: s\nmachine: {processors: 2, costs: none}\ndrivers:\n  d:\n" \
               "    framework: kmdf 1.33\n"

static void check_program(const char *text, mdl_program_id program, const char *want)
{
    struct bench b;

    bench_read(&b, text);
    if (b.diags.count > 0) {
        fail_msg("for\n%s\nsaid\n%s", text, bench_said(&b));
    }
    const char *got = bench_program(&b, program);

    if (strcmp(got, want) != 0) {
        fail_msg("for\n%s\ncompiled\n%s\nnot\n%s", text, got, want);
    }
    bench_done(&b);
}

TEST(a_small_driver_becomes_three_programs)
{
    const char *text = DRIVER
        "    interrupts: {rx: {isr: Isr, dpc: Dpc, arrivals: {periodic: 1ms}}}\n"
        "    work_items: {w: {callback: Work}}\n"
        "    callbacks:\n"
        "      Isr: [run: 3us, WdfInterruptQueueDpcForIsr: rx]\n"
        "      Dpc: [run: 20us, WdfWorkItemEnqueue: w]\n"
        "      Work: [each_request: [run: 400us]]\n";

    (void)lab_state;
    check_program(text, 0, "0 RUN [Isr 1]\n1 QUEUE_ISR_DPC o0\n2 END\n");
    check_program(text, 1, "0 RUN [Dpc 1]\n1 WDF_ENQUEUE o0\n2 END\n");
    check_program(text, 2, "0 ITEM_ENTER o0\n1 EACH ->4\n2 RUN [Work 1]\n3 EACH_NEXT ->1\n"
                           "4 ITEM_LEAVE o0\n5 END\n");
}

TEST(jumps_are_indices_into_all_steps)
{
    struct bench b;

    bench_read(&b, DRIVER
               "    timers:\n"
               "      a: {period: 1ms, callback: [run: 1us, run: 2us]}\n"
               "      b: {period: 1ms, callback: [{repeat: 3, steps: [run: 1us]}]}\n");
    /* a: RUN RUN END are steps 0 to 2; b: REPEAT 3, RUN 4, NEXT 5, END 6 */
    CHECK_INT(b.s.plan.programs[1].first, ==, 3);
    CHECK_INT(b.s.plan.steps[3].jump, ==, 6);
    CHECK_INT(b.s.plan.steps[5].jump, ==, 4);
    CHECK_INT(b.s.plan.programs[1].epilogue, ==, 6);
    bench_done(&b);
}

TEST(a_condition_skips_or_takes_the_other_list)
{
    (void)lab_state;
    check_program(DRIVER
                  "    variables: {busy: 0}\n"
                  "    timers:\n"
                  "      t:\n"
                  "        period: 1ms\n"
                  "        callback:\n"
                  "          - if: [busy == 0, carried >= 1]\n"
                  "            then: [set: busy = 1]\n"
                  "            else: [set: busy += 2, run: 1us]\n"
                  "          - if: busy != 1\n"
                  "            then: [return]\n",
                  0,
                  "0 BRANCH o0 n2 ->3\n1 SET o0\n2 JUMP ->5\n3 SET o0 n1\n4 RUN [t 1]\n"
                  "5 BRANCH o2 n1 ->7\n6 RETURN ->7\n7 END\n");
}

TEST(calls_stand_in_place_and_return_to_their_own_end)
{
    (void)lab_state;
    check_program(DRIVER
                  "    variables: {v: 0}\n"
                  "    timers: {t: {period: 1ms, callback: Outer}}\n"
                  "    callbacks:\n"
                  "      Outer: [run: 1us, call: Inner, call: Inner, run: 2us]\n"
                  "      Inner:\n"
                  "        - {repeat: 2, steps: [{if: v == 0, then: [return]}]}\n"
                  "        - run: 3us\n",
                  0,
                  "0 RUN [Outer 1]\n"
                  "1 REPEAT n2 ->5\n2 BRANCH o0 n1 ->4\n3 LEAVE n1 ->6\n4 REPEAT_NEXT ->2\n"
                  "5 RUN [Inner 2]\n"
                  "6 REPEAT n2 ->10\n7 BRANCH o1 n1 ->9\n8 LEAVE n1 ->11\n9 REPEAT_NEXT ->7\n"
                  "10 RUN [Inner (2) 2]\n"
                  "11 RUN [Outer 2]\n12 END\n");
}

TEST(until_leaves_its_loop)
{
    (void)lab_state;
    check_program(DRIVER
                  "    variables: {v: 0}\n"
                  "    timers:\n"
                  "      t:\n"
                  "        period: 1ms\n"
                  "        callback:\n"
                  "          - repeat: {until: v > 3, at_most: 10}\n"
                  "            steps: [run: 1us, set: v += 1]\n",
                  0,
                  "0 REPEAT n10 ->6\n1 RUN [t 2]\n2 SET o0 n1\n3 BRANCH o0 n1 ->5\n"
                  "4 LEAVE n1 ->6\n5 REPEAT_NEXT ->1\n6 END\n");
}

TEST(choices_share_one_draw)
{
    struct bench b;

    bench_read(&b, DRIVER
               "    timers:\n"
               "      t:\n"
               "        period: 1ms\n"
               "        callback:\n"
               "          - choose:\n"
               "              - {weight: 3, steps: [run: 1us]}\n"
               "              - {weight: 1, steps: [run: 5us, run: 6us]}\n"
               "          - run: 7us\n");
    CHECK_TEXT(bench_program(&b, 0), "0 CHOOSE o0 n2 [t 1]\n1 RUN [t 2]\n2 JUMP ->6\n"
                                     "3 RUN [t 3]\n4 RUN [t 4]\n5 JUMP ->6\n6 RUN [t 5]\n7 END\n");
    CHECK_INT(b.s.plan.choices[0].jump, ==, 1);
    CHECK_INT(b.s.plan.choices[1].jump, ==, 3);
    CHECK_NEAR(b.s.plan.choices[0].share, 0.75, 0);
    CHECK_NEAR(b.s.plan.choices[1].share, 1, 0);
    CHECK(b.s.plan.is_random);
    bench_done(&b);
}

TEST(results_branch)
{
    (void)lab_state;
    check_program(DRIVER
                  "    events: {e: notification}\n"
                  "    threads:\n"
                  "      t:\n"
                  "        steps:\n"
                  "          - KeWaitForSingleObject: {event: e, timeout: 5ms}\n"
                  "            on_success: [run: 1us]\n"
                  "            on_timeout: [run: 2us]\n"
                  "          - {KeSetEvent: e, requests: none}\n",
                  0,
                  "0 WAIT_OBJECT o0 [t 1]\n1 BRANCH_RESULT ->4\n2 RUN [t 2]\n3 JUMP ->5\n"
                  "4 RUN [t 3]\n5 SET_EVENT o0 n1\n6 END\n");
}

TEST(requests_none_is_a_flag_of_the_step)
{
    struct bench b;

    bench_read(&b, DRIVER "    work_items: {w: {callback: [run: 1us]}}\n"
                          "    timers: {t: {period: 1s, callback: "
                          "[{WdfWorkItemEnqueue: w, requests: none}]}}\n");
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_INT(b.s.plan.steps[0].kind, ==, MDL_STEP_WDF_ENQUEUE);
    CHECK_INT(b.s.plan.steps[0].flags, ==, MDL_STEP_NO_REQUESTS);
    CHECK_TEXT(b.s.plan.places[b.s.plan.steps[0].place].text, "WdfWorkItemEnqueue: w");
    CHECK_INT(b.s.plan.places[b.s.plan.steps[0].place].line, ==, 8);
    bench_done(&b);
}

TEST(a_ring_is_drained_from_its_interrupt)
{
    struct bench b;

    bench_read(&b, DRIVER
               "    interrupts: {rx: {isr: [mask: rx, WdfInterruptQueueDpcForIsr: rx],\n"
               "      dpc: [each_request: {from: rx, up_to: 64, steps: [run: 1us]}, unmask: rx],\n"
               "      arrivals: {poisson: 1000/s, capacity: 256, moderation: {count: 8, "
               "after: 50us}}}}\n");
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_TEXT(bench_program(&b, 1), "0 EACH_FROM o0 n64 ->3\n1 RUN [rx.dpc 1]\n"
                                     "2 EACH_NEXT ->0\n3 UNMASK o0\n4 END\n");
    CHECK(b.s.plan.lines[0].keeps_requests);
    CHECK(b.s.plan.programs[1].takes_from_line);
    CHECK(!b.s.plan.programs[0].takes_from_line);
    CHECK_INT(b.s.plan.streams[0].capacity, ==, 256);
    CHECK_INT(b.s.plan.streams[0].moderation_count, ==, 8);
    CHECK_INT(b.s.plan.streams[0].moderation_after_ns, ==, 50000);
    bench_done(&b);
}

/* K7: an ISR without a run costs 1.2 us, a DPC 2.5 us, others nothing. */
TEST(k7_a_callback_without_a_run_costs_its_default_first)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
                   "    variables: {v: 0}\n"
                   "    interrupts: {rx: {isr: I, dpc: D, arrivals: {periodic: 1ms}}}\n"
                   "    work_items: {w: {callback: W}}\n"
                   "    callbacks:\n"
                   "      I: [{repeat: 2, steps: [set: v = 1]}, WdfInterruptQueueDpcForIsr: rx]\n"
                   "      D: [run: 0us, WdfWorkItemEnqueue: w]\n"
                   "      W: [set: v = 0]\n");
    CHECK_INT(b.diags.count, ==, 0);
    CHECK_TEXT(bench_program(&b, 0), "0 RUN [I 0]\n1 REPEAT n2 ->4\n2 SET o0\n3 REPEAT_NEXT ->2\n"
                                     "4 QUEUE_ISR_DPC o0\n5 END\n");
    CHECK_NEAR(b.s.plan.draws[b.s.plan.steps[0].draw].law.a, 1200, 0);
    CHECK(b.s.plan.draws[b.s.plan.steps[0].draw].assumed);
    CHECK_TEXT(bench_program(&b, 1), "0 RUN [D 1]\n1 WDF_ENQUEUE o0\n2 END\n");
    CHECK_TEXT(bench_program(&b, 2), "0 ITEM_ENTER o0\n1 SET o0\n2 ITEM_LEAVE o0\n3 END\n");
    bench_done(&b);
}

TEST(a_draw_is_named_by_object_callback_and_place)
{
    struct bench b;

    bench_read(&b, DRIVER
               "    timers: {a: {period: 1ms, callback: F}, b: {period: 1ms, callback: F}}\n"
               "    callbacks: {F: [run: {exponential: 3us}, run: ~2us]}\n");
    const struct mdl_draw *first = &b.s.plan.draws[b.s.plan.steps[0].draw];
    const struct mdl_draw *second = &b.s.plan.draws[b.s.plan.steps[1].draw];
    const struct mdl_draw *other = &b.s.plan.draws[b.s.plan.steps[3].draw];

    CHECK_TEXT(first->path, "d.a");
    CHECK_TEXT(first->purpose, "F 1");
    CHECK_TEXT(second->purpose, "F 2");
    CHECK_TEXT(other->path, "d.b");
    CHECK_TEXT(other->purpose, "F 1");
    CHECK(!first->assumed);
    CHECK(second->assumed);
    bench_done(&b);
}

TESTS(ENTRY(a_small_driver_becomes_three_programs), ENTRY(jumps_are_indices_into_all_steps),
      ENTRY(a_condition_skips_or_takes_the_other_list),
      ENTRY(calls_stand_in_place_and_return_to_their_own_end), ENTRY(until_leaves_its_loop),
      ENTRY(choices_share_one_draw), ENTRY(results_branch),
      ENTRY(requests_none_is_a_flag_of_the_step), ENTRY(a_ring_is_drained_from_its_interrupt),
      ENTRY(k7_a_callback_without_a_run_costs_its_default_first),
      ENTRY(a_draw_is_named_by_object_callback_and_place))
