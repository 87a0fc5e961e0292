/*
 * Planned looks at growing data.
 *
 * Whoever looks again and again at a growing sample, and stops when it says what he hopes, is
 * wrong far too often. So the looks are planned before the first one: after so many replications,
 * each half as many again as before. A verdict divides its error among them, and is as a whole
 * wrong in about 5 of 100 experiments; a precision does not, since stopping when an interval is
 * narrow favours no side.
 */
#ifndef WTSIM_SIM_STATISTICS_LOOKS_H
#define WTSIM_SIM_STATISTICS_LOOKS_H

#include <stdint.h>

#include "sim/statistics/interval.h"

#define SIM_LOOKS_FIRST 20u   /* no look before that many replications          */
#define SIM_LOOKS_LAST 200u   /* nor after that many, unless somebody says more */
#define SIM_LOOKS_DECIDE 7u   /* looks at a verdict, at most                    */
#define SIM_LOOKS_MAX 32u     /* looks at a precision: enough for 2^18 times the first */

/*
 * The looks: first, half as many again (rounded up) each, and last. If they are more than most,
 * those that come early are left out. 0 < first <= last; most <= SIM_LOOKS_MAX. Returns their
 * number.
 */
uint32_t sim_looks_plan(uint32_t first, uint32_t last, uint32_t most,
                        uint32_t ret_looks[SIM_LOOKS_MAX]);

/* Confidence of each look at a verdict when so many are planned: 0.05 is divided among them. */
double sim_looks_confidence(uint32_t looks);

/*
 * How precisely an interval knows its value, relative to the true one: with the longer side h
 * times the value, h / (1 - h) (Law). Infinite when the value may be 0 or has no upper limit.
 */
double sim_looks_precision(struct sim_interval interval);

#endif
