/*
 * Replications that stopped: "3 of 20, then 0 of 20". Exact tests, because the counts are small.
 */
#include "reports/compare/stops.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "sim/random/elementary.h"

static bool is_stopped(const struct mdl_answer *a, uint32_t replication)
{
    for (uint32_t i = 0; i < a->replication_count; i++) {
        if (a->replications[i].index == replication) {
            return a->replications[i].bug_check != 0;
        }
    }
    return false;
}

static double binomial_log(double n, double k)
{
    return sim_elementary_log_gamma(n + 1) - sim_elementary_log_gamma(k + 1) -
           sim_elementary_log_gamma(n - k + 1);
}

/* Exact McNemar: of the pairs that disagree, half would go each way. */
static double mcnemar(const struct mdl_answer *base, const struct mdl_answer *changed)
{
    uint32_t only_base = 0, only_changed = 0, fewer;
    double p = 0;

    for (uint32_t i = 0; i < base->replication_count; i++) {
        uint32_t r = base->replications[i].index;
        bool b = base->replications[i].bug_check != 0, x = is_stopped(changed, r);

        only_base += b && !x;
        only_changed += x && !b;
    }
    fewer = only_base < only_changed ? only_base : only_changed;
    for (uint32_t i = 0; i <= fewer; i++) {
        double n = (double)only_base + only_changed;

        p += 2 * sim_elementary_exp(binomial_log(n, i) - n * sim_elementary_log(2));
    }
    return p < 1 ? p : 1;
}

/* Fisher's exact test, two-sided: all tables at most as likely as the one seen. */
static double fisher(uint32_t a, uint32_t n, uint32_t b, uint32_t m)
{
    uint32_t stopped = a + b;
    double seen = binomial_log(n, a) + binomial_log(m, b), p = 0;

    for (uint32_t i = stopped > m ? stopped - m : 0; i <= stopped && i <= n; i++) {
        double table = binomial_log(n, i) + binomial_log(m, stopped - i);

        if (table <= seen + 1e-9) {
            p += sim_elementary_exp(table - binomial_log((double)n + m, stopped));
        }
    }
    return p < 1 ? p : 1;
}

void rpt_stops_compare(const struct mdl_answer *base, const struct mdl_answer *changed,
                          struct rpt_compare *c)
{
    c->base_stopped = base->stopped;
    c->changed_stopped = changed->stopped;
    c->stopped_p = NAN;
    if (base->stopped + changed->stopped > 0 && c->is_random) {
        c->stopped_p = c->is_paired ? mcnemar(base, changed)
                                    : fisher(base->stopped, base->replication_count,
                                             changed->stopped, changed->replication_count);
    }
}
