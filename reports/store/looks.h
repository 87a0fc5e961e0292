/*
 * Planned looks in the store: one row per look and expectation.
 */
#ifndef WTSIM_REPORTS_STORE_LOOKS_H
#define WTSIM_REPORTS_STORE_LOOKS_H

#include <stdint.h>

struct mdl_answer;
struct rpt_query_session;
struct rpt_saver;
struct sim_arena;

void rpt_looks_save(struct rpt_saver *s);

/* The looks of a run, and the rule as they know it; without looks an answer of fixed size. */
void rpt_looks_load(struct rpt_query_session *session, int64_t run_id, struct sim_arena *arena,
                    struct mdl_answer *answer);

#endif
