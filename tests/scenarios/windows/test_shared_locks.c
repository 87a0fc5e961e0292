/*
 * Locks that can be shared, tried, or closed: reader/writer spin locks, resources, push locks,
 * rundown protection; and what happens to those who give back what they do not have.
 *
 * No overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors)                                                           \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\n"                                   \
    "run: {duration: 200ms}\n"                                                               \
    "drivers:\n  d:\n    framework: wdm\n"

static uint32_t stop_of(const char *text)
{
    struct story s;
    uint32_t bug_check;

    story_run(&s, text);
    bug_check = s.end.bug_check;
    story_end(&s);
    return bug_check;
}

static uint64_t findings_of(const char *text, const char *code)
{
    struct story s;
    uint64_t count;

    story_run(&s, text);
    count = story_findings(&s, code);
    story_end(&s);
    return count;
}

/* ---- reader/writer spin locks ---------------------------------------------------------------- */

TEST(i27_readers_share_a_spin_lock_and_a_waiting_writer_keeps_new_ones_out)
{
    struct story s;

    story_run(&s, HEAD("11", "4")
              "    locks: {l: reader_writer_spin_lock}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [ExAcquireSpinLockShared: l, run: 10ms, "
              "ExReleaseSpinLockShared: l]}\n"
              "      b: {processors: [1], steps: [run: 1ms, ExAcquireSpinLockShared: l, run: 4ms, "
              "ExReleaseSpinLockShared: l]}\n"
              "      w: {processors: [2], steps: [run: 2ms, ExAcquireSpinLockExclusive: l, "
              "run: 5ms, ExReleaseSpinLockExclusive: l]}\n"
              "      c: {processors: [3], steps: [run: 3ms, ExAcquireSpinLockShared: l, run: 1ms, "
              "ExReleaseSpinLockShared: l]}\n");
    CHECK_INT(story_value(&s, "d.l.wait", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.l.wait", 2), ==, 8 * MS);      /* w: a leaves at 10, - 2   */
    CHECK_INT(story_value(&s, "d.l.wait", 3), ==, 12 * MS);     /* c: w leaves at 15, - 3   */
    CHECK_INT(s.seen->irql_ns[3][2], ==, 13 * MS);              /* c spins 12 and runs 1    */
    CHECK_INT(s.seen->irql_ns[1][2], ==, 4 * MS);               /* and its level came back  */
    story_end(&s);
}

TEST(i27_all_readers_that_spin_get_the_lock_of_a_writer_together)
{
    struct story s;

    story_run(&s, HEAD("11", "3")
              "    locks: {l: reader_writer_spin_lock}\n"
              "    threads:\n"
              "      w: {processors: [0], steps: [ExAcquireSpinLockExclusive: l, run: 5ms, "
              "ExReleaseSpinLockExclusive: l]}\n"
              "      a: {processors: [1], steps: [run: 1ms, ExAcquireSpinLockShared: l, run: 3ms, "
              "ExReleaseSpinLockShared: l]}\n"
              "      b: {processors: [2], steps: [run: 2ms, ExAcquireSpinLockShared: l, run: 3ms, "
              "ExReleaseSpinLockShared: l]}\n");
    CHECK_INT(story_value(&s, "d.l.wait", 1), ==, 4 * MS);      /* 5 - 1 */
    CHECK_INT(story_value(&s, "d.l.wait", 2), ==, 3 * MS);      /* 5 - 2 */
    story_end(&s);
}

TEST(i27_a_reader_becomes_the_writer_only_when_it_is_alone)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {l: reader_writer_spin_lock}\n"
              "    dpcs: {yes: {callback: Nothing}, no: {callback: Nothing}}\n"
              "    threads:\n"
              "      a: {processors: [0], callback: A}\n"
              "      b: {processors: [1], steps: [ExAcquireSpinLockShared: l, run: 2ms, "
              "ExReleaseSpinLockShared: l]}\n"
              "    callbacks:\n"
              "      A:\n"
              "        - ExAcquireSpinLockShared: l\n"
              "        - run: 1ms\n"
              "        - ExTryConvertSharedSpinLockExclusive: l\n"
              "          on_false: [KeInsertQueueDpc: no]\n"
              "        - run: 2ms\n"
              "        - ExTryConvertSharedSpinLockExclusive: l\n"
              "          on_true: [KeInsertQueueDpc: yes, ExReleaseSpinLockExclusive: l]\n"
              "      Nothing: [run: 0us]\n");
    CHECK_INT(story_count(&s, "d.no.runs"), ==, 1);    /* at 1 ms b reads too */
    CHECK_INT(story_count(&s, "d.yes.runs"), ==, 1);   /* at 3 ms it does not */
    CHECK_INT(s.seen->irql_ns[0][2], ==, 3 * MS);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TEST(v2_a_writer_that_reads_already_owns_the_lock)
{
    CHECK_INT(stop_of(HEAD("11", "1")
                      "    locks: {l: reader_writer_spin_lock}\n"
                      "    threads: {a: {steps: [ExAcquireSpinLockShared: l, run: 1ms, "
                      "ExAcquireSpinLockExclusive: l]}}\n"), ==, 0x0F);
    CHECK_INT(stop_of(HEAD("11", "1")
                      "    locks: {l: reader_writer_spin_lock}\n"
                      "    threads: {a: {steps: [KeRaiseIrql: 2, ExReleaseSpinLockShared: l]}}\n"),
              ==, 0x10);
}

/* ---- without waiting ------------------------------------------------------------------------- */

#define TRIES(kind, take, give, try)                                                         \
    HEAD("11", "2")                                                                          \
    "    locks: {l: " kind "}\n"                                                             \
    "    dpcs: {got: {callback: Nothing}, not: {callback: Nothing}}\n"                        \
    "    threads:\n"                                                                         \
    "      a: {processors: [0], steps: [" take ": l, run: 3ms, " give ": l]}\n"              \
    "      b: {processors: [1], callback: B}\n"                                              \
    "    callbacks:\n"                                                                       \
    "      B:\n"                                                                             \
    "        - run: 1ms\n"                                                                   \
    "        - " try "\n"                                                                    \
    "          on_true: [KeInsertQueueDpc: got, " give ": l]\n"                              \
    "          on_false: [KeInsertQueueDpc: not]\n"                                          \
    "        - run: 4ms\n"                                                                   \
    "        - " try "\n"                                                                    \
    "          on_true: [KeInsertQueueDpc: got, " give ": l]\n"                              \
    "          on_false: [KeInsertQueueDpc: not]\n"                                          \
    "      Nothing: [run: 0us]\n"

static void check_tries(void **lab_state, const char *text)
{
    struct story s;

    story_run(&s, text);
    CHECK_INT(story_count(&s, "d.not.runs"), ==, 1);            /* at 1 ms a has it      */
    CHECK_INT(story_count(&s, "d.got.runs"), ==, 1);            /* at 5 ms it is free    */
    CHECK_INT(story_count(&s, "d.b.wait"), ==, 0);              /* and it never waited   */
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TEST(c2_a_call_that_only_tries_never_waits)
{
    check_tries(lab_state, TRIES("fast_mutex", "ExAcquireFastMutex", "ExReleaseFastMutex",
                      "ExTryToAcquireFastMutex: l"));
    check_tries(lab_state, TRIES("guarded_mutex", "KeAcquireGuardedMutex", "KeReleaseGuardedMutex",
                      "KeTryToAcquireGuardedMutex: l"));
    check_tries(lab_state, TRIES("resource", "ExEnterCriticalRegionAndAcquireResourceExclusive",
                      "ExReleaseResourceAndLeaveCriticalRegion",
                      "ExAcquireResourceExclusiveLite: {resource: l, wait: false}"));
    check_tries(lab_state, TRIES("wait_lock", "WdfWaitLockAcquire", "WdfWaitLockRelease",
                      "WdfWaitLockAcquire: {lock: l, timeout: 0ms}"));
    check_tries(lab_state, TRIES("mutex", "KeWaitForSingleObject", "KeReleaseMutex",
                      "KeWaitForSingleObject: {mutex: l, timeout: 0ms}"));
}

TEST(i27_a_dpc_that_only_tries_a_spin_lock_goes_on_without_it)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {l: spin_lock}\n"
              "    interrupts: {i: {irql: 5, processors: [1], arrivals: {at: [1ms]}, isr: Isr, "
              "dpc: Dpc}}\n"
              "    dpcs: {not: {callback: Nothing}}\n"
              "    threads: {a: {processors: [0], steps: [KeAcquireSpinLock: l, run: 3ms, "
              "KeReleaseSpinLock: l]}}\n"
              "    callbacks:\n"
              "      Isr: [IoRequestDpc: i]\n"
              "      Dpc:\n"
              "        - KeTryToAcquireSpinLockAtDpcLevel: l\n"
              "          on_false: [KeInsertQueueDpc: not]\n"
              "        - run: 10us\n"
              "      Nothing: [run: 0us]\n");
    CHECK_INT(story_count(&s, "d.not.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.dpc.run", 0), ==, 10 * US);
    story_end(&s);
}

/* ---- resources ------------------------------------------------------------------------------- */

#define REGION(steps) "[KeEnterCriticalRegion, " steps ", KeLeaveCriticalRegion]"

TEST(i28_a_resource_may_be_acquired_again_even_past_a_waiting_writer)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {r: resource}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: " REGION(
                  "ExAcquireResourceSharedLite: r, run: 2ms, "
                  "ExAcquireResourceSharedLite: r, run: 2ms, "
                  "ExReleaseResourceLite: r, run: 2ms, ExReleaseResourceLite: r") "}\n"
              "      w: {processors: [1], steps: " REGION(
                  "run: 1ms, ExAcquireResourceExclusiveLite: r, run: 1ms, "
                  "ExAcquireResourceSharedLite: r, ExReleaseResourceLite: r, "
                  "run: 1ms, ExReleaseResourceLite: r") "}\n");
    CHECK_INT(story_value(&s, "d.r.wait", 1), ==, 5 * MS);      /* w: a lets go at 6, - 1 */
    CHECK_INT(story_value(&s, "d.r.hold", 0), ==, 6 * MS);
    CHECK_INT(story_value(&s, "d.r.hold", 1), ==, 2 * MS);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(i28_starve_exclusive_overtakes_a_waiting_writer)
{
    struct story s;

    story_run(&s, HEAD("11", "3")
              "    locks: {r: resource}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: " REGION(
                  "ExAcquireResourceSharedLite: r, run: 5ms, "
                  "ExReleaseResourceLite: r") "}\n"
              "      w: {processors: [1], steps: " REGION(
                  "run: 1ms, ExAcquireResourceExclusiveLite: r, "
                  "ExReleaseResourceLite: r") "}\n"
              "      b: {processors: [2], steps: " REGION(
                  "run: 2ms, ExAcquireSharedStarveExclusive: r, run: 6ms, "
                  "ExReleaseResourceLite: r") "}\n");
    CHECK_INT(story_value(&s, "d.r.wait", 1), ==, 0);           /* b, at 2 ms              */
    CHECK_INT(story_value(&s, "d.r.wait", 2), ==, 7 * MS);      /* w: b lets go at 8, - 1  */
    story_end(&s);
}

TEST(i28_an_exclusive_owner_that_converts_lets_readers_in)
{
    struct story s;

    story_run(&s, HEAD("11", "2")
              "    locks: {r: resource}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: " REGION(
                  "ExAcquireResourceExclusiveLite: r, run: 2ms, "
                  "ExConvertExclusiveToSharedLite: r, run: 2ms, "
                  "ExReleaseResourceLite: r") "}\n"
              "      b: {processors: [1], steps: " REGION(
                  "run: 1ms, ExAcquireResourceSharedLite: r, run: 5ms, "
                  "ExReleaseResourceLite: r") "}\n");
    CHECK_INT(story_value(&s, "d.r.wait", 1), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.r.hold", 0), ==, 7 * MS);      /* from 0 until b's end at 7 */
    story_end(&s);
}

TEST(i28_a_resource_needs_normal_kernel_apcs_off)
{
    CHECK_INT(findings_of(HEAD("11", "1")
                          "    locks: {r: resource}\n"
                          "    threads: {a: {steps: [ExAcquireResourceSharedLite: r, "
                          "ExReleaseResourceLite: r]}}\n", "F063"), ==, 1);
    CHECK_INT(findings_of(HEAD("11", "1")
                          "    locks: {r: resource, g: guarded_mutex, p: push_lock}\n"
                          "    threads: {a: {steps: [KeAcquireGuardedMutex: g, "
                          "ExAcquireResourceSharedLite: r, ExAcquirePushLockShared: p, "
                          "ExReleasePushLockShared: p, ExReleaseResourceLite: r, "
                          "KeReleaseGuardedMutex: g]}}\n", "F063"), ==, 0);
}

/* ---- push locks ------------------------------------------------------------------------------ */

TEST(t15_a_push_lock_is_shared_or_exclusive)
{
    struct story s;

    story_run(&s, HEAD("11", "3")
              "    locks: {p: push_lock}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: " REGION(
                  "ExAcquirePushLockShared: p, run: 4ms, "
                  "ExReleasePushLockShared: p") "}\n"
              "      b: {processors: [1], steps: " REGION(
                  "ExAcquirePushLockShared: p, run: 2ms, "
                  "ExReleasePushLockShared: p") "}\n"
              "      w: {processors: [2], steps: " REGION(
                  "run: 1ms, ExAcquirePushLockExclusive: p, "
                  "ExReleasePushLockExclusive: p") "}\n");
    CHECK_INT(story_value(&s, "d.p.wait", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.p.wait", 2), ==, 3 * MS);      /* 4 - 1 */
    story_end(&s);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

#define RELEASES(windows, kind, give)                                                       \
    HEAD(windows, "1") "    locks: {l: " kind "}\n"                                         \
    "    threads: {a: {steps: [run: 1ms, " give ": l]}}\n"

TEST(v1_a_tracked_lock_that_is_not_ones_own_stops_windows_from_8_on)
{
    CHECK_INT(stop_of(RELEASES("8", "guarded_mutex", "KeReleaseGuardedMutex")), ==, 0x162);
    CHECK_INT(stop_of(RELEASES("11", "resource", "ExReleaseResourceLite")), ==, 0x162);
    CHECK_INT(stop_of(RELEASES("7", "resource", "ExReleaseResourceLite")), ==, 0);
    CHECK_INT(findings_of(RELEASES("7", "resource", "ExReleaseResourceLite"), "F060"), ==, 1);
    CHECK_INT(findings_of(RELEASES("11", "mutex", "KeReleaseMutex"), "F060"), ==, 1);
    CHECK_INT(findings_of(RELEASES("11", "rundown", "ExReleaseRundownProtection"), "F060"), ==, 1);
}

TEST(t15_a_tracked_lock_at_dispatch_level_stops_windows)
{
    const char *text = HEAD("11", "1") "    locks: {l: fast_mutex}\n"
                       "    timers: {t: {due: 20ms, callback: [ExAcquireFastMutex: l]}}\n";

    CHECK_INT(stop_of(text), ==, 0x192);
    CHECK_INT(stop_of(HEAD("7", "1") "    locks: {l: fast_mutex}\n"
                      "    timers: {t: {due: 20ms, callback: [ExAcquireFastMutex: l]}}\n"), ==,
              0xB8);
}

TEST(w163_only_a_mutex_that_a_routine_keeps_stops_windows)
{
#define KEEPS(kind, take)                                                                    \
    HEAD("7", "1") "    locks: {l: " kind "}\n"                                              \
    "    work_items: {w: {callback: [" take ": l]}}\n"                                       \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: w]}}\n"

    CHECK_INT(stop_of(KEEPS("mutex", "KeWaitForSingleObject")), ==, 0x39);
    CHECK_INT(stop_of(KEEPS("wait_lock", "WdfWaitLockAcquire")), ==, 0);
    CHECK_INT(findings_of(KEEPS("wait_lock", "WdfWaitLockAcquire"), "F067"), ==, 1);
#undef KEEPS
}

TEST(v3_the_verifier_wants_resources_and_push_locks_inside_a_region)
{
    struct story s;

#define CHECKED(lock, steps)                                                                   \
    "verifier: true\n" HEAD("11", "1") "    locks: {l: " lock "}\n"                         \
    "    threads: {a: {steps: [" steps "]}}\n"

    CHECK_INT(stop_of(CHECKED("resource", "ExAcquireResourceSharedLite: l")), ==, 0xC4);
    CHECK_INT(stop_of(CHECKED("push_lock", "ExAcquirePushLockShared: l")), ==, 0xC4);
    CHECK_INT(stop_of(CHECKED("resource", "KeEnterCriticalRegion, "
                              "ExAcquireResourceSharedLite: l, KeLeaveCriticalRegion, "
                              "ExReleaseResourceLite: l")), ==, 0xC4);
    story_run(&s, CHECKED("resource", "KeEnterCriticalRegion, ExAcquireResourceSharedLite: l, "
                          "ExReleaseResourceLite: l, KeLeaveCriticalRegion"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TEST(i29_regions_that_are_not_left_or_not_entered_are_findings)
{
    CHECK_INT(findings_of(HEAD("11", "1") "    threads: {a: {steps: [KeEnterGuardedRegion, "
                          "run: 1ms]}}\n", "F065"), ==, 1);
    CHECK_INT(findings_of(HEAD("11", "1") "    threads: {a: {steps: [KeEnterCriticalRegion, "
                          "KeLeaveGuardedRegion, KeLeaveCriticalRegion]}}\n", "F064"), ==, 1);
}

/* ---- rundown --------------------------------------------------------------------------------- */

TEST(c2_rundown_waits_for_all_protection_and_grants_no_more)
{
    struct story s;

    story_run(&s, HEAD("11", "3")
              "    locks: {l: rundown}\n"
              "    dpcs: {got: {callback: Nothing}, not: {callback: Nothing}}\n"
              "    threads:\n"
              "      a: {processors: [0], steps: [ExAcquireRundownProtection: l, run: 5ms, "
              "ExReleaseRundownProtection: l]}\n"
              "      b: {processors: [1], callback: B}\n"
              "      owner: {processors: [2], steps: [run: 2ms, "
              "ExWaitForRundownProtectionRelease: l, run: 3ms, "
              "ExReInitializeRundownProtection: l]}\n"
              "    callbacks:\n"
              "      B:\n"
              "        - repeat: 3\n"
              "          steps:\n"
              "            - run: 3ms\n"
              "            - ExAcquireRundownProtection: l\n"
              "              on_true: [KeInsertQueueDpc: got, ExReleaseRundownProtection: l]\n"
              "              on_false: [KeInsertQueueDpc: not]\n"
              "      Nothing: [run: 0us]\n");
    CHECK_INT(story_value(&s, "d.owner.wait", 0), ==, 3 * MS);  /* 5 - 2 */
    /* b asks at 3 and 6 ms, when it is being run down, and at 9, when it is open again (8). */
    CHECK_INT(story_count(&s, "d.not.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.got.runs"), ==, 1);
    story_end(&s);
}

TEST(c2_who_removes_a_device_gives_back_its_own_share_and_waits_for_the_others)
{
    struct story s;

    /* The user of 0 ms has its share until 10; that of 20 ms gets none. */
    story_run(&s, HEAD("11", "2")
              "    locks: {remove: rundown}\n"
              "    threads:\n"
              "      user: {arrivals: {at: [0s, 20ms]}, steps: [{IoAcquireRemoveLock: remove, "
              "on_success: [wait: 10ms, IoReleaseRemoveLock: remove], on_failure: [run: 1ms]}]}\n"
              "      gone: {arrivals: {at: [1ms]}, steps: [IoAcquireRemoveLock: remove, "
              "IoReleaseRemoveLockAndWait: remove]}\n");
    CHECK_INT(story_value(&s, "d.user.request_latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.user.request_latency", 1), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.gone.request_latency", 0), ==, 9 * MS);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

TESTS(ENTRY(i27_readers_share_a_spin_lock_and_a_waiting_writer_keeps_new_ones_out),
      ENTRY(i27_all_readers_that_spin_get_the_lock_of_a_writer_together),
      ENTRY(i27_a_reader_becomes_the_writer_only_when_it_is_alone),
      ENTRY(v2_a_writer_that_reads_already_owns_the_lock),
      ENTRY(c2_a_call_that_only_tries_never_waits),
      ENTRY(i27_a_dpc_that_only_tries_a_spin_lock_goes_on_without_it),
      ENTRY(i28_a_resource_may_be_acquired_again_even_past_a_waiting_writer),
      ENTRY(i28_starve_exclusive_overtakes_a_waiting_writer),
      ENTRY(i28_an_exclusive_owner_that_converts_lets_readers_in),
      ENTRY(i28_a_resource_needs_normal_kernel_apcs_off),
      ENTRY(t15_a_push_lock_is_shared_or_exclusive),
      ENTRY(v1_a_tracked_lock_that_is_not_ones_own_stops_windows_from_8_on),
      ENTRY(t15_a_tracked_lock_at_dispatch_level_stops_windows),
      ENTRY(w163_only_a_mutex_that_a_routine_keeps_stops_windows),
      ENTRY(v3_the_verifier_wants_resources_and_push_locks_inside_a_region),
      ENTRY(i29_regions_that_are_not_left_or_not_entered_are_findings),
      ENTRY(c2_rundown_waits_for_all_protection_and_grants_no_more),
      ENTRY(c2_who_removes_a_device_gives_back_its_own_share_and_waits_for_the_others))
