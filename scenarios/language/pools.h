/*
 * Worker pools: their parameters, then the pools themselves, once it is known who uses them.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_POOLS_H
#define WTSIM_SCENARIOS_LANGUAGE_POOLS_H

struct scn_build;
struct scn_view;
struct mdl_plan;

/* Reads `pool`. Parameters of another era have no effect and a warning (W48). */
void scn_pools_read(struct scn_build *b, const struct scn_view *root);

/* Decides each work item's family, pool and priority, and makes the pools. */
void scn_pools_make(struct scn_build *b);

/* The pools are as large as they ever get: numbers the threads: declared ones, the balance manager,
   the workers of each pool. */
void scn_pools_number(struct scn_build *b, struct mdl_plan *plan);

#endif
