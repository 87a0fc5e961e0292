/*
 * What is told in one call is the same history, and fills the same books, as what is told apart:
 * a queue with a few workers, random from a seed, told in both ways.
 */
#include "model/observe/tell_course.h"
#include "tests/lab.h"
#include "tests/model/observe/scene.h"

enum { WORKERS = 3, NOBODY = -1 };

struct queue {
    struct scene scene;
    uint64_t state;                   /* of the random numbers */
    bool together;
    sim_instant now;
    int runs[WORKERS];                /* instance, or NOBODY   */
    sim_instant entered_at[WORKERS];
    bool ready[WORKERS];              /* it was pre-empted     */
    int list[SCENE_INSTANCE_COUNT];
    bool busy[SCENE_INSTANCE_COUNT];  /* queued or running     */
    int depth, current;
    uint32_t maximum;
    struct mdl_tell_request request[SCENE_INSTANCE_COUNT];   /* that the item serves */
    uint64_t arrived;
    struct mdl_step steps[2];         /* the stream's source queues an item: 'indexer.scan' */
    struct mdl_program program;
    struct mdl_source source;
};

static uint64_t draw(struct queue *q, uint64_t below)
{
    uint64_t x = q->state += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    return (x ^ x >> 31) % below;
}

static void arrives(struct queue *q, const struct mdl_tell_request *request)
{
    if (request->stream != MDL_NONE && request->arrived_at == q->now) {
        mdl_tell_request_arrived(q->scene.record, q->now, request->stream, request->number);
    }
}

static void finishes(struct queue *q, int instance, mdl_thread_id worker)
{
    const struct mdl_tell_request *request = &q->request[instance];

    if (request->stream != MDL_NONE) {
        mdl_tell_request_finished(q->scene.record, q->now, request->stream, request->number,
                                  request->arrived_at, worker);
    }
}

/* The other worker of the processor, if it runs and is to be pre-empted; else NOBODY. */
static int rival(struct queue *q, int w)
{
    int other = w < 2 ? 2 - w : NOBODY;   /* workers 1 and 3 share a processor */

    if (other == NOBODY || other == w || q->runs[other] == NOBODY || q->ready[other] ||
        draw(q, 2) == 0) {
        return NOBODY;
    }
    q->ready[other] = true;
    return other;
}

static mdl_thread_id thread_of(int w)
{
    return w == NOBODY ? MDL_NONE : SCENE_WORKER_1 + (mdl_thread_id)w;
}

static void wake_apart(struct queue *q, int w, int instance)
{
    struct mdl_record *r = q->scene.record;
    mdl_thread_id worker = thread_of(w);
    mdl_processor_id p = worker % 2;

    arrives(q, &q->request[instance]);
    mdl_tell_item_called(r, q->now, (mdl_instance_id)instance, MDL_CALL_QUEUED);
    mdl_tell_thread_ready(r, q->now, worker, p, false);
    mdl_tell_item_handed(r, q->now, (mdl_instance_id)instance, worker, p);
    mdl_tell_concurrency(r, q->now, 0, 0, (uint32_t)q->current, q->maximum);
    mdl_tell_item_cleared(r, q->now, (mdl_instance_id)instance, worker);
}

static void start_apart(struct queue *q, int instance, const struct mdl_tell_starts *starts)
{
    struct mdl_record *r = q->scene.record;

    if (starts->preempted != MDL_NONE) {
        mdl_tell_thread_ready(r, q->now, starts->preempted, starts->ready_on, true);
    }
    mdl_tell_thread_runs(r, q->now, starts->worker, starts->processor);
    mdl_tell_item_entered(r, q->now, (mdl_instance_id)instance, starts->worker);
}

static void wake(struct queue *q, int w, int instance)
{
    struct mdl_record *r = q->scene.record;
    const mdl_thread_id worker = thread_of(w);
    const struct mdl_tell_woken woken = {
        .request = q->request[instance], .worker = worker, .processor = worker % 2,
        .instance = (mdl_instance_id)instance, .current = (uint32_t)++q->current,
        .maximum = q->maximum, .cleared = true};
    struct mdl_tell_starts starts = {.worker = worker, .processor = worker % 2,
                                     .instance = (mdl_instance_id)instance,
                                     .ready_on = worker % 2};
    sim_duration later = draw(q, 4) == 0 ? draw(q, 50) : 0;   /* nearly always at once */
    bool begins = later == 0 && draw(q, 2) == 0;

    q->runs[w] = instance;
    if (!q->together) {
        wake_apart(q, w, instance);
    } else if (!begins) {
        mdl_tell_worker_woken(r, q->now, &woken);
    }
    q->now += later;
    q->entered_at[w] = q->now;
    starts.preempted = thread_of(rival(q, w));
    if (!q->together) {
        start_apart(q, instance, &starts);
    } else if (begins) {
        mdl_tell_worker_begins(r, q->now, &woken, &starts);
    } else {
        mdl_tell_worker_starts(r, q->now, &starts);
    }
}

static void call(struct queue *q, int instance)
{
    if (q->busy[instance]) {
        return;
    }
    q->busy[instance] = true;
    q->request[instance] = draw(q, 4) == 0
                               ? (struct mdl_tell_request){.stream = MDL_NONE}
                               : (struct mdl_tell_request){0, q->arrived++, q->now};
    for (int w = draw(q, 4) == 0 ? WORKERS : 0; w < WORKERS; w++) {   /* W12 defers some */
        if (q->runs[w] == NOBODY) {
            wake(q, w, instance);
            return;
        }
    }
    if (q->together && q->request[instance].stream != MDL_NONE) {
        mdl_tell_item_fed(q->scene.record, q->now, (mdl_instance_id)instance, 0,
                          q->request[instance].number);
    } else {
        arrives(q, &q->request[instance]);
        mdl_tell_item_called(q->scene.record, q->now, (mdl_instance_id)instance,
                             MDL_CALL_QUEUED);
    }
    if (draw(q, 8) == 0 && q->now > 0) {   /* another one, that came before the call */
        q->request[instance].arrived_at -= draw(q, q->now);
    }
    q->list[q->depth++] = instance;
}

static void exchange(struct queue *q, int w, int done, sim_duration own_ns)
{
    struct mdl_record *r = q->scene.record;
    mdl_thread_id worker = SCENE_WORKER_1 + (mdl_thread_id)w;
    mdl_instance_id next = (mdl_instance_id)q->list[0];

    q->depth--;
    memmove(q->list, q->list + 1, (size_t)q->depth * sizeof *q->list);
    q->runs[w] = (int)next;
    q->entered_at[w] = q->now;
    if (q->together) {
        mdl_tell_item_next(r, q->now, &(struct mdl_tell_next){
            .request = q->request[done],
            .worker = worker, .processor = worker % 2, .done = (mdl_instance_id)done,
            .next = next, .own_ns = own_ns});
        return;
    }
    finishes(q, done, worker);
    mdl_tell_item_left(r, q->now, (mdl_instance_id)done, worker, own_ns);
    mdl_tell_item_handed(r, q->now, next, worker, worker % 2);
    mdl_tell_item_cleared(r, q->now, next, worker);
    mdl_tell_item_entered(r, q->now, next, worker);
}

static void rest(struct queue *q, int w, int done, sim_duration own_ns)
{
    struct mdl_record *r = q->scene.record;
    mdl_thread_id worker = SCENE_WORKER_1 + (mdl_thread_id)w;

    q->runs[w] = NOBODY;
    q->current--;
    if (q->together) {
        mdl_tell_worker_rests(r, q->now, &(struct mdl_tell_rests){
            .request = q->request[done],
            .worker = worker, .done = (mdl_instance_id)done, .current = (uint32_t)q->current,
            .maximum = q->maximum, .own_ns = own_ns});
        return;
    }
    finishes(q, done, worker);
    mdl_tell_item_left(r, q->now, (mdl_instance_id)done, worker, own_ns);
    mdl_tell_concurrency(r, q->now, 0, 0, (uint32_t)q->current, q->maximum);
    mdl_tell_thread_waits(r, q->now, worker, MDL_WAIT_QUEUE, MDL_NONE);
}

static void leave(struct queue *q, int w)
{
    int done = q->runs[w];
    sim_duration own_ns = q->now - q->entered_at[w];

    if (done == NOBODY) {
        return;
    }
    if (q->ready[w]) {
        q->ready[w] = false;
        mdl_tell_thread_runs(q->scene.record, q->now, thread_of(w), thread_of(w) % 2);
        q->now += draw(q, 100);
        own_ns = q->now - q->entered_at[w];
    }
    own_ns -= draw(q, 8) == 0 ? own_ns / 2 : 0;   /* interrupted meanwhile */
    q->busy[done] = false;
    if (q->depth > 0) {
        exchange(q, w, done, own_ns);
        return;
    }
    rest(q, w, done, own_ns);
}

static void run(struct queue *q, uint64_t seed, bool together,
                const struct mdl_record_options *options)
{
    *q = (struct queue){.state = seed, .together = together,
                         .maximum = seed % 2 == 0 ? 2 : 8};
    scene_plan(&q->scene);
    q->steps[0] = (struct mdl_step){.kind = MDL_STEP_IO_QUEUE, .object = SCENE_ITEM_SCAN};
    q->steps[1] = (struct mdl_step){.kind = MDL_STEP_END};
    q->program = (struct mdl_program){.first = 0, .count = 2};
    q->source = (struct mdl_source){.program = 0};
    q->scene.stream.kind = MDL_STREAM_SOURCE;
    q->scene.plan.steps = q->steps;
    q->scene.plan.programs = &q->program;
    q->scene.plan.sources = &q->source;
    scene_open(&q->scene, options);
    scene_workers(&q->scene, WORKERS, q->maximum);
    for (int w = 0; w < WORKERS; w++) {
        q->runs[w] = NOBODY;
    }
    for (int i = 0; i < 500; i++) {
        q->now += draw(q, 4) == 0 ? 0 : draw(q, 300);   /* ties on purpose */
        q->now += draw(q, 200) == 0 ? 1100000000u : 0;  /* and starvation  */
        if (draw(q, 2) == 0) {
            call(q, (int)draw(q, SCENE_INSTANCE_COUNT));
        } else {
            leave(q, (int)draw(q, WORKERS));
        }
    }
}

static void compare_histograms(void **lab_state, const struct sim_histogram *a,
                               const struct sim_histogram *b)
{
    CHECK_INT(a->count, ==, b->count);
    CHECK(sim_histogram_total(a) == sim_histogram_total(b));
    CHECK_INT(a->low, ==, b->low);
    CHECK_INT(a->high, ==, b->high);
    for (uint32_t i = 0; i < SIM_HISTOGRAM_BUCKETS; i++) {
        CHECK_INT(sim_histogram_bucket_count(a, i), ==, sim_histogram_bucket_count(b, i));
    }
}

static void compare_series(void **lab_state, const struct mdl_record_result *a,
                           const struct mdl_record_result *b)
{
    CHECK_INT(a->series_count, ==, b->series_count);
    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_record_series *x = &a->series[i], *y = &b->series[i];

        CHECK_INT(x->count, ==, y->count);
        CHECK(x->integral == y->integral);
        CHECK_INT(x->value_max, ==, y->value_max);
        CHECK_INT(x->worst.wait_ns, ==, y->worst.wait_ns);
        CHECK_INT(x->worst.started_at, ==, y->worst.started_at);
        compare_histograms(lab_state, &x->served, &y->served);
        compare_histograms(lab_state, &x->censored, &y->censored);
    }
}

/* Where the parts of a call are. Columns are numbered as they come; what a request's routine did
   is asked of its processor, of which nothing is told here. */
static uint32_t column_of(const struct mdl_record_result *b, const struct mdl_record_column *column)
{
    for (uint32_t i = 0; i < b->column_count; i++) {
        if (b->columns[i].label == column->label && b->columns[i].part == column->part &&
            b->columns[i].state == column->state) {
            return i;
        }
    }
    return MDL_NONE;
}

static void compare_rows(void **lab_state, const struct mdl_record_result *a,
                         const struct mdl_record_result *b)
{
    CHECK_INT(a->row_count, ==, b->row_count);
    for (uint32_t i = 0; i < a->row_count; i++) {
        const struct mdl_record_row *x = &a->rows[i], *y = &b->rows[i];

        CHECK_INT(x->observations, ==, y->observations);
        CHECK_INT(x->total_ns, ==, y->total_ns);
        CHECK_INT(x->worst_ns, ==, y->worst_ns);
        for (uint32_t c = 0; c < x->cell_count; c++) {
            uint32_t other = column_of(b, &a->columns[c]);

            if (a->series[x->series].measure != MDL_MEASURE_REQUEST_LATENCY) {
                CHECK_INT(x->cells[c], ==, other == MDL_NONE ? 0 : y->cells[other]);
            }
        }
    }
    CHECK_INT(a->episode_count, ==, b->episode_count);
}

/* Told apart with one set of options, together with another. */
static void compare(void **lab_state, uint64_t seed, const struct mdl_record_options *options,
                    const struct mdl_record_options *others)
{
    struct queue apart, together;
    const struct mdl_record_result *a, *b;

    run(&apart, seed, false, options);
    run(&together, seed, true, others);
    a = scene_end(&apart.scene, apart.now + 10);
    b = scene_end(&together.scene, together.now + 10);
    CHECK(a->fingerprint == b->fingerprint);
    compare_series(lab_state, a, b);
    compare_rows(lab_state, a, b);
    scene_close(&apart.scene);
    scene_close(&together.scene);
}

TEST(what_is_told_together_is_what_is_told_apart)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        compare(lab_state, seed, NULL, NULL);
    }
}

/* Where observations are kept no course is smooth. */
TEST(the_smooth_course_is_the_general_one)
{
    const struct mdl_record_options kept = {.observations = 16};

    for (uint64_t seed = 1; seed <= 200; seed++) {
        compare(lab_state, seed, &kept, NULL);
    }
}

TEST(it_is_so_without_the_ledger)
{
    const struct mdl_record_options without = {.without_ledger = true};

    for (uint64_t seed = 1; seed <= 20; seed++) {
        compare(lab_state, seed, &without, &without);
    }
}

TESTS(ENTRY(what_is_told_together_is_what_is_told_apart),
      ENTRY(the_smooth_course_is_the_general_one), ENTRY(it_is_so_without_the_ledger))
