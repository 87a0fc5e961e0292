/* Names; see the header. */
#include "model/run/chronicle_words.h"

#include <inttypes.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"

static const char *path(const struct mdl_plan *plan, mdl_object_id object)
{
    return object < plan->object_count ? plan->objects[object].path : "nobody";
}

static const char *label(const struct mdl_plan *plan, mdl_label_id id)
{
    return id < plan->label_count ? plan->labels[id].name : "nobody";
}

const char *mdl_chronicle_words_reason(unsigned reason)
{
    static const char *const names[] = {
        [MDL_WAIT_EXECUTIVE] = "Executive", [MDL_WAIT_DELAY] = "DelayExecution",
        [MDL_WAIT_QUEUE] = "WrQueue", [MDL_WAIT_RESOURCE] = "WrResource",
        [MDL_WAIT_MUTEX] = "WrMutex", [MDL_WAIT_FAST_MUTEX] = "WrFastMutex",
        [MDL_WAIT_GUARDED_MUTEX] = "WrGuardedMutex", [MDL_WAIT_OUTSIDE] = "outside",
        [MDL_WAIT_PUSH_LOCK] = "WrPushLock", [MDL_WAIT_RUNDOWN] = "WrRundown"};

    return reason < sizeof names / sizeof names[0] ? names[reason] : "";
}

/* ---- threads and items ----------------------------------------------------------------------- */

const char *mdl_chronicle_words_instance(struct sim_arena *arena, const struct mdl_plan *plan,
                                         mdl_instance_id instance)
{
    const struct mdl_item *item = &plan->items[plan->instance_item[instance]];

    return item->instance_count == 1
               ? path(plan, item->object)
               : sim_arena_print(arena, "%s #%" PRIu32, path(plan, item->object),
                                 instance - item->instance_first + 1u);
}

static const char *worker(struct sim_arena *arena, const struct mdl_plan *plan,
                          mdl_thread_id thread)
{
    for (mdl_pool_id i = 0; i < plan->pool_count; i++) {
        const struct mdl_pool *pool = &plan->pools[i];

        if (thread >= pool->thread_first && thread - pool->thread_first < pool->thread_max) {
            const char *name = path(plan, pool->object);

            return sim_arena_print(arena, "%s w%" PRIu32,
                                   strncmp(name, "pool.", 5) == 0 ? name + 5 : name,
                                   thread - pool->thread_first + 1u);
        }
    }
    return sim_arena_print(arena, "thread %" PRIu32, thread);
}

const char *mdl_chronicle_words_thread(struct sim_arena *arena, const struct mdl_plan *plan,
                                       mdl_thread_id thread)
{
    uint32_t place = 1, all = 0;
    const char *name;

    if (thread >= plan->thread_count) {
        return plan->balance_thread != MDL_NONE && thread >= plan->balance_thread &&
                       thread - plan->balance_thread <= plan->profile.node_last
                   ? "balance manager"
                   : worker(arena, plan, thread);
    }
    for (mdl_thread_id t = 0; t < plan->thread_count; t++) {
        if (plan->threads[t].object == plan->threads[thread].object) {
            all++;
            place += t < thread;
        }
    }
    name = path(plan, plan->threads[thread].object);
    return all == 1 ? name : sim_arena_print(arena, "%s #%" PRIu32, name, place);
}

/* ---- slices ---------------------------------------------------------------------------------- */

static const char *state(struct sim_arena *arena, const struct mdl_plan *plan,
                         const struct mdl_slice *slice)
{
    if (slice->kind == MDL_SLICE_RUNNING) {
        return sim_arena_print(arena, "Running on processor %" PRIu32, slice->what);
    }
    if (slice->kind == MDL_SLICE_READY) {
        return slice->detail ? "Ready (pre-empted)" : "Ready";
    }
    return slice->what == MDL_NONE || slice->detail == MDL_WAIT_QUEUE
               ? sim_arena_print(arena, "Waiting: %s", mdl_chronicle_words_reason(slice->detail))
               : sim_arena_print(arena, "Waiting: %s (%s)",
                                 mdl_chronicle_words_reason(slice->detail),
                                 path(plan, slice->what));
}

static const char *operation(unsigned what)
{
    static const char *const names[] = {
        [MDL_PNP_TOLD_START] = "start", [MDL_PNP_TOLD_D0_EXIT] = "leaves D0",
        [MDL_PNP_TOLD_REMOVE] = "remove", [MDL_PNP_TOLD_UNLOAD] = "unload"};

    return what < sizeof names / sizeof names[0] ? names[what] : "";
}

const char *mdl_chronicle_words_slice(struct sim_arena *arena, const struct mdl_plan *plan,
                                      const struct mdl_slice *slice)
{
    switch (slice->kind) {
    case MDL_SLICE_EXECUTES: case MDL_SLICE_HELD: case MDL_SLICE_ATTEMPT:
        return label(plan, slice->what);
    case MDL_SLICE_ISR:
        return label(plan, plan->lines[slice->what].isr_label);
    case MDL_SLICE_DPC:
        return label(plan, plan->dpcs[slice->what].label);
    case MDL_SLICE_TIMER:
        return label(plan, plan->timers[slice->what].label);
    case MDL_SLICE_ITEM:
        return label(plan, plan->items[plan->instance_item[slice->what]].label);
    case MDL_SLICE_PENDING:
        return "asserted";
    case MDL_SLICE_QUEUED_DPC: case MDL_SLICE_QUEUED_ITEM:
        return "queued";
    case MDL_SLICE_HANDED:
        return sim_arena_print(arena, "given %s",
                               mdl_chronicle_words_instance(arena, plan, slice->what));
    case MDL_SLICE_OPERATION:
        return operation(slice->what);
    default:
        return state(arena, plan, slice);
    }
}

const char *mdl_chronicle_words_object(struct sim_arena *arena, const struct mdl_plan *plan,
                                       const struct mdl_slice *slice)
{
    switch (slice->kind) {
    case MDL_SLICE_EXECUTES:
        return path(plan, plan->processor_object[slice->on]);
    case MDL_SLICE_ISR:
        return path(plan, plan->lines[slice->what].isr_object);
    case MDL_SLICE_DPC:
        return path(plan, plan->dpcs[slice->what].object);
    case MDL_SLICE_TIMER:
        return path(plan, plan->timers[slice->what].object);
    case MDL_SLICE_ITEM: case MDL_SLICE_HANDED:
        return mdl_chronicle_words_instance(arena, plan, slice->what);
    case MDL_SLICE_PENDING:
        return path(plan, plan->lines[slice->on].object);
    case MDL_SLICE_QUEUED_DPC:
        return path(plan, plan->dpcs[slice->on].object);
    case MDL_SLICE_QUEUED_ITEM:
        return mdl_chronicle_words_instance(arena, plan, slice->on);
    case MDL_SLICE_HELD: case MDL_SLICE_ATTEMPT:
        return path(plan, plan->locks[slice->on].object);
    case MDL_SLICE_OPERATION:
        return path(plan, plan->devices[slice->on].object);
    default:
        return mdl_chronicle_words_thread(arena, plan, slice->on);
    }
}

/* ---- moments and counters -------------------------------------------------------------------- */

const char *mdl_chronicle_words_moment(struct sim_arena *arena, const struct mdl_plan *plan,
                                       const struct mdl_moment *moment)
{
    static const char *const names[] = {
        [MDL_MOMENT_ASSERTED] = "asserts", [MDL_MOMENT_WITHDRAWN] = "withdrawn",
        [MDL_MOMENT_TIMER] = "timer expires", [MDL_MOMENT_COALESCED_DPC] = "queued already",
        [MDL_MOMENT_COALESCED_ITEM] = "queued already", [MDL_MOMENT_REFUSED] = "call refused",
        [MDL_MOMENT_FINISHED] = "request finished", [MDL_MOMENT_LOST] = "request lost",
        [MDL_MOMENT_CREATED] = "worker created", [MDL_MOMENT_EXITED] = "worker exits",
        [MDL_MOMENT_BOOSTED] = "priority", [MDL_MOMENT_SIGNALLED] = "signalled",
        [MDL_MOMENT_RESET] = "reset", [MDL_MOMENT_TIMED_OUT] = "timed out",
        [MDL_MOMENT_FINDING] = ""};

    (void)plan;
    SIM_ASSERT(moment->kind < MDL_MOMENT_KIND_COUNT);
    if (moment->kind == MDL_MOMENT_FINDING) {
        const struct mdl_findings_row *row = mdl_findings_row(moment->on);

        return sim_arena_print(arena, "%s %s", row->code, row->sentence);
    }
    return moment->kind == MDL_MOMENT_BOOSTED
               ? sim_arena_print(arena, "priority %" PRIu32, moment->number)
               : names[moment->kind];
}

static const char *station(const struct mdl_plan *plan, uint32_t on)
{
    return on < plan->queue_count ? path(plan, plan->queues[on].object)
                                  : path(plan, plan->targets[on - plan->queue_count].object);
}

const char *mdl_chronicle_words_about(struct sim_arena *arena, const struct mdl_plan *plan,
                                      const struct mdl_moment *moment)
{
    switch (moment->kind) {
    case MDL_MOMENT_ASSERTED: case MDL_MOMENT_WITHDRAWN:
        return path(plan, plan->lines[moment->on].object);
    case MDL_MOMENT_TIMER:
        return path(plan, plan->timers[moment->on].object);
    case MDL_MOMENT_COALESCED_DPC:
        return path(plan, plan->dpcs[moment->on].object);
    case MDL_MOMENT_COALESCED_ITEM: case MDL_MOMENT_REFUSED:
        return mdl_chronicle_words_instance(arena, plan, moment->on);
    case MDL_MOMENT_FINISHED: case MDL_MOMENT_LOST:
        return path(plan, plan->streams[moment->on].object);
    case MDL_MOMENT_SIGNALLED: case MDL_MOMENT_RESET:
        return path(plan, plan->events[moment->on].object);
    case MDL_MOMENT_TIMED_OUT:
        return station(plan, moment->on);
    case MDL_MOMENT_FINDING:
        return path(plan, moment->number);
    default:
        return mdl_chronicle_words_thread(arena, plan, moment->on);
    }
}

const char *mdl_chronicle_words_counter(struct sim_arena *arena, const struct mdl_plan *plan,
                                        enum mdl_counter_kind kind, uint32_t on)
{
    switch (kind) {
    case MDL_COUNTER_DPCS:
        return sim_arena_print(arena, "DPC queue of processor %" PRIu32, on);
    case MDL_COUNTER_ITEMS:
        return sim_arena_print(arena, "%s: items waiting", path(plan, plan->pools[on].object));
    case MDL_COUNTER_CONCURRENCY:
        return sim_arena_print(arena, "%s: concurrency", path(plan, plan->pools[on].object));
    default:
        return sim_arena_print(arena, "%s: requests waiting", station(plan, on));
    }
}
