/* The processor part of the ledger: who ran instead. */
#include "tests/lab.h"
#include "tests/model/observe/scene.h"

static uint64_t waited(const struct scene *s, unsigned object, unsigned measure, unsigned part,
                       uint32_t label, unsigned state)
{
    return scene_charged(s, object, measure, MDL_NONE, part, label, state);
}

TEST(an_interrupt_is_charged_to_whoever_masks_it)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_occupant(s.record, 10, 0, SCENE_LABEL_DPC, 8, MDL_NONE);
    mdl_tell_asserted(s.record, 30, 0, 0, false);
    mdl_tell_asserted(s.record, 40, 0, 0, true);
    mdl_tell_occupant(s.record, 50, 0, MDL_LABEL_INTERRUPT_COST, 7, MDL_NONE);
    mdl_tell_occupant(s.record, 55, 0, SCENE_LABEL_ISR, 7, MDL_NONE);
    mdl_tell_isr_entered(s.record, 55, 0, 0, true);
    (void)scene_end(&s, 100);
    /* 30 to 50 and 40 to 50 behind the code at 8; 5 + 5 for entering */
    CHECK_INT(waited(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY, MDL_PART_MASKED,
                     SCENE_LABEL_DPC, MDL_STATE_RUNNING), ==, 30);
    CHECK_INT(waited(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY, MDL_PART_OVERHEAD,
                     MDL_LABEL_INTERRUPT_COST, MDL_STATE_OVERHEAD), ==, 10);
    CHECK_INT(scene_series(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY)->served.high, ==, 25);
    CHECK_INT(scene_series(&s, SCENE_RX, MDL_MEASURE_MERGED)->count, ==, 1);
    scene_close(&s);
}

TEST(d7_a_dpc_that_nobody_triggers_waits_for_the_trigger)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_occupant(s.record, 0, 1, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_dpc_inserted(s.record, 100, 0, 1, true, MDL_NONE, 0);
    mdl_tell_occupant(s.record, 150, 1, SCENE_LABEL_ISR, 7, MDL_NONE);
    mdl_tell_occupant(s.record, 160, 1, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_drain_requested(s.record, 400, 1);
    mdl_tell_occupant(s.record, 403, 1, MDL_LABEL_DPC_COST, 2, MDL_NONE);
    mdl_tell_occupant(s.record, 410, 1, SCENE_LABEL_DPC, 2, MDL_NONE);
    mdl_tell_dpc_entered(s.record, 410, 0, 1);
    mdl_tell_dpc_left(s.record, 450, 0, 1, 40);
    (void)scene_end(&s, 1000);
    /* 50 + 240 not triggered, 10 behind the ISR, 3 + 7 on the way */
    CHECK_INT(waited(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_NOT_TRIGGERED, MDL_NONE,
                     MDL_STATE_NONE), ==, 290);
    CHECK_INT(waited(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_ISR, SCENE_LABEL_ISR,
                     MDL_STATE_RUNNING), ==, 10);
    CHECK_INT(waited(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_OVERHEAD,
                     MDL_LABEL_DPC_COST, MDL_STATE_OVERHEAD), ==, 10);
    CHECK_INT(scene_total(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY), ==, 310);
    scene_close(&s);
}

TEST(a_dpc_inserted_again_while_it_is_about_to_enter_belongs_to_the_next_run)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_dpc_inserted(s.record, 100, 0, 1, true, MDL_NONE, 0);
    mdl_tell_dpc_inserted(s.record, 105, 0, 1, true, MDL_NONE, 0);   /* popped in between */
    mdl_tell_dpc_entered(s.record, 110, 0, 1);
    mdl_tell_dpc_left(s.record, 150, 0, 1, 40);
    mdl_tell_dpc_entered(s.record, 205, 0, 1);
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY)->served.low, ==, 10);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY)->served.high, ==, 100);
    scene_close(&s);
}

TEST(a_dpc_popped_on_two_processors_runs_on_each_for_the_calls_of_its_own_queue)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_dpc_inserted(s.record, 100, 0, 0, true, MDL_NONE, 0);
    mdl_tell_dpc_inserted(s.record, 120, 0, 1, true, MDL_NONE, 0);   /* popped on 0 in between */
    mdl_tell_dpc_inserted(s.record, 150, 0, 0, true, MDL_NONE, 0);   /* popped on 1 in between */
    mdl_tell_dpc_entered(s.record, 160, 0, 1);                       /* 40 since 120 */
    mdl_tell_dpc_entered(s.record, 165, 0, 0);                       /* 65 since 100 */
    mdl_tell_dpc_left(s.record, 170, 0, 0, 5);
    mdl_tell_dpc_left(s.record, 170, 0, 1, 10);
    mdl_tell_dpc_entered(s.record, 350, 0, 0);                       /* 200 since 150 */
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY)->served.count, ==, 3);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY)->served.low, ==, 40);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY)->served.high, ==, 200);
    CHECK_INT(scene_total(&s, SCENE_DPC, MDL_MEASURE_QUEUE_LATENCY), ==, 40 + 65 + 200);
    scene_close(&s);
}

TEST(interrupt_to_dpc_is_one_observation_per_isr_execution)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_dpc_inserted(s.record, 104, 0, 0, true, 0, 100);
    mdl_tell_dpc_inserted(s.record, 105, 0, 0, false, 0, 100);   /* the same ISR again */
    mdl_tell_dpc_inserted(s.record, 120, 0, 0, false, 0, 118);
    mdl_tell_dpc_entered(s.record, 150, 0, 0);
    mdl_tell_dpc_left(s.record, 160, 0, 0, 10);
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_INTERRUPT_TO_DPC)->served.count, ==, 2);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_INTERRUPT_TO_DPC)->served.high, ==, 50);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_INTERRUPT_TO_DPC)->served.low, ==, 32);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_COALESCED)->count, ==, 2);
    scene_close(&s);
}

TEST(a_worker_is_ready_behind_others_and_moves_to_another_processor)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    mdl_tell_occupant(s.record, 0, 0, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_ready(s.record, 100, SCENE_WORKER_1, 0, false);
    mdl_tell_item_handed(s.record, 100, SCENE_REFILL_1, SCENE_WORKER_1, 0);
    mdl_tell_occupant(s.record, 130, 0, SCENE_LABEL_ISR, 7, MDL_NONE);
    mdl_tell_thread_moved(s.record, 140, SCENE_WORKER_1, 1);
    mdl_tell_thread_runs(s.record, 150, SCENE_WORKER_1, 1);
    mdl_tell_occupant(s.record, 150, 1, MDL_LABEL_WAKE_COST, 0, SCENE_WORKER_1);
    mdl_tell_item_cleared(s.record, 155, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_entered(s.record, 155, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 1000);
    /* 30 behind app, 10 behind the ISR, 10 on an idle processor 1, 5 waking: 55 */
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     SCENE_LABEL_APP, MDL_STATE_RUNNING), ==, 30);
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     SCENE_LABEL_ISR, MDL_STATE_RUNNING), ==, 10);
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     MDL_LABEL_IDLE, MDL_STATE_NONE), ==, 10);
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     MDL_LABEL_WAKE_COST, MDL_STATE_OVERHEAD), ==, 5);
    CHECK_INT(scene_total(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY), ==, 55);
    scene_close(&s);
}

TEST(w80_the_wait_for_the_item_lock_is_charged_to_its_owner_until_it_is_granted)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    scene_workers(&s, 2, 2);
    mdl_tell_lock_granted(s.record, 0, 0, 7, SCENE_LABEL_SCAN);
    mdl_tell_item_called(s.record, 100, SCENE_REFILL_1, MDL_CALL_QUEUED);
    mdl_tell_thread_ready(s.record, 100, SCENE_WORKER_1, 0, false);
    mdl_tell_item_handed(s.record, 100, SCENE_REFILL_1, SCENE_WORKER_1, 0);
    mdl_tell_occupant(s.record, 100, 0, MDL_LABEL_WORKER_COST, 0, SCENE_WORKER_1);
    mdl_tell_thread_runs(s.record, 100, SCENE_WORKER_1, 0);
    mdl_tell_item_cleared(s.record, 105, SCENE_REFILL_1, SCENE_WORKER_1);
    mdl_tell_item_locking(s.record, 105, SCENE_REFILL_1, SCENE_WORKER_1, 0);
    mdl_tell_lock_tried(s.record, 105, 0, 9, SCENE_LABEL_REFILL);
    mdl_tell_thread_waits(s.record, 105, SCENE_WORKER_1, MDL_WAIT_EXECUTIVE, SCENE_LOCK);
    mdl_tell_lock_released(s.record, 205, 0);
    mdl_tell_lock_granted(s.record, 205, 0, 9, SCENE_LABEL_REFILL);
    mdl_tell_occupant(s.record, 205, 0, SCENE_LABEL_APP, 0, SCENE_THREAD_APP);
    mdl_tell_thread_ready(s.record, 205, SCENE_WORKER_1, 0, false);
    mdl_tell_thread_runs(s.record, 220, SCENE_WORKER_1, 0);
    mdl_tell_item_entered(s.record, 220, SCENE_REFILL_1, SCENE_WORKER_1);
    (void)scene_end(&s, 1000);
    /* 5 to start, 100 for the lock (what its owner did is not followed), 15 ready behind app */
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     MDL_LABEL_WORKER_COST, MDL_STATE_OVERHEAD), ==, 5);
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_LOCK,
                     SCENE_LABEL_SCAN, MDL_STATE_NONE), ==, 100);
    CHECK_INT(waited(&s, SCENE_REFILL, MDL_MEASURE_QUEUE_LATENCY, MDL_PART_PROCESSOR,
                     SCENE_LABEL_APP, MDL_STATE_RUNNING), ==, 15);
    CHECK_INT(scene_series(&s, SCENE_LOCK, MDL_MEASURE_LOCK_WAIT)->served.high, ==, 100);
    CHECK_INT(scene_series(&s, SCENE_LOCK, MDL_MEASURE_LOCK_HOLD)->served.low, ==, 205);
    CHECK_INT(scene_series(&s, SCENE_LOCK, MDL_MEASURE_CONTENDED)->count, ==, 1);
    scene_close(&s);
}

TEST(a_wait_that_outlasts_the_ring_is_still_charged_exactly)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_thread_ready(s.record, 7, SCENE_THREAD_APP, 0, false);
    for (unsigned i = 0; i < 1000; i++) {   /* 3 ns of ISR, 5 ns of DPC, 1,000 times */
        mdl_tell_occupant(s.record, 10 + 8 * i, 0, SCENE_LABEL_ISR, 7, MDL_NONE);
        mdl_tell_occupant(s.record, 13 + 8 * i, 0, SCENE_LABEL_DPC, 2, MDL_NONE);
    }
    mdl_tell_thread_runs(s.record, 8010, SCENE_THREAD_APP, 0);
    (void)scene_end(&s, 9000);
    CHECK_INT(waited(&s, SCENE_APP, MDL_MEASURE_READY, MDL_PART_READY, MDL_LABEL_IDLE,
                     MDL_STATE_NONE), ==, 3);
    CHECK_INT(waited(&s, SCENE_APP, MDL_MEASURE_READY, MDL_PART_READY, SCENE_LABEL_ISR,
                     MDL_STATE_RUNNING), ==, 3000);
    CHECK_INT(waited(&s, SCENE_APP, MDL_MEASURE_READY, MDL_PART_READY, SCENE_LABEL_DPC,
                     MDL_STATE_RUNNING), ==, 5000);
    CHECK_INT(scene_total(&s, SCENE_APP, MDL_MEASURE_READY), ==, 8003);
    scene_close(&s);
}

TEST(beyond_the_cap_of_patients_a_wait_is_unfollowed_and_still_sums)
{
    static const unsigned count = 5000;   /* 4,096 patients, 904 without a vector */
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    for (unsigned i = 0; i < count; i++) {
        mdl_tell_asserted(s.record, 0, 0, 0, i > 0);
    }
    for (unsigned i = 0; i < 70; i++) {
        mdl_tell_occupant(s.record, 10 + 10 * i, 0,
                          i % 2 == 0 ? SCENE_LABEL_ISR : SCENE_LABEL_DPC, 8, MDL_NONE);
    }
    mdl_tell_isr_entered(s.record, 800, 0, 0, true);
    (void)scene_end(&s, 1000);
    CHECK_INT(scene_total(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY), ==, 5000 * 800);
    CHECK_INT(waited(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY, MDL_PART_UNFOLLOWED, MDL_NONE,
                     MDL_STATE_NONE), ==, 904 * 800);
    scene_close(&s);
}

TEST(a_withdrawn_assertion_is_no_observation)
{
    struct scene s;

    scene_plan(&s);
    scene_open(&s, NULL);
    mdl_tell_asserted(s.record, 30, 0, 0, false);
    mdl_tell_withdrawn(s.record, 40, 0);
    mdl_tell_dpc_inserted(s.record, 50, 0, 0, true, MDL_NONE, 0);
    mdl_tell_dpc_removed(s.record, 60, 0);
    (void)scene_end(&s, 100);
    CHECK_INT(scene_series(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY)->served.count, ==, 0);
    CHECK_INT(scene_series(&s, SCENE_RX, MDL_MEASURE_INTERRUPT_LATENCY)->censored.count, ==, 0);
    CHECK_INT(scene_series(&s, SCENE_DPC, MDL_MEASURE_WITHDRAWN)->count, ==, 1);
    CHECK_INT(mdl_record_read(s.record)->row_count, ==, 0);
    scene_close(&s);
}

TESTS(ENTRY(an_interrupt_is_charged_to_whoever_masks_it),
      ENTRY(d7_a_dpc_that_nobody_triggers_waits_for_the_trigger),
      ENTRY(a_dpc_inserted_again_while_it_is_about_to_enter_belongs_to_the_next_run),
      ENTRY(a_dpc_popped_on_two_processors_runs_on_each_for_the_calls_of_its_own_queue),
      ENTRY(interrupt_to_dpc_is_one_observation_per_isr_execution),
      ENTRY(a_worker_is_ready_behind_others_and_moves_to_another_processor),
      ENTRY(w80_the_wait_for_the_item_lock_is_charged_to_its_owner_until_it_is_granted),
      ENTRY(a_wait_that_outlasts_the_ring_is_still_charged_exactly),
      ENTRY(beyond_the_cap_of_patients_a_wait_is_unfollowed_and_still_sums),
      ENTRY(a_withdrawn_assertion_is_no_observation))
