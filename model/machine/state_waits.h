/*
 * State of what threads wait for: locks, events and semaphores and their lists, DPCs, a call on
 * all processors. Part of state.h.
 */
#ifndef WTSIM_MODEL_MACHINE_STATE_WAITS_H
#define WTSIM_MODEL_MACHINE_STATE_WAITS_H

#include <stdint.h>

#include "model/machine/bag.h"
#include "model/machine/state_items.h"

/* A thread's place among the waiters of one of several objects. */
struct mdl_wait_block {
    uint32_t next, previous;
};

struct mdl_lock_state {
    mdl_context_id owner;        /* or MDL_NONE                           */
    mdl_processor_id owner_processor;
    uint32_t depth, shared_count; /* recursive acquisitions; who shares it  */
    uint32_t waiter_head, waiter_tail; /* threads that block               */
    uint32_t spin_tickets;       /* given out to contexts that spin        */
    uint32_t holder_head;        /* who shares it: links + 1, 0: nobody    */
    uint8_t saved_irql;
    uint8_t lent;                /* priority lent to who holds it (T15)    */
    uint8_t closed;              /* rundown: nobody gets it any more       */
    uint8_t deleted;             /* WDF: no object any more                */
};

struct mdl_hold {                /* one context's share in one lock; entry 0 keeps the books   */
    mdl_context_id context;      /* entry 0: links in use, up to the highest                   */
    uint32_t next;               /* of the lock, or of the free ones: link + 1 (entry 0: head) */
    uint32_t count;              /* recursive acquisitions                                     */
    uint8_t saved_irql, zero[3];
};

struct mdl_event_state {
    struct mdl_bag bag;
    uint32_t signalled;          /* or the semaphore's count               */
    uint32_t waiter_head, waiter_tail; /* waiters: kernel/waits.h          */
    uint32_t zero;
};

struct mdl_ipi_state {           /* the KeIpiGenericCall that is under way */
    uint64_t remaining;          /* processors that have not run it yet    */
    uint64_t cause;              /* of the call                            */
    mdl_processor_id caller;
    mdl_program_id program;
    uint32_t saved_irql;
    uint32_t zero;
};

struct mdl_flush_state {         /* threads that wait for DPCs to have run */
    uint32_t generation;         /* of the youngest flush                  */
    uint32_t waiter_count;
    mdl_thread_id waiter_head, waiter_tail;
};

#endif
