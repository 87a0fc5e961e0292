/* Planned looks; see the header. */
#include "sim/statistics/looks.h"

#include <math.h>

#include "sim/base/check.h"

uint32_t sim_looks_plan(uint32_t first, uint32_t last, uint32_t most,
                        uint32_t ret_looks[SIM_LOOKS_MAX])
{
    uint32_t count = 0, skipped = 0, all = 1;

    SIM_ASSERT(first > 0 && first <= last);
    SIM_ASSERT(most > 0 && most <= SIM_LOOKS_MAX);
    for (uint64_t at = first; at < last; at += (at + 1) / 2) {
        all++;
    }
    for (uint64_t at = first; at < last; at += (at + 1) / 2) {
        if (skipped + most < all) {
            skipped++;
        } else {
            ret_looks[count++] = (uint32_t)at;
        }
    }
    ret_looks[count++] = last;
    return count;
}

double sim_looks_confidence(uint32_t looks)
{
    SIM_ASSERT(looks > 0);
    return 1.0 - 0.05 / looks;
}

double sim_looks_precision(struct sim_interval interval)
{
    double side = fmax(interval.high - interval.value, interval.value - interval.low);
    double share = side == 0.0 ? 0.0 : side / fabs(interval.value);

    return share < 1.0 ? share / (1.0 - share) : HUGE_VAL; /* what is no number is no precision */
}
