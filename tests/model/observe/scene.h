/*
 * A scene: a small plan made by hand, for tests that tell a record what happens.
 *
 * Two processors; an interrupt 'nic.rx' with ISR and DPC; a pool with eight workers (threads 1
 * to 8); work items 'nic.refill' (1 object), 'indexer.scan' (8), 'audio.mix' (4); a declared
 * thread 'app' (thread 0); a wait lock 'nic.lock' and a spin lock 'nic.spin'.
 */
#ifndef WTSIM_TESTS_MODEL_OBSERVE_SCENE_H
#define WTSIM_TESTS_MODEL_OBSERVE_SCENE_H

#include "model/observe/record.h"
#include "model/observe/tell.h"

enum scene_object {
    SCENE_PROCESSOR_0, SCENE_PROCESSOR_1, SCENE_POOL, SCENE_RX, SCENE_ISR, SCENE_DPC,
    SCENE_REFILL, SCENE_SCAN, SCENE_MIX, SCENE_APP, SCENE_LOCK, SCENE_SPIN, SCENE_REQUESTS,
    SCENE_OBJECT_COUNT
};

enum scene_label {
    SCENE_LABEL_ISR = MDL_LABEL_FIRST, SCENE_LABEL_DPC, SCENE_LABEL_REFILL, SCENE_LABEL_SCAN,
    SCENE_LABEL_MIX, SCENE_LABEL_APP, SCENE_LABEL_COUNT
};

enum scene_item { SCENE_ITEM_REFILL, SCENE_ITEM_SCAN, SCENE_ITEM_MIX };

enum {                                /* instances */
    SCENE_REFILL_1 = 0, SCENE_SCAN_1 = 1, SCENE_MIX_1 = 9, SCENE_INSTANCE_COUNT = 13
};

enum { SCENE_THREAD_APP = 0, SCENE_WORKER_1 = 1, SCENE_WORKER_COUNT = 8 };

struct scene {
    struct mdl_plan plan;
    struct mdl_object objects[SCENE_OBJECT_COUNT];
    struct mdl_label labels[SCENE_LABEL_COUNT];
    struct mdl_item items[3];
    mdl_item_id instance_item[SCENE_INSTANCE_COUNT];
    struct mdl_pool pool;
    struct mdl_thread app;
    struct mdl_lock locks[2];
    struct mdl_line line;
    struct mdl_dpc dpc;
    struct mdl_stream stream;
    mdl_object_id processors[2];
    struct mdl_record *record;
};

/* The window begins at 0, 100 s long; items starve after 1 s, threads after 4 s. */
void scene_plan(struct scene *s);
void scene_open(struct scene *s, const struct mdl_record_options *options);
void scene_close(struct scene *s);

/* Ends the replication and returns its result. */
const struct mdl_record_result *scene_end(struct scene *s, sim_instant at);

const struct mdl_record_series *scene_series(const struct scene *s, unsigned object,
                                             unsigned measure);

/* Charged to (part, label, state) in all rows of a series; octave MDL_NONE: all of them. */
uint64_t scene_charged(const struct scene *s, unsigned object, unsigned measure, uint32_t octave,
                       unsigned part, uint32_t label, unsigned state);
uint64_t scene_total(const struct scene *s, unsigned object, unsigned measure);

/* Workers 1..count exist and wait for the queue; current 0 of maximum. */
void scene_workers(struct scene *s, uint32_t count, uint32_t maximum);

/* An item is called, handed and entered at one instant by a worker that then runs. */
void scene_start(struct scene *s, sim_instant at, mdl_instance_id instance,
                 mdl_thread_id worker, uint32_t current, uint32_t maximum);

#endif
