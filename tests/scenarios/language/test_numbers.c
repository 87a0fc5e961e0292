/*
 * Every diagnostic by the smallest file that causes it: its number, its place, and nothing else.
 *
 * The places were worked out from the texts: HEAD is two lines long, a driver begins in line 6,
 * a callback of TIMER stands in line 7.
 */
#include "tests/scenarios/language/bench.h"

#define HEAD "wtsim: 1\nscenario: s\n"
#define KMDF HEAD "drivers:\n  d:\n    framework: kmdf 1.33\n"
#define WDM HEAD "drivers:\n  d:\n    framework: wdm\n"
#define TIMER "    timers: {t: {period: 1ms, callback: F}}\n"

struct row {
    uint32_t number, line, column;
    const char *text;
};

static const struct row rows[] = {
    {2, 3, 19, HEAD "run: {duration: 1s]\n"},
    {3, 3, 1, HEAD "rum: {}\n"},
    {4, 3, 1, HEAD "scenario: t\n"},
    {5, 0, 0, ""},
    {6, 3, 9, HEAD "title: a\001b\n"},
    {7, 3, 8, HEAD "title: \377\n"},
    {11, 3, 1, HEAD "---\n" "wtsim: 1\n" "scenario: s\n"},
    {12, 7, 41, KMDF TIMER "    callbacks: {F: [WdfWorkItemEnqueue: w]}\n"},
    {13, 3, 6, HEAD "run: [1s]\n"},
    {14, 1, 1, "wtsim: 1\n"},
    {15, 3, 8, HEAD "title: *t\n"},
    {16, 3, 17, HEAD "run: {duration: 5}\n"},
    {17, 6, 42, KMDF "    interrupts: {i: {arrivals: {poisson: 5}, isr: [run: 1us]}}\n"},
    {18, 3, 17, HEAD "run: {duration: -1s}\n"},
    {19, 6, 42, KMDF "    interrupts: {i: {arrivals: {poisson: fast}, isr: [run: 1us]}}\n"},
    {20, 3, 23, HEAD "machine: {processors: 0}\n"},
    {21, 3, 23, HEAD "machine: {processors: 1.5}\n"},
    {22, 3, 49, HEAD "faults: [{step: WdfWorkItemCreate, probability: x}]\n"},
    {23, 3, 11, HEAD "verifier: maybe\n"},
    {24, 2, 11, "wtsim: 1\n" "scenario: 4 s\n"},
    {25, 7, 27, KMDF TIMER "    callbacks: {F: [run: {exponentil: 1us}]}\n"},
    {26, 7, 36, KMDF TIMER "    callbacks: {F: [run: {uniform: [2us, 1us]}]}\n"},
    {27, 6, 47, KMDF
     "    interrupts: {i: {arrivals: {poisson: 1/s, periodic: 1s}, isr: [run: 1us]}}\n"},
    {28, 6, 43, KMDF "    interrupts: {i: {arrivals: {at: [2ms, 1ms]}, isr: [run: 1us]}}\n"},
    {29, 7, 38, KMDF TIMER "    callbacks: {F: [run: {empirical: none.csv}]}\n"},
    {30, 3, 8, HEAD "title: !x y\n"},
    {31, 7, 41, KMDF TIMER "    callbacks: {F: [WdfWorkItemEnqueue: t]}\n"},
    {33, 4, 1, HEAD "run:\n" "\tduration: 1s\n"},
    {34, 3, 6, HEAD "title:x\n"},
    {35, 3, 8, HEAD "title: \"x\n"},
    {36, 3, 1, HEAD "[a]: 1\n"},
    {37, 4, 7, HEAD "run:\n" "  <<: 4\n"},
    {38, 3, 23, HEAD "machine: {processors: 2ms}\n"},
    {39, 7, 29, KMDF TIMER "    callbacks: {F: [choose: [{weight: 0, steps: [run: 1us]}]]}\n"},
    {41, 6, 28, KMDF "    interrupts: {i: {irql: 13, arrivals: {at: [1ms]}, isr: [run: 1us]}}\n"},
    {43, 3, 25, HEAD "machine: {architecture: x32}\n"},
    {44, 7, 14, WDM "    locks: {a: spin_lock}\n" "    events: {a: notification}\n"},
    {45, 7, 21, KMDF TIMER "    callbacks: {F: [frobnicate: x]}\n"},
    {46, 7, 21, KMDF TIMER "    callbacks: {F: [{then: [run: 1us]}]}\n"},
    {47, 7, 32, KMDF TIMER "    callbacks: {F: [{run: 1us, then: [run: 1us]}]}\n"},
    {48, 7, 27, KMDF TIMER "    callbacks: {F: [call: F]}\n"},
    {50, 8, 26, KMDF "    variables: {v: 0}\n" "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [{if: maybe, then: [run: 1us]}]}\n"},
    {51, 8, 26, KMDF "    variables: {v: 0}\n" "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [set: v == 1]}\n"},
    {52, 6, 84, KMDF "    threads: {t: {count: 2, steps: [run: 1us]}, u: {steps: "
     "[KeWaitForSingleObject: t]}}\n"},
    {53, 8, 40, WDM "    locks: {m: fast_mutex}\n"
     "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [KeAcquireSpinLock: m]}\n"},
    {54, 7, 51, HEAD "windows: 7\n" "drivers:\n" "  d:\n" "    framework: wdm\n"
     "    work_items: {w: {callback: [run: 1us], queue: RealTimeWorkQueue}}\n"
     "    timers: {t: {period: 1ms, callback: [IoQueueWorkItemEx: w]}}\n"},
    {55, 6, 51, KMDF "    work_items: {w: {callback: [run: 1us], queue: DelayedWorkQueue}}\n"
     "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [WdfWorkItemEnqueue: w]}\n"},
    {56, 6, 83, KMDF
     "    interrupts: {i: {irql: 5, vector: 9, arrivals: {at: [1ms]}, isr: [run: 1us]}, "
     "j: {irql: 6, vector: 9, arrivals: {at: [1ms]}, isr: [run: 1us]}}\n"},
    {57, 3, 28, HEAD "threads: {t: {processors: [9], steps: [run: 1us]}}\n"},
    {58, 3, 10, HEAD "expect: [what]\n"},
    {59, 3, 22, HEAD "expect: [processor.0.speed < 1]\n"},
    {60, 3, 29, HEAD "expect: [processor.0.idle < 1ms]\n"},
    {61, 8, 10, KMDF TIMER "    callbacks: {F: [run: {exponential: 1us}]}\n"
     "expect: [processor.0.idle == 50%]\n"},
    {62, 3, 19, HEAD "run: {phases: {a: 1s}}\n"},
    {63, 6, 50, KMDF "    sources: {s: {arrivals: {at: [1ms]}, steps: [run: 1us]}}\n"},
    {64, 7, 34, WDM TIMER "    callbacks: {F: [KeRaiseIrql: HIGHEST]}\n"},
    {65, 3, 30, HEAD "run: {duration: 1s, warm_up: 2s}\n"},
    {66, 1, 8, "wtsim: 2\n" "scenario: s\n"},
    {67, 7, 102, KMDF TIMER
     "    callbacks: {F: [{repeat: 2, steps: [{repeat: 2, steps: [{repeat: 2, steps: "
     "[{repeat: 2, steps: [{repeat: 2, steps: [run: 1us]}]}]}]}]}]}\n"},
    {74, 3, 11, HEAD "include: [none.yaml]\n"},
    {80, 4, 27, HEAD "windows: 11\n" "pool: {delayed: {threads: 3}}\n" "drivers:\n" "  d:\n"
     "    framework: wdm\n"},
    {81, 6, 13, WDM "    locks: {a: spin_lock}\n"},
    {82, 4, 11, HEAD "machine: {processors: 1}\n"
     "threads: {t: {arrivals: {poisson: 1/ms}, steps: [run: 5ms]}}\n"},
    {83, 6, 41, KMDF TIMER "    callbacks: {F: [run: 200us]}\n"},
    {84, 6, 60, KMDF
     "    interrupts: {i: {irql: 7, arrivals: {at: [1ms]}, isr: [WdfWorkItemEnqueue: "
     "w]}}\n"
     "    work_items: {w: {callback: [run: 1us]}}\n"},
    {85, 8, 21, WDM "    events: {e: notification}\n"
     "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [KeWaitForSingleObject: e]}\n"},
    {86, 8, 21, WDM "    locks: {l: spin_lock}\n"
     "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [KeAcquireSpinLockAtDpcLevel: l]}\n"},
    {87, 7, 28, KMDF "    variables: {v: 0}\n"
     "    threads: {t: {steps: [{repeat: forever, steps: [set: v += 1]}]}}\n"},
    {88, 8, 18, KMDF "    synchronization_scope: device\n"
     "    timers: {t: {period: 1ms, callback: [WdfWorkItemCreate: w]}}\n"
     "    work_items: {w: {callback: [run: 1us]}}\n"},
    {125, 3, 19, HEAD "sweep: {run.seed: 4}\n"},
    {130, 3, 16, HEAD "run: {warm_up: auto, phases: {a: 0s..1s}}\n"},
    {140, 3, 14, HEAD "run: {until: decided}\n"},
    {141, 3, 34, HEAD "run: {until: decided, precision: 5%}\n"},
    {142, 3, 18, HEAD "run: {precision: 5}\n"},
    {160, 3, 20, HEAD "lesson: {draw: {a: [soon]}, number: 1, part: pool, concept: c, story: s,"
     " ask: {text: t, number: '1'}, worked: {answer: 1}, hint: h, smaller: s, why: w, so: s,"
     " rules: [W1]}\n"},
    {161, 3, 27, HEAD "lesson: {number: 1, part: kernel, concept: c, story: s, ask: {text: t,"
     " number: '1'}, worked: {answer: 1}, hint: h, smaller: s, why: w, so: s, rules: [W1]}\n"},
    {162, 3, 27, HEAD "timeline: [{at: 1s, set: {machine.processors: 2}}]\n"},
    {163, 3, 27, HEAD "timeline: [{at: 1s, set: {machine.dpc: {ideal_rate: 2}}}]\n"},
    {164, 8, 27, WDM "    timers: {t: {period: 1ms, callback: F}}\n"
     "    callbacks: {F: [run: 1us]}\n"
     "timeline: [{at: 1s, set: {drivers.d.callbacks.F: [run: 2us]}}]\n"},
    {165, 5, 16, HEAD "drivers:\n  d:\n    framework: kmdf 1.99\n"
     "    timers: {t: {period: 1ms, callback: [run: 1us]}}\n"},
    {196, 7, 50, KMDF "    work_items: {w: {callback: [run: 1us]}}\n"
     "    threads: {t: {steps: [KeWaitForSingleObject: w, WdfWorkItemEnqueue: w]}}\n"},
};

/* Caused by what no small text has: sizes, depths, files, command lines, and a run. */
static const struct {
    uint32_t number;
    const char *where;
} elsewhere[] = {
    {1, "a file that is not there: below"},
    {8, "4 MiB of text: below"},
    {9, "65 levels: below"},
    {10, "200,000 values: below"},
    {32, "--set: below"},
    {42, "a key that no version runs yet: there is none at present"},
    {49, "a million steps: below"},
    {69, "a run that is stuck: test_experiment.c"},
};

TEST(every_number_has_a_small_file_that_causes_it_and_nothing_else)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench b;

        bench_read(&b, rows[i].text);
        if (b.diags.count != 1 || b.diags.items[0].number != rows[i].number
            || b.diags.items[0].at.line != rows[i].line
            || b.diags.items[0].at.column != rows[i].column) {
            fail_msg("S%03u at %u:%u expected for\n%s\nbut said\n%s", rows[i].number,
                     rows[i].line, rows[i].column, rows[i].text, bench_said(&b));
        }
        CHECK(b.good == (b.diags.items[0].severity == SCN_WARNING));
        bench_done(&b);
    }
}

TEST(no_number_is_forgotten_here)
{
    uint32_t count;
    const struct scn_diags_row *all = scn_diags_rows(&count);

    (void)lab_state;
    for (uint32_t i = 0; i < count; i++) {
        unsigned found = 0;

        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            found += rows[k].number == all[i].number;
        }
        for (size_t k = 0; k < sizeof elsewhere / sizeof elsewhere[0]; k++) {
            found += elsewhere[k].number == all[i].number;
        }
        if (found != 1) {
            fail_msg("S%03u (%s) has %u rows", all[i].number, all[i].title, found);
        }
    }
}

static void check_said(void **lab_state, const char *text, const char *override,
                       const char *expected)
{
    struct bench b;

    bench_read_with(&b, text, &override, override == NULL ? 0 : 1);
    CHECK_TEXT(bench_said(&b), expected);
    bench_done(&b);
}

static const char *repeated(struct sim_arena *arena, const char *text, size_t times)
{
    size_t length = strlen(text);
    char *all = sim_arena_alloc(arena, length * times + 1);

    for (size_t i = 0; i < times; i++) {
        memcpy(all + i * length, text, length);
    }
    all[length * times] = '\0';
    return all;
}

TEST(s001_a_file_that_is_not_there)
{
    struct bench b;

    memset(&b, 0, sizeof b);
    sim_arena_init(&b.arena);
    scn_diags_init(&b.diags, &b.arena);
    CHECK(!scn_scenario_load(&b.arena, "tests/no such.yaml", NULL, 0, &b.diags, &b.s));
    CHECK(b.diags.missing);
    CHECK_TEXT(bench_said(&b),
               "0:0 S001 cannot read 'tests/no such.yaml': No such file or directory\n");
    bench_done(&b);
}

TEST(s008_s009_s010_s049_what_is_too_large_is_refused)
{
    struct sim_arena arena;
    const char *deep, *text;

    sim_arena_init(&arena);
    check_said(lab_state, repeated(&arena, "# 4 MiB\n", 1 + (4u << 20) / 8), NULL,
               "0:0 S008 4194312 bytes are too many for a scenario; the limit is 4194304\n");
    deep = repeated(&arena, "[", 65);  /* the map is a level: the 64th bracket, column 7 + 64 */
    check_said(lab_state, sim_arena_print(&arena, HEAD "title: %s\n", deep), NULL,
               "3:71 S009 nested more than 64 levels deep\n");
    /* Six levels of ten aliases each are a million values. */
    text = HEAD "about:\n  - &a [x, x, x, x, x, x, x, x, x, x]\n"
                "  - &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
                "  - &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
                "  - &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
                "  - &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
                "  - &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n";
    check_said(lab_state, text, NULL,
               "9:9 S010 more than 200000 values when aliases are expanded\n");
    /* Each callback calls the next one ten times: 10^6 runs in the first. The message is at the
       name of the callback in TIMER. */
    text = KMDF TIMER "    callbacks:\n";
    for (char name = 'F'; name < 'L'; name++) {
        const char *call = sim_arena_print(&arena, "call: %c, ", name + 1);

        text = sim_arena_print(&arena, "%s      %c: [%s]\n", text, name,
                               repeated(&arena, call, 10));
    }
    text = sim_arena_print(&arena, "%s      L: [run: 1us]\n", text);
    check_said(lab_state, text, NULL, "6:41 S049 more than 100000 calls in one program\n");
    sim_arena_deinit(&arena);
}

TEST(s032_an_override_without_a_value)
{
    check_said(lab_state, HEAD, "run.duration", "1:1 S032 an override is path=value\n");
}

/* Ten mistakes of ten kinds in one file: ten diagnostics, in file order, no follow-up. */
TEST(ten_mistakes_are_ten_diagnostics_in_one_pass)
{
    check_said(lab_state,
               "wtsim: 1\n"
               "scenario: ten\n"
               "machine: {architecture: x32}\n"
               "drivers:\n"
               "  nic:\n"
               "    framework: kmdf 1.33\n"
               "    interrupts:\n"
               "      rx: {irql: 13, arrivals: {poisson: 1000}, isr: EvtIsr, dpc: EvtDpc}\n"
               "    work_items: {refill: {calback: EvtRefill}}\n"
               "    callbacks:\n"
               "      EvtIsr: [run: 4us, WdfInterruptQueueDpcForIsr: rx]\n"
               "      EvtDpc: [run: 20, WdfWorkItemEnqueue: refil, WdfSpinLockAquire: l]\n"
               "      EvtRefill: [run: {lognormal: {median: 9us, p99: 2us}}]\n"
               "run: {duration: 5 sec}\n"
               "expect: [nic.rx.request_latency.p98 < 5ms]\n", NULL,
               "3:25 S043 'architecture' is one of x64, x86 or arm64\n"
               "8:18 S041 13 is not a device level on x64\n"
               "8:42 S017 a rate needs a unit\n"
               "9:27 S003 work item has no key 'calback'\n"
               "12:21 S016 a duration needs a unit\n"
               "12:45 S012 no work item is called 'refil'\n"
               "12:52 S045 unknown step 'WdfSpinLockAquire'\n"
               "13:36 S026 no lognormal distribution has these parameters\n"
               "14:17 S018 'sec' is no unit of time\n"
               "15:33 S059 'request_latency' has no such statistic\n");
}

TESTS(ENTRY(every_number_has_a_small_file_that_causes_it_and_nothing_else),
      ENTRY(no_number_is_forgotten_here),
      ENTRY(s001_a_file_that_is_not_there),
      ENTRY(s008_s009_s010_s049_what_is_too_large_is_refused),
      ENTRY(s032_an_override_without_a_value),
      ENTRY(ten_mistakes_are_ten_diagnostics_in_one_pass))
