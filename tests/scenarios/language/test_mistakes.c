/*
 * What an author does wrong, and what is said about it: place, number, sentence.
 */
#include "tests/scenarios/language/bench.h"

static void check_said(const char *text, const char *want)
{
    struct bench b;

    bench_read(&b, text);
    const char *said = bench_said(&b);

    if (strcmp(said, want) != 0) {
        fail_msg("for\n%s\nsaid\n%s\nnot\n%s", text, said, want);
    }
    bench_done(&b);
}

/* Five mistakes, each once, in file order, no follow-up. */
TEST(five_mistakes_are_reported_in_one_pass)
{
    (void)lab_state;
    check_said("wtsim: 1\n"
               "scenario: nic\n"
               "windows: 11\n"
               "drivers:\n"
               "  nic:\n"
               "    framework: kmdf 1.33\n"
               "    # (a line)\n"
               "    interrupts:\n"
               "      rx: {irql: 13, arrivals: {poisson: 1000}, isr: EvtIsr, dpc: EvtDpc}\n"
               "    work_items:\n"
               "      refill: {calback: EvtRefill}\n"
               "    callbacks:\n"
               "      EvtIsr: [run: 3us, WdfInterruptQueueDpcForIsr: rx]\n"
               "      EvtDpc: [run: 20us, WdfWorkItemEnqueue: refil]\n"
               "      EvtRefill: [run: 400]\n",
               "9:18 S041 13 is not a device level on x64\n"
               "9:42 S017 a rate needs a unit\n"
               "11:16 S003 work item has no key 'calback'\n"
               "14:47 S012 no work item is called 'refil'\n"
               "15:24 S016 a duration needs a unit\n");
}

TEST(what_a_dangling_name_may_have_meant_is_shown_with_its_place)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: kmdf 1.33\n"
                   "    work_items: {refill: {callback: [run: 1us]}}\n"
                   "    timers: {t: {period: 1ms, callback: [WdfWorkItemEnqueue: refil]}}\n");
    CHECK_INT(b.diags.count, ==, 1);
    CHECK_TEXT(b.diags.items[0].label, "meant 'refill'?");
    CHECK_INT(b.diags.items[0].note_at.line, ==, 6);
    CHECK_INT(b.diags.items[0].note_at.column, ==, 18);
    CHECK(!b.good);
    bench_done(&b);
}

/* The step stays without its object, and nobody asks for that. */
TEST(an_interrupt_that_does_not_exist_is_one_mistake)
{
    (void)lab_state;
    check_said("wtsim: 1\nscenario: s\ndrivers:\n  d:\n    interrupts:\n"
               "      line: {arrivals: {poisson: 1/s}, isr: [run: 1us, "
               "WdfInterruptQueueDpcForIsr: elsewhere], dpc: [run: 1us]}\n",
               "6:84 S012 no interrupt is called 'elsewhere'\n");
}

/* Nothing is near: where it would be declared, to be pasted. */
TEST(a_name_that_nothing_is_near_to_says_where_it_is_declared)
{
    struct bench b;

    bench_read(&b, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: wdm\n"
                   "    threads: {t: {steps: [KeWaitForSingleObject: ready]}}\n"
                   "    timers: {k: {period: 1ms, callback: [WdfRequestSend: bus, "
                   "IoQueueWorkItemEx: later.on]}}\n");
    CHECK_INT(b.diags.count, ==, 3);
    scn_diags_sort(&b.diags);
    CHECK_TEXT(b.diags.items[0].hint, "declare it under driver 'd', as in events: {ready: "
                                      "notification} or timers: {ready: {due: 10ms}}");
    CHECK_TEXT(b.diags.items[1].hint,
               "declare it under driver 'd', as in targets: {bus: {service: 1ms}}");
    CHECK(b.diags.items[2].hint == NULL);   /* a path: whose driver it would be is not known */
    bench_done(&b);
}

static void check_guess(const char *arrivals, const char *run, const char *label)
{
    struct sim_arena arena;
    struct bench b;

    sim_arena_init(&arena);
    bench_read(&b, sim_arena_print(&arena, "wtsim: 1\nscenario: s\ndrivers:\n  d:\n"
                                   "    framework: kmdf 1.33\n    interrupts: {i: {isr: I, "
                                   "arrivals: %s}}\n    callbacks: {I: [run: %s]}\n",
                                   arrivals, run));
    scn_diags_sort(&b.diags);
    if (strcmp(b.diags.items[b.diags.count - 1].label, label) != 0) {
        fail_msg("%s with %s: %s", run, arrivals, b.diags.items[b.diags.count - 1].label);
    }
    bench_done(&b);
    sim_arena_deinit(&arena);
}

/* Load = rate x time: 1000/s x 400 us = 0.4; x 400 ms = 400. */
TEST(a_run_without_a_unit_is_guessed_from_the_load_that_it_would_be)
{
    (void)lab_state;
    check_guess("{poisson: 1000/s}", "400",
                "400us? With 1000/s that is 40 % of one processor; 400ms would be 400 processors");
    check_guess("{poisson: 1000}", "400",   /* the rate has the same mistake */
                "400us? With 1000/s that is 40 % of one processor; 400ms would be 400 processors");
    check_guess("{periodic: 10ms}", "4",    /* 4 us / 10 ms; 4 ms / 10 ms */
                "4us or 4ms? With one every 10ms that is 0.04 % or 40 % of one processor");
    check_guess("{periodic: 40us}", "100", "100us, 100ms or 100s?"); /* none would do */
    check_guess("{at: [1ms]}", "400", "400us, 400ms or 400s?");
}

#define HEAD "wtsim: 1\nscenario: s\n"
#define DRIVER HEAD "drivers:\n  d:\n    framework: kmdf 1.33\n"

TEST(names_under_a_key_that_does_not_exist_are_no_further_mistakes)
{
    (void)lab_state;
    check_said(DRIVER
               "    interrupts: {rx: {irql: 7, isr: [WdfInterruptQueueDpcForIsr: rx],\n"
               "                      dpc: [WdfWorkItemEnqueue: w],\n"
               "                      arrivals: {poisson: 1/ms}}}\n"
               "    work_item: {w: {callback: [run: 1us]}}\n",
               "9:5 S003 driver has no key 'work_item'\n");
}

TEST(a_period_that_is_no_duration_is_one_mistake)
{
    (void)lab_state;
    check_said(DRIVER "    timers: {t: {period: 100}}\n", "6:26 S016 a duration needs a unit\n");
}

TEST(a_wrong_kind_of_object_says_what_it_is)
{
    (void)lab_state;
    check_said(DRIVER
               "    interrupts: {rx: {irql: 7, isr: [WdfWorkItemEnqueue: rx],\n"
               "                      arrivals: {poisson: 1/ms}}}\n",
               "6:58 S031 'rx' is an interrupt; WdfWorkItemEnqueue needs a work item\n");
}

/* One slip, one diagnostic. */
TEST(a_slip_is_not_followed_by_what_follows_from_it)
{
    (void)lab_state;
    check_said(DRIVER "    queues: {io: {dispatch: serial}}\n",
               "6:29 S043 'dispatch' is one of sequential, parallel or manual\n");
    check_said(DRIVER "    devices: [a, a]\n    pnp: {EvtDeviceD0Exit: F}\n"
                      "    callbacks: {F: [run: 1us]}\n",
               "6:18 S044 'd.a' is declared twice\n");
}

static void check_label(const char *text, const char *label, const char *hint)
{
    struct bench b;

    bench_read(&b, text);
    if (b.diags.count != 1 || strcmp(b.diags.items[0].label, label) != 0
        || (hint != NULL && strcmp(b.diags.items[0].hint, hint) != 0)) {
        fail_msg("for\n%s\nsaid\n%s", text, bench_said(&b));
    }
    bench_done(&b);
}

TEST(what_was_probably_meant_stands_beside_the_caret)
{
    (void)lab_state;
    check_label(DRIVER "    variables: {v: 0}\n    timers: {t: {period: 1ms, callback: F}}\n"
                       "    callbacks: {F: [run: 1us, {if: v = 0, then: [run: 1us]}]}\n",
                "compare with ==", NULL);
    check_label(DRIVER "    devices: [a, b]\n    timers: {t: {period: 1ms, callback: F}}\n"
                       "    callbacks: {F: [run: 1us]}\nexpect: [d.t.run.max < 1ms]\n",
                "meant 'd.a.t'?", NULL);
}

TEST(the_keys_there_are_are_named_where_none_is_near)
{
    struct bench b;

    bench_read(&b, HEAD "machine: {dpc: {colour: 1}}\n");
    CHECK_TEXT(b.diags.items[0].hint,
               "machine.dpc has maximum_depth, minimum_rate, ideal_rate, adjust_threshold, limit "
               "or idle_target");
    bench_done(&b);
}

TEST(a_drain_has_a_length)
{
    (void)lab_state;
    check_said(HEAD "run: {drain: true}\n", "3:14 S018 'true' is not a duration\n");
}

TEST(unknown_keys_of_every_level_are_reported)
{
    (void)lab_state;
    check_said(HEAD "machin: {}\nmachine: {procesors: 2, costs: {interupt: 1us}}\n"
                    "run: {durration: 1s}\n",
               "3:1 S003 scenario has no key 'machin'\n"
               "4:11 S003 machine has no key 'procesors'\n"
               "4:33 S003 costs has no key 'interupt'\n"
               "5:7 S003 run has no key 'durration'\n");
}

TEST(what_must_be_said_is_asked_for)
{
    (void)lab_state;
    check_said("wtsim: 1\ndrivers:\n  d:\n    interrupts: {rx: {irql: 5}}\n",
               "1:1 S014 a scenario needs 'scenario': name of the scenario\n"
               "4:22 S014 an interrupt needs 'isr': callback of its ISR\n");
}

TEST(steps_are_taken_apart_with_care)
{
    (void)lab_state;
    check_said(HEAD
               "threads:\n"
               "  t:\n"
               "    steps:\n"
               "      - {run: 1us, wait: 1us}\n"
               "      - {then: [run: 1us]}\n"
               "      - rum: 1us\n"
               "      - frobnicate: x\n"
               "      - run: 1us\n"
               "        then: [run: 1us]\n"
               "      - repeat: 3\n"
               "      - if: x\n"
               "        then: []\n"
               "      - set: y\n"
               "      - WdfRequestComplete: z\n"
               "      - run:\n"
               "      - {run: 1us, requests: some}\n",
               "6:20 S046 a step is one verb; 'wait' would be a second one beside 'run'\n"
               "7:9 S046 a step needs a verb\n"
               "8:9 S045 unknown step 'rum'\n"
               "9:9 S045 unknown step 'frobnicate'\n"
               "11:9 S047 'run' has no 'then'\n"
               "12:9 S047 'repeat' needs 'steps' beside it\n"
               "13:13 S050 not a condition: write 'variable == 0', 'rx.depth > 8', "
               "'carried >= 2' or 'kind == bulk'\n"
               "15:14 S051 'set' takes 'variable = n', 'variable += n' or 'variable -= n'\n"
               "16:29 S012 no requests are of kind 'z'\n"
               "17:13 S018 a duration is missing here\n"
               "18:30 S043 'requests' beside a step can only be none\n");
}

/* In brackets each key is a step of its own: the usual slip with 'repeat'. */
TEST(a_repeat_torn_from_its_steps_is_told_of_braces)
{
    struct bench b;
    const char *text = DRIVER "    timers: {t: {period: 1ms, callback: F}}\n"
                              "    callbacks: {F: [repeat: 3, steps: [run: 1us]]}\n";

    (void)lab_state;
    memset(&b, 0, sizeof b);
    sim_arena_init(&b.arena);
    scn_diags_init(&b.diags, &b.arena);
    b.good = scn_scenario_parse(&b.arena, "t.yaml", text, strlen(text), NULL, 0, &b.diags, &b.s);
    CHECK(!b.good);
    CHECK_TEXT(b.diags.items[0].hint,
               "inside brackets, braces keep the two together: [{repeat: ..., steps: [...]}]; in "
               "lines, no '-' before 'steps'");
    CHECK_INT(b.diags.error_count, ==, 1); /* of the steps that stand alone nothing more is said */
    bench_done(&b);
}

TEST(callbacks_that_call_each_other_are_shown_as_a_circle)
{
    (void)lab_state;
    check_said(DRIVER "    timers: {t: {period: 1ms, callback: A}}\n"
                      "    callbacks: {A: [call: B], B: [call: C], C: [call: B]}\n",
               "7:55 S048 callbacks call each other: B > C > B\n");
}

TEST(calls_that_double_at_each_level_are_stopped)
{
    struct bench b;
    const char *text = DRIVER "    timers: {t: {period: 1ms, callback: F0}}\n    callbacks:\n";

    memset(&b, 0, sizeof b);
    sim_arena_init(&b.arena);
    for (int i = 0; i < 40; i++) {     /* 2^40 steps, were they all made */
        text = sim_arena_print(&b.arena, "%s      F%d: [call: F%d, call: F%d]\n", text, i, i + 1,
                               i + 1);
    }
    text = sim_arena_print(&b.arena, "%s      F40: [run: 1us]\n", text);
    scn_diags_init(&b.diags, &b.arena);
    b.good = scn_scenario_parse(&b.arena, "t.yaml", text, strlen(text), NULL, 0, &b.diags, &b.s);
    CHECK(!b.good);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_TOO_MANY_STEPS);
    bench_done(&b);
}

TEST(loops_nest_four_deep)
{
    (void)lab_state;
    check_said(DRIVER "    timers: {t: {period: 1ms, callback: A}}\n"
                      "    callbacks:\n"
                      "      A: [{repeat: 2, steps: [{repeat: 2, steps: [call: B]}]}]\n"
                      "      B: [{repeat: 2, steps: [{repeat: 2, steps: [call: C]}]}]\n"
                      "      C: [{repeat: 2, steps: [run: 1us]}]\n",
               "10:12 S067 at most 4 loops can stand inside each other\n");
}

TEST(waits_are_for_what_can_be_waited_for)
{
    (void)lab_state;
    check_said(DRIVER
               "    locks: {l: spin_lock, m: mutex}\n"
               "    work_items: {w: {callback: [run: 1us]}}\n"
               "    threads:\n"
               "      t:\n"
               "        steps:\n"
               "          - KeWaitForSingleObject: w\n"
               "          - KeWaitForSingleObject: l\n"
               "          - KeWaitForSingleObject: m\n"
               "          - WdfWaitLockAcquire: l\n"
               "          - WdfSpinLockAcquire: {lock: l, timout: 1ms}\n",
               "11:36 S196 'w' is no object that KeWaitForSingleObject can wait for\n"
               "12:36 S196 'l' is no object that KeWaitForSingleObject can wait for\n"
               "14:33 S053 WdfWaitLockAcquire takes a wait lock, and 'l' is another kind of "
               "lock\n"
               "15:43 S003 WdfSpinLockAcquire has no key 'timout'\n");
}

TEST(w70_a_framework_work_item_has_no_queue_type)
{
    (void)lab_state;
    check_said(DRIVER
               "    work_items: {w: {callback: [run: 1us], queue: DelayedWorkQueue}}\n"
               "    timers: {t: {period: 1ms, callback: [WdfWorkItemEnqueue: w]}}\n",
               "6:51 S055 a framework work item has no queue type: KMDF always queues to the "
               "Delayed queue (W70)\n");
}

TEST(w4_queue_types_must_exist_on_that_windows)
{
    (void)lab_state;
    check_said(HEAD
               "windows: 7\n"
               "drivers:\n"
               "  d:\n"
               "    framework: wdm\n"
               "    work_items:\n"
               "      a: {callback: [run: 1us], queue: NormalWorkQueue}\n"
               "      b: {callback: [run: 1us], queue: CustomPriorityWorkQueue + 9}\n"
               "      c: {callback: [run: 1us], queue: DelayedWorkQueu}\n"
               "    timers: {t: {period: 1s, callback: [IoQueueWorkItem: a, IoQueueWorkItem: b,\n"
               "                                        IoQueueWorkItem: c]}}\n",
               "8:40 S054 Windows 7 has no NormalWorkQueue (W4): queueing to it is fatal (W8)\n"
               "9:40 S054 Windows 7 has no custom priorities (W4): queueing to it is fatal (W8)\n"
               "10:40 S043 'queue' is a WORK_QUEUE_TYPE: CriticalWorkQueue, DelayedWorkQueue, "
               "HyperCriticalWorkQueue, NormalWorkQueue, BackgroundWorkQueue, RealTimeWorkQueue "
               "or SuperCriticalWorkQueue, or 'CustomPriorityWorkQueue + 9'\n");
}

TEST(lines_of_one_vector_must_agree)
{
    (void)lab_state;
    check_said(DRIVER
               "    interrupts:\n"
               "      a: {irql: 5, vector: 17, isr: [run: 1us], arrivals: {periodic: 1ms}}\n"
               "      b: {irql: 6, vector: 17, isr: [run: 1us], arrivals: {periodic: 1ms}}\n",
               "8:7 S056 interrupts of one vector must agree on irql and trigger\n");
}

TEST(an_override_is_checked_like_the_file_and_points_into_the_command_line)
{
    static const char *const overrides[] = {"machine.procesors=2", "run.seed=x"};
    struct bench b;

    bench_read_with(&b, HEAD, overrides, 2);
    CHECK(!b.good);
    scn_diags_sort(&b.diags);
    CHECK_INT(b.diags.count, ==, 2);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_UNKNOWN_KEY);
    CHECK_INT(b.diags.items[0].at.source, ==, 1);
    CHECK_INT(b.diags.items[1].at.source, ==, 2);
    CHECK_TEXT(b.diags.source_names[1], "--set machine.procesors=2");
    bench_done(&b);
}

TEST(a_source_uses_no_processor)
{
    (void)lab_state;
    check_said(DRIVER
               "    work_items: {w: {callback: [run: 1us]}}\n"
               "    sources: {s: {arrivals: {poisson: 1/s}, steps: [run: 1us,\n"
               "              WdfWorkItemEnqueue: w, WdfWorkItemFlush: w]}}\n",
               "7:53 S063 a source uses no processor: it cannot 'run'\n"
               "8:38 S063 a source stands outside the machine: it cannot call "
               "WdfWorkItemFlush\n");
}

TESTS(ENTRY(five_mistakes_are_reported_in_one_pass),
      ENTRY(what_a_dangling_name_may_have_meant_is_shown_with_its_place),
      ENTRY(an_interrupt_that_does_not_exist_is_one_mistake),
      ENTRY(a_name_that_nothing_is_near_to_says_where_it_is_declared),
      ENTRY(names_under_a_key_that_does_not_exist_are_no_further_mistakes),
      ENTRY(a_period_that_is_no_duration_is_one_mistake),
      ENTRY(a_wrong_kind_of_object_says_what_it_is),
      ENTRY(a_run_without_a_unit_is_guessed_from_the_load_that_it_would_be),
      ENTRY(a_slip_is_not_followed_by_what_follows_from_it),
      ENTRY(what_was_probably_meant_stands_beside_the_caret),
      ENTRY(the_keys_there_are_are_named_where_none_is_near),
      ENTRY(a_drain_has_a_length),
      ENTRY(unknown_keys_of_every_level_are_reported), ENTRY(what_must_be_said_is_asked_for),
      ENTRY(steps_are_taken_apart_with_care),
      ENTRY(a_repeat_torn_from_its_steps_is_told_of_braces),
      ENTRY(callbacks_that_call_each_other_are_shown_as_a_circle),
      ENTRY(calls_that_double_at_each_level_are_stopped),
      ENTRY(loops_nest_four_deep), ENTRY(waits_are_for_what_can_be_waited_for),
      ENTRY(w70_a_framework_work_item_has_no_queue_type),
      ENTRY(w4_queue_types_must_exist_on_that_windows), ENTRY(lines_of_one_vector_must_agree),
      ENTRY(an_override_is_checked_like_the_file_and_points_into_the_command_line),
      ENTRY(a_source_uses_no_processor))
