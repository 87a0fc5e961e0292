/* What an object waited for last; see the header. */
#include "reports/render/recent.h"

#include <inttypes.h>

#include "model/run/chronicle_words.h"
#include "reports/render/cell.h"
#include "reports/render/ran.h"

/* Is the slice the wait of the object, in a queue or for a processor? */
static bool is_wait_of(const struct mdl_chronicle *c, const struct mdl_slice *slice,
                       mdl_object_id object)
{
    const struct mdl_plan *plan = c->plan;
    const struct mdl_line *line;

    switch (slice->kind) {
    case MDL_SLICE_PENDING:
        line = &plan->lines[slice->on];
        return line->object == object || line->isr_object == object;
    case MDL_SLICE_QUEUED_DPC:
        return plan->dpcs[slice->on].object == object;
    case MDL_SLICE_READY: case MDL_SLICE_WAITING:
        return slice->on < plan->thread_count && plan->threads[slice->on].object == object;
    default:
        return false;
    }
}

/* One that ended at this instant has just been served: it is the last as well. */
static const struct mdl_slice *last_wait(const struct mdl_chronicle *c, mdl_object_id object)
{
    const struct mdl_slice *found = NULL;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (is_wait_of(c, slice, object) && (found == NULL || slice->from_at >= found->from_at)) {
            found = slice;
        }
    }
    return found;
}

/* The run that this wait was for: the first of its kind that carries its cause on. */
static const struct mdl_slice *run_after(const struct mdl_chronicle *c,
                                         const struct mdl_slice *wait)
{
    unsigned kind = wait->kind == MDL_SLICE_PENDING ? MDL_SLICE_ISR : MDL_SLICE_DPC;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->kind == kind && slice->what == wait->on && slice->from_at >= wait->to_at) {
            return slice;
        }
    }
    return NULL;
}

static void add_meanwhile(struct sim_arena *arena, const struct mdl_chronicle *c,
                          const struct mdl_slice *wait, uint32_t processor,
                          struct rpt_chain *chain)
{
    const char *who = rpt_ran_words(arena, c, processor, wait->from_at, wait->to_at);

    if (wait->to_at > wait->from_at && processor != MDL_NONE) {
        rpt_chain_add(chain, wait->from_at,
                      sim_arena_print(arena, "for %s processor %" PRIu32 " executes: %s",
                                      rpt_cell_duration(arena,
                                                        (double)(wait->to_at - wait->from_at)),
                                      processor, who), "");
    }
}

/* ---- by kind --------------------------------------------------------------------------------- */

static void tell_interrupt(struct sim_arena *arena, const struct mdl_chronicle *c,
                           const struct mdl_slice *wait, bool with_run, struct rpt_chain *chain)
{
    const struct mdl_line *line = &c->plan->lines[wait->on];
    const struct mdl_slice *run = with_run ? run_after(c, wait) : NULL;

    rpt_chain_add(chain, wait->from_at,
                  sim_arena_print(arena, "%s asserts, IRQL %u",
                                  c->plan->objects[line->object].path, line->irql), "");
    add_meanwhile(arena, c, wait, wait->what, chain);
    if (wait->open) {
        rpt_chain_add(chain, wait->to_at - 1, "it is not taken yet", "I2");
    } else if (run != NULL) {
        rpt_chain_add_slice(arena, c, run, chain);
    }
}

static void tell_dpc(struct sim_arena *arena, const struct mdl_chronicle *c,
                     const struct mdl_slice *wait, struct rpt_chain *chain)
{
    const struct mdl_slice *run = run_after(c, wait);

    if (wait->flow_count > 0) {
        rpt_chain_add_root(arena, c, &c->flows[wait->flows[0]], chain);
    }
    rpt_chain_add(chain, wait->from_at,
                  sim_arena_print(arena, "%s is queued on processor %" PRIu32,
                                  mdl_chronicle_words_object(arena, c->plan, wait), wait->what),
                  "D5");
    add_meanwhile(arena, c, wait, wait->what, chain);
    if (wait->open) {
        rpt_chain_add(chain, wait->to_at - 1, "it waits still", "D7 D12");
    } else if (run != NULL) {
        rpt_chain_add_slice(arena, c, run, chain);
    }
}

static void tell_thread(struct sim_arena *arena, const struct mdl_chronicle *c,
                        const struct mdl_slice *wait, struct rpt_chain *chain)
{
    bool ready = wait->kind == MDL_SLICE_READY;

    rpt_chain_add(chain, wait->from_at,
                  sim_arena_print(arena, "thread %s: %s",
                                  mdl_chronicle_words_thread(arena, c->plan, wait->on),
                                  mdl_chronicle_words_slice(arena, c->plan, wait)),
                  ready ? "T2" : "");
    if (ready) {
        add_meanwhile(arena, c, wait, wait->what, chain);
    }
    rpt_chain_add(chain, wait->to_at - wait->open,
                  wait->open ? (ready ? "it is ready still" : "it waits still")
                             : (ready ? "it runs" : "it is ready"), "");
}

/* ---- the way of a request -------------------------------------------------------------------- */

static bool is_root(const struct mdl_chronicle *c, const struct mdl_flow *flow,
                    mdl_object_id object)
{
    const struct mdl_plan *plan = c->plan;

    switch (flow->root) {
    case MDL_FLOW_LINE: return plan->lines[flow->on].object == object;
    case MDL_FLOW_TIMER: return plan->timers[flow->on].object == object;
    case MDL_FLOW_STREAM: return plan->streams[flow->on].object == object;
    default: return false;
    }
}

static bool carries(const struct mdl_slice *slice, uint32_t flow)
{
    for (unsigned i = 0; i < slice->flow_count; i++) {
        if (slice->flows[i] == flow) {
            return true;
        }
    }
    return false;
}

/* Where what the object caused last has got to: queued where, run by whom, how long each took. */
static void tell_way(struct sim_arena *arena, const struct mdl_chronicle *c, mdl_object_id object,
                     struct rpt_chain *chain)
{
    uint32_t flow = c->flow_count;

    while (flow > 0 && !is_root(c, &c->flows[flow - 1], object)) {
        flow--;
    }
    for (uint32_t i = 0; flow > 0 && i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (carries(slice, flow - 1) && slice->kind != MDL_SLICE_PENDING &&
            slice->kind != MDL_SLICE_HANDED) {
            bool queued = slice->kind == MDL_SLICE_QUEUED_DPC ||
                          slice->kind == MDL_SLICE_QUEUED_ITEM;

            rpt_chain_add(chain, slice->from_at,
                          sim_arena_print(arena, "%s %s %s%s",
                                          queued ? mdl_chronicle_words_object(arena, c->plan, slice)
                                                 : mdl_chronicle_words_slice(arena, c->plan, slice),
                                          queued ? "waits in its queue for" : "runs for",
                                          rpt_cell_duration(arena, (double)(slice->to_at -
                                                                            slice->from_at)),
                                          slice->open ? " so far" : ""), "");
        }
    }
}

/* The last run of an ISR or a DPC that was called at once. */
static void tell_run(struct sim_arena *arena, const struct mdl_chronicle *c, mdl_object_id object,
                     struct rpt_chain *chain)
{
    const struct mdl_slice *run = NULL;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if ((slice->kind == MDL_SLICE_ISR && c->plan->lines[slice->what].isr_object == object) ||
            (slice->kind == MDL_SLICE_DPC && c->plan->dpcs[slice->what].object == object)) {
            run = slice;
        }
    }
    if (run != NULL) {
        rpt_chain_add_slice(arena, c, run, chain);
        rpt_chain_add(chain, run->from_at, "it did not have to wait", "");
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

bool rpt_recent_knows(enum mdl_object_kind kind)
{
    return kind == MDL_OBJECT_INTERRUPT || kind == MDL_OBJECT_ISR || kind == MDL_OBJECT_DPC ||
           kind == MDL_OBJECT_THREAD || kind == MDL_OBJECT_TIMER || kind == MDL_OBJECT_STREAM;
}

bool rpt_recent_of(struct sim_arena *arena, const struct mdl_chronicle *c, mdl_object_id object,
                   struct rpt_chain *ret_chain)
{
    const struct mdl_slice *wait = last_wait(c, object);
    enum mdl_object_kind kind = c->plan->objects[object].kind;

    *ret_chain = (struct rpt_chain){0};
    if (wait != NULL && wait->kind == MDL_SLICE_PENDING) {
        tell_interrupt(arena, c, wait, kind == MDL_OBJECT_ISR, ret_chain);
    } else if (wait != NULL && wait->kind == MDL_SLICE_QUEUED_DPC) {
        tell_dpc(arena, c, wait, ret_chain);
    } else if (wait != NULL) {
        tell_thread(arena, c, wait, ret_chain);
    }
    if (wait == NULL) {
        tell_run(arena, c, object, ret_chain);
    }
    if (kind != MDL_OBJECT_DPC && kind != MDL_OBJECT_ISR) {
        tell_way(arena, c, object, ret_chain);
    }
    return ret_chain->count > 0;
}
