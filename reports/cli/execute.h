/* Running an experiment at a terminal: progress, Ctrl-C, the facts of the wall clock. */
#ifndef WTSIM_REPORTS_CLI_EXECUTE_H
#define WTSIM_REPORTS_CLI_EXECUTE_H

#include <stdbool.h>
#include <stdint.h>

struct cli_session;
struct mdl_answer;
struct scn_diags;
struct scn_experiment;

/*
 * Runs the experiment with --jobs threads. The first Ctrl-C lets the replications under way
 * finish and sets *ret_interrupted; a second one ends the program at once. False: the scenario
 * never lets time advance, see diags.
 */
bool cli_execute_run(struct cli_session *s, struct scn_experiment *experiment,
                     struct scn_diags *diags, struct mdl_answer *ret_answer,
                     bool *ret_interrupted);

#endif
