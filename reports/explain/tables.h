/*
 * One function for each table of the model: its rows as topics. Used by lookup.c only.
 */
#ifndef WTSIM_REPORTS_EXPLAIN_TABLES_H
#define WTSIM_REPORTS_EXPLAIN_TABLES_H

struct rpt_topics;
struct rpt_topic;
struct sim_arena;

void rpt_tables_rules(struct rpt_topics *topics);
void rpt_tables_ddis(struct rpt_topics *topics);
void rpt_tables_levels(struct rpt_topics *topics);
void rpt_tables_stops(struct rpt_topics *topics);
void rpt_tables_measures(struct rpt_topics *topics);  /* and the parts of a latency */
void rpt_tables_findings(struct rpt_topics *topics);
void rpt_tables_statuses(struct rpt_topics *topics);
void rpt_tables_windows(struct rpt_topics *topics);
void rpt_tables_terms(struct rpt_topics *topics);
void rpt_tables_beliefs(struct rpt_topics *topics);

/* What several tables share: the lessons and scenarios that show it, a command each. */
const char *rpt_tables_see(struct rpt_topics *topics, const char *name, const char *rules);

/* The checks of WdfWorkItemCreate with what they return (W78), one a line. */
const char *rpt_tables_checks(struct sim_arena *arena);

/* What is legal instead of a finding, NULL when nothing is said (instead.def). */
const char *rpt_tables_instead(const char *code);

#endif
