/*
 * Laws made of parts: mixtures of exponentials, choices between laws, histograms, observations.
 *
 * A mixture takes one word to choose the branch and another one for the draw in it.
 */
#include "sim/random/law_mixture.h"

#include <math.h>
#include <stddef.h>

#include "sim/random/elementary.h"
#include "sim/random/law_row.h"

static double square(double x)
{
    return x * x;
}

/* The part whose share is the first above w, 0 < w < 1. */
static uint32_t part_at(const struct sim_law *law, double w)
{
    uint32_t low = 0, high = law->count - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (law->parts[middle].share > w) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static double weight(const struct sim_law *law, uint32_t part)
{
    return law->parts[part].share - (part == 0 ? 0.0 : law->parts[part - 1].share);
}

/* Sum over the parts of weight * value(part), the shape of most mixture formulas. */
static double mix(const struct sim_law *law, double (*value)(const struct sim_law_part *, double),
                  double argument)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < law->count; i++) {
        double w = weight(law, i);

        sum += w > 0.0 ? w * value(&law->parts[i], argument) : 0.0;
    }
    return sum;
}

static double branch_mean(const struct sim_law_part *part, double unused)
{
    (void)unused;
    return part->low;
}

static double branch_second(const struct sim_law_part *part, double unused)
{
    (void)unused;
    return 2.0 * part->low * part->low;
}

static double branch_share(const struct sim_law_part *part, double x)
{
    struct sim_law law = {.kind = SIM_LAW_EXPONENTIAL, .a = part->low};

    return sim_law_share(&law, x);
}

static bool hyperexponential_constant(const struct sim_law *law)
{
    return mix(law, branch_mean, 0.0) == 0.0;
}

static double hyperexponential_draw(const struct sim_law *law, double u,
                                    const struct sim_law_address *at)
{
    return -law->parts[part_at(law, 1.0 - u)].low * sim_elementary_log(sim_law_more(at, 0));
}

static double hyperexponential_mean(const struct sim_law *law)
{
    return mix(law, branch_mean, 0.0);
}

static double hyperexponential_variance(const struct sim_law *law)
{
    return mix(law, branch_second, 0.0) - square(hyperexponential_mean(law));
}

static double hyperexponential_share(const struct sim_law *law, double x)
{
    return mix(law, branch_share, x);
}

static double choice_part_mean(const struct sim_law_part *part, double unused)
{
    (void)unused;
    return sim_law_mean(part->law);
}

static double choice_part_second(const struct sim_law_part *part, double unused)
{
    (void)unused;
    return sim_law_variance(part->law) + square(sim_law_mean(part->law));
}

static double choice_part_share(const struct sim_law_part *part, double x)
{
    return sim_law_share(part->law, x);
}

static bool choice_constant(const struct sim_law *law)
{
    for (uint32_t i = 0; i < law->count; i++) {
        const struct sim_law *branch = law->parts[i].law;

        if (!sim_law_is_constant(branch) ||
            sim_law_mean(branch) != sim_law_mean(law->parts[0].law)) {
            return false;
        }
    }
    return true;
}

/* The branch's own draw lives at an occurrence of its own: choices inside choices do not meet. */
static double choice_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    const struct sim_law *branch = law->parts[part_at(law, 1.0 - u)].law;
    struct sim_law_address below = *at;

    below.occurrence = (at->occurrence ^ 0x40000000u) * 3u + 1u;
    return sim_law_real(branch, sim_law_more(at, 0), &below);
}

static double choice_mean(const struct sim_law *law)
{
    return mix(law, choice_part_mean, 0.0);
}

static double choice_variance(const struct sim_law *law)
{
    double mean = choice_mean(law);

    return isinf(mean) ? HUGE_VAL : mix(law, choice_part_second, 0.0) - square(mean);
}

static double choice_share(const struct sim_law *law, double x)
{
    return mix(law, choice_part_share, x);
}

static double bin_mean(const struct sim_law_part *part, double unused)
{
    (void)unused;
    return 0.5 * (part->low + part->high);
}

static double bin_second(const struct sim_law_part *part, double unused)
{
    return square(part->high - part->low) / 12.0 + square(bin_mean(part, unused));
}

static double bin_share(const struct sim_law_part *part, double x)
{
    return x < part->low     ? 0.0
           : x >= part->high ? 1.0
                             : (x - part->low) / (part->high - part->low);
}

static bool histogram_constant(const struct sim_law *law)
{
    for (uint32_t i = 0; i < law->count; i++) {
        if (law->parts[i].low != law->parts[0].low || law->parts[i].high != law->parts[0].low) {
            return false;
        }
    }
    return true;
}

static double histogram_quantile(const struct sim_law *law, double p)
{
    uint32_t i = part_at(law, p);
    double before = i == 0 ? 0.0 : law->parts[i - 1].share;

    return law->parts[i].low +
           (law->parts[i].high - law->parts[i].low) * ((p - before) / weight(law, i));
}

static double histogram_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    (void)at;
    return histogram_quantile(law, 1.0 - u);
}

static double histogram_mean(const struct sim_law *law)
{
    return mix(law, bin_mean, 0.0);
}

static double histogram_variance(const struct sim_law *law)
{
    return mix(law, bin_second, 0.0) - square(histogram_mean(law));
}

static double histogram_share(const struct sim_law *law, double x)
{
    return mix(law, bin_share, x);
}

/* ---- observations -------------------------------------------------------------------------- */

static bool empirical_constant(const struct sim_law *law)
{
    return law->values[0] == law->values[law->count - 1];
}

static double empirical_draw(const struct sim_law *law, double u, const struct sim_law_address *at)
{
    uint32_t i = (uint32_t)((1.0 - u) * law->count);

    (void)at;
    return law->values[i < law->count ? i : law->count - 1];
}

static double empirical_mean(const struct sim_law *law)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < law->count; i++) {
        sum += law->values[i];
    }
    return sum / law->count;
}

static double empirical_variance(const struct sim_law *law)
{
    double mean = empirical_mean(law), sum = 0.0;

    for (uint32_t i = 0; i < law->count; i++) {
        sum += square(law->values[i] - mean);
    }
    return sum / law->count;
}

static double empirical_share(const struct sim_law *law, double x)
{
    uint32_t below = 0, high = law->count;

    while (below < high) {
        uint32_t middle = below + (high - below) / 2;

        if (law->values[middle] <= x) {
            below = middle + 1;
        } else {
            high = middle;
        }
    }
    return (double)below / law->count;
}

static double empirical_quantile(const struct sim_law *law, double p)
{
    uint32_t i = (uint32_t)ceil(p * law->count * (1.0 - 1e-15));

    return law->values[i == 0 ? 0 : i - 1];
}

#define ROW(name, q) \
    {name##_constant, name##_draw, name##_mean, name##_variance, name##_share, q}

const struct sim_law_row sim_law_mixture_hyperexponential = ROW(hyperexponential, NULL);
const struct sim_law_row sim_law_mixture_choice = ROW(choice, NULL);
const struct sim_law_row sim_law_mixture_histogram = ROW(histogram, histogram_quantile);
const struct sim_law_row sim_law_mixture_empirical = ROW(empirical, empirical_quantile);

/* ---- comparing ------------------------------------------------------------------------------ */

static bool same_number(double a, double b)
{
    return a >= b && a <= b;
}

static bool same_part(const struct sim_law_part *a, const struct sim_law_part *b)
{
    return same_number(a->share, b->share) && same_number(a->low, b->low) &&
           same_number(a->high, b->high) && (a->law == NULL) == (b->law == NULL) &&
           (a->law == NULL || sim_law_is_same(a->law, b->law));
}

/* Choices lie inside choices no deeper than the text that they were read from. */
bool sim_law_is_same(const struct sim_law *a, const struct sim_law *b)
{
    if (a->kind != b->kind || a->count != b->count || !same_number(a->a, b->a) ||
        !same_number(a->b, b->b) || !same_number(a->c, b->c) ||
        (a->parts == NULL) != (b->parts == NULL) || (a->values == NULL) != (b->values == NULL)) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if ((a->parts != NULL && !same_part(&a->parts[i], &b->parts[i])) ||
            (a->values != NULL && !same_number(a->values[i], b->values[i]))) {
            return false;
        }
    }
    return true;
}
