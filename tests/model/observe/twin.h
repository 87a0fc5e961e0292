/*
 * The twin: the ledger again, as simple as it can be.
 *
 * Every waiter has a vector; every piece of time is added to the vector of every waiter, at once.
 * No clocks, no copies, no rings, no octaves until the end. It shares nothing with the record
 * but the definition of the split.
 */
#ifndef WTSIM_TESTS_MODEL_OBSERVE_TWIN_H
#define WTSIM_TESTS_MODEL_OBSERVE_TWIN_H

#include "tests/model/observe/scene.h"

enum { TWIN_COLUMNS = 160, TWIN_WAITERS = 4096, TWIN_LISTS = 4, TWIN_SUMS = 512 };

enum twin_group { TWIN_INTERRUPT, TWIN_DPC, TWIN_ITEM, TWIN_THREAD, TWIN_LOCK };

struct twin_column {
    uint32_t label;
    unsigned part, state;
};

struct twin_waiter {
    unsigned object;                  /* scene object of the victim */
    unsigned measure;
    sim_instant started_at;
    bool open;                        /* still waits                */
    int list;                         /* -1: not in a list          */
    int server;                       /* -1: at none; processors 0, 1, locks 2, 3 */
    enum twin_group group;
    uint64_t cells[TWIN_COLUMNS];
};

struct twin_sum {                     /* what a row must be */
    unsigned object, measure;
    uint32_t octave;
    uint64_t observations, total_ns;
    uint64_t cells[TWIN_COLUMNS];
};

struct twin_line {
    sim_instant last_at;
    uint32_t depth;                   /* items */
    uint32_t current, maximum;
    uint32_t turn[4];
};

struct twin {
    sim_instant now, from_at;
    uint32_t lists;
    bool global;
    struct twin_column columns[TWIN_COLUMNS];
    uint32_t column_count;
    struct twin_waiter waiters[TWIN_WAITERS];
    uint32_t waiter_count;
    uint32_t spare[TWIN_WAITERS], spare_count;
    struct twin_sum sums[TWIN_SUMS];
    uint32_t sum_count;
    uint32_t label[2];
    unsigned irql[2], drain[2];
    uint32_t owner[2];                /* of the locks; MDL_NONE      */
    struct twin_line lines[TWIN_LISTS];
    uint32_t held[12];                /* callback * 4 + activity     */
    uint32_t list_of[3];
    uint32_t idle;
    sim_duration threshold_ns[2];     /* items, threads              */
    struct { unsigned object; sim_instant from_at, to_at; } overdue[TWIN_WAITERS];
    uint32_t overdue_count;
};

void twin_begin(struct twin *t);

/* Time passes for those who wait at processors and locks. */
void twin_pass(struct twin *t, sim_instant to_at);

/* Time of a line up to now, to be called before it or its pool changes. */
void twin_charge(struct twin *t, uint32_t list);
void twin_charge_all(struct twin *t);

uint32_t twin_wait(struct twin *t, unsigned object, unsigned measure, enum twin_group group,
                   int list, int server);
void twin_finish(struct twin *t, uint32_t waiter);   /* an observation         */

/* NULL when the record says the same, else what differs. */
const char *twin_compare(const struct twin *t, const struct scene *s);

#endif
