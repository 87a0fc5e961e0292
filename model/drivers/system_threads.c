/* Threads that come and go; see the header. */
#include "model/drivers/system_threads.h"

#include "model/drivers/failure.h"
#include "model/drivers/legal.h"
#include "model/drivers/runs.h"
#include "model/kernel/dispatcher.h"
#include "model/kernel/stop.h"
#include "model/machine/cause.h"
#include "model/machine/note.h"

void mdl_system_threads_begin(struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread *plan = &m->plan->threads[thread];
    struct mdl_thread_state *t = &m->threads[thread];
    struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];

    t->base = t->priority = plan->priority;
    t->quantum = plan->quantum;
    t->separation = plan->separation;
    t->processors = plan->processors;
    t->decrement = t->lent = 0;
    t->charged_ns = 0;
    c->kind = MDL_CONTEXT_THREAD;
    c->label = plan->label;
    c->object = thread;
    c->flags = MDL_CONTEXT_FRESH;
    c->irql = 0;
    c->left_ns = 0;
}

/* One of the group that does not exist, or has ended; MDL_NONE: all of them live. */
static mdl_thread_id free_one(const struct mdl_machine *m, mdl_thread_id first)
{
    const struct mdl_thread *plan = &m->plan->threads[first];

    for (uint32_t i = 0; i < plan->group_count; i++) {
        uint8_t phase = m->threads[plan->group_first + i].phase;

        if (phase == MDL_THREAD_ABSENT || phase == MDL_THREAD_ENDED) {
            return plan->group_first + i;
        }
    }
    return MDL_NONE;
}

static void create(struct mdl_machine *m, mdl_context_id id, const struct mdl_step *step)
{
    mdl_thread_id thread = free_one(m, step->object);
    struct mdl_run *run;
    uint64_t cause;

    if (thread == MDL_NONE) {
        mdl_stop_finding(m, MDL_FINDING_CAP_OBJECTS, m->plan->threads[step->object].object, 0, 0,
                         0, 0);
        mdl_failure_set(m, id, step, MDL_STATUS_INSUFFICIENT_RESOURCES);
        return;
    }
    mdl_failure_none(m, id);
    mdl_system_threads_begin(m, thread);
    run = &m->runs[mdl_machine_thread_context(m, thread)];
    cause = mdl_cause_of_call(m, id, step->value);   /* its rounds count from here */
    run->ordinal = (cause << 24) + (cause & ~MDL_CAUSE_NUMBER);
    m->threads[thread].phase = MDL_THREAD_ABSENT;
    mdl_dispatcher_ready(m, thread, MDL_WAKE_SWITCH);
}

/* The steps behind it are never executed. */
static enum mdl_outcome terminate(struct mdl_machine *m, mdl_context_id id)
{
    const struct mdl_context *c = &m->contexts[id];

    if (c->kind == MDL_CONTEXT_WORKER) {   /* W165 */
        mdl_stop_finding(m, MDL_FINDING_ENDED_WORKER, m->plan->labels[c->label].object,
                         id - m->thread_base, 0, 0, 0);
        return MDL_YIELDS;
    }
    if (c->kind != MDL_CONTEXT_THREAD) {
        return MDL_RUNS;                   /* called too high: that has been found */
    }
    mdl_runs_let_go(m, id);
    mdl_note_run(m, c);
    return mdl_legal_return(m, id) ? MDL_RETURNED : MDL_YIELDS;
}

enum mdl_outcome mdl_system_threads_perform(struct mdl_machine *m, mdl_context_id id,
                                            const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_END_THREAD) {
        return terminate(m, id);
    }
    create(m, id, step);
    return MDL_RUNS;
}
