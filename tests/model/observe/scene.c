/* A small plan made by hand. */
#include "tests/model/observe/scene.h"

#include <string.h>

#include "sim/base/digest.h"

static void name_objects(struct scene *s)
{
    static const struct { const char *path; enum mdl_object_kind kind; } rows[] = {
        {"processor.0", MDL_OBJECT_PROCESSOR}, {"processor.1", MDL_OBJECT_PROCESSOR},
        {"pool.delayed", MDL_OBJECT_POOL}, {"nic.rx", MDL_OBJECT_INTERRUPT},
        {"nic.rx.isr", MDL_OBJECT_ISR}, {"nic.rx.dpc", MDL_OBJECT_DPC},
        {"nic.refill", MDL_OBJECT_WORK_ITEM}, {"indexer.scan", MDL_OBJECT_WORK_ITEM},
        {"audio.mix", MDL_OBJECT_WORK_ITEM}, {"app", MDL_OBJECT_THREAD},
        {"nic.lock", MDL_OBJECT_LOCK}, {"nic.spin", MDL_OBJECT_LOCK},
        {"nic.rx.requests", MDL_OBJECT_STREAM}};

    for (unsigned i = 0; i < SCENE_OBJECT_COUNT; i++) {
        s->objects[i] = (struct mdl_object){rows[i].path, sim_digest_text(rows[i].path),
                                            rows[i].kind};
    }
}

static void name_labels(struct scene *s)
{
    for (unsigned i = 0; i < MDL_LABEL_FIRST; i++) {
        s->labels[i] = (struct mdl_label){"cost", MDL_NONE, MDL_LABEL_KIND_OVERHEAD};
    }
    s->labels[MDL_LABEL_IDLE] = (struct mdl_label){"idle", MDL_NONE, MDL_LABEL_KIND_IDLE};
    s->labels[MDL_LABEL_WORKER] = (struct mdl_label){"worker", MDL_NONE, MDL_LABEL_KIND_SYSTEM};
    s->labels[MDL_LABEL_BALANCE] =
        (struct mdl_label){"balance manager", MDL_NONE, MDL_LABEL_KIND_SYSTEM};
    s->labels[SCENE_LABEL_ISR] = (struct mdl_label){"nic.Isr", SCENE_ISR, MDL_LABEL_KIND_ISR};
    s->labels[SCENE_LABEL_DPC] = (struct mdl_label){"nic.Dpc", SCENE_DPC, MDL_LABEL_KIND_DPC};
    s->labels[SCENE_LABEL_REFILL] =
        (struct mdl_label){"nic.EvtRefill", SCENE_REFILL, MDL_LABEL_KIND_ITEM};
    s->labels[SCENE_LABEL_SCAN] =
        (struct mdl_label){"indexer.ScanWorkItem", SCENE_SCAN, MDL_LABEL_KIND_ITEM};
    s->labels[SCENE_LABEL_MIX] =
        (struct mdl_label){"audio.MixWorkItem", SCENE_MIX, MDL_LABEL_KIND_ITEM};
    s->labels[SCENE_LABEL_APP] = (struct mdl_label){"app.Main", SCENE_APP, MDL_LABEL_KIND_THREAD};
}

static void make_items(struct scene *s)
{
    static const unsigned first[] = {SCENE_REFILL_1, SCENE_SCAN_1, SCENE_MIX_1};
    static const unsigned count[] = {1, 8, 4};

    for (unsigned i = 0; i < 3; i++) {
        s->items[i] = (struct mdl_item){
            .object = SCENE_REFILL + i, .label = SCENE_LABEL_REFILL + i,
            .instance_first = first[i], .instance_count = count[i], .lock = MDL_NONE};
        for (unsigned j = 0; j < count[i]; j++) {
            s->instance_item[first[i] + j] = i;
        }
    }
}

static void make_parts(struct scene *s)
{
    s->pool = (struct mdl_pool){.object = SCENE_POOL, .list_count = 1, .maximum_concurrency = 2,
                                .thread_first = SCENE_WORKER_1,
                                .thread_max = SCENE_WORKER_COUNT};
    s->app = (struct mdl_thread){.object = SCENE_APP, .label = SCENE_LABEL_APP, .group_count = 1,
                                 .stream = MDL_NONE};
    s->locks[0] = (struct mdl_lock){SCENE_LOCK, MDL_LOCK_WAIT};
    s->locks[1] = (struct mdl_lock){SCENE_SPIN, MDL_LOCK_SPIN};
    s->line = (struct mdl_line){.lock = MDL_NONE, .thread = MDL_NONE, .object = SCENE_RX,
                                .isr_object = SCENE_ISR, .isr_label = SCENE_LABEL_ISR, .irql = 7};
    s->dpc = (struct mdl_dpc){.object = SCENE_DPC, .label = SCENE_LABEL_DPC, .line = 0};
    s->stream = (struct mdl_stream){.object = SCENE_REQUESTS};
    s->processors[0] = SCENE_PROCESSOR_0;
    s->processors[1] = SCENE_PROCESSOR_1;
}

void scene_plan(struct scene *s)
{
    memset(s, 0, sizeof *s);
    name_objects(s);
    name_labels(s);
    make_items(s);
    make_parts(s);
    s->plan = (struct mdl_plan){
        .profile = {.processor_count = 2}, .duration_ns = 100000000000u,
        .starvation_items_ns = 1000000000u, .starvation_threads_ns = 4000000000u,
        .objects = s->objects, .object_count = SCENE_OBJECT_COUNT,
        .labels = s->labels, .label_count = SCENE_LABEL_COUNT,
        .streams = &s->stream, .stream_count = 1, .lines = &s->line, .line_count = 1,
        .dpcs = &s->dpc, .dpc_count = 1, .items = s->items, .item_count = 3,
        .instance_item = s->instance_item, .instance_count = SCENE_INSTANCE_COUNT,
        .threads = &s->app, .thread_count = 1, .locks = s->locks, .lock_count = 2,
        .pools = &s->pool, .pool_count = 1, .thread_total = 1 + SCENE_WORKER_COUNT,
        .balance_thread = MDL_NONE, .processor_object = s->processors};
}

void scene_open(struct scene *s, const struct mdl_record_options *options)
{
    s->record = mdl_record_create(&s->plan, options);
}

void scene_close(struct scene *s)
{
    mdl_record_destroy(s->record);
    s->record = NULL;
}

const struct mdl_record_result *scene_end(struct scene *s, sim_instant at)
{
    mdl_record_end(s->record, at);
    return mdl_record_read(s->record);
}

const struct mdl_record_series *scene_series(const struct scene *s, unsigned object,
                                             unsigned measure)
{
    uint32_t id = mdl_record_find(s->record, object, measure);

    return id == MDL_NONE ? NULL : &mdl_record_read(s->record)->series[id];
}

uint64_t scene_charged(const struct scene *s, unsigned object, unsigned measure, uint32_t octave,
                       unsigned part, uint32_t label, unsigned state)
{
    const struct mdl_record_result *result = mdl_record_read(s->record);
    uint32_t series = mdl_record_find(s->record, object, measure);
    uint64_t ns = 0;

    for (uint32_t i = 0; i < result->row_count; i++) {
        const struct mdl_record_row *row = &result->rows[i];

        for (uint32_t c = 0; c < row->cell_count && row->series == series; c++) {
            const struct mdl_record_column *column = &result->columns[c];

            if ((octave == MDL_NONE || octave == row->octave) && column->part == part &&
                column->label == label && column->state == state) {
                ns += row->cells[c];
            }
        }
    }
    return ns;
}

uint64_t scene_total(const struct scene *s, unsigned object, unsigned measure)
{
    const struct mdl_record_result *result = mdl_record_read(s->record);
    uint32_t series = mdl_record_find(s->record, object, measure);
    uint64_t ns = 0;

    for (uint32_t i = 0; i < result->row_count; i++) {
        ns += result->rows[i].series == series ? result->rows[i].total_ns : 0;
    }
    return ns;
}

void scene_workers(struct scene *s, uint32_t count, uint32_t maximum)
{
    for (uint32_t i = 0; i < count; i++) {
        mdl_tell_worker_created(s->record, 0, 0, SCENE_WORKER_1 + i, false);
        mdl_tell_thread_waits(s->record, 0, SCENE_WORKER_1 + i, MDL_WAIT_QUEUE, MDL_NONE);
    }
    mdl_tell_concurrency(s->record, 0, 0, 0, 0, maximum);
}

void scene_start(struct scene *s, sim_instant at, mdl_instance_id instance,
                 mdl_thread_id worker, uint32_t current, uint32_t maximum)
{
    mdl_processor_id p = worker % 2;

    mdl_tell_item_called(s->record, at, instance, MDL_CALL_QUEUED);
    mdl_tell_thread_ready(s->record, at, worker, p, false);
    mdl_tell_item_handed(s->record, at, instance, worker, p);
    mdl_tell_concurrency(s->record, at, 0, 0, current, maximum);
    mdl_tell_thread_runs(s->record, at, worker, p);
    mdl_tell_item_cleared(s->record, at, instance, worker);
    mdl_tell_item_entered(s->record, at, instance, worker);
}
