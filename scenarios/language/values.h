/*
 * Values with units: durations, rates, numbers, distributions, arrivals.
 *
 * Each function types one node, reports what is wrong with it (and what would be right) and
 * returns false then. A bare number where a unit is needed is an error that says which units
 * there are. `~3us` sets assumed.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/language/tree.h"
#include "sim/random/arrivals.h"
#include "sim/random/law.h"

struct scn_files;
struct sim_arena;

struct scn_values {                   /* what every reader of values needs */
    struct sim_arena *arena;
    struct scn_diags *diags;
    const char *directory;            /* data files are relative to it; NULL: where we are   */
    uint32_t file_count;              /* sources below are files; 0 or 1: the scenario alone */
    struct scn_files *files;          /* or NULL: keeps what was read */
    double assumed_times;             /* what values with ~ are multiplied by; 0: by nothing */
    uint64_t *data_digest;            /* or NULL: gets the bytes of every data file that was read */
};

/* ns us ms s min h; decimals allowed; whole nanoseconds after rounding once; at most 100 years. */
bool scn_values_duration(const struct scn_values *v, const struct scn_node *node,
                         uint64_t *ret_ns, bool *ret_assumed);
/* events per time: 1000/s, 5/ms; per nanosecond. */
bool scn_values_rate(const struct scn_values *v, const struct scn_node *node, double *ret_per_ns,
                     bool *ret_assumed);
bool scn_values_whole(const struct scn_values *v, const struct scn_node *node, int64_t low,
                      int64_t high, int64_t *ret_value);
bool scn_values_real(const struct scn_values *v, const struct scn_node *node, double low,
                     double high, double *ret_value);
/* The same, with ~ allowed before it: not multiplied, for a shape is no size. */
bool scn_values_real_assumed(const struct scn_values *v, const struct scn_node *node, double low,
                             double high, double *ret_value, bool *ret_assumed);
bool scn_values_truth(const struct scn_values *v, const struct scn_node *node, bool *ret_value);
/* A value that was written with ~, multiplied. */
double scn_values_scaled(const struct scn_values *v, double value, bool assumed);
/* A scalar of letters, digits, '_', '-', '.', beginning with a letter: a name. */
bool scn_values_name(const struct scn_values *v, const struct scn_node *node,
                     const char **ret_name);

/* A duration law (in ns) or a count law: a plain value or a map with one distribution. */
bool scn_values_duration_law(const struct scn_values *v, const struct scn_node *node,
                             struct sim_law *ret_law, bool *ret_assumed);
bool scn_values_count_law(const struct scn_values *v, const struct scn_node *node,
                          struct sim_law *ret_law, bool *ret_assumed);

/* One arrival process: periodic, poisson, interarrival, bursts, at, trace. The keys kind,
   capacity and moderation of the same map belong to the caller and are passed over. */
bool scn_values_arrivals(const struct scn_values *v, const struct scn_node *node,
                         struct sim_arrivals *ret_arrivals, bool *ret_assumed);

/* The ways to write one: a plain value, or a map of keys. Letters of types: 'd' duration, 'l'
   distribution, 'r' rate, 'i' instants, 'f' file, 'a' arrivals again; 0: no plain value. */
struct scn_values_process {
    const char *word;
    char plain;
    const char *keys[4];
    char types[5];                    /* one letter per key                */
    uint32_t must;                    /* so many of the keys, the first ones, must be there */
    const char *example;
};

/* The n-th row of the table, NULL behind the last one. */
const struct scn_values_process *scn_values_arrivals_row(uint32_t n);

/* The canonical text of a value, as a scenario would write it: '40ms', '{lognormal: ...}'. */
const char *scn_values_text_duration(struct sim_arena *arena, uint64_t ns);
const char *scn_values_text_node(struct sim_arena *arena, const struct scn_node *node);

#endif
