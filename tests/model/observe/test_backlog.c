/* The pool part of the ledger, against splits worked out by hand. */
#include "model/observe/inside.h"
#include "tests/lab.h"
#include "tests/model/observe/scene.h"

static uint64_t waited(const struct scene *s, unsigned part, uint32_t label, unsigned state)
{
    return scene_charged(s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_NONE, part, label, state);
}

static void worker_takes(struct scene *s, sim_instant at, mdl_instance_id instance,
                         mdl_thread_id worker)
{
    mdl_tell_item_handed(s->record, at, instance, worker, worker % 2);
    mdl_tell_item_cleared(s->record, at, instance, worker);
    mdl_tell_item_entered(s->record, at, instance, worker);
}

TEST(with_every_worker_held_each_holder_is_charged_an_equal_part)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 3, 10);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 10);
    scene_start(&s, 0, SCENE_SCAN_1 + 1, SCENE_WORKER_1 + 1, 2, 10);
    scene_start(&s, 0, SCENE_MIX_1, SCENE_WORKER_1 + 2, 3, 10);
    mdl_tell_item_called(s.record, 1000, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_left(s.record, 1300, SCENE_MIX_1, SCENE_WORKER_1 + 2, 1300);
    worker_takes(&s, 1300, SCENE_REFILL_1, SCENE_WORKER_1 + 2);
    (void)scene_end(&s, 2000);
    /* 300 ns, three holders: 2 * 100 scan, 1 * 100 mix */
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 200);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 100);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 300);
    scene_close(&s);
}

TEST(at_the_limit_only_those_counted_in_it_are_charged)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 4, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_thread_waits(s.record, 10, SCENE_WORKER_1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s.record, 10, 0, 0, 0, 2);
    scene_start(&s, 20, SCENE_SCAN_1 + 1, SCENE_WORKER_1 + 1, 1, 2);
    scene_start(&s, 20, SCENE_MIX_1, SCENE_WORKER_1 + 2, 2, 2);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_waits(s.record, 160, SCENE_WORKER_1 + 1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s.record, 160, 0, 0, 1, 2);
    worker_takes(&s, 160, SCENE_REFILL_1, SCENE_WORKER_1 + 3);
    (void)scene_end(&s, 2000);
    /* 60 ns, two counted: 30 each; the blocked scan holds a worker but no place */
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 30);
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 30);
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_SCAN, MDL_STATE_BLOCKED), ==, 0);
    scene_close(&s);
}

TEST(at_the_limit_with_every_worker_held_the_reason_is_the_limit)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    scene_start(&s, 0, SCENE_MIX_1, SCENE_WORKER_1 + 1, 2, 2);
    mdl_tell_item_called(s.record, 0, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_waits(s.record, 40, SCENE_WORKER_1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s.record, 40, 0, 0, 1, 2);
    mdl_tell_item_left(s.record, 100, SCENE_MIX_1, SCENE_WORKER_1 + 1, 100);
    worker_takes(&s, 100, SCENE_REFILL_1, SCENE_WORKER_1 + 1);
    (void)scene_end(&s, 2000);
    /* 0 to 40: limit, 20 + 20; 40 to 100: no worker free, 30 blocked + 30 running */
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 20);
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 20);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_BLOCKED), ==, 30);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 30);
    scene_close(&s);
}

TEST(what_does_not_divide_goes_to_one_class_after_the_other)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 3, 10);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 10);
    scene_start(&s, 0, SCENE_SCAN_1 + 1, SCENE_WORKER_1 + 1, 2, 10);
    scene_start(&s, 0, SCENE_MIX_1, SCENE_WORKER_1 + 2, 3, 10);
    mdl_tell_item_called(s.record, 0, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 100, SCENE_MIX_1 + 1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 200, SCENE_MIX_1 + 2, MDL_CALL_QUEUED);
    mdl_tell_item_left(s.record, 300, SCENE_SCAN_1, SCENE_WORKER_1, 300);
    worker_takes(&s, 300, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 300);
    /* three pieces of 100 ns for three holders: 33 each, and 1 to scan, mix, scan in turn:
       scan 66 * 3 + 2 = 200, mix 33 * 3 + 1 = 100 */
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 200);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 100);
    scene_close(&s);
}

TEST(while_nobody_holds_a_worker_the_reason_is_creation)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_concurrency(s.record, 0, 0, 0, 0, 2);
    mdl_tell_item_called(s.record, 10, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_worker_created(s.record, 500, 0, SCENE_WORKER_1, true);
    mdl_tell_thread_ready(s.record, 500, SCENE_WORKER_1, 1, false);
    mdl_tell_thread_runs(s.record, 600, SCENE_WORKER_1, 1);
    worker_takes(&s, 600, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 1000);
    CHECK_INT(waited(&s, MDL_PART_CREATION, MDL_NONE, MDL_STATE_NONE), ==, 590);
    CHECK_INT(scene_series(&s, SCENE_POOL, MDL_MEASURE_CREATED)->count, ==, 1);
    scene_close(&s);
}

TEST(w12_below_the_limit_with_an_idle_worker_the_start_is_deferred)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_left(s.record, 140, SCENE_SCAN_1, SCENE_WORKER_1, 140);
    worker_takes(&s, 140, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 1000);
    CHECK_INT(waited(&s, MDL_PART_DEFERRED, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 40);
    scene_close(&s);
}

TEST(a_call_that_starts_at_once_waits_for_nothing)
{
    struct scene s;
    const struct mdl_record_result *result;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    scene_start(&s, 50, SCENE_REFILL_1, SCENE_WORKER_1, 1, 2);
    result = scene_end(&s, 1000);
    CHECK_INT(result->row_count, ==, 1);
    CHECK_INT(result->rows[0].octave, ==, 0);
    CHECK_INT(result->rows[0].observations, ==, 1);
    CHECK_INT(result->rows[0].total_ns, ==, 0);
    CHECK_INT(scene_series(&s, SCENE_POOL, MDL_MEASURE_DEPTH)->value_max, ==, 0);
    scene_close(&s);
}

TEST(a_merged_call_waits_from_its_own_instant_on)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_thread_waits(s.record, 0, SCENE_WORKER_1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s.record, 0, 0, 0, 0, 2);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 400, SCENE_REFILL_1, MDL_CALL_COALESCED);
    mdl_tell_item_left(s.record, 1000, SCENE_SCAN_1, SCENE_WORKER_1, 0);
    mdl_tell_occupant(s.record, 1000, 1, MDL_LABEL_WORKER_COST, 0, SCENE_WORKER_1);
    mdl_tell_item_handed(s.record, 1000, SCENE_REFILL_1, SCENE_WORKER_1, 1);
    mdl_tell_item_called(s.record, 1004, SCENE_REFILL_1, MDL_CALL_COALESCED);
    mdl_tell_item_cleared(s.record, 1010, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_entered(s.record, 1010, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_left(s.record, 1100, SCENE_REFILL_1, SCENE_WORKER_1, 90);
    (void)scene_end(&s, 5000);
    /* 900 + 600 behind the blocked scan; 10 + 10 + 6 for the start of the worker */
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_BLOCKED), ==, 1500);
    CHECK_INT(waited(&s, MDL_PART_PROCESSOR, MDL_LABEL_WORKER_COST, MDL_STATE_OVERHEAD), ==, 26);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 1526);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 3);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_AGE_AT_START)->served.count, ==, 1);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_AGE_AT_START)->served.high, ==, 910);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_RESPONSE)->served.count, ==, 3);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_RESPONSE)->served.low, ==, 96);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_COALESCED)->count, ==, 2);
    scene_close(&s);
}

TEST(what_is_in_a_list_when_the_window_begins_is_left_out)
{
    struct scene s;

    scene_plan(&s);
    s.plan.from_at = 500;
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 400, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 600, SCENE_REFILL_1, MDL_CALL_COALESCED);
    mdl_tell_item_left(s.record, 1000, SCENE_SCAN_1, SCENE_WORKER_1, 1000);
    worker_takes(&s, 1000, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 1500);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 1);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 400);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 400);
    /* one item waited from 500 (in fact from 400) to 1000, of a window of 1000 ns */
    CHECK_INT((uint64_t)scene_series(&s, SCENE_POOL, MDL_MEASURE_DEPTH)->integral, ==, 500);
    scene_close(&s);
}

TEST(what_still_waits_at_the_stop_is_charged_so_far)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 900, SCENE_REFILL_1, MDL_CALL_COALESCED);
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 0);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->censored.count, ==, 2);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->censored.high, ==, 900);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 1000);
    CHECK_INT(scene_series(&s, SCENE_POOL, MDL_MEASURE_NO_PROGRESS)->censored.high, ==, 900);
    scene_close(&s);
}

TEST(beyond_the_cap_of_copies_the_mean_stays_exact)
{
    static const uint32_t calls = 5000;   /* 4,096 are followed, 904 are not */
    struct scene s;
    const struct mdl_record_result *result;
    uint64_t all = 0;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 0, SCENE_REFILL_1, MDL_CALL_QUEUED);
    for (uint32_t i = 1; i < calls; i++) {
        mdl_tell_item_called(s.record, i, SCENE_REFILL_1, MDL_CALL_COALESCED);
    }
    mdl_tell_item_left(s.record, 10000, SCENE_SCAN_1, SCENE_WORKER_1, 10000);
    worker_takes(&s, 10000, SCENE_REFILL_1, SCENE_WORKER_1);
    result = scene_end(&s, 20000);
    for (uint32_t i = 0; i < result->row_count; i++) {
        all += result->rows[i].octave == MDL_RECORD_OCTAVE_ALL ? result->rows[i].observations : 0;
    }
    CHECK_INT(all, ==, 904);
    /* sum of 10000 - i for i = 0 .. 4999: 5000 * 10000 - 4999 * 5000 / 2 = 37,502,500 */
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 37502500);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 37502500);
    CHECK_INT(result->finding_count, ==, 1);
    CHECK_INT(result->findings[0].finding, ==, MDL_FINDING_CAP_LEDGER);
    scene_close(&s);
}

TEST(w70_a_call_that_is_taken_back_leaves_no_trace_in_the_list)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 1, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    mdl_tell_item_called(s.record, 100, SCENE_MIX_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 200, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_item_called(s.record, 200, SCENE_REFILL_1, MDL_CALL_REFUSED);
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY)->censored.count, ==, 0);
    CHECK_INT(scene_series(&s, SCENE_REFILL, MDL_MEASURE_WITHDRAWN)->count, ==, 1);
    CHECK_INT((uint64_t)scene_series(&s, SCENE_POOL, MDL_MEASURE_DEPTH)->integral, ==, 900);
    scene_close(&s);
}

/* The mix stops and goes on: two of two workers blocked, or one. */
static void mix_waits(struct scene *s, sim_instant at)
{
    mdl_tell_thread_waits(s->record, at, SCENE_WORKER_1 + 1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s->record, at, 0, 0, 0, 2);
}

static void mix_goes_on(struct scene *s, sim_instant at)
{
    mdl_tell_thread_ready(s->record, at, SCENE_WORKER_1 + 1, 1, false);
    mdl_tell_concurrency(s->record, at, 0, 0, 1, 2);
    mdl_tell_thread_runs(s->record, at, SCENE_WORKER_1 + 1, 1);
}

static void call_again(struct scene *s, sim_instant at)
{
    mdl_tell_item_called(s->record, at, SCENE_REFILL_1, MDL_CALL_COALESCED);
}

/*
 * The fifth clock (no worker is free, mix blocked) runs from 160 to 200 and from 300 to 340. Calls
 * join at 0, 100, 200 (two), 260 and 340 and are served at 400; in ns, of each:
 *
 *     limit, both running      40      0     0     0     0    0
 *     scan blocked            180    150   100   100    70   30   = 630
 *     mix running             140    110    80    80    50   30   = 490
 *     mix blocked              40     40    20    20    20    0   = 140
 */
TEST(those_who_join_while_the_clocks_beyond_stand_still_share_a_copy_of_them)
{
    struct scene s;
    const struct mdl_backlog *b;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    scene_start(&s, 0, SCENE_SCAN_1, SCENE_WORKER_1, 1, 2);
    scene_start(&s, 0, SCENE_MIX_1, SCENE_WORKER_1 + 1, 2, 2);
    mdl_tell_item_called(s.record, 0, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_waits(s.record, 40, SCENE_WORKER_1, MDL_WAIT_OUTSIDE, MDL_NONE);
    mdl_tell_concurrency(s.record, 40, 0, 0, 1, 2);
    call_again(&s, 100);
    mix_waits(&s, 160);
    mix_goes_on(&s, 200);
    call_again(&s, 200);
    call_again(&s, 200);
    call_again(&s, 260);
    mix_waits(&s, 300);
    mix_goes_on(&s, 340);
    call_again(&s, 340);
    b = &s.record->pools[0].backlog;
    CHECK_INT(b->lines[0].slot_count, ==, 5);
    CHECK_INT(b->copy_count, ==, 2);   /* from 200 to 300, and since 340 */
    mdl_tell_item_left(s.record, 400, SCENE_MIX_1, SCENE_WORKER_1 + 1, 320);
    worker_takes(&s, 400, SCENE_REFILL_1, SCENE_WORKER_1 + 1);
    CHECK_INT(b->copied, ==, 0);
    (void)scene_end(&s, 2000);
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_SCAN, MDL_STATE_RUNNING), ==, 20);
    CHECK_INT(waited(&s, MDL_PART_LIMIT, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 20);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_SCAN, MDL_STATE_BLOCKED), ==, 630);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_MIX, MDL_STATE_RUNNING), ==, 490);
    CHECK_INT(waited(&s, MDL_PART_WORKERS, SCENE_LABEL_MIX, MDL_STATE_BLOCKED), ==, 140);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 1300);
    scene_close(&s);
}

TESTS(ENTRY(with_every_worker_held_each_holder_is_charged_an_equal_part),
      ENTRY(at_the_limit_only_those_counted_in_it_are_charged),
      ENTRY(at_the_limit_with_every_worker_held_the_reason_is_the_limit),
      ENTRY(what_does_not_divide_goes_to_one_class_after_the_other),
      ENTRY(while_nobody_holds_a_worker_the_reason_is_creation),
      ENTRY(w12_below_the_limit_with_an_idle_worker_the_start_is_deferred),
      ENTRY(a_call_that_starts_at_once_waits_for_nothing),
      ENTRY(a_merged_call_waits_from_its_own_instant_on),
      ENTRY(what_is_in_a_list_when_the_window_begins_is_left_out),
      ENTRY(what_still_waits_at_the_stop_is_charged_so_far),
      ENTRY(beyond_the_cap_of_copies_the_mean_stays_exact),
      ENTRY(those_who_join_while_the_clocks_beyond_stand_still_share_a_copy_of_them),
      ENTRY(w70_a_call_that_is_taken_back_leaves_no_trace_in_the_list))
