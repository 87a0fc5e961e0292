/*
 * Distribution laws. What varies by kind stands in one table (law_row.h): draw, mean, variance,
 * share and quantile of each kind side by side. Mixtures and observations: law_mixture.c.
 *
 * A draw is the quantile at 1 - u: small u are the long draws, where a double has the most digits
 * left. All kinds run in the same direction, so that two variants stay comparable.
 */
#include "sim/random/law.h"

#include <math.h>
#include <string.h>

#include "sim/base/check.h"
#include "sim/base/paths.h"
#include "sim/random/elementary.h"
#include "sim/random/law_mixture.h"
#include "sim/random/law_row.h"

#define ERLANG_PRODUCT_MAX 16u /* (2^-53)^16 is still a normal double */
#define WHOLE_MAX 4503599627370496.0
#define EXPONENTIAL_MEAN_MAX (WHOLE_MAX / 64.0)

/* Half up; beyond 2^52 every double is whole already. */
static uint64_t whole(double x)
{
    if (!(x > 0.0)) {
        return 0;
    }
    if (x < WHOLE_MAX) {
        return (uint64_t)(int64_t)(x + 0.5);
    }
    return x >= (double)SIM_LAW_MAX ? SIM_LAW_MAX : (uint64_t)(int64_t)x;
}

static double square(double x)
{
    return x * x;
}

/* ---- constant, uniform, triangular --------------------------------------------------------- */

static bool constant_constant(const struct sim_law *law)
{
    (void)law;
    return true;
}

static double constant_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)u;
    (void)at;
    return law->a;
}

static double constant_mean(const struct sim_law *law)
{
    return law->a;
}

static double constant_variance(const struct sim_law *law)
{
    (void)law;
    return 0.0;
}

static double constant_share(const struct sim_law *law, double x)
{
    return x >= law->a ? 1.0 : 0.0;
}

static double constant_quantile(const struct sim_law *law, double p)
{
    (void)p;
    return law->a;
}

static bool uniform_constant(const struct sim_law *law)
{
    return law->a == law->b;
}

static double uniform_quantile(const struct sim_law *law, double p)
{
    return law->a + p * (law->b - law->a);
}

static double uniform_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return uniform_quantile(law, 1.0 - u);
}

static double uniform_mean(const struct sim_law *law)
{
    return 0.5 * (law->a + law->b);
}

static double uniform_variance(const struct sim_law *law)
{
    return square(law->b - law->a) / 12.0;
}

static double uniform_share(const struct sim_law *law, double x)
{
    return x < law->a ? 0.0 : x >= law->b ? 1.0 : (x - law->a) / (law->b - law->a);
}

static bool triangular_constant(const struct sim_law *law)
{
    return law->a == law->c;
}

static double triangular_quantile(const struct sim_law *law, double p)
{
    double range = law->c - law->a, left = law->b - law->a, right = law->c - law->b;

    if (p * range <= left) {
        return law->a + sqrt(p * range * left);
    }
    return law->c - sqrt((1.0 - p) * range * right);
}

static double triangular_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return triangular_quantile(law, 1.0 - u);
}

static double triangular_mean(const struct sim_law *law)
{
    return (law->a + law->b + law->c) / 3.0;
}

static double triangular_variance(const struct sim_law *law)
{
    double left = law->b - law->a, range = law->c - law->a;

    return (range * range - left * range + left * left) / 18.0;
}

static double triangular_share(const struct sim_law *law, double x)
{
    double range = law->c - law->a;

    if (x < law->a) {
        return 0.0;
    }
    if (x >= law->c) {
        return 1.0;
    }
    return x < law->b ? square(x - law->a) / (range * (law->b - law->a))
                      : 1.0 - square(law->c - x) / (range * (law->c - law->b));
}

/* ---- exponential, Erlang, gamma ------------------------------------------------------------ */

static bool zero_a(const struct sim_law *law)
{
    return law->a == 0.0;
}

static bool zero_b(const struct sim_law *law)
{
    return law->b == 0.0;
}

static double exponential_draw(const struct sim_law *law, double u,
                               const struct sim_law_address *at)
{
    (void)at;
    return -law->a * sim_elementary_log(u);
}

static double exponential_mean(const struct sim_law *law)
{
    return law->a;
}

static double exponential_variance(const struct sim_law *law)
{
    return square(law->a);
}

static double exponential_share(const struct sim_law *law, double x)
{
    if (x <= 0.0 || law->a == 0.0) {
        return x < 0.0 || law->a != 0.0 ? 0.0 : 1.0;
    }
    return sim_elementary_gamma_share(1.0, x / law->a);
}

static double exponential_quantile(const struct sim_law *law, double p)
{
    return -law->a * sim_elementary_log(1.0 - p);
}

/* Marsaglia and Tsang (2000): squeeze a cubed normal; shape >= 1, scale 1. */
static double gamma_large(double shape, const struct sim_law_address *at)
{
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);

    for (uint32_t word = 0;; word += 2) {
        double x = -sim_elementary_normal_quantile(sim_law_more(at, word));
        double v = 1.0 + c * x;

        if (v <= 0.0) {
            continue;
        }
        v = v * v * v;
        if (sim_elementary_log(sim_law_more(at, word + 1)) <
            0.5 * x * x + d - d * v + d * sim_elementary_log(v)) {
            return d * v;
        }
    }
}

static double gamma_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    if (law->a >= 1.0) {
        return law->b * gamma_large(law->a, at);
    }
    return law->b * gamma_large(law->a + 1.0, at) *
           sim_elementary_exp(fmax(-700.0, sim_elementary_log(u) / law->a));
}

static double gamma_mean(const struct sim_law *law)
{
    return law->a * law->b;
}

static double gamma_variance(const struct sim_law *law)
{
    return law->a * law->b * law->b;
}

static double gamma_share(const struct sim_law *law, double x)
{
    if (x < 0.0) {
        return 0.0;
    }
    return law->b == 0.0 ? 1.0 : sim_elementary_gamma_share(law->a, x / law->b);
}

static double erlang_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    uint32_t stages = (uint32_t)law->a;
    double product = u;

    if (stages > ERLANG_PRODUCT_MAX) {
        return law->b / law->a * gamma_large(law->a, at);
    }
    for (uint32_t i = 1; i < stages; i++) {
        product *= sim_law_more(at, i - 1);
    }
    return -law->b / law->a * sim_elementary_log(product);
}

static double erlang_mean(const struct sim_law *law)
{
    return law->b;
}

static double erlang_variance(const struct sim_law *law)
{
    return square(law->b) / law->a;
}

static double erlang_share(const struct sim_law *law, double x)
{
    if (x < 0.0) {
        return 0.0;
    }
    return law->b == 0.0 ? 1.0 : sim_elementary_gamma_share(law->a, x / law->b * law->a);
}

/* ---- lognormal, Weibull, Pareto ------------------------------------------------------------ */

static double lognormal_at(const struct sim_law *law, double normal)
{
    return sim_elementary_exp(law->a + law->b * normal);
}

static double lognormal_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return lognormal_at(law, -sim_elementary_normal_quantile(u));
}

static double lognormal_mean(const struct sim_law *law)
{
    return sim_elementary_exp(law->a + 0.5 * law->b * law->b);
}

/* e^t - 1 without cancellation near 0 */
static double exp_minus_one(double t)
{
    double term = t, sum = t;

    if (fabs(t) > 0.3) {
        return sim_elementary_exp(t) - 1.0;
    }
    for (int k = 2; k < 20; k++) {
        term *= t / k;
        sum += term;
    }
    return sum;
}

static double lognormal_variance(const struct sim_law *law)
{
    return exp_minus_one(law->b * law->b) * square(lognormal_mean(law));
}

static double lognormal_share(const struct sim_law *law, double x)
{
    if (x <= 0.0) {
        return 0.0;
    }
    if (law->b == 0.0) {
        return x >= lognormal_at(law, 0.0) ? 1.0 : 0.0;
    }
    return sim_elementary_normal_share((sim_elementary_log(x) - law->a) / law->b);
}

static double lognormal_quantile(const struct sim_law *law, double p)
{
    return lognormal_at(law, sim_elementary_normal_quantile(p));
}

static double weibull_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return law->b * sim_elementary_pow(-sim_elementary_log(u), 1.0 / law->a);
}

static double weibull_moment(const struct sim_law *law, double order)
{
    return sim_elementary_exp(sim_elementary_log_gamma(1.0 + order / law->a));
}

static double weibull_mean(const struct sim_law *law)
{
    return law->b * weibull_moment(law, 1.0);
}

static double weibull_variance(const struct sim_law *law)
{
    return square(law->b) * (weibull_moment(law, 2.0) - square(weibull_moment(law, 1.0)));
}

static double weibull_share(const struct sim_law *law, double x)
{
    if (x <= 0.0 || law->b == 0.0) {
        return x < 0.0 || law->b != 0.0 ? 0.0 : 1.0;
    }
    return -exp_minus_one(-sim_elementary_pow(x / law->b, law->a));
}

static double weibull_quantile(const struct sim_law *law, double p)
{
    return law->b * sim_elementary_pow(-sim_elementary_log(1.0 - p), 1.0 / law->a);
}

static double pareto_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return law->b * sim_elementary_pow(u, -1.0 / law->a);
}

static double pareto_mean(const struct sim_law *law)
{
    return law->a <= 1.0 ? HUGE_VAL : law->a * law->b / (law->a - 1.0);
}

static double pareto_variance(const struct sim_law *law)
{
    return law->a <= 2.0
               ? HUGE_VAL
               : square(law->b) * law->a / (square(law->a - 1.0) * (law->a - 2.0));
}

static double pareto_share(const struct sim_law *law, double x)
{
    if (x < law->b || x <= 0.0) {
        return x < law->b ? 0.0 : 1.0;
    }
    return law->b == 0.0 ? 1.0
                         : -exp_minus_one(-law->a * sim_elementary_log(x / law->b));
}

static double pareto_quantile(const struct sim_law *law, double p)
{
    return law->b * sim_elementary_pow(1.0 - p, -1.0 / law->a);
}

static double lomax_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    return pareto_draw(law, u, at) - law->b;
}

static double lomax_mean(const struct sim_law *law)
{
    return law->a <= 1.0 ? HUGE_VAL : law->b / (law->a - 1.0);
}

static double lomax_share(const struct sim_law *law, double x)
{
    return x < 0.0 ? 0.0 : pareto_share(law, x + law->b);
}

static double lomax_quantile(const struct sim_law *law, double p)
{
    return pareto_quantile(law, p) - law->b;
}

/* ---- the table ----------------------------------------------------------------------------- */

#define ROW(name, fixed, q) \
    {fixed, name##_draw, name##_mean, name##_variance, name##_share, q}

static const struct sim_law_row rows[] = {
    [SIM_LAW_CONSTANT] = ROW(constant, constant_constant, constant_quantile),
    [SIM_LAW_UNIFORM] = ROW(uniform, uniform_constant, uniform_quantile),
    [SIM_LAW_EXPONENTIAL] = ROW(exponential, zero_a, exponential_quantile),
    [SIM_LAW_ERLANG] = ROW(erlang, zero_b, NULL),
    [SIM_LAW_GAMMA] = ROW(gamma, zero_b, NULL),
    [SIM_LAW_LOGNORMAL] = ROW(lognormal, zero_b, lognormal_quantile),
    [SIM_LAW_WEIBULL] = ROW(weibull, zero_b, weibull_quantile),
    [SIM_LAW_PARETO] = ROW(pareto, zero_b, pareto_quantile),
    [SIM_LAW_LOMAX] = {zero_b, lomax_draw, lomax_mean, pareto_variance, lomax_share,
                       lomax_quantile},
    [SIM_LAW_TRIANGULAR] = ROW(triangular, triangular_constant, triangular_quantile),
};

static const struct sim_law_row *row_of(const struct sim_law *law)
{
    SIM_ASSERT(law->kind < SIM_LAW_KIND_COUNT);
    switch (law->kind) {
    case SIM_LAW_HYPEREXPONENTIAL:
        return &sim_law_mixture_hyperexponential;
    case SIM_LAW_CHOICE:
        return &sim_law_mixture_choice;
    case SIM_LAW_HISTOGRAM:
        return &sim_law_mixture_histogram;
    case SIM_LAW_EMPIRICAL:
        return &sim_law_mixture_empirical;
    default:
        return &rows[law->kind];
    }
}

/* Bisection over the bit patterns of positive doubles: the smallest x with share >= p. */
static double search(const struct sim_law *law, double p)
{
    uint64_t low = 0, high;
    double x = 1e300;

    if (sim_law_share(law, 0.0) >= p) {
        return 0.0;
    }
    memcpy(&high, &x, sizeof high);
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;

        memcpy(&x, &middle, sizeof x);
        if (sim_law_share(law, x) >= p) {
            high = middle;
        } else {
            low = middle;
        }
    }
    memcpy(&x, &high, sizeof x);
    return x;
}

/*
 * One block of whole exponential draws in place of the bits. A unit is at least 2^-53, so no
 * draw exceeds 37 means: up to EXPONENTIAL_MEAN_MAX whole() needs no look at the value.
 */
static void fill_exponential(struct sim_stream *s, double mean, uint64_t ordinal)
{
    double reals[SIM_STREAM_BLOCK];

    sim_stream_fill(s, ordinal);
    for (uint32_t i = 0; i < SIM_STREAM_BLOCK; i++) {
        reals[i] = sim_stream_unit(s->cache[i]);
    }
    sim_elementary_log_block(reals, reals, SIM_STREAM_BLOCK);
    if (mean > 0.0 && mean <= EXPONENTIAL_MEAN_MAX) {
        for (uint32_t i = 0; i < SIM_STREAM_BLOCK; i++) {
            s->cache[i] = (uint64_t)(int64_t)(-mean * reals[i] + 0.5);
        }
    } else {
        for (uint32_t i = 0; i < SIM_STREAM_BLOCK; i++) {
            s->cache[i] = whole(-mean * reals[i]);
        }
    }
}

static void fill_constant(struct sim_stream *s, uint64_t value, uint64_t ordinal)
{
    for (uint32_t i = 0; i < SIM_STREAM_BLOCK; i++) {
        s->cache[i] = value;
    }
    s->first = ordinal - ordinal % SIM_STREAM_BLOCK;
}

/* The bits of the parameter, and the sign for the kind: different for laws that differ. */
static uint64_t seal_of(const struct sim_law *law)
{
    uint64_t bits;

    memcpy(&bits, &law->a, sizeof bits);
    if (law->kind == SIM_LAW_EXPONENTIAL) {
        return law->a > 0.0 ? bits : 0;
    }
    return law->kind == SIM_LAW_CONSTANT && law->a >= 0.0 ? bits | UINT64_C(1) << 63 : 0;
}

void sim_law_seal(struct sim_law *law)
{
    law->seal = seal_of(law);
}

uint64_t sim_law_draw_anew(const struct sim_law *law, struct sim_stream *s, uint64_t ordinal,
                           uint32_t occurrence)
{
    struct sim_law_address at = {s, ordinal, occurrence};

    if (law->kind == SIM_LAW_EXPONENTIAL && occurrence == 0) {
        uint64_t seal = seal_of(law);
        bool prepared = seal != 0 && s->drawn == seal && ordinal - s->first < SIM_STREAM_BLOCK;

        if (!prepared && sim_stream_goes_on(s, ordinal)) {
            fill_exponential(s, law->a, ordinal);
            s->drawn = seal != 0 ? seal : SIM_STREAM_EMPTY;
            prepared = true;
        }
        if (prepared) {
            return s->cache[ordinal % SIM_STREAM_BLOCK];
        }
    }
    if (law->kind == SIM_LAW_CONSTANT) {
        if (law->seal != 0 && occurrence == 0 && sim_stream_goes_on(s, ordinal)) {
            fill_constant(s, whole(law->a), ordinal);
            s->drawn = law->seal;
        }
        return whole(law->a);
    }
    return whole(
        sim_law_real(law, sim_stream_unit(sim_stream_bits(s, ordinal, occurrence)), &at));
}

double sim_law_real(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    return row_of(law)->draw(law, u, at);
}

bool sim_law_is_constant(const struct sim_law *law)
{
    return row_of(law)->constant(law);
}

double sim_law_mean(const struct sim_law *law)
{
    return row_of(law)->mean(law);
}

double sim_law_variance(const struct sim_law *law)
{
    return row_of(law)->variance(law);
}

double sim_law_quantile(const struct sim_law *law, double p)
{
    SIM_ASSERT(p > 0.0);
    SIM_ASSERT(p < 1.0);
    return row_of(law)->quantile != NULL ? row_of(law)->quantile(law, p) : search(law, p);
}

double sim_law_share(const struct sim_law *law, double x)
{
    return row_of(law)->share(law, x);
}
