/* The record as a whole: clocks, the window, starvation, findings, the digest, stories. */
#include "tests/lab.h"
#include "tests/model/observe/scene.h"

#include "model/observe/story.h"

enum { SECOND = 1000000000 };

static const struct mdl_record_series *series(const struct scene *s, unsigned object,
                                              unsigned measure)
{
    return scene_series(s, object, measure);
}

/* A scan holds the only worker from 0 to `until`; refill is called at 100 and at 200. */
static void starve(struct scene *s, sim_instant until)
{
    scene_workers(s, 1, 2);
    scene_start(s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s->record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s->record, 200, SCENE_REFILL_1, MDL_CALL_COALESCED);
    mdl_tell_item_left(s->record, until, SCENE_SCAN_1, SCENE_WORKER_1, until);
    mdl_tell_item_handed(s->record, until, SCENE_REFILL_1, SCENE_WORKER_1, 1);
    mdl_tell_item_cleared(s->record, until, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_entered(s->record, until, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_left(s->record, until + 50, SCENE_REFILL_1, SCENE_WORKER_1, 50);
}

TEST(a_call_of_exactly_the_threshold_is_not_overdue_and_one_of_a_nanosecond_more_is)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    starve(&s, 100 + SECOND);
    (void)scene_end(&s, 2u * SECOND);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_STARVED)->count, ==, 0);
    mdl_record_begin(s.record);
    starve(&s, 101 + SECOND);
    (void)scene_end(&s, 2u * SECOND);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_STARVED)->count, ==, 1);
    CHECK_INT((uint64_t)series(&s, SCENE_REFILL, MDL_MEASURE_OVERDUE)->integral, ==, 1);
    scene_close(&s);
}

TEST(an_episode_has_a_begin_a_crossing_an_end_victims_and_a_culprit)
{
    struct scene s;
    const struct mdl_record_episode *e;

    scene_plan(&s);
    scene_open(&s, NULL);
    starve(&s, 3u * SECOND);
    (void)scene_end(&s, 4u * SECOND);
    CHECK_INT(mdl_record_read(s.record)->episode_count, ==, 2);
    e = &mdl_record_read(s.record)->episodes[0];
    CHECK_INT(e->kind, ==, MDL_EPISODE_STARVATION);
    CHECK_INT(e->begin_at, ==, 100);
    CHECK_INT(e->overdue_at, ==, 100 + SECOND);
    CHECK_INT(e->end_at, ==, 3u * SECOND);
    CHECK_INT(e->victims, ==, 2);
    CHECK_INT(e->worst_ns, ==, 3u * SECOND - 100);
    CHECK_INT(e->culprit, ==, SCENE_LABEL_SCAN);
    CHECK_INT((uint64_t)series(&s, SCENE_REFILL, MDL_MEASURE_OVERDUE)->integral, ==,
              2u * SECOND - 100);
    e = &mdl_record_read(s.record)->episodes[1];
    CHECK_INT(e->kind, ==, MDL_EPISODE_NO_PROGRESS);
    CHECK_INT(e->begin_at, ==, 100);
    CHECK_INT(e->end_at, ==, 3u * SECOND);
    CHECK_INT(series(&s, SCENE_POOL, MDL_MEASURE_NO_PROGRESS)->served.high, ==,
              3u * SECOND - 100);
    scene_close(&s);
}

TEST(a_call_that_is_overdue_at_the_stop_counts_and_its_episode_stays_open)
{
    struct scene s;
    const struct mdl_record_result *result;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    result = scene_end(&s, 2u * SECOND);
    CHECK_INT(result->episodes[0].end_at, ==, SIM_INSTANT_NEVER);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_STARVED)->count, ==, 1);
    CHECK(series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->worst.waiting);
    CHECK_INT(series(&s, SCENE_SCAN, MDL_MEASURE_RUN)->censored.high, ==, 2u * SECOND);
    scene_close(&s);
}

TEST(t14_a_thread_that_is_ready_for_more_than_four_seconds_starves)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_occupant(s.record, 0, 0, SCENE_LABEL_SCAN, 0, SCENE_WORKER_1);
    mdl_tell_thread_ready(s.record, 0, SCENE_THREAD_APP, 0, false);
    mdl_tell_thread_boosted(s.record, 5u * (uint64_t)SECOND, SCENE_THREAD_APP, 15, true);
    mdl_tell_thread_runs(s.record, 5u * (uint64_t)SECOND, SCENE_THREAD_APP, 0);
    mdl_tell_thread_waits(s.record, 6u * (uint64_t)SECOND, SCENE_THREAD_APP, MDL_WAIT_DELAY,
                          MDL_NONE);
    mdl_tell_thread_ready(s.record, 8u * (uint64_t)SECOND, SCENE_THREAD_APP, 0, false);
    (void)scene_end(&s, 9u * (uint64_t)SECOND);
    CHECK_INT(series(&s, SCENE_APP, MDL_MEASURE_STARVED)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_APP, MDL_MEASURE_RESCUES)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_APP, MDL_MEASURE_WAIT)->served.high, ==, 2u * (uint64_t)SECOND);
    CHECK_INT(series(&s, SCENE_APP, MDL_MEASURE_READY)->censored.high, ==, SECOND);
    CHECK_INT((uint64_t)series(&s, SCENE_APP, MDL_MEASURE_RUNNING)->integral, ==, SECOND);
    CHECK_INT(mdl_record_read(s.record)->episodes[0].culprit, ==, SCENE_LABEL_SCAN);
    scene_close(&s);
}

/* One population for one count: 5 s ready is no second victim beside the request. */
TEST(of_a_thread_with_requests_only_they_starve)
{
    struct scene s;

    scene_plan(&s);
    s.stream.object = SCENE_APP;
    scene_open(&s, NULL);
    mdl_tell_request_arrived(s.record, 0, 0, 0);
    mdl_tell_thread_ready(s.record, 0, SCENE_THREAD_APP, 0, false);
    mdl_tell_thread_runs(s.record, 5u * (uint64_t)SECOND, SCENE_THREAD_APP, 0);
    mdl_tell_request_finished(s.record, 6u * (uint64_t)SECOND, 0, 0, 0, MDL_NONE);
    CHECK_INT(scene_end(&s, 7u * (uint64_t)SECOND)->episode_count, ==, 1);
    CHECK_INT(series(&s, SCENE_APP, MDL_MEASURE_STARVED)->count, ==, 1);
    CHECK_INT((uint64_t)series(&s, SCENE_APP, MDL_MEASURE_OVERDUE)->integral, ==,
              5u * (uint64_t)SECOND); /* from 1 s to 6 s */
    scene_close(&s);
}

TEST(a_request_is_finished_lost_or_still_waiting)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    for (uint64_t n = 0; n < 4; n++) {
        mdl_tell_request_arrived(s.record, 10 * n, 0, n);
    }
    mdl_tell_request_finished(s.record, 25, 0, 0, 0, MDL_NONE);
    mdl_tell_request_lost(s.record, 26, 0, 1, 10);
    mdl_tell_request_finished(s.record, 27, 0, 2, 20, MDL_NONE);
    mdl_tell_request_waiting(s.record, 100, 0, 3, 30);
    (void)scene_end(&s, 100);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_OFFERED)->count, ==, 4);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_FINISHED)->count, ==, 2);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_LOST)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_WAITING)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->served.high, ==, 25);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->censored.high, ==, 70);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->lost, ==, 1);
    scene_close(&s);
}

TEST(the_shares_of_a_processor_sum_to_the_window)
{
    struct scene s;

    scene_plan(&s);
    s.plan.from_at = 50;
    scene_open(&s, NULL);
    mdl_tell_occupant(s.record, 10, 0, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_occupant(s.record, 60, 0, SCENE_LABEL_ISR, 7, MDL_NONE);
    mdl_tell_occupant(s.record, 65, 0, SCENE_LABEL_DPC, 2, MDL_NONE);
    mdl_tell_occupant(s.record, 90, 0, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_occupant(s.record, 100, 0, MDL_LABEL_IDLE, 0, MDL_NONE);
    (void)scene_end(&s, 150);
    /* 50 to 60 and 90 to 100 app, 60 to 65 ISR, 65 to 90 DPC, 100 to 150 idle */
    CHECK_INT((uint64_t)series(&s, 0, MDL_MEASURE_SHARE_THREAD)->integral, ==, 20);
    CHECK_INT((uint64_t)series(&s, 0, MDL_MEASURE_SHARE_ISR)->integral, ==, 5);
    CHECK_INT((uint64_t)series(&s, 0, MDL_MEASURE_SHARE_DPC)->integral, ==, 25);
    CHECK_INT((uint64_t)series(&s, 0, MDL_MEASURE_SHARE_IDLE)->integral, ==, 50);
    CHECK_INT((uint64_t)series(&s, 1, MDL_MEASURE_SHARE_IDLE)->integral, ==, 100);
    CHECK_INT(series(&s, 0, MDL_MEASURE_LONGEST_RAISED)->served.high, ==, 30);
    scene_close(&s);
}

TEST(the_levels_of_a_pool_are_exact_integrals)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    scene_start(&s, 10, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    scene_start(&s, 20, SCENE_MIX_1, SCENE_WORKER_1 + 1, 2, 2);
    mdl_tell_item_called(s.record, 30, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_waits(s.record, 35, SCENE_WORKER_1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_item_left(s.record, 45, SCENE_MIX_1, SCENE_WORKER_1 + 1, 25);
    mdl_tell_item_handed(s.record, 45, SCENE_REFILL_1, SCENE_WORKER_1 + 1, 0);
    (void)scene_end(&s, 100);
    /* busy: 10 * 1 + 80 * 2; blocked: 65; depth: 15; threads: 200 */
    CHECK_INT((uint64_t)series(&s, SCENE_POOL, MDL_MEASURE_BUSY)->integral, ==, 170);
    CHECK_INT((uint64_t)series(&s, SCENE_POOL, MDL_MEASURE_BLOCKED)->integral, ==, 65);
    CHECK_INT((uint64_t)series(&s, SCENE_POOL, MDL_MEASURE_DEPTH)->integral, ==, 15);
    CHECK_INT((uint64_t)series(&s, SCENE_POOL, MDL_MEASURE_THREADS)->integral, ==, 200);
    CHECK_INT(series(&s, SCENE_POOL, MDL_MEASURE_DEPTH)->value_max, ==, 1);
    CHECK_INT(series(&s, SCENE_POOL, MDL_MEASURE_BUSY)->value_max, ==, 2);
    scene_close(&s);
}

TEST(d26_i31_routines_over_the_guideline_are_advice)
{
    struct scene s;
    const struct mdl_record_result *result;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_isr_entered(s.record, 0, 0, 0, true);
    mdl_tell_isr_left(s.record, 25001, 0, 0, true, 25001);
    mdl_tell_dpc_inserted(s.record, 25001, 0, 0, true, 0, 0);
    mdl_tell_dpc_entered(s.record, 25001, 0, 0);
    mdl_tell_dpc_left(s.record, 125001, 0, 0, 100000);   /* exactly the guideline: fine */
    mdl_tell_lock_granted(s.record, 200000, 1, 3, SCENE_LABEL_DPC);
    mdl_tell_lock_released(s.record, 225001, 1);
    result = scene_end(&s, 300000);
    CHECK_INT(result->finding_count, ==, 2);
    CHECK_INT(result->findings[0].finding, ==, MDL_FINDING_LONG_ISR);
    CHECK_INT(result->findings[0].object, ==, SCENE_ISR);
    CHECK_INT(result->findings[1].finding, ==, MDL_FINDING_LONG_SPIN);
    CHECK_INT(series(&s, SCENE_ISR, MDL_MEASURE_OVER_GUIDELINE)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_DPC, MDL_MEASURE_OVER_GUIDELINE)->count, ==, 0);
    scene_close(&s);
}

TEST(a_finding_has_one_entry_per_place_and_ten_places)
{
    static const uint64_t parameters[4] = {1, 2, 3, 4};
    struct scene s;
    const struct mdl_record_result *result;

    scene_plan(&s);
    scene_open(&s, NULL);
    for (uint32_t i = 0; i < 36; i++) {
        mdl_tell_finding(s.record, i, MDL_FINDING_NO_BRANCH, i % 12, SCENE_REFILL, parameters);
    }
    result = scene_end(&s, 100);
    /* 12 places, three times each: ten entries of 3, and 2 * 3 beyond */
    CHECK_INT(result->finding_count, ==, 10);
    CHECK_INT(result->findings[9].place, ==, 9);
    CHECK_INT(result->findings[9].at, ==, 9);
    CHECK_INT(result->findings[9].occurrences, ==, 3);
    CHECK_INT(result->findings[9].parameters[3], ==, 4);
    CHECK_INT(result->findings_beyond[MDL_FINDING_NO_BRANCH], ==, 6);
    scene_close(&s);
}

TEST(the_first_observations_are_kept_in_order)
{
    static const struct mdl_record_options options = {.observations = 3};
    struct scene s;

    scene_plan(&s);
    scene_open(&s, &options);
    for (uint64_t n = 0; n < 5; n++) {
        mdl_tell_request_finished(s.record, 100 + n, 0, n, 90 - n, MDL_NONE);
    }
    (void)scene_end(&s, 200);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->observation_count, ==, 3);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->observations[0], ==, 10);
    CHECK_INT(series(&s, SCENE_REQUESTS, MDL_MEASURE_REQUEST_LATENCY)->observations[2], ==, 14);
    scene_close(&s);
}

TEST(the_fingerprint_is_the_same_with_everything_off)
{
    static const struct mdl_record_options no_ledger = {.without_ledger = true},
                                           nothing = {.without_metrics = true};
    static const struct mdl_record_options *const options[] = {NULL, &no_ledger, &nothing};
    uint64_t fingerprints[3];

    for (unsigned i = 0; i < 3; i++) {
        struct scene s;

        scene_plan(&s);
        scene_open(&s, options[i]);
        starve(&s, 3u * SECOND);
        fingerprints[i] = scene_end(&s, 4u * SECOND)->fingerprint;
        scene_close(&s);
    }
    CHECK(fingerprints[0] == fingerprints[1]);
    CHECK(fingerprints[0] == fingerprints[2]);
}

TEST(without_the_ledger_the_metrics_are_the_same)
{
    static const struct mdl_record_options no_ledger = {.without_ledger = true};
    struct scene s;

    scene_plan(&s);
    scene_open(&s, &no_ledger);
    starve(&s, 3u * SECOND);
    (void)scene_end(&s, 4u * SECOND);
    CHECK_INT(mdl_record_read(s.record)->row_count, ==, 0);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 2);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_STARVED)->count, ==, 2);
    CHECK_INT(mdl_record_read(s.record)->episodes[0].victims, ==, 2);
    scene_close(&s);
}

TEST(a_record_that_is_used_again_remembers_nothing)
{
    struct scene s;
    uint64_t fingerprint;

    scene_plan(&s);
    scene_open(&s, NULL);
    starve(&s, 3u * SECOND);
    mdl_tell_item_called(s.record, 3u * SECOND + 60u, SCENE_MIX_1, MDL_CALL_QUEUED);
    mdl_tell_asserted(s.record, 3u * SECOND + 60u, 0, 0, false);
    fingerprint = scene_end(&s, 4u * SECOND)->fingerprint;
    mdl_record_begin(s.record);
    starve(&s, 3u * SECOND);
    CHECK(scene_end(&s, 4u * SECOND)->fingerprint != fingerprint);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 2);
    CHECK_INT(series(&s, SCENE_MIX, MDL_MEASURE_QUEUE_LATENCY)->censored.count, ==, 0);
    CHECK_INT(series(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY)->censored.count, ==, 0);
    CHECK_INT(mdl_record_read(s.record)->episode_count, ==, 2);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==,
              6u * (uint64_t)SECOND - 300);
    scene_close(&s);
}

TEST(w83_a_run_that_starts_while_one_of_the_same_object_runs_overlaps)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 3, 3);
    scene_start(&s, 0, SCENE_REFILL_1, SCENE_WORKER_1, 1, 3);
    scene_start(&s, 5, SCENE_REFILL_1, SCENE_WORKER_1 + 1, 2, 3);
    scene_start(&s, 5, SCENE_SCAN_1, SCENE_WORKER_1 + 2, 3, 3);
    mdl_tell_item_left(s.record, 9, SCENE_REFILL_1, SCENE_WORKER_1, 7);
    (void)scene_end(&s, 20);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_OVERLAPPING)->count, ==, 1);
    CHECK_INT(series(&s, SCENE_SCAN, MDL_MEASURE_OVERLAPPING)->count, ==, 0);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_RUN)->served.high, ==, 9);
    CHECK_INT(series(&s, SCENE_REFILL, MDL_MEASURE_RUN_EXCLUSIVE)->served.high, ==, 7);
    scene_close(&s);
}

TEST(the_story_of_the_worst_call_is_told_when_it_is_run_again)
{
    struct scene s;
    const struct mdl_story_sentence *lines;
    uint32_t id, count;
    struct mdl_record_worst worst;

    scene_plan(&s);
    scene_open(&s, NULL);
    starve(&s, 3u * SECOND);
    (void)scene_end(&s, 4u * SECOND);
    id = mdl_record_find(s.record, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY);
    worst = mdl_record_read(s.record)->series[id].worst;
    CHECK_INT(worst.started_at, ==, 100);
    CHECK(mdl_story_watch(s.record, id, worst.started_at, worst.wait_ns));
    mdl_record_begin(s.record);
    starve(&s, 3u * SECOND);
    (void)scene_end(&s, 4u * SECOND);
    lines = mdl_story_read(s.record, &count);
    CHECK_INT(count, ==, 4);
    CHECK_TEXT(lines[0].what, "nic.refill is queued. Every worker (1) holds an item: it must "
                              "wait.");
    CHECK_TEXT(lines[1].what, "The workers are held by indexer.ScanWorkItem computing (1).");
    CHECK_TEXT(lines[2].what, "indexer.scan #1 ends; its worker takes nic.refill: 1 of 1 "
                              "workers are held.");
    CHECK_TEXT(lines[2].rule, "W13");
    CHECK_TEXT(lines[3].what, "nic.EvtRefill enters and serves 2 calls at once: 1 was merged "
                              "into this item while it waited.");
    CHECK_TEXT(lines[3].rule, "W81 W82");
    scene_close(&s);
}

TESTS(ENTRY(a_call_of_exactly_the_threshold_is_not_overdue_and_one_of_a_nanosecond_more_is),
      ENTRY(an_episode_has_a_begin_a_crossing_an_end_victims_and_a_culprit),
      ENTRY(a_call_that_is_overdue_at_the_stop_counts_and_its_episode_stays_open),
      ENTRY(t14_a_thread_that_is_ready_for_more_than_four_seconds_starves),
      ENTRY(of_a_thread_with_requests_only_they_starve),
      ENTRY(a_request_is_finished_lost_or_still_waiting),
      ENTRY(the_shares_of_a_processor_sum_to_the_window),
      ENTRY(the_levels_of_a_pool_are_exact_integrals),
      ENTRY(d26_i31_routines_over_the_guideline_are_advice),
      ENTRY(a_finding_has_one_entry_per_place_and_ten_places),
      ENTRY(the_first_observations_are_kept_in_order),
      ENTRY(the_fingerprint_is_the_same_with_everything_off),
      ENTRY(without_the_ledger_the_metrics_are_the_same),
      ENTRY(a_record_that_is_used_again_remembers_nothing),
      ENTRY(w83_a_run_that_starts_while_one_of_the_same_object_runs_overlaps),
      ENTRY(the_story_of_the_worst_call_is_told_when_it_is_run_again))
