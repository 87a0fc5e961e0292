/*
 * A processor: contexts nested on top of a thread, and the one function that decides what runs.
 *
 * At the bottom a thread (or nobody), above it at most one DPC, above that ISRs by rising IRQL.
 * The topmost context executes; the end of its run segment is the processor's one event in the
 * calendar. Whatever interrupts it pauses the segment; what is left resumes later (pre-emptive
 * resume).
 *
 * Everybody else only changes state and marks processors dirty. mdl_processor_settle then looks
 * at the state alone and picks, in this order: a pending interrupt above the IRQL; the
 * interrupted ISR or DPC; a thread at raised IRQL; the DISPATCH interrupt (drain, then quantum
 * end, I8); the dispatcher; idle.
 */
#ifndef WTSIM_MODEL_KERNEL_PROCESSOR_H
#define WTSIM_MODEL_KERNEL_PROCESSOR_H

#include "model/hardware/ranks.h"
#include "model/machine/machine.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"

/* The end of the running segment (the processor's slot fired): goes on with the steps behind it. */
void mdl_processor_fire(struct mdl_machine *m, mdl_processor_id p);

/* Decides what p executes from this instant on. The only function that does. */
void mdl_processor_settle(struct mdl_machine *m, mdl_processor_id p);

/* Books what the context that is armed on p has executed since it was last booked. */
static inline void mdl_processor_book(struct mdl_machine *m, const struct mdl_processor *processor,
                                      struct mdl_context *c, sim_duration elapsed_ns)
{
    SIM_ASSERT(elapsed_ns <= c->left_ns);
    c->left_ns -= elapsed_ns;
    if (!(c->flags & MDL_CONTEXT_OVERHEAD)) {
        c->own_ns += elapsed_ns;
    }
    c->since_at = m->engine.now;
    if (processor->depth == 0) {
        m->threads[processor->thread].charged_ns +=
            elapsed_ns & m->charge_mask;   /* T7: only what it executed */
    }
}

/* Who executes on p has changed. thread: MDL_NONE for an ISR, a DPC, idle. */
static inline void mdl_processor_tell(struct mdl_machine *m, mdl_processor_id p,
                                      mdl_label_id label, unsigned irql, mdl_thread_id thread)
{
    struct mdl_processor *processor = &m->processors[p];

    if (irql < MDL_IRQL_DISPATCH) {
        processor->raised_at = UINT64_MAX;
    } else if (processor->told_irql < MDL_IRQL_DISPATCH) {
        processor->raised_at = m->engine.now;
    }
    processor->told_label = label;
    processor->told_irql = (uint8_t)irql;
    processor->told_thread = thread;
    mdl_tell_occupant(m->record, m->engine.now, p, label, irql, thread);
}

/* Tells who executes on p, if that has changed. */
void mdl_processor_tell_changed(struct mdl_machine *m, mdl_processor_id p,
                                const struct mdl_context *c);

static inline void mdl_processor_tell_top(struct mdl_machine *m, mdl_processor_id p,
                                          const struct mdl_context *c)
{
    const struct mdl_processor *processor = &m->processors[p];
    mdl_label_id label = c->flags & MDL_CONTEXT_OVERHEAD ? c->cost_label : c->label;
    mdl_thread_id thread = processor->depth == 0 ? processor->thread : MDL_NONE;

    if (processor->told_label != label || processor->told_irql != c->irql ||
        processor->told_thread != thread) {
        mdl_processor_tell_changed(m, p, c);
    }
}

/* The context that is armed on p executes its segment, of left_ns, from now on. */
static inline void mdl_processor_rearm(struct mdl_machine *m, mdl_processor_id p,
                                       struct mdl_context *c)
{
    c->since_at = m->engine.now;
    sim_engine_set_later(&m->engine, p, c->left_ns, MDL_RANK_END);
}

/* p has no thread and finds none. */
void mdl_processor_go_idle(struct mdl_machine *m, mdl_processor_id p);

/* An interrupt from another processor arrives at p. */
void mdl_processor_ipi(struct mdl_machine *m, mdl_processor_id p);

/* p must look: at once if nothing is executed there or nobody sends the IPI, else after
   costs.ipi. */
void mdl_processor_notify_by_ipi(struct mdl_machine *m, mdl_processor_id p);

static inline void mdl_processor_notify(struct mdl_machine *m, mdl_processor_id p)
{
    if (m->plan->profile.costs.ipi_ns == 0) {
        mdl_machine_dirty(m, p);
    } else {
        mdl_processor_notify_by_ipi(m, p);
    }
}

/* Nothing but threads has a say in what p does: no interrupt, no DPC, no end of a quantum. */
static inline bool mdl_processor_is_plain(const struct mdl_processor *processor)
{
    return processor->depth == 0 && processor->pending_levels == 0 &&
           !processor->dispatch_requested && !processor->quantum_end;
}

/* Stops the running segment of p; what is left of it is kept in its context. */
void mdl_processor_pause(struct mdl_machine *m, mdl_processor_id p);

/* Books the time executed so far without stopping the segment. */
void mdl_processor_charge(struct mdl_machine *m, mdl_processor_id p);

/* A new context on top of p, at this IRQL, with a cost to pay first (0: none). */
mdl_context_id mdl_processor_push(struct mdl_machine *m, mdl_processor_id p,
                                  enum mdl_context_kind kind, unsigned irql,
                                  sim_duration cost_ns, mdl_label_id cost_label);
void mdl_processor_pop(struct mdl_machine *m, mdl_processor_id p);

/*
 * Must the context that executes on p stop before its next step? True when a DPC drain, a thread
 * switch or an interrupt has become possible at its IRQL.
 */
bool mdl_processor_yields(const struct mdl_processor *processor, unsigned irql);

static inline bool mdl_processor_must_yield(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    return (processor->pending_levels != 0 || processor->standby != MDL_NONE ||
            processor->dispatch_requested) &&   /* nearly always there is nothing at all */
           mdl_processor_yields(processor, mdl_machine_irql(m, p));
}

/* Does nothing wait on p until the thread that executes there lets it come? */
static inline bool mdl_processor_has_nothing(const struct mdl_processor *processor)
{
    return processor->pending_levels == 0 && processor->standby == MDL_NONE &&
           !(processor->dispatch_requested | processor->quantum_end);
}

/* May the code that executes on p start something new right now? Only when settle would do
   nothing but that. */
static inline bool mdl_processor_may_go_on(const struct mdl_machine *m, mdl_processor_id p)
{
    return sim_engine_handles(&m->engine, p) && !sim_engine_is_wanted(&m->engine) &&
           mdl_processor_has_nothing(&m->processors[p]) &&
           !sim_calendar_others_until(&m->engine.calendar, p, m->engine.now);
}

/* Changes the IRQL of the executing context; settle looks at what became possible. */
void mdl_processor_set_irql(struct mdl_machine *m, mdl_processor_id p, unsigned irql);

#endif
