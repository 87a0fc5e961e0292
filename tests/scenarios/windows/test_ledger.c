/*
 * The ledger, as far as the record shows it: parts that sum exactly, and splits worked out by hand.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, pool, run)                                                \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\npool: " pool "\n"                   \
    "run: " run "\n"                                                                         \
    "drivers:\n  d:\n    framework: wdm\n"

/* What a series was charged in one part and state; label "" counts all culprits. */
static uint64_t charged(const struct story *s, const char *name, unsigned part, unsigned state,
                        const char *culprit)
{
    const struct mdl_record_series *wanted = story_series(s, name);
    const struct mdl_plan *plan = &s->scenario.plan;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < s->seen->row_count; i++) {
        const struct mdl_record_row *row = &s->seen->rows[i];

        if (&s->seen->series[row->series] != wanted) {
            continue;
        }
        for (uint32_t c = 0; c < row->cell_count; c++) {
            const struct mdl_record_column *column = &s->seen->columns[c];
            bool named = culprit[0] == '\0' ||
                         (column->label != MDL_NONE &&
                          strstr(plan->labels[column->label].name, culprit) != NULL);

            if (column->part == part && column->state == state && named) {
                sum += row->cells[c];
            }
        }
    }
    return sum;
}

/* Each row's cells sum to its total, and the rows of a series to all its observations. */
static void check_sums(const struct story *s)
{
    for (uint32_t i = 0; i < s->seen->series_count; i++) {
        const struct mdl_record_series *series = &s->seen->series[i];
        uint64_t observations = 0;

        for (uint32_t k = 0; k < s->seen->row_count; k++) {
            const struct mdl_record_row *row = &s->seen->rows[k];
            uint64_t sum = 0;

            if (row->series != i) {
                continue;
            }
            observations += row->observations;
            for (uint32_t c = 0; c < row->cell_count; c++) {
                sum += row->cells[c];
            }
            assert_true(sum == row->total_ns);
        }
        if (series->has_ledger) {
            assert_true(observations == series->served.count + series->censored.count);
        }
    }
}

TEST(w31_behind_spinning_items_the_wait_is_the_limit_shared_equally)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 7}}", "{duration: 900ms}")
              "    work_items: {one: {callback: Spin}, two: {callback: Spin}, "
              "late: {callback: Late}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: one, "
              "IoQueueWorkItem: two]}\n"
              "      then: {arrivals: {at: [100ms]}, steps: [IoQueueWorkItem: late]}\n"
              "    callbacks: {Spin: [run: 1h], Late: [run: 1ms]}\n");
    /* From 0.1 to 0.9 s, half to each. It still waits, and is in the ledger all the same. */
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_LIMIT, MDL_STATE_RUNNING, ""), ==,
              800 * MS);
    CHECK_INT(story_series(&s, "d.late.queue_latency")->censored.count, ==, 1);
    check_sums(&s);
    story_end(&s);
}

TEST(behind_blocked_workers_the_wait_is_for_workers_that_block)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 2}}", "{duration: 900ms}")
              "    work_items: {one: {callback: One}, two: {callback: Two}, "
              "late: {callback: Late}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: one, "
              "IoQueueWorkItem: two]}\n"
              "      then: {arrivals: {at: [100ms]}, steps: [IoQueueWorkItem: late]}\n"
              "    callbacks: {One: [wait: 300ms], Two: [run: 10ms, wait: 490ms], Late: ["
              "run: 1ms]}\n");
    /* Both workers are blocked from 0.1 to 0.3 s, when one of them is free. */
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_WORKERS, MDL_STATE_BLOCKED, ""), ==,
              200 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_WORKERS, MDL_STATE_BLOCKED, "One"), ==,
              100 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_WORKERS, MDL_STATE_BLOCKED, "Two"), ==,
              100 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(the_limit_comes_before_the_workers)
{
    struct story s;

    /* One processor, one worker: while it computes, a further thread would not help. */
    story_run(&s, HEAD("7", "1", "{delayed: {threads: 1}}", "{duration: 900ms}")
              "    work_items: {one: {callback: One}, late: {callback: Late}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: one]}\n"
              "      then: {arrivals: {at: [100ms]}, steps: [IoQueueWorkItem: late]}\n"
              "    callbacks: {One: [run: 200ms, wait: 300ms], Late: [run: 1ms]}\n");
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_LIMIT, MDL_STATE_RUNNING, ""), ==,
              100 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_WORKERS, MDL_STATE_BLOCKED, ""), ==,
              300 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(a_worker_that_does_not_run_yet_is_charged_to_who_runs_instead)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 1}}", "{duration: 900ms}")
              "    interrupts: {line: {irql: 5, arrivals: {at: [101ms]}, isr: Isr, dpc: Dpc}}\n"
              "    work_items: {late: {callback: Late}}\n"
              "    sources: {then: {arrivals: {at: [100ms]}, steps: [IoQueueWorkItem: late]}}\n"
              "    threads: {hog: {priority: 20, steps: [run: 105ms]}}\n"
              "    callbacks: {Isr: [run: 1ms, IoRequestDpc: line], Dpc: [run: 2ms], Late: ["
              "run: 1ms]}\n");
    /* hog to 101, ISR to 102, DPC to 104, hog to 108: 8 ms of waiting in all. */
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 8 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_PROCESSOR, MDL_STATE_NONE, "Isr") +
              charged(&s, "d.late.queue_latency", MDL_PART_PROCESSOR, MDL_STATE_RUNNING, "Isr"), ==,
              1 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_PROCESSOR, MDL_STATE_NONE, "Dpc") +
              charged(&s, "d.late.queue_latency", MDL_PART_PROCESSOR, MDL_STATE_RUNNING, "Dpc"), ==,
              2 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(w12_a_deferred_item_is_charged_to_those_that_are_counted)
{
    struct story s;

    story_run(&s, HEAD("7", "2", "{delayed: {threads: 3}}", "{duration: 900ms}")
              "    work_items: {x: {callback: X}, y: {callback: Y}, z: {callback: Z}, "
              "next: {callback: Next}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: x, "
              "IoQueueWorkItem: y, IoQueueWorkItem: z]}}\n"
              "    callbacks: {X: [run: 5ms], Y: [run: 5500us], Z: [run: 1ms, "
              "IoQueueWorkItem: next, run: 4ms], Next: [run: 1ms]}\n");
    CHECK_INT(charged(&s, "d.next.queue_latency", MDL_PART_DEFERRED, MDL_STATE_RUNNING, "Z"), ==,
              4 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(before_any_worker_exists_the_wait_is_creation)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{thread_create: 3ms}", "{duration: 900ms}")
              "    work_items: {late: {callback: Late}}\n"
              "    sources: {then: {arrivals: {at: [100ms]}, steps: [IoQueueWorkItem: late]}}\n"
              "    callbacks: {Late: [run: 1ms]}\n");
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 3 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_CREATION, MDL_STATE_NONE, ""), ==,
              3 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(what_joined_before_the_warm_up_is_neither_in_the_latency_nor_in_the_ledger)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "{delayed: {threads: 1}}", "{duration: 900ms, warm_up: 100ms}")
              "    work_items: {one: {callback: One}, late: {callback: Late, instances: 3}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [IoQueueWorkItem: one]}\n"
              "      then: {arrivals: {at: [50ms, 99999999ns, 100ms]}, steps: ["
              "IoQueueWorkItem: late]}\n"
              "    callbacks: {One: [run: 200ms], Late: [run: 10ms]}\n");
    /* Only that of 100 ms counts: the window begins with it. 200 + 2 * 10 - 100 = 120 ms. */
    CHECK_INT(story_count(&s, "d.late.queue_latency"), ==, 1);
    CHECK_INT(story_value(&s, "d.late.queue_latency", 0), ==, 120 * MS);
    CHECK_INT(charged(&s, "d.late.queue_latency", MDL_PART_LIMIT, MDL_STATE_RUNNING, ""), ==,
              120 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(a_dpc_that_nothing_starts_is_charged_to_that)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "{}", "{duration: 900ms}")
              "    dpcs: {far: {callback: Far, processor: 1}}\n"
              "    threads:\n"
              "      here: {processors: [0], steps: [run: 20ms, KeInsertQueueDpc: far, run: 1h]}\n"
              "      there: {processors: [1], steps: [run: 1h]}\n"
              "    callbacks: {Far: [run: 1us]}\n");
    CHECK_INT(story_value(&s, "d.far.queue_latency", 0), ==, 11250 * US);   /* D7: the tick */
    CHECK_INT(charged(&s, "d.far.queue_latency", MDL_PART_NOT_TRIGGERED, MDL_STATE_NONE, ""), ==,
              11250 * US);
    check_sums(&s);
    story_end(&s);
}

TEST(i22_behind_a_masked_line_the_wait_is_charged_to_the_isr_that_masks_it)
{
    struct story s;

    /* b asserts at 2 ms. a's ISR runs from 1 to 2.5 ms and blocks until 6.5; the line fires again:
       a's ISR once more, in vain, to 8, blocked to 12; then b's. 0.5 + 1.5 ms computing, 4 + 4
       blocked: 12 - 2. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 2, costs: none}\nrun: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n    interrupts:\n"
              "      a: {irql: 5, vector: 9, passive: true, arrivals: {at: [1ms]}, isr: ["
              "run: 1.5ms, wait: 4ms]}\n"
              "      b: {irql: 5, vector: 9, passive: true, arrivals: {at: [2ms]}, isr: ["
              "run: 100us]}\n");
    CHECK_INT(charged(&s, "d.b.latency", MDL_PART_MASKED, MDL_STATE_RUNNING, "d.a"), ==, 2 * MS);
    CHECK_INT(charged(&s, "d.b.latency", MDL_PART_MASKED, MDL_STATE_BLOCKED, "d.a"), ==, 8 * MS);
    CHECK_INT(story_value(&s, "d.b.latency", 0), ==, 10 * MS);
    CHECK_INT(story_value(&s, "d.a.latency", 0), ==, 0);
    check_sums(&s);
    story_end(&s);
}

/* One worker, one processor. one, from 0: 30 ms computing, then 20 ms blocked; late, queued at 5,
   runs from 50 to 58, of which it computes 2 ms and is blocked 6. */
#define FLUSHED(during)                                                                     \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"        \
    "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n"                             \
    "run: {duration: " during "}\ndrivers:\n  d:\n    framework: kmdf 1.9\n"               \
    "    work_items: {one: {callback: One}, late: {callback: Late}}\n"                      \
    "    sources:\n      a: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: one]}\n"     \
    "      b: {arrivals: {at: [5ms]}, steps: [WdfWorkItemEnqueue: late]}\n"                 \
    "    callbacks: {One: [run: 30ms, wait: 20ms], Late: [run: 2ms, wait: 6ms]}\n"

TEST(w88_a_flush_is_charged_as_its_item_is_and_then_to_the_callback_that_runs)
{
    struct story s;

    /* The flush, from 10 on: 20 ms behind the limit (one computes), 20 without a worker (one is
       blocked), then late itself, 2 ms computing and 6 blocked: 48 ms. */
    story_run(&s, FLUSHED("900ms") "    threads: {f: {priority: 20, arrivals: {at: [10ms]}, "
              "steps: [WdfWorkItemFlush: late]}}\n");
    CHECK_INT(story_value(&s, "d.late.flush", 0), ==, 48 * MS);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_LIMIT, MDL_STATE_RUNNING, "One"), ==, 20 * MS);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_WORKERS, MDL_STATE_BLOCKED, "One"), ==, 20 * MS);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_ITEM_RUNS, MDL_STATE_RUNNING, "Late"), ==,
              2 * MS);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_ITEM_RUNS, MDL_STATE_BLOCKED, "Late"), ==,
              6 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(a_flush_that_has_not_returned_at_the_stop_is_in_the_ledger_all_the_same)
{
    struct story s;

    story_run(&s, FLUSHED("51ms") "    threads: {f: {priority: 20, arrivals: {at: [10ms]}, "
              "steps: [WdfWorkItemFlush: late]}}\n");
    CHECK_INT(story_waiting(&s, "d.late.flush"), ==, 1);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_WORKERS, MDL_STATE_BLOCKED, "One"), ==, 20 * MS);
    CHECK_INT(charged(&s, "d.late.flush", MDL_PART_ITEM_RUNS, MDL_STATE_RUNNING, "Late"), ==,
              1 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(w101_a_removal_is_charged_to_its_own_callbacks_and_to_the_items_that_it_waits_for)
{
    struct story s;

    /* From 5: D0 exit computes 1 ms and sleeps 3, to 9. The one worker's item of the other driver
       computes to 31, 1 ms later for that, and is blocked to 51; then late runs to 59. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 7\n"
              "machine: {processors: 1, costs: none, pnp_priority: 20}\n"
              "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n"
              "run: {duration: 900ms}\ndrivers:\n  d:\n    framework: kmdf 1.9\n"
              "    work_items: {late: {callback: Late}}\n"
              "    sources: {b: {arrivals: {at: [5ms]}, steps: [WdfWorkItemEnqueue: late]}}\n"
              "    pnp: {EvtDeviceD0Exit: [run: 1ms, wait: 3ms]}\n"
              "    callbacks: {Late: [run: 2ms, wait: 6ms]}\n"
              "  o:\n    framework: kmdf 1.9\n    work_items: {one: {callback: One}}\n"
              "    sources: {a: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: one]}}\n"
              "    callbacks: {One: [run: 30ms, wait: 20ms]}\n"
              "timeline: [{at: 5ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 54 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_CALL, MDL_STATE_RUNNING, "EvtDeviceD0Exit"), ==,
              1 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_CALL, MDL_STATE_BLOCKED, "EvtDeviceD0Exit"), ==,
              3 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_LIMIT, MDL_STATE_RUNNING, "One"), ==, 22 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_WORKERS, MDL_STATE_BLOCKED, "One"), ==, 20 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_ITEM_RUNS, MDL_STATE_RUNNING, "Late"), ==,
              2 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_ITEM_RUNS, MDL_STATE_BLOCKED, "Late"), ==,
              6 * MS);
    /* The deletion of the child, in the same thread, from 9 on. */
    CHECK_INT(story_value(&s, "d.late.delete", 0), ==, 50 * MS);
    CHECK_INT(charged(&s, "d.late.delete", MDL_PART_LIMIT, MDL_STATE_RUNNING, "One"), ==, 22 * MS);
    CHECK_INT(charged(&s, "d.pnp.d0exit", MDL_PART_CALL, MDL_STATE_BLOCKED, ""), ==, 3 * MS);
    check_sums(&s);
    story_end(&s);
}

TEST(pin_29_a_removal_that_waits_for_requests_is_charged_to_the_callback_that_got_them)
{
    struct story s;

    /* EvtIoRead has the request from 0 on; the hardware takes 30 ms, the removal begins at 10. */
    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 11\n"
              "machine: {processors: 1, costs: none}\nrun: {duration: 100ms}\n"
              "drivers:\n  d:\n    framework: kmdf 1.33\n"
              "    targets: {bus: {service: 30ms, interrupt: line}}\n"
              "    interrupts: {line: {isr: [run: 0us, WdfInterruptQueueDpcForIsr: line], "
              "dpc: [run: 0us, WdfRequestComplete: read]}}\n"
              "    queues: {io: {dispatch: sequential, callback: {read: EvtIoRead}}}\n"
              "    callbacks: {EvtIoRead: [put: bus]}\n"
              "threads:\n  app: {steps: [ReadFile: d.io]}\n"
              "timeline: [{at: 10ms, remove_device: d}]\n");
    CHECK_INT(story_value(&s, "d.pnp.remove", 0), ==, 20 * MS);
    CHECK_INT(charged(&s, "d.pnp.remove", MDL_PART_REQUESTS, MDL_STATE_NONE, "EvtIoRead"), ==,
              20 * MS);
    check_sums(&s);
    story_end(&s);
}

TESTS(ENTRY(pin_29_a_removal_that_waits_for_requests_is_charged_to_the_callback_that_got_them),
      ENTRY(i22_behind_a_masked_line_the_wait_is_charged_to_the_isr_that_masks_it),
      ENTRY(w31_behind_spinning_items_the_wait_is_the_limit_shared_equally),
      ENTRY(behind_blocked_workers_the_wait_is_for_workers_that_block),
      ENTRY(the_limit_comes_before_the_workers),
      ENTRY(a_worker_that_does_not_run_yet_is_charged_to_who_runs_instead),
      ENTRY(w12_a_deferred_item_is_charged_to_those_that_are_counted),
      ENTRY(before_any_worker_exists_the_wait_is_creation),
      ENTRY(what_joined_before_the_warm_up_is_neither_in_the_latency_nor_in_the_ledger),
      ENTRY(a_dpc_that_nothing_starts_is_charged_to_that),
      ENTRY(w88_a_flush_is_charged_as_its_item_is_and_then_to_the_callback_that_runs),
      ENTRY(a_flush_that_has_not_returned_at_the_stop_is_in_the_ledger_all_the_same),
      ENTRY(w101_a_removal_is_charged_to_its_own_callbacks_and_to_the_items_that_it_waits_for))
