/* Running an experiment at a terminal: progress, Ctrl-C, the facts of the wall clock. */
#ifndef WTSIM_REPORTS_CLI_EXECUTE_H
#define WTSIM_REPORTS_CLI_EXECUTE_H

#include <stdbool.h>
#include <stdint.h>

struct cli_session;
struct mdl_answer;
struct scn_diags;
struct scn_experiment;
struct scn_experiment_part;
struct sim_arena;

/*
 * Runs the experiment with --jobs threads. The first Ctrl-C lets the replications under way
 * finish and sets *ret_interrupted; a second one ends the program at once. False: the scenario
 * never lets time advance, see diags.
 */
bool cli_execute_run(struct cli_session *s, struct scn_experiment *experiment,
                     struct scn_diags *diags, struct mdl_answer *ret_answer,
                     bool *ret_interrupted);

/* The same for replications [first, first + count) alone: scn_experiment_run_part. */
bool cli_execute_part(struct cli_session *s, struct scn_experiment *experiment, uint32_t first,
                      uint32_t count, struct scn_diags *diags, struct mdl_answer *ret_answer,
                      struct scn_experiment_part **ret_parts, uint32_t *ret_count,
                      bool *ret_interrupted);

/* The parts of a whole run, joined: scn_experiment_join, with the facts of the wall clock. */
bool cli_execute_join(struct cli_session *s, struct scn_experiment *experiment,
                      const struct scn_experiment_part *parts, struct mdl_answer *ret_answer,
                      uint32_t *ret_bad);

/* UTC, ISO 8601. */
const char *cli_execute_now(struct sim_arena *arena);

#endif
