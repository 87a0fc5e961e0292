/*
 * Timers: when they expire, how exactly, and what runs then.
 *
 * A framework timer of passive level is a timer DPC that queues a work item of the framework
 * (W106): if that is still queued, the tick is lost.
 */
#include "scenarios/language/timers.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/serialization.h"
#include "scenarios/language/streams.h"
#include "sim/base/arena.h"

static void read_times(const struct scn_view *v, struct mdl_timer *timer)
{
    const struct scn_node *period = scn_view_node(v, SCN_KEY_TIMER_period);
    struct scn_quantity q;

    scn_view_duration(v, SCN_KEY_TIMER_period, &timer->period_ns);
    if (period != NULL && timer->period_ns == 0 && period->kind == SCN_TREE_SCALAR
        && scn_quantity_duration(period->text, &q) == SCN_QUANTITY_FINE) {
        scn_diags_add(v->build->diags, SCN_S_OUT_OF_RANGE, period->at, NULL,
                      "a period is above 0; leave it out for a timer that expires once");
    }
    timer->starts = period != NULL || scn_view_node(v, SCN_KEY_TIMER_due) != NULL;
    if (timer->starts) {
        scn_view_duration_or(v, SCN_KEY_TIMER_due, timer->period_ns, &timer->due_ns);
    }
}

/* High resolution needs Windows 8.1 (D17); a tolerance changes nothing: nothing coalesces (U13). */
static void read_accuracy(const struct scn_view *v, struct mdl_timer *timer)
{
    struct scn_build *b = v->build;
    const struct scn_node *exact = scn_view_node(v, SCN_KEY_TIMER_high_resolution);
    const struct scn_node *delay = scn_view_node(v, SCN_KEY_TIMER_tolerable_delay);
    uint64_t delay_ns;

    scn_view_truth(v, SCN_KEY_TIMER_high_resolution, &timer->high_resolution);
    if (timer->high_resolution && b->profile.era < MDL_ERA_WIN81) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, exact->at, NULL,
                      "%s has no high-resolution timers: Windows 8.1 brought them (D17)",
                      b->windows->title);
    }
    scn_view_duration(v, SCN_KEY_TIMER_tolerable_delay, &delay_ns);
    if (timer->high_resolution && delay_ns > 0) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, delay->at, NULL,
                      "a high-resolution timer has no tolerable delay");
    } else if (delay_ns > 0) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, delay->at, NULL,
                      "timers do not coalesce here: this one expires at its own tick (U13)");
    }
}

/* Is it a timer of passive level? */
static bool read_level(const struct scn_objects_entry *e, const struct scn_view *v,
                       const struct mdl_timer *timer)
{
    struct scn_build *b = e->build;
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, e->driver);
    const struct scn_node *node = scn_view_node(v, SCN_KEY_TIMER_execution_level);
    uint32_t index;

    scn_view_word(v, SCN_KEY_TIMER_execution_level, &index);
    if (scn_frameworks_is_user(driver)) {
        return true;                  /* W116: in a thread of its host process, periodic or not */
    }
    if (index == 0) {
        return false;
    }
    if (driver->framework != SCN_FRAMEWORK_KMDF || (driver->major == 1 && driver->minor < 9)) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "only framework timers have an execution level, from KMDF 1.9 on (W106)");
        return false;
    }
    if (timer->period_ns > 0) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "a timer of passive level is not periodic: start it again in its callback "
                      "(W106)");
    }
    return true;
}

static void add_routine(const struct scn_objects_entry *e, const struct scn_node *callback,
                        bool passive, mdl_lock_id lock, struct mdl_timer *timer)
{
    struct scn_build *b = e->build;
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_DPC, MDL_IRQL_DISPATCH,
                                             MDL_NONE, timer->object, MDL_LABEL_KIND_DPC};
    mdl_item_id item;

    if (!passive) {
        timer->lock = lock;
        timer->program = scn_routines_add(b, &owner, callback, &timer->label);
        return;
    }
    item = scn_objects_item(e, sim_arena_print(b->arena, "%s.work_item", e->path), callback, 1,
                            MDL_CARRIES_FIRST);
    timer->item = item;
    SCN_AT(struct mdl_item, b->items, item)->lock = lock;
    SCN_AT(struct scn_item_needs, b->item_needs, item)->by_wdf = true;
    timer->program = scn_routines_add(b, &owner, NULL, &timer->label);
    scn_routines_make(b, timer->program, MDL_STEP_WDF_ENQUEUE, item);
    SCN_AT(struct scn_symbol, b->symbols, b->symbols.count - 1)->used = true;
}

void scn_timers_read(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_timer timer = {.program = MDL_NONE, .lock = MDL_NONE, .item = MDL_NONE};
    struct scn_streams_owner stream = {MDL_STREAM_TIMER, b->timers.count, 0, e->path, e->name};
    const struct scn_node *callback;
    struct scn_view v;

    scn_view_open(b, e->node, SCN_SECTION_TIMER, e->path, &v);
    read_times(&v, &timer);
    read_accuracy(&v, &timer);
    bool passive = read_level(e, &v, &timer);
    mdl_lock_id lock =
        scn_serialization_read(e, &v, SCN_KEY_TIMER_automatic_serialization, passive);

    lock = lock == MDL_NONE ? scn_serialization_start_io(b, e->driver) : lock;
    if (scn_view_node(&v, SCN_KEY_TIMER_kind) != NULL) {
        scn_values_name(&b->values, scn_view_node(&v, SCN_KEY_TIMER_kind), &stream.request_kind);
        scn_view_record(&v, SCN_KEY_TIMER_kind);
    }
    timer.object = scn_build_object(b, e->path, MDL_OBJECT_TIMER);
    stream.object = timer.object;
    timer.stream = scn_streams_silent(b, &stream);
    callback = scn_view_node(&v, SCN_KEY_TIMER_callback);
    scn_view_record(&v, SCN_KEY_TIMER_callback);
    if (callback == NULL) {
        timer.label = scn_build_label(b, e->path, timer.object, MDL_LABEL_KIND_DPC);
    } else {
        add_routine(e, callback, passive, lock, &timer);
    }
    uint32_t symbol = scn_build_symbol(b, e->path, MDL_OBJECT_TIMER, b->timers.count,
                                       e->key->at);

    SCN_AT(struct scn_symbol, b->symbols, symbol)->used |= timer.starts;
    *(struct mdl_timer *)scn_build_push(b, &b->timers) = timer;
}

mdl_timer_id scn_timers_own(struct scn_build *b, mdl_object_id object, enum mdl_step_kind step,
                            uint32_t id)
{
    struct mdl_timer timer = {.stream = MDL_NONE, .lock = MDL_NONE, .item = MDL_NONE};
    const char *path = SCN_AT(struct mdl_object, b->objects, object)->path;

    path = sim_arena_print(b->arena, "%s.timeouts", path);
    timer.object = scn_build_object(b, path, MDL_OBJECT_TIMER);
    const struct scn_routines_owner owner = {0, SCN_CALLER_CALLBACK, MDL_IRQL_DISPATCH, MDL_NONE,
                                             timer.object, MDL_LABEL_KIND_DPC};

    timer.program = scn_routines_add(b, &owner, NULL, &timer.label);
    scn_routines_make(b, timer.program, step, id);
    *(struct mdl_timer *)scn_build_push(b, &b->timers) = timer;
    return b->timers.count - 1;
}

/* ---- stopping one --------------------------------------------------------------------------- */

void scn_timers_stop(struct scn_code *c, const struct scn_step_node *step, uint32_t index)
{
    const struct scn_node *wait = step->argument != NULL && step->argument->kind == SCN_TREE_MAP
                                      ? scn_tree_get(step->argument, "wait")
                                      : NULL;
    mdl_timer_id id = scn_code_step(c, index)->object;
    mdl_item_id item = id < c->build->timers.count
                           ? SCN_AT(struct mdl_timer, c->build->timers, id)->item
                           : MDL_NONE;
    bool waits = false;

    if (wait == NULL || !scn_values_truth(&c->build->values, wait, &waits) || !waits) {
        return;
    }
    scn_code_step(c, index)->number = MDL_TIMER_STOP_WAITS;
    if (item != MDL_NONE) {
        uint32_t flush = scn_steps_emit(c, step, MDL_STEP_WDF_FLUSH);

        scn_code_step(c, flush)->object = item;
    }
    uint32_t over = scn_steps_emit(c, step, MDL_STEP_TIMER_STOPPED);

    scn_code_step(c, over)->object = id;
    scn_code_step(c, index)->jump = scn_code_here(c);
}
