/*
 * Candidates of a small driver: what is changed, where, and to what; and what is left alone.
 */
#include "scenarios/experiment/candidates.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "tests/lab.h"

#define HEAD                                                                                   \
    "wtsim: 1\nscenario: small\nwindows: 7\nmachine: {processors: 2}\n"                        \
    "pool: {delayed: {threads: 3}}\ndrivers:\n  nic:\n    framework: wdm\n"
#define TAIL "run: {duration: 1s, seed: 7}\n"

struct bench {
    struct sim_arena arena;
    struct scn_diags diags;
    struct scn_scenario scenario;
    struct scn_candidate *found;
    uint32_t count;
};

static void bench_init(struct bench *b, const char *text)
{
    *b = (struct bench){0};
    sim_arena_init(&b->arena);
    scn_diags_init(&b->diags, &b->arena);
    if (!scn_scenario_parse(&b->arena, "small.yaml", text, strlen(text), NULL, 0, &b->diags,
                            &b->scenario)) {
        fail_msg("the scenario has %u errors", b->diags.error_count);
    }
    b->count = scn_candidates_find(&b->arena, &b->scenario, &b->found);
}

/* Its overrides joined by " | "; '-' when there is no such candidate. */
static const char *sets(struct bench *b, const char *change)
{
    const char *all = "-";

    for (uint32_t i = 0; i < b->count; i++) {
        for (uint32_t k = 0; k < b->found[i].set_count && strcmp(b->found[i].change, change) == 0;
             k++) {
            all = k == 0 ? b->found[i].sets[k]
                         : sim_arena_print(&b->arena, "%s | %s", all, b->found[i].sets[k]);
        }
    }
    return all;
}

/* Every candidate is a scenario that can be read, or says why there is none. */
static void check_all_are_scenarios(void **lab_state, struct bench *b)
{
    for (uint32_t i = 0; i < b->count; i++) {
        struct scn_scenario scenario;
        struct scn_diags diags;

        scn_diags_init(&diags, &b->arena);
        CHECK((b->found[i].forbidden == NULL) == (b->found[i].set_count > 0));
        CHECK(scn_scenario_parse(&b->arena, "x", b->scenario.text, strlen(b->scenario.text),
                                 b->found[i].sets, b->found[i].set_count, &diags, &scenario));
    }
}

/* 12us is 6us, ~3us is ~1.5us, 1ms is 0.5ms written 500us; a weight and a share have no half. */
TEST(half_of_a_callback_is_half_of_each_time_in_it)
{
    struct bench b;

    bench_init(&b, HEAD
        "    timers: {kick: {period: 1ms, callback: KickDpc}}\n"
        "    callbacks:\n"
        "      KickDpc:\n"
        "        - run: 12us\n"
        "        - choose: [{weight: 3, steps: [run: {gamma: {mean: ~3us, cv: 0.5}}]}]\n"
        TAIL);
    CHECK_TEXT(sets(&b, "nic.KickDpc: half"),
               "drivers.nic.callbacks.KickDpc.0.run=6us | drivers.nic.callbacks.KickDpc.1.choose."
               "0.steps.0.run={gamma: {mean: ~1.5us, cv: 0.5}}");
    check_all_are_scenarios(lab_state, &b);
    sim_arena_deinit(&b.arena);
}

TEST(computing_and_waits_are_halved_apart_and_together)
{
    struct bench b;

    bench_init(&b, HEAD
        "    timers: {kick: {period: 1s, callback: KickDpc}}\n"
        "    work_items: {scan: {callback: Scan, instances: 2}}\n"
        "    callbacks:\n"
        "      KickDpc: [IoQueueWorkItemEx: scan]\n"
        "      Scan: [run: 1ms, wait: 301ns]\n" TAIL);
    CHECK_TEXT(sets(&b, "nic.Scan: half of its computing"),
               "drivers.nic.callbacks.Scan.0.run=500us");
    CHECK_TEXT(sets(&b, "nic.Scan: half of its waits"), "drivers.nic.callbacks.Scan.1.wait=150ns");
    CHECK_TEXT(sets(&b, "nic.Scan: half of everything"),
               "drivers.nic.callbacks.Scan.0.run=500us | drivers.nic.callbacks.Scan.1.wait=150ns");
    CHECK_TEXT(sets(&b, "nic.Scan: half"), "-");
    check_all_are_scenarios(lab_state, &b);
    sim_arena_deinit(&b.arena);
}

/* 400us is 200us, 5ms is 2.5ms; a target that answers with arrivals has no service to halve. */
TEST(a_target_is_tried_twice_as_fast_and_twice_as_broad)
{
    struct bench b;

    bench_init(&b, HEAD
        "    timers: {kick: {period: 1s, callback: KickDpc}}\n"
        "    targets:\n"
        "      disk: {service: {lognormal: {median: 400us, p99: 5ms}}, servers: 3}\n"
        "      pipe: {arrivals: {poisson: 10/s}}\n"
        "    callbacks: {KickDpc: [put: disk]}\n" TAIL);
    CHECK_TEXT(sets(&b, "nic.disk: half of its service time"),
               "drivers.nic.targets.disk.service={lognormal: {median: 200us, p99: 2.5ms}}");
    CHECK_TEXT(sets(&b, "nic.disk: 6 at a time"), "drivers.nic.targets.disk.servers=6");
    CHECK_TEXT(sets(&b, "nic.pipe: 2 at a time"), "-");
    check_all_are_scenarios(lab_state, &b);
    sim_arena_deinit(&b.arena);
}

/* 3 threads: one more, and twice as many. */
TEST(w22_the_pool_gets_one_worker_more_and_twice_as_many)
{
    struct bench b;

    bench_init(&b, HEAD
        "    timers: {kick: {period: 1s, callback: KickDpc}}\n"
        "    work_items: {scan: {callback: Scan}}\n"
        "    callbacks: {KickDpc: [IoQueueWorkItemEx: scan], Scan: [run: 1ms]}\n" TAIL);
    CHECK_TEXT(sets(&b, "pool.delayed: 3 threads -> 4"), "pool.delayed.threads=4");
    CHECK_TEXT(sets(&b, "pool.delayed: 3 threads -> 6"), "pool.delayed.threads=6");
    CHECK_TEXT(sets(&b, "nic.scan: to CriticalWorkQueue"),
               "drivers.nic.work_items.scan.queue=CriticalWorkQueue");
    sim_arena_deinit(&b.arena);
}

TEST(w157_a_wdm_item_moves_to_threads_that_wait_for_a_semaphore)
{
    struct bench b;

    bench_init(&b, HEAD
        "    timers: {kick: {period: 1s, callback: KickDpc}}\n"
        "    work_items: {scan: {callback: Scan, instances: 2}}\n"
        "    callbacks:\n"
        "      KickDpc: [{repeat: 2, steps: [{IoQueueWorkItemEx: scan, requests: none}]}]\n"
        "      Scan: [run: 1ms]\n" TAIL);
    CHECK_TEXT(sets(&b, "nic.scan: 2 threads of its own, prio. 8"),
               "drivers.nic.callbacks.KickDpc.0.steps.0={KeReleaseSemaphore: scan_work, requests: "
               "none} | drivers.nic.events.scan_work={semaphore: 0} | drivers.nic.callbacks."
               "scan_thread=[{repeat: forever, steps: [KeWaitForSingleObject: scan_work, call: "
               "Scan]}] | drivers.nic.threads.scan_thread={callback: scan_thread, count: 2, "
               "priority: 8}");
    check_all_are_scenarios(lab_state, &b);
    sim_arena_deinit(&b.arena);
}

/* W82: an item that is queued is queued once; an event that is set is set once. */
TEST(w104_a_kmdf_item_has_no_other_queue_and_its_thread_waits_for_an_event)
{
    struct bench b;
    bool refused = false;

    bench_init(&b, "wtsim: 1\nscenario: small\nwindows: 7\nmachine: {processors: 1}\n"
        "drivers:\n  nic:\n    framework: kmdf 1.9\n"
        "    interrupts: {rx: {irql: 7, arrivals: {poisson: 1000/s}, isr: Isr, dpc: Dpc}}\n"
        "    work_items: {refill: {callback: Refill}}\n"
        "    callbacks:\n"
        "      Isr: [WdfInterruptQueueDpcForIsr: rx]\n"
        "      Dpc: [WdfWorkItemEnqueue: refill]\n"
        "      Refill: [each_request: [run: 12us]]\n" TAIL);
    CHECK_TEXT(sets(&b, "nic.refill: 1 thread of its own, prio. 8"),
               "drivers.nic.callbacks.Dpc.0={KeSetEvent: refill_work} | drivers.nic.events."
               "refill_work=synchronization | drivers.nic.callbacks.refill_thread=[{repeat: "
               "forever, steps: [KeWaitForSingleObject: refill_work, call: Refill]}] | "
               "drivers.nic.threads.refill_thread={callback: refill_thread, count: 1, "
               "priority: 8}");
    CHECK_TEXT(sets(&b, "nic.rx: moderated, 8 at a time or after 50 us"),
               "drivers.nic.interrupts.rx.arrivals.moderation={count: 8, after: 50us}");
    CHECK_TEXT(sets(&b, "nic.rx: to processor 1"), "-"); /* there is one processor */
    for (uint32_t i = 0; i < b.count; i++) {
        if (b.found[i].forbidden != NULL) {
            refused = true;
            CHECK_TEXT(b.found[i].change, "another queue for nic.refill");
            CHECK_TEXT(b.found[i].rule, "W104");
        }
    }
    CHECK(refused);
    check_all_are_scenarios(lab_state, &b);
    sim_arena_deinit(&b.arena);
}

TEST(an_item_that_is_flushed_stays_an_item)
{
    struct bench b;

    bench_init(&b, "wtsim: 1\nscenario: small\nwindows: 7\ndrivers:\n  nic:\n"
        "    framework: kmdf 1.9\n"
        "    work_items: {refill: {callback: Refill}}\n"
        "    threads: {t: {callback: Body}}\n"
        "    callbacks:\n"
        "      Body: [WdfWorkItemEnqueue: refill, WdfWorkItemFlush: refill]\n"
        "      Refill: [run: 12us]\n" TAIL);
    CHECK_TEXT(sets(&b, "nic.refill: 1 thread of its own, prio. 8"), "-");
    CHECK_TEXT(sets(&b, "nic.t: to priority 13"), "drivers.nic.threads.t.priority=13");
    CHECK_TEXT(sets(&b, "nic.Refill: half"), "drivers.nic.callbacks.Refill.0.run=6us");
    sim_arena_deinit(&b.arena);
}

TESTS(ENTRY(half_of_a_callback_is_half_of_each_time_in_it),
      ENTRY(computing_and_waits_are_halved_apart_and_together),
      ENTRY(a_target_is_tried_twice_as_fast_and_twice_as_broad),
      ENTRY(w22_the_pool_gets_one_worker_more_and_twice_as_many),
      ENTRY(w157_a_wdm_item_moves_to_threads_that_wait_for_a_semaphore),
      ENTRY(w104_a_kmdf_item_has_no_other_queue_and_its_thread_waits_for_an_event),
      ENTRY(an_item_that_is_flushed_stays_an_item))
