/*
 * Laws from a mean and a p99, and other pairs of figures that need solving.
 *
 * The ratio of the two figures depends on the shape alone and rises with the spread as far as we
 * look; there it is found by bisection. Where the two figures say that nothing varies the law is
 * a constant.
 */
#include <math.h>

#include "sim/random/elementary.h"
#include "sim/random/law.h"

#define SOLVE_STEPS 100

static bool positive(double x)
{
    return x > 0.0 && isfinite(x);
}

static bool constant(double value, struct sim_law *ret_law)
{
    *ret_law = (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = value};
    return isfinite(value) && value >= 0.0;
}

static bool made(enum sim_law_kind kind, double a, double b, struct sim_law *ret_law)
{
    *ret_law = (struct sim_law){.kind = kind, .a = a, .b = b};
    return isfinite(a) && positive(b);
}

/* The x in [low, high] at which the rising function is `wanted`; false: nowhere there. */
static bool solve(double (*ratio)(double x), double wanted, double low, double high, double *ret_x)
{
    if (!(ratio(low) <= wanted && wanted <= ratio(high))) {
        return false;
    }
    for (int step = 0; step < SOLVE_STEPS; step++) {
        double middle = 0.5 * (low + high);

        if (ratio(middle) < wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *ret_x = 0.5 * (low + high);
    return true;
}

/* p99 / mean of a gamma law, by minus the logarithm of its shape. */
static double gamma_ratio(double x)
{
    struct sim_law law = {.kind = SIM_LAW_GAMMA, .a = sim_elementary_exp(-x), .b = 1.0};

    return sim_law_quantile(&law, 0.99) / law.a;
}

bool sim_law_gamma_mean_p99(double mean, double p99, struct sim_law *ret_law)
{
    double x, shape;

    if (p99 == mean) {
        return constant(mean, ret_law);
    }
    if (!positive(mean) || !positive(p99) || !solve(gamma_ratio, p99 / mean, -13.8, 2.3, &x)) {
        return false;
    }
    shape = sim_elementary_exp(-x);
    return made(SIM_LAW_GAMMA, shape, mean / shape, ret_law);
}

/* p99 / mean of a weibull law, by 1 / shape. */
static double weibull_ratio(double x)
{
    return sim_elementary_exp(x * sim_elementary_log(sim_elementary_log(100.0)) -
                              sim_elementary_log_gamma(1.0 + x));
}

bool sim_law_weibull_mean_p99(double mean, double p99, struct sim_law *ret_law)
{
    double x;

    if (p99 == mean) {
        return constant(mean, ret_law);
    }
    return positive(mean) && positive(p99) &&
           solve(weibull_ratio, p99 / mean, 1e-3, 4.0, &x) &&
           made(SIM_LAW_WEIBULL, 1.0 / x,
                mean / sim_elementary_exp(sim_elementary_log_gamma(1.0 + x)), ret_law);
}

/* p99 / mean of a pareto law, by 1 / alpha: 100^x (1 - x), which rises up to 1 - 1 / log 100. */
static double pareto_ratio(double x)
{
    return sim_elementary_exp(x * sim_elementary_log(100.0)) * (1.0 - x);
}

bool sim_law_pareto_mean_p99(double mean, double p99, struct sim_law *ret_law)
{
    double x;

    if (p99 == mean) {
        return constant(mean, ret_law);
    }
    return positive(mean) && positive(p99) && solve(pareto_ratio, p99 / mean, 1e-6, 0.78, &x) &&
           made(SIM_LAW_PARETO, 1.0 / x, mean * (1.0 - x), ret_law);
}

/* cv cv = 1 / (a (a - 2)) */
bool sim_law_pareto_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    double alpha;

    if (cv == 0.0) {
        return constant(mean, ret_law);
    }
    alpha = 1.0 + sqrt(1.0 + 1.0 / (cv * cv));
    return positive(mean) && positive(cv) &&
           made(SIM_LAW_PARETO, alpha, mean * (alpha - 1.0) / alpha, ret_law);
}

/* cv cv = a / (a - 2) */
bool sim_law_lomax_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    double alpha = 2.0 * cv * cv / (cv * cv - 1.0);

    return positive(mean) && cv > 1.0 && isfinite(cv) &&
           made(SIM_LAW_LOMAX, alpha, mean * (alpha - 1.0), ret_law);
}

/* p99 / median of a lomax law, by 1 / alpha; the exponential law is its lower end. */
static double lomax_ratio(double x)
{
    return (sim_elementary_exp(x * sim_elementary_log(100.0)) - 1.0) /
           (sim_elementary_exp(x * sim_elementary_log(2.0)) - 1.0);
}

bool sim_law_lomax_median_p99(double median, double p99, struct sim_law *ret_law)
{
    double x;

    return positive(median) && positive(p99) &&
           solve(lomax_ratio, p99 / median, 1e-4, 10.0, &x) &&
           made(SIM_LAW_LOMAX, 1.0 / x,
                median / (sim_elementary_exp(x * sim_elementary_log(2.0)) - 1.0), ret_law);
}

bool sim_law_lognormal_median_cv(double median, double cv, struct sim_law *ret_law)
{
    if (cv == 0.0) {
        return constant(median, ret_law);
    }
    return positive(median) && positive(cv) &&
           made(SIM_LAW_LOGNORMAL, sim_elementary_log(median),
                sqrt(sim_elementary_log(1.0 + cv * cv)), ret_law);
}

/* mean = median exp(s s / 2) */
bool sim_law_lognormal_mean_median(double mean, double median, struct sim_law *ret_law)
{
    if (mean == median) {
        return constant(mean, ret_law);
    }
    return positive(median) && positive(mean) && mean > median &&
           made(SIM_LAW_LOGNORMAL, sim_elementary_log(median),
                sqrt(2.0 * (sim_elementary_log(mean) - sim_elementary_log(median))), ret_law);
}

/* Half the width is sqrt(3) standard deviations. */
bool sim_law_uniform_mean_cv(double mean, double cv, struct sim_law *ret_law)
{
    double half = mean * cv * sqrt(3.0);

    *ret_law = (struct sim_law){.kind = SIM_LAW_UNIFORM, .a = mean - half, .b = mean + half};
    return isfinite(mean) && mean >= 0.0 && cv >= 0.0 && half <= mean;
}
