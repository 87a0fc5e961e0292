/*
 * The effect and its limits.
 *
 * Paired runs need not have the same number of replications: with m pairs among n and k, the
 * covariance of the two figures is m / (n k) times that of a pair, so their correlation is
 * m / sqrt(n k) times that of a pair. Nothing is thrown away.
 *
 * What still waits at the end of a run is not chance: how far it may move a figure is added to the
 * limits as it is.
 */
#include "reports/compare/effect.h"

#include <math.h>

#include "reports/compare/side.h"
#include "sim/random/elementary.h"

#define P_MIN 1e-6

enum { BISECTIONS = 48 };

/* Walks over the replications that both sides have, adding up products of residuals. */
static uint32_t multiply(const struct rpt_side *a, const struct rpt_side *b, double *ret_aa,
                         double *ret_bb, double *ret_ab)
{
    uint32_t i = 0, k = 0, pairs = 0;

    *ret_aa = *ret_bb = *ret_ab = 0;
    while (i < a->n && k < b->n) {
        if (a->replications[i] < b->replications[k]) {
            i++;
        } else if (a->replications[i] > b->replications[k]) {
            k++;
        } else {
            double x = a->residuals[i++], y = b->residuals[k++];

            *ret_aa += x * x;
            *ret_bb += y * y;
            *ret_ab += x * y;
            pairs++;
        }
    }
    return pairs;
}

void rpt_effect_init(struct rpt_effect *effect, const struct rpt_side *base,
                     const struct rpt_side *changed, bool is_paired, bool is_log)
{
    double aa, bb, ab;

    *effect = (struct rpt_effect){.base = base, .changed = changed, .is_log = is_log};
    effect->correlation = NAN;
    if (!is_paired) {
        return;
    }
    effect->pairs = multiply(base, changed, &aa, &bb, &ab);
    if (effect->pairs >= 2 && aa > 0 && bb > 0 && base->is_random && changed->is_random &&
        !base->is_constant && !changed->is_constant) {
        double r = ab / sqrt(aa * bb);

        effect->correlation = fmax(-1, fmin(1, r));
        effect->weight = effect->pairs / sqrt((double)base->n * changed->n);
    }
}

/* A value on the scale of the effect. */
static double scaled(const struct rpt_effect *effect, double value)
{
    if (!effect->is_log || value == HUGE_VAL) {
        return value;
    }
    return value > 0 ? sim_elementary_log(value) : -HUGE_VAL;
}

double rpt_effect_value(const struct rpt_effect *effect)
{
    return scaled(effect, effect->changed->value) - scaled(effect, effect->base->value);
}

/* sqrt(a a + b b - 2 r a b), without the cross term where a side is open. */
static double combined(const struct rpt_effect *effect, double a, double b)
{
    double r = isnan(effect->correlation) ? 0 : effect->correlation * effect->weight;
    double square;

    if (a == HUGE_VAL || b == HUGE_VAL) {
        return HUGE_VAL;
    }
    square = a * a + b * b - 2 * r * a * b;
    return square > 0 ? sqrt(square) : 0;
}

struct arms {
    double base_down, base_up, changed_down, changed_up;
    double base_more, changed_more;   /* that unfinished observations may add: no chance, no pair */
};

/* How far above its upper limit a side may lie for all that is known. */
static double measure_more(const struct rpt_effect *effect, const struct rpt_side *side,
                           double confidence, double high)
{
    double most = side->is_open ? rpt_side_most(side, confidence) : high;

    return most == HUGE_VAL ? (high == HUGE_VAL ? 0 : HUGE_VAL)
                            : scaled(effect, most) - scaled(effect, high);
}

static struct arms measure_arms(const struct rpt_effect *effect, double confidence)
{
    double base = scaled(effect, effect->base->value);
    double changed = scaled(effect, effect->changed->value);
    double base_low, base_high, changed_low, changed_high;

    rpt_side_limits(effect->base, confidence, &base_low, &base_high);
    rpt_side_limits(effect->changed, confidence, &changed_low, &changed_high);
    return (struct arms){base - scaled(effect, base_low), scaled(effect, base_high) - base,
                         changed - scaled(effect, changed_low),
                         scaled(effect, changed_high) - changed,
                         measure_more(effect, effect->base, confidence, base_high),
                         measure_more(effect, effect->changed, confidence, changed_high)};
}

void rpt_effect_limits(const struct rpt_effect *effect, double confidence, double *ret_low,
                       double *ret_high)
{
    struct arms arms = measure_arms(effect, confidence);
    double d = rpt_effect_value(effect);

    *ret_low = d - combined(effect, arms.changed_down, arms.base_up) - arms.base_more;
    *ret_high = d + combined(effect, arms.changed_up, arms.base_down) + arms.changed_more;
}

static bool excludes_zero(const struct rpt_effect *effect, double level)
{
    double low, high;

    rpt_effect_limits(effect, 1 - level, &low, &high);
    return low > 0 || high < 0;
}

double rpt_effect_p(const struct rpt_effect *effect)
{
    double low = P_MIN, high = 1;

    if (rpt_effect_value(effect) == 0) {
        return 1;
    }
    if (excludes_zero(effect, low)) {
        return low;
    }
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = sqrt(low * high); /* as many steps for each power of ten */

        if (excludes_zero(effect, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

double rpt_effect_variance_factor(const struct rpt_effect *effect)
{
    struct arms arms = measure_arms(effect, 0.95);
    double down = combined(effect, arms.changed_down, arms.base_up);
    double up = combined(effect, arms.changed_up, arms.base_down);
    double down_alone = arms.changed_down * arms.changed_down + arms.base_up * arms.base_up;
    double up_alone = arms.changed_up * arms.changed_up + arms.base_down * arms.base_down;

    if (isnan(effect->correlation)) {
        return NAN;
    }
    if (down < HUGE_VAL && up < HUGE_VAL && down + up > 0) {
        return (down_alone + up_alone) / (down * down + up * up);
    }
    if (down < HUGE_VAL && down > 0) {
        return down_alone / (down * down);
    }
    return up < HUGE_VAL && up > 0 ? up_alone / (up * up) : (double)NAN;
}
