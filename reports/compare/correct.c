/* Many rows at once. */
#include "reports/compare/correct.h"

#include <math.h>

/* The smallest times m, the next times m - 1, never falling. */
void rpt_correct_holm(const double *p, uint32_t count, double *ret_corrected)
{
    double highest = 0;

    for (uint32_t i = 0; i < count; i++) {
        highest = fmax(highest, fmin(1, (count - i) * p[i]));
        ret_corrected[i] = highest;
    }
}

/* Each times m / rank, never rising from the largest down. */
void rpt_correct_explored(const double *p, uint32_t count, double *ret_corrected)
{
    double lowest = 1;

    for (uint32_t i = count; i-- > 0;) {
        lowest = fmin(lowest, p[i] * count / (i + 1));
        ret_corrected[i] = lowest;
    }
}
