/*
 * Devices of a driver: which objects there are, how they are called, which one a name means.
 */
#include "tests/scenarios/language/bench.h"

#include "scenarios/language/settable.h"

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

#define HEAD "wtsim: 1\nscenario: s\nmachine: {costs: none}\n"

TEST(pin_37_each_device_has_all_objects_and_the_driver_those_it_shares)
{
    struct bench b;

    bench_read(&b, HEAD "drivers:\n  disk:\n    framework: kmdf 1.33\n    devices: [one, two]\n"
                   "    shared: {variables: {both: 0}}\n"
                   "    variables: {own: 0}\n"
                   "    interrupts: {line: {arrivals: {at: [1ms]}, isr: Isr}}\n"
                   "    callbacks: {Isr: [run: 1us, set: own += 1, set: both += 1]}\n");
    CHECK_TEXT(bench_said(&b), "");
    CHECK_INT(b.s.plan.device_count, ==, 2);
    CHECK_INT(b.s.plan.line_count, ==, 2);
    CHECK_INT(b.s.plan.variable_count, ==, 3);
    CHECK(bench_object(&b, "disk.one.line.isr") != NULL);
    CHECK(bench_object(&b, "disk.two.line.isr") != NULL);
    CHECK(bench_object(&b, "disk.both") != NULL);
    CHECK(bench_object(&b, "disk.line") == NULL);
    CHECK(bench_object(&b, "disk.one.both") == NULL);
    /* Variables: 0 both, 1 disk.one.own, 2 disk.two.own. Each ISR sets its own and both. */
    CHECK_TEXT(bench_program(&b, b.s.plan.lines[0].isr),
               "0 RUN [Isr 1]\n1 SET o1 n1\n2 SET o0 n1\n3 END\n");
    CHECK_TEXT(bench_program(&b, b.s.plan.lines[1].isr),
               "0 RUN [Isr 1]\n1 SET o2 n1\n2 SET o0 n1\n3 END\n");
    bench_done(&b);
}

TEST(pin_37_a_driver_without_devices_has_one_that_paths_leave_out)
{
    struct bench b;

    bench_read(&b, HEAD "drivers:\n  nic:\n    shared: {variables: {common: 0}}\n"
                   "    timers: {t: {period: 1s, callback: [set: common += 1]}}\n");
    CHECK_TEXT(bench_said(&b), "");
    CHECK_INT(b.s.plan.device_count, ==, 1);
    CHECK_TEXT(b.s.plan.objects[b.s.plan.devices[0].object].path, "nic");
    CHECK(bench_object(&b, "nic.t") != NULL);
    CHECK(bench_object(&b, "nic.common") != NULL);
    bench_done(&b);
}

/* The name of the device's own object hides the shared one; others are reached by their path. */
TEST(pin_37_a_name_means_the_own_device_then_the_shared_one_then_a_full_path)
{
    struct bench b;

    bench_read(&b, HEAD "drivers:\n  d:\n    devices: [one, two]\n"
                   "    shared: {variables: {v: 0, w: 0}}\n    variables: {v: 0}\n"
                   "    timers: {t: {period: 1s, callback: [set: v = 1, set: w = 1, "
                   "set: d.two.v = 1]}}\n");
    CHECK_TEXT(bench_said(&b), "7:26 S081 nothing uses variable 'd.v'\n");
    /* 0 d.v, 1 d.w, 2 d.one.v, 3 d.two.v */
    CHECK_TEXT(bench_program(&b, b.s.plan.timers[0].program),
               "0 SET o2\n1 SET o1\n2 SET o3\n3 END\n");
    CHECK_TEXT(bench_program(&b, b.s.plan.timers[1].program),
               "0 SET o3\n1 SET o1\n2 SET o3\n3 END\n");
    bench_done(&b);
}

/* Paired comparison needs streams that another device does not shift (pin 40). */
TEST(pin_40_each_device_draws_from_streams_of_its_own)
{
    struct bench b;

    bench_read(&b, HEAD "drivers:\n  d:\n    devices: [one, two]\n"
                   "    interrupts: {line: {arrivals: {poisson: 10/s}, "
                   "isr: [run: {exponential: 1us}]}}\n");
    CHECK_TEXT(bench_said(&b), "");
    CHECK_TEXT(b.s.plan.draws[0].path, "d.one.line.isr");
    CHECK_TEXT(b.s.plan.draws[1].path, "d.two.line.isr");
    CHECK_TEXT(b.s.plan.draws[0].purpose, "line.isr 1");
    CHECK_TEXT(b.s.plan.draws[1].purpose, "line.isr 1");
    CHECK_TEXT(b.s.plan.streams[0].path, "d.one.line");
    CHECK_TEXT(b.s.plan.streams[1].path, "d.two.line");
    bench_done(&b);
}

TEST(mistakes_in_the_objects_of_several_devices_are_said_once)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  d:\n    devices: [one, two]\n"
               "    dpcs: {a: {callback: [run: 1]}}\n"
               "    timers: {t: {period: 1s, callback: [KeInsertQueueDpc: b]}}\n",
               "7:32 S016 a duration needs a unit\n"
               "8:59 S012 no DPC is called 'b'\n");
    /* What nothing uses, too; and what one of the devices uses is used. */
    check_said(HEAD "drivers:\n  d:\n    devices: [one, two]\n"
               "    dpcs: {a: {callback: [run: 1us]}, b: {callback: [run: 1us]}}\n"
               "  e:\n    timers: {t: {period: 1s, callback: [KeInsertQueueDpc: d.one.b]}}\n",
               "7:12 S081 nothing queues DPC 'd.one.a'\n");
}

TEST(names_of_devices_are_names_of_the_driver)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  d:\n    devices: [one, one]\n    variables: {v: 0}\n",
               "6:20 S044 'd.one' is declared twice\n");
    check_said(HEAD "drivers:\n  d:\n    devices: [a.b]\n",
               "6:15 S024 a name has no '.': dots join the parts of a path\n");
    check_said(HEAD "drivers:\n  d:\n    devices: one\n",
               "6:14 S013 'devices' is a list of names: [disk0, disk1]\n");
    check_said(HEAD "drivers:\n  d:\n    devices: [v]\n    shared: {variables: {v: 0}}\n",
               "6:15 S044 'd.v' is declared twice\n");
    check_said(HEAD "drivers:\n  d:\n    shared: {interrupts: {}}\n",
               "6:14 S003 shared has no key 'interrupts'\n");
}

TEST(expectations_take_the_longer_paths)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  d:\n    devices: [one, two]\n"
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: [run: 1us]}}\n"
               "expect: [d.one.line.latency.max < 1ms, d.line.latency.max < 1ms, "
               "d.two.line.isr.runs == 1]\n",
               "8:40 S012 'd.line.latency.max' begins with no object of this scenario\n");
}

TEST(mistakes_of_the_timeline_are_shown_at_their_places)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  disk:\n    devices: [one, two]\n"
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: [run: 1us]}}\n"
               "timeline:\n"
               "  - {at: 1s, remove_device: disk.oen}\n"
               "  - {at: 1s, remove_device: disk.one.line}\n"
               "  - {at: 1s, unload: dsk}\n"
               "  - {at: 1s, set_power: {device: disk.one, state: D4}}\n"
               "  - {at: 1s, set_power: {device: disk.one}}\n"
               "  - {at: 1s}\n"
               "  - {remove_device: disk.one}\n"
               "  - {at: 1s, remove_device: disk.one, assert: disk.one.line}\n"
               "  - {at: 20s, stop_device: disk.two}\n"
               "  - {at: 1, stop_device: [disk.two]}\n"
               "  - {at: 1s, explode: disk.two}\n",
               "9:29 S012 no device is called 'disk.oen'\n"
               "10:29 S031 'disk.one.line' is an interrupt; remove_device needs a device\n"
               "11:22 S012 no driver is called 'dsk'\n"
               "12:51 S043 'state' is one of D0, D1, D2 or D3\n"
               "13:25 S014 set_power needs 'state': D0, D1, D2 or D3\n"
               "14:5 S014 what happens then? as in {at: 30s, remove_device: disk.disk0}\n"
               "15:5 S014 an entry of the timeline needs 'at': when\n"
               "16:29 S065 an entry of the timeline does one thing; begin another one with its own "
               "'at'\n"
               "17:10 S080 the run ends at 10s: this never happens\n"
               "18:10 S016 a duration needs a unit\n"
               "19:14 S003 entry of the timeline has no key 'explode'\n");
    check_said(HEAD "timeline: {at: 1s}\n",
               "4:11 S013 'timeline' is a list: [{at: 30s, remove_device: disk.disk0}, ...]\n");
}

TEST(faults_of_calls_that_nobody_makes_are_suspicious)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  k:\n    timers: {t: {period: 1s, callback: [run: 1us]}}\n"
               "    targets: {bus: {service: 1ms}}\n"
               "faults: [{step: IoAllocateWorkItem}, {step: WdfWorkItemCreate, driver: k}, "
               "{target: k.bus}]\n",
               "7:15 S081 nothing is sent to target 'k.bus'\n"
               "8:17 S081 no step is 'IoAllocateWorkItem'\n"
               "8:45 S081 no step is 'WdfWorkItemCreate' in 'k'\n"
               "8:85 S081 no step sends to 'k.bus'\n");
}

TEST(pnp_callbacks_are_those_of_the_framework)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  k:\n    pnp: {EvtDeviceD0Exi: [run: 1us], "
               "IRP_MN_START_DEVICE: [run: 1us],\n      EvtDeviceD0Entry: {run: 1us}}\n"
               "  w:\n    framework: wdm\n    pnp: {EvtDeviceD0Exit: Nothing}\n"
               "  x:\n    pnp: [EvtDeviceD0Exit]\n",
               "6:11 S003 no PnP callback is called 'EvtDeviceD0Exi'\n"
               "6:39 S003 'IRP_MN_START_DEVICE' is a callback of another framework\n"
               "7:25 S013 a callback is the name of a step list, or the list itself\n"
               "10:11 S003 'EvtDeviceD0Exit' is a callback of another framework\n"
               "12:10 S013 'pnp' is a map: {EvtDeviceD0Exit: CALLBACK, ...}\n");
}

TEST(the_static_walk_knows_the_levels_of_pnp_callbacks)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  k:\n    interrupts: {line: {irql: 6, arrivals: {at: [1ms]}, "
               "isr: [run: 1us]}}\n"
               "    pnp:\n"
               "      EvtInterruptEnable: [KeDelayExecutionThread: 1ms]\n"
               "      EvtDeviceD0Entry: [KeDelayExecutionThread: 1ms]\n",
               "8:28 S085 KeDelayExecutionThread waits at IRQL 6: Windows stops with 0xA "
               "(D17 C1)\n");
}

TEST(what_the_timeline_and_pnp_say_is_in_the_canonical_form)
{
    struct bench b;

    bench_read(&b, HEAD "drivers:\n  k:\n    pnp: {EvtDeviceD0Exit: [run: 1us]}\n"
                   "timeline: [{at: 1000ms, remove_device: k}]\n");
    CHECK_TEXT(bench_said(&b), "");
    CHECK_TEXT(bench_parameter(&b, "k.pnp.EvtDeviceD0Exit"), "[{run: 1us}]");
    CHECK_TEXT(bench_parameter(&b, "timeline"), "[{at: 1s, remove_device: k}]");
    CHECK_TEXT(bench_parameter(&b, "machine.pnp_priority"), "12");
    bench_done(&b);
}

TEST(mistakes_in_faults_are_shown_at_their_places)
{
    (void)lab_state;
    check_said(HEAD "drivers:\n  k:\n    framework: wdm\n    locks: {l: spin_lock}\n"
               "    timers: {t: {period: 1s, callback: [KeAcquireSpinLockAtDpcLevel: l, "
               "KeReleaseSpinLockFromDpcLevel: l]}}\n"
               "faults:\n"
               "  - {step: WdfWorkItemCreat}\n"
               "  - {step: KeAcquireSpinLock}\n"
               "  - {step: IoAllocateWorkItem, probability: 2}\n"
               "  - {step: IoAllocateWorkItem, status: STATUS_NO}\n"
               "  - {step: IoAllocateWorkItem, status: STATUS_SUCCESS}\n"
               "  - {step: IoAllocateWorkItem, driver: x}\n"
               "  - {probability: 0.5}\n"
               "  - {target: k.t}\n"
               "  - high_resources\n",
               "10:12 S045 no DDI is called 'WdfWorkItemCreat'\n"
               "11:12 S065 KeAcquireSpinLock has no result: it cannot fail\n"
               "12:45 S020 the number is too large\n"
               "13:40 S043 no status is called 'STATUS_NO'\n"
               "14:40 S065 STATUS_SUCCESS is a success: a fault needs a status of failure\n"
               "15:40 S012 no driver is called 'x'\n"
               "16:5 S014 a fault needs 'step', or the 'target' of the sends that fail\n"
               "17:14 S012 no target is called 'k.t'\n"
               "18:5 S043 a fault is a map {step: WdfWorkItemCreate, probability: 0.06}, or "
               "low_resources: that simulation of Driver Verifier (W185)\n");
}

#define NIC "drivers:\n  d:\n    variables: {v: 0}\n"                                            \
            "    interrupts: {line: {irql: 6, arrivals: {at: [1ms]}, isr: [run: 1us]}}\n"          \
            "timeline:\n"

TEST(what_the_timeline_cannot_set_is_said)
{
    (void)lab_state;
    check_said(HEAD NIC
               "  - {at: 1s, set: {drivers.d.interrupts.line.irql: 7}}\n"
               "  - {at: 1s, set: {drivers.d.interrupts.lime.arrivals: {poisson: 1/s}}}\n"
               "  - {at: 1s, set: {drivers.d.interrupts.line.isr.0.run: 5}}\n"
               "  - {at: 1s, set: {d.v: x}}\n"
               "  - {at: 1s, set: drivers.d}\n"
               "  - {at: 1s, set: {d.w: 1}}\n"
               "  - {at: 1s, set: {machine.dpc: {maximum_depth: 1}}}\n"
               "  - {at: 1s, set: {drivers.d.interrupts.line.isr: [run: 2us]}}\n"
               "  - {at: 1s, set: {pool.modern.max_threads: many}}\n",
               "9:20 S162 'drivers.d.interrupts.line.irql' cannot change while the scenario runs: "
               "an interrupt is connected at one level\n"
               "10:20 S012 nothing under 'interrupts' is called 'lime'\n"
               "11:57 S016 a duration needs a unit\n"
               "12:25 S021 'x' is not a whole number\n"
               "13:19 S013 'set' is a map: {drivers.nic.interrupts.rx.arrivals: {poisson: "
               "100/s}}\n"
               "14:20 S012 there is no parameter and no variable 'd.w'\n"
               "15:20 S163 a timeline sets one parameter at a time, and 'machine.dpc' has "
               "several\n"
               "16:20 S164 'drivers.d.interrupts.line.isr' would be other code: steps and "
               "callbacks stay what they are\n"
               "17:45 S021 'many' is not a whole number\n");
}

/* What stands in the file twice is one mistake, also for its variants. */
TEST(mistakes_of_the_file_are_not_said_again_for_what_is_set)
{
    (void)lab_state;
    check_said(HEAD "pool: {modern: {max_threads: none}}\n"
               "drivers: {d: {interrupts: {line: {isr: [run: 1us]}}}}\n"
               "timeline: [{at: 1s, set: {machine.rescue_after: 5s}}]\n",
               "4:30 S021 'none' is not a whole number\n");
}

/* A parameter of another era has no effect, wherever it is written (W48). */
TEST(what_has_no_effect_has_none_in_the_timeline)
{
    (void)lab_state;
    check_said(HEAD NIC "  - {at: 1s, set: {pool.delayed.threads: 3, d.v: 1}}\n",
               "9:42 S080 pool.delayed.threads has no effect on Windows 11: its pools create "
               "threads as they need them (W48)\n");
}

/* Every key says what becomes of it, or why it cannot change. */
TEST(every_key_says_whether_the_timeline_may_set_it)
{
    for (uint32_t key = 0; key < SCN_KEY_COUNT; key++) {
        struct scn_settable row = scn_settable_row((enum scn_key)key);

        CHECK(row.kind != SCN_SETTABLE_UNKNOWN);
        CHECK((row.text == NULL) ==
              (row.kind == SCN_SETTABLE_SEVERAL || row.kind == SCN_SETTABLE_CODE));
    }
}

/* Nobody may make us read a scenario ten thousand times. */
TEST(a_timeline_of_many_entries_ends_with_a_diagnostic)
{
    struct sim_arena arena;
    struct bench b;
    char *text;
    size_t used;

    sim_arena_init(&arena);
    text = sim_arena_alloc(&arena, 100000);
    used = (size_t)sprintf(text, "%s", HEAD NIC);
    for (unsigned i = 0; i < 1000; i++) {
        used += (size_t)sprintf(text + used, "  - {at: %ums, set: {machine.rescue_after: %us}}\n",
                                i, i + 1);
    }
    bench_read(&b, text);
    CHECK_INT(b.diags.error_count, ==, 1);
    CHECK_INT(b.diags.items[0].number, ==, SCN_S_OUT_OF_RANGE);
    bench_done(&b);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(what_the_timeline_cannot_set_is_said),
      ENTRY(mistakes_of_the_file_are_not_said_again_for_what_is_set),
      ENTRY(what_has_no_effect_has_none_in_the_timeline),
      ENTRY(every_key_says_whether_the_timeline_may_set_it),
      ENTRY(a_timeline_of_many_entries_ends_with_a_diagnostic),
      ENTRY(mistakes_in_faults_are_shown_at_their_places),
      ENTRY(mistakes_of_the_timeline_are_shown_at_their_places),
      ENTRY(faults_of_calls_that_nobody_makes_are_suspicious),
      ENTRY(pnp_callbacks_are_those_of_the_framework),
      ENTRY(the_static_walk_knows_the_levels_of_pnp_callbacks),
      ENTRY(what_the_timeline_and_pnp_say_is_in_the_canonical_form),
      ENTRY(pin_37_each_device_has_all_objects_and_the_driver_those_it_shares),
      ENTRY(pin_37_a_driver_without_devices_has_one_that_paths_leave_out),
      ENTRY(pin_37_a_name_means_the_own_device_then_the_shared_one_then_a_full_path),
      ENTRY(pin_40_each_device_draws_from_streams_of_its_own),
      ENTRY(mistakes_in_the_objects_of_several_devices_are_said_once),
      ENTRY(names_of_devices_are_names_of_the_driver),
      ENTRY(expectations_take_the_longer_paths))
