/*
 * What a wrong call comes to: the matrix of V2, and the codes of Driver Verifier (V3, W171, W174).
 *
 * Each cell is a scenario of its own: one act, performed at one place. The event `never` is never
 * signalled; no overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

enum place { PASSIVE, APC, DISPATCH, DPC, ISR, PLACES };

/* What stands before and behind the act; all have the callback of a work item behind them. */
static const struct {
    const char *before, *behind;
} runs_at[PLACES] = {
    {"    threads: {t: {steps: [", "]}}\n    callbacks: {"},
    {"    threads: {t: {steps: [KeRaiseIrql: APC_LEVEL, ",
     ", KeLowerIrql: PASSIVE_LEVEL]}}\n    callbacks: {"},
    {"    threads: {t: {steps: [KeRaiseIrql: DISPATCH_LEVEL, ",
     ", KeLowerIrql: PASSIVE_LEVEL]}}\n    callbacks: {"},
    {"    timers: {d: {due: 15ms, callback: Dpc}}\n    callbacks: {Dpc: [", "], "},
    {"    interrupts: {i: {irql: 5, arrivals: {at: [1ms]}, isr: Isr}}\n    callbacks: {Isr: [",
     "], "},
};

struct outcome {
    unsigned bug_check;
    uint64_t p1, p2, p3;
    uint64_t too_high, lowered_up;    /* findings that stop nothing */
};

static const uint64_t *parameters_of(const struct story *s, unsigned bug_check)
{
    for (uint32_t i = 0; i < s->seen->finding_count; i++) {
        if (mdl_findings_row(s->seen->findings[i].finding)->bug_check == bug_check) {
            return s->seen->findings[i].parameters;
        }
    }
    fail_msg("no finding explains bug check 0x%X", bug_check);
    return NULL;
}

static struct outcome tell(const char *text)
{
    struct outcome found = {0};
    struct story s;

    story_run(&s, text);
    found.bug_check = s.end.bug_check;
    if (found.bug_check != 0) {
        const uint64_t *p = parameters_of(&s, found.bug_check);

        found.p1 = p[0];
        found.p2 = p[1];
        found.p3 = p[2];
    }
    found.too_high = story_findings(&s, "F003");
    found.lowered_up = story_findings(&s, "F071");
    story_end(&s);
    return found;
}

static struct outcome act(const char *step, enum place place, bool verifier)
{
    char text[1024];

    snprintf(text, sizeof text,
             "wtsim: 1\nscenario: story\nwindows: 11\n%s"
             "machine: {processors: 1, costs: none}\nrun: {duration: 100ms}\n"
             "drivers:\n  d:\n    framework: wdm\n    events: {never: synchronization}\n"
             "    locks: {l: spin_lock, m: fast_mutex}\n"
             "    work_items: {w: {callback: W}}\n%s%s%sW: [run: 1us]}\n",
             verifier ? "verifier: true\n" : "", runs_at[place].before, step,
             runs_at[place].behind);
    return tell(text);
}

/* ---- without Driver Verifier ---------------------------------------------------------------- */

static void matrix(void **lab_state, const char *step, const unsigned want[PLACES])
{
    for (enum place place = PASSIVE; place < PLACES; place++) {
        struct outcome found = act(step, place, false);

        if (found.bug_check != want[place]) {
            fail_msg("%s at place %d: bug check 0x%X, not 0x%X", step, (int)place,
                     found.bug_check, want[place]);
        }
    }
    (void)lab_state;
}

TEST(v2_a_blocking_wait_is_fatal_from_dispatch_level_on)
{
    matrix(lab_state, "KeWaitForSingleObject: never",
           (const unsigned[]){0, 0, 0x0A, 0xB8, 0x0A});
}

TEST(v2_a_poll_is_no_wait_but_forbidden_in_an_isr)
{
    static const char poll[] = "KeWaitForSingleObject: {event: never, timeout: 0s}";

    matrix(lab_state, poll, (const unsigned[PLACES]){0});
    CHECK_INT(act(poll, DPC, false).too_high, ==, 0);
    CHECK_INT(act(poll, ISR, false).too_high, ==, 1);
}

TEST(v2_a_spin_lock_that_its_own_processor_holds_is_fatal_everywhere)
{
    matrix(lab_state, "KeAcquireSpinLock: l, KeAcquireSpinLock: l",
           (const unsigned[]){0x0F, 0x0F, 0x0F, 0x0F, 0x0F});
}

TEST(v2_a_level_that_is_not_lowered_again_shows_at_the_return)
{
    /* 0xC8: present level, expected level, 3 for an ISR. */
    CHECK_INT(act("KeRaiseIrql: 9", ISR, false).bug_check, ==, 0xC8);
    CHECK_INT(act("KeRaiseIrql: 9", ISR, false).p1, ==, 9 << 16 | 5 << 8 | 3);
    CHECK_INT(act("KeRaiseIrql: 5", DPC, false).bug_check, ==, 0xC8);
}

/* The first thread has number 1; a DPC of an idle processor switches from none to none. */
TEST(v1_a_bug_check_has_the_parameters_of_its_page)
{
    struct outcome idle = act("KeWaitForSingleObject: never", DPC, false);
    struct outcome busy = tell(
        "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"
        "run: {duration: 100ms}\ndrivers:\n  d:\n    framework: wdm\n"
        "    events: {never: synchronization}\n"
        "    timers: {d: {due: 15ms, callback: [KeWaitForSingleObject: never]}}\n"
        "    threads: {t: {steps: [run: 50ms]}}\n");
    struct outcome raised = act("KeWaitForSingleObject: never", DISPATCH, false);
    struct outcome twice = act("IoQueueWorkItem: w, IoQueueWorkItem: w", DPC, false);
    struct outcome freed = act("IoQueueWorkItem: w, IoFreeWorkItem: w", DPC, false);

    CHECK_INT(idle.p1, ==, 0);
    CHECK_INT(idle.p2, ==, 0);
    CHECK_INT(busy.bug_check, ==, 0xB8);
    CHECK_INT(busy.p1, ==, 1);        /* old thread, new thread */
    CHECK_INT(busy.p2, ==, 0);
    CHECK_INT(raised.p2, ==, 2);      /* 0xA: the second is the IRQL */
    CHECK_INT(act("KeRaiseIrql: APC_LEVEL", DISPATCH, false).p2, ==, 2);
    CHECK_INT(twice.bug_check, ==, 0xE4);
    CHECK_INT(twice.p1, ==, 1);       /* W160: queued again, and the item */
    CHECK_INT(twice.p2, ==, 1);
    CHECK_INT(freed.p1, ==, 2);       /* freed, and the item */
    CHECK_INT(freed.p2, ==, 1);
}

#define ITEM(framework, queue)                                                              \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"         \
    "run: {duration: 1ms}\ndrivers:\n  d:\n    framework: " framework "\n"                    \
    "    work_items: {w: {callback: W}}\n"                                                  \
    "    sources: {s: {arrivals: {at: [0s]}, steps: [" queue ": w]}}\n"                      \
    "    callbacks: {W: [KeRaiseIrql: DISPATCH_LEVEL, run: 1us]}\n"

TEST(w162_w182_a_work_item_that_returns_raised_stops_the_system_or_its_framework)
{
    struct outcome wdm = tell(ITEM("wdm", "IoQueueWorkItem"));
    struct outcome kmdf = tell(ITEM("kmdf 1.33", "WdfWorkItemEnqueue"));

    CHECK_INT(wdm.bug_check, ==, 0xE1);
    CHECK_INT(wdm.p2, ==, 2);
    /* The thunk looks first: 0xE, level at the call, level at the return. */
    CHECK_INT(kmdf.bug_check, ==, 0x10D);
    CHECK_INT(kmdf.p1, ==, 0xE);
    CHECK_INT(kmdf.p2, ==, 0);
    CHECK_INT(kmdf.p3, ==, 2);
}

#define THREAD(where)                                                                       \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"         \
    "run: {duration: 1ms}\n" where "threads: {t: {steps: [KeRaiseIrql: 2, run: 1us]}}\n"

TEST(v1_only_a_thread_that_returns_to_user_mode_is_asked_for_its_level_there)
{
    struct outcome application = tell(THREAD(""));

    CHECK_INT(application.bug_check, ==, 0x4A);
    CHECK_INT(application.p2, ==, 2);
    CHECK_INT(tell(THREAD("drivers:\n  d:\n    framework: wdm\n    ")).bug_check, ==, 0);
}

TEST(i5_a_level_is_neither_raised_downwards_nor_lowered_upwards)
{
    struct outcome up = act("KeLowerIrql: 5", DISPATCH, false);

    CHECK_INT(act("KeRaiseIrql: APC_LEVEL", DISPATCH, false).bug_check, ==, 0x0A);
    CHECK_INT(up.bug_check, ==, 0);
    CHECK_INT(up.lowered_up, ==, 1);
}

/* ---- with it -------------------------------------------------------------------------------- */

static const struct {
    const char *step;
    enum place place;
    uint64_t code;
} verified[] = {
    {"KeWaitForSingleObject: never", ISR, 0x120},
    {"KeWaitForSingleObject: never", DPC, 0x121},
    {"KeWaitForSingleObject: never", DISPATCH, 0x121},
    {"KeWaitForSingleObject: {event: never, timeout: 1ms}", DISPATCH, 0x122},
    {"KeDelayExecutionThread: 1ms", DPC, 0x122},
    {"wait: 1ms", DISPATCH, 0x3B},
    {"KeSetEvent: never", ISR, 0x80},
    {"KeAcquireSpinLock: l", ISR, 0x42},
    {"KeAcquireSpinLockAtDpcLevel: l", PASSIVE, 0x40},
    {"KeReleaseSpinLock: l", PASSIVE, 0x32},
    {"ExAcquireFastMutex: m", DISPATCH, 0x33},
    {"ExAllocatePool2", ISR, 0x02},
    {"ExFreePool", ISR, 0x12},
    {"KeEnterCriticalRegion", DISPATCH, 0x11A},
    {"KeLeaveCriticalRegion", DISPATCH, 0x11B},
    {"ZwOpenKey", DISPATCH, 0xE6},
    {"IoQueueWorkItem: w", ISR, 0xE5},
    {"KeRaiseIrql: APC_LEVEL", DISPATCH, 0x30},
    {"KeLowerIrql: 9", DISPATCH, 0x31},
    {"KeRaiseIrql: 9", ISR, 0x111},
};

TEST(v3_driver_verifier_stops_with_its_own_codes)
{
    for (size_t i = 0; i < sizeof verified / sizeof verified[0]; i++) {
        struct outcome found = act(verified[i].step, verified[i].place, true);

        if (found.bug_check != 0xC4 || found.p1 != verified[i].code) {
            fail_msg("%s at place %d: 0x%X, 0x%llX, not 0xC4, 0x%llX", verified[i].step,
                     (int)verified[i].place, found.bug_check, (unsigned long long)found.p1,
                     (unsigned long long)verified[i].code);
        }
    }
    (void)lab_state;
}

TEST(v3_what_is_legal_is_legal_with_driver_verifier_too)
{
    CHECK_INT(act("KeSetEvent: never", DPC, true).bug_check, ==, 0);
    CHECK_INT(act("KeAcquireSpinLock: l, KeReleaseSpinLock: l", DPC, true).bug_check, ==, 0);
    CHECK_INT(act("KeWaitForSingleObject: {event: never, timeout: 1ms}", APC, true).bug_check, ==,
              0);
}

TEST(w186_of_the_framework_driver_verifier_knows_nothing)
{
    /* Called at DIRQL: a finding, no stop; the wait lock in a DPC is the kernel's wait: 0xB8. */
    CHECK_INT(act("WdfWorkItemGetParentObject", ISR, true).bug_check, ==, 0);
    CHECK_INT(act("WdfWorkItemGetParentObject", ISR, true).too_high, ==, 1);
}

TEST(v1_windows_stops_once_whatever_else_is_wrong_at_that_instant)
{
    struct story s;

    /* At the unload a timer is still set (0xCE), and an item that nobody freed would be 0xC4. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\nverifier: true\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 100ms}\n"
              "timeline: [{at: 10ms, unload: d}]\ndrivers:\n  d:\n    framework: wdm\n"
              "    timers: {t: {callback: Tick}}\n    work_items: {w: {callback: Work}}\n"
              "    threads: {s: {steps: [IoAllocateWorkItem: w, KeSetTimer: {timer: t, due: "
              "500ms}]}}\n    callbacks: {Tick: [run: 1us], Work: [run: 1us]}\n");
    CHECK_INT(s.end.bug_check, ==, 0xCE);
    CHECK_INT(s.seen->finding_count, ==, 1);
    story_end(&s);
}

TESTS(ENTRY(v2_a_blocking_wait_is_fatal_from_dispatch_level_on),
      ENTRY(v1_a_bug_check_has_the_parameters_of_its_page),
      ENTRY(v2_a_poll_is_no_wait_but_forbidden_in_an_isr),
      ENTRY(v2_a_spin_lock_that_its_own_processor_holds_is_fatal_everywhere),
      ENTRY(v2_a_level_that_is_not_lowered_again_shows_at_the_return),
      ENTRY(w162_w182_a_work_item_that_returns_raised_stops_the_system_or_its_framework),
      ENTRY(v1_only_a_thread_that_returns_to_user_mode_is_asked_for_its_level_there),
      ENTRY(i5_a_level_is_neither_raised_downwards_nor_lowered_upwards),
      ENTRY(v3_driver_verifier_stops_with_its_own_codes),
      ENTRY(v3_what_is_legal_is_legal_with_driver_verifier_too),
      ENTRY(v1_windows_stops_once_whatever_else_is_wrong_at_that_instant),
      ENTRY(w186_of_the_framework_driver_verifier_knows_nothing))
