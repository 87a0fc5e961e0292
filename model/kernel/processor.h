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

#include "model/machine/machine.h"

/* The end of the running segment (the processor's slot fired): goes on with the steps behind it. */
void mdl_processor_fire(struct mdl_machine *m, mdl_processor_id p);

/* Decides what p executes from this instant on. The only function that does. */
void mdl_processor_settle(struct mdl_machine *m, mdl_processor_id p);

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

/*
 * May the code that executes on p start something new right now? Only when settle would do
 * nothing but that: nothing else happens at this instant, and nothing waits to be looked at.
 */
bool mdl_processor_may_go_on(const struct mdl_machine *m, mdl_processor_id p);

/* Changes the IRQL of the executing context; settle looks at what became possible. */
void mdl_processor_set_irql(struct mdl_machine *m, mdl_processor_id p, unsigned irql);

#endif
