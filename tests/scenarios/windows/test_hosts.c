/*
 * Work items that are not KMDF's: UMDF and its host processes (W116, W117), NDIS, Storport and
 * filter manager items (W58-W60).
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(processors, parameters)                                                        \
    "wtsim: 1\nscenario: story\nwindows: 7\n"                                               \
    "machine: {processors: " processors ", costs: none}\n" parameters                       \
    "run: {duration: 900ms}\ndrivers:\n"
#define ONE "    work_items: {i: {callback: I}}\n"

TEST(w116_a_full_kernel_pool_does_not_delay_umdf_items_nor_they_it)
{
    struct story s;

    story_run(&s, HEAD("4", "pool: {delayed: {threads: 1}, legacy: {dynamic_max: 0}}\n")
              "  k:\n    framework: kmdf 1.33\n"
              "    work_items: {a: {callback: A}, b: {callback: B}}\n"
              "    sources: {go: {arrivals: {at: [0s]}, steps: [WdfWorkItemEnqueue: a, "
              "WdfWorkItemEnqueue: b]}}\n"
              "    callbacks: {A: [wait: 20ms], B: [run: 1ms]}\n"
              "  u:\n    framework: umdf 2.33\n"
              "    work_items: {c: {callback: C, instances: 3}}\n"
              "    sources: {go: {arrivals: {at: [5ms]}, steps: [{repeat: 3, steps: ["
              "WdfWorkItemEnqueue: c]}]}}\n"
              "    callbacks: {C: [wait: 200ms]}\n");
    CHECK_INT(story_value(&s, "k.b.queue_latency", 0), ==, 20 * MS);   /* as without the host */
    for (uint32_t k = 0; k < 3; k++) {
        CHECK_INT(story_value(&s, "u.c.queue_latency", k), ==, 0);
    }
    CHECK_INT(story_most(&s, "pool.host.u.threads"), ==, 3);
    CHECK_INT(story_most(&s, "pool.delayed.threads"), ==, 1);
    story_end(&s);
}

/* Two reads, done at 10 ms: their routines wait 5 ms each, in threads of the host process. */
TEST(w116_completion_routines_of_umdf_run_in_the_host_process)
{
    struct story s;

    story_run(&s, HEAD("1", "")
              "  u:\n    framework: umdf 2.33\n"
              "    queues: {io: {dispatch: parallel, callback: EvtRead}}\n"
              "    targets: {bus: {service: 10ms, servers: 2}}\n"
              "    callbacks:\n"
              "      EvtRead: [{WdfRequestSend: {target: bus, completion: Done}}]\n"
              "      Done: [wait: 5ms, WdfRequestComplete: all]\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: u.io]}\n");
    CHECK_INT(story_count(&s, "u.io.finished"), ==, 2);
    CHECK_INT(story_value(&s, "u.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_most(&s, "pool.host.u.threads"), >=, 1);
    CHECK_INT(s.end.bug_check, ==, 0);
    story_end(&s);
}

/* The lower driver completes both reads in its DPC at 10 ms: the upper one's routines wait 5 ms,
   each in a thread of the host process, where that is legal. */
TEST(w116_completions_of_sends_to_another_drivers_queue_run_in_the_host_process)
{
    struct story s;

    story_run(&s, HEAD("1", "")
              "  k:\n    framework: kmdf 1.33\n"
              "    queues: {io: {dispatch: parallel, callback: [put: disk]}}\n"
              "    interrupts: {line: {irql: 5, isr: [WdfInterruptQueueDpcForIsr: line], "
              "dpc: [WdfRequestComplete: all]}}\n"
              "    targets: {disk: {service: 10ms, servers: 2, interrupt: line}}\n"
              "  u:\n    framework: umdf 2.33\n"
              "    queues: {io: {dispatch: parallel, callback: EvtRead}}\n"
              "    callbacks:\n"
              "      EvtRead: [{WdfRequestSend: {target: k.io, completion: Done}}]\n"
              "      Done: [wait: 5ms, WdfRequestComplete: all]\n"
              "threads:\n  app: {count: 2, steps: [ReadFile: u.io]}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_count(&s, "u.io.finished"), ==, 2);
    CHECK_INT(story_value(&s, "u.io.request_latency", 0), ==, 15 * MS);
    CHECK_INT(story_value(&s, "u.io.request_latency", 1), ==, 15 * MS);   /* at the same time */
    CHECK_INT(story_most(&s, "pool.host.u.threads"), ==, 2);
    CHECK_INT(story_count(&s, "u.framework.completions.runs"), ==, 2);
    story_end(&s);
}

/* As in KMDF, where it takes a DPC: the callback is entered when the read has come, at 10 ms, and
   may wait; its read is out again after that, for the arrival of 12, which has waited till 15. */
TEST(pin_34_the_reads_of_a_umdf_driver_are_sent_again_by_work_items_of_its_host)
{
    struct story s;

    story_run(&s, HEAD("1", "")
              "  u:\n    framework: umdf 2.33\n"
              "    targets: {pipe: {arrivals: {at: [10ms, 12ms]}, reader: {callback: [wait: 5ms], "
              "reads: 1}}}\n"
              "    threads: {go: {steps: [WdfIoTargetStart: pipe]}}\n");
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_value(&s, "u.pipe.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "u.pipe.request_latency", 1), ==, 8 * MS);   /* 15 + 5 - 12 */
    CHECK_INT(story_count(&s, "u.pipe.read_1.runs"), ==, 2);
    story_end(&s);
}

/* With two reads out, two callbacks overlap: both have their arrival at once. */
TEST(pin_34_callbacks_of_the_reads_of_a_umdf_driver_overlap)
{
    struct story s;

    story_run(&s, HEAD("1", "")
              "  u:\n    framework: umdf 2.33\n"
              "    targets: {pipe: {arrivals: {at: [10ms, 12ms]}, reader: [wait: 5ms]}}\n"
              "    threads: {go: {steps: [WdfIoTargetStart: pipe]}}\n");
    CHECK_INT(story_value(&s, "u.pipe.request_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "u.pipe.request_latency", 1), ==, 5 * MS);
    story_end(&s);
}

TEST(w116_umdf_1_has_names_of_its_own_and_the_same_states)
{
    struct story s;

    /* Enqueued three times at 0: one run until 5. Enqueued at 2, while it runs: another one. The
       flush of 3 ms returns when both have ended, at 7. */
    story_run(&s, HEAD("4", "")
              "  d:\n    framework: umdf 1.11\n" ONE
              "    sources:\n"
              "      go: {arrivals: {at: [0s]}, steps: [IWDFWorkItem::Enqueue: i, "
              "IWDFWorkItem::Enqueue: i, IWDFWorkItem::Enqueue: i]}\n"
              "      more: {arrivals: {at: [2ms]}, steps: [IWDFWorkItem::Enqueue: i]}\n"
              "    threads:\n"
              "      f: {arrivals: {at: [3ms]}, steps: [IWDFWorkItem::Flush: i]}\n"
              "    callbacks: {I: [IWDFWorkItem::GetParentObject, run: 5ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.i.coalesced"), ==, 2);
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.flush", 0), ==, 4 * MS);
    story_end(&s);
}

#define DELETES(framework, create, enqueue, deletes)                                        \
    HEAD("2", "") "  d:\n    framework: " framework "\n" ONE                                \
    "    threads: {t: {arrivals: {at: [0s, 9ms]}, steps: [" create ": i, " enqueue ": i]}}\n" \
    "    callbacks: {I: [run: 2ms, " deletes ": i]}\n"

TEST(w116_only_in_umdf_1_an_item_must_not_be_deleted_in_its_own_callback)
{
    struct story s;

    story_run(&s, DELETES("umdf 1.11", "IWDFDevice3::CreateWorkItem", "IWDFWorkItem::Enqueue",
                          "IWDFObject::DeleteWdfObject"));
    CHECK_INT(story_findings(&s, "F090"), ==, 2);
    story_end(&s);

    story_run(&s, DELETES("umdf 2.33", "WdfWorkItemCreate", "WdfWorkItemEnqueue",
                          "WdfObjectDelete"));
    CHECK_INT(s.seen->finding_count, ==, 0);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    story_end(&s);
}

#define CROWD(parameters)                                                                   \
    HEAD("4", parameters) "  d:\n    framework: umdf 2.33\n"                                \
    "    work_items: {i: {callback: I, instances: 20}}\n"                                   \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [{repeat: 20, steps: ["                \
    "WdfWorkItemEnqueue: i]}]}}\n"                                                          \
    "    callbacks: {I: [wait: 10ms]}\n"

TEST(w117_a_host_has_as_many_threads_as_it_needs_or_as_it_may)
{
    struct story s;

    story_run(&s, CROWD(""));
    CHECK_INT(story_value(&s, "d.i.queue_latency", 19), ==, 0);
    CHECK_INT(story_most(&s, "pool.host.d.threads"), ==, 20);
    story_end(&s);

    /* Two threads: pairs at 0, 10, 20 ... the last pair at 90 ms. */
    story_run(&s, CROWD("umdf: {pool_max_threads: 2}\n"));
    CHECK_INT(story_value(&s, "d.i.queue_latency", 19), ==, 90 * MS);
    CHECK_INT(story_most(&s, "pool.host.d.threads"), ==, 2);
    story_end(&s);
}

TEST(w116_threads_of_a_host_are_of_normal_priority)
{
    /* One processor: a thread of priority 9 computes until 7 ms, one of 7 would not matter. */
    CHECK_INT(story_only(HEAD("1", "")
                         "  d:\n    framework: umdf 2.33\n" ONE
                         "    threads: {t: {priority: 9, steps: [run: 7ms]}}\n"
                         "    sources: {go: {arrivals: {at: [1ms]}, steps: ["
                         "WdfWorkItemEnqueue: i]}}\n"
                         "    callbacks: {I: [run: 1ms]}\n", "d.i.queue_latency", 0),
              ==, 6 * MS);
    CHECK_INT(story_only(HEAD("1", "")
                         "  d:\n    framework: umdf 2.33\n" ONE
                         "    threads: {t: {priority: 7, steps: [run: 7ms]}}\n"
                         "    sources: {go: {arrivals: {at: [1ms]}, steps: ["
                         "WdfWorkItemEnqueue: i]}}\n"
                         "    callbacks: {I: [run: 1ms]}\n", "d.i.queue_latency", 0), ==, 0);
}

TEST(k7_a_thread_of_a_host_wakes_later)
{
    static const char text[] =
        "wtsim: 1\nscenario: story\nwindows: 7\nrun: {duration: 900ms}\n"
        "machine: {processors: 1, costs: {umdf_wake: 7us, work_item: 5us, clock: 0us}}\n"
        "drivers:\n  d:\n    framework: umdf 2.33\n" ONE
        "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: i]}}\n"
        "    callbacks: {I: [run: 1ms]}\n";

    CHECK_INT(story_only(text, "d.i.queue_latency", 0), ==, 7 * US);
}

/* ---- interrupts ----------------------------------------------------------------------------- */

#define REFLECTED(processors, framework, rest)                                              \
    "wtsim: 1\nscenario: story\nwindows: 11\nrun: {duration: 900ms}\n"                      \
    "machine: {processors: " processors ", costs: {interrupt: 0us, dpc: 0us, clock: 0us, "   \
    "ipi: 0us, context_switch: 0us, thread_wake: 0us, work_item: 0us, isr_body: 2us, "      \
    "dpc_body: 3us, umdf_wake: 6us}}\n"                                                     \
    "drivers:\n  d:\n    framework: " framework "\n" rest

TEST(w119_i23a_a_umdf_isr_runs_in_its_host_after_the_reflectors_isr_and_dpc)
{
    struct story s;

    /* A message at 1 ms: ISR of the reflector 2 us, its DPC 3 us, the thread wakes in 6 us. A wait
       in the driver's ISR is legal: it is at PASSIVE_LEVEL. */
    story_run(&s, REFLECTED("2", "umdf 2.33",
                            "    interrupts: {rx: {irql: 5, trigger: message, "
                            "arrivals: {at: [1ms]}, isr: EvtIsr}}\n"
                            "    callbacks: {EvtIsr: [wait: 1ms]}\n"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_value(&s, "d.rx.reflector.isr.run", 0), ==, 2 * US);
    CHECK_INT(story_value(&s, "d.rx.reflector.dpc.run", 0), ==, 3 * US);
    CHECK_INT(story_value(&s, "d.rx.isr.queue_latency", 0), ==, 6 * US);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 1011 * US);   /* 2 + 3 + 6 + 1000 */
    story_end(&s);
}

TEST(s19_a_level_line_stays_masked_for_its_co_owner_until_the_host_has_answered)
{
    struct story s;

    /* Both devices assert one line: d at 1 ms, k at 1.1. The reflector's passive ISR waits for
       its host from 1.002 to 1.008 + 5 ms. Then the line is still asserted: d's ISR finds nothing
       (2 + 6 us), and k's serves its request in 50 us. */
    story_run(&s, REFLECTED("2", "umdf 2.33",
                            "    interrupts: {rx: {irql: 5, vector: 17, arrivals: {at: [1ms]}, "
                            "isr: EvtIsr}}\n"
                            "    callbacks: {EvtIsr: [each_request: [run: 5ms]]}\n"
                            "  k:\n    framework: kmdf 1.33\n"
                            "    interrupts: {rx: {irql: 5, vector: 17, passive: true, "
                            "arrivals: {at: [1100us]}, isr: EvtIsr}}\n"
                            "    callbacks: {EvtIsr: [run: 50us]}\n"));
    CHECK_INT(story_value(&s, "d.rx.reflector.isr.run", 0), ==, 5008 * US);
    CHECK_INT(story_value(&s, "k.rx.request_latency", 0), ==, (6008 + 8 + 50 - 1100) * US);
    story_end(&s);
}

TEST(w118_the_isr_of_one_interrupt_never_overlaps_itself)
{
    struct story s;

    /* Messages at 1.0 and 1.2 ms, two threads; the second run begins when the first has ended. */
    story_run(&s, REFLECTED("2", "umdf 2.33",
                            "    interrupts:\n"
                            "      rx: {irql: 5, trigger: message, arrivals: {at: [1ms, 1200us]}, "
                            "isr: EvtIsr}\n"
                            "      tx: {irql: 6, trigger: message, isr: EvtIsr}\n"
                            "    callbacks: {EvtIsr: [run: 1ms]}\n"));
    CHECK_INT(story_count(&s, "d.rx.isr.overlapping"), ==, 0);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, (2011 + 1000 - 1200) * US);
    story_end(&s);
}

TEST(w120_what_a_umdf_isr_queues_is_an_item_of_its_host)
{
    struct story s;

    /* Also what is called a DPC waits and blocks as it likes. */
    story_run(&s, REFLECTED("2", "umdf 2.33",
                            "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms]}, isr: EvtIsr, "
                            "dpc: EvtDpc}}\n"
                            "    callbacks:\n"
                            "      EvtIsr: [run: 10us, WdfInterruptQueueDpcForIsr: rx]\n"
                            "      EvtDpc: [wait: 2ms]\n"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(story_value(&s, "d.rx.dpc.run", 0), ==, 2 * MS);
    CHECK_INT(story_most(&s, "pool.host.d.threads"), ==, 1);
    story_end(&s);
}

TEST(w118_interrupts_of_a_umdf_device_have_threads_of_their_own)
{
    struct story s;

    /* Three interrupts, two processors: two threads from the start, three at most. The ordinary
       pool has one thread for the item that blocks. */
    story_run(&s, REFLECTED("2", "umdf 1.11",
                            "    interrupts:\n"
                            "      a: {irql: 5, arrivals: {at: [1ms]}, isr: OnInterruptIsr}\n"
                            "      b: {irql: 6, arrivals: {at: [1ms]}, isr: OnInterruptIsr}\n"
                            "      c: {irql: 7, arrivals: {at: [1ms]}, isr: OnInterruptIsr}\n"
                            "    work_items: {i: {callback: OnWorkItem}}\n"
                            "    callbacks:\n"
                            "      OnInterruptIsr: [IWDFWorkItem::Enqueue: i, wait: 5ms]\n"
                            "      OnWorkItem: [wait: 50ms]\n"));
    CHECK_INT(story_most(&s, "pool.host.d.interrupts.threads"), ==, 3);
    CHECK_INT(story_count(&s, "d.a.isr.run"), ==, 1);
    CHECK_INT(story_count(&s, "d.c.isr.run"), ==, 1);
    story_end(&s);
}

/* ---- NDIS, Storport, the filter manager ----------------------------------------------------- */

#define KERNEL(framework, queue, parameters, steps)                                         \
    HEAD("2", "pool: {critical: {threads: 1}, delayed: {threads: 2}" parameters "}\n")      \
    "  d:\n    framework: " framework "\n"                                                  \
    "    work_items: {i: {callback: I" queue "}}\n"                                         \
    "    sources: {go: {arrivals: {at: [0s]}, steps: [" steps "]}}\n"                       \
    "    callbacks: {I: [run: 1ms]}\n"

static uint64_t busy(void **lab_state, const char *text, const char *pool)
{
    struct story s;
    uint64_t most;

    story_run(&s, text);
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    most = story_most(&s, pool);
    story_end(&s);
    return most;
}

TEST(w58_ndis_items_go_to_the_critical_queue)
{
    const char *text = KERNEL("ndis", "", "", "NdisAllocateIoWorkItem: i, NdisQueueIoWorkItem: i");

    CHECK_INT(busy(lab_state, text, "pool.critical.busy"), ==, 1);
    CHECK_INT(busy(lab_state, text, "pool.delayed.busy"), ==, 0);
}

TEST(w60_storport_items_go_where_the_parameter_says)
{
    const char *steps = KERNEL("storport", "", "", "StorPortInitializeWorker: i, "
                                                   "StorPortQueueWorkItem: i");

    CHECK_INT(busy(lab_state, steps, "pool.delayed.busy"), ==, 1);
    CHECK_INT(busy(lab_state, KERNEL("storport", "", ", storport_queue: CriticalWorkQueue",
                          "StorPortInitializeWorker: i, StorPortQueueWorkItem: i"),
                   "pool.critical.busy"), ==, 1);
}

TEST(w59_filter_manager_items_are_delayed_or_critical)
{
    CHECK_INT(busy(lab_state, KERNEL("wdm", "", "", "FltAllocateGenericWorkItem: i, "
                                         "FltQueueGenericWorkItem: i"), "pool.delayed.busy"),
              ==, 1);
    CHECK_INT(busy(lab_state, KERNEL("wdm", ", queue: CriticalWorkQueue", "",
                          "FltAllocateDeferredIoWorkItem: i, FltQueueDeferredIoWorkItem: i"),
                   "pool.critical.busy"), ==, 1);
}

TEST(w59_posting_paging_io_is_refused)
{
    struct story s;

    story_run(&s, HEAD("2", "pool: {delayed: {threads: 2}}\n")
              "  d:\n    framework: wdm\n"
              "    work_items: {i: {callback: I}, instead: {callback: I}}\n"
              "    sources:\n"
              "      go:\n"
              "        arrivals: {at: [0s]}\n"
              "        steps:\n"
              "          - FltQueueDeferredIoWorkItem: {work_item: i, paging_io: true}\n"
              "          - if: status == STATUS_FLT_NOT_SAFE_TO_POST_OPERATION\n"
              "            then: [IoQueueWorkItem: instead]\n"
              "          - FltQueueDeferredIoWorkItem: {work_item: i, paging_io: false}\n"
              "          - if: status != STATUS_SUCCESS\n"
              "            then: [IoQueueWorkItem: instead]\n"
              "    callbacks: {I: [run: 1ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.instead.runs"), ==, 1);
    CHECK_INT(s.seen->finding_count, ==, 0);
    story_end(&s);
}

TESTS(ENTRY(w116_a_full_kernel_pool_does_not_delay_umdf_items_nor_they_it),
      ENTRY(w116_completion_routines_of_umdf_run_in_the_host_process),
      ENTRY(w116_completions_of_sends_to_another_drivers_queue_run_in_the_host_process),
      ENTRY(pin_34_the_reads_of_a_umdf_driver_are_sent_again_by_work_items_of_its_host),
      ENTRY(pin_34_callbacks_of_the_reads_of_a_umdf_driver_overlap),
      ENTRY(w116_umdf_1_has_names_of_its_own_and_the_same_states),
      ENTRY(w116_only_in_umdf_1_an_item_must_not_be_deleted_in_its_own_callback),
      ENTRY(w117_a_host_has_as_many_threads_as_it_needs_or_as_it_may),
      ENTRY(w116_threads_of_a_host_are_of_normal_priority),
      ENTRY(k7_a_thread_of_a_host_wakes_later),
      ENTRY(w119_i23a_a_umdf_isr_runs_in_its_host_after_the_reflectors_isr_and_dpc),
      ENTRY(s19_a_level_line_stays_masked_for_its_co_owner_until_the_host_has_answered),
      ENTRY(w118_the_isr_of_one_interrupt_never_overlaps_itself),
      ENTRY(w120_what_a_umdf_isr_queues_is_an_item_of_its_host),
      ENTRY(w118_interrupts_of_a_umdf_device_have_threads_of_their_own),
      ENTRY(w58_ndis_items_go_to_the_critical_queue),
      ENTRY(w60_storport_items_go_where_the_parameter_says),
      ENTRY(w59_filter_manager_items_are_delayed_or_critical),
      ENTRY(w59_posting_paging_io_is_refused))
