/*
 * Replications that stopped or deadlocked: "3 of 20, then 0 of 20". Exact tests, because the
 * counts are small.
 */
#include "reports/compare/stops.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "sim/random/elementary.h"

/* Whether a replication ended so; the i-th of the answer. */
typedef bool fate(const struct mdl_answer *a, uint32_t i);

static bool stops(const struct mdl_answer *a, uint32_t i)
{
    return a->replications[i].bug_check != 0;
}

static bool deadlocks(const struct mdl_answer *a, uint32_t i)
{
    for (uint32_t k = 0; k < a->episode_count; k++) {
        if (strcmp(a->episodes[k].kind, "deadlock") == 0
            && a->episodes[k].replication == a->replications[i].index) {
            return true;
        }
    }
    return false;
}

static uint32_t count(const struct mdl_answer *a, fate *ends_so)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < a->replication_count; i++) {
        n += ends_so(a, i);
    }
    return n;
}

/* The replication of that index, if the answer has it. */
static bool ends_there(const struct mdl_answer *a, uint32_t replication, fate *ends_so)
{
    for (uint32_t i = 0; i < a->replication_count; i++) {
        if (a->replications[i].index == replication) {
            return ends_so(a, i);
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
static double mcnemar(const struct mdl_answer *base, const struct mdl_answer *changed,
                      fate *ends_so)
{
    uint32_t only_base = 0, only_changed = 0, fewer;
    double p = 0;

    for (uint32_t i = 0; i < base->replication_count; i++) {
        bool b = ends_so(base, i);
        bool x = ends_there(changed, base->replications[i].index, ends_so);

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

static double certainty(const struct mdl_answer *base, const struct mdl_answer *changed,
                        const struct rpt_compare *c, fate *ends_so)
{
    uint32_t before = count(base, ends_so), now = count(changed, ends_so);

    if (before + now == 0 || !c->is_random) {
        return NAN;
    }
    return c->is_paired ? mcnemar(base, changed, ends_so)
                        : fisher(before, base->replication_count, now,
                                 changed->replication_count);
}

void rpt_stops_compare(const struct mdl_answer *base, const struct mdl_answer *changed,
                       struct rpt_compare *c)
{
    c->base_stopped = base->stopped;
    c->changed_stopped = changed->stopped;
    c->stopped_p = certainty(base, changed, c, stops);
    c->base_deadlocked = count(base, deadlocks);
    c->changed_deadlocked = count(changed, deadlocks);
    c->deadlocked_p = certainty(base, changed, c, deadlocks);
}

static int change(const struct rpt_compare *c, uint32_t before, uint32_t now, double p)
{
    bool is_certain = c->is_random ? p <= c->alpha
                                   : c->base_count + c->base_stopped > 0
                                         && c->changed_count + c->changed_stopped > 0;

    return !is_certain || before == now ? 0 : now < before ? -1 : 1;
}

int rpt_stops_change(const struct rpt_compare *c)
{
    return change(c, c->base_stopped, c->changed_stopped, c->stopped_p);
}

int rpt_stops_deadlocks_change(const struct rpt_compare *c)
{
    return change(c, c->base_deadlocked, c->changed_deadlocked, c->deadlocked_p);
}
