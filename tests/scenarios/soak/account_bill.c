/* Bills; see the header. */
#include "tests/scenarios/soak/account_bill.h"

#include <stdlib.h>

void account_bill_free(struct account_bill *bill)
{
    free(bill->shares);
    *bill = (struct account_bill){0};
}

/* Its place, or `count`. */
static uint32_t find(const struct account_bill *bill, unsigned part, mdl_label_id label,
                     unsigned state)
{
    uint32_t i = 0;

    while (i < bill->count && (bill->shares[i].part != part || bill->shares[i].label != label ||
                               bill->shares[i].state != state)) {
        i++;
    }
    return i;
}

static void put(struct account_bill *bill, unsigned part, mdl_label_id label, unsigned state,
                double ns, double slack)
{
    uint32_t i = find(bill, part, label, state);

    if (i == bill->room) {
        bill->room = bill->room * 2u + 4u;
        bill->shares = realloc(bill->shares, bill->room * sizeof *bill->shares);
        if (bill->shares == NULL) {
            abort();
        }
    }
    if (i == bill->count) {
        bill->shares[bill->count++] = (struct account_share){.label = label,
                                                             .part = (uint8_t)part,
                                                             .state = (uint8_t)state};
    }
    bill->shares[i].ns += ns;
    bill->shares[i].slack += slack;
}

void account_bill_charge(struct account_bill *bill, unsigned part, mdl_label_id label,
                         unsigned state, uint64_t ns)
{
    if (ns > 0) {
        bill->parts[part] += ns;
        put(bill, part, label, state, (double)ns, 0);
    }
}

void account_bill_split(struct account_bill *bill, unsigned part, mdl_label_id label,
                        unsigned state, double ns, uint32_t n)
{
    put(bill, part, label, state, ns, n > 1 ? n : 0);
}

void account_bill_add(struct account_bill *into, const struct account_bill *from, int times)
{
    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        into->parts[part] += (uint64_t)times * from->parts[part];
    }
    for (uint32_t i = 0; i < from->count; i++) {
        const struct account_share *x = &from->shares[i];

        put(into, x->part, x->label, x->state, times * x->ns, x->slack);
    }
}

double account_bill_of(const struct account_bill *bill, const struct mdl_record_column *column,
                       double *ret_slack)
{
    uint32_t i = find(bill, column->part, column->label, column->state);

    *ret_slack = i == bill->count ? 0 : bill->shares[i].slack;
    return i == bill->count ? 0 : bill->shares[i].ns;
}

uint64_t account_bill_total(const struct account_bill *bill)
{
    uint64_t ns = 0;

    for (unsigned part = 0; part < MDL_PART_COUNT; part++) {
        ns += bill->parts[part];
    }
    return ns;
}
