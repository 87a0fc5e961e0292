/*
 * The run: how long, how often, from which seed, measured when.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_WINDOW_H
#define WTSIM_SCENARIOS_LANGUAGE_WINDOW_H

struct scn_build;
struct scn_node;
struct scn_view;
struct mdl_plan;

/* Before anything else is read: what values with ~ are multiplied by (run.assumed). */
void scn_window_scale(struct scn_build *b, const struct scn_node *root);

void scn_window_read(struct scn_build *b, const struct scn_view *root, struct mdl_plan *plan);

/* Is anything left to chance? Then 20 replications, else one, unless they are written. */
void scn_window_decide(struct scn_build *b, struct mdl_plan *plan);

/* Once the plan is complete: can 'warm_up: auto' find a steady state in it? */
void scn_window_steady(struct scn_build *b, const struct mdl_plan *plan);

#endif
