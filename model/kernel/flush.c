/* Waiting for DPCs to have run; see the header. */
#include "model/kernel/flush.h"

#include "model/kernel/dpc.h"
#include "model/kernel/passive.h"
#include "model/kernel/waits.h"

/* The DPC context of a drain is the first one above the thread. */
static const struct mdl_context *draining(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_context *c = &m->contexts[p * MDL_NEST + 1];

    return m->processors[p].draining && c->kind == MDL_CONTEXT_DPC && c->object != MDL_NONE
               ? c
               : NULL;
}

static bool is_running(const struct mdl_machine *m, mdl_dpc_id dpc)
{
    if (m->plan->dpcs[dpc].threaded) {
        return mdl_passive_runs(m, MDL_SERVES_DPCS, dpc);
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        const struct mdl_context *c = draining(m, p);

        if (c != NULL && !(c->flags & MDL_CONTEXT_TIMER) && c->object == dpc) {
            return true;
        }
    }
    return false;
}

static bool is_before(uint32_t mark, uint32_t generation)
{
    return mark != 0 && mark <= generation;
}

static bool has_run(const struct mdl_machine *m, uint32_t generation)
{
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        if (is_before(m->processors[p].flush_mark, generation) ||
            is_before(m->processors[p].threaded_mark, generation)) {
            return false;
        }
    }
    for (mdl_dpc_id dpc = 0; dpc < m->plan->dpc_count; dpc++) {
        if (is_before(m->dpcs[dpc].flush_mark, generation)) {
            return false;
        }
    }
    return true;
}

void mdl_flush_look(struct mdl_machine *m)
{
    struct mdl_flush_state *flush = m->flush;
    mdl_thread_id next;

    for (mdl_thread_id thread = flush->waiter_head; thread != MDL_NONE; thread = next) {
        const struct mdl_thread_state *t = &m->threads[thread];

        next = t->next;
        if (t->wait_kind == MDL_WAITS_DPCS ? has_run(m, t->wait_object)
                                           : !is_running(m, t->wait_object)) {
            mdl_waits_unqueue(m, &flush->waiter_head, &flush->waiter_tail, thread);
            flush->waiter_count--;
            mdl_waits_end(m, thread, false);
        }
    }
}

static enum mdl_outcome wait_for(struct mdl_machine *m, mdl_thread_id thread,
                                 enum mdl_wait_kind kind, uint32_t object, mdl_object_id named)
{
    mdl_waits_begin(m, thread, kind, object, MDL_WAIT_EXECUTIVE, named, MDL_WAITS_FOREVER);
    mdl_waits_queue(m, &m->flush->waiter_head, &m->flush->waiter_tail, thread);
    m->flush->waiter_count++;
    return MDL_BLOCKED;
}

static bool is_threaded_running(const struct mdl_machine *m, mdl_processor_id p)
{
    return m->plan->dpc_thread != MDL_NONE &&
           m->contexts[mdl_machine_thread_context(m, m->plan->dpc_thread + p)].object != MDL_NONE;
}

/* Marks what is queued or runs and has no older mark; D10: what waits is drained now. */
static bool mark_all(struct mdl_machine *m, uint32_t generation)
{
    bool any = false;

    for (mdl_dpc_id dpc = 0; dpc < m->plan->dpc_count; dpc++) {
        struct mdl_dpc_state *state = &m->dpcs[dpc];

        if (state->queued_on != MDL_NONE) {
            state->flush_mark = state->flush_mark == 0 ? generation : state->flush_mark;
            any = true;
        }
    }
    for (mdl_processor_id p = 0; p < m->plan->profile.processor_count; p++) {
        struct mdl_processor *processor = &m->processors[p];

        if (draining(m, p) != NULL) {
            processor->flush_mark = processor->flush_mark == 0 ? generation
                                                               : processor->flush_mark;
            any = true;
        } else if (processor->dpc_depth > 0) {
            mdl_dpc_request(m, p);
        }
        if (is_threaded_running(m, p)) {
            processor->threaded_mark = processor->threaded_mark == 0 ? generation
                                                                     : processor->threaded_mark;
            any = true;
        }
    }
    return any;
}

enum mdl_outcome mdl_flush_all(struct mdl_machine *m, mdl_thread_id thread)
{
    if (!mark_all(m, m->flush->generation + 1)) {
        return MDL_RUNS;
    }
    m->flush->generation++;
    return wait_for(m, thread, MDL_WAITS_DPCS, m->flush->generation, MDL_NONE);
}

enum mdl_outcome mdl_flush_dpc(struct mdl_machine *m, mdl_thread_id thread, mdl_dpc_id dpc)
{
    return is_running(m, dpc)
               ? wait_for(m, thread, MDL_WAITS_DPC, dpc, m->plan->dpcs[dpc].object)
               : MDL_RUNS;
}
