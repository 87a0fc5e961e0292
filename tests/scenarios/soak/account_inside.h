/*
 * The second accounting, inside: what it knows of every object, from the last row about it.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_INSIDE_H
#define WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_INSIDE_H

#include "tests/scenarios/soak/account.h"
#include "tests/scenarios/soak/account_bill.h"

enum { ACCOUNT_OCTAVES = 65, ACCOUNT_NEST = 20 };

enum account_place {
    ACCOUNT_LISTED, ACCOUNT_HANDED,   /* calls of items                                        */
    ACCOUNT_QUEUED, ACCOUNT_POPPED, ACCOUNT_ENTERED, /* of DPCs                                */
    ACCOUNT_ASSERTED,                 /* by a device                                           */
    ACCOUNT_SPELL,                    /* a thread is ready                                     */
    ACCOUNT_TRYING                    /* to get a lock                                         */
};

/* Something waits: a call, an assertion, a thread, an attempt. */
struct account_wait {
    enum account_place place;
    uint32_t on;                      /* instance, thread, DPC, line or attempt                */
    mdl_processor_id processor;       /* on whose queue it is, or was                          */
    mdl_lock_id lock;                 /* that it spins or waits for, or MDL_NONE               */
    mdl_object_id object;
    uint64_t started_at;
    uint32_t by;                      /* who called (tell.h)                                   */
    struct account_bill bill;
};

struct account_row {                  /* of one object, measure and octave */
    uint64_t observations, total_ns;
    uint64_t classes[ACCOUNT_CLASSES];
    bool seen;
    struct account_bill bill;
};

enum account_phase {
    ACCOUNT_ABSENT, ACCOUNT_IS_READY, ACCOUNT_RUNNING, ACCOUNT_WAITING, ACCOUNT_IDLE
};

struct account_thread {
    mdl_pool_id pool;
    mdl_processor_id processor;
    mdl_instance_id instance;         /* that it holds */
    enum account_phase phase;
};

struct account_pool {
    uint32_t current[32], maximum[32];
    mdl_thread_id *holders;           /* of items, as looked at                            */
    uint32_t holder_count, idle;      /* at the instant at which time passed for the       */
    uint64_t pass;                    /* so-many-th time                                   */
};

struct account_processor {
    mdl_label_id label;
    mdl_thread_id occupant;           /* the thread that executes, or MDL_NONE: none does */
    mdl_thread_id thread;             /* that was switched to last                        */
    uint32_t dpcs;
    uint8_t irql, drain;
};

struct account_lock {
    mdl_label_id owner;
    uint32_t owners;
};

/* One execution of a routine, or of a callback in a thread. */
struct account_run {
    uint64_t id;                      /* 0: none is under way                             */
    mdl_label_id label;
    mdl_thread_id thread;             /* MDL_NONE: a routine on this processor            */
    mdl_processor_id processor;
    mdl_line_id line;                 /* of an ISR that claims, else MDL_NONE             */
    uint64_t entered_at;
    uint64_t own_ns;
    struct account_bill breaks;       /* what else there was                              */
    struct account_wait *served;      /* calls                                            */
    uint32_t served_count;
    uint64_t turn_at, turn_ns;        /* a request was let go or passed on, own_ns then   */
    uint64_t begun_ns;                /* own_ns when the turn of the last one began       */
    uint32_t stream, number;          /* it                                               */
};

struct account_request;

struct account_requests {             /* of a stream: those that are not finished */
    struct account_request *all;
    uint32_t count, room;
};

struct account {
    const struct mdl_plan *plan;
    uint64_t at;
    uint64_t run_ids;
    uint64_t passes;                  /* how often time has passed                       */
    struct account_thread *threads;
    struct account_pool *pools;
    struct account_processor *processors;
    struct account_lock *locks;
    mdl_thread_id *worker;            /* by instance: the last that it was handed to */
    mdl_processor_id *queued_on;      /* by DPC                                      */
    struct account_run *runs;         /* by thread                                   */
    struct account_run *nests;        /* ACCOUNT_NEST for each processor, of         */
    uint32_t *nested;                 /* which so many are under way                 */
    bool *apart;                      /* by label: it interrupts, nobody calls it    */
    struct account_wait *waits;
    uint32_t wait_count, wait_room;
    struct account_requests *requests; /* by stream */
    struct account_row **rows;        /* by object and series: OCTAVES of them, or NULL */
};

void *account_zeros(size_t count, size_t size);

/* An observation, and whether its bill is known. */
void account_note(struct account *a, mdl_object_id object, enum account_series series,
                  uint64_t started_at, const struct account_bill *bill,
                  enum account_class class);

/* ---- waits: account_waits.c ------------------------------------------------------------------ */

/* One begins now. */
struct account_wait *account_waits_add(struct account *a, enum account_place place, uint32_t on,
                                       mdl_object_id object);
bool account_waits_any(const struct account *a, enum account_place place, uint32_t on);
void account_waits_move(struct account *a, enum account_place from, uint32_t on,
                        enum account_place to, uint32_t there);

/* They wait no longer; kept: they are observations, and this run serves them, if there is one. */
void account_waits_take_out(struct account *a, enum account_place place, uint32_t on, bool kept,
                            struct account_run *run);

void account_waits_pass_time(struct account *a, uint64_t ns);
void account_waits_end(struct account *a);

/* ---- runs: account_runs.c -------------------------------------------------------------------- */

/* The run of whoever that is (tell.h), or NULL. */
struct account_run *account_runs_of(struct account *a, uint32_t by);

/* Who makes this row. */
uint32_t account_runs_by(const struct account *a, const struct mdl_tape_row *row);

/* A routine begins on a processor, or a callback in a thread; it ends. */
struct account_run *account_runs_push(struct account *a, mdl_processor_id p, mdl_label_id label);
struct account_run *account_runs_begin(struct account *a, mdl_thread_id thread,
                                       mdl_label_id label);
void account_runs_pop(struct account *a, mdl_processor_id p);
void account_runs_end(struct account *a, mdl_thread_id thread);

/* It serves this: keeps a copy. */
void account_runs_serve(struct account_run *run, const struct account_wait *wait);

void account_runs_pass_time(struct account *a, uint64_t ns);
void account_runs_open(struct account *a);
void account_runs_close(struct account *a);

/* ---- requests: account_requests.c ------------------------------------------------------------ */

void account_requests_read(struct account *a, const struct mdl_tape_row *row);
void account_requests_end(struct account *a);
void account_requests_close(struct account *a);

#endif
