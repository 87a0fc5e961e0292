/*
 * Laws from what people have: a median and a p99, a mean and a coefficient of variation.
 *
 * Where the two figures say that nothing varies the law is a constant.
 */
#include <math.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/random/elementary.h"
#include "sim/random/law.h"

#define NORMAL_P99 0x1.29c5c4630ff0fp+1 /* 2.326347874040841 */
#define SOLVE_STEPS 80

static bool constant(double value, struct sim_law *ret_law)
{
    *ret_law = (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = value};
    return true;
}

static bool made(enum sim_law_kind kind, double a, double b, struct sim_law *ret_law)
{
    if (!isfinite(a) || !isfinite(b)) {
        return false;
    }
    *ret_law = (struct sim_law){.kind = kind, .a = a, .b = b};
    return true;
}

static bool positive(double x)
{
    return x > 0.0 && isfinite(x);
}

/* The mean alone settles it when nothing varies, or when it is 0. ret_law is set then. */
static bool is_plain_mean(double mean, double cv, struct sim_law *ret_law)
{
    return isfinite(mean) && mean >= 0.0 && cv == 0.0 && constant(mean, ret_law);
}

static bool is_plain_median(double median, double p99, struct sim_law *ret_law)
{
    return isfinite(median) && median >= 0.0 && p99 == median && constant(median, ret_law);
}

bool sim_law_lognormal_median_p99(double median, double p99, struct sim_law *ret_law)
{
    if (is_plain_median(median, p99, ret_law)) {
        return true;
    }
    return positive(median) && positive(p99) && p99 > median &&
           made(SIM_LAW_LOGNORMAL, sim_elementary_log(median),
                (sim_elementary_log(p99) - sim_elementary_log(median)) / NORMAL_P99, ret_law);
}

bool sim_law_lognormal_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    double square;

    if (is_plain_mean(mean, cv, ret_law)) {
        return true;
    }
    if (!positive(mean) || !positive(cv)) {
        return false;
    }
    square = sim_elementary_log(1.0 + cv * cv);
    return square > 0.0
               ? made(SIM_LAW_LOGNORMAL, sim_elementary_log(mean) - 0.5 * square, sqrt(square),
                      ret_law)
               : constant(mean, ret_law);
}

/* log(p99 / mean) = z s - s s / 2: of the two roots the one with the smaller spread. */
bool sim_law_lognormal_mean_p99(double mean, double p99, struct sim_law *ret_law)
{
    double ratio, rest, sigma;

    if (is_plain_median(mean, p99, ret_law)) {
        return true;
    }
    if (!positive(mean) || !positive(p99) || p99 < mean) {
        return false;
    }
    ratio = sim_elementary_log(p99) - sim_elementary_log(mean);
    rest = NORMAL_P99 * NORMAL_P99 - 2.0 * ratio;
    if (rest < 0.0) {
        return false;
    }
    sigma = 2.0 * ratio / (NORMAL_P99 + sqrt(rest));
    return made(SIM_LAW_LOGNORMAL, sim_elementary_log(mean) - 0.5 * sigma * sigma, sigma,
                ret_law);
}

bool sim_law_gamma_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    if (is_plain_mean(mean, cv, ret_law)) {
        return true;
    }
    return positive(mean) && cv >= 1e-6 && cv <= 1e3 &&
           made(SIM_LAW_GAMMA, 1.0 / (cv * cv), mean * cv * cv, ret_law);
}

/*
 * The p99 over the median falls as the shape grows: bisection on the logarithm of the shape,
 * which may lie between 1e-2 and 1e9.
 */
bool sim_law_gamma_median_p99(double median, double p99, struct sim_law *ret_law)
{
    double low = -4.605, high = 20.7, ratio = p99 / median;
    struct sim_law law = {.kind = SIM_LAW_GAMMA, .b = 1.0};

    if (is_plain_median(median, p99, ret_law)) {
        return true;
    }
    if (!positive(median) || !positive(p99) || p99 < median) {
        return false;
    }
    for (int step = 0; step < SOLVE_STEPS && high - low > 1e-15; step++) {
        double middle = 0.5 * (low + high), half;

        law.a = sim_elementary_exp(middle);
        half = sim_law_quantile(&law, 0.5);
        if (sim_law_share(&law, ratio * half) < 0.99) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if (high < -4.6 || low > 20.6) {
        return false;
    }
    return made(SIM_LAW_GAMMA, law.a, median / sim_law_quantile(&law, 0.5), ret_law);
}

bool sim_law_weibull_median_p99(double median, double p99, struct sim_law *ret_law)
{
    double shape, log_2 = sim_elementary_log(2.0);

    if (is_plain_median(median, p99, ret_law)) {
        return true;
    }
    if (!positive(median) || !positive(p99) || p99 < median) {
        return false;
    }
    shape = sim_elementary_log(sim_elementary_log(100.0) / log_2) /
            sim_elementary_log(p99 / median);
    return made(SIM_LAW_WEIBULL, shape, median / sim_elementary_pow(log_2, 1.0 / shape), ret_law);
}

/* log(1 + cv cv) of a Weibull law falls as the shape grows. */
bool sim_law_weibull_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    double low = -3.0, high = 14.0, wanted, shape = 1.0;

    if (is_plain_mean(mean, cv, ret_law)) {
        return true;
    }
    if (!positive(mean) || !(cv >= 1e-4) || !(cv <= 1e3)) {
        return false;
    }
    wanted = sim_elementary_log(1.0 + cv * cv);
    for (int step = 0; step < SOLVE_STEPS; step++) {
        double middle = 0.5 * (low + high);

        shape = sim_elementary_exp(middle);
        if (sim_elementary_log_gamma(1.0 + 2.0 / shape) -
                2.0 * sim_elementary_log_gamma(1.0 + 1.0 / shape) >
            wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return made(SIM_LAW_WEIBULL, shape,
                mean / sim_elementary_exp(sim_elementary_log_gamma(1.0 + 1.0 / shape)), ret_law);
}

bool sim_law_pareto_mean_alpha(double mean, double alpha, struct sim_law *ret_law)
{
    return positive(mean) && alpha > 1.0 &&
           made(SIM_LAW_PARETO, alpha, mean * (alpha - 1.0) / alpha, ret_law);
}

/* median = b 2^(1/a), p99 = b 100^(1/a), so a = log 50 / log(p99 / median) */
bool sim_law_pareto_median_p99(double median, double p99, struct sim_law *ret_law)
{
    double alpha;

    if (is_plain_median(median, p99, ret_law)) {
        return true;
    }
    if (!positive(median) || !positive(p99) || p99 < median) {
        return false;
    }
    alpha = sim_elementary_log(50.0) / sim_elementary_log(p99 / median);
    return made(SIM_LAW_PARETO, alpha, median / sim_elementary_pow(2.0, 1.0 / alpha), ret_law);
}

/* Two branches with balanced means: each brings half of the total. */
bool sim_law_hyperexponential_mean_cv(struct sim_arena *arena, double mean, double cv,
                                      struct sim_law *ret_law)
{
    struct sim_law_part *parts;
    double square = cv * cv, first;

    if (!positive(mean) || !(cv >= 1.0) || !isfinite(square)) {
        return false;
    }
    first = 0.5 * (1.0 + sqrt((square - 1.0) / (square + 1.0)));
    if (first >= 1.0) {
        return false;
    }
    parts = sim_arena_array(arena, 2, sizeof *parts);
    parts[0] = (struct sim_law_part){.share = first, .low = mean / (2.0 * first)};
    parts[1] = (struct sim_law_part){.share = 1.0, .low = mean / (2.0 * (1.0 - first))};
    *ret_law = (struct sim_law){.kind = SIM_LAW_HYPEREXPONENTIAL, .parts = parts, .count = 2};
    return true;
}
