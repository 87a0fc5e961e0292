/*
 * A second accounting of what was waited for, by brute force.
 *
 * It reads the rows of a tape, knows of every object only what the last row said, and goes through
 * time from instant to instant: for each wait it asks anew what it waits for and who holds that
 * (design of the ledger: model/observe/backlog.h, occupancy.h), and charges the time in between.
 * No clocks, no rings, no differences, no shapes. A request it follows from hand to hand.
 *
 * Compared: calls of work items and DPCs, assertions of interrupts, ready spells of declared
 * threads, attempts to get a lock, and requests from their arrival to their end or the stop.
 *
 * Not compared are
 *   - scenarios with several NUMA nodes (the tape does not say in which pool's list an item is),
 *     with a DPC that needs a framework's lock, with an interrupt whose ISR a thread calls or may
 *     return FALSE (when they begin to wait for that is not on the tape): account_follows;
 *   - rows of requests (one origin, one octave) in which one is of these classes, because
 *     where it was or, at the stop, is, is not certain: enum account_class.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_H
#define WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_H

#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "sim/base/text.h"

struct account;

/* Whose waits: the measures that have a ledger. */
enum account_series {
    ACCOUNT_CALL, ACCOUNT_INTERRUPT, ACCOUNT_READY, ACCOUNT_LOCK, ACCOUNT_REQUEST,
    ACCOUNT_SERIES
};

enum account_class {
    ACCOUNT_FOLLOWED,
    ACCOUNT_SEVERAL,                  /* at the stop it is with several calls of one routine   */
    ACCOUNT_TIED,                     /* two routines passed it on at one instant, or at the stop
                                         it is with a call and somebody else called at the same
                                         instant: the record may take one for the other        */
    ACCOUNT_ROUND,                    /* it has gone through so many hands that the record has
                                         put them together                                     */
    ACCOUNT_MANY,                     /* so many of its origin wait that the record has no
                                         place for what it went through                        */
    ACCOUNT_CLASSES
};

struct account_counts {
    uint64_t rows;                    /* of the ledger, compared                       */
    uint64_t observations[ACCOUNT_SERIES]; /* in them                                  */
    uint64_t unfollowed[ACCOUNT_CLASSES];  /* requests in rows that were not compared  */
    uint64_t scenarios;               /* with compared requests                        */
    uint64_t followed;                /* scenarios; the caller counts                  */
};

bool account_follows(const struct mdl_plan *plan);

struct account *account_open(const struct mdl_plan *plan);
void account_close(struct account *a);

/* A sink of a tape that has rows for an accountant. */
void account_take(void *self, const struct mdl_tape_row *rows, uint32_t count);

/* The stop: what still waits is charged up to here. */
void account_end(struct account *a, sim_instant end_at);

/* Does the record say the same? Each part exactly; each culprit's share of it exactly too where
   nobody shared, and where several did, but for the nanoseconds that cannot be divided. False:
   ret_what says what differs. counts: what was compared is added. */
bool account_agrees(struct account *a, const struct mdl_record_result *its,
                    struct sim_text *ret_what, struct account_counts *counts);

/* Is this row compared at all? */
bool account_compares(const struct account *a, const struct mdl_record_series *series,
                      const struct mdl_record_row *row);

#endif
