/*
 * What was charged: to each part to the nanosecond, and, whatever the split, to each culprit.
 */
#ifndef WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_BILL_H
#define WTSIM_TESTS_SCENARIOS_SOAK_ACCOUNT_BILL_H

#include "model/observe/record.h"

struct account_share {
    mdl_label_id label;
    uint8_t part, state;
    double ns;
    double slack;                     /* so much may go to another culprit of the same part */
};

struct account_bill {
    uint64_t parts[MDL_PART_COUNT];
    struct account_share *shares;
    uint32_t count, room;
};

void account_bill_free(struct account_bill *bill);

/* So much of a part, to one culprit or to nobody. */
void account_bill_charge(struct account_bill *bill, unsigned part, mdl_label_id label,
                         unsigned state, uint64_t ns);

/* A share of what the caller adds to the part itself; n: of so many. */
void account_bill_split(struct account_bill *bill, unsigned part, mdl_label_id label,
                        unsigned state, double ns, uint32_t n);

/* All of it, times 1 or -1. */
void account_bill_add(struct account_bill *into, const struct account_bill *from, int times);

/* What one culprit was charged with; ret_slack: how far that may be off. */
double account_bill_of(const struct account_bill *bill, const struct mdl_record_column *column,
                       double *ret_slack);

uint64_t account_bill_total(const struct account_bill *bill);

#endif
