/* What is said about values: every complaint at its place, with what would be right. */
#include <stdlib.h>

#include "tests/scenarios/language_values/desk.h"

/* The first letter of the key says as what the value is read. */
static bool read_value(const struct scn_values *v, char kind, const struct scn_node *node)
{
    struct sim_arrivals arrivals;
    struct sim_law law;
    const char *name;
    uint64_t ns;
    int64_t whole;
    double real;
    bool assumed, truth;

    switch (kind) {
    case 'd':
        return scn_values_duration(v, node, &ns, &assumed);
    case 'r':
        return scn_values_rate(v, node, &real, &assumed);
    case 'w':
        return scn_values_whole(v, node, -5, 1000000, &whole);
    case 'n':
        return scn_values_real(v, node, 0, 1e6, &real);
    case 't':
        return scn_values_truth(v, node, &truth);
    case 'm':
        return scn_values_name(v, node, &name);
    case 'l':
        return scn_values_duration_law(v, node, &law, &assumed);
    case 'c':
        return scn_values_count_law(v, node, &law, &assumed);
    default:
        return scn_values_arrivals(v, node, &arrivals, &assumed);
    }
}

static void check_all(void **lab_state, const struct complaint *complaints, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        const char *text = complaints[n].text;
        struct desk desk;

        desk_lay(&desk, text, strlen(text));
        CHECK(desk.fine);
        CHECK(!read_value(&desk.values, text[0], desk.root->pairs[0].value));
        CHECK_TEXT(desk_printed(&desk), complaints[n].printed);
        desk_clear(&desk);
    }
}

#define CHECK_ALL(complaints) \
    check_all(lab_state, complaints, sizeof complaints / sizeof complaints[0])

static const struct complaint durations[] = {
    {"d: 400\n",
     "a.yaml:1:4: error[S016]: a duration needs a unit\n"
     "   1 | d: 400\n"
     "     |    ^^^ 400us, 400ms or 400s?\n"},
    {"d: 0\n",
     "a.yaml:1:4: error[S016]: a duration needs a unit\n"
     "   1 | d: 0\n"
     "     |    ^ write 0us\n"},
    {"d: 1usec\n",
     "a.yaml:1:4: error[S018]: 'usec' is no unit of time\n"
     "   1 | d: 1usec\n"
     "     |    ^^^^^ write 1us\n"},
    {"d: 5m\n",
     "a.yaml:1:4: error[S018]: 'm' is no unit of time\n"
     "   1 | d: 5m\n"
     "     |    ^^ write 5min or 5ms\n"},
    {"d: 3\302\265s\n",
     "a.yaml:1:4: error[S018]: '\302\265s' is no unit of time\n"
     "   1 | d: 3\302\265s\n"
     "     |    ^^^ write 3us\n"},
    {"d: -3us\n",
     "a.yaml:1:4: error[S018]: a duration cannot be negative\n"
     "   1 | d: -3us\n"
     "     |    ^^^^\n"},
    {"d: 101000000h\n",
     "a.yaml:1:4: error[S020]: the duration is too long\n"
     "   1 | d: 101000000h\n"
     "     |    ^^^^^^^^^^ at most 100 years (876600h)\n"},
    {"d: abc\n",
     "a.yaml:1:4: error[S018]: 'abc' is not a duration\n"
     "   1 | d: abc\n"
     "     |    ^^^ such as 20us or 1.5ms\n"},
    {"d:\n",
     "a.yaml:1:3: error[S018]: a duration is missing here\n"
     "   1 | d:\n"
     "     |   ^ such as 20us or 1.5ms\n"},
    {"d: [1us]\n",
     "a.yaml:1:4: error[S013]: a duration is needed here, not a list\n"
     "   1 | d: [1us]\n"
     "     |    ^^^^^\n"},
    {"d: {a: b}\n",
     "a.yaml:1:4: error[S013]: a duration is needed here, not a map\n"
     "   1 | d: {a: b}\n"
     "     |    ^^^^^^\n"},
    {"d: 1000/s\n",
     "a.yaml:1:4: error[S018]: a duration is needed here, not a rate\n"
     "   1 | d: 1000/s\n"
     "     |    ^^^^^^ one every 1ms?\n"},
    {"d: 20parsec\n",
     "a.yaml:1:4: error[S018]: 'parsec' is no unit of time\n"
     "   1 | d: 20parsec\n"
     "     |    ^^^^^^^^ there are ns, us, ms, s, min and h\n"},
    {"d: 3 4us\n",
     "a.yaml:1:4: error[S018]: '4us' is no unit of time\n"
     "   1 | d: 3 4us\n"
     "     |    ^^^^^ there are ns, us, ms, s, min and h\n"},
};

TEST(a_duration_without_or_with_a_strange_unit_is_explained)
{
    CHECK_ALL(durations);
}

static const struct complaint rates[] = {
    {"r: 1000\n",
     "a.yaml:1:4: error[S017]: a rate needs a unit\n"
     "   1 | r: 1000\n"
     "     |    ^^^^ write 1000/s (or 1/ms)\n"},
    {"r: 400\n",
     "a.yaml:1:4: error[S017]: a rate needs a unit\n"
     "   1 | r: 400\n"
     "     |    ^^^ write 400/s (or 0.4/ms)\n"},
    {"r: 3us\n",
     "a.yaml:1:4: error[S019]: a rate is needed here, not a duration\n"
     "   1 | r: 3us\n"
     "     |    ^^^ such as 1000/s or 5/ms\n"},
    {"r: 0/s\n",
     "a.yaml:1:4: error[S019]: a rate of 0 never brings anything\n"
     "   1 | r: 0/s\n"
     "     |    ^^^ leave it out instead\n"},
    {"r: -1/s\n",
     "a.yaml:1:4: error[S019]: a rate cannot be negative\n"
     "   1 | r: -1/s\n"
     "     |    ^^^^\n"},
    {"r: 2/ns\n",
     "a.yaml:1:4: error[S020]: not a usable rate\n"
     "   1 | r: 2/ns\n"
     "     |    ^^^^ at most 1/ns\n"},
    {"r: 10Hz\n",
     "a.yaml:1:4: error[S019]: 'Hz' is no unit of a rate\n"
     "   1 | r: 10Hz\n"
     "     |    ^^^^ write 10/s\n"},
    {"r: 5/sec\n",
     "a.yaml:1:4: error[S019]: '/sec' is no unit of a rate\n"
     "   1 | r: 5/sec\n"
     "     |    ^^^^^ write 5/s\n"},
    {"r: often\n",
     "a.yaml:1:4: error[S019]: 'often' is not a rate\n"
     "   1 | r: often\n"
     "     |    ^^^^^ such as 1000/s or 5/ms\n"},
    {"r:\n",
     "a.yaml:1:3: error[S019]: a rate is missing here\n"
     "   1 | r:\n"
     "     |   ^ such as 1000/s or 5/ms\n"},
    {"r: 1e-30/s\n",
     "a.yaml:1:4: error[S020]: not a usable rate\n"
     "   1 | r: 1e-30/s\n"
     "     |    ^^^^^^^ at most 1/ns\n"},
};

TEST(a_rate_without_or_with_a_strange_unit_is_explained)
{
    CHECK_ALL(rates);
}

static const struct complaint numbers[] = {
    {"w: 2.5\n",
     "a.yaml:1:4: error[S021]: a whole number is needed here\n"
     "   1 | w: 2.5\n"
     "     |    ^^^\n"},
    {"w: 3us\n",
     "a.yaml:1:4: error[S038]: a whole number has no unit\n"
     "   1 | w: 3us\n"
     "     |    ^^^ write 3\n"},
    {"w: 7000000\n",
     "a.yaml:1:4: error[S020]: the number is too large\n"
     "   1 | w: 7000000\n"
     "     |    ^^^^^^^ at most 1000000\n"},
    {"w: -7\n",
     "a.yaml:1:4: error[S020]: the number is too small\n"
     "   1 | w: -7\n"
     "     |    ^^ at least -5\n"},
    {"w: x\n",
     "a.yaml:1:4: error[S021]: 'x' is not a whole number\n"
     "   1 | w: x\n"
     "     |    ^\n"},
    {"w: ~3\n",
     "a.yaml:1:4: error[S021]: '~' marks durations, rates and distributions only\n"
     "   1 | w: ~3\n"
     "     |    ^^\n"},
    {"w: 99999999999999999999999999\n",
     "a.yaml:1:4: error[S020]: the number is too large\n"
     "   1 | w: 99999999999999999999999999\n"
     "     |    ^^^^^^^^^^^^^^^^^^^^^^^^^^ at most 1000000\n"},
    {"n: 1e40\n",
     "a.yaml:1:4: error[S020]: not a usable number\n"
     "   1 | n: 1e40\n"
     "     |    ^^^^\n"},
    {"n: 2us\n",
     "a.yaml:1:4: error[S038]: a number has no unit\n"
     "   1 | n: 2us\n"
     "     |    ^^^ write 2\n"},
    {"n: -1\n",
     "a.yaml:1:4: error[S020]: the number is too small\n"
     "   1 | n: -1\n"
     "     |    ^^ at least 0\n"},
    {"n: x\n",
     "a.yaml:1:4: error[S022]: 'x' is not a number\n"
     "   1 | n: x\n"
     "     |    ^\n"},
    {"n: []\n",
     "a.yaml:1:4: error[S013]: a number is needed here, not a list\n"
     "   1 | n: []\n"
     "     |    ^^\n"},
};

TEST(a_number_that_is_none_or_out_of_range_is_explained)
{
    CHECK_ALL(numbers);
}

static const struct complaint words[] = {
    {"t: 1\n",
     "a.yaml:1:4: error[S023]: '1' is neither true nor false\n"
     "   1 | t: 1\n"
     "     |    ^ write true or false\n"},
    {"t: True\n",
     "a.yaml:1:4: error[S023]: 'True' is neither true nor false\n"
     "   1 | t: True\n"
     "     |    ^^^^ write true or false\n"},
    {"m: 3x\n",
     "a.yaml:1:4: error[S024]: '3x' is not a name\n"
     "   1 | m: 3x\n"
     "     |    ^^ a letter, then letters, digits, '_', '-' and '.'\n"},
    {"m: a b\n",
     "a.yaml:1:4: error[S024]: 'a b' is not a name\n"
     "   1 | m: a b\n"
     "     |    ^^^ a letter, then letters, digits, '_', '-' and '.'\n"},
    {"m:\n",
     "a.yaml:1:3: error[S024]: a name is missing here\n"
     "   1 | m:\n"
     "     |   ^\n"},
    {"m: {a: b}\n",
     "a.yaml:1:4: error[S013]: a name is needed here, not a map\n"
     "   1 | m: {a: b}\n"
     "     |    ^^^^^^\n"},
};

TEST(truth_and_names_are_checked)
{
    CHECK_ALL(words);
}

static const struct complaint laws[] = {
    {"l: {lognorml: {median: 2us, p99: 9us}}\n",
     "a.yaml:1:5: error[S025]: no distribution is called 'lognorml'\n"
     "   1 | l: {lognorml: {median: 2us, p99: 9us}}\n"
     "     |     ^^^^^^^^ did you mean 'lognormal'?\n"},
    {"l: {lognormal: {median: 9us, p99: 2us}}\n",
     "a.yaml:1:16: error[S026]: no lognormal distribution has these parameters\n"
     "   1 | l: {lognormal: {median: 9us, p99: 2us}}\n"
     "     |                ^^^^^^^^^^^^^^^^^^^^^^^ the p99 must be above the median\n"},
    {"l: {gamma: {mean: 4ms}}\n",
     "a.yaml:1:12: error[S026]: gamma needs another set of parameters\n"
     "   1 | l: {gamma: {mean: 4ms}}\n"
     "     |            ^^^^^^^^^^^\n"
     "     = gamma takes mean and cv, or median and p99, or mean and p99, or mean and\n"
     "       shape, or shape and scale, or mean and sd\n"},
    {"l: {gamma: {mean: 4ms, cvv: 0.5}}\n",
     "a.yaml:1:24: error[S003]: gamma has no key 'cvv'\n"
     "   1 | l: {gamma: {mean: 4ms, cvv: 0.5}}\n"
     "     |                        ^^^ did you mean 'cv'?\n"},
    {"l: {gamma: {mean: 4ms, shoe: 0.5}}\n",
     "a.yaml:1:24: error[S003]: gamma has no key 'shoe'\n"
     "   1 | l: {gamma: {mean: 4ms, shoe: 0.5}}\n"
     "     |                        ^^^^\n"
     "     = gamma takes mean and cv, or median and p99, or mean and p99, or mean and\n"
     "       shape, or shape and scale, or mean and sd\n"},
    {"l: {uniform: [6us, 2us]}\n",
     "a.yaml:1:14: error[S026]: no uniform distribution has these parameters\n"
     "   1 | l: {uniform: [6us, 2us]}\n"
     "     |              ^^^^^^^^^^ the second value must not be below the first\n"},
    {"l: {uniform: [6us]}\n",
     "a.yaml:1:14: error[S026]: uniform does not take a list of 1\n"
     "   1 | l: {uniform: [6us]}\n"
     "     |              ^^^^^\n"
     "     = uniform takes low and high, or mean and cv\n"},
    {"l: {gamma: 4ms}\n",
     "a.yaml:1:12: error[S026]: a single value does not make gamma\n"
     "   1 | l: {gamma: 4ms}\n"
     "     |            ^^^\n"
     "     = gamma takes mean and cv, or median and p99, or mean and p99, or mean and\n"
     "       shape, or shape and scale, or mean and sd\n"},
    {"l: {weibull: {median: 2, p99: 9us}}\n",
     "a.yaml:1:23: error[S016]: a duration needs a unit\n"
     "   1 | l: {weibull: {median: 2, p99: 9us}}\n"
     "     |                       ^ 2us, 2ms or 2s?\n"},
    {"l: {constant: 5us, uniform: [1us, 2us]}\n",
     "a.yaml:1:4: error[S025]: a duration or one distribution is needed here\n"
     "   1 | l: {constant: 5us, uniform: [1us, 2us]}\n"
     "     |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
     "     = such as {lognormal: {median: 2us, p99: 9us}}\n"},
    {"l: [1us]\n",
     "a.yaml:1:4: error[S025]: a duration or one distribution is needed here\n"
     "   1 | l: [1us]\n"
     "     |    ^^^^^\n"
     "     = such as {lognormal: {median: 2us, p99: 9us}}\n"},
    {"l: {foo: 3}\n",
     "a.yaml:1:5: error[S025]: no distribution is called 'foo'\n"
     "   1 | l: {foo: 3}\n"
     "     |     ^^^\n"
     "     = there are constant, uniform, exponential, erlang, gamma, lognormal,\n"
     "       weibull, pareto, lomax, hyperexponential, triangular, choice, histogram\n"
     "       or empirical\n"},
    {"l: {erlang: {stages: 2.5, mean: 1us}}\n",
     "a.yaml:1:13: error[S026]: no erlang distribution has these parameters\n"
     "   1 | l: {erlang: {stages: 2.5, mean: 1us}}\n"
     "     |             ^^^^^^^^^^^^^^^^^^^^^^^^ stages is a whole number from 1 to\n"
     "     |                                      1000, the mean is above 0\n"},
    {"l: {exponential: 0us}\n",
     "a.yaml:1:18: error[S026]: no exponential distribution has these parameters\n"
     "   1 | l: {exponential: 0us}\n"
     "     |                  ^^^ the mean must be above 0\n"},
    {"c: 2.5\n",
     "a.yaml:1:4: error[S021]: a whole number is needed here\n"
     "   1 | c: 2.5\n"
     "     |    ^^^\n"},
    {"c: 4us\n",
     "a.yaml:1:4: error[S038]: a number has no unit\n"
     "   1 | c: 4us\n"
     "     |    ^^^ write 4\n"},
    {"c: {exponential: {rate: 3/s}}\n",
     "a.yaml:1:25: error[S026]: a count has no rate\n"
     "   1 | c: {exponential: {rate: 3/s}}\n"
     "     |                         ^^^ write mean: instead\n"},
};

TEST(a_distribution_that_cannot_be_is_explained_with_what_there_is)
{
    CHECK_ALL(laws);
}

/* Written as elsewhere: what it would be here, to be pasted. */
static const struct complaint elsewhere[] = {
    {"l: exponential 5us\n",
     "a.yaml:1:4: error[S018]: 'exponential 5us' is not a duration\n"
     "   1 | l: exponential 5us\n"
     "     |    ^^^^^^^^^^^^^^^ write {exponential: 5us}\n"},
    {"l: ~ uniform(2us, 6us)\n",
     "a.yaml:1:4: error[S018]: '~ uniform(2us, 6us)' is not a duration\n"
     "   1 | l: ~ uniform(2us, 6us)\n"
     "     |    ^^^^^^^^^^^^^^^^^^^ write {uniform: [2us, 6us]}\n"},
    {"l: 5us..9us\n",
     "a.yaml:1:4: error[S018]: 'us..9us' is no unit of time\n"
     "   1 | l: 5us..9us\n"
     "     |    ^^^^^^^^ write {uniform: [5us, 9us]}\n"},
    {"l: [5us, 9us]\n",
     "a.yaml:1:4: error[S025]: a duration or one distribution is needed here\n"
     "   1 | l: [5us, 9us]\n"
     "     |    ^^^^^^^^^^\n"
     "     = write {uniform: [5us, 9us]}\n"},
    {"l: {median: 5us, p99: 9us}\n",
     "a.yaml:1:4: error[S025]: a duration or one distribution is needed here\n"
     "   1 | l: {median: 5us, p99: 9us}\n"
     "     |    ^^^^^^^^^^^^^^^^^^^^^^^\n"
     "     = write {lognormal: {median: 5us, p99: 9us}}\n"},
    {"l: {type: uniform, low: 1us, high: 2us}\n",
     "a.yaml:1:4: error[S025]: a duration or one distribution is needed here\n"
     "   1 | l: {type: uniform, low: 1us, high: 2us}\n"
     "     |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
     "     = write {uniform: {low: 1us, high: 2us}}\n"},
    {"l: {exp: 5us}\n",
     "a.yaml:1:5: error[S025]: no distribution is called 'exp'\n"
     "   1 | l: {exp: 5us}\n"
     "     |     ^^^ here it is called 'exponential'\n"},
    {"l: {mean: 5us}\n",
     "a.yaml:1:5: error[S025]: no distribution is called 'mean'\n"
     "   1 | l: {mean: 5us}\n"
     "     |     ^^^^\n"
     "     = say of which distribution that is: {exponential: {mean: 5us}}\n"},
    {"l: {normal: {mean: 5us, sd: 2us}}\n",
     "a.yaml:1:5: error[S025]: no distribution is called 'normal'\n"
     "   1 | l: {normal: {mean: 5us, sd: 2us}}\n"
     "     |     ^^^^^^\n"
     "     = nothing lasts less than 0; take one that cannot, with the same mean and\n"
     "       spread: {lognormal: {mean: 5us, cv: 0.4}}\n"},
    {"l: {~exponential: 5us}\n",
     "a.yaml:1:5: error[S025]: no distribution is called '~exponential'\n"
     "   1 | l: {~exponential: 5us}\n"
     "     |     ^^^^^^^^^^^^ a ~ stands before a value\n"
     "     = write {exponential: ~5us}\n"},
};

TEST(a_distribution_that_is_written_as_elsewhere_is_said_as_it_is_here)
{
    CHECK_ALL(elsewhere);
}

static const struct complaint parts[] = {
    {"l: {choice: []}\n",
     "a.yaml:1:13: error[S013]: choice takes a list that is not empty\n"
     "   1 | l: {choice: []}\n"
     "     |             ^^\n"},
    {"l: {choice: 3us}\n",
     "a.yaml:1:13: error[S013]: choice takes a list\n"
     "   1 | l: {choice: 3us}\n"
     "     |             ^^^\n"},
    {"l: {choice: [{weight: 1}]}\n",
     "a.yaml:1:14: error[S014]: a branch needs 'value'\n"
     "   1 | l: {choice: [{weight: 1}]}\n"
     "     |              ^^^^^^^^^^^\n"},
    {"l: {choice: [{weight: 0, value: 1us}]}\n",
     "a.yaml:1:13: error[S039]: all weights are 0\n"
     "   1 | l: {choice: [{weight: 0, value: 1us}]}\n"
     "     |             ^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
    {"l: {choice: [{weight: 1, value: 1us, x: 2}, {weight: -1, value: 2}]}\n",
     "a.yaml:1:38: error[S003]: a branch has no key 'x'\n"
     "   1 | l: {choice: [{weight: 1, value: 1us, x: 2}, {weight: -1, value: 2}]}\n"
     "     |                                      ^\n"
     "     = it has weight or value\n"
     "\n"
     "a.yaml:1:54: error[S020]: the number is too small\n"
     "   1 | l: {choice: [{weight: 1, value: 1us, x: 2}, {weight: -1, value: 2}]}\n"
     "     |                                                      ^^ at least 0\n"
     "\n"
     "a.yaml:1:65: error[S016]: a duration needs a unit\n"
     "   1 | l: {choice: [{weight: 1, value: 1us, x: 2}, {weight: -1, value: 2}]}\n"
     "     |                                                                 ^\n"
     "     |                                                           2us, 2ms or 2s?\n"},
    {"l: {histogram: {edges: [0us, 1us], weights: [1, 2]}}\n",
     "a.yaml:1:16: error[S026]: 2 edges make 1 bins, but there are 2 weights\n"
     "   1 | l: {histogram: {edges: [0us, 1us], weights: [1, 2]}}\n"
     "     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
    {"l: {histogram: {edges: [0us, 2us, 1us], weights: [1, 2]}}\n",
     "a.yaml:1:30: error[S026]: bins must ascend and not overlap\n"
     "   1 | l: {histogram: {edges: [0us, 2us, 1us], weights: [1, 2]}}\n"
     "     |                              ^^^\n"},
    {"l: {histogram: {edges: [0us]}}\n",
     "a.yaml:1:16: error[S014]: histogram needs 'weights'\n"
     "   1 | l: {histogram: {edges: [0us]}}\n"
     "     |                ^^^^^^^^^^^^^^\n"},
    {"l: {histogram: [{from: 0us, to: 2us, weight: 1}, {from: 1us, to: 3us, weight: 1}]}\n",
     "a.yaml:1:50: error[S026]: bins must ascend and not overlap\n"
     "   1 | ...m: [{from: 0us, to: 2us, weight: 1}, {from: 1us, to: 3us, weight: 1}]}\n"
     "     |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
    {"l: {histogram: [{from: 0us, weight: 1}]}\n",
     "a.yaml:1:17: error[S014]: a bin needs 'to'\n"
     "   1 | l: {histogram: [{from: 0us, weight: 1}]}\n"
     "     |                 ^^^^^^^^^^^^^^^^^^^^^^\n"},
    {"l: {hyperexponential: [{weight: 1, mean: 0us}]}\n",
     "a.yaml:1:42: error[S026]: the mean of a branch must be above 0\n"
     "   1 | l: {hyperexponential: [{weight: 1, mean: 0us}]}\n"
     "     |                                          ^^^\n"},
    {"l: {hyperexponential: [1us]}\n",
     "a.yaml:1:24: error[S013]: a branch is {weight: ..., mean: ...}\n"
     "   1 | l: {hyperexponential: [1us]}\n"
     "     |                        ^^^\n"},
    {"l: {empirical: []}\n",
     "a.yaml:1:16: error[S013]: empirical takes a list that is not empty\n"
     "   1 | l: {empirical: []}\n"
     "     |                ^^\n"},
    {"l: {empirical: nofile.csv}\n",
     "a.yaml:1:16: error[S029]: nofile.csv: No such file or directory\n"
     "   1 | l: {empirical: nofile.csv}\n"
     "     |                ^^^^^^^^^^\n"},
    {"l: {empirical: {file: x, unit: foo, column: 0, y: 1}}\n",
     "a.yaml:1:32: error[S018]: not a unit of time\n"
     "   1 | l: {empirical: {file: x, unit: foo, column: 0, y: 1}}\n"
     "     |                                ^^^ there are ns, us, ms, s, min and h\n"
     "\n"
     "a.yaml:1:45: error[S020]: columns are numbered from 1\n"
     "   1 | l: {empirical: {file: x, unit: foo, column: 0, y: 1}}\n"
     "     |                                             ^\n"
     "\n"
     "a.yaml:1:48: error[S003]: a data file has no key 'y'\n"
     "   1 | l: {empirical: {file: x, unit: foo, column: 0, y: 1}}\n"
     "     |                                                ^ there are file, column\n"
     "     |                                                  and unit\n"},
    {"l: {empirical: {unit: us}}\n",
     "a.yaml:1:16: error[S029]: the name of a data file is missing\n"
     "   1 | l: {empirical: {unit: us}}\n"
     "     |                ^^^^^^^^^^ such as measured.csv\n"},
};

TEST(parts_of_a_distribution_are_checked_one_by_one)
{
    CHECK_ALL(parts);
}

static const struct complaint arrivals[] = {
    {"a: {poisson: 1000}\n",
     "a.yaml:1:14: error[S017]: a rate needs a unit\n"
     "   1 | a: {poisson: 1000}\n"
     "     |              ^^^^ write 1000/s (or 1/ms)\n"},
    {"a: {posson: 3/s}\n",
     "a.yaml:1:5: error[S003]: arrivals have no key 'posson'\n"
     "   1 | a: {posson: 3/s}\n"
     "     |     ^^^^^^ did you mean 'poisson'?\n"},
    {"a: {poisson: 3/s, at: [1us]}\n",
     "a.yaml:1:19: error[S027]: 'poisson' and 'at' are two arrival processes\n"
     "   1 | a: {poisson: 3/s, at: [1us]}\n"
     "     |                   ^^ make it a list of two\n"},
    {"a: 3\n",
     "a.yaml:1:4: error[S027]: this is not an arrival process\n"
     "   1 | a: 3\n"
     "     |    ^\n"
     "     = arrivals are periodic, poisson, interarrival, bursts, at or trace, as in\n"
     "       {poisson: 1000/s}\n"},
    {"a: {}\n",
     "a.yaml:1:4: error[S027]: how things arrive is missing here\n"
     "   1 | a: {}\n"
     "     |    ^^\n"
     "     = arrivals are periodic, poisson, interarrival, bursts, at or trace, as in\n"
     "       {poisson: 1000/s}\n"},
    {"a: {periodic: 0us}\n",
     "a.yaml:1:15: error[S020]: arrivals without a pause would never end\n"
     "   1 | a: {periodic: 0us}\n"
     "     |               ^^^ must be above 0us\n"},
    {"a: {periodic: 100/s}\n",
     "a.yaml:1:15: error[S018]: a duration is needed here, not a rate\n"
     "   1 | a: {periodic: 100/s}\n"
     "     |               ^^^^^ one every 10ms?\n"},
    {"a: {periodic: {phase: 3us}}\n",
     "a.yaml:1:15: error[S014]: periodic needs 'period'\n"
     "   1 | a: {periodic: {phase: 3us}}\n"
     "     |               ^^^^^^^^^^^^\n"},
    {"a: {periodic: {period: 1ms, fase: 3us}}\n",
     "a.yaml:1:29: error[S003]: periodic has no key 'fase'\n"
     "   1 | a: {periodic: {period: 1ms, fase: 3us}}\n"
     "     |                             ^^^^\n"
     "     = it has period, phase or jitter\n"},
    {"a: {interarrival: 0us}\n",
     "a.yaml:1:19: error[S020]: arrivals without a pause would never end\n"
     "   1 | a: {interarrival: 0us}\n"
     "     |                   ^^^ must be above 0us\n"},
    {"a: {poisson: {rate: 3/s, mean: 1us}}\n",
     "a.yaml:1:14: error[S027]: poisson takes a rate\n"
     "   1 | a: {poisson: {rate: 3/s, mean: 1us}}\n"
     "     |              ^^^^^^^^^^^^^^^^^^^^^^ such as 1000/s\n"},
    {"a: {poisson: {every: 3us}}\n",
     "a.yaml:1:15: error[S003]: poisson has no key 'every'\n"
     "   1 | a: {poisson: {every: 3us}}\n"
     "     |               ^^^^^\n"
     "     = it has rate or mean\n"},
    {"a: {at: [1ms, 5ms, 3ms]}\n",
     "a.yaml:1:20: error[S028]: this instant is before the one that precedes it\n"
     "   1 | a: {at: [1ms, 5ms, 3ms]}\n"
     "     |                    ^^^\n"},
    {"a: {at: []}\n",
     "a.yaml:1:9: error[S027]: an empty list of instants\n"
     "   1 | a: {at: []}\n"
     "     |         ^^ such as [1ms, 5ms]\n"},
    {"a: {bursts: 3ms}\n",
     "a.yaml:1:13: error[S013]: bursts is {active: ..., silent: ..., arrivals: ...}\n"
     "   1 | a: {bursts: 3ms}\n"
     "     |             ^^^\n"},
    {"a: {bursts: {active: 1ms, silent: 0us, arrivals: {poisson: 1/us}}}\n",
     "a.yaml:1:35: error[S020]: an empty spell\n"
     "   1 | a: {bursts: {active: 1ms, silent: 0us, arrivals: {poisson: 1/us}}}\n"
     "     |                                   ^^^ must be above 0us\n"},
    {"a: {bursts: {active: 1ms, silent: 1ms}}\n",
     "a.yaml:1:13: error[S014]: bursts needs 'arrivals'\n"
     "   1 | a: {bursts: {active: 1ms, silent: 1ms}}\n"
     "     |             ^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
    {"a: {bursts: {active: 1ms, silent: 1ms, arrivals: {at: [1us]}}}\n",
     "a.yaml:1:50: error[S027]: this cannot stand inside a burst\n"
     "   1 | a: {bursts: {active: 1ms, silent: 1ms, arrivals: {at: [1us]}}}\n"
     "     |                                                  ^^^^^^^^^^^\n"
     "     |                                   poisson, interarrival or a plain period\n"},
    {"a: {bursts: {active: 1ms, idle: 1ms, arrivals: {poisson: 1/us}}}\n",
     "a.yaml:1:27: error[S003]: bursts has no key 'idle'\n"
     "   1 | a: {bursts: {active: 1ms, idle: 1ms, arrivals: {poisson: 1/us}}}\n"
     "     |                           ^^^^\n"
     "     = it has active, silent, arrivals or phase\n"},
    {"a: {poisson: 1/s, batch: 0}\n",
     "a.yaml:1:26: error[S020]: the number is too small\n"
     "   1 | a: {poisson: 1/s, batch: 0}\n"
     "     |                          ^ at least 1\n"},
};

TEST(an_arrival_process_that_cannot_be_is_explained)
{
    CHECK_ALL(arrivals);
}

TESTS(ENTRY(a_duration_without_or_with_a_strange_unit_is_explained),
      ENTRY(a_rate_without_or_with_a_strange_unit_is_explained),
      ENTRY(a_number_that_is_none_or_out_of_range_is_explained),
      ENTRY(truth_and_names_are_checked),
      ENTRY(a_distribution_that_cannot_be_is_explained_with_what_there_is),
      ENTRY(a_distribution_that_is_written_as_elsewhere_is_said_as_it_is_here),
      ENTRY(parts_of_a_distribution_are_checked_one_by_one),
      ENTRY(an_arrival_process_that_cannot_be_is_explained))
