/*
 * Outcomes in the store: one series in one replication. Replications in a row that agree in all of
 * it share one row, which says how many of them there are.
 */
#ifndef WTSIM_REPORTS_STORE_OUTCOMES_H
#define WTSIM_REPORTS_STORE_OUTCOMES_H

#include <stdint.h>

struct mdl_answer;
struct mdl_series;
struct rpt_query;
struct rpt_query_session;
struct rpt_saver;
struct sim_arena;

/* The statement that one query inserts the outcomes of all series with. */
extern const char *const rpt_outcomes_insert;

void rpt_outcomes_save(const struct rpt_saver *s, uint32_t index, struct rpt_query *q);

/* The outcomes of a series; the answer has its replications already. version: of the store, which
   may be older than this program. */
void rpt_outcomes_load(struct rpt_query_session *session, struct sim_arena *arena,
                       const struct mdl_answer *answer, int64_t series_id, int64_t version,
                       struct mdl_series *series);

#endif
