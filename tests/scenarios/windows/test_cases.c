/*
 * Real cases of the rule table (S1 to S21, SC1 to SC18) in their smallest form, with the clock
 * asserted: who waits how long because of whom, and what the remedy changes.
 *
 * No overheads.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, processors, duration)                                                 \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {processors: " processors ", costs: none}\nrun: {duration: " duration "}\n"

/* ---- interrupts and DPCs --------------------------------------------------------------------- */

#define OTHER                                                                               \
    "  other:\n    interrupts:\n"                                                           \
    "      x: {irql: 5, arrivals: {at: [101ms]}, dpc: [run: 10us],\n"                        \
    "          isr: [run: 10us, WdfInterruptQueueDpcForIsr: x]}\n"

TEST(s1_a_soft_modem_delays_by_where_it_works)
{
    struct story s;

    /* In its ISR, 100 to 101.8 ms: the other device waits 0.8 ms. */
    story_run(&s, HEAD("11", "1", "200ms") "drivers:\n" OTHER
              "  modem:\n    interrupts:\n"
              "      line: {irql: 7, arrivals: {at: [100ms]}, isr: [run: 1800us]}\n");
    CHECK_INT(story_value(&s, "other.x.latency", 0), ==, 800 * US);
    story_end(&s);
    /* In its DPC, from 100.006 ms: the other ISR (10 us) is at once, its DPC waits for the rest of
       1.8 ms: 101.816 - 101.010. */
    story_run(&s, HEAD("11", "1", "200ms") "drivers:\n" OTHER
              "  modem:\n    interrupts:\n"
              "      line: {irql: 7, arrivals: {at: [100ms]}, dpc: [run: 1800us],\n"
              "             isr: [run: 6us, WdfInterruptQueueDpcForIsr: line]}\n");
    CHECK_INT(story_value(&s, "other.x.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "other.x.dpc.queue_latency", 0), ==, 806 * US);
    story_end(&s);
    /* In a real-time thread: neither is delayed. */
    story_run(&s, HEAD("11", "1", "200ms") "drivers:\n" OTHER
              "  modem:\n    events: {due: synchronization}\n    interrupts:\n"
              "      line: {irql: 7, arrivals: {at: [100ms]}, dpc: [run: 10us, KeSetEvent: due],\n"
              "             isr: [run: 6us, WdfInterruptQueueDpcForIsr: line]}\n"
              "    threads: {pump: {priority: 24, steps: [KeWaitForSingleObject: due, "
              "run: 1800us]}}\n");
    CHECK_INT(story_value(&s, "other.x.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "other.x.dpc.queue_latency", 0), ==, 0);
    story_end(&s);
}

static uint64_t longest(const struct story *s, const char *name)
{
    uint64_t most = 0;

    for (uint32_t k = 0; story_value(s, name, k) != UINT64_MAX; k++) {
        most = story_value(s, name, k) > most ? story_value(s, name, k) : most;
    }
    return most;
}

TEST(s2_firmware_in_an_isr_leaves_the_mean_alone_and_ruins_the_tail)
{
    struct story s;
    uint64_t sum = 0, count;

    /* 13.6 ms from 500.5 ms on; a device every ms: that of 501 ms waits until 514.1 ms, those of
       502 to 514 ms are merged into it. */
    story_run(&s, HEAD("11", "1", "1s") "drivers:\n  acpi:\n    interrupts:\n"
              "      gpe: {irql: 9, arrivals: {at: [500500us]}, isr: [run: 13600us]}\n"
              "  audio:\n    interrupts:\n"
              "      line: {irql: 5, trigger: message, arrivals: {periodic: 1ms}, "
              "isr: [run: 1us]}\n");
    count = story_count(&s, "audio.line.latency");
    for (uint32_t k = 0; k < count; k++) {
        sum += story_value(&s, "audio.line.latency", k);
    }
    CHECK_INT(longest(&s, "audio.line.latency"), ==, 13100 * US);
    CHECK_INT(story_count(&s, "audio.line.merged"), ==, 13);
    CHECK(sum / count < 100 * US);   /* the mean of some 990 to 1000 */
    story_end(&s);
}

TEST(s3_s8_a_long_dpc_starves_an_audio_thread_of_its_buffer)
{
    struct story s;

    /* The graphics DPC runs 9 to 13 ms. The audio ISR at 10 ms (10 us) is at once; its DPC waits
       until 13.010 ms, so the thread that must run within 3 ms runs 3.020 ms late. */
    story_run(&s, HEAD("11", "1", "100ms") "drivers:\n"
              "  gpu:\n    dpcs: {flip: {callback: [run: 4ms]}}\n"
              "    sources: {vsync: {arrivals: {at: [9ms]}, steps: [KeInsertQueueDpc: flip]}}\n"
              "  audio:\n    events: {due: synchronization}\n    interrupts:\n"
              "      line: {irql: 5, arrivals: {at: [10ms]}, dpc: [run: 10us, KeSetEvent: due],\n"
              "             isr: [run: 10us, WdfInterruptQueueDpcForIsr: line]}\n"
              "    threads: {mixer: {priority: 26, steps: [KeWaitForSingleObject: due, "
              "run: 100us]}}\n");
    CHECK_INT(story_value(&s, "audio.line.dpc.queue_latency", 0), ==, 3 * MS);
    CHECK_INT(story_value(&s, "audio.mixer.wait", 0), ==, 13020 * US);
    CHECK_INT(story_count(&s, "gpu.flip.over_guideline"), ==, 1);
    story_end(&s);
}

TEST(s4_dpcs_of_a_flood_precede_every_thread)
{
    struct story s;

    /* 0.9 of each ms are DPCs: a real-time thread that needs 1 ms from 10 ms on gets the last
       tenth of ten of them and is done at 20 ms. */
    story_run(&s, HEAD("11", "1", "100ms") "drivers:\n  nic:\n    interrupts:\n"
              "      rx: {irql: 5, arrivals: {periodic: 1ms}, dpc: [run: 900us],\n"
              "           isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]}\n"
              "threads: {media: {priority: 26, arrivals: {at: [10ms]}, steps: [run: 1ms]}}\n");
    CHECK_INT(story_value(&s, "thread.media.request_latency", 0), ==, 10 * MS);
    story_end(&s);
}

#define RECEIVE(steps)                                                                      \
    "wtsim: 1\nscenario: story\nwindows: 11\nrun: {duration: 5s}\n"                          \
    "machine: {processors: 1, costs: none, watchdog: {single: 1s, cumulative: 0s}}\n"        \
    "drivers:\n  nic:\n    interrupts:\n"                                                   \
    "      rx: {irql: 5, trigger: message, arrivals: {periodic: 900us}, dpc: Dpc,\n"         \
    "           isr: [run: 0us, WdfInterruptQueueDpcForIsr: rx]}\n"                          \
    "    callbacks: {Dpc: " steps "}\n"

TEST(s5_a_receive_dpc_without_a_bound_runs_into_the_watchdog)
{
    struct story s;

    /* 1 ms for each packet, one packet every 0.9 ms: a DPC that takes all it finds never ends. */
    story_run(&s, RECEIVE("[{each_request: {from: rx, up_to: 1000000}, steps: [run: 1ms]}]"));
    CHECK_INT(s.end.bug_check, ==, 0x133);
    CHECK_INT(s.seen->findings[0].parameters[0], ==, 0);   /* a single DPC */
    story_end(&s);
    /* Four at a time and queued again: each run is 4 ms. The drain goes on (D12). */
    story_run(&s, RECEIVE("[{each_request: {from: rx, up_to: 4}, steps: [run: 1ms]}, "
                          "WdfInterruptQueueDpcForIsr: rx]"));
    CHECK_INT(s.end.bug_check, ==, 0);
    CHECK_INT(longest(&s, "nic.rx.dpc.run"), ==, 4 * MS);
    story_end(&s);
}

TEST(s6_spinning_for_a_lock_counts_as_dpc_time)
{
    struct story s;

    story_run(&s, HEAD("11", "2", "100ms") "drivers:\n  d:\n    locks: {shared: spin_lock}\n"
              "    dpcs: {a: {callback: Work, processor: 0, importance: high},\n"
              "           b: {callback: Work, processor: 1, importance: high}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: a, "
              "KeInsertQueueDpc: b]}}\n"
              "    callbacks: {Work: [KeAcquireSpinLockAtDpcLevel: shared, run: 100us, "
              "KeReleaseSpinLockFromDpcLevel: shared]}\n");
    CHECK_INT(story_value(&s, "d.a.run", 0), ==, 100 * US);
    CHECK_INT(story_value(&s, "d.b.run", 0), ==, 200 * US);   /* 100 spinning, 100 working */
    story_end(&s);
}

#define COMPLETIONS(steps)                                                                  \
    HEAD("11", "1", "1s") "drivers:\n  disk:\n    interrupts:\n"                             \
    "      done: {irql: 5, trigger: message, dpc: Dpc,\n"                                    \
    "             arrivals: {at: [1ms], batch: 100},\n"                                      \
    "             isr: [run: 0us, WdfInterruptQueueDpcForIsr: done]}\n"                      \
    "    callbacks: {Dpc: " steps "}\n"

TEST(s9_completions_one_after_the_other_make_one_long_dpc_unless_they_are_limited)
{
    struct story s;

    story_run(&s, COMPLETIONS("[{each_request: {from: done, up_to: 1000}, steps: [run: 10us]}]"));
    CHECK_INT(longest(&s, "disk.done.dpc.run"), ==, 1 * MS);   /* 100 x 10 us */
    story_end(&s);
    story_run(&s, COMPLETIONS("[{each_request: {from: done, up_to: 10}, steps: [run: 10us]}, "
                              "{if: done.depth > 0, then: [WdfInterruptQueueDpcForIsr: done]}]"));
    CHECK_INT(longest(&s, "disk.done.dpc.run"), ==, 100 * US);
    CHECK_INT(story_count(&s, "disk.done.dpc.runs"), ==, 10);
    story_end(&s);
}

#define ADAPTER(moderation)                                                                 \
    HEAD("11", "1", "100ms") "drivers:\n  nic:\n    interrupts:\n"                           \
    "      rx: {irql: 5, trigger: message, isr: [run: 1us],\n"                               \
    "           arrivals: {at: [1000us, 1100us, 1200us, 1300us]" moderation "}}\n"

TEST(s10_moderation_saves_interrupts_and_costs_latency)
{
    struct story s;

    story_run(&s, ADAPTER(""));
    CHECK_INT(story_count(&s, "nic.rx.isr.runs"), ==, 4);
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 1 * US);
    story_end(&s);
    story_run(&s, ADAPTER(", moderation: {after: 250us}"));
    CHECK_INT(story_count(&s, "nic.rx.isr.runs"), ==, 2);      /* at 1250 us and 1550 us */
    CHECK_INT(story_value(&s, "nic.rx.request_latency", 0), ==, 251 * US);
    story_end(&s);
}

TEST(s14_a_threaded_dpc_waits_for_ordinary_ones_and_delays_every_worker)
{
    struct story s;

    /* All queued at 1 ms: the ordinary DPC runs 1 to 6 ms, then the threaded one to 8 ms (priority
       31), then the work item. */
    story_run(&s, HEAD("11", "1", "100ms") "drivers:\n  d:\n"
              "    dpcs: {ordinary: {callback: [run: 5ms]},\n"
              "           threaded: {callback: [run: 2ms], threaded: true}}\n"
              "    work_items: {i: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: ordinary, "
              "KeInsertQueueDpc: threaded, WdfWorkItemEnqueue: i]}}\n");
    CHECK_INT(story_value(&s, "d.threaded.queue_latency", 0), ==, 5 * MS);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 7 * MS);
    story_end(&s);
}

/* ---- worker threads -------------------------------------------------------------------------- */

TEST(sc2_two_drivers_fill_the_critical_queue_and_neither_can_go_on)
{
    struct story s;

    /* 5 static and 16 dynamic workers wait for what only a 22nd could do. */
    story_run(&s, HEAD("7", "1", "60s") "pool: {critical: {threads: 5}}\ndrivers:\n"
              "  upper:\n    framework: wdm\n"
              "    work_items: {post: {callback: Post, queue: CriticalWorkQueue, instances: 30}}\n"
              "    sources: {surge: {arrivals: {at: [0s]}, steps: [{repeat: 30, steps: ["
              "IoQueueWorkItem: post]}]}}\n"
              "    callbacks: {Post: [IoQueueWorkItem: lower.finish, "
              "KeWaitForSingleObject: lower.done]}\n"
              "  lower:\n    framework: wdm\n    events: {done: {semaphore: 0}}\n"
              "    work_items: {finish: {callback: Finish, queue: CriticalWorkQueue, "
              "instances: 30}}\n"
              "    callbacks: {Finish: [run: 1ms, KeReleaseSemaphore: lower.done]}\n");
    CHECK_INT(story_most(&s, "pool.critical.threads"), ==, 21);
    CHECK_INT(story_count(&s, "lower.finish.runs"), ==, 0);
    CHECK_INT(story_count(&s, "upper.post.runs"), ==, 21);
    story_end(&s);
}

TEST(sc5_items_queued_faster_than_they_are_served_pile_up)
{
    struct story s;

    /* One a ms, 2 ms each: of the 100 before 100 ms, 50 have started (0, 2 ... 98). */
    story_run(&s, HEAD("7", "1", "100ms") "drivers:\n  d:\n    framework: wdm\n"
              "    work_items: {i: {callback: [run: 2ms], instances: 200}}\n"
              "    sources: {go: {arrivals: {periodic: 1ms}, steps: [IoQueueWorkItem: i]}}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 50);
    CHECK_INT(story_waiting(&s, "d.i.queue_latency"), ==, 50);
    story_end(&s);
}

TEST(sc6_a_circle_of_waits_for_slots_is_cleared_by_its_time_out)
{
    struct story s;

    /* The first holds the only slot and waits for an answer that needs a slot: 45 s are 2880
       ticks. */
    story_run(&s, HEAD("7", "1", "60s") "drivers:\n  d:\n    framework: wdm\n"
              "    events: {slots: {semaphore: 1}, answer: synchronization}\n"
              "    threads:\n"
              "      first: {priority: 9, steps: [KeWaitForSingleObject: slots, "
              "KeWaitForSingleObject: {event: answer, timeout: 45s}, KeReleaseSemaphore: slots]}\n"
              "      second: {priority: 8, steps: [KeWaitForSingleObject: slots, "
              "KeSetEvent: answer]}\n");
    CHECK_INT(story_value(&s, "d.second.wait", 0), ==, 45 * (uint64_t)S);
    story_end(&s);
}

TEST(sc9_slow_forwarding_through_workers_stalls_another_drivers_item)
{
    /* Seven workers forward and wait 100 ms; the victim, queued 1 ms later, waits for the first. */
    CHECK_INT(story_only(HEAD("7", "4", "1s") "pool: {delayed: {threads: 7}}\ndrivers:\n"
                         "  filter:\n    framework: wdm\n"
                         "    work_items: {forward: {callback: [wait: 100ms], instances: 7}}\n"
                         "    sources: {io: {arrivals: {at: [0s]}, steps: [{repeat: 7, steps: ["
                         "IoQueueWorkItem: forward]}]}}\n"
                         "  victim:\n    framework: wdm\n"
                         "    work_items: {short: {callback: [run: 1us]}}\n"
                         "    sources: {go: {arrivals: {at: [1ms]}, steps: ["
                         "IoQueueWorkItem: short]}}\n", "victim.short.queue_latency", 0), ==,
              99 * MS);
}

TEST(sc11_a_long_critical_item_starves_a_user_thread)
{
    /* Priority 13 computes from 1 ms on for 1 s; a thread of priority 8 is ready at 2 ms. */
    CHECK_INT(story_only(HEAD("7", "1", "3s") "drivers:\n  d:\n    framework: wdm\n"
                         "    work_items: {hog: {callback: [run: 1s], queue: CriticalWorkQueue}}\n"
                         "    sources: {go: {arrivals: {at: [1ms]}, steps: ["
                         "IoQueueWorkItem: hog]}}\n"
                         "threads: {app: {arrivals: {at: [2ms]}, steps: [run: 1ms]}}\n",
                         "thread.app.ready", 0), ==, 999 * MS);
}

TEST(sc15_a_filter_and_a_worker_that_wait_for_each_other_never_go_on)
{
    struct story s;

    story_run(&s, HEAD("7", "1", "60s") "drivers:\n  d:\n    framework: wdm\n"
              "    events: {mounted: synchronization, approved: synchronization}\n"
              "    work_items: {mount: {callback: Mount}}\n"
              "    threads: {filter: {steps: [IoQueueWorkItem: mount, "
              "KeWaitForSingleObject: mounted, KeSetEvent: approved]}}\n"
              "    callbacks: {Mount: [KeWaitForSingleObject: approved, KeSetEvent: mounted]}\n");
    CHECK_INT(story_waiting(&s, "d.filter.wait"), ==, 1);
    CHECK_INT(story_count(&s, "d.mount.run"), ==, 0);
    story_end(&s);
}

TESTS(ENTRY(s1_a_soft_modem_delays_by_where_it_works),
      ENTRY(s2_firmware_in_an_isr_leaves_the_mean_alone_and_ruins_the_tail),
      ENTRY(s3_s8_a_long_dpc_starves_an_audio_thread_of_its_buffer),
      ENTRY(s4_dpcs_of_a_flood_precede_every_thread),
      ENTRY(s5_a_receive_dpc_without_a_bound_runs_into_the_watchdog),
      ENTRY(s6_spinning_for_a_lock_counts_as_dpc_time),
      ENTRY(s9_completions_one_after_the_other_make_one_long_dpc_unless_they_are_limited),
      ENTRY(s10_moderation_saves_interrupts_and_costs_latency),
      ENTRY(s14_a_threaded_dpc_waits_for_ordinary_ones_and_delays_every_worker),
      ENTRY(sc2_two_drivers_fill_the_critical_queue_and_neither_can_go_on),
      ENTRY(sc5_items_queued_faster_than_they_are_served_pile_up),
      ENTRY(sc6_a_circle_of_waits_for_slots_is_cleared_by_its_time_out),
      ENTRY(sc9_slow_forwarding_through_workers_stalls_another_drivers_item),
      ENTRY(sc11_a_long_critical_item_starves_a_user_thread),
      ENTRY(sc15_a_filter_and_a_worker_that_wait_for_each_other_never_go_on))
