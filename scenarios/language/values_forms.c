/*
 * Distributions with the parameters that people have.
 *
 * The table at the end is the language: each row is one set of keys that makes a law.
 */
#include "scenarios/language/values_forms.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "sim/random/elementary.h"

static bool make_constant(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_CONSTANT, .a = p[0]};
    return true;
}

static bool make_uniform(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_UNIFORM, .a = p[0], .b = p[1]};
    return p[0] <= p[1];
}

static bool make_exponential(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_EXPONENTIAL, .a = p[0]};
    return p[0] > 0;
}

static bool make_exponential_rate(struct sim_arena *arena, const double *p,
                                  struct sim_law *ret_law)
{
    const double mean = 1.0 / p[0];

    return make_exponential(arena, &mean, ret_law);
}

static bool make_exponential_median(struct sim_arena *arena, const double *p,
                                    struct sim_law *ret_law)
{
    const double mean = p[0] / sim_elementary_log(2.0);

    return make_exponential(arena, &mean, ret_law);
}

static bool make_exponential_p99(struct sim_arena *arena, const double *p,
                                 struct sim_law *ret_law)
{
    const double mean = p[0] / sim_elementary_log(100.0);

    return make_exponential(arena, &mean, ret_law);
}

static bool make_erlang(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_ERLANG, .a = p[0], .b = p[1]};
    return p[0] >= 1 && p[0] <= 1000 && p[0] == floor(p[0]) && p[1] > 0;
}

static bool make_erlang_rate(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    const double q[2] = {p[0], p[0] / p[1]};

    return make_erlang(arena, q, ret_law);
}

static bool make_gamma(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_GAMMA, .a = p[0], .b = p[1]};
    return p[0] >= 0.01 && p[0] <= 1e6 && p[1] > 0;
}

static bool make_gamma_mean_shape(struct sim_arena *arena, const double *p,
                                  struct sim_law *ret_law)
{
    const double q[2] = {p[1], p[1] > 0 ? p[0] / p[1] : 0};

    return make_gamma(arena, q, ret_law);
}

static bool make_gamma_mean_cv(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    return p[1] <= 0 ? p[1] == 0 && make_constant(arena, p, ret_law)
                     : sim_law_gamma_mean_cv(p[0], p[1], ret_law);
}

static bool make_gamma_median_p99(struct sim_arena *arena, const double *p,
                                  struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_gamma_median_p99(p[0], p[1], ret_law);
}

static bool make_lognormal_mean_cv(struct sim_arena *arena, const double *p,
                                   struct sim_law *ret_law)
{
    return p[1] <= 0 ? p[1] == 0 && make_constant(arena, p, ret_law)
                     : sim_law_lognormal_mean_cv(p[0], p[1], ret_law);
}

static bool make_lognormal_median_p99(struct sim_arena *arena, const double *p,
                                      struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lognormal_median_p99(p[0], p[1], ret_law);
}

static bool make_lognormal_mean_p99(struct sim_arena *arena, const double *p,
                                    struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lognormal_mean_p99(p[0], p[1], ret_law);
}

static bool make_lognormal_median_sigma(struct sim_arena *arena, const double *p,
                                        struct sim_law *ret_law)
{
    (void)arena;
    if (p[0] <= 0 || p[1] <= 0 || p[1] > 20) {
        return false;
    }
    *ret_law = (struct sim_law){.kind = SIM_LAW_LOGNORMAL,
                                .a = sim_elementary_log(p[0]), .b = p[1]};
    return true;
}

static bool make_weibull(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_WEIBULL, .a = p[0], .b = p[1]};
    return p[0] >= 0.05 && p[0] <= 1e3 && p[1] > 0;
}

static bool make_weibull_mean_shape(struct sim_arena *arena, const double *p,
                                    struct sim_law *ret_law)
{
    double q[2] = {p[1], 0};

    if (p[1] < 0.05 || p[1] > 1e3 || p[0] <= 0) {
        return false;
    }
    q[1] = p[0] / sim_elementary_exp(sim_elementary_log_gamma(1.0 + 1.0 / p[1]));
    return make_weibull(arena, q, ret_law);
}

static bool make_weibull_mean_cv(struct sim_arena *arena, const double *p,
                                 struct sim_law *ret_law)
{
    return p[1] <= 0 ? p[1] == 0 && make_constant(arena, p, ret_law)
                     : sim_law_weibull_mean_cv(p[0], p[1], ret_law);
}

static bool make_weibull_median_p99(struct sim_arena *arena, const double *p,
                                    struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_weibull_median_p99(p[0], p[1], ret_law);
}

static bool make_pareto(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_PARETO, .a = p[1], .b = p[0]};
    return p[0] > 0 && p[1] >= 0.1;
}

static bool make_pareto_mean_alpha(struct sim_arena *arena, const double *p,
                                   struct sim_law *ret_law)
{
    (void)arena;
    return p[1] > 1 && sim_law_pareto_mean_alpha(p[0], p[1], ret_law);
}

static bool make_pareto_median_p99(struct sim_arena *arena, const double *p,
                                   struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_pareto_median_p99(p[0], p[1], ret_law);
}

static bool make_lomax(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_LOMAX, .a = p[1], .b = p[0]};
    return p[0] > 0 && p[1] >= 0.1;
}

static bool make_lomax_mean_alpha(struct sim_arena *arena, const double *p,
                                  struct sim_law *ret_law)
{
    const double q[2] = {p[0] * (p[1] - 1.0), p[1]};

    return p[1] > 1 && make_lomax(arena, q, ret_law);
}

static bool make_hyperexponential(struct sim_arena *arena, const double *p,
                                  struct sim_law *ret_law)
{
    return sim_law_hyperexponential_mean_cv(arena, p[0], p[1], ret_law);
}

static bool make_triangular(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    *ret_law = (struct sim_law){.kind = SIM_LAW_TRIANGULAR, .a = p[0], .b = p[1], .c = p[2]};
    return p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2];
}

static bool make_gamma_mean_p99(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_gamma_mean_p99(p[0], p[1], ret_law);
}

static bool make_weibull_mean_p99(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_weibull_mean_p99(p[0], p[1], ret_law);
}

static bool make_pareto_mean_p99(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_pareto_mean_p99(p[0], p[1], ret_law);
}

static bool make_pareto_mean_cv(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_pareto_mean_cv(p[0], p[1], ret_law);
}

static bool make_lomax_mean_cv(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lomax_mean_cv(p[0], p[1], ret_law);
}

static bool make_lomax_median_p99(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lomax_median_p99(p[0], p[1], ret_law);
}

static bool make_lognormal_median_cv(struct sim_arena *arena, const double *p,
                                     struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lognormal_median_cv(p[0], p[1], ret_law);
}

static bool make_lognormal_mean_median(struct sim_arena *arena, const double *p,
                                       struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_lognormal_mean_median(p[0], p[1], ret_law);
}

static bool make_uniform_mean_cv(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    (void)arena;
    return sim_law_uniform_mean_cv(p[0], p[1], ret_law);
}

static bool make_triangular_mean(struct sim_arena *arena, const double *p,
                                 struct sim_law *ret_law)
{
    const double q[3] = {p[0], 3.0 * p[1] - p[0] - p[2], p[2]};

    return make_triangular(arena, q, ret_law);
}

/* A standard deviation is what people have who have measured; cv is that by the mean. */
static bool by_cv(bool (*make)(struct sim_arena *arena, const double *p, struct sim_law *ret_law),
                  struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    const double q[2] = {p[0], p[0] > 0 ? p[1] / p[0] : -1};

    return make(arena, q, ret_law);
}

static bool make_gamma_mean_sd(struct sim_arena *arena, const double *p, struct sim_law *ret_law)
{
    return by_cv(make_gamma_mean_cv, arena, p, ret_law);
}

static bool make_lognormal_mean_sd(struct sim_arena *arena, const double *p,
                                   struct sim_law *ret_law)
{
    return by_cv(make_lognormal_mean_cv, arena, p, ret_law);
}

static bool make_weibull_mean_sd(struct sim_arena *arena, const double *p,
                                 struct sim_law *ret_law)
{
    return by_cv(make_weibull_mean_cv, arena, p, ret_law);
}

static const struct scn_values_form forms[] = {
    {"constant", {"value"}, "v", "{constant: 5us}", make_constant, false, NULL},
    {"uniform", {"low", "high"}, "vv", "{uniform: [2us, 6us]}", make_uniform, true,
     "the second value must not be below the first"},
    {"uniform", {"min", "max"}, "vv", "{uniform: {min: 2us, max: 6us}}", make_uniform, false,
     "max must not be below min"},
    {"uniform", {"mean", "cv"}, "vn", "{uniform: {mean: 4us, cv: 0.3}}", make_uniform_mean_cv,
     false, "cv is at most 0.577, so that nothing is below 0"},
    {"exponential", {"mean"}, "v", "{exponential: 5us}", make_exponential, false,
     "the mean must be above 0"},
    {"exponential", {"rate"}, "r", "{exponential: 200/ms}", make_exponential_rate, false, NULL},
    {"exponential", {"median"}, "v", "{exponential: {median: 3us}}", make_exponential_median,
     false, "the median must be above 0"},
    {"exponential", {"p99"}, "v", "{exponential: {p99: 20us}}", make_exponential_p99, false,
     "the p99 must be above 0"},
    {"exponential", {"p50"}, "v", "{exponential: {p50: 3us}}", make_exponential_median, false,
     "the p50 must be above 0"},
    {"erlang", {"stages", "mean"}, "nv", "{erlang: {stages: 3, mean: 5us}}", make_erlang, false,
     "stages is a whole number from 1 to 1000, the mean is above 0"},
    {"erlang", {"stages", "rate"}, "nr", "{erlang: {stages: 3, rate: 600/ms}}", make_erlang_rate,
     false, "stages is a whole number from 1 to 1000; the rate is that of one stage"},
    {"gamma", {"mean", "cv"}, "vn", "{gamma: {mean: 4ms, cv: 0.5}}", make_gamma_mean_cv, false,
     "the mean must be above 0 and cv from 0.001 to 10"},
    {"gamma", {"median", "p99"}, "vv", "{gamma: {median: 3ms, p99: 12ms}}",
     make_gamma_median_p99, false, "the p99 must be above the median"},
    {"gamma", {"mean", "p99"}, "vv", "{gamma: {mean: 4ms, p99: 12ms}}", make_gamma_mean_p99, false,
     "the p99 must be above the mean, and at most about 15 times as large"},
    {"gamma", {"mean", "shape"}, "vn", "{gamma: {mean: 4ms, shape: 4}}", make_gamma_mean_shape,
     false, "the mean must be above 0 and shape from 0.01 to 1e6"},
    {"gamma", {"shape", "scale"}, "nv", "{gamma: {shape: 4, scale: 1ms}}", make_gamma, false,
     "shape is from 0.01 to 1e6, scale above 0"},
    {"gamma", {"mean", "sd"}, "vv", "{gamma: {mean: 4ms, sd: 2ms}}", make_gamma_mean_sd, false,
     "the mean must be above 0 and sd from 0.001 to 10 times as large"},
    {"gamma", {"p50", "p99"}, "vv", "{gamma: {p50: 3ms, p99: 12ms}}", make_gamma_median_p99,
     false, "the p99 must be above the p50"},
    {"lognormal", {"median", "p99"}, "vv", "{lognormal: {median: 2us, p99: 9us}}",
     make_lognormal_median_p99, false, "the p99 must be above the median"},
    {"lognormal", {"p50", "p99"}, "vv", "{lognormal: {p50: 2us, p99: 9us}}",
     make_lognormal_median_p99, false, "the p99 must be above the p50"},
    {"lognormal", {"mean", "sd"}, "vv", "{lognormal: {mean: 2us, sd: 1.6us}}",
     make_lognormal_mean_sd, false, "the mean must be above 0"},
    {"lognormal", {"mean", "cv"}, "vn", "{lognormal: {mean: 2us, cv: 0.8}}",
     make_lognormal_mean_cv, false, "the mean must be above 0 and cv at least 0"},
    {"lognormal", {"mean", "p99"}, "vv", "{lognormal: {mean: 2us, p99: 9us}}",
     make_lognormal_mean_p99, false,
     "the p99 must be above the mean, and at most about 15 times as large"},
    {"lognormal", {"mean", "median"}, "vv", "{lognormal: {mean: 3us, median: 2us}}",
     make_lognormal_mean_median, false, "the mean must be above the median"},
    {"lognormal", {"median", "cv"}, "vn", "{lognormal: {median: 2us, cv: 0.8}}",
     make_lognormal_median_cv, false, "the median must be above 0 and cv at least 0"},
    {"lognormal", {"median", "sigma"}, "vn", "{lognormal: {median: 2us, sigma: 0.6}}",
     make_lognormal_median_sigma, false, "the median must be above 0, sigma above 0 and below 20"},
    {"weibull", {"mean", "sd"}, "vv", "{weibull: {mean: 2us, sd: 1.6us}}", make_weibull_mean_sd,
     false, "the mean must be above 0"},
    {"weibull", {"p50", "p99"}, "vv", "{weibull: {p50: 2us, p99: 9us}}", make_weibull_median_p99,
     false, "the p99 must be above the p50"},
    {"weibull", {"mean", "cv"}, "vn", "{weibull: {mean: 2us, cv: 0.8}}", make_weibull_mean_cv,
     false, "the mean must be above 0 and cv at least 0"},
    {"weibull", {"median", "p99"}, "vv", "{weibull: {median: 2us, p99: 9us}}",
     make_weibull_median_p99, false, "the p99 must be above the median"},
    {"weibull", {"mean", "p99"}, "vv", "{weibull: {mean: 2us, p99: 9us}}", make_weibull_mean_p99,
     false, "the p99 must be above the mean, and at most about 18 times as large"},
    {"weibull", {"mean", "shape"}, "vn", "{weibull: {mean: 2us, shape: 1.5}}",
     make_weibull_mean_shape, false, "the mean must be above 0 and shape from 0.05 to 1000"},
    {"weibull", {"shape", "scale"}, "nv", "{weibull: {shape: 1.5, scale: 2us}}", make_weibull,
     false, "shape is from 0.05 to 1000, scale above 0"},
    {"pareto", {"mean", "alpha"}, "vn", "{pareto: {mean: 2us, alpha: 2.5}}",
     make_pareto_mean_alpha, false, "the mean must be above 0 and alpha above 1"},
    {"pareto", {"mean", "cv"}, "vn", "{pareto: {mean: 2us, cv: 0.8}}", make_pareto_mean_cv, false,
     "the mean must be above 0 and cv at least 0"},
    {"pareto", {"mean", "p99"}, "vv", "{pareto: {mean: 2us, p99: 9us}}", make_pareto_mean_p99,
     false, "the p99 must be above the mean, and at most about 8 times as large"},
    {"pareto", {"median", "p99"}, "vv", "{pareto: {median: 2us, p99: 9us}}",
     make_pareto_median_p99, false, "the p99 must be above the median"},
    {"pareto", {"p50", "p99"}, "vv", "{pareto: {p50: 2us, p99: 9us}}", make_pareto_median_p99,
     false, "the p99 must be above the p50"},
    {"pareto", {"min", "alpha"}, "vn", "{pareto: {min: 1us, alpha: 2.5}}", make_pareto, false,
     "the min must be above 0 and alpha at least 0.1"},
    {"pareto", {"minimum", "alpha"}, "vn", "{pareto: {minimum: 1us, alpha: 2.5}}", make_pareto,
     false, "the minimum must be above 0 and alpha at least 0.1"},
    {"lomax", {"mean", "alpha"}, "vn", "{lomax: {mean: 2us, alpha: 2.5}}",
     make_lomax_mean_alpha, false, "the mean must be above 0 and alpha above 1"},
    {"lomax", {"mean", "cv"}, "vn", "{lomax: {mean: 2us, cv: 3}}", make_lomax_mean_cv, false,
     "the mean must be above 0 and cv above 1"},
    {"lomax", {"median", "p99"}, "vv", "{lomax: {median: 2us, p99: 30us}}", make_lomax_median_p99,
     false, "the p99 must be more than 6.65 times the median"},
    {"lomax", {"scale", "alpha"}, "vn", "{lomax: {scale: 3us, alpha: 2.5}}", make_lomax, false,
     "the scale must be above 0 and alpha at least 0.1"},
    {"hyperexponential", {"mean", "cv"}, "vn", "{hyperexponential: {mean: 2us, cv: 3}}",
     make_hyperexponential, false, "the mean must be above 0 and cv above 1"},
    {"hyperexponential", {NULL}, "", "{hyperexponential: [{weight: 9, mean: 1us}, {weight: 1, "
                                      "mean: 20us}]}", NULL, false, NULL},
    {"triangular", {"low", "mode", "high"}, "vvv", "{triangular: [1us, 2us, 6us]}",
     make_triangular, true, "low, mode and high must ascend"},
    {"triangular", {"min", "mode", "max"}, "vvv",
     "{triangular: {min: 1us, mode: 2us, max: 6us}}", make_triangular, false,
     "min, mode and max must ascend"},
    {"triangular", {"low", "mean", "high"}, "vvv",
     "{triangular: {low: 1us, mean: 3us, high: 6us}}", make_triangular_mean, false,
     "no mode between low and high gives this mean"},
    {"choice", {NULL}, "", "{choice: [{weight: 9, value: 2us}, {weight: 1, value: "
                            "{exponential: 1ms}}]}", NULL, false, NULL},
    {"histogram", {NULL}, "", "{histogram: {edges: [0us, 10us, 50us], weights: [9, 1]}}", NULL,
     false, NULL},
    {"empirical", {NULL}, "", "{empirical: file.csv}", NULL, false, NULL},
};


#define FORM_COUNT (sizeof forms / sizeof forms[0])

const struct scn_values_form *scn_values_forms_row(uint32_t n)
{
    return n < FORM_COUNT ? &forms[n] : NULL;
}

const struct scn_values_form *scn_values_forms_next(const struct scn_values_form *form,
                                                    const char *law)
{
    for (size_t n = form == NULL ? 0 : (size_t)(form - forms) + 1u; n < FORM_COUNT; n++) {
        if (strcmp(forms[n].law, law) == 0) {
            return &forms[n];
        }
    }
    return NULL;
}

uint32_t scn_values_forms_keys(const struct scn_values_form *form)
{
    return (uint32_t)strlen(form->types);
}

bool scn_values_forms_has(const struct scn_values_form *form, const char *key)
{
    for (uint32_t n = 0; n < scn_values_forms_keys(form); n++) {
        if (strcmp(form->keys[n], key) == 0) {
            return true;
        }
    }
    return false;
}
