/*
 * Reactions: from an interrupt to the thread that it wakes (interrupt_to_process).
 *
 * One observation per event that an ISR or its DPC sets and that wakes somebody: from the first
 * step of the ISR (of the first one, where several joined a DPC) to the instant at which the first
 * of the woken threads executes. A set that wakes nobody is none.
 */
#ifndef WTSIM_MODEL_OBSERVE_REACTIONS_H
#define WTSIM_MODEL_OBSERVE_REACTIONS_H

#include "model/observe/record.h"

struct mdl_reaction {                 /* of a thread that has been woken and has not run yet */
    uint64_t since_at;                /* first step of the ISR; SIM_INSTANT_NEVER: none       */
    uint32_t series;
    uint32_t set;                     /* one number for all that one set has woken           */
};

struct mdl_reactions {
    struct mdl_reaction *of;          /* by thread                                           */
    uint32_t *series;                 /* by event                                            */
    uint64_t *dpc_since;              /* by dpc and processor: on whose behalf the run is     */
    uint64_t since_at;                /* of the set under way; SIM_INSTANT_NEVER: none is     */
    uint32_t open;                    /* so many threads have one                            */
    uint32_t set;
};

void mdl_reactions_make(struct mdl_record *r);
void mdl_reactions_begin(struct mdl_record *r);

/* A run of the DPC on p serves an ISR that was entered then; SIM_INSTANT_NEVER: it serves none. */
void mdl_reactions_dpc(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p,
                       uint64_t since_at);

/* An event is about to be set by the ISR of a line, or by a DPC; afterwards: it has been set. */
void mdl_reactions_isr_sets(struct mdl_record *r, mdl_line_id line);
void mdl_reactions_dpc_sets(struct mdl_record *r, mdl_dpc_id dpc, mdl_processor_id p);
void mdl_reactions_has_set(struct mdl_record *r);

/* In between: it wakes this thread. Later: this thread executes. */
void mdl_reactions_woken(struct mdl_record *r, mdl_thread_id thread, mdl_event_id event);
void mdl_reactions_runs(struct mdl_record *r, uint64_t at, mdl_thread_id thread);

/* The stop: who has not run yet. */
void mdl_reactions_end(struct mdl_record *r, uint64_t end_at);

#endif
