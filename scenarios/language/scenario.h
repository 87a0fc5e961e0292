/*
 * A checked scenario: what the author wrote, complete, typed, and compiled.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SCENARIO_H
#define WTSIM_SCENARIOS_LANGUAGE_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/answer.h"
#include "scenarios/language/draw.h"
#include "scenarios/language/filled.h"

struct scn_diags;
struct scn_lesson;
struct scn_node;
struct sim_arena;

enum scn_subject { SCN_SUBJECT_METRIC, SCN_SUBJECT_BUG_CHECK, SCN_SUBJECT_DEADLOCK };

enum scn_stop_rule { SCN_STOP_FIXED, SCN_STOP_PRECISION, SCN_STOP_DECIDED };

struct scn_expectation {
    const char *text;                 /* as written                                        */
    uint32_t line, column;            /* where; line 0: on the command line                */
    enum scn_subject subject;
    const char *object, *measure;     /* 'nic.rx', 'request_latency'                       */
    const char *statistic;            /* 'p99', 'mean', 'max' ...; 'count' for counts      */
    const char *phase;                /* 'all' or a phase                                  */
    enum mdl_comparison comparison;
    double bound;                     /* ns, counts, shares; bug check code, 0 for none    */
    double share_of_runs;             /* 'in 99% of runs': 0.99; 1 otherwise               */
};

/* A parameter that is swept: its path and the values to try, as a scenario would write them. */
struct scn_sweep_key {
    const char *path;
    const char *const *values;
    uint32_t count;
};

struct scn_scenario {
    const char *path;                 /* as given, for messages   */
    const char *name, *title, *about;
    const char *text;                 /* exactly as read          */
    const char *text_digest, *input_digest;
    const char *machine_line;         /* for reports              */
    struct mdl_plan plan;
    uint64_t seed;
    uint32_t replications;            /* 20 if random, 1 if not, unless written */
    enum scn_stop_rule stop_rule;     /* not FIXED: replications is the first look */
    uint32_t replications_max;        /* and this the last                         */
    double precision;                 /* to be reached: 0.05                       */
    const char *warm_up;              /* none, fixed, auto        */
    const char *const *overrides;     uint32_t override_count;
    const struct scn_expectation *expectations; uint32_t expectation_count;
    const struct mdl_file *files;     uint32_t file_count; /* that were read besides its own */
    const struct scn_node *root;      /* the tree, with includes, overrides and drawn numbers */
    const struct scn_lesson *lesson;  /* NULL: it is none            */
    struct scn_draws draws;           /* of its lesson               */
    struct mdl_parameter *parameters; uint32_t parameter_count; /* the canonical form, flattened */
    struct scn_filled filled;         /* the same as a scenario: filled.h */
    const struct scn_sweep_key *sweep; uint32_t sweep_count;
    uint32_t point_count;             /* of the sweep: the product of its counts; 0: no sweep */
};

/*
 * Reads, checks and compiles a file ("-" is standard input). All mistakes are reported to diags
 * in one pass; false when there was an error among them (warnings alone are fine). overrides:
 * 'path=value' texts of --set, applied and checked like the file itself.
 */
bool scn_scenario_load(struct sim_arena *arena, const char *path, const char *const *overrides,
                       uint32_t override_count, struct scn_diags *diags,
                       struct scn_scenario *ret_scenario);

/* The same from text in memory; name is used in messages. */
bool scn_scenario_parse(struct sim_arena *arena, const char *name, const char *text,
                        uint64_t length, const char *const *overrides, uint32_t override_count,
                        struct scn_diags *diags, struct scn_scenario *ret_scenario);

/* The same for a stored run: with the files that were stored with it, in place of those of the
   disk. Runs that stored none read what is there. */
bool scn_scenario_parse_stored(struct sim_arena *arena, const char *name,
                               const struct mdl_answer *run, struct scn_diags *diags,
                               struct scn_scenario *ret_scenario);

/*
 * A point of the sweep, 1 to point_count: the first key changes slowest. Its values are overrides
 * like others (the same text and overrides make the same run), but what is wrong with one points
 * into the sweep.
 */
bool scn_scenario_parse_point(struct sim_arena *arena, const char *name, const char *text,
                              uint64_t length, const char *const *overrides,
                              uint32_t override_count, uint32_t point, struct scn_diags *diags,
                              struct scn_scenario *ret_scenario);

#endif
