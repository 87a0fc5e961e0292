/* Distributions: every form of the table makes the law that its parameters say. */
#include <math.h>
#include <stdlib.h>

#include "scenarios/language/values_forms.h"
#include "tests/scenarios/language_values/desk.h"

static const struct scn_node *lay_value(struct desk *desk, const char *text)
{
    char line[600];

    snprintf(line, sizeof line, "v: %s\n", text);
    desk_lay(desk, line, strlen(line));
    return desk->root->pairs[0].value;
}

/* Mean, median and p99 in ns (0: not checked) of a law of durations. */
struct known {
    const char *text;
    double mean, cv, median, p99;
};

static void check_known(void **lab_state, const struct known *known)
{
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, known->text);
    struct sim_law law;
    double mean;
    bool assumed, fine = scn_values_duration_law(&desk.values, node, &law, &assumed);

    CHECK_TEXT(desk_printed(&desk), "");
    CHECK(fine);
    mean = sim_law_mean(&law);
    if (known->mean > 0) {
        CHECK_NEAR(mean / known->mean, 1.0, 1e-9);
    }
    if (known->cv > 0) {
        CHECK_NEAR(sqrt(sim_law_variance(&law)) / mean / known->cv, 1.0, 1e-8);
    }
    if (known->median > 0) {
        CHECK_NEAR(sim_law_quantile(&law, 0.5) / known->median, 1.0, 1e-9);
    }
    if (known->p99 > 0) {
        CHECK_NEAR(sim_law_quantile(&law, 0.99) / known->p99, 1.0, 1e-9);
    }
    desk_clear(&desk);
}

TEST(a_mean_with_a_p99_or_a_median_makes_the_law_that_has_both)
{
    static const struct known laws[] = {
        {"{uniform: {mean: 4us, cv: 0.3}}", 4000, 0.3, 4000, 0},
        {"{gamma: {mean: 4ms, p99: 12ms}}", 4e6, 0, 0, 1.2e7},
        {"{gamma: {mean: 4ms, p99: 4.1ms}}", 4e6, 0, 0, 4.1e6},
        {"{gamma: {mean: 4ms, p99: 40ms}}", 4e6, 0, 0, 4e7},
        {"{weibull: {mean: 2us, p99: 9us}}", 2000, 0, 0, 9000},
        {"{weibull: {mean: 2us, p99: 30us}}", 2000, 0, 0, 30000},
        {"{pareto: {mean: 2us, cv: 0.8}}", 2000, 0.8, 0, 0},
        {"{pareto: {mean: 2us, p99: 9us}}", 2000, 0, 0, 9000},
        {"{lomax: {mean: 2us, cv: 3}}", 2000, 3, 0, 0},
        {"{lomax: {median: 2us, p99: 30us}}", 0, 0, 2000, 30000},
        {"{lognormal: {mean: 3us, median: 2us}}", 3000, 0, 2000, 0},
        {"{lognormal: {median: 2us, cv: 0.8}}", 0, 0.8, 2000, 0},
        {"{gamma: {mean: 4ms, p99: 4ms}}", 4e6, 0, 4e6, 4e6},
        {"{pareto: {mean: 4ms, p99: 4ms}}", 4e6, 0, 4e6, 4e6},
        /* mode 3 x 3 - 1 - 6 = 2 us; P(X <= x) = 1 - (6 - x)^2 / 20 beyond it */
        {"{triangular: {low: 1us, mean: 3us, high: 6us}}", 3000, 0, 2837.722339831620,
         5552.786404500042},
        {"{constant: 5us}", 5000, 0, 5000, 5000},
    };

    for (size_t n = 0; n < sizeof laws / sizeof laws[0]; n++) {
        check_known(lab_state, &laws[n]);
    }
}

TEST(every_set_of_parameters_makes_the_law_that_has_them)
{
    static const struct known laws[] = {
        {"40ms", 4e7, 0, 4e7, 4e7},
        /* mean (2+6)/2, cv (6-2)/sqrt(12)/4, p99 2+0.99*4 */
        {"{uniform: [2us, 6us]}", 4000, 0.2886751345948129, 4000, 5960},
        {"{uniform: {high: 6us, low: 2us}}", 4000, 0, 4000, 5960},
        {"{uniform: {min: 2us, max: 6us}}", 4000, 0, 4000, 5960},
        {"{exponential: {p50: 3us}}", 0, 1, 3000, 0},
        {"{gamma: {p50: 3ms, p99: 12ms}}", 0, 0, 3e6, 1.2e7},
        {"{lognormal: {p50: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        {"{weibull: {p50: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        {"{pareto: {p50: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        {"{pareto: {min: 1us, alpha: 2}}", 2000, 0, 1414.213562373095, 10000},
        {"{triangular: {min: 1us, mode: 2us, max: 6us}}", 3000, 0, 0, 0},
        /* cv = sd / mean: 2 of 4, 1.6 of 2 */
        {"{gamma: {mean: 4ms, sd: 2ms}}", 4e6, 0.5, 0, 0},
        {"{lognormal: {mean: 2us, sd: 1600ns}}", 2000, 0.8, 0, 0},
        {"{weibull: {mean: 2us, sd: 1600ns}}", 2000, 0.8, 0, 0},
        /* median = mean ln 2 */
        {"{exponential: 5us}", 5000, 1, 3465.735902799727, 0},
        {"{exponential: {mean: 5us}}", 5000, 1, 0, 0},
        {"{exponential: 200/ms}", 5000, 1, 0, 0},
        {"{exponential: {rate: 200/ms}}", 5000, 1, 0, 0},
        {"{exponential: {median: 3us}}", 0, 1, 3000, 0},
        {"{exponential: {p99: 20us}}", 0, 1, 0, 20000},
        /* k stages: cv = 1/sqrt(k); a stage of 600/ms lasts 1666.67 ns, three of them 5000 */
        {"{erlang: {stages: 4, mean: 8us}}", 8000, 0.5, 0, 0},
        {"{erlang: {stages: 3, rate: 600/ms}}", 5000, 0.5773502691896258, 0, 0},
        {"{gamma: {mean: 4ms, cv: 0.5}}", 4e6, 0.5, 0, 0},
        {"{gamma: {mean: 4ms, cv: 0}}", 4e6, 0, 4e6, 4e6},
        {"{gamma: {median: 3ms, p99: 12ms}}", 0, 0, 3e6, 1.2e7},
        {"{gamma: {mean: 4ms, shape: 4}}", 4e6, 0.5, 0, 0},
        {"{gamma: {shape: 4, scale: 1ms}}", 4e6, 0.5, 0, 0},
        {"{lognormal: {median: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        {"{lognormal: {mean: 2us, cv: 0.8}}", 2000, 0.8, 0, 0},
        {"{lognormal: {mean: 2us, p99: 9us}}", 2000, 0, 0, 9000},
        /* mean = median exp(sigma^2 / 2), cv = sqrt(exp(sigma^2) - 1) for sigma = 0.6 */
        {"{lognormal: {median: 2us, sigma: 0.6}}", 2394.4347262436204, 0.6582776120758932, 2000, 0},
        {"{weibull: {mean: 2us, cv: 0.8}}", 2000, 0.8, 0, 0},
        {"{weibull: {median: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        /* shape 1 is exponential; shape 2: mean = scale Gamma(1.5) = scale sqrt(pi) / 2 */
        {"{weibull: {mean: 2us, shape: 1}}", 2000, 1, 0, 0},
        {"{weibull: {shape: 2, scale: 2us}}", 1772.4538509055159, 0, 0, 0},
        /* mean = minimum alpha / (alpha - 1), median = minimum 2^(1/alpha) */
        {"{pareto: {mean: 2us, alpha: 2.5}}", 2000, 0, 1583.4094927765887, 0},
        {"{pareto: {median: 2us, p99: 9us}}", 0, 0, 2000, 9000},
        {"{pareto: {minimum: 1us, alpha: 2}}", 2000, 0, 1414.213562373095, 10000},
        {"{lomax: {mean: 2us, alpha: 3}}", 2000, 0, 0, 0},
        {"{lomax: {scale: 4us, alpha: 3}}", 2000, 0, 0, 0},
        {"{hyperexponential: {mean: 2us, cv: 3}}", 2000, 3, 0, 0},
        /* 0.9 * 1 + 0.1 * 20 */
        {"{hyperexponential: [{weight: 9, mean: 1us}, {weight: 1, mean: 20us}]}", 2900, 0, 0, 0},
        {"{triangular: [1us, 2us, 6us]}", 3000, 0, 0, 0},
        {"{triangular: {mode: 2us, low: 1us, high: 6us}}", 3000, 0, 0, 0},
        /* (9 * 2 + 1 * 1000 + 1 * 5) / 11 */
        {"{choice: [{weight: 9, value: 2us}, {weight: 1, value: {exponential: 1ms}}, 5us]}", 93000,
         0, 0, 0},
        /* 0.9 * 5 + 0.1 * 30; half of the weight lies below 10us * 0.5 / 0.9 */
        {"{histogram: {edges: [0us, 10us, 50us], weights: [9, 1]}}", 7500, 0, 5555.555555555556,
         46000},
        {"{histogram: [{from: 0us, to: 10us, weight: 90}, {from: 10us, to: 50us, weight: 10}]}",
         7500, 0, 5555.555555555556, 46000},
        {"{empirical: [1us, 5us, 3us]}", 3000, 0, 3000, 5000},
    };

    for (size_t n = 0; n < sizeof laws / sizeof laws[0]; n++) {
        check_known(lab_state, &laws[n]);
    }
}

TEST(every_example_of_the_reference_can_be_read)
{
    const struct scn_values_form *form;
    uint32_t count = 0;

    for (; (form = scn_values_forms_row(count)) != NULL; count++) {
        struct desk desk;
        const struct scn_node *node = lay_value(&desk, form->example);
        struct sim_law law;
        bool assumed;

        if (strcmp(form->law, "empirical") == 0) {
            desk_clear(&desk); /* names a file */
            continue;
        }
        CHECK_TEXT(node->pairs[0].key->text, form->law);
        CHECK(scn_values_duration_law(&desk.values, node, &law, &assumed));
        CHECK_TEXT(desk_printed(&desk), "");
        desk_clear(&desk);
    }
    CHECK_INT(count, ==, 52);
}

TEST(a_tilde_anywhere_in_a_distribution_makes_it_assumed)
{
    static const char *const marked[] = {"~3us", "{lognormal: {median: ~2us, p99: 9us}}",
                                         "{gamma: {mean: 4ms, cv: ~0.5}}",
                                         "{choice: [1us, {weight: ~2, value: 3us}]}",
                                         "{empirical: [1us, ~2us]}"};
    struct desk desk;
    struct sim_law law;
    bool assumed;

    for (size_t n = 0; n < sizeof marked / sizeof marked[0]; n++) {
        const struct scn_node *node = lay_value(&desk, marked[n]);

        CHECK(scn_values_duration_law(&desk.values, node, &law, &assumed) && assumed);
        desk_clear(&desk);
    }
    CHECK(scn_values_duration_law(&desk.values, lay_value(&desk, "{exponential: 1us}"), &law,
                                  &assumed));
    CHECK(!assumed);
    desk_clear(&desk);
}

TEST(counts_take_the_same_distributions_without_units)
{
    struct desk desk;
    struct sim_law law;
    bool assumed;

    CHECK(scn_values_count_law(&desk.values, lay_value(&desk, "3"), &law, &assumed));
    CHECK(law.kind == SIM_LAW_CONSTANT && law.a == 3);
    desk_clear(&desk);
    CHECK(scn_values_count_law(&desk.values, lay_value(&desk, "{uniform: [1, 4]}"), &law,
                               &assumed));
    CHECK_NEAR(sim_law_mean(&law), 2.5, 1e-12);
    desk_clear(&desk);
    CHECK(scn_values_count_law(&desk.values, lay_value(&desk, "{lognormal: {mean: 2.5, cv: 1}}"),
                               &law, &assumed));
    CHECK_NEAR(sim_law_mean(&law), 2.5, 1e-9);
    desk_clear(&desk);
}

TEST(weights_become_shares_that_end_at_exactly_one)
{
    struct desk desk;
    struct sim_law law;
    bool assumed;

    CHECK(scn_values_duration_law(
        &desk.values, lay_value(&desk, "{choice: [{weight: 0.1, value: 1us}, {weight: 0.1, "
                                       "value: 2us}, {weight: 0.1, value: 3us}]}"),
        &law, &assumed));
    CHECK_INT(law.count, ==, 3);
    CHECK_NEAR(law.parts[0].share, 1.0 / 3, 1e-15);
    CHECK(law.parts[2].share == 1.0);
    CHECK(law.parts[1].law->a == 2000);
    desk_clear(&desk);
}

TESTS(ENTRY(a_mean_with_a_p99_or_a_median_makes_the_law_that_has_both),
      ENTRY(every_set_of_parameters_makes_the_law_that_has_them),
      ENTRY(every_example_of_the_reference_can_be_read),
      ENTRY(a_tilde_anywhere_in_a_distribution_makes_it_assumed),
      ENTRY(counts_take_the_same_distributions_without_units),
      ENTRY(weights_become_shares_that_end_at_exactly_one))
