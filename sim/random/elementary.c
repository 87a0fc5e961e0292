/*
 * Elementary functions of our own, from + - * / sqrt and integer operations.
 *
 * The logarithm is the one that matters for speed: no branch, no table, so that a loop over a
 * block of draws can be vectorised. What is only needed to make laws and intervals (incomplete
 * gamma and beta, quantiles) is written for accuracy: prefactors go through the saddle-point form
 * exp(-deviance) / sqrt(2 pi n), which does not lose digits when the parameters are large.
 */
#include "sim/random/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "sim/base/check.h"
#include "sim/base/paths.h"

#define LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits: times an exponent it is exact */
#define LN2_LOW 0x1.ef35793c76730p-45
#define LN2_INVERSE 0x1.71547652b82fep+0
#define PI 0x1.921fb54442d18p+1
#define TWO_PI 0x1.921fb54442d18p+2
#define LOG_SQRT_TWO_PI 0x1.d67f1c864beb5p-1
#define ONE_BITS 0x3ff0000000000000u
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
#define TWO_52 4503599627370496.0
#define TINY 1e-300
#define STEP_COUNT_MAX 200000
#define CLOSE 1e-16

static SIM_COMMON double real_of(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static SIM_COMMON uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* ---- logarithm ---------------------------------------------------------------------------- */

/* x = 2^exponent * (1 + fraction), 1 + fraction in [sqrt 1/2, sqrt 2). x normal and positive. */
struct split {
    double exponent;
    double fraction;
};

static SIM_COMMON struct split split_number(double x)
{
    uint64_t bits = bits_of(x);
    uint64_t biased = (bits + (ONE_BITS - SQRT_HALF_BITS)) >> 52; /* exponent + 1023 */
    struct split s;

    s.exponent = real_of(biased | 0x4330000000000000u) - (TWO_52 + 1023.0);
    s.fraction = real_of(bits - (biased << 52) + ONE_BITS) - 1.0;
    return s;
}

/* (log((1 + s) / (1 - s)) - 2 s) / s for z = s * s: interpolated at Chebyshev's points for
   z in [0, 0.0295], error 2^-57.6 of the whole. */
static SIM_COMMON double log_series(double z)
{
    double w = z * z;
    double odd = z * (0x1.5555555555558p-1 +
                      w * (0x1.2492492df1492p-2 +
                           w * (0x1.7462b4ab4c062p-3 + w * 0x1.2b584add1c619p-3)));
    double even = w * (0x1.99999999952e2p-2 +
                       w * (0x1.c71c62e57fa3fp-3 + w * 0x1.39fe60617ce73p-3));

    return odd + even;
}

static SIM_COMMON double log_normal(double x)
{
    struct split p = split_number(x);
    double f = p.fraction;
    double s = f / (2.0 + f);
    double half = 0.5 * f * f;
    double rest = s * (half + log_series(s * s)) + p.exponent * LN2_LOW;

    return p.exponent * LN2_HIGH - ((half - rest) - f);
}

double sim_elementary_log(double x)
{
    SIM_ASSERT(x > 0.0);
    if (x < 0x1p-1022) {
        return log_normal(x * 0x1p54) - 54.0 * (LN2_HIGH + LN2_LOW);
    }
    if (x > 0x1.fffffffffffffp+1023) {
        return x;
    }
    return log_normal(x);
}

void sim_elementary_log_block(const double *x, double *ret_logs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ret_logs[i] = log_normal(x[i]);
    }
}

/* ---- a little double-double ---------------------------------------------------------------- */

struct pair {
    double high, low;
};

static struct pair add_exactly(double a, double b)
{
    struct pair sum;
    double part;

    sum.high = a + b;
    part = sum.high - a;
    sum.low = (a - (sum.high - part)) + (b - part);
    return sum;
}

static struct pair halves(double a)
{
    double scaled = a * 134217729.0; /* 2^27 + 1 */
    struct pair parts;

    parts.high = scaled - (scaled - a);
    parts.low = a - parts.high;
    return parts;
}

static struct pair multiply_exactly(double a, double b)
{
    struct pair x = halves(a), y = halves(b), product;

    product.high = a * b;
    product.low = ((x.high * y.high - product.high) + x.high * y.low + x.low * y.high) +
                  x.low * y.low;
    return product;
}

/* The logarithm with about 65 bits. */
static struct pair log_exactly(double x)
{
    double shift = x < 0x1p-1022 ? 54.0 : 0.0;
    struct split p = split_number(shift > 0.0 ? x * 0x1p54 : x);
    double exponent = p.exponent - shift;
    struct pair below = add_exactly(p.fraction, 2.0);
    double s = p.fraction / below.high;
    struct pair back = multiply_exactly(s, below.high);
    double s_low =
        (((p.fraction - back.high) - back.low) - s * below.low) / below.high;
    struct pair sum = add_exactly(exponent * LN2_HIGH, 2.0 * s);

    sum.low += 2.0 * s_low + s * log_series(s * s) + exponent * LN2_LOW;
    return add_exactly(sum.high, sum.low);
}

/* ---- exponential and powers ---------------------------------------------------------------- */

/* r coth(r / 2) - 2 for z = r * r: its Taylor series (Bernoulli numbers). */
static double exp_series(double z)
{
    return z * (0x1.5555555555555p-3 +
                z * (-0x1.6c16c16c16c17p-9 +
                     z * (0x1.1566abc011567p-14 +
                          z * (-0x1.bbd779334ef0bp-20 +
                               z * (0x1.66a8f2bf70ebep-25 + z * -0x1.22805d644267fp-30)))));
}

double sim_elementary_exp(double x)
{
    double count, high, low, r, c;

    if (!(x <= 709.0)) {
        return x != x ? x : HUGE_VAL; /* what is no number stays none */
    }
    if (x < -708.0) {
        return 0.0;
    }
    count = floor(x * LN2_INVERSE + 0.5);
    high = x - count * LN2_HIGH;
    low = count * LN2_LOW;
    r = high - low;
    c = r - exp_series(r * r);
    return (1.0 - ((low - r * c / (2.0 - c)) - high)) *
           real_of((uint64_t)((int64_t)count + 1023) << 52);
}

double sim_elementary_pow(double x, double y)
{
    struct pair power, rest;

    SIM_ASSERT(x > 0.0);
    if (x > 0x1.fffffffffffffp+1023) {
        return y > 0.0 ? x : y < 0.0 ? 0.0 : 1.0;
    }
    power = log_exactly(x);
    if (fabs(y) * fabs(power.high) > 1e4 || fabs(y) > 1e290) {
        return y == 0.0 || power.high == 0.0 ? 1.0
               : (y > 0.0) == (power.high > 0.0) ? HUGE_VAL
                                                : 0.0;
    }
    rest = multiply_exactly(y, power.high);
    rest.low += y * power.low;
    return sim_elementary_exp(rest.high) * (1.0 + rest.low);
}

/* ---- sine ---------------------------------------------------------------------------------- */

/* sin(t) and cos(t) for |t| <= pi / 4, Taylor. */
static double sine_small(double t)
{
    double z = t * t, term = t, sum = 0.0;

    for (int k = 1; k <= 9; k++) {
        term = -term * z / (double)(2 * k * (2 * k + 1));
        sum += term;
    }
    return t + sum;
}

static double cosine_small(double t)
{
    double z = t * t, term = 1.0, sum = 0.0;

    for (int k = 1; k <= 9; k++) {
        term = -term * z / (double)((2 * k - 1) * 2 * k);
        sum += term;
    }
    return 1.0 + sum;
}

double sim_elementary_sine_pi(double x)
{
    double turn = x - 2.0 * floor(x * 0.5); /* [0, 2), exact */
    double sign = turn >= 1.0 ? -1.0 : 1.0;
    double part = turn >= 1.0 ? turn - 1.0 : turn;

    if (part > 0.5) {
        part = 1.0 - part;
    }
    return sign * (part <= 0.25 ? sine_small(PI * part) : cosine_small(PI * (0.5 - part)));
}

/* ---- gamma function ------------------------------------------------------------------------ */

/* log_gamma(2 + z) for |z| <= 1/2: z (1 - Euler) + sum of (-1)^k (zeta(k) - 1) z^k / k. */
static double log_gamma_near_two(double z)
{
    static const double terms[] = {
        0x1.4a34cc4a60fa6p-2,   -0x1.13e001a557607p-4,  0x1.51322ac7d8483p-6,
        -0x1.e404fc218f5f2p-8,  0x1.7add6eadb6c30p-9,   -0x1.38ac5c2bf8e08p-10,
        0x1.0b36af86396e9p-11,  -0x1.d3fd4c76d2fc8p-13, 0x1.a127b0f17d65ap-14,
        -0x1.78de5bd7c81efp-15, 0x1.580dcee66eb02p-16,  -0x1.3cbc963ce2243p-17,
        0x1.2597a39f34aacp-18,  -0x1.11b2eb7679541p-19, 0x1.0064cdeb22f0fp-20,
        -0x1.e2600d93cfd2fp-22, 0x1.c76bbb3f07a4dp-23,  -0x1.af5a6cbbf8a97p-24,
        0x1.99b93c2070b0fp-25,  -0x1.862c734df3eacp-26, 0x1.7469daccfadcdp-27,
        -0x1.6434a8447aeadp-28, 0x1.555a877ffd2c3p-29,  -0x1.47b1679258d0ep-30,
        0x1.3b15d2b2fc10cp-31,  -0x1.2f69a9fabe3e0p-32, 0x1.24932a337434cp-33,
        -0x1.1a7c26ec2523cp-34};
    double sum = 0.0;

    for (int k = (int)(sizeof terms / sizeof terms[0]) - 1; k >= 0; k--) {
        sum = (sum + terms[k]) * z;
    }
    return z * (sum + 0x1.b0ee6072093cep-2);
}

/* log_gamma(x) - ((x - 1/2) log x - x + log sqrt(2 pi)) for x >= 12. */
static double stirling_rest(double x)
{
    static const double terms[] = {0x1.5555555555555p-4,  -0x1.6c16c16c16c17p-9,
                                   0x1.a01a01a01a01ap-11, -0x1.3813813813814p-11,
                                   0x1.b951e2b18ff23p-11, -0x1.f6ab0d9993c7dp-10,
                                   0x1.a41a41a41a41ap-8};
    double inverse = 1.0 / x, z = inverse * inverse, sum = 0.0;

    for (int k = (int)(sizeof terms / sizeof terms[0]) - 1; k >= 0; k--) {
        sum = sum * z + terms[k];
    }
    return sum * inverse;
}

double sim_elementary_log_gamma(double x)
{
    double product = 1.0;

    SIM_ASSERT(x > 0.0);
    if (x < 0.5) {
        return log_gamma_near_two(x) - sim_elementary_log(x * (1.0 + x));
    }
    if (x < 1.5) {
        return log_gamma_near_two(x - 1.0) - sim_elementary_log(x);
    }
    if (x >= 12.0) {
        return (x - 0.5) * sim_elementary_log(x) - x + LOG_SQRT_TWO_PI + stirling_rest(x);
    }
    while (x > 2.5) {
        x -= 1.0;
        product *= x;
    }
    return log_gamma_near_two(x - 2.0) + (product > 1.0 ? sim_elementary_log(product) : 0.0);
}

/* ---- saddle-point pieces ------------------------------------------------------------------- */

/* log_gamma(n + 1) - ((n + 1/2) log n - n + log sqrt(2 pi)). */
static double stirling_error(double n)
{
    if (n >= 12.0) {
        return stirling_rest(n);
    }
    return sim_elementary_log_gamma(n + 1.0) - (n + 0.5) * sim_elementary_log(n) + n -
           LOG_SQRT_TWO_PI;
}

/* n log(n / x) + x - n, without cancellation where n and x are close. */
static double deviance(double n, double x)
{
    double v, s, term;

    if (fabs(n - x) >= 0.1 * (n + x)) {
        struct pair ratio = log_exactly(n / x);

        return n * ratio.high + x - n;
    }
    v = (n - x) / (n + x);
    s = (n - x) * v;
    term = 2.0 * n * v;
    v *= v;
    for (int k = 1; k < 1000; k++) {
        double next;

        term *= v;
        next = s + term / (double)(2 * k + 1);
        if (next == s) {
            break;
        }
        s = next;
    }
    return s;
}

/* x^a e^-x / Gamma(a + 1) */
static double poisson_weight(double a, double x)
{
    if (a < 0.5) { /* the saddle-point form needs n log n, which is lost near 0 */
        return sim_elementary_exp(a * sim_elementary_log(x) - x -
                                  sim_elementary_log_gamma(a + 1.0));
    }
    return sim_elementary_exp(-stirling_error(a) - deviance(a, x)) / sqrt(TWO_PI * a);
}

/* x^a y^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)), y = 1 - x */
static double binomial_weight(double a, double b, double x, double y)
{
    double n = a + b;

    return sim_elementary_exp(stirling_error(n) - stirling_error(a) - stirling_error(b) -
                              deviance(a, n * x) - deviance(b, n * y)) *
           sqrt(n / (TWO_PI * a * b));
}

/* ---- incomplete gamma ---------------------------------------------------------------------- */

static double gamma_series(double a, double x)
{
    double term = 1.0, sum = 1.0;

    for (int k = 1; k < STEP_COUNT_MAX; k++) {
        term *= x / (a + k);
        sum += term;
        if (term < sum * CLOSE) {
            break;
        }
    }
    return poisson_weight(a, x) * sum;
}

/* Lentz's evaluation of the continued fraction for Gamma(a, x) / (x^a e^-x). */
static double gamma_fraction(double a, double x)
{
    double b = x + 1.0 - a, c = 1.0 / TINY, d = 1.0 / b, h = d;

    for (int k = 1; k < STEP_COUNT_MAX; k++) {
        double part = -(double)k * ((double)k - a), step;

        b += 2.0;
        d = part * d + b;
        d = 1.0 / (fabs(d) < TINY ? TINY : d);
        c = b + part / c;
        c = fabs(c) < TINY ? TINY : c;
        step = d * c;
        h *= step;
        if (fabs(step - 1.0) < 4.0 * CLOSE) {
            break;
        }
    }
    return h * poisson_weight(a, x) * a;
}

double sim_elementary_gamma_share(double a, double x)
{
    SIM_ASSERT(a > 0.0);
    if (x <= 0.0) {
        return 0.0;
    }
    if (x > 0x1.fffffffffffffp+1023) {
        return 1.0;
    }
    return x < a + 1.0 ? gamma_series(a, x) : 1.0 - gamma_fraction(a, x);
}

/* The share above x, which keeps its digits in the upper tail. */
static double gamma_share_above(double a, double x)
{
    return x < a + 1.0 ? 1.0 - gamma_series(a, x) : gamma_fraction(a, x);
}

double sim_elementary_normal_share(double x)
{
    double half = 0.5 * x * x;

    if (x == 0.0) {
        return 0.5;
    }
    if (x > 40.0 || x < -40.0) {
        return x > 0.0 ? 1.0 : 0.0;
    }
    return x < 0.0 ? 0.5 * gamma_share_above(0.5, half)
                   : 0.5 + 0.5 * sim_elementary_gamma_share(0.5, half);
}

/* ---- incomplete beta ----------------------------------------------------------------------- */

static double beta_fraction(double x, double a, double b)
{
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0), h;

    d = 1.0 / (fabs(d) < TINY ? TINY : d);
    h = d;
    for (int k = 1; k < STEP_COUNT_MAX; k++) {
        double even = (double)k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
        double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
        double step;

        d = 1.0 + even * d;
        d = 1.0 / (fabs(d) < TINY ? TINY : d);
        c = 1.0 + even / c;
        c = fabs(c) < TINY ? TINY : c;
        h *= d * c;
        d = 1.0 + odd * d;
        d = 1.0 / (fabs(d) < TINY ? TINY : d);
        c = 1.0 + odd / c;
        c = fabs(c) < TINY ? TINY : c;
        step = d * c;
        h *= step;
        if (fabs(step - 1.0) < 4.0 * CLOSE) {
            break;
        }
    }
    return h;
}

/* I_x(a, b) where both x and y = 1 - x are known to full accuracy. */
static double beta_share(double x, double y, double a, double b)
{
    double front;

    if (x <= 0.0) {
        return 0.0;
    }
    if (y <= 0.0) {
        return 1.0;
    }
    front = binomial_weight(a, b, x, y) * (a * b / (a + b));
    if (x < (a + 1.0) / (a + b + 2.0)) {
        return front * beta_fraction(x, a, b) / a;
    }
    return 1.0 - front * beta_fraction(y, b, a) / b;
}

double sim_elementary_beta_share(double x, double a, double b)
{
    SIM_ASSERT(a > 0.0);
    SIM_ASSERT(b > 0.0);
    return beta_share(x, 1.0 - x, a, b);
}

/* ---- quantiles ----------------------------------------------------------------------------- */

static double ratio_of(const double *above, const double *below, double r)
{
    double a = above[7], b = below[7];

    for (int k = 6; k >= 0; k--) {
        a = a * r + above[k];
        b = b * r + below[k];
    }
    return a / b;
}

/* Rational approximations of Wichura, Algorithm AS 241 (1988), its PPND16. */
double sim_elementary_normal_quantile(double p)
{
    static const double a[2][8] = {
        {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
         1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
         3.3430575583588128105e+4, 2.5090809287301226727e+3},
        {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
         2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
         5.2264952788528545610e+3}};
    static const double c[2][8] = {
        {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
         3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
         2.27238449892691845833e-2, 7.74545014278341407640e-4},
        {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
         1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
         1.05075007164441684324e-9}};
    static const double e[2][8] = {
        {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
         2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
         2.71155556874348757815e-5, 2.01033439929228813265e-7},
        {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
         7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
         2.04426310338993978564e-15}};
    double q = p - 0.5, r;

    SIM_ASSERT(p > 0.0);
    SIM_ASSERT(p < 1.0);
    if (fabs(q) <= 0.425) {
        return q * ratio_of(a[0], a[1], 0.180625 - q * q);
    }
    r = sqrt(-sim_elementary_log(q < 0.0 ? p : 1.0 - p));
    r = r <= 5.0 ? ratio_of(c[0], c[1], r - 1.6) : ratio_of(e[0], e[1], r - 5.0);
    return q < 0.0 ? -r : r;
}

/* P(T > t), t >= 0, or P(0 < T <= t) when centre is asked for: each where it keeps its digits. */
static double student_part(double t, double freedom, bool centre)
{
    double below = freedom + t * t;
    double x = freedom / below, y = t * t / below;

    return centre ? 0.5 * beta_share(y, x, 0.5, 0.5 * freedom)
                  : 0.5 * beta_share(x, y, 0.5 * freedom, 0.5);
}

/* Bisection over the bit patterns of the positive doubles: at most 63 steps, no start needed. */
double sim_elementary_student_quantile(double p, double freedom)
{
    double tail = p < 0.5 ? p : 1.0 - p, wanted;
    bool centre = tail > 0.25;
    uint64_t low = 0, high = bits_of(1e150);

    SIM_ASSERT(p > 0.0);
    SIM_ASSERT(p < 1.0);
    SIM_ASSERT(freedom > 0.0);
    if (p == 0.5) {
        return 0.0;
    }
    wanted = centre ? 0.5 - tail : tail;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        double part = student_part(real_of(middle), freedom, centre);

        if (centre ? part < wanted : part > wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return p < 0.5 ? -real_of(high) : real_of(high);
}
