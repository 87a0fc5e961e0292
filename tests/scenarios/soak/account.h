/*
 * A second accounting of what calls waited for, by brute force.
 *
 * It reads the rows of a tape, knows of every object only what the last row said, and goes through
 * time from instant to instant: for each call that waits it asks anew what it waits for and who
 * holds that (design of the ledger: model/observe/backlog.h, occupancy.h), and charges the time in
 * between. No clocks, no rings, no differences, no shapes. Work items and DPCs.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_H
#define WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_H

#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "sim/base/text.h"

struct account;

struct account *account_open(const struct mdl_plan *plan);
void account_close(struct account *a);

/* A sink of a tape. */
void account_take(void *self, const struct mdl_tape_row *rows, uint32_t count);

/* The stop: what still waits is charged up to here. */
void account_end(struct account *a, sim_instant end_at);

/* Does the record say the same? Each part exactly; each culprit's share of it exactly too where
   nobody shared, and where several did, but for the nanoseconds that cannot be divided. False:
   ret_what says what differs. ret_compared: so many rows were compared. */
bool account_agrees(const struct account *a, const struct mdl_record *record,
                    struct sim_text *ret_what, uint64_t *ret_compared);

#endif
