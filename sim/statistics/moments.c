/* Mean and variance in one pass. */
#include "sim/statistics/moments.h"

void sim_moments_add(struct sim_moments *m, double value)
{
    double off = value - m->mean;

    m->count++;
    m->mean += off / (double)m->count;
    m->squares += off * (value - m->mean);
}

void sim_moments_merge(struct sim_moments *into, const struct sim_moments *from)
{
    double a = (double)into->count, b = (double)from->count;
    double off = from->mean - into->mean;

    if (from->count == 0) {
        return;
    }
    into->mean += off * (b / (a + b));
    into->squares += from->squares + off * off * (a * b / (a + b));
    into->count += from->count;
}

double sim_moments_variance(const struct sim_moments *m)
{
    return m->count < 2 ? 0.0 : m->squares / (double)(m->count - 1);
}
